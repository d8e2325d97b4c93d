//! Words as labels spell them: phrases, plurals and case endings, looked up by hash.

use std::ops::Range;

use super::cue::{CueSet, CueTable};
use super::stretch::Stretch;
use crate::simd::BLOCK;

pub(super) const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

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

pub(super) const fn step(hash: u64, eight: u64) -> u64 {
    (hash ^ eight)
        .wrapping_mul(0xd6e8_feb8_6659_fd93)
        .rotate_left(29)
}

pub(super) const fn finish(hash: u64) -> u64 {
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
    if cue.is_ascii() {
        return None;
    }
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
pub(super) fn words(table: &CueTable, bytes: &[u8], found: impl FnMut(usize, CueSet)) {
    if bytes.len() <= BLOCK {
        let stretch = Stretch::read(table.level(), bytes, 0..bytes.len());
        if stretch.marks.high == 0 {
            return stretch.words(table, 0..bytes.len(), found);
        }
    }
    each(table, bytes, found);
}

/// [`words`] byte by byte, for text of any length and script.
pub(super) fn each(table: &CueTable, bytes: &[u8], mut found: impl FnMut(usize, CueSet)) {
    // No phrase holds a number.
    if !bytes.iter().fold(false, |any, b| any | (*b > b'9')) {
        return;
    }
    // The two words before, whose hashes are asked for only where this one may be a cue.
    let (mut previous, mut before_previous) = (None, None);
    // Where the word begins, while one is read.
    let mut start = None;
    let mut last = 0_u8;
    // Whether the word holds what is not seen, which its first letters may be.
    let mut unseen = false;
    let mut at = 0;
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let (inside, length) = match byte {
            byte if byte.is_ascii() => (byte.is_ascii_alphanumeric(), 1),
            // Within a character, and most that begin one.
            0x80..=0xC1 | 0xC3..=0xDF => (true, 1),
            _ => match mark(&bytes[at..]) {
                Mark::None => (true, 1),
                Mark::Space(length) => (false, length),
                Mark::Unseen(length) => {
                    at += length;
                    unseen = true;
                    continue;
                }
            },
        };
        let hump = byte.is_ascii_uppercase() && last.is_ascii_lowercase();
        if let Some(from) = start.filter(|_| !inside || hump) {
            // Most words are told by their first letters.
            if unseen || table.last_words.may_hold(eight(bytes, from), at - from) {
                let hash =
                    |word: Option<Range<usize>>| word.map_or(0, |word| stem_hash(&bytes[word]));
                let (previous, before) = (hash(previous.clone()), hash(before_previous.clone()));
                let mut set = phrases(table, before, previous, stem_hash(&bytes[from..at]));
                if set == CueSet::NONE {
                    set = inflected(&bytes[from..at], |stem| {
                        phrases(table, before, previous, stem)
                    });
                }
                if set != CueSet::NONE {
                    found(at, set);
                }
            }
            unseen = false;
            before_previous = previous;
            previous = Some(from..at);
            start = None;
        }
        if inside {
            start = start.or(Some(at));
        }
        last = byte;
        at += length;
    }
}

/// What the word announces, alone and behind one or two others.
pub(super) fn phrases(table: &CueTable, before_previous: u64, previous: u64, word: u64) -> CueSet {
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

/// Eight bytes from `at`, letters in lower case.
#[inline(always)]
pub(super) fn eight(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let eight = match rest.first_chunk() {
        Some(eight) => *eight,
        None => std::array::from_fn(|n| rest.get(n).copied().unwrap_or(0)),
    };
    u64::from_le_bytes(eight) | 0x2020_2020_2020_2020
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
        // General punctuation, arrows and other symbols, dandas, ideographic and full-width punctuation.
        [0xE2, 0x80..=0xAF, _, ..]
        | [0xE0, 0xA5, 0xA4 | 0xA5 | 0xB0, ..]
        | [0xE3, 0x80, 0x80..=0x91, ..]
        | [0xEF, 0xBC, 0x81..=0x8F | 0x9A..=0xA0, ..]
        | [0xEF, 0xBD, 0x9B..=0xA5, ..] => Mark::Space(3),
        _ => Mark::None,
    }
}

