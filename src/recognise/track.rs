//! The track of cue words: what the words of each 64 bytes may announce, made once for each block that is asked for. It
//! tells most candidates that nothing near speaks of them, before their field is read word by word.

mod memo;

use std::ops::Range;

use super::cue::{BEHIND, CueSet, CueTable};
use super::form::{self, AHEAD};
use super::grid;
use super::insert;
use super::shape;
use super::split::{Split, eight_of, places, window};
use super::stretch::low;
use super::turn;
use crate::simd::{self, BLOCK};
use memo::Words;

/// Blocks remembered.
const BLOCKS: usize = 16;
/// The longest part of a word that is looked at behind a block's last byte.
const LONGEST: usize = 24;
/// How far before and behind a value the words of its own field are, and those of the key or label above it, in bytes;
/// a finding may begin a few bytes before the number that it was noticed at.
const NEAR: usize = FIELD + 8;
const FIELD: usize = 64;
const FAR: usize = 384;
/// How far before a number the words begin of a phrase that stands right beside it.
const BESIDE: usize = shape::REACH + 24;
/// How often it is remembered that they were enough.
const MOST_ENOUGH: i8 = 3;
/// Bytes between two values whose blocks are the same, for the most part.
const APART: usize = 100;
/// How many blocks before its own a value's label stands, the brace of its object, and the line above.
const LABEL: usize = 1;
const OBJECT: usize = 3;
const LINE: usize = 6;

/// What the words of the blocks last asked for may announce.
pub(crate) struct Track {
    blocks: [(usize, CueSet); BLOCKS],
    outlines: [(usize, Outline); BLOCKS],
    /// The place last asked for, which other places may be parts of, and what the words near it may announce.
    last: (usize, usize, Option<CueSet>),
    /// The blocks last asked for, and what their words may announce.
    span: (usize, usize, CueSet),
    parent: Parent,
    words: Words,
    /// Where the number or code ends that was last asked about.
    seen: usize,
    /// How far behind the one before it that one begins.
    gap: usize,
    /// How often of late what stands right beside a number was enough: below 0 it is not asked about.
    enough: i8,
}

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
            last: (usize::MAX, 0, None),
            span: (usize::MAX, 0, CueSet::NONE),
            words: Words::default(),
            seen: 0,
            gap: usize::MAX,
            enough: 0,
            parent: Parent {
                block: usize::MAX,
                key: false,
                turn: false,
            },
        }
    }
}

impl Track {
    /// What is known of the words near `range`.
    #[inline]
    pub(crate) fn known(&self, range: &Range<usize>) -> Option<CueSet> {
        // What is said of a number is said of every part of it.
        let (start, end, known) = self.last;
        known.filter(|_| start <= range.start && range.end <= end)
    }

    /// The number of which `range` is a part, as far as was said.
    pub(crate) fn whole(&mut self, range: &Range<usize>) -> Range<usize> {
        if range.start < self.last.0 || range.end > self.last.1 {
            self.all(range);
        }
        self.last.0..self.last.1
    }

    /// Keeps what the words near `whole` may announce.
    pub(crate) fn learn(&mut self, whole: &Range<usize>, announced: CueSet) {
        self.last = (whole.start, whole.end, Some(announced));
    }

    /// What the words near `range` may announce; everything where only reading can tell.
    pub(crate) fn near(&mut self, table: &CueTable, bytes: &[u8], range: &Range<usize>) -> CueSet {
        if let Some(known) = self.known(range) {
            return known;
        }
        let whole = self.whole(range);
        let announced = self.around(table, bytes, &whole);
        self.learn(&whole, announced);
        announced
    }

    /// Whether it pays to ask what the words near `range` may announce before its field is read: not far from all others,
    /// since what is found out of its blocks is asked for once.
    pub(crate) fn pays(&mut self, range: &Range<usize>) -> bool {
        if range.end != self.seen {
            self.gap = range.start.wrapping_sub(self.seen);
            self.seen = range.end;
        }
        self.gap < APART
    }

    /// What the words beside `range` may announce, as [`shape::REACH`] says, and those above it.
    pub(crate) fn beside(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
    ) -> CueSet {
        if self.known(range).is_some() || self.pays(range) {
            return self.near(table, bytes, range);
        }
        if self.enough < 0 {
            self.enough += 1;
            return self.near(table, bytes, range);
        }
        match self.right_beside(table, bytes, range) {
            Some(set) => {
                self.enough = MOST_ENOUGH.min(self.enough + 1);
                set
            }
            None => {
                self.enough -= MOST_ENOUGH;
                self.near(table, bytes, range)
            }
        }
    }

