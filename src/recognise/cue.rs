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
const BACK: usize = 96;
const AHEAD: usize = 24;
const ENTRIES: usize = 12;

/// The cues around one place, nearest first on each side.
#[derive(Clone, Copy)]
pub(crate) struct CueWindow {
    start: usize,
    end: usize,
    found: [Cue; ENTRIES],
    count: usize,
}

/// A cue word near a place.
#[derive(Clone, Copy)]
struct Cue {
    set: CueSet,
    /// Bytes between the word and the place; 16 more for a word behind it, which says less than one before.
    distance: u8,
}

const NO_CUE: Cue = Cue {
    set: CueSet::NONE,
    distance: 0,
};

impl CueWindow {
    /// A window that is at no place.
    pub(crate) const NOWHERE: CueWindow = CueWindow {
        start: usize::MAX,
        end: usize::MAX,
        found: [NO_CUE; ENTRIES],
        count: 0,
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
        let from = whole_word(bytes, start.saturating_sub(BACK), start);
        // A blank line ends what a label can reach.
        let back = &bytes[from..start];
        let cut = back
            .windows(2)
            .rposition(|pair| pair == b"\n\n")
            .map_or(0, |at| at + 2);
        words(table, &back[cut..], |word| match word {
            Word::Cue(end, set) => {
                let distance = back.len() - cut - end;
                window.push(set, u8::try_from(distance).unwrap_or(u8::MAX));
            }
            Word::Spent => window.count = 0,
        });
        let end = range.end.min(bytes.len());
        let ahead = &bytes[end..bytes.len().min(end + AHEAD)];
        let ahead = &ahead[..ahead
            .iter()
            .position(|&b| b == b'\n')
            .unwrap_or(ahead.len())];
        let mut spent = false;
        words(table, ahead, |word| match word {
            Word::Cue(end, set) if !spent => {
                window.push(set, u8::try_from(end + 16).unwrap_or(u8::MAX));
            }
            Word::Cue(..) => {}
            Word::Spent => spent = true,
        });
        window
    }

