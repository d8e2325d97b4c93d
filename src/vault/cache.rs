//! A cache in front of a vault that is far away: what was stored through it is given back without asking.
//!
//! A response follows its prompt within seconds and names the prompt's tokens; their records were put a moment ago by
//! this process. Only such records are kept, since only of these the end is known: what others stored is asked for each
//! time. Every write goes through to the vault first.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::PoisonError;
use std::time::Duration;

use zeroize::Zeroizing;

use super::sync::{Mutex, MutexGuard};
use super::{
    Answer, AsyncVault, BoxFuture, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept,
    Vault, VaultError,
};
use crate::token::TokenId;

/// Keeps what was lately put into a [`Vault`] or an [`AsyncVault`], sealed as it is.
///
/// A record is never given back after its end. What is erased through the cache is gone from it at once; what another
/// process erases is gone after the [age](Cached::age) at the latest, and for good: the cache holds no keys.
///
/// ```
/// use parda::vault::Cached;
/// use parda::{Engine, Key, MemoryVault};
///
/// let vault = Cached::new(MemoryVault::new());
/// let engine = Engine::builder().key(Key::generate()?).vault(vault).build()?;
/// # let _ = engine;
/// # Ok::<(), parda::Error>(())
/// ```
pub struct Cached<V> {
    vault: V,
    kept: Mutex<Kept>,
    room: usize,
    age: Duration,
    clock: Clock,
}

/// Where a record is: in which generation of which scope, under which id.
type Place = (ScopeRef, TokenId);

#[derive(Default)]
struct Kept {
    records: HashMap<Place, Record>,
    /// Places by when they were put: the first goes first.
    order: BTreeMap<u64, Place>,
    next: u64,
    bytes: usize,
    /// Moves on when something is erased: what was put meanwhile is not kept.
    erasures: u64,
}

struct Record {
    sealed: Zeroizing<Box<[u8]>>,
    /// When it ends, as far as is known, and when it must be asked for again.
    ends: Option<u64>,
    stale: u64,
    order: u64,
}

/// What a record takes besides its bytes: two entries of the maps.
const RECORD: usize = 200;

impl Kept {
    fn live(&self, place: &Place, now: u64) -> Option<Box<[u8]>> {
        let record = self.records.get(place)?;
        let live = now < record.stale && record.ends.is_none_or(|ends| now < ends);
        live.then(|| (**record.sealed).into())
    }

    fn drop_at(&mut self, place: &Place) {
        if let Some(record) = self.records.remove(place) {
            self.order.remove(&record.order);
            self.bytes -= RECORD + record.sealed.len();
        }
    }

    fn drop_where(&mut self, gone: impl Fn(&Place) -> bool) {
        let places: Vec<Place> = self
            .records
            .keys()
            .filter(|place| gone(place))
            .copied()
            .collect();
        for place in &places {
            self.drop_at(place);
        }
        self.erasures += 1;
    }

    fn keep(&mut self, place: Place, entry: &Entry<'_>, stale: u64, room: usize) {
        self.drop_at(&place);
        let size = RECORD + entry.sealed.len();
        if size > room {
            return;
        }
        while self.bytes + size > room {
            let Some(oldest) = self.order.first_key_value().map(|(_, place)| *place) else {
                break;
            };
            self.drop_at(&oldest);
        }
        let order = self.next;
        self.next += 1;
        self.bytes += size;
        self.order.insert(order, place);
        let sealed = Zeroizing::new(entry.sealed.into());
        // The vault may have it until a later end, of another put; never until a sooner one.
        let ends = entry.expires;
        self.records.insert(
            place,
            Record {
                sealed,
                ends,
                stale,
                order,
            },
        );
    }
}

impl<V> Cached<V> {
    /// Room in bytes unless set: 16 MiB, about fifty thousand values.
    pub const ROOM: usize = 16 << 20;
    /// The longest time that an erasure by another process goes unseen, unless set.
    pub const AGE: Duration = Duration::from_secs(5);

    /// A cache in front of `vault`.
    pub fn new(vault: V) -> Cached<V> {
        Cached {
            vault,
            kept: Mutex::default(),
            room: Cached::<V>::ROOM,
            age: Cached::<V>::AGE,
            clock: Clock::system(),
        }
    }

    /// With room for that many bytes, bookkeeping included; the oldest make way.
    #[must_use]
    pub fn room(mut self, bytes: usize) -> Cached<V> {
        self.room = bytes;
        self
    }

