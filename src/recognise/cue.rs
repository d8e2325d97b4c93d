//! Cue words: what announces an entity near a candidate, and what refutes it.

use std::ops::Range;

use super::candidate::Context;
use super::form::{self, Field};
use super::grid::{Cell, Grid};
use super::insert;
use super::lead::{Heads, Leads};
use super::refuting::REFUTING;
use super::stretch::low;
use super::turn;
use super::word::{self, phrase_hash, stem, words};
use crate::simd::Level;

/// A set of rules, one bit each, as cue words announce them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct CueSet(u128);

impl CueSet {
    /// No rule.
    pub(crate) const NONE: CueSet = CueSet(0);
    /// The word announces something harmless.
    pub(super) const REFUTES: CueSet = CueSet(1 << 127);
    /// Every rule.
    pub(crate) const ALL: CueSet = CueSet(u128::MAX);

    /// The rule of that index in the engine; rules past 126 share the last bit.
    pub(crate) const fn rule(index: usize) -> CueSet {
        CueSet(1 << if index < 126 { index } else { 126 })
    }

    /// The rules of both.
    pub(crate) const fn with(self, other: CueSet) -> CueSet {
        CueSet(self.0 | other.0)
    }

    /// Whether a rule is in it.
    pub(crate) const fn announces(self) -> bool {
        self.0 & !Self::REFUTES.0 != 0
    }

    pub(crate) const fn meets(self, other: CueSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// Every cue word of an engine's rules, looked up by hash.
///
/// A phrase of up to three words is one entry; words are compared in lower case, and anything but a letter, digit or
/// non-ASCII byte separates them, as does a step from lower to upper case (`accountNumber`).
pub(crate) struct CueTable {
    /// The hashes, each at its place or behind it; 0 for none.
    slots: Box<[u64]>,
    /// For each of them, which of `sets` it announces.
    which: Box<[u32]>,
    /// What any of them announces, each once: there are few.
    sets: Vec<CueSet>,
    /// One bit for each hash that is there: most words are not, and are told from these few cache lines.
    filter: Box<[u64; FILTER]>,
    /// Most words need no hash: their first letters tell.
    pub(super) last_words: Leads,
    /// The same words of ASCII, told by more of their letters.
    pub(super) last_heads: Heads,
    pub(super) telling_words: Leads,
    /// The same words, told by more of their letters.
    pub(super) telling_heads: Heads,
    level: Level,
}

/// Stems that room is made for.
const STEMS: usize = 256;
/// Words of 64 bits in the filter.
const FILTER: usize = 512;
impl CueTable {
    /// A table of `(rule index, cue phrases)`.
    pub(crate) fn build<'c>(cues: impl Iterator<Item = (usize, &'c str)> + Clone) -> CueTable {
        let ruled = cues.map(|(rule, cue)| (CueSet::rule(rule), cue));
        let refuting = REFUTING.iter().map(|cue| (CueSet::REFUTES, *cue));
        let cues = ruled.chain(refuting);
        let mut table = CueTable {
            slots: Box::default(),
            which: Box::default(),
            sets: Vec::new(),
            filter: Box::new([0; FILTER]),
            last_words: Leads::default(),
            last_heads: Heads::default(),
            telling_words: Leads::default(),
            telling_heads: Heads::default(),
            level: Level::detect(),
        };
        // Each cue gives a hash for itself, one for its telling word, and few one for its stem.
        let mut all = Vec::with_capacity(2 * cues.clone().count() + STEMS);
        for (set, cue) in cues {
            let last = cue.rsplit(' ').next().unwrap_or(cue);
            let telling = telling(cue);
            all.push((phrase_hash(cue), set));
            all.push((telling_hash(phrase_hash(telling)), set));
            table.last_words.add(last);
            table.last_heads.add(last);
            if let Some(stem) = stem(cue) {
                all.push((phrase_hash(&stem), set));
                table
                    .last_words
                    .add(stem.rsplit(' ').next().unwrap_or(&stem));
            }
            table.telling_words.add(telling);
            table.telling_heads.add(telling);
        }
        // The filter answers for nearly every word that is not there, so the slots may stand closer.
        let size = (all.len() * 5 / 4).next_power_of_two().max(64);
        table.slots = vec![0; size].into_boxed_slice();
        let mut announced = vec![CueSet::NONE; size];
        for (hash, set) in all {
            let slot = table.slot(hash);
            table.slots[slot] = hash;
            announced[slot].0 |= set.0;
            table.filter[(hash >> 6) as usize % FILTER] |= 1 << (hash >> 58);
        }
        // Nearly all announce one rule; what few others there are comes behind those.
        table.sets = (0..u128::BITS).map(|bit| CueSet(1 << bit)).collect();
        let mut others = Vec::new();
        let which = announced.iter().map(|set| match set.0.count_ones() {
            1 => set.0.trailing_zeros(),
            _ => {
                let known = others.iter().position(|other| other == set);
                let place = known.unwrap_or_else(|| {
                    others.push(*set);
                    others.len() - 1
                });
                u128::BITS + place as u32
            }
        });
        table.which = which.collect();
        table.sets.append(&mut others);
        table
    }

    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> 20) as usize & mask;
        while self.slots[slot] != 0 && self.slots[slot] != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// What the words of `text` announce, all together.
    pub(crate) fn announced(&self, text: &[u8]) -> CueSet {
        let mut all = CueSet::NONE;
        words(self, text, |_, set| all = all.with(set));
        all
    }

    /// The vectors by which the words are told apart.
    pub(super) fn level(&self) -> Level {
        self.level
    }

    /// What the phrases announce whose telling word has that hash.
    pub(super) fn telling(&self, hash: u64) -> CueSet {
        self.get(telling_hash(hash))
    }

    pub(super) fn get(&self, hash: u64) -> CueSet {
        if self.filter[(hash >> 6) as usize % FILTER] & 1 << (hash >> 58) == 0 {
            return CueSet::NONE;
        }
        self.sets[self.which[self.slot(hash)] as usize]
    }
}

