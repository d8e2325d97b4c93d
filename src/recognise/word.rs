//! Words as labels spell them: phrases, plurals and case endings, looked up by hash.

use super::cue::{CueSet, CueTable};

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word, taken eight bytes at a time.
#[derive(Clone, Copy)]
struct Hasher {
    hash: u64,
    eight: u64,
    count: u32,
}

impl Hasher {
    const NEW: Hasher = Hasher {
        hash: SEED,
        eight: 0,
        count: 0,
    };

    /// Takes a byte of the word, in any letter case.
    fn push(&mut self, byte: u8) {
        self.eight |= u64::from(byte.to_ascii_lowercase()) << (8 * self.count);
        self.count += 1;
        if self.count == 8 {
            *self = Hasher {
                hash: step(self.hash, self.eight),
                ..Hasher::NEW
            };
        }
    }

    fn finish(self) -> u64 {
        finish(step(self.hash, self.eight))
    }
}

const fn step(hash: u64, eight: u64) -> u64 {
    (hash ^ eight)
        .wrapping_mul(0xd6e8_feb8_6659_fd93)
        .rotate_left(29)
}

const fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 29)).wrapping_mul(SEED) | 1
}

/// The hash of one to three words.
pub(super) fn phrase_hash(phrase: &str) -> u64 {
    phrase.split(' ').fold(0, |combined, word| {
        let mut hasher = Hasher::NEW;
        word.bytes().for_each(|byte| hasher.push(byte));
        join(combined, hasher.finish())
    })
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
    // No phrase holds a number.
    if !bytes.iter().fold(false, |any, b| any | (*b > b'9')) {
        return;
    }
    if bytes.len() <= STRETCH && bytes.is_ascii() {
        return ascii_words(table, bytes, found);
    }
    let (mut previous, mut before_previous) = (0_u64, 0_u64);
    let mut hash = Hasher::NEW;
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
            let word = hash.finish();
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
            hash = Hasher::NEW;
            start = None;
        }
        if inside {
            start = start.or(Some(at));
            hash.push(byte);
        }
        last = byte;
        at += length;
    }
}

/// [`words`] for ASCII of at most 64 bytes, word by word instead of byte by byte.
fn ascii_words(table: &CueTable, bytes: &[u8], mut found: impl FnMut(usize, CueSet)) {
    let stretch = Stretch::of(bytes);
    let mut starts = stretch.inside & !(stretch.inside << 1) | stretch.humps;
    let (mut previous, mut before_previous) = (0_u64, 0_u64);
    while starts != 0 {
        let start = starts.trailing_zeros() as usize;
        starts &= starts - 1;
        let rest = (stretch.inside & !stretch.humps | 1 << start) >> start;
        let length = rest.trailing_ones() as usize;
        if (stretch.letters >> start).trailing_zeros() as usize >= length {
            (previous, before_previous) = (0, 0);
            continue;
        }
        let word = stretch.hash(start, length);
        let mut set = phrases(table, before_previous, previous, word);
        if set == CueSet::NONE {
            set = inflected(&bytes[start..start + length], |stem| {
                phrases(table, before_previous, previous, stem)
            });
        }
        if set != CueSet::NONE {
            found(start + length, set);
        }
        before_previous = previous;
        previous = word;
    }
}

/// Bytes whose words are told apart at once.
const STRETCH: usize = 64;

/// ASCII with its words told apart: one bit for each byte.
struct Stretch {
    /// In lower case, and 0 where no word is; eight more so that a word can be read eight bytes at a time.
    lower: [u8; STRETCH + 8],
    /// Letters and digits.
    inside: u64,
    letters: u64,
    /// Upper-case letters behind lower-case ones.
    humps: u64,
}

/// A one in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte, the first byte's lowest.
const fn top_bits(eight: u64) -> u64 {
    (eight & (EACH * 0x80)).wrapping_mul(0x0002_0408_1020_4081) >> 56
}

impl Stretch {
    fn of(bytes: &[u8]) -> Stretch {
        let mut text = [0_u8; STRETCH];
        for (to, from) in text.iter_mut().zip(bytes) {
            *to = *from;
        }
        let mut lower = [0_u8; STRETCH + 8];
        for (to, from) in lower.iter_mut().zip(&text) {
            let folded = *from | 0x20;
            *to = if folded.wrapping_sub(b'a') < 26 {
                folded
            } else if from.wrapping_sub(b'0') < 10 {
                *from
            } else {
                0
            };
        }
        let (mut inside, mut letters, mut upper) = (0, 0, 0);
        let (texts, _) = text.as_chunks::<8>();
        let (lowers, _) = lower.as_chunks::<8>();
        for (n, (text, lower)) in texts.iter().zip(lowers).enumerate() {
            let (text, lower) = (u64::from_le_bytes(*text), u64::from_le_bytes(*lower));
            // Digits begin at 0x30, letters at 0x61.
            let word = top_bits(lower + EACH * 0x50);
            inside |= word << (8 * n);
            letters |= top_bits(lower + EACH * 0x46) << (8 * n);
            upper |= (top_bits((text ^ lower) << 2) & word) << (8 * n);
        }
        Stretch {
            lower,
            inside,
            letters,
            humps: upper & (letters & !upper) << 1,
        }
    }

    /// The hash of the word of `length` bytes at `start`, as [`Hasher`] makes it.
    fn hash(&self, start: usize, length: usize) -> u64 {
        let (mut hash, mut at) = (SEED, 0);
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
    let mut hash = Hasher::NEW;
    let mut at = 0;
    while let Some(byte) = stem.get(at) {
        match mark(&stem[at..]) {
            Mark::Unseen(length) => at += length,
            _ => {
                hash.push(*byte);
                at += 1;
            }
        }
    }
    hash.finish()
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