    fn push(&mut self, set: CueSet, distance: u8) {
        if self.count == ENTRIES {
            // Those read last on the left stand nearest: make room by dropping the farthest.
            self.found.copy_within(1.., 0);
            self.count -= 1;
        }
        self.found[self.count] = Cue { set, distance };
        self.count += 1;
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

    /// How near the nearest cue of `rule` stands, in bytes; 16 more for one behind the place.
    pub(crate) fn nearest(&self, wanted: CueSet) -> Option<u8> {
        self.found[..self.count]
            .iter()
            .filter(|cue| cue.set.meets(wanted))
            .map(|cue| cue.distance)
            .min()
    }
}

/// What [`words`] reports.
enum Word {
    /// A cue word or phrase; where it ends.
    Cue(usize, CueSet),
    /// A word that is not a cue's own follows a number: the number took what the cues before it announced.
    Spent,
}

/// The first place from `from` on that does not stand inside a word, `to` at most.
fn whole_word(bytes: &[u8], from: usize, to: usize) -> usize {
    let inside = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80;
    if from == 0 || !inside(bytes[from - 1]) {
        return from;
    }
    bytes[from..to]
        .iter()
        .position(|&b| !inside(b))
        .map_or(to, |at| from + at)
}

/// Words that join a number to the next one that the same cue announces: `phones 98.. and 99..`.
const JOINERS: &[&[u8]] = &[
    b"and", b"or", b"is", b"aur", b"ya", b"hai", b"no", b"to", b"ext", b"x",
];

/// The bytes of the punctuation at the start of `bytes` that is not ASCII, if any: general punctuation, no-break and
/// ideographic space, danda, full-width colon; and whether it joins, as zero-width joiners do inside Indic words.
fn wide_punctuation(bytes: &[u8]) -> Option<(usize, bool)> {
    match *bytes {
        [0xE2, 0x80, 0x8C | 0x8D, ..] => Some((3, true)),
        [0xE2, 0x80 | 0x81, _, ..] => Some((3, false)),
        [0xC2, 0xA0, ..] => Some((2, false)),
        [0xE3, 0x80, 0x80..=0x82, ..] => Some((3, false)),
        [0xE0, 0xA5, 0xA4 | 0xA5, ..] => Some((3, false)),
        [0xEF, 0xBC, 0x9A, ..] => Some((3, false)),
        _ => None,
    }
}

/// Bytes of the shortest cue that also counts as the head of a longer word, in scripts whose words take suffixes:
/// three letters.
const HEAD: usize = 9;

/// Digits that make a word a number of its own: years and small counts are not.
fn is_value(word: &[u8]) -> bool {
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    let year = word.len() == 4 && (word.starts_with(b"19") || word.starts_with(b"20"));
    digits >= 4 && !year
}

/// Calls `found` for each word or phrase of `bytes` that is a cue, and where a number has used up those before.
fn words(table: &CueTable, bytes: &[u8], mut found: impl FnMut(Word)) {
    let (mut previous, mut before_previous) = (0_u64, 0_u64);
    let mut hash = SEED;
    let mut start = 0;
    let mut length = 0;
    let mut head = CueSet::NONE;
    let mut last = 0_u8;
    let mut valued = false;
    let mut at = 0;
    loop {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let wide = if byte < 0xC2 {
            None
        } else {
            wide_punctuation(&bytes[at..])
        };
        if let Some((width, true)) = wide {
            at += width;
            continue;
        }
        let inside = byte.is_ascii_alphanumeric() || (byte >= 0x80 && wide.is_none());
        let hump = byte.is_ascii_uppercase() && last.is_ascii_lowercase();
        // In Indic scripts a suffix is written onto the word: its head is looked up at each letter.
        if length >= HEAD && byte & 0xC0 != 0x80 && last >= 0x80 {
            head.0 |= table.get(finish(hash)).0;
        }
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
                | head.0
                | if pair == 0 { 0 } else { table.get(pair).0 }
                | if triple == 0 { 0 } else { table.get(triple).0 };
            let written = bytes.get(start..at).unwrap_or_default();
            if is_value(written) {
                valued = true;
            } else if valued
                && length > 1
                && !written[0].is_ascii_digit()
                && !JOINERS.iter().any(|j| written.eq_ignore_ascii_case(j))
            {
                found(Word::Spent);
                valued = false;
            }
            if set != 0 {
                found(Word::Cue(at, CueSet(set)));
            }
            before_previous = previous;
            previous = word;
            hash = SEED;
            length = 0;
            head = CueSet::NONE;
        }
        if at >= bytes.len() {
            break;
        }
        if inside {
            if length == 0 {
                start = at;
            }
            hash = step(hash, byte.to_ascii_lowercase());
            length += 1;
        }
        last = byte;
        at += wide.map_or(1, |(width, _)| width);
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
    }

    #[test]
    fn a_number_uses_up_the_cues_before_it() {
        let table = CueTable::build(
            [
                (0, "aadhaar"),
                (0, "आधार"),
                (0, "ஆதார்"),
                (1, "account number"),
                (2, "phone"),
            ]
            .into_iter(),
        );
        let verdict = |text: &str, rule| {
            let at = text.find('#').unwrap_or(text.len());
            CueWindow::read(&table, text, &(at..at + 1)).verdict(CueSet::rule(rule))
        };
        assert_eq!(verdict("aadhaar 5398 2174, phone #", 0), Context::Silent);
        assert_eq!(verdict("aadhaar 5398 2174, phone #", 2), Context::Cued);
        assert_eq!(verdict("order 539821, phone #", 2), Context::Cued);
        assert_eq!(verdict("phone 98765 and #", 2), Context::Cued);
        assert_eq!(verdict("phone 98765 / #", 2), Context::Cued);
        assert_eq!(verdict("phone (since 2019) is #", 2), Context::Cued);
        assert_eq!(verdict("#, 12345 phone", 2), Context::Silent);
        // Suffixes, danda, curly quotes and joiners of Indic text.
        assert_eq!(verdict("मेरा “आधार” #", 0), Context::Cued);
        assert_eq!(verdict("आधारकार्ड #", 0), Context::Cued);
        assert_eq!(verdict("आधार। #", 0), Context::Cued);
        assert_eq!(verdict("ஆதார்\u{200d}எண் #", 0), Context::Cued);
        assert_eq!(verdict("निराधार #", 0), Context::Silent);
    }

    #[test]
    fn a_word_cut_by_the_window_is_no_cue() {
        let table = CueTable::build([(0, "pan")].into_iter());
        let text = format!("japan{}#", " ".repeat(61));
        let at = text.len() - 1;
        let window = CueWindow::read(&table, &text, &(at..at + 1));
        assert_eq!(window.verdict(CueSet::rule(0)), Context::Silent);
    }
}
