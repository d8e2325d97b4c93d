//! The contract of [`Vault`] as a suite that any backend can run, one's own too.
//!
//! ```
//! # #[cfg(feature = "conformance")]
//! parda::vault::conformance::check(|clock| parda::MemoryVault::new().clock(clock));
//! ```

use super::header::ScopeName;
use super::{Clock, Entry, Generation, Header, ScopeAddress, ScopeRef, Vault};
use crate::entity::Entity;
use crate::token::key::Key;
use crate::token::mint::Minter;
use crate::token::{IdLength, TokenId, random};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs every check on vaults that `make` opens on the clock it is given. They may share a store with others: each
/// run uses scopes of its own, and erases them.
///
/// # Panics
///
/// When the backend breaks the contract; the message says which part.
pub fn check<V: Vault>(make: impl Fn(Clock) -> V) {
    let now = Arc::new(AtomicU64::new(1_800_000_000_000));
    let read = Arc::clone(&now);
    let vault = make(Clock::of(move || read.load(Ordering::SeqCst)));
    let run = Run {
        vault: &vault,
        now: &now,
        key: fresh_key(),
    };
    run.headers();
    run.records();
    run.conflicts();
    run.repeats();
    run.expiry();
    run.generations();
    run.removal();
    run.isolation();
    run.many_at_once();
    run.listing();
}

struct Run<'v, V> {
    vault: &'v V,
    now: &'v AtomicU64,
    key: Key,
}

#[allow(clippy::expect_used)]
fn fresh_key() -> Key {
    Key::generate().expect("the system has randomness")
}

#[allow(clippy::expect_used)]
fn scope_name() -> ScopeName {
    let bytes = random::bytes::<16>().expect("the system has randomness");
    ScopeName {
        tenant: "conformance".into(),
        name: Generation::from_bytes(*bytes).to_string().into(),
    }
}

fn id(n: u32) -> TokenId {
    Minter::new(&[9; 32], IdLength::Nine)
        .id(Entity::TOKEN, &n.to_string(), 0)
        .id
}

fn entry(n: u32, sealed: &[u8], expires: Option<u64>) -> Entry<'_> {
    Entry {
        id: id(n),
        sealed,
        expires,
    }
}

