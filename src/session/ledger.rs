//! The ledger of a call: which token each value has, and the records to store before the text may go.
//!
//! A value that stands twice is minted once. Whether an id is free is told by what is sealed under it: the same value in
//! the same spelling gives the same bytes, and whatever else gives others.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::kept::KeptTokens;
use super::people::{Owner, Person};
use super::places::Canonical;
use super::room::emptied;
use crate::entity::Entity;
use crate::error::Error;
use crate::recognise;
use crate::token::TokenId;
use crate::vault::Entry;
use crate::vault::header::ScopeKeys;

/// A value as it stands in a text, with what its token depends on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Surface<'t> {
    pub(super) text: &'t str,
    pub(super) entity: Entity,
    /// Whether its token stands in brackets that belong to it.
    pub(super) fenced: bool,
}

impl Hash for Surface<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Few values are of two entities.
        state.write(self.text.as_bytes());
    }
}

/// A value as it stands in a text, and whose name it is a part of: one `Ravi` and another have the same letters, and
/// tokens of two people.
type Spelling<'t> = (Surface<'t>, Option<Person>);

/// What the letters of a token derive from.
fn canonical((surface, owner): &Spelling<'_>) -> Canonical {
    match owner {
        Some(person) => Canonical::clone(person),
        None => Canonical::of(surface.entity, surface.text),
    }
}

/// A value to store, with the id it has.
struct Record<'t> {
    id: TokenId,
    /// Of the ledger's sealed bytes.
    sealed: Range<usize>,
    /// What it was minted for.
    spelling: Spelling<'t>,
    /// Whether the id is of this spelling, or of the value in the usual one.
    variant: bool,
}

/// A value that was minted here, to be kept for the calls to come.
struct Fresh<'t> {
    surface: Surface<'t>,
    id: TokenId,
    /// The id of its usual spelling, where it is in another; else none.
    usual: TokenId,
}

/// Ids derive from a secret key: nobody can choose those that collide.
#[derive(Default)]
struct ByNumber(u64);

impl Hasher for ByNumber {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u128(&mut self, number: u128) {
        self.write_u64(number as u64);
        self.write_u64((number >> 64) as u64);
    }

    fn finish(&self) -> u64 {
        // The upper bits of a product are the mixed ones.
        self.0.rotate_left(26)
    }
}

/// The records of one call.
#[derive(Default)]
pub(super) struct Ledger<'t> {
    records: Vec<Record<'t>>,
    sealed: Vec<u8>,
    /// Records by their ids.
    known: HashMap<TokenId, u32, BuildHasherDefault<ByNumber>>,
    /// What stood in the texts so far, and the last of each hash.
    seen: Vec<(Surface<'t>, TokenId)>,
    hashes: HashMap<u64, u32, BuildHasherDefault<ByNumber>>,
    /// The parts of names that stood in the texts so far: they depend on whose they are, and are kept for no other call.
    parts: HashMap<Spelling<'t>, TokenId>,
    /// Keyed at random: who writes the texts cannot choose values that collide.
    key: RandomState,
    fresh: Vec<Fresh<'t>>,
    /// Counters that moved on because an id was taken: by value, and by spelling.
    counters: HashMap<(Entity, Canonical), u32>,
    spelling_counters: HashMap<Spelling<'t>, u32>,
}

impl<'t> Ledger<'t> {
    /// Begins anew for texts with about so many values; counters that moved on stay.
    pub(super) fn begin(&mut self, values: usize) {
        self.records.clear();
        self.sealed.clear();
        self.known.clear();
        self.seen.clear();
        self.hashes.clear();
        self.parts.clear();
        self.fresh.clear();
        let values = values.min(MOST_ROOM);
        self.records.reserve(values);
        self.sealed.reserve(values * ABOUT);
        self.known.reserve(values);
        self.seen.reserve(values);
        self.hashes.reserve(values);
    }

    /// The ledger for other texts, with its room and nothing in it.
    pub(super) fn emptied<'u>(mut self) -> Ledger<'u> {
        self.begin(0);
        Ledger {
            records: emptied(self.records),
            sealed: self.sealed,
            known: self.known,
            seen: emptied(self.seen),
            hashes: self.hashes,
            key: self.key,
            fresh: emptied(self.fresh),
            ..Ledger::default()
        }
    }

    /// How many records there is room for.
    pub(super) fn room(&self) -> usize {
        self.records.capacity()
    }

    /// Whether a record of this id is to be stored.
    pub(super) fn has(&self, id: TokenId) -> bool {
        self.known.contains_key(&id)
    }

    /// The id of a value in one spelling, with its record; of a part of a name that of its owner.
    pub(super) fn token(
        &mut self,
        surface: Surface<'t>,
        owner: Option<&Owner>,
        keys: &ScopeKeys,
        kept: &KeptTokens,
    ) -> Result<TokenId, Error> {
        if let Some(owner) = owner
            && **owner.person() != Canonical::of(surface.entity, surface.text)
        {
            // Nothing that goes by the surface alone may say which token this is.
            let spelling = (surface, Some(Arc::clone(owner.person())));
            if let Some(id) = self.parts.get(&spelling) {
                return Ok(*id);
            }
            let id = self.mint(&spelling, keys)?;
            self.parts.insert(spelling, id);
            return Ok(id);
        }
        let hash = self.key.hash_one(surface);
        let before = self.hashes.get(&hash).copied();
        if let Some((other, id)) = before.and_then(|at| self.seen.get(at as usize))
            && *other == surface
        {
            return Ok(*id);
        }
        let id = match self.recalled(surface, keys, kept) {
            Some(id) => id,
            None => self.mint(&(surface, None), keys)?,
        };
        self.hashes.insert(hash, self.seen.len() as u32);
        self.seen.push((surface, id));
        Ok(id)
    }

