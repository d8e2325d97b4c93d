//! The memory vault, the cache, and minting with inserting, in every order that a model checker comes upon.

use std::sync::{Arc, LazyLock};

use shuttle::thread;

use crate::token::mint::Minter;
use crate::token::{IdLength, TokenId};
use crate::vault::{Cached, Entry, Header, MemoryVault, ScopeAddress, ScopeRef, Vault};
use crate::{Engine, Entity, Key, Scanner};

/// Orders that are tried: drawn, and with few changes from one thread to another.
const ORDERS: usize = 3_000;

fn in_every_order(model: impl Fn() + Clone + Send + Sync + 'static) {
    shuttle::check_random(model.clone(), ORDERS);
    shuttle::check_pct(model, ORDERS, 3);
}

/// A header that opens to nothing: a vault does not look into it.
fn header(generation: u8) -> Header {
    let mut bytes = vec![generation; 114];
    bytes[0] = 1;
    Header::from_bytes(bytes).expect("as long as one")
}

fn scope(generation: u8) -> ScopeRef {
    ScopeRef {
        address: ScopeAddress::of("", "model"),
        generation: header(generation).generation(),
    }
}

fn id(n: u32) -> TokenId {
    Minter::new(&[7; 32], IdLength::Nine)
        .id(Entity::TOKEN, "x", n)
        .id
}

static IDS: LazyLock<[TokenId; 2]> = LazyLock::new(|| [id(0), id(1)]);

fn entry(n: usize, sealed: &[u8]) -> Entry<'_> {
    Entry {
        id: IDS[n],
        sealed,
        expires: None,
    }
}

/// Nothing is held any more, as the vault counts.
fn is_empty(vault: &MemoryVault) -> bool {
    format!("{vault:?}").contains("used: 0,")
}

#[test]
fn of_threads_that_put_different_bytes_one_wins_a_whole_batch() {
    in_every_order(|| {
        let vault = Arc::new(MemoryVault::new());
        let threads: Vec<_> = (0..3_u8)
            .map(|thread| {
                let vault = Arc::clone(&vault);
                thread::spawn(move || {
                    let made = vault.create(&scope(1).address, &header(1));
                    assert_eq!(made.expect("made").generation(), scope(1).generation);
                    let bytes = [thread];
                    let batch = [entry(0, &bytes), entry(1, &bytes)];
                    vault.put_many(&scope(1), &batch).is_ok()
                })
            })
            .collect();
        let won: Vec<bool> = threads
            .into_iter()
            .map(|t| t.join().expect("no panic"))
            .collect();
        assert_eq!(won.iter().filter(|won| **won).count(), 1);
        let winner = won.iter().position(|won| *won).expect("one") as u8;
        let got = vault.get_many(&scope(1), &*IDS).expect("got");
        assert_eq!(got, [Some([winner].into()), Some([winner].into())]);
    });
}

#[test]
fn what_was_forgotten_while_it_was_put_leaves_nothing_behind() {
    in_every_order(|| {
        let vault = Arc::new(MemoryVault::new());
        vault.create(&scope(1).address, &header(1)).expect("made");
        let putting = Arc::clone(&vault);
        let putter = thread::spawn(move || {
            for n in 0..2 {
                match putting.put_many(&scope(1), &[entry(n, b"x")]) {
                    Ok(()) => {}
                    Err(error) => assert!(error.is_stale(), "{error}"),
                }
            }
        });
        let forgetting = Arc::clone(&vault);
        let forgetter = thread::spawn(move || {
            forgetting.forget(&scope(1).address).expect("forgotten");
            forgetting
                .create(&scope(1).address, &header(2))
                .expect("made again");
        });
        putter.join().expect("no panic");
        forgetter.join().expect("no panic");
        for generation in [1, 2] {
            let got = vault.get_many(&scope(generation), &*IDS).expect("got");
            assert_eq!(got, [None, None], "generation {generation}");
        }
        vault.forget(&scope(2).address).expect("forgotten");
        assert!(is_empty(&vault), "{vault:?}");
    });
}