    /// What the words right beside `range` may announce; `None` where more must be read to tell.
    fn right_beside(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
    ) -> Option<CueSet> {
        let from = range.start.saturating_sub(BLOCK);
        let front = window(&bytes[from..]);
        let words = simd::words(table.level(), front.first_chunk()?);
        let own = low(range.start - from);
        let above = (words.line | words.label | words.brace) & own != 0;
        if (above || !behind_word(bytes, range.start)) && may_stand_below(bytes, range) {
            return None;
        }
        let near = own & !low((range.start - from).saturating_sub(BESIDE));
        let before = self.words_at(table, &bytes[from..], &front, &words, near)?;
        if form::ends_at(bytes, range.end) {
            return Some(before);
        }
        let rest = bytes.get(range.end..).unwrap_or_default();
        let behind = window(rest);
        let words = simd::words(table.level(), behind.first_chunk()?);
        let near = low(rest.len().min(shape::REACH - BEHIND));
        let behind = self.words_at(table, rest, &behind, &words, near)?;
        Some(before.with(behind))
    }

    /// What the words may announce that begin at the bytes `within` of the window, with which `rest` begins; `None` where
    /// those are not of ASCII.
    #[inline(always)]
    fn words_at(
        &mut self,
        table: &CueTable,
        rest: &[u8],
        window: &[u8; BLOCK + 8],
        words: &simd::Words,
        within: u64,
    ) -> Option<CueSet> {
        if words.high & within != 0 {
            return None;
        }
        let split = Split::of(words.letter, words.digit, words.upper).within(within);
        let mut all = CueSet::NONE;
        for n in places(split.among(&table.telling_words, window)) {
            let mut length = split.length(n);
            if n + length == BLOCK {
                length += goes_on(rest);
            }
            let eight = eight_of(window, n);
            let digit = || rest[n..n + length].iter().any(u8::is_ascii_digit);
            if table.telling_heads.may_hold(eight, length) || digit() {
                all = all.with(self.words.telling(table, rest, n..n + length, eight));
            }
        }
        Some(all)
    }

    /// What is asked of parts of `range` from now on is asked of the whole of it.
    pub(crate) fn all(&mut self, range: &Range<usize>) {
        self.last = (range.start, range.end, None);
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

/// Whether a letter or digit stands before the value at `start`, with one space between: it fills no cell, and is in no
/// row.
fn behind_word(bytes: &[u8], start: usize) -> bool {
    matches!(bytes[..start], [.., before, b' '] if before.is_ascii_alphanumeric())
}

/// Whether the value at `range` may be a cell, or stand below a key, a label or a question, which announces it.
fn may_stand_below(bytes: &[u8], range: &Range<usize>) -> bool {
    grid::is_cell(bytes, range)
        || insert::is_in_row(bytes, range)
        || form::may_have_parent(bytes, range.start)
        || turn::asked(bytes, range.start).is_some()
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

/// What the words that begin in block `n` may announce, as the telling words of phrases.
#[inline(never)]
fn announced(
    known: &mut Words,
    table: &CueTable,
    bytes: &[u8],
    n: usize,
    words: &simd::Words,
) -> CueSet {
    // Words beyond ASCII are read in their field.
    if words.high != 0 {
        return CueSet::ALL;
    }
    let start = n * BLOCK;
    let mut split = Split::of(words.letter, words.digit, words.upper);
    let (before, first) = (start.checked_sub(1).map_or(0, |at| bytes[at]), bytes[start]);
    if before.is_ascii_alphanumeric() && !is_hump(before, first) {
        split = split.going_on();
    }
    // The block and what stands behind it, so that each word can be read eight bytes at a time.
    let rest = bytes.get(start..).unwrap_or_default();
    let window = window(rest);
    let mut all = CueSet::NONE;
    let mut word = |n: usize, length: usize| {
        let eight = eight_of(&window, n);
        let digit = || rest[n..n + length].iter().any(u8::is_ascii_digit);
        // Most words are told by their first letters.
        if table.telling_heads.may_hold(eight, length) || digit() {
            let word = start + n..start + n + length;
            all = all.with(known.telling(table, bytes, word, eight));
        }
    };
    // The block's edge may cut the last word.
    if let Some(last) = split.cut() {
        split = split.without(last);
        word(last, split.length(last) + goes_on(rest));
    }
    // No cue begins with a digit.
    for n in places(split.among(&table.telling_words, &window)) {
        let length = split.length(n);
        let more = if n + length == BLOCK {
            goes_on(rest)
        } else {
            0
        };
        word(n, length + more);
    }
    all
}

/// Bytes behind a block that go on with its last word.
#[inline(never)]
fn goes_on(rest: &[u8]) -> usize {
    let Some((block, behind)) = rest.split_at_checked(BLOCK) else {
        return 0;
    };
    let mut before = block[BLOCK - 1];
    let behind = behind.iter().take(LONGEST);
    let more = behind.take_while(|byte| {
        let hump = is_hump(before, **byte);
        before = **byte;
        byte.is_ascii_alphanumeric() && !hump
    });
    more.count()
}

/// Whether a word begins with `next` right behind another.
fn is_hump(before: u8, next: u8) -> bool {
    before.is_ascii_lowercase() && next.is_ascii_uppercase()
}

#[cfg(test)]
mod tests;
