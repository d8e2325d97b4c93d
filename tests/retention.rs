//! Retention: an entity's values can be restored as long as the policy keeps them, and not a moment longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parda::vault::Clock;
use parda::{Access, Engine, Entity, Grant, Grants, Key, MemoryVault, Policy, Vault};

#[test]
fn each_entity_ends_when_its_policy_says() {
    let time = Arc::new(AtomicU64::new(1_000_000));
    let clock = || {
        let time = Arc::clone(&time);
        Clock::of(move || time.load(Ordering::Relaxed))
    };
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new().clock(clock()))
        .clock(clock())
        .policy(Policy::new().retain(Entity::CARD, Duration::from_secs(60)))
        .ttl(Duration::from_secs(3600))
        .build()
        .expect("an engine");
    let session = engine.session("chat").expect("a scope");
    let text = "asha@example.com pays with 4111 1111 1111 1111";
    let redacted = session.redact(text).expect("redacted");
    let restored = |after: u64| {
        time.store(1_000_000 + after * 1000, Ordering::Relaxed);
        let restored = session.restore(redacted.text()).expect("restored");
        (
            restored.expose().contains("asha@example.com"),
            restored.expose().contains("4111 1111 1111 1111"),
        )
    };
    assert_eq!(restored(0), (true, true));
    assert_eq!(restored(59), (true, true));
    assert_eq!(restored(60), (true, false));
    assert_eq!(restored(3599), (true, false));
    assert_eq!(restored(3600), (false, false));
}

const DAY: u64 = 86_400_000;

/// Engines on one vault and one clock: with a lock of that many days, or without.
struct House {
    time: Arc<AtomicU64>,
    key: Key,
    vault: Arc<MemoryVault>,
}

impl House {
    fn new() -> House {
        let time = Arc::new(AtomicU64::new(1_800_000_000_000));
        let read = Arc::clone(&time);
        let clock = Clock::of(move || read.load(Ordering::Relaxed));
        House {
            time,
            key: Key::generate().expect("randomness"),
            vault: Arc::new(MemoryVault::new().clock(clock)),
        }
    }

    fn engine(&self, days: Option<u64>) -> Engine<Arc<MemoryVault>> {
        let read = Arc::clone(&self.time);
        let mut engine = Engine::builder()
            .key(self.key.clone())
            .vault(Arc::clone(&self.vault))
            .policy(Policy::new().retain(Entity::CARD, Duration::from_secs(60)))
            .ttl(Duration::from_secs(3600))
            .clock(Clock::of(move || read.load(Ordering::Relaxed)));
        if let Some(days) = days {
            engine = engine.retention_lock(Duration::from_millis(days * DAY));
        }
        engine.build().expect("an engine")
    }

    fn days_later(&self, days: u64) {
        self.time.fetch_add(days * DAY, Ordering::Relaxed);
    }
}

const TEXT: &str = "asha@example.com pays with 4111 1111 1111 1111";

/// DPDP Rules 2025, rule 8(3): at least one year from the date of processing.
#[test]
fn a_lock_holds_for_a_year_from_the_last_use_whoever_asks_and_not_much_longer() {
    let house = House::new();
    let (locking, plain) = (house.engine(Some(365)), house.engine(None));
    let redacted = locking.session("chat").expect("a session");
    let redacted = redacted.redact(TEXT).expect("redacted");
    let refused = |engine: &Engine<Arc<MemoryVault>>, when: &str| {
        let session = engine.session("chat").expect("a session");
        let error = session.forget().expect_err(when);
        assert!(
            error.vault().is_some_and(parda::VaultError::is_locked),
            "{when}: {error}"
        );
        assert!(error.to_string().contains("until 20"), "{error}");
        let receipt = engine
            .erase(&[(Entity::EMAIL, "asha@example.com")])
            .expect("asked");
        assert_eq!((receipt.records, receipt.locked), (0, 1), "{when}");
        assert!(receipt.until > Some(house.time.load(Ordering::Relaxed)));
        assert_eq!(engine.purge().expect("swept"), 0, "{when}");
        let restored = engine.session("chat").expect("a session");
        assert_eq!(
            restored
                .restore(redacted.text())
                .expect("restored")
                .expose(),
            TEXT,
            "{when}"
        );
    };
    refused(&locking, "at once");
    refused(&plain, "by an engine without a lock");
    house.days_later(200);
    // Used again, by an engine that knows of no lock of its own but finds it: nothing ends sooner.
    let again = plain
        .session("chat")
        .expect("a session")
        .redact(TEXT)
        .expect("redacted");
    assert_eq!(again.text(), redacted.text());
    refused(&plain, "after 200 days");
    assert_eq!(locking.retention_locks().expect("counted").scopes, 1);
    let again = locking
        .session("chat")
        .expect("a session")
        .redact(TEXT)
        .expect("redacted");
    assert_eq!(again.text(), redacted.text());
    house.days_later(364);
    refused(&plain, "364 days after the last use");
    house.days_later(4);
    assert_eq!(plain.retention_locks().expect("counted").scopes, 0);
    let session = plain.session("chat").expect("a session");
    assert_eq!(
        session
            .restore(redacted.text())
            .expect("restored")
            .restored(),
        0,
        "it has expired"
    );
    assert!(plain.purge().expect("swept") > 0);
    let _ = session.forget().expect("the lock has ended");
}

