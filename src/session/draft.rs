//! The draft: redacted texts that cannot be had, and the records that must be stored first.
//!
//! Three facts make the round trip exact. A token is bounded by what is no letter, digit or underscore, or fenced in
//! brackets that belong to it. Text that reads as a token is itself replaced. And after the text is built it is read
//! again as a response would be: what is found must be what was put there, or the text is built anew around it.

use std::collections::HashMap;
use std::ops::Range;

use zeroize::Zeroizing;

use super::Input;
use super::people::{Lessons, Linking, Owner};
use super::places::{Canonical, Place, merged, places, watched, with_mentions};
use super::redacted::{Redacted, RedactedText, Replacement};
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::Finding;
use crate::observe;
use crate::policy::{Action, Policy};
use crate::recognise;
use crate::restore::tolerant;
use crate::token::grammar;
use crate::token::{IdLength, TokenId};
use crate::vault::Entry;
use crate::vault::header::ScopeKeys;

/// Findings in one call.
const MOST_FINDINGS: usize = 1_000_000;
/// Times a text is built anew around token-like text that building laid bare.
const REBUILDS: usize = 16;

/// The proof that a draft's records are stored. Only a front that has put them makes one.
pub(super) struct Stored(());

impl Stored {
    pub(super) const fn new() -> Stored {
        Stored(())
    }
}

struct Text<'t> {
    input: Input<'t>,
    places: Vec<Place>,
    /// Whether something in it reads as a token, however it is spelled.
    tokens: bool,
    built: Option<(String, Vec<Replacement>)>,
}

/// A value's number, a surface of it, and whether its token is fenced.
type Spelling<'t> = (usize, &'t str, bool);

/// A value to store, with the id it has.
struct Record<'t> {
    id: TokenId,
    entity: Entity,
    sealed: Vec<u8>,
    /// Which value of which entity, and in which spelling: what moves on when the id is taken.
    value: usize,
    spelling: Option<Spelling<'t>>,
}

/// Redacted texts with the records to store.
pub(super) struct Draft<'t> {
    texts: Vec<Text<'t>>,
    /// Ids in the texts that this scope issued, in order.
    issued: Vec<TokenId>,
    records: Vec<Record<'t>>,
    /// Counters that moved on because an id was taken: by value, and by value and spelling.
    counters: HashMap<usize, u32>,
    spelling_counters: HashMap<Spelling<'t>, u32>,
    values: HashMap<(Entity, Canonical), usize>,
    lessons: Lessons,
}

