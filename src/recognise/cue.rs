//! Cue words: what announces an entity near a candidate, and what refutes it.

use std::ops::Range;

use super::candidate::Context;
use super::form::{Field, is_label};
use super::grid::Grid;

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
    // Commerce and transport
    "order",
    "invoice",
    "tracking",
    "awb",
    "waybill",
    "consignment",
    "shipment",
    "courier",
    "parcel",
    "docket",
    "sku",
    "asin",
    "barcode",
    "ean",
    "upc",
    "gtin",
    "quantity",
    "qty",
    "receipt",
    "challan",
    "coupon",
    "voucher",
    "lot",
    "batch",
    // Money
    "price",
    "amount",
    "amt",
    "total",
    "cost",
    "balance",
    "fee",
    "rs",
    "inr",
    "usd",
    "eur",
    "gbp",
    // References
    "ref",
    "reference",
    "ticket",
    "case",
    "serial",
    "txn",
    "transaction",
    "utr",
    "rrn",
    "pnr",
    "folio",
    "issue",
    "revision",
    "model",
    "part",
    // Software
    "commit",
    "version",
    "build",
    "hash",
    "sha",
    "md5",
    "digest",
    "checksum",
    "crc",
    "hmac",
    "signature",
    "sig",
    "nonce",
    "salt",
    "ciphertext",
    "uuid",
    "guid",
    "isbn",
    "offset",
    "line",
    "bytes",
    "size",
    "port",
    "pid",
    "block",
    "seq",
    "sequence",
    "changeset",
    // Time
    "timestamp",
    "ts",
    "epoch",
    "unix time",
    "iat",
    "millis",
    "duration",
    "latency",
    // The same in Indian languages
    "ऑर्डर",
    "इनवॉइस",
    "बिल",
    "रसीद",
    "चालान",
    "राशि",
    "रुपये",
    "संदर्भ",
    "লেনদেন",
    "অর্ডার",
    "ஆர்டர்",
    "ఆర్డర్",
    "ઓર્ડર",
    "ಆರ್ಡರ್",
    "ഓർഡർ",
    "ਆਰਡਰ",
    "ଅର୍ଡର",
];

/// The form of a word that takes case endings, where it is another: a virama falls (ஆதார், ஆதாரின்), a chillu becomes
/// its letter (ആധാർ, ആധാറിന്റെ).
fn stem(cue: &str) -> Option<String> {
    let mut stem = cue.to_owned();
    let letter = match stem.pop()? {
        '\u{094D}' | '\u{09CD}' | '\u{0ACD}' | '\u{0B4D}' | '\u{0BCD}' | '\u{0C4D}'
        | '\u{0CCD}' | '\u{0D4D}' => None,
        'ൺ' => Some('ണ'),
        'ൻ' => Some('ന'),
        'ർ' => Some('റ'),
        'ൽ' => Some('ല'),
        'ൾ' => Some('ള'),
        _ => return None,
    };
    stem.extend(letter);
    Some(stem)
}

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

    /// What the words of `text` announce, all together.
    pub(crate) fn announced(&self, text: &[u8]) -> CueSet {
        let mut all = CueSet::NONE;
        words(self, text, |_, set| all.0 |= set.0);
        all
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

    /// Reads the words around `range` that speak of what stands there.
    pub(crate) fn read(
        table: &CueTable,
        grid: &mut Grid,
        text: &str,
        range: &Range<usize>,
    ) -> CueWindow {
        let mut window = CueWindow {
            start: range.start,
            end: range.end,
            ..CueWindow::NOWHERE
        };
        let bytes = text.as_bytes();
        let cell = grid.cell(table, bytes, range);
        let field = Field::read(bytes, range, cell.as_ref().map_or(0, |cell| cell.floor));
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
        words(table, &bytes[field.ahead.clone()], |end, set| {
            if !is_label(bytes, field.ahead.start + end) {
                window.push(set, end + BEHIND);
            }
        });
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
    // Where the word begins, while one is read.
    let mut start = None;
    let mut last = 0_u8;
    let mut at = 0;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let (inside, length) = match byte {
            byte if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
            _ => match mark(&bytes[at..]) {
                Mark::None => (true, 1),
                Mark::Space(length) => (false, length),
                Mark::Unseen(length) => {
                    at += length;
                    continue;
                }
            },
        };
        let hump = byte.is_ascii_uppercase() && last.is_ascii_lowercase();
        if let Some(from) = start.filter(|_| !inside || hump) {
            let word = finish(hash);
            let mut set = phrases(table, before_previous, previous, word);
            if set == CueSet::NONE {
                set = inflected(table, &bytes[from..at], |stem| {
                    phrases(table, before_previous, previous, stem)
                });
            }
            if set != CueSet::NONE {
                found(at, set);
            }
            before_previous = previous;
            previous = word;
            hash = SEED;
            start = None;
        }
        if inside {
            start = start.or(Some(at));
            hash = step(hash, byte.to_ascii_lowercase());
        }
        last = byte;
        at += length;
    }
}