#[test]
fn a_lock_is_renewed_once_a_day_survives_rotation_and_cannot_be_forged() {
    let house = House::new();
    let engine = house.engine(Some(30));
    let session = engine.session("chat").expect("a session");
    let redacted = session.redact(TEXT).expect("redacted");
    let header = || house.vault.scopes(None, 1).expect("listed").remove(0);
    let (address, first) = header();
    let _ = session.redact(TEXT).expect("redacted");
    assert_eq!(header().1, first, "not renewed with each call");
    house.days_later(2);
    let _ = session.redact(TEXT).expect("redacted");
    let (_, renewed) = header();
    assert!(renewed.locked_until() > first.locked_until());
    // Rotation keeps it.
    let rotated = Engine::builder()
        .key(house.key.rotated().expect("randomness"))
        .vault(Arc::clone(&house.vault))
        .build()
        .expect("an engine");
    assert_eq!(rotated.rotate().expect("rotated"), 1);
    assert_eq!(header().1.locked_until(), renewed.locked_until());
    let session = rotated.session("chat").expect("a session");
    assert_eq!(
        session.restore(redacted.text()).expect("restored").expose(),
        TEXT
    );
    // Its end is bound by the key: a header with another end opens nothing.
    let mut bytes = header().1.as_bytes().to_vec();
    bytes[21..29].copy_from_slice(&0_u64.to_be_bytes());
    let forged = parda::vault::Header::from_bytes(bytes).expect("of the right length");
    house.vault.rewrap(&address, &forged).expect("stored");
    let fresh = Engine::builder()
        .key(house.key.rotated().expect("randomness"))
        .vault(Arc::clone(&house.vault))
        .build()
        .expect("an engine");
    let session = fresh.session("chat").expect("a session");
    assert!(
        session
            .restore(redacted.text())
            .expect_err("forged")
            .is_key()
    );
}

#[test]
fn a_purge_tells_how_far_it_has_come() {
    let house = House::new();
    let engine = house.engine(None);
    let text: String = (0..300).map(|n| format!("user{n}@example.com ")).collect();
    let session = engine.session("chat").expect("a session");
    let _ = session.redact(&text).expect("redacted");
    house.days_later(1);
    let mut told = Vec::new();
    let removed = engine
        .purge_with(|so_far| told.push(so_far))
        .expect("swept");
    assert_eq!((removed, told.last()), (300, Some(&300)));
    // With grants it is the same, for who may erase.
    let grants = Grants::new().with(Grant::to_role("privacy-office").erasure());
    let governed = Engine::builder()
        .key(house.key.clone())
        .vault(Arc::clone(&house.vault))
        .grants(grants)
        .build()
        .expect("an engine");
    let clerk = Access::new("emp-4711", "retention").expect("an access");
    let mut told = Vec::new();
    assert!(
        governed
            .purge_with(&clerk, |so_far| told.push(so_far))
            .is_err()
    );
    assert!(told.is_empty());
    let officer = clerk.in_role("privacy-office").expect("a role");
    let removed = governed.purge_with(&officer, |so_far| told.push(so_far));
    assert_eq!((removed.expect("swept"), told), (0, vec![0]));
}
