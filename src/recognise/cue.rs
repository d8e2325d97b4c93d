//! Cue words: what announces an entity near a candidate, and what refutes it.

use std::ops::Range;

use super::candidate::Context;
use super::form::{self, Field};
use super::grid::{Cell, Grid};
use super::refuting::REFUTING;
use super::word::{phrase_hash, stem, words};

/// A set of rules, one bit each, as cue words announce them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct CueSet(u128);

impl CueSet {
    /// No rule.
    pub(crate) const NONE: CueSet = CueSet(0);
    /// The word announces something harmless.
    const REFUTES: CueSet = CueSet(1 << 127);

    /// The rule of that index in the engine; rules past 126 share the last bit.
    pub(crate) const fn rule(index: usize) -> CueSet {
        CueSet(1 << if index < 126 { index } else { 126 })
    }

    /// The rules of both.
    pub(super) const fn with(self, other: CueSet) -> CueSet {
        CueSet(self.0 | other.0)
    }

    const fn meets(self, other: CueSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// Every cue word of an engine's rules, looked up by hash.
///
/// A phrase of up to three words is one entry; words are compared in lower case, and anything but a letter, digit or
/// non-ASCII byte separates them, as does a step from lower to upper case (`accountNumber`).
pub(crate) struct CueTable {
    slots: Vec<(u64, CueSet)>,
    mask: usize,
    /// One bit for each hash that is there: most words are not, and are told from these few cache lines.
    filter: Box<[u64; FILTER]>,
}

/// Words of 64 bits in the filter.
const FILTER: usize = 512;

impl CueTable {
    /// A table of `(rule index, cue phrases)`.
    pub(crate) fn build<'c>(cues: impl Iterator<Item = (usize, &'c str)> + Clone) -> CueTable {
        let hashes = |cue: &str| {
            let stem = stem(cue).map(|stem| phrase_hash(&stem));
            std::iter::once(phrase_hash(cue)).chain(stem)
        };
        let all = cues
            .flat_map(|(rule, cue)| hashes(cue).map(move |hash| (hash, CueSet::rule(rule))))
            .chain(
                REFUTING
                    .iter()
                    .map(|cue| (phrase_hash(cue), CueSet::REFUTES)),
            );
        let size = (all.clone().count() * 2).next_power_of_two().max(64);
        let mut table = CueTable {
            slots: vec![(0, CueSet::NONE); size],
            mask: size - 1,
            filter: Box::new([0; FILTER]),
        };
        for (hash, set) in all {
            let slot = table.slot(hash);
            table.slots[slot].0 = hash;
            table.slots[slot].1.0 |= set.0;
            table.filter[(hash >> 6) as usize % FILTER] |= 1 << (hash >> 58);
        }
        table
    }

    fn slot(&self, hash: u64) -> usize {
        let mut slot = (hash >> 20) as usize & self.mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != hash {
            slot = (slot + 1) & self.mask;
        }
        slot
    }

    /// What the words of `text` announce, all together.
    pub(crate) fn announced(&self, text: &[u8]) -> CueSet {
        let mut all = CueSet::NONE;
        words(self, text, |_, set| all = all.with(set));
        all
    }

    pub(super) fn get(&self, hash: u64) -> CueSet {
        if self.filter[(hash >> 6) as usize % FILTER] & 1 << (hash >> 58) == 0 {
            return CueSet::NONE;
        }
        self.slots[self.slot(hash)].1
    }
}

const ENTRIES: usize = 12;
/// The distance at which the header of a column and the key of an object count, in bytes.
const HEADER: usize = 12;
const PARENT: usize = 24;
/// What a word behind the value says less than one before it.
const BEHIND: usize = 16;

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
    /// `last` is the window read before: candidates that begin at one place share the words before it.
    pub(crate) fn read(
        table: &CueTable,
        grid: &mut Grid,
        text: &str,
        range: &Range<usize>,
        last: &CueWindow,
    ) -> CueWindow {
        let bytes = text.as_bytes();
        let cell = grid.cell(table, bytes, range);
        let mut window = if cell.is_none() && last.start == range.start && !last.in_cell {
            CueWindow {
                end: range.end,
                count: last.before,
                ..*last
            }
        } else {
            CueWindow::before(table, bytes, range, cell)
        };
        let ahead = form::ahead(bytes, range.end.min(bytes.len()));
        words(table, &bytes[ahead.clone()], |end, set| {
            // A full window keeps what stands before the place: other places share it.
            if window.count < ENTRIES && !form::is_label(bytes, ahead.start + end) {
                window.push(set, end + BEHIND);
            }
        });
        window
    }

    /// Reads the words before `range`, and those of the header or key above it.
    fn before(
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
        cell: Option<Cell>,
    ) -> CueWindow {
        let mut window = CueWindow {
            start: range.start,
            end: range.end,
            in_cell: cell.is_some(),
            ..CueWindow::NOWHERE
        };
        let field = Field::read(
            bytes,
            range.start,
            cell.as_ref().map_or(0, |cell| cell.floor),
        );
        words(table, &bytes[field.back.clone()], |end, set| {
            let refutes = set.meets(CueSet::REFUTES);
            if let Some(distance) = field.distance(field.back.start + end, refutes) {
                window.push(set, distance);
            }
        });
        if let Some(cell) = cell.filter(|cell| cell.announced != CueSet::NONE) {
            window.push(cell.announced, HEADER);
        } else if window.count == 0
            && let Some(parent) = field.parent(bytes)
        {
            words(table, &bytes[parent], |_, set| window.push(set, PARENT));
        }
        window.before = window.count;
        window
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

    /// What the window says of `rule`.
    pub(crate) fn verdict(&self, rule: CueSet) -> Context {
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
            CueWindow::read(
                &table,
                &mut Grid::default(),
                text,
                &(at..at + 1),
                &CueWindow::NOWHERE,
            )
            .verdict(CueSet::rule(rule))
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
            CueWindow::read(
                &table,
                &mut Grid::default(),
                text,
                &(at..at + 1),
                &CueWindow::NOWHERE,
            )
            .gap_before(CueSet::rule(0))
        };
        assert_eq!(gap("Aadhaar no. #"), Some(5));
        assert_eq!(gap("# aadhaar"), None);
    }
}