/// The word of a phrase that tells most: the longest, so that no `to` or `for` does.
fn telling(cue: &str) -> &str {
    cue.split(' ')
        .rev()
        .max_by_key(|word| word.len())
        .unwrap_or(cue)
}

/// The place of a telling word among the hashes of phrases.
const fn telling_hash(hash: u64) -> u64 {
    hash.rotate_left(23).wrapping_mul(0xa24b_aed4_963e_e407) | 1
}

const ENTRIES: usize = 12;
/// The distance at which the header of a column and the key of an object count, in bytes.
const HEADER: usize = 12;
const PARENT: usize = 24;
/// What a word behind the value says less than one before it.
pub(super) const BEHIND: usize = 16;

/// The cues around one place, nearest first on each side.
#[derive(Clone, Copy)]
pub(crate) struct CueWindow {
    start: usize,
    end: usize,
    found: [(CueSet, u8); ENTRIES],
    count: usize,
    /// How many of `found` stand before the place; they come first.
    before: usize,
    /// Whether the place is a cell of a table, of which its end decides too.
    in_cell: bool,
}

impl CueWindow {
    /// A window that is at no place.
    pub(crate) const NOWHERE: CueWindow = CueWindow {
        start: usize::MAX,
        end: usize::MAX,
        found: [(CueSet::NONE, 0); ENTRIES],
        count: 0,
        before: 0,
        in_cell: false,
    };

    pub(crate) fn is_at(&self, range: &Range<usize>) -> bool {
        self.start == range.start && self.end == range.end
    }

    /// Reads the words around `range` that speak of what stands there.
    ///
    /// Candidates that begin at one place share the words before it.
    pub(crate) fn read(
        &mut self,
        table: &CueTable,
        grid: &mut Grid,
        text: &str,
        range: &Range<usize>,
    ) {
        let bytes = text.as_bytes();
        let cell = match insert::announced(table, bytes, range) {
            Some(announced) => Some(Cell {
                announced,
                floor: range.start.saturating_sub(1),
            }),
            None => grid.cell(table, bytes, range),
        };
        if cell.is_none() && self.start == range.start && !self.in_cell {
            self.end = range.end;
            self.count = self.before;
        } else {
            self.start = range.start;
            self.end = range.end;
            self.count = 0;
            self.in_cell = cell.is_some();
            self.read_before(table, bytes, cell);
        }
        if self.count == ENTRIES || form::ends_at(bytes, range.end) {
            return;
        }
        let (ahead, length) = form::ahead(table.level(), bytes, range.end.min(bytes.len()));
        let from = ahead.range().start;
        let announce = |end, set| {
            // A full window keeps what stands before the place: other places share it.
            if self.count < ENTRIES && !form::is_label(bytes, from + end) {
                self.push(set, end + BEHIND);
            }
        };
        if ahead.marks.high & low(length) == 0 {
            ahead.words(table, 0..length, announce);
        } else {
            word::each(table, &bytes[from..from + length], announce);
        }
    }

