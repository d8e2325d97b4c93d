//! Restore for delivery: a response read piece by piece, each token decided by its record, its label and where it
//! stands.
//!
//! One core serves whole texts and streams, so that both yield the same.

use super::lane::Lane;
use super::sink::{Delivery, Escaping, Surroundings};
use super::tolerant::{self, BEFORE, Match, Next};
use super::{Answers, Put, Reason, Restored, Shown, Sink, Tally, Unresolved, Warrant};
use crate::entity::Entity;
use crate::observe;
use crate::token::{IdLength, TokenId};
use crate::vault::seal::Opened;
use crate::wiped;
use std::sync::Arc;

/// The state between pieces. Use: [`push`](Core::push), [`ids`](Core::ids), [`release`](Core::release), in turn.
pub(crate) struct Core {
    length: IdLength,
    delivery: Delivery,
    /// Who asks; `None` where nobody is asked.
    warrant: Option<Arc<Warrant>>,
    escaping: Escaping,
    surroundings: Surroundings,
    /// A few bytes that were released already, and what is not yet released.
    buffer: String,
    done: usize,
    /// Up to here the surroundings were read: they are needed only where a token stands.
    read: usize,
    /// The quick way, while it knows where the buffer stands.
    lane: Lane,
    /// Bytes of the response before the buffer.
    offset: usize,
    matches: Vec<Match>,
    /// Up to here the buffer is decided.
    decided: usize,
    restored: usize,
    unresolved: Vec<Unresolved>,
    tally: Tally,
}

/// Released bytes that are kept before they are dropped.
const BLOCK: usize = 4096;

/// As much as a piece of a stream releases at most, of most; stands behind the text while it is copied from.
const PADDING: &str = "                ";

/// Reports that are kept of one response; a hostile one has no end of unknown tokens.
const MOST_REPORTS: usize = 10_000;

