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
    /// One bit for each hash that may be in the table: nearly every word of a text is told by it to be none.
    sieve: Box<[u64; SIEVE / 64]>,
}

/// Bits of the sieve.
const SIEVE: usize = 1 << 15;

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
            sieve: Box::new([0; SIEVE / 64]),
        };
        for (hash, set) in all {
            let slot = table.slot(hash);
            table.slots[slot].0 = hash;
            table.slots[slot].1.0 |= set.0;
            let bit = sieve_bit(hash);
            table.sieve[bit / 64] |= 1 << (bit % 64);
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

    #[inline]
    fn get(&self, hash: u64) -> CueSet {
        let bit = sieve_bit(hash);
        if self.sieve[bit / 64] >> (bit % 64) & 1 == 0 {
            return CueSet::NONE;
        }
        self.slots[self.slot(hash)].1
    }
}

const fn sieve_bit(hash: u64) -> usize {
    (hash >> 40) as usize % SIEVE
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of one word in lower case.
fn word_hash(word: &[u8]) -> u64 {
    let mut hash = SEED ^ word.len() as u64;
    let (eights, rest) = word.as_chunks::<8>();
    for eight in eights {
        hash = step(hash, u64::from_le_bytes(*eight));
    }
    let mut last = [0_u8; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    finish(step(hash, u64::from_le_bytes(last)))
}

const fn step(hash: u64, eight: u64) -> u64 {
    (hash ^ eight)
        .wrapping_mul(0xd6e8_feb8_6659_fd93)
        .rotate_left(29)
}

const fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 29)).wrapping_mul(SEED) | 1
}

