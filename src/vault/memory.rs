//! A vault in memory: bounded, wiped when dropped, and gone with the process.

use super::sync::{AtomicUsize, Mutex, MutexGuard};
use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};
use crate::token::TokenId;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use zeroize::Zeroizing;

const SHARDS: usize = 16;

/// Keeps records in this process's memory, up to a number of bytes.
///
/// For conversations within one process and for tests; a restart loses everything in it, and so does a crash. Scopes
/// are spread over locks, so that threads rarely wait for each other. What it removes is wiped.
pub struct MemoryVault {
    shards: [Mutex<BTreeMap<ScopeAddress, Scope>>; SHARDS],
    used: AtomicUsize,
    most: usize,
    clock: Clock,
}

struct Scope {
    header: Header,
    records: BTreeMap<TokenId, Record>,
}

struct Record {
    sealed: Zeroizing<Box<[u8]>>,
    expires: Option<u64>,
}

impl Record {
    fn is_live(&self, now: &Now<'_>) -> bool {
        self.expires.is_none_or(|expires| now.get() < expires)
    }

    fn size(&self) -> usize {
        RECORD + self.sealed.len()
    }
}

/// The time of a call, read where a record has an end: most have none, and a clock takes longer than to find them.
struct Now<'c> {
    clock: &'c Clock,
    read: OnceCell<u64>,
}

impl Now<'_> {
    fn of(clock: &Clock) -> Now<'_> {
        Now {
            clock,
            read: OnceCell::new(),
        }
    }

    fn get(&self) -> u64 {
        *self.read.get_or_init(|| self.clock.now())
    }
}

/// What a record and a scope take besides their bytes: keys, pointers, and the tree's slack.
const RECORD: usize = 80;
const SCOPE: usize = 320;

impl MemoryVault {
    /// Room in bytes unless set: 256 MiB, about a million values.
    pub const ROOM: usize = 256 << 20;

    /// An empty vault.
    #[must_use]
    pub fn new() -> MemoryVault {
        MemoryVault {
            shards: Default::default(),
            used: AtomicUsize::new(0),
            most: MemoryVault::ROOM,
            clock: Clock::system(),
        }
    }

    /// With room for that many bytes, bookkeeping included. A full vault refuses; it never drops a live record.
    #[must_use]
    pub fn room(mut self, bytes: usize) -> MemoryVault {
        self.most = bytes;
        self
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> MemoryVault {
        self.clock = clock;
        self
    }

    fn shard(&self, scope: &ScopeAddress) -> MutexGuard<'_, BTreeMap<ScopeAddress, Scope>> {
        let index = usize::from(scope.as_bytes()[0]) % SHARDS;
        // A thread that panicked cannot have left a shard half changed: every change is one insert or remove.
        self.shards[index]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes room for `bytes`, or says that there is none.
    fn reserve(&self, bytes: usize) -> bool {
        self.used
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                used.checked_add(bytes).filter(|sum| *sum <= self.most)
            })
            .is_ok()
    }

    fn release(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }

    fn drop_expired(&self, scope: &mut Scope, now: &Now<'_>, most: usize) -> u64 {
        let dead: Vec<TokenId> = scope
            .records
            .iter()
            .filter(|(_, record)| !record.is_live(now))
            .map(|(id, _)| *id)
            .take(most)
            .collect();
        for id in &dead {
            if let Some(record) = scope.records.remove(id) {
                self.release(record.size());
            }
        }
        dead.len() as u64
    }
}