    /// The id that an earlier call of the session minted, with its records.
    fn recalled(
        &mut self,
        surface: Surface<'t>,
        keys: &ScopeKeys,
        kept: &KeptTokens,
    ) -> Option<TokenId> {
        if !self.counters.is_empty() || !self.spelling_counters.is_empty() {
            // An id was taken: counters say which, and what is kept was minted without them.
            return None;
        }
        let before = self.sealed.len();
        let recalled = kept.recall(&keys.scope, surface, &mut self.sealed)?;
        let end = self.sealed.len();
        let usual = recalled.usual.some();
        let spelling = (surface, None);
        let admitted = usual
            .is_none_or(|usual| self.admit(usual, before + recalled.length..end, &spelling, false));
        let own = before..before + recalled.length;
        let admitted = admitted && self.admit(recalled.id, own, &spelling, usual.is_some());
        // Bytes that no record names are few, and go with the call.
        admitted.then_some(recalled.id)
    }

    /// Adds the record, unless it is there; false where the id is another value's or another spelling's.
    fn admit(
        &mut self,
        id: TokenId,
        sealed: Range<usize>,
        spelling: &Spelling<'t>,
        variant: bool,
    ) -> bool {
        let next = self.records.len() as u32;
        let at = *self.known.entry(id).or_insert(next);
        if let Some(record) = self.records.get(at as usize) {
            return self.sealed[record.sealed.clone()] == self.sealed[sealed];
        }
        self.records.push(Record {
            id,
            sealed,
            spelling: spelling.clone(),
            variant,
        });
        true
    }

    fn mint(&mut self, spelling: &Spelling<'t>, keys: &ScopeKeys) -> Result<TokenId, Error> {
        let surface = spelling.0;
        let Surface {
            text,
            entity,
            fenced,
        } = surface;
        let canonical = canonical(spelling);
        let usual = Zeroizing::new((recognise::spelling(entity).usual)(canonical.as_str()));
        let is_usual = !fenced && *usual == *text;
        let canonical = (entity, canonical);
        loop {
            let counter = match self.counters.is_empty() {
                true => 0,
                false => self.counters.get(&canonical).copied().unwrap_or(0),
            };
            let bare = keys.minter.id(entity, canonical.1.as_str(), counter).id;
            // The usual spelling is stored beside another one, so that a model which drops the suffix gets the value.
            let sealed = self.seal(bare, entity, &usual, false, keys)?;
            if !self.admit(bare, sealed, spelling, false) {
                *self.counters.entry(canonical.clone()).or_default() += 1;
                continue;
            }
            if is_usual {
                self.minted(spelling, bare, TokenId::NONE);
                return Ok(bare);
            }
            let counter = self.spelling_counters.get(spelling).copied().unwrap_or(0);
            let id = keys.minter.variant(bare, text, fenced, counter);
            let sealed = self.seal(id, entity, text, fenced, keys)?;
            if self.admit(id, sealed, spelling, true) {
                self.minted(spelling, id, bare);
                return Ok(id);
            }
            *self.spelling_counters.entry(spelling.clone()).or_default() += 1;
        }
    }

    /// Marks what was minted to be kept for the calls to come, where its surface says which token it has.
    fn minted(&mut self, (surface, owner): &Spelling<'t>, id: TokenId, usual: TokenId) {
        if owner.is_none() {
            let surface = *surface;
            self.fresh.push(Fresh { surface, id, usual });
        }
    }

    fn seal(
        &mut self,
        id: TokenId,
        entity: Entity,
        value: &str,
        fenced: bool,
        keys: &ScopeKeys,
    ) -> Result<Range<usize>, Error> {
        let from = self.sealed.len();
        keys.sealer
            .seal(id, entity.label(), value, fenced, &mut self.sealed)?;
        Ok(from..self.sealed.len())
    }

    /// The records to store, in an empty vector.
    ///
    /// `expires` says when the records of an entity end.
    pub(super) fn entries<'a>(
        &'a self,
        mut room: Vec<Entry<'a>>,
        expires: impl Fn(Entity) -> Option<u64>,
    ) -> Vec<Entry<'a>> {
        room.extend(self.records.iter().map(|record| Entry {
            id: record.id,
            sealed: &self.sealed[record.sealed.clone()],
            expires: expires(record.spelling.0.entity),
        }));
        room
    }

    /// Those records' ids are taken by other values: the next mint gives them others.
    pub(super) fn move_on(&mut self, places: &[usize]) {
        for record in places.iter().filter_map(|place| self.records.get(*place)) {
            if record.variant {
                *self
                    .spelling_counters
                    .entry(record.spelling.clone())
                    .or_default() += 1;
                continue;
            }
            let value = (record.spelling.0.entity, canonical(&record.spelling));
            *self.counters.entry(value).or_default() += 1;
        }
    }

    /// Keeps what was minted, now that it is stored.
    pub(super) fn keep(&self, keys: &ScopeKeys, kept: &KeptTokens) {
        let sealed = |id: TokenId| -> &[u8] {
            let at = self.known.get(&id).copied();
            let record = at.and_then(|at| self.records.get(at as usize));
            record.map_or(&[], |record| &self.sealed[record.sealed.clone()])
        };
        if self.fresh.is_empty() {
            return;
        }
        let each = self.fresh.iter().map(|fresh| {
            let usual = fresh.usual.some().map(|id| (id, sealed(id)));
            (fresh.surface, fresh.id, sealed(fresh.id), usual)
        });
        kept.keep(&keys.scope, each);
    }
}

/// Values that room is made for before they are counted.
const MOST_ROOM: usize = 4096;
/// Bytes of a sealed value, of most.
const ABOUT: usize = 64;
