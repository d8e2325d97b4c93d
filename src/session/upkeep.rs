//! Upkeep over all scopes of a vault: rotation, erasure of one person's values, sweeps.

use super::Engine;
use super::draft::canonical_of;
use crate::entity::Entity;
use crate::error::Error;
use crate::vault::{Stats, Vault};

/// Scopes that are read at once.
const PAGE: usize = 256;
/// Ids that are looked at for one value: it has a second one only where its first was taken.
const COUNTERS: u32 = 8;

/// What an erasure did: for the record of it. It names no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Receipt {
    /// When it was done, in milliseconds since 1970-01-01 UTC.
    pub at: u64,
    /// Scopes that were looked at.
    pub scopes: u64,
    /// Records that went, each spelling counted: none of them can be restored again.
    pub records: u64,
}

impl<V: Vault> Engine<V> {
    /// Wraps every scope's keys by the newest epoch of the key. Tokens and records stay as they are, and sessions may
    /// go on meanwhile. Returns how many scopes were wrapped anew; once it has returned, older epochs are needed only
    /// for copies of the vault.
    ///
    /// # Errors
    ///
    /// When the key lacks an epoch that wraps a scope, or the vault cannot be asked. Scopes that were done stay done;
    /// call it again.
    pub fn rotate(&self) -> Result<u64, Error> {
        let mut wrapped = 0;
        self.each_scope(|engine, address, header| {
            if header.epoch() == engine.key().epoch() {
                return Ok(());
            }
            let again = header.rewrapped(engine.key(), address)?;
            match engine.vault().rewrap(address, &again) {
                // Forgotten meanwhile: there is nothing left to wrap.
                Err(error) if error.is_stale() => Ok(()),
                outcome => {
                    wrapped += 1;
                    Ok(outcome?)
                }
            }
        })?;
        Ok(wrapped)
    }

    /// Erases a data principal: the records of these values, in every spelling and every scope of the vault.
    ///
    /// Nothing in a vault says whose a record is; so the values by which the person is known are asked for, and their
    /// ids are derived anew in each scope.
    ///
    /// # Errors
    ///
    /// When the key lacks an epoch that wraps a scope, or the vault cannot be asked or refuses. What was erased by then
    /// stays erased; call it again.
    pub fn erase(&self, values: &[(Entity, &str)]) -> Result<Receipt, Error> {
        let mut receipt = Receipt {
            at: self.clock().now(),
            ..Receipt::default()
        };
        self.each_scope(|engine, address, header| {
            let keys = header.open(engine.key(), address)?;
            receipt.scopes += 1;
            for (entity, value) in values {
                let canonical = canonical_of(*entity, value);
                let mut counter = 0;
                for _ in 0..COUNTERS {
                    let minted = keys.minter.id(*entity, &canonical, counter);
                    counter = minted.counter.wrapping_add(1);
                    let mut stored = engine.vault().get_many(&keys.scope, &[minted.id])?;
                    let Some(sealed) = stored.pop().flatten() else {
                        break;
                    };
                    let opened = keys.sealer.open(minted.id, &sealed)?;
                    let same = opened.entity_label() == entity.label()
                        && canonical_of(*entity, opened.expose()) == canonical;
                    if same {
                        receipt.records += engine.vault().remove_many(&keys.scope, &[minted.id])?;
                    }
                }
            }
            Ok(())
        })?;
        Ok(receipt)
    }

    /// Removes all records whose time has come, and returns how many there were.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked or refuses.
    pub fn purge(&self) -> Result<u64, Error> {
        let mut removed = 0;
        loop {
            let swept = self.vault().sweep(10_000)?;
            removed += swept.removed;
            if !swept.more {
                return Ok(removed);
            }
        }
    }

    /// How much the vault holds.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked.
    pub fn stats(&self) -> Result<Stats, Error> {
        Ok(self.vault().stats()?)
    }

    fn each_scope(
        &self,
        mut each: impl FnMut(
            &Self,
            &crate::vault::ScopeAddress,
            &crate::vault::Header,
        ) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.vault().scopes(after.as_ref(), PAGE)?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (address, header) in &page {
                each(self, address, header)?;
            }
        }
    }
}