impl Vault for MemoryVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        Ok(self
            .shard(scope)
            .get(scope)
            .map(|scope| scope.header.clone()))
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let mut shard = self.shard(scope);
        if let Some(scope) = shard.get(scope) {
            return Ok(scope.header.clone());
        }
        if !self.reserve(SCOPE) {
            return Err(VaultError::full());
        }
        let header = fresh.clone();
        let records = BTreeMap::new();
        shard.insert(*scope, Scope { header, records });
        Ok(fresh.clone())
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        match self.shard(scope).get_mut(scope) {
            Some(scope) if scope.header.generation() == header.generation() => {
                scope.header = header.clone();
                Ok(())
            }
            _ => Err(VaultError::stale()),
        }
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let now = Now::of(&self.clock);
        let mut shard = self.shard(&scope.address);
        let stored = match shard.get_mut(&scope.address) {
            Some(stored) if stored.header.generation() == scope.generation => stored,
            _ => return Err(VaultError::stale()),
        };
        let (mut conflicts, mut missing) = (Vec::new(), Vec::new());
        for (place, entry) in entries.iter().enumerate() {
            let live = stored.records.get_mut(&entry.id);
            match live.filter(|record| record.is_live(&now)) {
                // To keep a record longer is safe though the others conflict.
                Some(record) if **record.sealed == *entry.sealed => {
                    record.expires = later(record.expires, entry.expires);
                }
                Some(_) => conflicts.push(place),
                None => missing.push(place),
            }
        }
        if !conflicts.is_empty() {
            return Err(VaultError::conflict(conflicts));
        }
        for place in missing {
            let entry = &entries[place];
            let live = stored.records.get_mut(&entry.id);
            if let Some(record) = live.filter(|record| record.is_live(&now)) {
                // The id stands in the batch twice: the first was stored just now.
                if **record.sealed == *entry.sealed {
                    record.expires = later(record.expires, entry.expires);
                } else {
                    conflicts.push(place);
                }
                continue;
            }
            let record = Record {
                sealed: Zeroizing::new(entry.sealed.into()),
                expires: entry.expires,
            };
            if !self.reserve(record.size()) {
                let freed = self.drop_expired(stored, &now, usize::MAX);
                if freed == 0 || !self.reserve(record.size()) {
                    return Err(VaultError::full());
                }
            }
            if let Some(old) = stored.records.insert(entry.id, record) {
                self.release(old.size());
            }
        }
        if conflicts.is_empty() {
            Ok(())
        } else {
            Err(VaultError::conflict(conflicts))
        }
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let now = Now::of(&self.clock);
        let shard = self.shard(&scope.address);
        let stored = shard
            .get(&scope.address)
            .filter(|stored| stored.header.generation() == scope.generation);
        let get = |id: &TokenId| {
            let record = stored?.records.get(id)?;
            record.is_live(&now).then(|| (**record.sealed).into())
        };
        Ok(ids.iter().map(get).collect())
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let mut shard = self.shard(&scope.address);
        let stored = match shard.get_mut(&scope.address) {
            Some(stored) if stored.header.generation() == scope.generation => stored,
            _ => return Ok(0),
        };
        let mut removed = 0;
        for id in ids {
            let with_suffixes = stored
                .records
                .range((Bound::Included(*id), Bound::Unbounded))
                .map(|(other, _)| *other)
                .take_while(|other| {
                    other == id || (!id.has_suffix() && other.without_suffix() == *id)
                })
                .collect::<Vec<_>>();
            for id in with_suffixes {
                if let Some(record) = stored.records.remove(&id) {
                    self.release(record.size());
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        let Some(forgotten) = self.shard(scope).remove(scope) else {
            return Ok(0);
        };
        let size: usize = forgotten.records.values().map(Record::size).sum();
        self.release(size + SCOPE);
        Ok(forgotten.records.len() as u64)
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let now = Now::of(&self.clock);
        let mut removed = 0;
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for scope in shard.values_mut() {
                let left = most.saturating_sub(usize::try_from(removed).unwrap_or(usize::MAX));
                if left == 0 {
                    return Ok(Swept {
                        removed,
                        more: true,
                    });
                }
                removed += self.drop_expired(scope, &now, left);
            }
        }
        Ok(Swept {
            removed,
            more: false,
        })
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        let mut scopes = Vec::new();
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let from = after.map_or(Bound::Unbounded, |after| Bound::Excluded(*after));
            scopes.extend(
                shard
                    .range((from, Bound::Unbounded))
                    .take(most)
                    .map(|(address, scope)| (*address, scope.header.clone())),
            );
        }
        scopes.sort_by_key(|(address, _)| *address);
        scopes.truncate(most);
        Ok(scopes)
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        let mut stats = Stats::default();
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            stats.scopes += shard.len() as u64;
            for scope in shard.values() {
                stats.entries += scope.records.len() as u64;
                stats.bytes += scope
                    .records
                    .values()
                    .map(|record| record.sealed.len() as u64)
                    .sum::<u64>();
            }
        }
        Ok(stats)
    }
}

/// The later of two ends, where `None` is never.
fn later(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one?.max(other?))
}

impl Default for MemoryVault {
    fn default() -> MemoryVault {
        MemoryVault::new()
    }
}

impl fmt::Debug for MemoryVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryVault")
            .field("used", &self.used.load(Ordering::Relaxed))
            .field("room", &self.most)
            .finish_non_exhaustive()
    }
}