    /// With another time after which a record is asked for again.
    #[must_use]
    pub fn age(mut self, age: Duration) -> Cached<V> {
        self.age = age;
        self
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Cached<V> {
        self.clock = clock;
        self
    }

    /// The vault behind.
    pub fn vault(&self) -> &V {
        &self.vault
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept of `ids`, and the ids that are not.
    fn look(&self, scope: &ScopeRef, ids: &[TokenId]) -> (Answer, Vec<TokenId>) {
        let now = self.clock.now();
        let kept = self.kept();
        let found: Answer = ids
            .iter()
            .map(|id| kept.live(&(*scope, *id), now))
            .collect();
        let missing = ids.iter().zip(&found).filter(|(_, found)| found.is_none());
        let missing = missing.map(|(id, _)| *id).collect();
        (found, missing)
    }

    /// Keeps what was stored, unless something was erased since `erasures` was read.
    fn keep(&self, scope: &ScopeRef, entries: &[Entry<'_>], erasures: u64) {
        let stale = self.clock.after(self.age);
        let mut kept = self.kept();
        if kept.erasures != erasures {
            return;
        }
        for entry in entries {
            kept.keep((*scope, entry.id), entry, stale, self.room);
        }
    }

    fn drop_ids(&self, scope: &ScopeRef, ids: &[TokenId]) {
        self.kept().drop_where(|(at, id)| {
            at == scope
                && ids
                    .iter()
                    .any(|gone| gone == id || *gone == id.without_suffix())
        });
    }

    fn drop_scope(&self, scope: &ScopeAddress) {
        self.kept().drop_where(|(at, _)| at.address == *scope);
    }
}

/// Puts what the vault gave in the places where nothing was kept.
fn filled(mut found: Answer, asked: Answer) -> Result<Answer, VaultError> {
    let mut asked = asked.into_iter();
    for place in found.iter_mut().filter(|place| place.is_none()) {
        *place = asked.next().ok_or_else(VaultError::corrupt)?;
    }
    Ok(found)
}

impl<V: Vault> Vault for Cached<V> {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        self.vault.header(scope)
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        self.vault.create(scope, fresh)
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        self.vault.rewrap(scope, header)
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let erasures = self.kept().erasures;
        self.vault.put_many(scope, entries)?;
        self.keep(scope, entries, erasures);
        Ok(())
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let (found, missing) = self.look(scope, ids);
        if missing.is_empty() {
            return Ok(found);
        }
        filled(found, self.vault.get_many(scope, &missing)?)
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        // Before, so that nobody is given what is being erased; after, for what was put meanwhile.
        self.drop_ids(scope, ids);
        let removed = self.vault.remove_many(scope, ids);
        self.drop_ids(scope, ids);
        removed
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.drop_scope(scope);
        let removed = self.vault.forget(scope);
        self.drop_scope(scope);
        removed
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        self.vault.sweep(most)
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        self.vault.scopes(after, most)
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        self.vault.stats()
    }
}

impl<V: AsyncVault> AsyncVault for Cached<V> {
    fn header<'a>(
        &'a self,
        scope: &'a ScopeAddress,
    ) -> BoxFuture<'a, Result<Option<Header>, VaultError>> {
        self.vault.header(scope)
    }

    fn create<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        fresh: &'a Header,
    ) -> BoxFuture<'a, Result<Header, VaultError>> {
        self.vault.create(scope, fresh)
    }

    fn rewrap<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        header: &'a Header,
    ) -> BoxFuture<'a, Result<(), VaultError>> {
        self.vault.rewrap(scope, header)
    }

    fn put_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        entries: &'a [Entry<'a>],
    ) -> BoxFuture<'a, Result<(), VaultError>> {
        Box::pin(async move {
            let erasures = self.kept().erasures;
            self.vault.put_many(scope, entries).await?;
            self.keep(scope, entries, erasures);
            Ok(())
        })
    }

    fn get_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<Answer, VaultError>> {
        Box::pin(async move {
            let (found, missing) = self.look(scope, ids);
            if missing.is_empty() {
                return Ok(found);
            }
            filled(found, self.vault.get_many(scope, &missing).await?)
        })
    }

    fn remove_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<u64, VaultError>> {
        Box::pin(async move {
            self.drop_ids(scope, ids);
            let removed = self.vault.remove_many(scope, ids).await;
            self.drop_ids(scope, ids);
            removed
        })
    }

    fn forget<'a>(&'a self, scope: &'a ScopeAddress) -> BoxFuture<'a, Result<u64, VaultError>> {
        Box::pin(async move {
            self.drop_scope(scope);
            let removed = self.vault.forget(scope).await;
            self.drop_scope(scope);
            removed
        })
    }

    fn sweep(&self, most: usize) -> BoxFuture<'_, Result<Swept, VaultError>> {
        self.vault.sweep(most)
    }

    fn scopes<'a>(
        &'a self,
        after: Option<&'a ScopeAddress>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<(ScopeAddress, Header)>, VaultError>> {
        self.vault.scopes(after, most)
    }

    fn stats(&self) -> BoxFuture<'_, Result<Stats, VaultError>> {
        self.vault.stats()
    }
}

impl<V> fmt::Debug for Cached<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = self.kept();
        f.debug_struct("Cached")
            .field("records", &kept.records.len())
            .field("bytes", &kept.bytes)
            .field("room", &self.room)
            .finish_non_exhaustive()
    }
}