impl Core {
    pub(crate) fn new(
        length: IdLength,
        delivery: &Delivery,
        warrant: Option<Arc<Warrant>>,
    ) -> Core {
        Core {
            length,
            surroundings: Surroundings::new(delivery),
            delivery: delivery.clone(),
            warrant,
            escaping: delivery.escaping(),
            buffer: String::new(),
            done: 0,
            read: 0,
            lane: Lane::BEGIN,
            offset: 0,
            matches: Vec::new(),
            decided: 0,
            restored: 0,
            unresolved: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Values are written as they are: who takes the text out escapes it.
    pub(crate) fn unescaped(mut self) -> Core {
        self.escaping = Escaping::None;
        self.surroundings = Surroundings::default();
        self
    }

    /// Takes a piece in which nothing can be decided but that it holds no token, and appends what is. False where it
    /// must be [pushed](Core::push) instead.
    pub(crate) fn pass(&mut self, piece: &str, out: &mut String) -> bool {
        let lane = self.lane;
        if lane.is_none() {
            return false;
        }
        let from = self.buffer.len();
        let lane = match piece.as_bytes().first_chunk::<4>() {
            // What most streams come in: of a length that is known, a copy is no call and a loop none.
            Some(four) if piece.len() == 4 => {
                self.buffer.push_str(&piece[..4]);
                lane.take(four, self.buffer.as_bytes(), self.length)
            }
            _ => {
                self.buffer.push_str(piece);
                lane.take(piece.as_bytes(), self.buffer.as_bytes(), self.length)
            }
        };
        self.lane = lane;
        if lane.is_none() {
            self.buffer.truncate(from);
            return false;
        }
        let length = self.buffer.len();
        let end = length - lane.held();
        self.buffer.push_str(PADDING);
        let window = self.buffer.get(self.done..self.done + PADDING.len());
        match (window, PADDING.len().checked_sub(end - self.done)) {
            // How much is released no processor can foretell: so much is copied always, and the rest taken back.
            (Some(window), Some(rest)) => {
                wiped::push(out, window);
                out.truncate(out.len() - rest);
            }
            _ => wiped::push(out, &self.buffer[self.done..end]),
        }
        self.buffer.truncate(length);
        self.done = end;
        self.forget();
        true
    }

    /// Takes a piece and finds what is decided; with `last` everything is.
    pub(crate) fn push(&mut self, piece: &str, last: bool) {
        self.lane = Lane::NONE;
        self.buffer.push_str(piece);
        self.matches.clear();
        let mut from = self.done;
        self.decided = loop {
            match tolerant::next(&self.buffer, from, self.length, last) {
                Next::Found(found) if !last && !is_settled(&self.buffer[found.range.end..]) => {
                    break found.range.start;
                }
                Next::Found(found) => {
                    from = found.range.end;
                    self.matches.push(found);
                }
                Next::Hold(at) => break at,
                Next::None => break self.buffer.len(),
            }
        };
        // A bracket may belong to the token that comes next.
        if !last && self.buffer[..self.decided].ends_with('[') {
            self.decided -= 1;
        }
    }

    /// Whether nothing that was decided reads as a token.
    pub(crate) fn is_quiet(&self) -> bool {
        self.matches.is_empty()
    }

    /// Each id that is to be looked up, and behind a suffixed one the one without.
    pub(crate) fn ids(&self) -> Vec<TokenId> {
        let mut ids: Vec<TokenId> = Vec::new();
        if self.delivery.permits() {
            for found in &self.matches {
                ids.push(found.id);
                if found.id.has_suffix() {
                    ids.push(found.id.without_suffix());
                }
            }
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }

    /// Appends what is decided to `out`.
    pub(crate) fn release(&mut self, answers: Option<&Answers>, out: &mut String) {
        let matches = std::mem::take(&mut self.matches);
        let before = self.restored;
        for found in &matches {
            match self.decide(found, answers, out) {
                Ok(()) => self.restored += 1,
                Err(reason) => {
                    let report = reason != Reason::Unknown || found.well_formed;
                    if report {
                        observe::unresolved(reason.name());
                    }
                    self.count(reason, found);
                    if report && self.unresolved.len() < MOST_REPORTS {
                        self.unresolved.push(Unresolved {
                            range: self.offset + found.range.start..self.offset + found.range.end,
                            id: found.id,
                            reason,
                        });
                    }
                    let end = found.range.end.max(self.done);
                    self.copy(end, out);
                }
            }
        }
        observe::restored(self.restored - before);
        self.matches = matches;
        let end = self.decided.max(self.done);
        self.copy(end, out);
        self.forget();
        let bytes = self.buffer.as_bytes();
        if Lane::may_begin(&bytes[self.done.saturating_sub(BEFORE)..self.done]) {
            self.lane = Lane::BEGIN.take(&bytes[self.done..], bytes, self.length);
        }
    }

    /// Drops what was released, but for the few bytes that what comes may look back at.
    fn forget(&mut self) {
        // Moved seldom: a stream of small pieces would move the same bytes again and again.
        if self.done > BLOCK + BEFORE {
            self.drop_released();
        }
    }

    #[cold]
    fn drop_released(&mut self) {
        let mut keep = self.done - BEFORE;
        while !self.buffer.is_char_boundary(keep) {
            keep -= 1;
        }
        self.catch_up();
        self.buffer.drain(..keep);
        self.done -= keep;
        self.read -= keep;
        self.offset += keep;
    }

    /// Releases the response as it stands up to `end`.
    fn copy(&mut self, end: usize, out: &mut String) {
        wiped::push(out, &self.buffer[self.done..end]);
        self.done = end;
    }

    /// Reads the surroundings up to what was released.
    fn catch_up(&mut self) {
        self.surroundings.read(&self.buffer[self.read..self.done]);
        self.read = self.done;
    }

    fn decide(
        &mut self,
        found: &Match,
        answers: Option<&Answers>,
        out: &mut String,
    ) -> Result<(), Reason> {
        if !self.delivery.permits() {
            return Err(Reason::NotPermitted);
        }
        let answers = answers.ok_or(Reason::Unknown)?;
        let exact = answers
            .get(found.id)
            .map(|opened| (opened, found.range.end));
        let usual = || answers.get(found.id.without_suffix());
        let (opened, mut end) = exact
            .or_else(|| usual().map(|opened| (opened, found.bare_end)))
            .ok_or(Reason::Unknown)?;
        let mut start = start_of(found, opened)?;
        if opened.is_fenced()
            && start > self.done
            && self.buffer[..start].ends_with('[')
            && self.buffer[end..].starts_with(']')
        {
            start -= 1;
            end += 1;
        }
        self.copy(start, out);
        self.catch_up();
        let urls = self.delivery.permits_urls();
        let in_url = found.percent || self.surroundings.is_url(&self.buffer[end..]);
        let granted = |warrant: &Arc<Warrant>| {
            warrant.shows(opened.entity_label(), &Sink::Url) == Shown::Plain
        };
        if in_url && !(urls && self.warrant.as_ref().is_none_or(granted)) {
            self.tally.count_denied(opened.entity_label(), 1);
            return Err(Reason::NotPermitted);
        }
        let warrant = self.warrant.as_deref();
        let put = Put::of(opened, self.delivery.sink(), warrant, (&mut self.tally, 1))
            .ok_or(Reason::NotPermitted)?;
        let escaping = if found.percent {
            Escaping::Percent
        } else {
            self.escaping
        };
        let from = out.len();
        escaping.write(put.text(), out);
        self.surroundings.read(&out[from..]);
        self.done = end;
        self.read = end;
        Ok(())
    }

    /// Counts a token that stays, where `decide` has not.
    fn count(&mut self, reason: Reason, found: &Match) {
        match reason {
            Reason::NotPermitted if !self.delivery.permits() => {
                self.tally.count_denied(Entity::UNKNOWN.label(), 1);
            }
            Reason::Unknown if !found.well_formed => {}
            Reason::Unknown | Reason::LabelMismatch => self.tally.count_unknown(1),
            Reason::NotPermitted => {}
        }
    }

    /// Where the text goes.
    pub(crate) fn delivery(&self) -> &Delivery {
        &self.delivery
    }

    /// What was done since this was last asked.
    pub(crate) fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// Bytes that wait for more.
    pub(crate) fn held(&self) -> usize {
        self.buffer.len() - self.done
    }

    pub(crate) fn restored(&self) -> usize {
        self.restored
    }

    pub(crate) fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }

    /// The outcome for a whole text.
    pub(crate) fn into_restored(self, text: &str, out: String) -> Restored<'_> {
        if self.restored == 0 {
            Restored {
                unresolved: self.unresolved,
                ..Restored::unchanged(text)
            }
        } else {
            Restored::delivered(out, self.restored, self.unresolved)
        }
    }
}

/// Whether what stands behind a token is known as far as it says whether the token is part of a host's name: a bracket
/// that belongs to the token, a dot, and what follows.
fn is_settled(behind: &str) -> bool {
    let behind = behind.as_bytes();
    !matches!(behind, [] | [b'.'] | [b']'] | [b']', b'.'])
}

/// Where the token begins, when its label may stand for what was stored.
fn start_of(found: &Match, opened: &Opened) -> Result<usize, Reason> {
    let Some(label) = &found.label else {
        return Ok(found.range.start);
    };
    let label = label.as_str();
    let entity = opened.entity_label();
    let right = label == entity || Entity::carries(entity, label);
    match (right, found.underscore) {
        (true, _) => Ok(found.range.start),
        // What stands before the gap is no label but a word.
        (false, Some(underscore)) => Ok(underscore),
        (false, None) if found.loose => Err(Reason::Unknown),
        (false, None) if Entity::is_token_label(label) => Err(Reason::LabelMismatch),
        // A label in another language.
        (false, None) => Ok(found.range.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn core() -> Core {
        Core::new(IdLength::Nine, &Delivery::to(Sink::Reader), None)
    }

    /// A stream holds no more of what it released than a block and the bytes that may be looked back at.
    #[test]
    fn what_was_released_is_dropped_block_by_block() {
        for quick in [true, false] {
            let (mut core, mut out) = (core(), String::new());
            let mut take = |core: &mut Core, piece: &str| {
                if !(quick && core.pass(piece, &mut out)) {
                    core.push(piece, false);
                    core.release(None, &mut out);
                }
            };
            for n in 1..=BLOCK + BEFORE {
                take(&mut core, ".");
                assert_eq!((core.buffer.len(), core.done, core.offset), (n, n, 0));
            }
            take(&mut core, ".");
            assert_eq!((core.buffer.len(), core.done), (BEFORE, BEFORE));
            assert_eq!((core.offset, core.read), (BLOCK + 1, BEFORE));
            for _ in 0..3 * BLOCK {
                take(&mut core, ".");
                assert!(core.buffer.len() <= BLOCK + BEFORE);
            }
            assert_eq!(out, ".".repeat(4 * BLOCK + BEFORE + 1));
        }
    }

    /// No character is cut, and no fewer bytes are kept than may be looked back at.
    #[test]
    fn whole_characters_are_dropped() {
        for shift in 0..3 {
            let (mut core, mut out) = (core(), String::new());
            let text = ".".repeat(BLOCK + shift) + "ककक ..";
            core.push(&text, true);
            core.release(None, &mut out);
            assert_eq!(out, text);
            assert!((BEFORE..BEFORE + 3).contains(&core.done), "{}", core.done);
            assert_eq!(core.buffer, text[core.offset..]);
        }
    }

    /// A hostile response has no end of unknown tokens.
    #[test]
    fn no_more_is_reported_than_somebody_reads() {
        let mut id = *b"qkzwmrtp_";
        id[8] = crate::token::check::letter(&id[..8]);
        let token = format!("EMAIL_{} ", String::from_utf8_lossy(&id));
        let (mut core, mut out) = (core(), String::new());
        core.push(&token.repeat(MOST_REPORTS + 1), true);
        core.release(None, &mut out);
        assert_eq!(core.unresolved().len(), MOST_REPORTS);
        assert_eq!(core.take_tally().unknown(), MOST_REPORTS as u64 + 1);
    }
}