impl<'t> Draft<'t> {
    /// Decides what is to be replaced of what was found.
    pub(super) fn of(
        found: impl IntoIterator<Item = (Input<'t>, Vec<Finding<'t>>, bool)>,
        policy: &Policy,
        mut linking: Linking<'_>,
    ) -> Result<Draft<'t>, Error> {
        let mut texts = Vec::new();
        let mut total = 0;
        for (input, found, tokens) in found {
            let places = linking.link(input.text(), places(&found, policy)?, policy)?;
            total += places.len();
            if total > MOST_FINDINGS {
                return Err(ErrorKind::Limit {
                    what: "findings in a call",
                    most: MOST_FINDINGS,
                }
                .into());
            }
            texts.push(Text {
                input,
                places: with_mentions(input.text(), places),
                tokens,
                built: None,
            });
        }
        Ok(Draft {
            texts,
            issued: Vec::new(),
            records: Vec::new(),
            counters: HashMap::new(),
            spelling_counters: HashMap::new(),
            values: HashMap::new(),
            lessons: linking.lessons(),
        })
    }

    /// What it has taught, the texts that did, and who was mentioned in them.
    pub(super) fn lessons(
        &self,
    ) -> (
        &Lessons,
        impl Iterator<Item = &str>,
        impl Iterator<Item = &Owner>,
    ) {
        let texts = self.texts.iter().map(|text| text.input.text());
        let places = self.texts.iter().flat_map(|text| &text.places);
        (
            &self.lessons,
            texts,
            places.filter_map(|place| place.owner.as_ref()),
        )
    }

    /// Whether nothing is to be replaced, and nothing looks like a token.
    pub(super) fn is_clean(&self) -> bool {
        let clean = |text: &Text<'_>| text.places.is_empty() && !text.tokens;
        self.texts.iter().all(clean)
    }

    /// Ids that may be this scope's: in history as we write them, which stay, and elsewhere in any spelling that a
    /// restore undoes, which do not.
    pub(super) fn pasted(&self, length: IdLength) -> Vec<TokenId> {
        let mut ids: Vec<TokenId> = Vec::new();
        for text in self.texts.iter().filter(|text| text.tokens) {
            let source = text.input.text();
            match text.input {
                Input::History(_) => ids.extend(grammar::find(source, length).map(|c| c.id)),
                Input::Untrusted(_) => {
                    for found in tolerant::likely(source, length) {
                        ids.extend([found.id, found.id.without_suffix()]);
                    }
                }
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Keeps those of `ids` that the vault knows.
    pub(super) fn recognise(&mut self, ids: &[TokenId], sealed: &[Option<Box<[u8]>>]) {
        self.issued = ids
            .iter()
            .zip(sealed)
            .filter(|(_, sealed)| sealed.is_some())
            .map(|(id, _)| *id)
            .collect();
    }

    /// Mints and seals, and builds the texts.
    pub(super) fn mint(&mut self, keys: &ScopeKeys, erasures: u64) -> Result<(), Error> {
        self.records.clear();
        if self.lessons.are_stale(keys.scope, erasures) {
            // Who was known may be erased, and is not known any more.
            let places = self.texts.iter_mut().flat_map(|text| &mut text.places);
            for place in places {
                place.owner = place.owner.take().filter(|owner| !owner.is_remembered());
            }
        }
        let mut known = HashMap::new();
        for index in 0..self.texts.len() {
            let mut extra = Vec::new();
            let mut built = None;
            for _ in 0..REBUILDS {
                let (text, replacements) = self.build(index, &extra, keys, &mut known)?;
                let mut strays = self.strays(index, &text, &replacements, keys.minter.length());
                strays.extend(self.left_over(index, &text, &replacements));
                if strays.is_empty() {
                    built = Some((text, replacements));
                    break;
                }
                extra.extend(strays);
                extra.sort_by_key(|range| range.start);
                extra.dedup();
            }
            let built = built.ok_or(ErrorKind::LeftOver)?;
            self.texts[index].built = Some(built);
        }
        Ok(())
    }

    /// The last look before release: where a value that was replaced stands in the text still. What touched it may
    /// have been replaced, so that it is a word of its own only now.
    fn left_over(
        &self,
        index: usize,
        built: &str,
        replacements: &[Replacement],
    ) -> Vec<Range<usize>> {
        let text = &self.texts[index];
        let mut left = Vec::new();
        watched(text.input.text(), &text.places).each(built, |range, _| {
            // A mask may show the whole of a short value, as its policy asked.
            let at = replacements.partition_point(|r| r.range.end <= range.start);
            if replacements
                .get(at)
                .is_none_or(|r| r.range.start >= range.end)
            {
                left.push(source_of(&range, replacements));
            }
        });
        left
    }

    /// Token-like stretches of the source that stand in the built text without having been put there.
    fn strays(
        &self,
        index: usize,
        built: &str,
        replacements: &[Replacement],
        length: IdLength,
    ) -> Vec<Range<usize>> {
        let history = matches!(self.texts[index].input, Input::History(_));
        grammar::find(built, length)
            .filter(|candidate| {
                let placed = replacements
                    .binary_search_by_key(&candidate.start, |r| inner(r).start)
                    .is_ok_and(|at| {
                        inner(&replacements[at]) == candidate.range()
                            && replacements[at].id == candidate.id
                    });
                !(placed || history && self.issued.contains(&candidate.id))
            })
            .map(|candidate| source_of(&candidate.range(), replacements))
            .chain(self.respelled(index, built, replacements, length))
            .collect()
    }

    /// Stretches of an untrusted source that read as tokens of this scope in another spelling.
    fn respelled(
        &self,
        index: usize,
        built: &str,
        replacements: &[Replacement],
        length: IdLength,
    ) -> Vec<Range<usize>> {
        let text = &self.texts[index];
        if !text.tokens || matches!(text.input, Input::History(_)) {
            return Vec::new();
        }
        let issued = |id: TokenId| {
            self.issued.binary_search(&id).is_ok() || self.records.iter().any(|r| r.id == id)
        };
        tolerant::likely(built, length)
            .filter(|found| issued(found.id) || issued(found.id.without_suffix()))
            .filter(|found| {
                let at = replacements.partition_point(|r| r.range.end <= found.range.start);
                let met = replacements
                    .get(at)
                    .filter(|r| r.range.start < found.range.end);
                met.is_none_or(|r| r.id().is_none())
            })
            .map(|found| source_of(&found.range, replacements))
            .collect()
    }

    /// Builds one text, with `extra` stretches of it tokenised as text that reads as a token.
    fn build(
        &mut self,
        index: usize,
        extra: &[Range<usize>],
        keys: &ScopeKeys,
        known: &mut HashMap<TokenId, Spelling<'t>>,
    ) -> Result<(String, Vec<Replacement>), Error> {
        let source = self.texts[index].input.text();
        let history = matches!(self.texts[index].input, Input::History(_));
        let kept: Vec<Range<usize>> = if history {
            grammar::find(source, keys.minter.length())
                .filter(|candidate| self.issued.contains(&candidate.id))
                .map(|candidate| candidate.range())
                .collect()
        } else {
            Vec::new()
        };
        let places = merged(&self.texts[index].places, extra, &kept);
        let mut out = String::with_capacity(source.len() + places.len() * 8);
        let mut replacements: Vec<Replacement> = Vec::with_capacity(places.len());
        let mut done = 0;
        for (at, place) in places.iter().enumerate() {
            out.push_str(&source[done..place.range.start]);
            let surface = &source[place.range.clone()];
            let start = out.len();
            let mut id = TokenId::NONE;
            match place.action {
                Action::Mask => out.push_str(&(recognise::spelling(place.entity).mask)(surface)),
                Action::Redact => {
                    out.push('[');
                    out.push_str(place.entity.label());
                    out.push(']');
                }
                _ => {
                    let next = source[place.range.end..].bytes().next();
                    let touches_next = next.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_')
                        || places
                            .get(at + 1)
                            .is_some_and(|next| next.range.start == place.range.end);
                    let before = out.bytes().next_back();
                    let touches_before = before.is_some_and(|b| b.is_ascii_alphanumeric())
                        || at > 0 && places[at - 1].range.end == place.range.start;
                    let fenced = touches_next || touches_before;
                    let canonical = match &place.owner {
                        Some(owner) => owner.canonical().clone(),
                        None => Canonical::of(place.entity, surface),
                    };
                    let value = (place.entity, canonical);
                    let minted = self.token(value, surface, fenced, keys, known)?;
                    if fenced {
                        out.push('[');
                    }
                    grammar::write(place.entity, minted, &mut out);
                    if fenced {
                        out.push(']');
                    }
                    id = minted;
                }
            }
            replacements.push(Replacement {
                entity: place.entity,
                action: place.action,
                source: place.range.clone(),
                range: start..out.len(),
                id,
            });
            done = place.range.end;
        }
        out.push_str(&source[done..]);
        Ok((out, replacements))
    }

    /// The id of a value in one spelling, with its record.
    fn token(
        &mut self,
        (entity, canonical): (Entity, Canonical),
        surface: &'t str,
        fenced: bool,
        keys: &ScopeKeys,
        known: &mut HashMap<TokenId, Spelling<'t>>,
    ) -> Result<TokenId, Error> {
        let usual = !fenced
            && *Zeroizing::new((recognise::spelling(entity).usual)(canonical.as_str())) == *surface;
        let next = self.values.len();
        let value = *self
            .values
            .entry((entity, canonical.clone()))
            .or_insert(next);
        let spelling = (value, surface, fenced);
        loop {
            let counter = self.counters.get(&value).copied().unwrap_or(0);
            let bare = keys.minter.id(entity, canonical.as_str(), counter).id;
            let id = if usual {
                bare
            } else {
                let counter = self.spelling_counters.get(&spelling).copied().unwrap_or(0);
                keys.minter.variant(bare, surface, fenced, counter)
            };
            if !usual && !self.usual_too(entity, &canonical, value, bare, keys, known)? {
                *self.counters.entry(value).or_default() += 1;
                continue;
            }
            match known.get(&id) {
                Some(other) if other.0 == value && (usual || *other == spelling) => return Ok(id),
                Some(_) if usual => *self.counters.entry(value).or_default() += 1,
                Some(_) => *self.spelling_counters.entry(spelling).or_default() += 1,
                None => {
                    let mut sealed = Vec::new();
                    keys.sealer
                        .seal(id, entity.label(), surface, fenced, &mut sealed)?;
                    self.records.push(Record {
                        id,
                        entity,
                        sealed,
                        value,
                        spelling: (!usual).then_some(spelling),
                    });
                    known.insert(id, spelling);
                    return Ok(id);
                }
            }
        }
    }

    /// Stores the usual spelling beside another one, so that a model which drops the suffix gets the same value. False
    /// when the id is another value's.
    fn usual_too(
        &mut self,
        entity: Entity,
        canonical: &Canonical,
        value: usize,
        bare: TokenId,
        keys: &ScopeKeys,
        known: &mut HashMap<TokenId, Spelling<'t>>,
    ) -> Result<bool, Error> {
        if let Some(other) = known.get(&bare) {
            return Ok(other.0 == value);
        }
        let usual = Zeroizing::new((recognise::spelling(entity).usual)(canonical.as_str()));
        let mut sealed = Vec::new();
        keys.sealer
            .seal(bare, entity.label(), &usual, false, &mut sealed)?;
        self.records.push(Record {
            id: bare,
            entity,
            sealed,
            value,
            spelling: None,
        });
        known.insert(bare, (value, "", false));
        Ok(true)
    }

    /// The records to store.
    ///
    /// `expires` says when the records of an entity end.
    pub(super) fn entries(&self, expires: impl Fn(Entity) -> Option<u64>) -> Vec<Entry<'_>> {
        self.records
            .iter()
            .map(|record| Entry {
                id: record.id,
                sealed: &record.sealed,
                expires: expires(record.entity),
            })
            .collect()
    }

    /// Those records' ids are taken by other values: the next mint gives them others.
    pub(super) fn move_on(&mut self, places: &[usize]) {
        for &place in places {
            let Some(record) = self.records.get(place) else {
                continue;
            };
            match &record.spelling {
                None => *self.counters.entry(record.value).or_default() += 1,
                Some(spelling) => *self.spelling_counters.entry(*spelling).or_default() += 1,
            }
        }
    }

    /// The texts, now that their records are stored.
    pub(super) fn release(self, _stored: &Stored) -> Vec<RedactedText<'t>> {
        self.texts
            .into_iter()
            .map(|text| match text.built {
                Some((built, replacements)) if !replacements.is_empty() => {
                    for replacement in &replacements {
                        observe::replaced(replacement.entity, replacement.action.name());
                    }
                    Redacted::of(built.into(), replacements)
                }
                _ => Redacted::unchanged(text.input.text()),
            })
            .collect()
    }
}

/// The token of a replacement without the brackets that fence it.
fn inner(replacement: &Replacement) -> Range<usize> {
    let range = replacement.range();
    match replacement.id() {
        Some(id) => {
            let length = replacement.entity.token_label().len() + 1 + id.as_str().len();
            let fence = (range.len() - length) / 2;
            range.start + fence..range.end - fence
        }
        None => range,
    }
}

/// Where a stretch of the built text came from; a replacement that it meets is taken in whole.
fn source_of(built: &Range<usize>, replacements: &[Replacement]) -> Range<usize> {
    let map = |at: usize, end: bool| {
        let index = replacements.partition_point(|r| r.range.end <= at);
        match replacements.get(index) {
            Some(r) if at > r.range.start || !end && at == r.range.start => {
                if end {
                    r.source.end
                } else {
                    r.source.start
                }
            }
            _ => match index.checked_sub(1).map(|i| &replacements[i]) {
                Some(before) => before.source.end + (at - before.range.end),
                None => at,
            },
        }
    };
    map(built.start, false)..map(built.end, true)
}
