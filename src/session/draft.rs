//! The draft: redacted texts that cannot be had, and the records that must be stored first.
//!
//! Three facts make the round trip exact. A token is bounded by what is no letter, digit or underscore, or fenced in
//! brackets that belong to it. Text that reads as a token is itself replaced. And after the text is built it is read
//! again as a response would be: what is found must be what was put there, or the text is built anew around it.

use std::ops::Range;

use super::Input;
use super::kept::KeptTokens;
use super::ledger::Surface;
use super::mentions::Mentions;
use super::people::{Lessons, Linking, Owner};
use super::places::{Place, may_touch, meets, merged, places, watched, with_mentions};
use super::redacted::{Redacted, RedactedText, Replacement};
use super::room::Room;
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

/// Times a text is built anew around token-like text that building laid bare.
const REBUILDS: usize = 16;

/// The proof that a draft's records are stored. Only a front that has put them makes one.
pub(super) struct Stored(());

impl Stored {
    pub(super) const fn new() -> Stored {
        Stored(())
    }
}

pub(super) struct Text<'t> {
    input: Input<'t>,
    places: Vec<Place>,
    /// Whether the mentions of what is replaced are among the places.
    mentions: bool,
    /// Whether something in it reads as a token, however it is spelled.
    tokens: bool,
    built: Option<(String, Vec<Replacement>)>,
}

/// Redacted texts with the records to store.
pub(super) struct Draft<'t> {
    texts: Vec<Text<'t>>,
    /// Ids in the texts that this scope issued, in order.
    issued: Vec<TokenId>,
    lessons: Lessons,
    room: Room<'t>,
}

impl<'t> Draft<'t> {
    /// Decides what is to be replaced of what `scan` finds, and of what is linked with it; `scan` says too whether
    /// something reads as a token.
    pub(super) fn of(
        inputs: impl ExactSizeIterator<Item = Input<'t>>,
        policy: &Policy,
        most: usize,
        mut linking: Linking<'_>,
        mut room: Room<'t>,
        mut scan: impl FnMut(&'t str, &mut Vec<Finding<'t>>) -> bool,
    ) -> Result<Draft<'t>, Error> {
        let mut texts = std::mem::take(&mut room.texts);
        texts.reserve(inputs.len());
        let mut total = 0;
        for input in inputs {
            room.findings.clear();
            let tokens = scan(input.text(), &mut room.findings);
            let places = places(&room.findings, policy, std::mem::take(&mut room.places))?;
            let places = linking.link(input.text(), places, policy)?;
            total += places.len();
            if total > most {
                return Err(ErrorKind::Limit {
                    what: "findings in a call",
                    most,
                    raise: "raise it with EngineBuilder::findings_limit, or redact in parts",
                }
                .into());
            }
            let mentions = may_touch(input.text(), &places);
            texts.push(Text {
                input,
                places: match mentions {
                    true => with_mentions(input.text(), places),
                    false => places,
                },
                mentions,
                tokens,
                built: None,
            });
        }
        Ok(Draft {
            texts,
            issued: Vec::new(),
            lessons: linking.lessons(),
            room,
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
    pub(super) fn mint(
        &mut self,
        keys: &ScopeKeys,
        kept: &KeptTokens,
        erasures: u64,
    ) -> Result<(), Error> {
        if self.lessons.are_stale(keys.scope, erasures) {
            // Who was known may be erased, and is not known any more.
            let places = self.texts.iter_mut().flat_map(|text| &mut text.places);
            for place in places {
                place.owner = place.owner.take().filter(|owner| !owner.is_remembered());
            }
        }
        let values = self.texts.iter().map(|text| text.places.len()).sum();
        self.room.ledger.begin(values);
        for index in 0..self.texts.len() {
            let text = &self.texts[index];
            let room = std::mem::take(&mut self.room.watched);
            // What runs into a token that stays was not replaced, and stays with it.
            let stays = self.kept(index, keys.minter.length());
            let meets_kept = |place: &Place| stays.iter().any(|kept| meets(&place.range, kept));
            let replaced = text.places.iter().enumerate();
            let replaced = replaced.filter(|(_, place)| !meets_kept(place));
            let watched = watched(text.input.text(), replaced, room);
            let mut extra = Vec::new();
            let mut built = None;
            for _ in 0..REBUILDS {
                let (text, replacements) = self.build(index, &extra, keys, kept)?;
                let left = left_over(&watched, &text, &replacements);
                if !left.is_empty() && self.add_mentions(index) {
                    continue;
                }
                let mut strays = self.strays(index, &text, &replacements, keys.minter.length());
                strays.extend(left);
                if strays.is_empty() {
                    built = Some((text, replacements));
                    break;
                }
                extra.extend(strays);
                extra.sort_by_key(|range| range.start);
                extra.dedup();
            }
            self.room.watched = watched.into_room();
            self.room.watched.clear();
            let built = built.ok_or(ErrorKind::LeftOver)?;
            self.texts[index].built = Some(built);
        }
        Ok(())
    }

    /// Adds the mentions of what is replaced to the places of a text, unless they are there.
    fn add_mentions(&mut self, index: usize) -> bool {
        let text = &mut self.texts[index];
        if text.mentions {
            return false;
        }
        text.mentions = true;
        text.places = with_mentions(text.input.text(), std::mem::take(&mut text.places));
        true
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
                !(placed || history && self.has_issued(candidate.id))
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
        let issued = |id: TokenId| self.has_issued(id) || self.room.ledger.has(id);
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

    /// Where this scope's own tokens stand in a text of history: they stay.
    fn kept(&self, index: usize, length: IdLength) -> Vec<Range<usize>> {
        let Input::History(source) = self.texts[index].input else {
            return Vec::new();
        };
        grammar::find(source, length)
            .filter(|candidate| self.has_issued(candidate.id))
            .map(|candidate| candidate.range())
            .collect()
    }

    fn has_issued(&self, id: TokenId) -> bool {
        self.issued.binary_search(&id).is_ok()
    }

    /// Builds one text, with `extra` stretches of it tokenised as text that reads as a token.
    fn build(
        &mut self,
        index: usize,
        extra: &[Range<usize>],
        keys: &ScopeKeys,
        kept_tokens: &KeptTokens,
    ) -> Result<(String, Vec<Replacement>), Error> {
        let source = self.texts[index].input.text();
        let kept = self.kept(index, keys.minter.length());
        let places = merged(&self.texts[index].places, extra, &kept);
        let ledger = &mut self.room.ledger;
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
                    let surface = Surface {
                        text: surface,
                        entity: place.entity,
                        fenced,
                    };
                    let minted = ledger.token(surface, place.owner.as_ref(), keys, kept_tokens)?;
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

    /// Room for the records to store.
    pub(super) fn room_for_entries(&mut self) -> Vec<Entry<'t>> {
        std::mem::take(&mut self.room.entries)
    }

    /// The records to store, in an empty vector.
    ///
    /// `expires` says when the records of an entity end.
    pub(super) fn entries<'a>(
        &'a self,
        room: Vec<Entry<'a>>,
        expires: impl Fn(Entity) -> Option<u64>,
    ) -> Vec<Entry<'a>> {
        self.room.ledger.entries(room, expires)
    }

    /// Takes the room for records back.
    pub(super) fn keep_room(&mut self, entries: Vec<Entry<'t>>) {
        self.room.entries = entries;
    }

    /// Those records' ids are taken by other values: the next mint gives them others.
    pub(super) fn move_on(&mut self, places: &[usize]) {
        self.room.ledger.move_on(places);
    }

    /// Keeps what was minted for the calls to come, now that it is stored.
    pub(super) fn keep(&self, keys: &ScopeKeys, kept: &KeptTokens, _stored: &Stored) {
        self.room.ledger.keep(keys, kept);
    }

    /// The texts, now that their records are stored.
    pub(super) fn release(&mut self, _stored: &Stored) -> Vec<RedactedText<'t>> {
        self.texts.drain(..).map(Text::release).collect()
    }

