//! The track of cue words: what the words of each 64 bytes may announce, made once for each block that is asked for. It
//! tells most candidates that nothing near speaks of them, before their field is read word by word.

use std::ops::Range;

use super::cue::{CueSet, CueTable};
use super::form::{self, AHEAD};
use super::grid;
use super::turn;
use super::word::{self, eight, finish, step};
use crate::simd::{self, BLOCK};

/// Blocks remembered.
const BLOCKS: usize = 16;
/// The longest word that is looked at, in bytes before a block's first.
const LONGEST: usize = 24;
/// How far before and behind a value the words of its own field are, and those of the key or label above it, in bytes.
const NEAR: usize = 64;
const FAR: usize = 384;

/// What the words of the blocks last asked for may announce.
pub(crate) struct Track {
    blocks: [(usize, CueSet); BLOCKS],
    /// The place last asked for, which other places may be parts of, and what the words near it may announce.
    last: (usize, usize, CueSet),
}

impl Default for Track {
    fn default() -> Track {
        Track {
            blocks: [(usize::MAX, CueSet::NONE); BLOCKS],
            last: (usize::MAX, 0, CueSet::NONE),
        }
    }
}

impl Track {
    /// Whether a word near `range` may announce any of `rules`; `true` where only reading can tell.
    pub(crate) fn may_announce(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
        rules: CueSet,
    ) -> bool {
        // What is said of a number is said of every part of it.
        if range.start < self.last.0 || range.end > self.last.1 {
            self.last = (range.start, range.end, self.around(table, bytes, range));
        }
        self.last.2.meets(rules)
    }

    /// Looks around `range` before its parts are asked for.
    pub(crate) fn look(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) {
        self.last = (range.start, range.end, self.around(table, bytes, range));
    }

    fn around(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) -> CueSet {
        if grid::is_cell(bytes, range) {
            return CueSet::ALL;
        }
        let back = range.start.saturating_sub(NEAR);
        let near = self.within(table, bytes, back..bytes.len().min(range.end + AHEAD));
        if near != CueSet::ALL
            && (form::may_have_parent(bytes, range.start)
                || turn::asked(bytes, range.start).is_some())
        {
            let above = range.start.saturating_sub(FAR)..back;
            near.with(self.within(table, bytes, above))
        } else {
            near
        }
    }

    fn within(&mut self, table: &CueTable, bytes: &[u8], range: Range<usize>) -> CueSet {
        let mut all = CueSet::NONE;
        for n in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            let block = &mut self.blocks[n % BLOCKS];
            if block.0 != n {
                *block = (n, announced(table, bytes, n * BLOCK));
            }
            all = all.with(block.1);
        }
        all
    }
}

/// What the words that end in the block at `start` may announce, as the telling words of phrases.
fn announced(table: &CueTable, bytes: &[u8], start: usize) -> CueSet {
    let rest = bytes.get(start..).unwrap_or_default();
    let words = match rest.first_chunk() {
        Some(block) => simd::words(table.level(), block),
        None => {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            simd::words(table.level(), &block)
        }
    };
    // Words beyond ASCII are read in their field.
    if words.high != 0 {
        return CueSet::ALL;
    }
    let inside = words.letter | words.digit;
    let humps = words.upper & (words.letter & !words.upper) << 1;
    let mut starts = inside & !(inside << 1) | humps;
    let mut all = CueSet::NONE;
    let add = |all: &mut CueSet, from: usize, length: usize| {
        *all = all.with(telling(table, &bytes[from..from + length]));
    };
    let length = |n: usize| ((inside & !humps | 1 << n) >> n).trailing_ones() as usize;
    if inside & 1 == 1 {
        // The word that the block's edge cuts, in its parts.
        let lead = bytes[..start].iter().rev().take(LONGEST);
        let mut from = start - lead.take_while(|b| b.is_ascii_alphanumeric()).count();
        for at in from + 1..=start {
            if bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase() {
                add(&mut all, from, at - from);
                from = at;
            }
        }
        let length = start + length(0) - from;
        if table.telling_words.may_hold(eight(bytes, from), length) {
            add(&mut all, from, length);
        }
        starts &= !1;
    }
    while starts != 0 {
        let n = starts.trailing_zeros() as usize;
        starts &= starts - 1;
        let length = length(n);
        // Most words are told by their first letters.
        if table
            .telling_words
            .may_hold(eight(bytes, start + n), length)
        {
            add(&mut all, start + n, length);
        }
    }
    all
}

/// What the word may announce as the telling word of a phrase.
#[inline(never)]
fn telling(table: &CueTable, word: &[u8]) -> CueSet {
    if !table.telling_words.may_hold(eight(word, 0), word.len()) {
        return CueSet::NONE;
    }
    let (mut hash, mut at) = (word::SEED, 0);
    while at + 8 <= word.len() {
        hash = step(hash, eight(word, at));
        at += 8;
    }
    let kept = (1 << (8 * (word.len() - at))) - 1;
    let set = table.telling(finish(step(hash, eight(word, at) & kept)));
    if set == CueSet::NONE {
        word::inflected(word, |stem| table.telling(stem))
    } else {
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;
    use crate::recognise::cue::CueWindow;
    use crate::recognise::grid::Grid;

    #[test]
    fn what_a_field_announces_its_track_does() {
        let cues = [
            "aadhaar",
            "account number",
            "a c no",
            "date of birth",
            "card",
            "pan no",
        ];
        let table = CueTable::build(cues.into_iter().enumerate());
        let pieces = [
            "aadhaar",
            "Account",
            "number",
            "No",
            "a",
            "c",
            "/",
            ".",
            "date",
            "of",
            "Birth",
            "card2",
            "cards",
            "42",
            "cardno",
            "accountNumber",
            "PAN",
            "_",
            "x",
            "{",
            "}",
            ":",
            "=",
            "\n",
            "\n  ",
            ",",
            "\"",
            "identification",
        ];
        let mut dice = Dice::new(12);
        let mut announced = 0;
        for _ in 0..30_000 {
            let mut text = String::new();
            while text.len() < 200 {
                text.push_str(pieces[dice.below(pieces.len())]);
                if dice.below(3) > 0 {
                    text.push(' ');
                }
            }
            let at = 100 + dice.below(90);
            // A word that the edge of the field cuts is another.
            let edges = [at.saturating_sub(NEAR), at + 5, at + 5 + AHEAD];
            if edges.iter().any(|edge| {
                let inside = |at: usize| {
                    text.as_bytes()
                        .get(at)
                        .is_some_and(u8::is_ascii_alphanumeric)
                };
                inside(*edge) && inside(edge - 1)
            }) {
                continue;
            }
            let range = at..(at + 5).min(text.len());
            let mut window = CueWindow::NOWHERE;
            window.read(&table, &mut Grid::default(), &text, &range);
            let mut track = Track::default();
            for rule in (0..cues.len()).map(CueSet::rule) {
                if window.nearest(rule).is_some() {
                    announced += 1;
                    assert!(
                        track.may_announce(&table, text.as_bytes(), &range, rule),
                        "{text:?} at {at}"
                    );
                }
            }
        }
        assert!(announced > 1_000, "{announced}");
    }
}
