//! The classes of a block that is not prose alone.

use super::blocks::Vector;
use super::{BLOCK, mask};

/// For each byte of a block that is not prose alone, one bit per class that it belongs to; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// `0` to `9`.
    pub(crate) digit: u64,
    /// `A` to `Z`: made here too, so that a pass without names makes it of few blocks.
    pub(crate) upper: u64,
    /// `@`.
    pub(crate) at: u64,
    /// `:`.
    pub(crate) colon: u64,
    /// `=`.
    pub(crate) equals: u64,
    /// `-`.
    pub(crate) dash: u64,
    /// `_`.
    pub(crate) underscore: u64,
    /// `/`.
    pub(crate) slash: u64,
    /// `(` and `)`.
    pub(crate) bracket: u64,
    /// `%`, `&`, `\`, `<`, `*`: with `=`, what may begin an escape or markup.
    pub(crate) escape: u64,
    /// 0x80 and above.
    pub(crate) high: u64,
    /// Bytes that lead a character which may have to be folded: 0xC2 to 0xF4 without 0xE0 and 0xE4 to 0xE9.
    pub(crate) lead: u64,
    /// The last byte of a digit of an Indic script whose characters 0xE0 leads.
    pub(crate) indic_digit: u64,
}

/// The twin of every level: one byte at a time.
pub(super) fn scalar(block: &[u8; BLOCK]) -> Classes {
    let mask = |is| mask(block, is);
    let third = mask(|b| (0xA6..=0xAF).contains(&b));
    let second = mask(|b| (0xA5..=0xB5).contains(&b) && b & 1 == 1);
    let first = mask(|b| b == 0xE0);
    Classes {
        digit: mask(|b| b.is_ascii_digit()),
        upper: mask(|b| b.is_ascii_uppercase()),
        at: mask(|b| b == b'@'),
        colon: mask(|b| b == b':'),
        equals: mask(|b| b == b'='),
        dash: mask(|b| b == b'-'),
        underscore: mask(|b| b == b'_'),
        slash: mask(|b| b == b'/'),
        bracket: mask(|b| matches!(b, b'(' | b')')),
        escape: mask(|b| matches!(b, b'%' | b'&' | b'\\' | b'<' | b'*')),
        high: mask(|b| b >= 0x80),
        lead: mask(|b| (0xC2..0xF5).contains(&b) && b != 0xE0 && !(0xE4..=0xE9).contains(&b)),
        // A character cut by the start of the block is missed by one byte's classes: whoever needs it looks back.
        indic_digit: third & ((second << 1) | 1) & ((first << 2) | 3),
    }
}

/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn classify<V: Vector>(v: V) -> Classes {
    // SAFETY: the caller promises the features.
    unsafe {
        let high = v.high();
        let (lead, indic_digit) = if high == 0 { (0, 0) } else { beyond_ascii(v) };
        Classes {
            digit: v.within(b'0', 10),
            upper: v.within(b'A', 26),
            at: v.eq(b'@'),
            colon: v.eq(b':'),
            equals: v.eq(b'='),
            dash: v.eq(b'-'),
            underscore: v.eq(b'_'),
            slash: v.eq(b'/'),
            bracket: v.within(b'(', 2),
            escape: v.within(b'%', 2) | v.eq(b'\\') | v.eq(b'<') | v.eq(b'*'),
            high,
            lead,
            indic_digit,
        }
    }
}

/// The classes `lead` and `indic_digit`.
///
/// # Safety
///
/// As [`classify`].
#[allow(dead_code)]
#[inline(always)]
unsafe fn beyond_ascii<V: Vector>(v: V) -> (u64, u64) {
    // SAFETY: the caller promises the features.
    unsafe {
        let first = v.eq(0xE0);
        // Odd bytes from 0xA5 to 0xB5.
        let second = v.within(0xA5, 17) & v.any(1);
        let third = v.within(0xA6, 10);
        let lead = v.within(0xC2, 0x33) & !first & !v.within(0xE4, 6);
        (lead, third & ((second << 1) | 1) & ((first << 2) | 3))
    }
}
