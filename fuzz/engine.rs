//! One engine for all targets: a fixed key, so that a crash file means the same in every run.

mod bounds;

pub use bounds::bounded;

use parda::vault::Vault;
use parda::{Engine, Key, MemoryVault, Policy};

/// An engine with a fixed key and an empty vault.
pub fn engine() -> Engine<MemoryVault> {
    engine_of(Policy::new())
}

/// The same under a policy.
pub fn engine_of(policy: Policy) -> Engine<MemoryVault> {
    Engine::builder()
        .key(key())
        .policy(policy)
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

/// The same over another vault.
pub fn engine_over<V: Vault>(vault: V) -> Engine<V> {
    Engine::builder()
        .key(key())
        .vault(vault)
        .build()
        .expect("an engine")
}

fn key() -> Key {
    let key: [u8; 32] = core::array::from_fn(|n| (n as u8).wrapping_mul(73) ^ 0x5a);
    Key::from_bytes(key).expect("a key")
}
