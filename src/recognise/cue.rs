//! Cue words: what announces an entity near a candidate, and what refutes it.

use std::ops::Range;

use super::candidate::Context;

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

    const fn meets(self, other: CueSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// Words that announce numbers and codes which are nobody's: commerce, software, time.
static REFUTING: &[&str] = &[
    "order",
    "invoice",
    "tracking",
    "awb",
    "consignment",
    "shipment",
    "commit",
    "version",
    "build",
    "timestamp",
    "epoch",
    "sku",
    "ticket",
    "case",
    "ref",
    "reference",
    "serial",
    "batch",
    "lot",
    "isbn",
    "hash",
    "sha",
    "uuid",
    "offset",
    "line",
    "bytes",
    "size",
    "port",
    "pid",
    "block",
    "txn",
    "transaction",
    "receipt",
    "quantity",
    "qty",
    "price",
    "amount",
    "total",
    "model",
    "part",
];

/// Every cue word of an engine's rules, looked up by hash.
///
/// A phrase of up to three words is one entry; words are compared in lower case, and anything but a letter, digit or
/// non-ASCII byte separates them, as does a step from lower to upper case (`accountNumber`).
pub(crate) struct CueTable {
    slots: Vec<(u64, CueSet)>,
    mask: usize,
}

impl CueTable {
    /// A table of `(rule index, cue phrases)`.
    pub(crate) fn build<'c>(cues: impl Iterator<Item = (usize, &'c str)> + Clone) -> CueTable {
        let all = cues
            .map(|(rule, cue)| (phrase_hash(cue), CueSet::rule(rule)))
            .chain(
                REFUTING
                    .iter()
                    .map(|cue| (phrase_hash(cue), CueSet::REFUTES)),
            );
        let size = (all.clone().count() * 2).next_power_of_two().max(64);
        let mut table = CueTable {
            slots: vec![(0, CueSet::NONE); size],
            mask: size - 1,
        };
        for (hash, set) in all {
            let slot = table.slot(hash);
            table.slots[slot].0 = hash;
            table.slots[slot].1.0 |= set.0;
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

    fn get(&self, hash: u64) -> CueSet {
        self.slots[self.slot(hash)].1
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64)
        .wrapping_mul(0x0100_0000_01b3_9d5b)
        .rotate_left(23)
}

fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 29)).wrapping_mul(SEED) | 1
}

/// The hash of one to three lower-case words.
fn phrase_hash(phrase: &str) -> u64 {
    let mut combined = 0;
    for word in phrase.split(' ') {
        let hash = finish(
            word.bytes()
                .fold(SEED, |h, b| step(h, b.to_ascii_lowercase())),
        );
        combined = join(combined, hash);
    }
    combined
}

const fn join(before: u64, word: u64) -> u64 {
    if before == 0 {
        word
    } else {
        before.rotate_left(17).wrapping_mul(SEED) ^ word | 1
    }
}

/// How far back and ahead of a candidate cues are looked for, in bytes.
const BACK: usize = 64;
const AHEAD: usize = 24;
const ENTRIES: usize = 12;

/// The cues around one place, nearest first on each side.
#[derive(Clone, Copy)]
pub(crate) struct CueWindow {
    start: usize,
    end: usize,
    found: [(CueSet, u8); ENTRIES],
    count: usize,
    /// How many of `found` stand before the place; they come first.
    before: usize,
}

impl CueWindow {
    /// A window that is at no place.
    pub(crate) const NOWHERE: CueWindow = CueWindow {
        start: usize::MAX,
        end: usize::MAX,
        found: [(CueSet::NONE, 0); ENTRIES],
        count: 0,
        before: 0,
    };

    pub(crate) fn is_at(&self, range: &Range<usize>) -> bool {
        self.start == range.start && self.end == range.end
    }

    /// Reads the words around `range`.
    pub(crate) fn read(table: &CueTable, text: &str, range: &Range<usize>) -> CueWindow {
        let mut window = CueWindow {
            start: range.start,
            end: range.end,
            ..CueWindow::NOWHERE
        };
        let bytes = text.as_bytes();
        let start = range.start.min(bytes.len());
        let from = start.saturating_sub(BACK);
        // A blank line ends what a label can reach.
        let back = &bytes[from..start];
        let cut = back
            .windows(2)
            .rposition(|pair| pair == b"\n\n")
            .map_or(0, |at| at + 2);
        words(table, &back[cut..], |end, set| {
            let distance = back.len() - cut - end;
            window.push(set, u8::try_from(distance).unwrap_or(u8::MAX));
        });
        window.before = window.count;
        let end = range.end.min(bytes.len());
        let ahead = &bytes[end..bytes.len().min(end + AHEAD)];
        let ahead = &ahead[..ahead
            .iter()
            .position(|&b| b == b'\n')
            .unwrap_or(ahead.len())];
        words(table, ahead, |end, set| {
            // A word behind the value says less than one before it at the same distance.
            window.push(set, u8::try_from(end + 16).unwrap_or(u8::MAX));
        });
        window
    }

    fn push(&mut self, set: CueSet, distance: u8) {
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

    /// What the window says of `rule`.
    pub(crate) fn verdict(&self, rule: CueSet) -> Context {
        let nearest = |wanted: CueSet| {
            self.found[..self.count]
                .iter()
                .filter(|(set, _)| set.meets(wanted))
                .map(|(_, distance)| *distance)
                .min()
        };
        match (nearest(rule), nearest(CueSet::REFUTES)) {
            (None, None) => Context::Silent,
            (Some(_), None) => Context::Cued,
            (None, Some(_)) => Context::Refuted,
            (Some(cue), Some(refuting)) if cue <= refuting => Context::Cued,
            (Some(_), Some(_)) => Context::Refuted,
        }
    }
}

/// Calls `found(end, set)` for each word or phrase of `bytes` that is a cue; `end` is behind its last byte.
fn words(table: &CueTable, bytes: &[u8], mut found: impl FnMut(usize, CueSet)) {
    let (mut previous, mut before_previous) = (0_u64, 0_u64);
    let mut hash = SEED;
    let mut length = 0;
    let mut last = 0_u8;
    for (at, &byte) in bytes.iter().chain(std::iter::once(&b' ')).enumerate() {
        let inside = byte.is_ascii_alphanumeric() || byte >= 0x80;
        let hump = byte.is_ascii_uppercase() && last.is_ascii_lowercase();
        if length > 0 && (!inside || hump) {
            let word = finish(hash);
            let pair = if previous == 0 {
                0
            } else {
                join(previous, word)
            };
            let triple = if before_previous == 0 {
                0
            } else {
                join(join(before_previous, previous), word)
            };
            let set = table.get(word).0
                | if pair == 0 { 0 } else { table.get(pair).0 }
                | if triple == 0 { 0 } else { table.get(triple).0 };
            if set != 0 {
                found(at, CueSet(set));
            }
            before_previous = previous;
            previous = word;
            hash = SEED;
            length = 0;
        }
        if inside {
            hash = step(hash, byte.to_ascii_lowercase());
            length += 1;
        }
        last = byte;
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
            CueWindow::read(&table, text, &(at..at + 1)).verdict(CueSet::rule(rule))
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
            CueWindow::read(&table, text, &(at..at + 1)).gap_before(CueSet::rule(0))
        };
        assert_eq!(gap("Aadhaar no. #"), Some(5));
        assert_eq!(gap("# aadhaar"), None);
    }
}
