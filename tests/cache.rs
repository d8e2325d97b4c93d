//! The cache in front of a vault: it saves the way there, and gives back nothing that has ended or was erased.

#![cfg(feature = "conformance")]

#[macro_use]
#[path = "support/passing.rs"]
mod passing;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use parda::vault::conformance::check;
use parda::vault::{Answer, Bridge, Cached, Clock, Entry, ScopeRef};
use parda::{AsyncVault, Engine, Key, MemoryVault, TokenId, Vault, VaultError};

/// A vault that counts how often it is asked for records, and for how many.
#[derive(Default)]
struct Far {
    vault: MemoryVault,
    asked: AtomicUsize,
    ids: AtomicUsize,
}

impl Vault for Far {
    pass_on!();

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        self.vault.put_many(scope, entries)
    }
    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.ids.fetch_add(ids.len(), Ordering::SeqCst);
        self.vault.get_many(scope, ids)
    }
}

struct House {
    far: Arc<Far>,
    now: Arc<AtomicU64>,
    key: Key,
}

impl House {
    fn new() -> House {
        let now = Arc::new(AtomicU64::new(1_800_000_000_000));
        let clock = House::clock(&now);
        House {
            far: Arc::new(Far {
                vault: MemoryVault::new().clock(clock),
                ..Far::default()
            }),
            now,
            key: Key::generate().expect("randomness"),
        }
    }

    fn clock(now: &Arc<AtomicU64>) -> Clock {
        let now = Arc::clone(now);
        Clock::of(move || now.load(Ordering::SeqCst))
    }

    fn later(&self, by: Duration) {
        self.now.fetch_add(by.as_millis() as u64, Ordering::SeqCst);
    }

    /// One process: an engine with a cache of its own before the vault of all.
    fn process(&self, ttl: Option<Duration>) -> Engine<Cached<Arc<Far>>> {
        let vault = Cached::new(Arc::clone(&self.far)).clock(House::clock(&self.now));
        let builder = Engine::builder()
            .key(self.key.clone())
            .clock(House::clock(&self.now))
            .vault(vault);
        match ttl {
            Some(ttl) => builder.ttl(ttl).build(),
            None => builder.build(),
        }
        .expect("an engine")
    }

    fn asked(&self) -> usize {
        self.far.asked.load(Ordering::SeqCst)
    }
}

fn restored(engine: &Engine<Cached<Arc<Far>>>, text: &str) -> String {
    let session = engine.session("chat").expect("a session");
    session.restore(text).expect("restored").expose().to_owned()
}

fn redacted(engine: &Engine<Cached<Arc<Far>>>, text: &str) -> String {
    let session = engine.session("chat").expect("a session");
    session
        .redact(text)
        .expect("redacted")
        .into_text()
        .into_owned()
}

const TEXT: &str = "mail asha@example.com";

#[test]
fn the_contract_holds_through_a_cache() {
    check(|clock| Cached::new(MemoryVault::new().clock(clock.clone())).clock(clock));
    check(|clock| {
        Cached::new(MemoryVault::new().clock(clock.clone()))
            .clock(clock)
            .room(500)
    });
    check(|clock| {
        Arc::new(
            Cached::new(Box::new(MemoryVault::new().clock(clock.clone())) as Box<dyn Vault>)
                .clock(clock),
        )
    });
}

#[test]
fn what_was_put_is_given_back_without_asking_and_what_others_put_is_asked_for() {
    let house = House::new();
    let (one, two) = (house.process(None), house.process(None));
    let hidden = redacted(&one, TEXT);
    assert_eq!(restored(&one, &hidden), TEXT);
    assert_eq!(house.asked(), 0);
    assert_eq!(restored(&two, &hidden), TEXT);
    assert_eq!(house.asked(), 1);
    let both = format!("{hidden} and {}", redacted(&two, "ravi@example.com"));
    house.far.ids.store(0, Ordering::SeqCst);
    assert_eq!(
        restored(&one, &both),
        format!("{TEXT} and ravi@example.com")
    );
    assert_eq!(
        house.far.ids.load(Ordering::SeqCst),
        1,
        "only what is not kept is asked for"
    );
}

#[test]
fn what_has_ended_is_not_given_back() {
    let house = House::new();
    let one = house.process(Some(Duration::from_secs(2)));
    let hidden = redacted(&one, TEXT);
    house.later(Duration::from_millis(1_999));
    assert_eq!(restored(&one, &hidden), TEXT);
    assert_eq!(house.asked(), 0);
    house.later(Duration::from_millis(1));
    assert_eq!(restored(&one, &hidden), hidden);
}

#[test]
fn what_is_erased_here_is_gone_at_once_and_elsewhere_after_the_age() {
    let house = House::new();
    let (one, two) = (house.process(None), house.process(None));
    let hidden = redacted(&one, TEXT);
    let email = parda::Entity::EMAIL;
    let receipt = one.erase(&[(email, "asha@example.com")]).expect("erased");
    assert_eq!(receipt.records, 1);
    assert_eq!(restored(&one, &hidden), hidden);

    assert_eq!(redacted(&one, TEXT), hidden);
    let receipt = two.erase(&[(email, "asha@example.com")]).expect("erased");
    assert_eq!(receipt.records, 1);
    house.later(Cached::<MemoryVault>::AGE);
    assert_eq!(restored(&one, &hidden), hidden, "another process erased it");

    assert_eq!(redacted(&one, TEXT), hidden);
    one.session("chat")
        .expect("a session")
        .forget()
        .expect("forgotten");
    assert_eq!(restored(&one, &hidden), hidden);
}

#[test]
fn the_oldest_make_way() {
    let house = House::new();
    let clock = House::clock(&house.now);
    let vault = Cached::new(Arc::clone(&house.far)).clock(clock).room(3_000);
    let engine = Engine::builder()
        .key(house.key.clone())
        .vault(vault)
        .build()
        .expect("an engine");
    let session = engine.session("chat").expect("a session");
    let all: Vec<String> = (0..40)
        .map(|n| {
            session
                .redact(&format!("user{n}@example.com"))
                .expect("redacted")
                .into_text()
                .into_owned()
        })
        .collect();
    assert!(format!("{:?}", engine.vault()).contains("room: 3000"));
    let _ = session.restore(&all[39]).expect("restored");
    assert_eq!(house.asked(), 0, "the newest is kept");
    for (n, hidden) in all.iter().enumerate() {
        assert_eq!(
            session.restore(hidden).expect("restored").expose(),
            format!("user{n}@example.com")
        );
    }
    assert!(
        house.asked() >= 25,
        "{} of forty were asked for",
        house.asked()
    );
}

#[test]
fn an_asynchronous_vault_is_cached_alike() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let house = House::new();
    let bridge = Bridge::new(Arc::clone(&house.far), 2).expect("threads");
    let vault: Cached<Box<dyn AsyncVault>> = Cached::new(Box::new(bridge));
    let engine = Engine::builder()
        .key(house.key.clone())
        .vault(vault)
        .build()
        .expect("an engine");
    runtime.block_on(async {
        let session = engine.session("chat").expect("a session");
        let hidden = session
            .redact_async(TEXT)
            .await
            .expect("redacted")
            .into_text()
            .into_owned();
        assert_eq!(
            session
                .restore_async(&hidden)
                .await
                .expect("restored")
                .expose(),
            TEXT
        );
        assert_eq!(house.asked(), 0);
        session.forget_async().await.expect("forgotten");
        let session = engine.session("chat").expect("a session");
        assert_eq!(
            session
                .restore_async(&hidden)
                .await
                .expect("restored")
                .expose(),
            hidden
        );
    });
}