/// What an ending of [`inflected`] begins with, a number's digits with it.
pub(super) static ENDING_STARTS: &[u8] = b"snic0123456789";

/// The endings that [`inflected`] takes from words of ASCII.
pub(super) static ENDINGS: &[&str] = &[
    "s", "nos", "numbers", "ids", "no", "num", "number", "id", "card",
];

/// Letters of the shortest word of ASCII that takes one.
pub(super) const SHORTEST_STEM: usize = 3;

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
    let may_be_unseen = |b: u8| u8::from(b == 0xC2) | u8::from(b == 0xE2) | u8::from(b == 0xEF);
    if stem.iter().fold(0, |any, b| any | may_be_unseen(*b)) == 0 {
        return plain_hash(stem);
    }
    let mut hash = Hasher::NEW;
    let mut at = 0;
    while let Some(byte) = stem.get(at) {
        if may_be_unseen(*byte) == 1
            && let Mark::Unseen(length) = mark(&stem[at..])
        {
            at += length;
            continue;
        }
        hash.push(*byte);
        at += 1;
    }
    hash.finish()
}

/// The hash of a word of which all is seen, eight bytes at a time.
fn plain_hash(word: &[u8]) -> u64 {
    let (eights, rest) = word.as_chunks::<8>();
    let hash = eights.iter().fold(SEED, |hash, eight| {
        step(hash, small(u64::from_le_bytes(*eight)))
    });
    let last = match word.last_chunk::<8>() {
        // What stands before the rest is shifted out.
        Some(eight) => (u64::from_le_bytes(*eight))
            .checked_shr(8 * (8 - rest.len()) as u32)
            .unwrap_or(0),
        None => rest
            .iter()
            .rev()
            .fold(0, |last, byte| last << 8 | u64::from(*byte)),
    };
    finish(step(hash, small(last)))
}

/// Eight bytes with the capitals of ASCII among them in lower case.
const fn small(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low = eight & (EACH * 0x7f);
    let from_a = low + (0x80 - b'A' as u64) * EACH;
    let behind_z = low + (0x7f - b'Z' as u64) * EACH;
    let capital = (from_a ^ behind_z) & !eight & (EACH << 7);
    eight | capital >> 2
}

/// What `word` announces without what is written onto a label (`aadhaarno`, `phonenumber`, `cards`); `phrases` looks a stem's hash up.
pub(super) fn inflected(word: &[u8], phrases: impl Fn(u64) -> CueSet) -> CueSet {
    let last = word.last().copied().unwrap_or(0).to_ascii_lowercase();
    let endings: &[&str] = match last {
        b's' => &["s", "nos", "numbers", "ids"],
        b'o' => &["no"],
        b'm' => &["num"],
        b'r' => &["number"],
        b'd' => &["id", "card"],
        b'0'..=b'9' => &[],
        0x80.. => CASE_ENDINGS,
        _ => return CueSet::NONE,
    };
    let least = match last < 0x80 && word.is_ascii() {
        true => SHORTEST_STEM,
        false => 9,
    };
    if word.len() <= least {
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
    use crate::documents::Dice;

    #[test]
    fn a_word_has_the_same_hash_by_one_byte_and_by_eight() {
        let pieces = [
            "a",
            "Z",
            "@",
            "[",
            "`",
            "{",
            "7",
            "ा",
            "É",
            "é",
            "ß",
            "पता",
            "\u{200b}",
            "\u{a0}",
        ];
        let mut dice = Dice::new(31);
        for _ in 0..20_000 {
            let count = 1 + dice.below(12);
            let word: String = (0..count)
                .map(|_| pieces[dice.below(pieces.len())])
                .collect();
            let seen = word.replace('\u{200b}', "");
            assert_eq!(stem_hash(word.as_bytes()), phrase_hash(&seen), "{word:?}");
        }
    }
}