    /// As `release`, of one text.
    pub(super) fn release_one(&mut self, _stored: &Stored) -> Option<RedactedText<'t>> {
        let mut text = self.texts.pop()?;
        self.room.places = std::mem::take(&mut text.places);
        Some(text.release())
    }

    /// Room for the next call.
    pub(super) fn into_room(mut self) -> Room<'t> {
        self.room.texts = self.texts;
        self.room
    }
}

impl<'t> Text<'t> {
    fn release(self) -> RedactedText<'t> {
        match self.built {
            Some((built, replacements)) if !replacements.is_empty() => {
                let alike = |one: &Replacement, other: &Replacement| {
                    one.entity == other.entity && one.action == other.action
                };
                for run in replacements.chunk_by(alike) {
                    observe::replaced(run[0].entity, run[0].action.name(), run.len() as u64);
                }
                Redacted::of(built.into(), replacements)
            }
            _ => Redacted::unchanged(self.input.text()),
        }
    }
}

/// The token of a replacement without the brackets that fence it.
fn inner(replacement: &Replacement) -> Range<usize> {
    let range = replacement.range();
    match replacement.id() {
        Some(id) => {
            let length = replacement.entity.token_label().len() + 1 + id.as_bytes().len();
            let fence = (range.len() - length) / 2;
            range.start + fence..range.end - fence
        }
        None => range,
    }
}

/// The last look before release: where a value that was replaced stands in the text still. What touched it may have
/// been replaced, so that it is a word of its own only now.
fn left_over(
    watched: &Mentions<'_, usize>,
    built: &str,
    replacements: &[Replacement],
) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    watched.each(built, |range, _| {
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