/// What the word announces, alone and behind one or two others.
fn phrases(table: &CueTable, before_previous: u64, previous: u64, word: u64) -> CueSet {
    let mut set = table.get(word).0;
    if previous != 0 {
        set |= table.get(join(previous, word)).0;
        if before_previous != 0 {
            let pair = join(before_previous, previous);
            set |= table.get(join(pair, word)).0;
        }
    }
    CueSet(set)
}

/// What punctuation beyond ASCII does to a word.
enum Mark {
    None,
    /// It ends the word; bytes of it.
    Space(usize),
    /// It is not seen; bytes of it.
    Unseen(usize),
}

fn mark(bytes: &[u8]) -> Mark {
    match bytes {
        [0xC2, 0xAD, ..] => Mark::Unseen(2),
        [0xC2, 0xA0..=0xBF, ..] => Mark::Space(2),
        [0xE2, 0x80, 0x8B..=0x8F, ..] | [0xEF, 0xBB, 0xBF, ..] => Mark::Unseen(3),
        // General punctuation, dandas, ideographic and full-width punctuation.
        [0xE2, 0x80..=0x81, _, ..]
        | [0xE0, 0xA5, 0xA4 | 0xA5 | 0xB0, ..]
        | [0xE3, 0x80, 0x80..=0x91, ..]
        | [0xEF, 0xBC, 0x81..=0x8F | 0x9A..=0xA0, ..]
        | [0xEF, 0xBD, 0x9B..=0xA5, ..] => Mark::Space(3),
        _ => Mark::None,
    }
}

/// What is written onto a label: `aadhaarno`, `phonenumber`, `cards`.
static ENDINGS: &[&str] = &[
    "s", "no", "nos", "num", "number", "numbers", "id", "ids", "card",
];

/// Case endings and postpositions that are written onto a noun.
static CASE_ENDINGS: &[&str] = &[
    // Marathi, Hindi, Nepali
    "चा",
    "ची",
    "चे",
    "च्या",
    "ला",
    "ने",
    "शी",
    "वर",
    "मध्ये",
    "का",
    "की",
    "के",
    "को",
    "से",
    "में",
    // Bengali, Assamese
    "ের",
    "এর",
    "র",
    "ৰ",
    "কে",
    "টি",
    "টা",
    "তে",
    // Gujarati
    "નો",
    "ની",
    "નું",
    "ના",
    "ને",
    "માં",
    // Odia
    "ର",
    "ରେ",
    "କୁ",
    // Tamil
    "ின்",
    "ை",
    "ில்",
    "ுக்கு",
    "ும்",
    // Telugu
    "ను",
    "ని",
    "కి",
    "లో",
    "కు",
    // Kannada
    "ನ",
    "ನ್ನು",
    "ಅನ್ನು",
    "ಗೆ",
    "ನಲ್ಲಿ",
    "ಿನ",
    // Malayalam
    "ന്റെ",
    "ിന്റെ",
    "ിൽ",
    "െ",
    "ിന്",
];

/// The hash of a word, what is not seen in it left out.
fn stem_hash(stem: &[u8]) -> u64 {
    let mut hash = SEED;
    let mut at = 0;
    while let Some(byte) = stem.get(at) {
        match mark(&stem[at..]) {
            Mark::Unseen(length) => at += length,
            _ => {
                hash = step(hash, byte.to_ascii_lowercase());
                at += 1;
            }
        }
    }
    finish(hash)
}

/// What `word` announces without its ending; `phrases` looks a stem's hash up.
fn inflected(table: &CueTable, word: &[u8], phrases: impl Fn(u64) -> CueSet) -> CueSet {
    let endings = if word.is_ascii() {
        ENDINGS
    } else {
        CASE_ENDINGS
    };
    let least = if word.is_ascii() { 3 } else { 9 };
    if word.len() <= least || table.slots.is_empty() {
        return CueSet::NONE;
    }
    // `card2`, `aadhaar1`.
    let digits = word.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 && word.len() - digits >= least {
        return phrases(stem_hash(&word[..word.len() - digits]));
    }
    let stems = endings.iter().filter_map(|ending| {
        let stem = word
            .len()
            .checked_sub(ending.len())
            .filter(|n| *n >= least)?;
        let same = word[stem..].eq_ignore_ascii_case(ending.as_bytes());
        same.then(|| &word[..stem])
    });
    stems
        .map(|stem| phrases(stem_hash(stem)))
        .find(|set| *set != CueSet::NONE)
        .unwrap_or(CueSet::NONE)
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
            CueWindow::read(&table, &mut Grid::default(), text, &(at..at + 1))
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
            CueWindow::read(&table, &mut Grid::default(), text, &(at..at + 1))
                .gap_before(CueSet::rule(0))
        };
        assert_eq!(gap("Aadhaar no. #"), Some(5));
        assert_eq!(gap("# aadhaar"), None);
    }
}
