//! One engine for all targets: a fixed key, so that a crash file means the same in every run.

use parda::{Engine, Key, MemoryVault};

/// An engine with a fixed key and an empty vault.
pub fn engine() -> Engine<MemoryVault> {
    let key: [u8; 32] = core::array::from_fn(|n| (n as u8).wrapping_mul(73) ^ 0x5a);
    Engine::builder()
        .key(Key::from_bytes(key).expect("a key"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}
