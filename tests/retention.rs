//! Retention: an entity's values can be restored as long as the policy keeps them, and not a moment longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parda::vault::Clock;
use parda::{Engine, Entity, Key, MemoryVault, Policy};

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