#[test]
fn room_is_given_back_for_all_that_goes_and_never_overdrawn() {
    in_every_order(|| {
        // Room for the scope and one record.
        let vault = Arc::new(MemoryVault::new().room(450));
        vault.create(&scope(1).address, &header(1)).expect("made");
        let threads: Vec<_> = (0..2)
            .map(|n| {
                let vault = Arc::clone(&vault);
                thread::spawn(move || match vault.put_many(&scope(1), &[entry(n, b"x")]) {
                    Ok(()) => vault.remove_many(&scope(1), &[IDS[n]]).expect("removed") == 1,
                    Err(error) => error.is_full(),
                })
            })
            .collect();
        assert!(
            threads
                .into_iter()
                .all(|thread| thread.join().expect("no panic"))
        );
        vault.forget(&scope(1).address).expect("forgotten");
        assert!(is_empty(&vault), "{vault:?}");
    });
}

#[test]
fn a_cache_keeps_nothing_that_was_erased_while_it_was_put() {
    for forget in [false, true] {
        in_every_order(move || {
            let far = Arc::new(MemoryVault::new());
            far.create(&scope(1).address, &header(1)).expect("made");
            let cache = Arc::new(Cached::new(Arc::clone(&far)));
            let putting = Arc::clone(&cache);
            let putter = thread::spawn(move || {
                let _ = putting.put_many(&scope(1), &[entry(0, b"x")]);
                let _ = putting.put_many(&scope(1), &[entry(0, b"x"), entry(1, b"y")]);
            });
            let erasing = Arc::clone(&cache);
            let eraser = thread::spawn(move || {
                if forget {
                    erasing.forget(&scope(1).address).expect("forgotten");
                } else {
                    erasing.remove_many(&scope(1), &*IDS).expect("removed");
                }
            });
            let reading = Arc::clone(&cache);
            let reader = thread::spawn(move || {
                let got = reading.get_many(&scope(1), &*IDS).expect("got");
                assert!(got[0].is_none() || got[0].as_deref() == Some(b"x"));
                assert!(got[1].is_none() || got[1].as_deref() == Some(b"y"));
            });
            for thread in [putter, eraser, reader] {
                thread.join().expect("no panic");
            }
            let (kept, held) = (
                cache.get_many(&scope(1), &*IDS),
                far.get_many(&scope(1), &*IDS),
            );
            assert_eq!(
                kept.expect("got"),
                held.expect("got"),
                "the cache has what the vault has"
            );
        });
    }
}

#[test]
fn threads_that_mint_and_insert_in_a_new_scope_agree() {
    static SCANNER: LazyLock<Scanner> = LazyLock::new(Scanner::new);
    static KEY: LazyLock<Key> = LazyLock::new(|| Key::generate().expect("randomness"));
    LazyLock::force(&SCANNER);
    LazyLock::force(&KEY);
    let model = || {
        let engine = Engine::builder()
            .scanner(SCANNER.clone())
            .key(KEY.clone())
            .vault(MemoryVault::new())
            .build();
        let engine = Arc::new(engine.expect("an engine"));
        let threads: Vec<_> = ["b@example.com a@example.com", "a@example.com c@example.com"]
            .into_iter()
            .map(|text| {
                let engine = Arc::clone(&engine);
                thread::spawn(move || {
                    let session = engine.session("new").expect("a session");
                    let redacted = session
                        .redact(text)
                        .expect("redacted")
                        .into_text()
                        .into_owned();
                    assert_eq!(session.restore(&redacted).expect("restored").expose(), text);
                    redacted
                })
            })
            .collect();
        let out: Vec<String> = threads
            .into_iter()
            .map(|t| t.join().expect("no panic"))
            .collect();
        let (of_one, of_other) = (out[0].split(' ').nth(1), out[1].split(' ').next());
        assert_eq!(of_one, of_other, "one token for the value that both met");
        assert_eq!(engine.stats().expect("counted").entries, 3);
    };
    shuttle::check_random(model, 500);
    shuttle::check_pct(model, 500, 3);
}
