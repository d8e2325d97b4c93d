//! The track of cue words: what the words of each 64 bytes may announce, made once for each block that is asked for. It
//! tells most candidates that nothing near speaks of them, before their field is read word by word.

use std::ops::Range;

use super::cue::{CueSet, CueTable};
use super::form::AHEAD;
use super::grid;
use super::insert;
use super::stretch::low;
use super::turn;
use super::word::{self, eight, finish, step};
use crate::simd::{self, BLOCK};

/// Blocks remembered.
const BLOCKS: usize = 16;
/// The longest part of a word that is looked at before a block's first byte.
const LONGEST: usize = 24;
/// How far before and behind a value the words of its own field are, and those of the key or label above it, in bytes;
/// a finding may begin a few bytes before the number that it was noticed at.
const NEAR: usize = FIELD + 8;
const FIELD: usize = 64;
const FAR: usize = 384;
/// How many blocks before its own a value's label stands, the brace of its object, and the line above.
const LABEL: usize = 1;
const OBJECT: usize = 3;
const LINE: usize = 6;

/// What the words of the blocks last asked for may announce.
pub(crate) struct Track {
    blocks: [(usize, CueSet); BLOCKS],
    outlines: [(usize, Outline); BLOCKS],
    /// The place last asked for, which other places may be parts of, and what the words near it may announce.
    last: (usize, usize, CueSet),
    /// The blocks last asked for, and what their words may announce.
    span: (usize, usize, CueSet),
    parent: Parent,
    words: Words,
}

/// Words last looked up, by their letters: those of a log come again line by line.
struct Words([(u64, CueSet); WORDS]);

/// Words remembered, and the letters of the longest of them.
const WORDS: usize = 32;
const LETTERS: usize = 8;

/// Whether a key or label may stand above the values of a block, and whether they may answer the turn before.
#[derive(Clone, Copy)]
struct Parent {
    block: usize,
    key: bool,
    turn: bool,
}

/// What of a block tells that there may be a key or label above a value.
#[derive(Clone, Copy, Default)]
struct Outline {
    label: bool,
    brace: bool,
    line: bool,
    indent: bool,
}

impl Outline {
    /// The outline of block `n`, of which `words` are the bytes.
    fn of(words: &simd::Words, bytes: &[u8], n: usize) -> Outline {
        let indented = |at: u32| bytes.get(n * BLOCK + at as usize + 1) == Some(&b' ');
        let mut lines = words.line;
        let mut indent = false;
        while lines != 0 && !indent {
            indent = indented(lines.trailing_zeros());
            lines &= lines - 1;
        }
        Outline {
            label: words.label != 0,
            brace: words.brace != 0,
            line: words.line != 0,
            indent,
        }
    }
}

impl Default for Track {
    fn default() -> Track {
        Track {
            blocks: [(usize::MAX, CueSet::NONE); BLOCKS],
            outlines: [(usize::MAX, Outline::default()); BLOCKS],
            last: (usize::MAX, 0, CueSet::NONE),
            span: (usize::MAX, 0, CueSet::NONE),
            words: Words([(0, CueSet::NONE); WORDS]),
            parent: Parent {
                block: usize::MAX,
                key: false,
                turn: false,
            },
        }
    }
}

impl Track {
    /// What the words near `range` may announce; everything where only reading can tell.
    #[inline]
    pub(crate) fn near(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) -> CueSet {
        // What is said of a number is said of every part of it.
        if range.start < self.last.0 || range.end > self.last.1 {
            self.look(table, bytes, range);
        }
        self.last.2
    }

    /// Looks around `range` before its parts are asked for.
    pub(crate) fn look(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) {
        self.last = (range.start, range.end, self.around(table, bytes, range));
    }

    fn around(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) -> CueSet {
        if grid::is_cell(bytes, range) || insert::is_in_row(bytes, range) {
            return CueSet::ALL;
        }
        let first = range.start.saturating_sub(NEAR) / BLOCK;
        let end = bytes.len().min(range.end + AHEAD).div_ceil(BLOCK);
        if (first, end) != (self.span.0, self.span.1) {
            self.span = (first, end, self.within(table, bytes, first..end));
        }
        let near = self.span.2;
        let n = range.start / BLOCK;
        if near != CueSet::ALL
            && (self.may_have_parent(table, bytes, n)
                || self.parent.turn && turn::asked(bytes, range.start).is_some())
        {
            let above = range.start.saturating_sub(FAR) / BLOCK;
            near.with(self.within(table, bytes, above..first))
        } else {
            near
        }
    }

    fn within(&mut self, table: &CueTable, bytes: &[u8], blocks: Range<usize>) -> CueSet {
        let mut all = CueSet::NONE;
        for n in blocks {
            let block = &mut self.blocks[n % BLOCKS];
            if block.0 != n {
                let words = block_of(table, bytes, n);
                self.outlines[n % BLOCKS] = (n, Outline::of(&words, bytes, n));
                *block = (n, announced(&mut self.words, table, bytes, n, &words));
            }
            all = all.with(block.1);
        }
        all
    }

