//! Shapes of issued keys: a literal prefix, then runs of known alphabets and lengths.

use crate::finding::Score;

/// A set of ASCII characters, a bit for each class of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set(u16);

const fn join(a: Set, b: Set) -> Set {
    Set(a.0 | b.0)
}

const LOWER_HEX: Set = Set(4); // a-f
const LOWER_REST: Set = Set(8); // g-z
const UPPER_HEX: Set = Set(16); // A-F
const UPPER_REST: Set = Set(32); // G-Z
const LINE: Set = Set(64); // _
const DASH: Set = Set(128); // -
const DOT: Set = Set(256); // .
const PLUS_SLASH: Set = Set(512); // + /
const PAD: Set = Set(1024); // =
const PERCENT: Set = Set(2048); // %
const TILDE: Set = Set(4096); // ~

/// `0-9`.
pub(super) const D: Set = Set(1);
/// `0-9a-f`.
pub(super) const H: Set = join(D, LOWER_HEX);
/// `0-9A-Fa-f`.
pub(super) const X: Set = join(H, UPPER_HEX);
/// `A-Za-z`.
pub(super) const L: Set = join(join(LOWER_HEX, LOWER_REST), join(UPPER_HEX, UPPER_REST));
/// `a-z0-9`.
pub(super) const N: Set = join(H, LOWER_REST);
/// `A-Z0-9`.
pub(super) const U: Set = join(D, join(UPPER_HEX, UPPER_REST));
/// `A-Za-z0-9`.
pub(super) const A: Set = join(D, L);
/// `A-Za-z0-9_`.
pub(super) const W: Set = join(A, LINE);
/// `A-Za-z0-9_-`, the URL-safe base 64 of RFC 4648.
pub(super) const B: Set = join(W, DASH);
/// As [`B`], with dots.
pub(super) const T: Set = join(B, DOT);
/// `A-Za-z0-9+/=`, base 64 with its padding.
pub(super) const S: Set = join(A, join(PLUS_SLASH, PAD));
/// As [`S`], and URL-safe too.
pub(super) const Z: Set = join(S, B);
/// As [`B`], with percent escapes.
pub(super) const P: Set = join(B, PERCENT);
/// `A-Za-z0-9_.~-`, the unreserved characters of RFC 3986.
pub(super) const R: Set = join(T, TILDE);
/// `0-9a-f-`, as in a UUID.
pub(super) const G: Set = join(H, DASH);

static CLASS: [u16; 256] = classes();

const fn classes() -> [u16; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' => D.0,
            b'a'..=b'f' => LOWER_HEX.0,
            b'g'..=b'z' => LOWER_REST.0,
            b'A'..=b'F' => UPPER_HEX.0,
            b'G'..=b'Z' => UPPER_REST.0,
            b'_' => LINE.0,
            b'-' => DASH.0,
            b'.' => DOT.0,
            b'+' | b'/' => PLUS_SLASH.0,
            b'=' => PAD.0,
            b'%' => PERCENT.0,
            b'~' => TILDE.0,
            _ => 0,
        };
        byte += 1;
    }
    table
}

impl Set {
    /// Whether `byte` is of the set.
    pub(super) fn has(self, byte: u8) -> bool {
        CLASS[usize::from(byte)] & self.0 != 0
    }
}

/// One part of a key behind its prefix.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Characters of a set, between two numbers of them, as many as there are.
    Run(Set, u16, u16),
    /// These bytes.
    Is(&'static str),
}

/// `length` characters of `set`.
pub(super) const fn n(set: Set, length: u16) -> Part {
    Part::Run(set, length, length)
}

/// `least` to `most` characters of `set`.
pub(super) const fn m(set: Set, least: u16, most: u16) -> Part {
    Part::Run(set, least, most)
}

/// These bytes.
pub(super) const fn is(literal: &'static str) -> Part {
    Part::Is(literal)
}

/// What a key of the right shape must prove besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Nothing: its prefix and length suffice.
    Shape,
    /// The last six characters are the CRC-32 of the rest behind the prefix, in base 62.
    Crc,
}

/// The shape of one provider's key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// The rule's name, as in `why`.
    pub(super) name: &'static str,
    /// What it begins with, letter for letter.
    pub(super) prefix: &'static str,
    /// What follows.
    pub(super) parts: &'static [Part],
    /// What it proves.
    pub(super) proof: Proof,
}

/// A rule whose prefix and shape suffice.
pub(super) const fn key(name: &'static str, prefix: &'static str, parts: &'static [Part]) -> Key {
    Key {
        name,
        prefix,
        parts,
        proof: Proof::Shape,
    }
}

