//! Upkeep over all scopes of a vault: rotation, erasure of one person's values, sweeps.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::govern::{Erasure, held};
use super::places::canonical_of;
use super::{Engine, Governed, Open, Parts};
use crate::audit::{AuditEvent, Outcome};
use crate::entity::Entity;
use crate::error::Error;
use crate::restore::{Access, Warrant};
use crate::vault::{Header, ScopeAddress, Stats, Vault};

/// Scopes that are read at once.
const PAGE: usize = 256;
/// Ids that are looked at for one value: it has a second one only where its first was taken.
const COUNTERS: u32 = 8;

/// Records that one sweep removes.
const SWEEP: usize = 10_000;

/// What an erasure did: for the record of it. It names no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct Receipt {
    /// When it was done, in milliseconds since 1970-01-01 UTC.
    pub at: u64,
    /// Scopes that were looked at.
    pub scopes: u64,
    /// Records that went, each spelling counted: none of them can be restored again.
    pub records: u64,
    /// Values that stay, once for each scope, because a retention lock holds it: erase them again when it ends.
    pub locked: u64,
    /// When the last of those locks ends, in milliseconds since 1970-01-01 UTC.
    pub until: Option<u64>,
}

/// What retention locks hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetentionLocks {
    /// Scopes that cannot be erased now.
    pub scopes: u64,
    /// When the last lock ends, in milliseconds since 1970-01-01 UTC.
    pub until: Option<u64>,
}

impl<V: Vault> Engine<V, Open> {
    /// Erases a data principal: the records of these values, in every spelling and every scope of the vault.
    ///
    /// Nothing in a vault says whose a record is; so the values by which the person is known are asked for, and their
    /// ids are derived anew in each scope. Scopes that a retention lock holds are passed over, and the receipt says
    /// what stays there.
    ///
    /// # Errors
    ///
    /// When the key lacks an epoch that wraps a scope, or the vault cannot be asked or refuses. What was erased by then
    /// stays erased; call it again.
    pub fn erase(&self, values: &[(Entity, &str)]) -> Result<Receipt, Error> {
        self.parts().erase(None, values)
    }

    /// Removes all records whose time has come, and returns how many there were. No record that a retention lock holds
    /// has its time come.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked or refuses.
    pub fn purge(&self) -> Result<u64, Error> {
        self.purge_with(|_| {})
    }

    /// As [`purge`](Engine::purge), and tells how many were removed so far, again and again.
    ///
    /// # Errors
    ///
    /// As `purge`.
    pub fn purge_with(&self, progress: impl FnMut(u64)) -> Result<u64, Error> {
        self.parts().purge(None, progress)
    }
}

impl<V: Vault> Engine<V, Governed> {
    /// As [`erase`](Engine::erase) of an engine without grants, for a caller who may erase, and recorded.
    ///
    /// # Errors
    ///
    /// As there, and when no grant lets the caller erase or the audit cannot be kept.
    pub fn erase(&self, access: &Access, values: &[(Entity, &str)]) -> Result<Receipt, Error> {
        let warrant = self.parts().warrant(access);
        self.parts().erase(Some(&warrant), values)
    }

    /// As [`purge`](Engine::purge) of an engine without grants, for a caller who may erase, and recorded.
    ///
    /// # Errors
    ///
    /// As there, and when no grant lets the caller erase or the audit cannot be kept.
    pub fn purge(&self, access: &Access) -> Result<u64, Error> {
        self.purge_with(access, |_| {})
    }

    /// As [`purge`](Engine::purge), and tells how many were removed so far, again and again.
    ///
    /// # Errors
    ///
    /// As `purge`.
    pub fn purge_with(&self, access: &Access, progress: impl FnMut(u64)) -> Result<u64, Error> {
        let warrant = self.parts().warrant(access);
        self.parts().purge(Some(&warrant), progress)
    }
}

