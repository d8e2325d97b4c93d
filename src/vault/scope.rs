//! How a vault knows a scope: by an address, and by the generation of its keys.

use sha2::{Digest, Sha256};
use std::fmt;

/// Where a scope's records are: a digest of tenant and scope name. It is the same whatever the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeAddress([u8; 16]);

impl ScopeAddress {
    /// The address of `scope` of `tenant`: the first half of SHA-256 over both, each with its length before it.
    #[must_use]
    pub fn of(tenant: &str, scope: &str) -> ScopeAddress {
        let mut digest = Sha256::new();
        for field in ["parda/1/scope", tenant, scope] {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        let mut address = [0; 16];
        address.copy_from_slice(&digest.finalize()[..16]);
        ScopeAddress(address)
    }

    /// The address of these bytes, as a backend stored them.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> ScopeAddress {
        ScopeAddress(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Which keys of a scope: drawn when the scope is made, and gone with them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Generation([u8; 16]);

impl Generation {
    /// The generation of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Generation {
        Generation(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A scope at one generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeRef {
    /// Where it is.
    pub address: ScopeAddress,
    /// Which keys.
    pub generation: Generation,
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for ScopeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for ScopeAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScopeAddress({self})")
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generation({self})")
    }
}
