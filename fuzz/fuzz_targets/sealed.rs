//! Any damage to a stored record or header: the right value, or an error, or nothing; never another value.

#![no_main]

use std::sync::Mutex;

use libfuzzer_sys::fuzz_target;
use parda::MemoryVault;
use parda::TokenId;
use parda::vault::{
    Answer, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};

/// A vault whose answers are damaged.
struct Damaged {
    inner: MemoryVault,
    /// The byte to change, by how much, and whether bytes are cut off instead.
    damage: Mutex<Option<(usize, u8, bool)>>,
}

impl Damaged {
    fn spoil(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        if let Some((at, by, cut)) = *self.damage.lock().expect("a lock") {
            let at = at % bytes.len().max(1);
            if cut {
                bytes.truncate(at);
            } else if let Some(byte) = bytes.get_mut(at) {
                *byte ^= by;
            }
        }
        bytes
    }
}

impl Vault for Damaged {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        self.inner.header(scope)
    }
    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        self.inner.create(scope, fresh)
    }
    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        self.inner.rewrap(scope, header)
    }
    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        self.inner.put_many(scope, entries)
    }
    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let sealed = self.inner.get_many(scope, ids)?;
        Ok(sealed
            .into_iter()
            .map(|row| row.map(|bytes| self.spoil(&bytes).into()))
            .collect())
    }
    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        self.inner.remove_many(scope, ids)
    }
    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.inner.forget(scope)
    }
    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        self.inner.sweep(most)
    }
    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        self.inner.scopes(after, most)
    }
    fn stats(&self) -> Result<Stats, VaultError> {
        self.inner.stats()
    }
}

fuzz_target!(|input: (u16, u8, bool)| {
    let (at, by, cut) = input;
    parda_fuzz::bounded(64, || check(at, by, cut));
});

fn check(at: u16, by: u8, cut: bool) {
    let vault = std::sync::Arc::new(Damaged {
        inner: MemoryVault::new(),
        damage: Mutex::new(None),
    });
    let engine = parda_fuzz::engine_over(vault.clone());
    let session = engine.session("fuzz").expect("a scope");
    let redacted = session.redact("asha@example.com").expect("redacted");
    *vault.damage.lock().expect("a lock") = Some((usize::from(at), by, cut));
    if let Ok(restored) = session.restore(redacted.text()) {
        let kept = [redacted.text(), "asha@example.com"];
        assert!(kept.contains(&restored.expose()), "another value");
        assert!(
            by == 0 && !cut || restored.expose() == redacted.text(),
            "damage went unseen"
        );
    }
}