    /// Reads the words before the place, and those of the header or key above it.
    fn read_before(&mut self, table: &CueTable, bytes: &[u8], cell: Option<Cell>) {
        let floor = cell.as_ref().map_or(0, |cell| cell.floor);
        let field = Field::read(table.level(), bytes, self.start, floor);
        let part = field.stretch.len() - field.back.len()..field.stretch.len();
        let mut announce = |end: usize, set: CueSet| {
            let refutes = set.meets(CueSet::REFUTES);
            if let Some(distance) = field.distance(end, refutes) {
                self.push(set, distance);
            }
        };
        let from = field.stretch.range().start;
        if field.stretch.marks.high & !low(part.start) == 0 {
            let found = |end, set| announce(from + end, set);
            field.stretch.words(table, part, found);
        } else {
            let from = field.back.start;
            let found = |end, set| announce(from + end, set);
            word::each(table, &bytes[field.back.clone()], found);
        }
        if let Some(cell) = cell.filter(|cell| cell.announced != CueSet::NONE) {
            self.push(cell.announced, HEADER);
        } else if self.count == 0
            && let Some(parent) = field.parent(bytes)
        {
            words(table, &bytes[parent], |_, set| self.push(set, PARENT));
        }
        if let Some(asked) = turn::asked(bytes, self.start) {
            words(table, &bytes[asked], |_, set| self.push(set, PARENT));
        }
        self.before = self.count;
    }

    fn push(&mut self, set: CueSet, distance: usize) {
        let distance = u8::try_from(distance).unwrap_or(u8::MAX);
        if self.count == ENTRIES {
            // Those read last on the left stand nearest: make room by dropping the farthest.
            self.found.copy_within(1.., 0);
            self.count -= 1;
            self.before = self.before.saturating_sub(1);
        }
        self.found[self.count] = (set, distance);
        self.count += 1;
    }

    /// Bytes between the nearest cue of `rule` before the place and the place.
    pub(crate) fn gap_before(&self, rule: CueSet) -> Option<usize> {
        self.found[..self.before]
            .iter()
            .filter(|(set, _)| set.meets(rule))
            .map(|(_, distance)| usize::from(*distance))
            .min()
    }

    /// How near the nearest cue of `rule` stands.
    pub(crate) fn nearest(&self, rule: CueSet) -> Option<u8> {
        self.found[..self.count]
            .iter()
            .filter(|(set, _)| set.meets(rule))
            .map(|(_, distance)| *distance)
            .min()
    }

    /// All that the window announces of its place and of parts of it; everything where it holds no more, or where the
    /// place is a cell, which no part of it is.
    pub(crate) fn announced_to_parts(&self) -> CueSet {
        if self.in_cell || self.count == ENTRIES {
            return CueSet::ALL;
        }
        let found = self.found[..self.count].iter();
        found.fold(CueSet::NONE, |all, (set, _)| all.with(*set))
    }

    /// Whether the window announces anything but what refutes.
    pub(crate) fn announces(&self) -> bool {
        self.found[..self.count]
            .iter()
            .any(|(set, _)| *set != CueSet::REFUTES)
    }

    /// What the window says of `rule`.
    pub(crate) fn verdict(&self, rule: CueSet) -> Context {
        if self.count == 0 {
            return Context::Silent;
        }
        match (self.nearest(rule), self.nearest(CueSet::REFUTES)) {
            (None, None) => Context::Silent,
            (Some(_), None) => Context::Cued,
            (None, Some(_)) => Context::Refuted,
            (Some(cue), Some(refuting)) if cue <= refuting => Context::Cued,
            (Some(_), Some(_)) => Context::Refuted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_decides() {
        let table = CueTable::build(
            [(0, "aadhaar"), (0, "date of birth"), (1, "account number")].into_iter(),
        );
        let verdict = |text: &str, rule| {
            let at = text.find('#').unwrap_or(text.len());
            let mut window = CueWindow::NOWHERE;
            window.read(&table, &mut Grid::default(), text, &(at..at + 1));
            window.verdict(CueSet::rule(rule))
        };
        assert_eq!(verdict("my Aadhaar is #", 0), Context::Cued);
        assert_eq!(verdict("my Aadhaar is #", 1), Context::Silent);
        assert_eq!(verdict("order id #", 0), Context::Refuted);
        assert_eq!(verdict("order from aadhaar #", 0), Context::Cued);
        assert_eq!(verdict("aadhaar of order #", 0), Context::Refuted);
        assert_eq!(verdict("DATE  of-birth: #", 0), Context::Cued);
        assert_eq!(verdict("\"accountNumber\": #", 1), Context::Cued);
        assert_eq!(verdict("aadhaar\n\n#", 0), Context::Silent);
        assert_eq!(verdict("# (aadhaar)", 0), Context::Cued);
        let gap = |text: &str| {
            let at = text.find('#').unwrap_or(text.len());
            let mut window = CueWindow::NOWHERE;
            window.read(&table, &mut Grid::default(), text, &(at..at + 1));
            window.gap_before(CueSet::rule(0))
        };
        assert_eq!(gap("Aadhaar no. #"), Some(5));
        assert_eq!(gap("# aadhaar"), None);
    }
}
