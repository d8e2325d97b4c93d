//! An engine, and a token that it issued.

use parda::{Engine, Key, MemoryVault, Session};

/// An engine with a key of its own, over memory.
pub fn engine() -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

/// The token of `value`, which is found whole.
pub fn token(session: &Session<'_, MemoryVault>, value: &str) -> String {
    let redacted = session.redact(value).expect("redacted");
    let tokens = redacted.tokens();
    assert_eq!(tokens, [redacted.text()], "{value} is found whole");
    redacted.text().to_owned()
}