impl<V: Vault, G> Engine<V, G> {
    /// Wraps every scope's keys by the newest epoch of the key. Tokens and records stay as they are, and sessions may
    /// go on meanwhile. Returns how many scopes were wrapped anew; once it has returned, older epochs are needed only
    /// for copies of the vault.
    ///
    /// # Errors
    ///
    /// When the key lacks an epoch that wraps a scope, or the vault cannot be asked. Scopes that were done stay done;
    /// call it again.
    pub fn rotate(&self) -> Result<u64, Error> {
        let engine = self.parts();
        let key = engine.renewed_key()?;
        let mut wrapped = 0;
        engine.each_scope(|address, header| {
            if header.epoch() >= key.epoch() {
                return Ok(());
            }
            let again = header.rewrapped(&key, address)?;
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

    /// How many scopes a retention lock holds now, and until when the last of them.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked.
    pub fn retention_locks(&self) -> Result<RetentionLocks, Error> {
        let engine = self.parts();
        let mut locks = RetentionLocks::default();
        engine.each_scope(|_, header| {
            if let Some(until) = held(engine, Some(header)) {
                locks.scopes += 1;
                locks.until = locks.until.max(Some(until));
            }
            Ok(())
        })?;
        Ok(locks)
    }

    /// How much the vault holds.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked.
    pub fn stats(&self) -> Result<Stats, Error> {
        Ok(self.vault().stats()?)
    }
}

impl<V: Vault> Parts<V> {
    fn erase(
        &self,
        warrant: Option<&Warrant>,
        values: &[(Entity, &str)],
    ) -> Result<Receipt, Error> {
        let erasure = Erasure::begin(self, warrant, AuditEvent::EraseValues, None)?;
        let mut receipt = Receipt {
            at: self.clock().now(),
            ..Receipt::default()
        };
        // Before, so that no session that looks now knows anybody who is erased then.
        self.erased();
        let mut erased = BTreeMap::new();
        let done = self.erase_from_all(values, &mut receipt, &mut erased);
        let outcome = match &done {
            Err(_) => Outcome::Failed,
            Ok(()) if receipt.locked > 0 => Outcome::Locked,
            Ok(()) => Outcome::Done,
        };
        let recorded = erasure.end(self, outcome, erased);
        done.and(recorded)?;
        Ok(receipt)
    }

    fn erase_from_all(
        &self,
        values: &[(Entity, &str)],
        receipt: &mut Receipt,
        erased: &mut BTreeMap<Entity, u64>,
    ) -> Result<(), Error> {
        let values: Vec<(Entity, Zeroizing<String>)> = values
            .iter()
            .map(|(entity, value)| (*entity, Zeroizing::new(canonical_of(*entity, value))))
            .collect();
        self.each_scope(|address, header| {
            let keys = header.open(&self.key_for(header)?, address)?;
            let lock = held(self, Some(header));
            receipt.scopes += 1;
            for (entity, canonical) in &values {
                let mut counter = 0;
                for _ in 0..COUNTERS {
                    let minted = keys.minter.id(*entity, canonical, counter);
                    counter = minted.counter.wrapping_add(1);
                    let mut stored = self.vault().get_many(&keys.scope, &[minted.id])?;
                    let Some(sealed) = stored.pop().flatten() else {
                        break;
                    };
                    let opened = keys.sealer.open(minted.id, &sealed)?;
                    let own = Zeroizing::new(canonical_of(*entity, opened.expose()));
                    if opened.entity_label() != entity.label() || own != *canonical {
                        continue;
                    }
                    if let Some(until) = lock {
                        receipt.locked += 1;
                        receipt.until = receipt.until.max(Some(until));
                    } else {
                        let records = self.vault().remove_many(&keys.scope, &[minted.id])?;
                        receipt.records += records;
                        *erased.entry(*entity).or_default() += records;
                    }
                }
            }
            Ok(())
        })
    }

    fn purge(
        &self,
        warrant: Option<&Warrant>,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, Error> {
        let erasure = Erasure::begin(self, warrant, AuditEvent::Purge, None)?;
        let mut removed = 0;
        let swept = loop {
            match self.vault().sweep(SWEEP) {
                Ok(swept) => {
                    removed += swept.removed;
                    progress(removed);
                    if !swept.more {
                        break Ok(removed);
                    }
                }
                Err(error) => break Err(error),
            }
        };
        erasure.ended(self, swept)
    }

    fn each_scope(
        &self,
        mut each: impl FnMut(&ScopeAddress, &Header) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut after = None;
        loop {
            let page = self.vault().scopes(after.as_ref(), PAGE)?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (address, header) in &page {
                each(address, header)?;
            }
        }
    }
}
