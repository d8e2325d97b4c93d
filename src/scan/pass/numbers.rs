//! Numbers that the pass noticed: chains of digit groups, those that stand apart oddly, and what dots and colons part.

use super::Pass;
use super::beside::{group_before, wrapped_before};
use crate::finding::Score;
use crate::scan::dispatch::octets;
use crate::scan::joint::{Spelled, between_marks, between_words, may_respell, spelled};
use crate::scan::walk;

/// Bytes looked back for the groups of a digit chain before the one that was noticed.
const CHAIN_BACK: usize = 64;
/// Bytes looked back for the first colon of an address.
const COLONS_BACK: usize = 45;

impl Pass<'_, '_> {
    /// A digit run that begins at `run`: the chain that it is part of.
    pub(super) fn number(&mut self, run: usize) {
        if run < self.digits_done {
            self.joined(run);
            return;
        }
        let bytes = self.cx.bytes();
        let floor = self.digits_done.max(run.saturating_sub(CHAIN_BACK));
        let mut start = run;
        while let Some(before) = group_before(bytes, start, floor) {
            start = before;
        }
        let known = self.raw.len();
        let one = self.dispatch.one_group(self.cx, start, self.raw);
        // Four octets that nothing stands beside are none of a number, however that is spelled.
        let four = match one {
            None => octets(self.cx, start),
            Some(_) => None,
        };
        if let Some(end) = four
            && between_marks(bytes, start, end)
        {
            self.digits_done = end;
            self.joined_done = self.joined_done.max(end);
            return;
        }
        let end = one
            .or(four)
            .unwrap_or_else(|| self.dispatch.chain(self.cx, start, self.raw));
        self.digits_done = end;
        // The date of an instant, and nothing else of it, may be a part of another spelling.
        if bytes[start..end].get(10) == Some(&b'T') {
            self.joined(start);
            self.joined_done = self.joined_done.max(end);
            return;
        }
        // What is a value as it stands, and a whole one, is none in another spelling.
        let whole = self.raw[known..].iter().any(|raw| {
            let found = &raw.hit.range;
            found.end == end && found.start <= start && raw.hit.score >= Score::LIKELY
        });
        let plain = match one {
            Some(_) if between_marks(bytes, start, end) || between_words(bytes, start, end) => {
                self.joined_last = start;
                return;
            }
            Some(_) => whole && spelled(bytes, start..end) != Spelled::Oddly,
            None => match spelled(bytes, start..end) {
                Spelled::Oddly => false,
                Spelled::Octets => true,
                // Groups that no word announces are joined to nothing.
                Spelled::Plainly => whole || self.cx.nothing_near(&(start..end)),
            },
        };
        if plain && wrapped_before(bytes, start).is_none() {
            self.joined_done = self.joined_done.max(end);
        } else {
            self.joined(start);
        }
    }

    /// A digit run that begins at `run`, as the first group of a number whose groups stand apart oddly.
    pub(super) fn joined(&mut self, run: usize) {
        if run < self.joined_done || run == self.joined_last {
            return;
        }
        self.joined_last = run;
        let mut start = run;
        for _ in 0..3 {
            match wrapped_before(self.cx.bytes(), start) {
                Some(before) if before >= self.joined_done => start = before,
                _ => break,
            }
        }
        if start >= self.joined_done && may_respell(self.cx.bytes(), start) {
            self.joined_done = self.respeller().digits(start);
        }
    }

    pub(super) fn colons(&mut self, at: usize) {
        if at < self.colons_done {
            return;
        }
        let bytes = self.cx.bytes();
        let part = |b: &&u8| b.is_ascii_hexdigit() || **b == b':';
        let back = bytes[..at].iter().rev().take(COLONS_BACK);
        let start = at - back.take_while(part).count();
        self.colons_done = at + bytes[at..].iter().take_while(part).count();
        if let Some(first) = bytes[start..=at].iter().position(|b| *b == b':') {
            walk::colon(self.cx, self.dispatch, start + first, self.raw);
        }
    }

    pub(super) fn dots(&mut self, at: usize) {
        let bytes = self.cx.bytes();
        let back = bytes[..at].iter().rev().take(9);
        let start = at
            - back
                .take_while(|b| b.is_ascii_digit() || **b == b'.')
                .count();
        let first = bytes[start..at].iter().position(|b| *b == b'.');
        if let Some(first) = first.filter(|first| start + first != self.dot_last) {
            self.dot_last = start + first;
            walk::dot(self.cx, self.dispatch, start + first, self.raw);
        }
    }
}
