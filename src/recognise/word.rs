//! Words as labels spell them: phrases, plurals and case endings, looked up by hash.

use super::cue::{CueSet, CueTable};

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
pub(super) fn phrase_hash(phrase: &str) -> u64 {
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

/// The form of a word that takes case endings, where it is another: a virama falls (ஆதார், ஆதாரின்), a chillu becomes
/// its letter (ആധാർ, ആധാറിന്റെ).
pub(super) fn stem(cue: &str) -> Option<String> {
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

/// Calls `found(end, set)` for each word or phrase of `bytes` that is a cue; `end` is behind its last byte.
pub(super) fn words(table: &CueTable, bytes: &[u8], mut found: impl FnMut(usize, CueSet)) {
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
                set = inflected(&bytes[from..at], |stem| {
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
    let mut set = table.get(word);
    if previous != 0 {
        set = set.with(table.get(join(previous, word)));
        if before_previous != 0 {
            let pair = join(before_previous, previous);
            set = set.with(table.get(join(pair, word)));
        }
    }
    set
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

/// What is written onto a label (each ends in s, o, m, r or d): `aadhaarno`, `phonenumber`, `cards`.
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
fn inflected(word: &[u8], phrases: impl Fn(u64) -> CueSet) -> CueSet {
    let endings = if word.is_ascii() {
        ENDINGS
    } else {
        CASE_ENDINGS
    };
    let least = if word.is_ascii() { 3 } else { 9 };
    let last = word.last().copied().unwrap_or(0).to_ascii_lowercase();
    let may_end = matches!(last, b's' | b'o' | b'm' | b'r' | b'd' | b'0'..=b'9' | 0x80..);
    if word.len() <= least || !may_end {
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
