//! A vault of one's own, held to the contract by the suite that every backend of the crate passes.
//!
//! It sees sealed bytes and ids only: a mistake here can lose values, never show them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parda::token::TokenId;
use parda::vault::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
    conformance,
};
use parda::{Engine, Key};

type Record = (Box<[u8]>, Option<u64>);
type Scopes = BTreeMap<ScopeAddress, (Header, BTreeMap<TokenId, Record>)>;

/// Shelves behind one lock: the shortest vault that is right.
struct Shelves {
    shelves: Mutex<Scopes>,
    clock: Clock,
}

impl Shelves {
    fn new(clock: Clock) -> Shelves {
        Shelves {
            shelves: Mutex::default(),
            clock,
        }
    }

    fn open(&self) -> MutexGuard<'_, Scopes> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_live(record: &Record, now: u64) -> bool {
    record.1.is_none_or(|expires| now < expires)
}

impl Vault for Shelves {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        Ok(self.open().get(scope).map(|(header, _)| header.clone()))
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        // Of several callers the first wins, and all get its header.
        Ok(self
            .open()
            .entry(*scope)
            .or_insert_with(|| (fresh.clone(), BTreeMap::new()))
            .0
            .clone())
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        match self.open().get_mut(scope) {
            Some((own, _)) if own.generation() == header.generation() => *own = header.clone(),
            _ => return Err(VaultError::stale()),
        }
        Ok(())
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let now = self.clock.now();
        let mut shelves = self.open();
        let records = match shelves.get_mut(&scope.address) {
            Some((header, records)) if header.generation() == scope.generation => records,
            _ => return Err(VaultError::stale()),
        };
        let taken = |entry: &Entry<'_>| {
            records
                .get(&entry.id)
                .is_some_and(|record| is_live(record, now) && *record.0 != *entry.sealed)
        };
        // An id may stand in a batch twice with the same bytes; with others, the first of them is the one that counts.
        let mut first: BTreeMap<TokenId, &[u8]> = BTreeMap::new();
        let conflicts: Vec<usize> = (0..entries.len())
            .filter(|at| {
                let entry = &entries[*at];
                *first.entry(entry.id).or_insert(entry.sealed) != entry.sealed || taken(entry)
            })
            .collect();
        if !conflicts.is_empty() {
            return Err(VaultError::conflict(conflicts));
        }
        for entry in entries {
            let record = records
                .entry(entry.id)
                .or_insert_with(|| (entry.sealed.into(), entry.expires));
            if is_live(record, now) {
                record.1 = record
                    .1
                    .zip(entry.expires)
                    .map(|(one, other)| one.max(other));
            } else {
                *record = (entry.sealed.into(), entry.expires);
            }
        }
        Ok(())
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let now = self.clock.now();
        let shelves = self.open();
        let records = shelves.get(&scope.address).and_then(|(header, records)| {
            (header.generation() == scope.generation).then_some(records)
        });
        let get = |id| {
            records?
                .get(id)
                .filter(|record| is_live(record, now))
                .map(|record| record.0.clone())
        };
        Ok(ids.iter().map(get).collect())
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let mut shelves = self.open();
        let Some((header, records)) = shelves.get_mut(&scope.address) else {
            return Ok(0);
        };
        if header.generation() != scope.generation {
            return Ok(0);
        }
        let before = records.len();
        let meant = |id: &TokenId, asked: &TokenId| {
            id == asked || !asked.has_suffix() && id.without_suffix() == *asked
        };
        records.retain(|id, _| !ids.iter().any(|asked| meant(id, asked)));
        Ok((before - records.len()) as u64)
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        Ok(self
            .open()
            .remove(scope)
            .map_or(0, |(_, records)| records.len() as u64))
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let now = self.clock.now();
        let (mut removed, mut more) = (0, false);
        for (_, records) in self.open().values_mut() {
            records.retain(|_, record| {
                let keep = is_live(record, now) || removed as usize >= most;
                more |= keep && !is_live(record, now);
                removed += u64::from(!keep);
                keep
            });
        }
        Ok(Swept { removed, more })
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        let shelves = self.open();
        let behind = shelves
            .iter()
            .filter(|(address, _)| after.is_none_or(|after| *address > after));
        Ok(behind
            .take(most)
            .map(|(address, (header, _))| (*address, header.clone()))
            .collect())
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        let mut stats = Stats::default();
        for (_, records) in self.open().values() {
            stats.scopes += 1;
            stats.entries += records.len() as u64;
            stats.bytes += records
                .values()
                .map(|record| record.0.len() as u64)
                .sum::<u64>();
        }
        Ok(stats)
    }
}

fn main() -> Result<(), parda::Error> {
    conformance::check(Shelves::new);
    println!("the vault keeps the contract");

    let key = Key::parse("5f0c2b7e91d34a68b2e7c05d8f13a94670be21cd58f6e3079a4b1d82c6f5e390")?;
    let engine = Engine::builder()
        .key(key)
        .vault(Shelves::new(Clock::system()))
        .build()?;
    let session = engine.session("chat-42")?;
    let redacted = session.redact("Write to asha@example.com")?;
    println!("{}", redacted.text());
    println!("{}", session.restore(redacted.text())?.expose());
    Ok(())
}