#[allow(clippy::expect_used)]
impl<V: Vault> Run<'_, V> {
    fn header(&self, scope: &ScopeName) -> Header {
        Header::fresh(&self.key, scope, IdLength::Nine, false).expect("a header")
    }

    fn open(&self) -> (ScopeAddress, ScopeRef) {
        let scope = scope_name();
        let header = self.header(&scope);
        let address = scope.address();
        self.vault.create(&address, &header).expect("created");
        let generation = header.generation();
        (
            address,
            ScopeRef {
                address,
                generation,
            },
        )
    }

    fn get(&self, scope: &ScopeRef, numbers: &[u32]) -> Vec<Option<Vec<u8>>> {
        let ids: Vec<TokenId> = numbers.iter().map(|n| id(*n)).collect();
        let got = self.vault.get_many(scope, &ids).expect("an answer");
        assert_eq!(got.len(), ids.len(), "get_many answers each id");
        got.into_iter()
            .map(|sealed| sealed.map(Vec::from))
            .collect()
    }

    fn done(&self, address: &ScopeAddress) {
        self.vault.forget(address).expect("forgotten");
    }

    fn headers(&self) {
        let scope = scope_name();
        let address = scope.address();
        let (first, second) = (self.header(&scope), self.header(&scope));
        assert_eq!(self.vault.header(&address).expect("asked"), None);
        assert_eq!(self.vault.create(&address, &first).expect("made"), first);
        assert_eq!(
            self.vault.create(&address, &second).expect("asked"),
            first,
            "the first header of a scope stays"
        );
        assert_eq!(
            self.vault.header(&address).expect("asked"),
            Some(first.clone())
        );
        let stale = self.vault.rewrap(&address, &second);
        assert!(
            stale.is_err_and(|error| error.is_stale()),
            "rewrap asks for the same generation"
        );
        let key = self.key.rotated().expect("rotated");
        let again = first.rewrapped(&key, &address).expect("rewrapped");
        self.vault.rewrap(&address, &again).expect("stored");
        assert_eq!(self.vault.header(&address).expect("asked"), Some(again));
        self.done(&address);
        assert_eq!(self.vault.header(&address).expect("asked"), None);
    }

    fn records(&self) {
        let (address, scope) = self.open();
        self.vault.put_many(&scope, &[]).expect("nothing is fine");
        assert!(self.get(&scope, &[]).is_empty());
        let all_bytes: Vec<u8> = (0..=255).collect();
        let long = vec![7; 100_000];
        let entries = [
            entry(1, &all_bytes, None),
            entry(2, b"", None),
            entry(3, &long, None),
        ];
        self.vault.put_many(&scope, &entries).expect("stored");
        self.vault
            .put_many(&scope, &entries)
            .expect("again is safe");
        assert_eq!(
            self.get(&scope, &[3, 9, 1, 1, 2]),
            [
                Some(long.clone()),
                None,
                Some(all_bytes.clone()),
                Some(all_bytes.clone()),
                Some(Vec::new())
            ],
            "get_many keeps order and repeats"
        );
        let many: Vec<Entry<'_>> = (100..1_100).map(|n| entry(n, b"x", None)).collect();
        self.vault.put_many(&scope, &many).expect("a large batch");
        let numbers: Vec<u32> = (100..1_100).collect();
        assert!(self.get(&scope, &numbers).iter().all(Option::is_some));
        self.done(&address);
    }

    fn conflicts(&self) {
        let (address, scope) = self.open();
        self.vault
            .put_many(&scope, &[entry(1, b"one", None), entry(2, b"two", None)])
            .expect("stored");
        let error = self
            .vault
            .put_many(
                &scope,
                &[
                    entry(1, b"one", None),
                    entry(3, b"three", None),
                    entry(2, b"other", None),
                ],
            )
            .expect_err("an id keeps its bytes");
        assert_eq!(error.conflicts(), [2], "a conflict names its places");
        assert_eq!(
            self.get(&scope, &[1, 2]),
            [Some(b"one".to_vec()), Some(b"two".to_vec())]
        );
        self.done(&address);
    }

    fn repeats(&self) {
        let (address, scope) = self.open();
        let end = self.now.load(Ordering::SeqCst) + 1_000;
        self.vault
            .put_many(
                &scope,
                &[
                    entry(1, b"one", Some(end)),
                    entry(2, b"two", Some(end)),
                    entry(1, b"one", Some(end + 1_000)),
                    entry(2, b"two", None),
                    entry(1, b"one", Some(end)),
                ],
            )
            .expect("an id may stand in a batch twice with the same bytes");
        let error = self
            .vault
            .put_many(
                &scope,
                &[
                    entry(3, b"three", None),
                    entry(4, b"four", None),
                    entry(3, b"other", None),
                    entry(4, b"four", None),
                    entry(3, b"another", None),
                ],
            )
            .expect_err(
                "an id that stands in a batch with two values is not stored as either in silence",
            );
        assert_eq!(
            error.conflicts(),
            [2, 4],
            "the first of a batch is the one that the others conflict with"
        );
        let three = self.get(&scope, &[3]);
        assert!(
            three == [None] || three == [Some(b"three".to_vec())],
            "a conflict within a batch never stores the later value"
        );
        // An expired record makes room once, for one value.
        self.now.store(end, Ordering::SeqCst);
        assert_eq!(
            self.get(&scope, &[1, 2]),
            [Some(b"one".to_vec()), Some(b"two".to_vec())],
            "the latest end of a batch holds"
        );
        self.now.store(end + 1_000, Ordering::SeqCst);
        assert_eq!(self.get(&scope, &[1, 2]), [None, Some(b"two".to_vec())]);
        let error = self
            .vault
            .put_many(&scope, &[entry(1, b"new", None), entry(1, b"newer", None)])
            .expect_err("two values for one free id");
        assert_eq!(error.conflicts(), [1]);
        let one = self.get(&scope, &[1]);
        assert!(one == [None] || one == [Some(b"new".to_vec())]);
        self.done(&address);
    }

    fn expiry(&self) {
        let (address, scope) = self.open();
        let now = self.now.load(Ordering::SeqCst);
        self.vault
            .put_many(
                &scope,
                &[
                    entry(1, b"short", Some(now + 1_000)),
                    entry(2, b"long", Some(now + 9_000)),
                    entry(3, b"ever", None),
                    entry(4, b"longer", Some(now + 1_000)),
                    entry(5, b"ever too", Some(now + 1_000)),
                ],
            )
            .expect("stored");
        self.vault
            .put_many(
                &scope,
                &[
                    entry(2, b"long", Some(now + 1_000)),
                    entry(4, b"longer", Some(now + 9_000)),
                    entry(5, b"ever too", None),
                ],
            )
            .expect("a later end holds, a sooner one does not");
        let there = |run: &Self| -> Vec<bool> {
            let got = run.get(&scope, &[1, 2, 3, 4, 5]);
            got.iter().map(Option::is_some).collect()
        };
        assert_eq!(there(self), [true; 5]);
        self.now.store(now + 1_000, Ordering::SeqCst);
        assert_eq!(
            there(self),
            [false, true, true, true, true],
            "a record whose time has come is gone, unswept too"
        );
        self.vault
            .put_many(&scope, &[entry(1, b"other", Some(now + 2_000))])
            .expect("an id whose record ended is free");
        assert_eq!(self.get(&scope, &[1]), [Some(b"other".to_vec())]);
        self.now.store(now + 9_000, Ordering::SeqCst);
        while self.vault.sweep(2).expect("swept").more {}
        assert_eq!(there(self), [false, false, true, false, true]);
        self.done(&address);
    }

    fn generations(&self) {
        let (address, old) = self.open();
        self.vault
            .put_many(&old, &[entry(1, b"old", None)])
            .expect("stored");
        assert_eq!(self.vault.forget(&address).expect("forgotten"), 1);
        assert_eq!(self.vault.forget(&address).expect("forgotten"), 0);
        assert_eq!(self.get(&old, &[1]), [None], "forgotten is gone");
        let stale = self.vault.put_many(&old, &[entry(1, b"old", None)]);
        assert!(
            stale.is_err_and(|error| error.is_stale()),
            "records need their scope's header"
        );
        let header = Header::fresh(&self.key, &scope_name(), IdLength::Nine, false);
        let header = header.expect("a header");
        self.vault.create(&address, &header).expect("made again");
        let stale = self.vault.put_many(&old, &[entry(1, b"old", None)]);
        assert!(
            stale.is_err_and(|error| error.is_stale()),
            "a generation that is gone stays gone"
        );
        assert_eq!(self.get(&old, &[1]), [None]);
        let new = ScopeRef {
            address,
            generation: header.generation(),
        };
        assert_eq!(self.get(&new, &[1]), [None], "a new generation is empty");
        self.done(&address);
    }

    fn removal(&self) {
        let (address, scope) = self.open();
        let spelled = id(1).with_suffix(*b"bn").expect("letters");
        let with_suffix = Entry {
            id: spelled,
            sealed: b"spelled",
            expires: None,
        };
        let entries = [
            entry(1, b"one", None),
            with_suffix,
            entry(2, b"two", None),
            entry(3, b"three", None),
        ];
        self.vault.put_many(&scope, &entries).expect("stored");
        let removed = self.vault.remove_many(&scope, &[id(1), id(3), id(9)]);
        assert_eq!(
            removed.expect("removed"),
            3,
            "an id takes its spellings along"
        );
        assert_eq!(
            self.get(&scope, &[1, 2, 3]),
            [None, Some(b"two".to_vec()), None]
        );
        let got = self.vault.get_many(&scope, &[spelled]).expect("asked");
        assert_eq!(got, [None]);
        self.done(&address);
    }

    fn isolation(&self) {
        let ((one, first), (two, second)) = (self.open(), self.open());
        for (scope, bytes) in [(&first, b"1"), (&second, b"2")] {
            self.vault
                .put_many(scope, &[entry(1, bytes, None)])
                .expect("stored");
        }
        assert_eq!(self.get(&first, &[1]), [Some(b"1".to_vec())]);
        assert_eq!(self.get(&second, &[1]), [Some(b"2".to_vec())]);
        self.done(&one);
        assert_eq!(self.get(&first, &[1]), [None]);
        assert_eq!(
            self.get(&second, &[1]),
            [Some(b"2".to_vec())],
            "forgetting one scope leaves others"
        );
        self.done(&two);
    }

    fn many_at_once(&self) {
        let scope_name = scope_name();
        let address = scope_name.address();
        let winners: Vec<Header> = std::thread::scope(|threads| {
            let each: Vec<_> = (0..8)
                .map(|_| {
                    threads.spawn(|| {
                        let header = self.header(&scope_name);
                        self.vault.create(&address, &header).expect("made")
                    })
                })
                .collect();
            each.into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert!(
            winners.iter().all(|header| *header == winners[0]),
            "all get the winner's header"
        );
        let scope = ScopeRef {
            address,
            generation: winners[0].generation(),
        };
        // Eight threads put different bytes under the same ids: each id has one winner, and the losers are told.
        let won: Vec<Vec<u32>> = std::thread::scope(|threads| {
            let each: Vec<_> = (0..8_u8)
                .map(|thread| {
                    threads.spawn(move || {
                        (0..20)
                            .filter(|n| {
                                let bytes = [thread];
                                match self.vault.put_many(&scope, &[entry(*n, &bytes, None)]) {
                                    Ok(()) => true,
                                    Err(error) => {
                                        assert_eq!(error.conflicts(), [0], "{error}");
                                        false
                                    }
                                }
                            })
                            .collect()
                    })
                })
                .collect();
            each.into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        for n in 0..20 {
            let winners: Vec<usize> = (0..8).filter(|t| won[*t].contains(&n)).collect();
            assert_eq!(winners.len(), 1, "an id has one winner");
            assert_eq!(self.get(&scope, &[n]), [Some(vec![winners[0] as u8])]);
        }
        self.done(&address);
    }

    fn listing(&self) {
        let mut mine: Vec<ScopeAddress> = (0..5).map(|_| self.open().0).collect();
        mine.sort_unstable();
        let before = self.vault.stats().expect("counted");
        assert!(before.scopes >= 5);
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = self.vault.scopes(after.as_ref(), 2).expect("listed");
            assert!(page.len() <= 2, "a page is at most as long as asked");
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            seen.extend(page.into_iter().map(|(address, _)| address));
        }
        assert!(seen.is_sorted(), "scopes come in order of address");
        assert!(mine.iter().all(|address| seen.contains(address)));
        for address in &mine {
            self.done(address);
        }
    }
}