/// A rule whose keys end in a CRC-32 in base 62.
pub(super) const fn crc(name: &'static str, prefix: &'static str, parts: &'static [Part]) -> Key {
    Key {
        name,
        prefix,
        parts,
        proof: Proof::Crc,
    }
}

impl Key {
    /// How many of its bytes are fixed: of two rules that fit, the one with more is meant.
    pub(super) fn fixed(&self) -> usize {
        let literal = self.parts.iter().map(|part| match part {
            Part::Is(literal) => literal.len(),
            Part::Run(..) => 0,
        });
        self.prefix.len() + literal.sum::<usize>()
    }

    /// Where the key that begins at `start` ends, where one does, and how sure that is: a key whose check fails was
    /// mistyped or made up, and only its prefix announces it.
    pub(super) fn end(&self, bytes: &[u8], start: usize) -> Option<(usize, Score)> {
        let mut at = start + self.prefix.len();
        let body = at;
        let mut last = None;
        for part in self.parts {
            match *part {
                Part::Is(literal) => {
                    if !bytes.get(at..)?.starts_with(literal.as_bytes()) {
                        return None;
                    }
                    at += literal.len();
                    last = None;
                }
                Part::Run(set, least, most) => {
                    let run = bytes.get(at..)?.iter().take(usize::from(most));
                    let length = run.take_while(|b| set.has(**b)).count();
                    if length < usize::from(least) {
                        return None;
                    }
                    at += length;
                    last = Some(set);
                }
            }
        }
        // A dot or hyphen that trails is the sentence's.
        if last.is_some_and(|set| set.has(b'.')) {
            while at > body && bytes[at - 1] == b'.' {
                at -= 1;
            }
        }
        let next = bytes.get(at).copied().unwrap_or(0);
        if next.is_ascii_alphanumeric() || next == b'_' {
            return None;
        }
        let holds = match self.proof {
            Proof::Shape => true,
            Proof::Crc => crc_holds(&bytes[start..at], self.prefix.len()),
        };
        let score = if holds {
            Score::CERTAIN
        } else {
            Score::ANNOUNCED
        };
        random(&bytes[body..at]).then_some((at, score))
    }
}

/// Whether `body` may have been drawn at random: no stretch of one character, no words that stand for a key.
pub(super) fn random(body: &[u8]) -> bool {
    let same = body.chunk_by(|a, b| a == b).map(<[u8]>::len).max();
    if same.unwrap_or(0) > 5 && same.unwrap_or(0) * 3 > body.len() {
        return false;
    }
    let mut seen = 0_u128;
    for &byte in body.iter().take(128) {
        seen |= 1 << (byte & 127);
    }
    let distinct = seen.count_ones() as usize;
    if distinct < 5.min(body.len()) {
        return false;
    }
    let digits = body.iter().any(u8::is_ascii_digit);
    let lower = body.iter().any(u8::is_ascii_lowercase);
    let upper = body.iter().any(u8::is_ascii_uppercase);
    let parted = body.iter().any(|b| matches!(b, b'-' | b'_'));
    // `sk-your-api-key-goes-here`, `ABCD_API_TOKEN_GOES_HERE`: words, and nothing that a generator would leave out.
    !parted || (digits || lower && upper) && !has_placeholder_word(body)
}

fn has_placeholder_word(body: &[u8]) -> bool {
    ["your", "here", "xxxx", "insert", "replace", "placeholder"]
        .iter()
        .any(|word| contains_folded(body, word))
}

/// Whether `bytes` hold `word`, which is lower case, in any letter case.
pub(super) fn contains_folded(bytes: &[u8], word: &str) -> bool {
    let Some(&first) = word.as_bytes().first() else {
        return true;
    };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes).any(|at| {
        bytes[at..]
            .get(..word.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}

/// The check of GitHub's and npm's tokens: six base-62 digits of the CRC-32 of the body.
fn crc_holds(token: &[u8], prefix: usize) -> bool {
    let Some(split) = token.len().checked_sub(6).filter(|at| *at > prefix) else {
        return false;
    };
    crc_suffix(&token[prefix..split]) == token[split..]
}

/// CRC-32 (ISO-HDLC) of `body` in six digits of base 62, `0-9A-Za-z`.
pub(super) fn crc_suffix(body: &[u8]) -> [u8; 6] {
    let mut crc = u32::MAX;
    for &byte in body {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 };
        }
    }
    let mut rest = !crc;
    let mut suffix = [b'0'; 6];
    for place in suffix.iter_mut().rev() {
        let digit = (rest % 62) as u8;
        *place = match digit {
            0..=9 => b'0' + digit,
            10..=35 => b'A' + digit - 10,
            _ => b'a' + digit - 36,
        };
        rest /= 62;
    }
    suffix
}
