//! Sixty-four bytes of text with the part that each plays, told apart at once: what stands around a value is read from
//! masks, not byte by byte.

use std::ops::Range;

use super::cue::{CueSet, CueTable};
use super::word::{self, finish, step};
use crate::simd::{self, BLOCK, Level, Marks};

/// A stretch of at most 64 bytes.
pub(super) struct Stretch {
    /// The bytes and what stands behind them; eight more, so that a word can be read eight bytes at a time.
    text: [u8; BLOCK + 8],
    /// Where it stands in the whole text.
    range: Range<usize>,
    pub(super) marks: Marks,
}

/// The lowest `n` bits.
pub(super) const fn low(n: usize) -> u64 {
    if n >= BLOCK { u64::MAX } else { (1 << n) - 1 }
}

impl Stretch {
    /// The bytes at `range`, which is within `bytes`; those past 64 are left out.
    pub(super) fn read(level: Level, bytes: &[u8], range: Range<usize>) -> Stretch {
        let length = range.len().min(BLOCK);
        let range = range.start..range.start + length;
        let mut text = [0_u8; BLOCK + 8];
        let rest = bytes.get(range.start..).unwrap_or_default();
        match rest.first_chunk() {
            // What stands behind the stretch is masked out.
            Some(whole) => text = *whole,
            None => {
                let part = rest.get(..length).unwrap_or_default();
                text[..part.len()].copy_from_slice(part);
            }
        }
        let mut marks = Marks::default();
        if let Some(block) = text.first_chunk() {
            marks = simd::marks(level, block);
        }
        Stretch {
            text,
            range,
            marks: marks.within(low(length)),
        }
    }

    /// Where the stretch stands in the whole text.
    pub(super) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    /// Calls `found(end, set)` for each word or phrase of the bytes `part` of the stretch that is a cue; `end`, behind
    /// its last byte, counts from the start of the stretch. The bytes must be ASCII.
    pub(super) fn words(
        &self,
        table: &CueTable,
        part: Range<usize>,
        mut found: impl FnMut(usize, CueSet),
    ) {
        let within = low(part.end) & !low(part.start);
        let (letter, upper) = (self.marks.letter & within, self.marks.upper & within);
        let inside = letter | self.marks.digit & within;
        let humps = upper & (letter & !upper) << 1;
        let mut starts = inside & !(inside << 1) | humps;
        // The two words before, while nothing but letters parts them from this one.
        let (mut previous, mut before_previous) = (None, None);
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let rest = (inside & !humps | 1 << start) >> start;
            let length = rest.trailing_ones() as usize;
            if letter >> start & low(length) == 0 {
                (previous, before_previous) = (None, None);
                continue;
            }
            if table.last_words.may_hold(self.eight(start), length) {
                let set = self.cue(table, start, length, previous, before_previous);
                if set != CueSet::NONE {
                    found(start + length, set);
                }
            }
            before_previous = previous;
            previous = Some((start, length));
        }
    }

    /// What the word announces, alone and behind one or two others.
    #[inline(never)]
    fn cue(
        &self,
        table: &CueTable,
        start: usize,
        length: usize,
        previous: Option<(usize, usize)>,
        before_previous: Option<(usize, usize)>,
    ) -> CueSet {
        let hash = |word: Option<(usize, usize)>| word.map_or(0, |(at, n)| self.hash(at, n));
        let (previous, before_previous) = (hash(previous), hash(before_previous));
        let phrases = |word| word::phrases(table, before_previous, previous, word);
        let set = phrases(self.hash(start, length));
        if set == CueSet::NONE {
            word::inflected(&self.text[start..start + length], phrases)
        } else {
            set
        }
    }

    /// Eight bytes from `at`, letters in lower case.
    fn eight(&self, at: usize) -> u64 {
        let eight = self.text.get(at..).and_then(<[u8]>::first_chunk);
        u64::from_le_bytes(*eight.unwrap_or(&[0; 8])) | 0x2020_2020_2020_2020
    }

    /// The hash of the word of `length` bytes at `start`.
    fn hash(&self, start: usize, length: usize) -> u64 {
        let (mut hash, mut at) = (word::SEED, 0);
        while at + 8 <= length {
            hash = step(hash, self.eight(start + at));
            at += 8;
        }
        finish(step(hash, self.eight(start + at) & low(8 * (length - at))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn words_are_those_that_the_byte_wise_reading_finds() {
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
            " ",
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
        ];
        let mut dice = Dice::new(11);
        for _ in 0..20_000 {
            let mut text = String::new();
            while text.len() < 60 {
                text.push_str(pieces[dice.below(pieces.len())]);
                if dice.below(3) > 0 {
                    text.push(' ');
                }
            }
            text.truncate(BLOCK);
            let from = dice.below(20);
            let (mut fast, mut slow) = (Vec::new(), Vec::new());
            for level in Level::available() {
                fast.clear();
                let stretch = Stretch::read(level, text.as_bytes(), 0..text.len());
                stretch.words(&table, from..text.len(), |end, set| {
                    fast.push((end - from, set))
                });
                slow.clear();
                word::each(&table, &text.as_bytes()[from..], |end, set| {
                    slow.push((end, set))
                });
                assert_eq!(fast, slow, "{text:?} from {from}");
            }
        }
    }
}
