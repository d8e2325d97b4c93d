//! Marks: the part that each byte plays in the form of a text, 64 at a time.

use super::{BLOCK, Vector, mask};

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
        let (dot, line) = (v.eq(b'.'), v.eq(b'\n'));
        let label = v.eq(b':') | v.eq(b'=');
        let ends = line | v.eq(b'\t') | v.within(b'{', 3) | v.eq(b'&') | v.eq(b';');
        let between = v.eq(b' ') | v.within(b'(', 2) | v.eq(b'+') | v.eq(b'-') | v.eq(b'/');
        Marks {
            digit: v.within(b'0', 10),
            letter: v.lowered().within(b'a', 26),
            upper: v.within(b'A', 26),
            stop: dot | label | ends | v.eq(b',') | v.eq(b'?') | v.eq(b'!'),
            line,
            label,
            join: dot | between,
            high: v.high(),
        }
    }
}
