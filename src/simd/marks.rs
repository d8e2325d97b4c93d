//! Marks: the part that each byte plays in the form of a text, 64 at a time.

use super::blocks::Vector;
use super::{BLOCK, mask};

/// For each byte of a block, one bit per part that it plays in the form of a text; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// `0` to `9`.
    pub(crate) digit: u64,
    /// `A` to `Z` and `a` to `z`.
    pub(crate) letter: u64,
    /// `A` to `Z`.
    pub(crate) upper: u64,
    /// What may end a field or a clause: line feed, tab, `;`, `&`, `{`, `}`, `|`, `,`, `.`, `?`, `!`, `:`, `=`.
    pub(crate) stop: u64,
    /// Line feed.
    pub(crate) line: u64,
    /// `:` and `=`.
    pub(crate) label: u64,
    /// What may stand between the digits of a number: space, `-`, `.`, `/`, `(`, `)`, `+`.
    pub(crate) join: u64,
    /// 0x80 and above.
    pub(crate) high: u64,
}

impl Marks {
    /// Those of the bytes in `mask`.
    pub(crate) fn within(self, mask: u64) -> Marks {
        Marks {
            digit: self.digit & mask,
            letter: self.letter & mask,
            upper: self.upper & mask,
            stop: self.stop & mask,
            line: self.line & mask,
            label: self.label & mask,
            join: self.join & mask,
            high: self.high & mask,
        }
    }
}

/// The bytes of a block that words are made of; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// `0` to `9`.
    pub(crate) digit: u64,
    /// `A` to `Z` and `a` to `z`.
    pub(crate) letter: u64,
    /// `A` to `Z`.
    pub(crate) upper: u64,
    /// 0x80 and above.
    pub(crate) high: u64,
    /// Line feed.
    pub(crate) line: u64,
    /// `:` and `=`.
    pub(crate) label: u64,
    /// `{`.
    pub(crate) brace: u64,
}

/// The twin of every level's words: one byte at a time.
pub(super) fn scalar_words(block: &[u8; BLOCK]) -> Words {
    let Marks {
        digit,
        letter,
        upper,
        high,
        line,
        label,
        ..
    } = scalar(block);
    Words {
        digit,
        letter,
        upper,
        high,
        line,
        label,
        brace: mask(block, |b| b == b'{'),
    }
}

/// The words of the block in `v`.
///
/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn words<V: Vector>(v: V) -> Words {
    // SAFETY: the caller promises the features.
    unsafe {
        Words {
            digit: v.within(b'0', 10),
            letter: v.lowered().within(b'a', 26),
            upper: v.within(b'A', 26),
            high: v.high(),
            line: v.eq(b'\n'),
            label: v.eq(b':') | v.eq(b'='),
            brace: v.eq(b'{'),
        }
    }
}

/// The twin of every level's marks: one byte at a time.
pub(super) fn scalar(block: &[u8; BLOCK]) -> Marks {
    let mask = |is| mask(block, is);
    Marks {
        digit: mask(|b| b.is_ascii_digit()),
        letter: mask(|b| b.is_ascii_alphabetic()),
        upper: mask(|b| b.is_ascii_uppercase()),
        stop: mask(|b| b"\n\t;&{}|,.?!:=".contains(&b)),
        line: mask(|b| b == b'\n'),
        label: mask(|b| matches!(b, b':' | b'=')),
        join: mask(|b| b" -./()+".contains(&b)),
        high: mask(|b| b >= 0x80),
    }
}

/// The marks of the block in `v`.
///
/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn of<V: Vector>(v: V) -> Marks {
    // SAFETY: the caller promises the features.
    unsafe {
        let kinds = v.kinds(&KINDS);
        Marks {
            digit: v.within(b'0', 10),
            letter: v.lowered().within(b'a', 26),
            upper: v.within(b'A', 26),
            stop: kinds.any(STOP),
            line: kinds.any(LINE),
            label: kinds.any(LABEL),
            join: kinds.any(JOIN),
            high: v.high(),
        }
    }
}

/// Bits of [`KINDS`].
const STOP: u8 = 0b1111;
const LINE: u8 = 1 << 4;
const LABEL: u8 = 1 << 5;
const JOIN: u8 = 1 << 6;

/// What a byte is, by its lower half and by its upper: a bit of `STOP` for each upper half under which some stand.
const KINDS: [[u8; 16]; 2] = {
    let mut tables = [[0; 16]; 2];
    let mut byte = 0_u8;
    while byte < 0x80 {
        let (lower, upper) = ((byte & 0xF) as usize, (byte >> 4) as usize);
        let stop = match byte {
            b'\n' | b'\t' => 1,
            b'&' | b',' | b'.' | b'!' => 1 << 1,
            b';' | b'?' | b':' | b'=' => 1 << 2,
            b'{'..=b'}' => 1 << 3,
            _ => 0,
        };
        let other = match byte {
            b'\n' => LINE,
            b':' | b'=' => LABEL,
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+' => JOIN,
            _ => 0,
        };
        tables[0][lower] |= stop | other;
        tables[1][upper] |= stop | other;
        byte += 1;
    }
    tables
};
