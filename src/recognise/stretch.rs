//! Sixty-four bytes of text with the part that each plays, told apart at once: what stands around a value is read from
//! masks, not byte by byte.

use std::ops::Range;

use super::cue::{CueSet, CueTable};
use super::split::{Split, eight_of, places, window};
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
        // What stands behind the stretch is masked out.
        let text = window(bytes.get(range.start..).unwrap_or_default());
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
        let marks = &self.marks;
        let split = Split::of(
            marks.letter & within,
            marks.digit & within,
            marks.upper & within,
        );
        // No cue begins with a digit.
        for start in places(split.among(&table.last_words, &self.text)) {
            let length = split.length(start);
            let eight = |at: usize| eight_of(&self.text, at);
            let may =
                table.last_heads.may_hold(eight(start), length) || split.has_digit(start, length);
            if !may {
                continue;
            }
            // The two words before, while nothing but letters parts them from this one.
            let previous = split.before(start);
            let before = previous.and_then(|(at, _)| split.before(at));
            // `at` and `of` end phrases of which another word tells more.
            let tells = |word: Option<(usize, usize)>| {
                word.is_some_and(|(at, length)| table.telling_words.may_hold(eight(at), length))
            };
            if tells(Some((start, length))) || tells(previous) || tells(before) {
                let set = self.cue(table, start, length, previous, before);
                if set != CueSet::NONE {
                    found(start + length, set);
                }
            }
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

    /// The hash of the word of `length` bytes at `start`.
    fn hash(&self, start: usize, length: usize) -> u64 {
        let (mut hash, mut at) = (word::SEED, 0);
        while at + 8 <= length {
            hash = step(hash, eight_of(&self.text, start + at));
            at += 8;
        }
        finish(step(
            hash,
            eight_of(&self.text, start + at) & low(8 * (length - at)),
        ))
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