    /// Whether a label may stand before a value of block `n` on its line, and an object or an indented block around it.
    fn may_have_parent(&mut self, table: &CueTable, bytes: &[u8], n: usize) -> bool {
        if self.parent.block == n {
            return self.parent.key;
        }
        let mut any = |most: usize, is: fn(&Outline) -> bool| {
            (n.saturating_sub(most)..=n).any(|n| {
                let outline = &mut self.outlines[n % BLOCKS];
                if outline.0 != n {
                    *outline = (n, Outline::of(&block_of(table, bytes, n), bytes, n));
                }
                is(&outline.1)
            })
        };
        self.parent = Parent {
            block: n,
            key: any(LABEL, |block| block.label)
                && (any(OBJECT, |block| block.brace) || any(LINE, |block| block.indent)),
            turn: any(LABEL, |block| block.line || block.brace),
        };
        self.parent.key
    }
}

/// The words of block `n`.
fn block_of(table: &CueTable, bytes: &[u8], n: usize) -> simd::Words {
    let rest = bytes.get(n * BLOCK..).unwrap_or_default();
    match rest.first_chunk() {
        Some(block) => simd::words(table.level(), block),
        None => {
            let mut block = [0; BLOCK];
            block[..rest.len()].copy_from_slice(rest);
            simd::words(table.level(), &block)
        }
    }
}

/// What the words that end in block `n` may announce, as the telling words of phrases.
#[inline(never)]
fn announced(
    known: &mut Words,
    table: &CueTable,
    bytes: &[u8],
    n: usize,
    words: &simd::Words,
) -> CueSet {
    let start = n * BLOCK;
    // Words beyond ASCII are read in their field.
    if words.high != 0 {
        return CueSet::ALL;
    }
    let (inside, humps) = parts(words);
    let mut starts = inside & !(inside << 1) | humps;
    let mut all = CueSet::NONE;
    let length = |n: usize| ((inside & !humps | 1 << n) >> n).trailing_ones() as usize;
    if inside & 1 == 1 && n > 0 {
        // The word that the block's edge cuts.
        let before = block_of(table, bytes, n - 1);
        let cut = (before.letter | before.digit) >> 63 == 1;
        let hump = words.upper & 1 == 1 && (before.letter & !before.upper) >> 63 == 1;
        if cut && !hump {
            let (inside, humps) = parts(&before);
            let run = inside.leading_ones() as usize;
            let heads = (inside & !(inside << 1) | humps) & !low(BLOCK - run.min(LONGEST));
            if let Some(head) = heads.checked_ilog2() {
                let lead = BLOCK - head as usize;
                let word = start - lead..start + length(0);
                all = all.with(telling(table, bytes, word));
            }
            starts &= !1;
        }
    }
    // The block and what stands behind it, so that each word can be read eight bytes at a time.
    let mut window = [0; BLOCK + 8];
    let rest = bytes.get(start..).unwrap_or_default();
    match rest.first_chunk() {
        Some(whole) => window = *whole,
        None => window[..rest.len()].copy_from_slice(rest),
    }
    let stops = !inside | humps;
    while starts != 0 {
        let n = starts.trailing_zeros() as usize % BLOCK;
        starts &= starts - 1;
        let length = 1 + ((stops >> n >> 1).trailing_zeros() as usize).min(BLOCK - 1 - n);
        let eight = window[n..]
            .first_chunk()
            .map_or(0, |eight| u64::from_le_bytes(*eight));
        let eight = eight | 0x2020_2020_2020_2020;
        // Most words are told by their first letters.
        let may = if words.digit << (BLOCK - n - length) >> (BLOCK - length) == 0 {
            table.telling_heads.may_hold(eight, length)
        } else {
            table.telling_words.may_hold(eight, length)
        };
        if may {
            let word = start + n..start + n + length;
            all = all.with(known.telling(table, bytes, word, eight));
        }
    }
    all
}

impl Words {
    /// What the word that begins with `eight` may announce as the telling word of a phrase.
    fn telling(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        word: Range<usize>,
        eight: u64,
    ) -> CueSet {
        if word.len() > LETTERS {
            return telling(table, bytes, word);
        }
        let letters = eight & low(8 * word.len());
        let place = letters.wrapping_mul(word::SEED) >> (64 - WORDS.ilog2());
        let known = &mut self.0[place as usize % WORDS];
        if known.0 != letters {
            *known = (letters, telling(table, bytes, word));
        }
        known.1
    }
}

/// The bytes of a block's words, and those where a word begins within another: `accountNumber`.
fn parts(words: &simd::Words) -> (u64, u64) {
    let humps = words.upper & (words.letter & !words.upper) << 1;
    (words.letter | words.digit, humps)
}

/// What the word may announce as the telling word of a phrase.
#[inline(never)]
fn telling(table: &CueTable, bytes: &[u8], word: Range<usize>) -> CueSet {
    let length = word.len();
    let Some(word) = bytes.get(word) else {
        return CueSet::NONE;
    };
    if !table.telling_words.may_hold(eight(word, 0), length) {
        return CueSet::NONE;
    }
    let (mut hash, mut at) = (word::SEED, 0);
    while at + 8 <= length {
        hash = step(hash, eight(word, at));
        at += 8;
    }
    let set = table.telling(finish(step(hash, eight(word, at) & low(8 * (length - at)))));
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
            let edges = [at.saturating_sub(FIELD), at + 5, at + 5 + AHEAD];
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
                        track.near(&table, text.as_bytes(), &range).meets(rule),
                        "{text:?} at {at}"
                    );
                }
            }
        }
        assert!(announced > 1_000, "{announced}");
    }
}