/// The hash of one to three lower-case words.
fn phrase_hash(phrase: &str) -> u64 {
    let lower = phrase.to_ascii_lowercase();
    lower.split(' ').fold(0, |combined, word| {
        join(combined, word_hash(word.as_bytes()))
    })
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
/// Cues kept before a place, and behind it: the nearest ones.
const BEFORE: usize = 12;
const BEHIND: usize = 4;

/// The cues on one side of a place.
#[derive(Clone, Copy)]
struct Side<const N: usize> {
    at: usize,
    found: [(CueSet, u8); N],
    count: usize,
}

impl<const N: usize> Side<N> {
    /// A side of no place.
    const NOWHERE: Side<N> = Side {
        at: usize::MAX,
        found: [(CueSet::NONE, 0); N],
        count: 0,
    };

    fn push(&mut self, set: CueSet, distance: u8) {
        if self.count == N {
            // Those read last stand nearest before the place: the farthest makes room. Behind it the last is the farthest.
            if self.found[0].1 < distance {
                return;
            }
            self.found.copy_within(1.., 0);
            self.count -= 1;
        }
        self.found[self.count] = (set, distance);
        self.count += 1;
    }

    fn nearest(&self, wanted: CueSet) -> Option<u8> {
        self.found[..self.count]
            .iter()
            .filter(|(set, _)| set.meets(wanted))
            .map(|(_, distance)| *distance)
            .min()
    }
}

/// Places whose words behind them are remembered: windows of one chain of digits share their ends.
const RIGHTS: usize = 8;

/// The cues around one place. What was read is kept until another place on that side is asked for, since all rules ask
/// about the same few places.
pub(crate) struct CueWindow {
    left: Side<BEFORE>,
    rights: [Side<BEHIND>; RIGHTS],
    /// Which of `rights` the place has.
    right: usize,
}

impl CueWindow {
    /// A window that is at no place.
    pub(crate) const NOWHERE: CueWindow = CueWindow {
        left: Side::NOWHERE,
        rights: [Side::NOWHERE; RIGHTS],
        right: 0,
    };

    /// Reads the words around `range`, unless they were just read.
    pub(crate) fn read(&mut self, table: &CueTable, text: &str, range: &Range<usize>) {
        let bytes = text.as_bytes();
        let start = range.start.min(bytes.len());
        if self.left.at != range.start {
            self.left.at = range.start;
            self.left.count = 0;
            let back = &bytes[start.saturating_sub(BACK)..start];
            // A blank line ends what a label can reach.
            let cut = back
                .windows(2)
                .rposition(|pair| pair == b"\n\n")
                .map_or(0, |at| at + 2);
            let back = &back[cut..];
            let left = &mut self.left;
            words(table, back, |end, set| {
                left.push(set, u8::try_from(back.len() - end).unwrap_or(u8::MAX));
            });
        }
        self.right = range.end % RIGHTS;
        let right = &mut self.rights[self.right];
        if right.at != range.end {
            right.at = range.end;
            right.count = 0;
            let end = range.end.min(bytes.len());
            let ahead = &bytes[end..bytes.len().min(end + AHEAD)];
            let ahead = &ahead[..ahead
                .iter()
                .position(|&b| b == b'\n')
                .unwrap_or(ahead.len())];
            words(table, ahead, |end, set| {
                // A word behind the value says less than one before it at the same distance.
                right.push(set, u8::try_from(end + 16).unwrap_or(u8::MAX));
            });
        }
    }

    /// Bytes between the nearest cue of `rule` before the place and the place.
    pub(crate) fn gap_before(&self, rule: CueSet) -> Option<usize> {
        self.left.nearest(rule).map(usize::from)
    }

    /// What the window says of `rule`.
    pub(crate) fn verdict(&self, rule: CueSet) -> Context {
        let right = &self.rights[self.right];
        let nearest = |wanted: CueSet| match (self.left.nearest(wanted), right.nearest(wanted)) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
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

/// A stretch of text, its words told apart: one bit for each byte.
struct Words {
    /// In lower case, and 0 where no word is; eight more so that a word can be read eight bytes at a time.
    lower: [u8; BACK + 8],
    /// Bytes of words.
    inside: u64,
    /// Those that are no digits.
    letters: u64,
    /// Upper-case letters behind lower-case ones.
    humps: u64,
}

impl Words {
    fn of(bytes: &[u8]) -> Words {
        let mut text = [0_u8; BACK];
        for (to, from) in text.iter_mut().zip(bytes) {
            *to = *from;
        }
        let mut lower = [0_u8; BACK + 8];
        for (to, from) in lower.iter_mut().zip(&text) {
            let folded = *from | 0x20;
            let letter = folded.wrapping_sub(b'a') < 26;
            let other = from.wrapping_sub(b'0') < 10 || *from >= 0x80;
            *to = if letter {
                folded
            } else if other {
                *from
            } else {
                0
            };
        }
        let (mut inside, mut letters, mut upper, mut high) = (0, 0, 0, 0);
        let (texts, _) = text.as_chunks::<8>();
        let (lowers, _) = lower.as_chunks::<8>();
        for (n, (text, lower)) in texts.iter().zip(lowers).enumerate() {
            let (text, lower) = (u64::from_le_bytes(*text), u64::from_le_bytes(*lower));
            let low = lower & (EACH * 0x7F);
            let word = top_bits(low + EACH * 0x50 | lower);
            inside |= word << (8 * n);
            letters |= top_bits(low + EACH * 0x46 | lower) << (8 * n);
            upper |= (top_bits((text ^ lower) << 2) & word) << (8 * n);
            high |= top_bits(lower) << (8 * n);
        }
        Words {
            lower,
            inside,
            letters,
            humps: upper & (letters & !upper & !high) << 1,
        }
    }

    fn hash(&self, start: usize, length: usize) -> u64 {
        let mut hash = SEED ^ length as u64;
        let mut at = 0;
        loop {
            let eight = self.lower.get(start + at..).and_then(<[u8]>::first_chunk);
            let eight = u64::from_le_bytes(*eight.unwrap_or(&[0; 8]));
            if at + 8 > length {
                let kept = (1_u64 << (8 * (length - at))) - 1;
                return finish(step(hash, eight & kept));
            }
            hash = step(hash, eight);
            at += 8;
        }
    }
}

/// A one in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte, the first byte's lowest.
const fn top_bits(eight: u64) -> u64 {
    (eight & (EACH * 0x80)).wrapping_mul(0x0002_0408_1020_4081) >> 56
}

/// Calls `found(end, set)` for each word or phrase of `bytes` (at most 64) that is a cue; `end` is behind its last byte.
fn words(table: &CueTable, bytes: &[u8], mut found: impl FnMut(usize, CueSet)) {
    // No phrase holds a number.
    if !bytes.iter().fold(false, |any, b| any | (*b > b'9')) {
        return;
    }
    let words = Words::of(bytes);
    let mut starts = words.inside & !(words.inside << 1) | words.humps;
    let (mut previous, mut before_previous) = (0_u64, 0_u64);
    while starts != 0 {
        let start = starts.trailing_zeros() as usize;
        starts &= starts - 1;
        let rest = (words.inside & !words.humps | 1 << start) >> start;
        let length = rest.trailing_ones() as usize;
        let here = words.letters >> start;
        if here.trailing_zeros() as usize >= length {
            (previous, before_previous) = (0, 0);
            continue;
        }
        let word = words.hash(start, length);
        let mut set = table.get(word).0;
        if previous != 0 {
            let pair = join(previous, word);
            set |= table.get(pair).0;
            if before_previous != 0 {
                let triple = join(join(before_previous, previous), word);
                set |= table.get(triple).0;
            }
        }
        if set != 0 {
            found(start + length, CueSet(set));
        }
        before_previous = previous;
        previous = word;
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
            window.read(&table, text, &(at..at + 1));
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
            window.read(&table, text, &(at..at + 1));
            window.gap_before(CueSet::rule(0))
        };
        assert_eq!(gap("Aadhaar no. #"), Some(5));
        assert_eq!(gap("# aadhaar"), None);
    }
}
