//! The words of up to 64 bytes, told from masks: letters and digits side by side, and apart where a capital follows a
//! small letter, as in `accountNumber`.

use super::lead::{LEAD, Leads};
use super::stretch::low;
use crate::simd::BLOCK;

/// Where the words of a stretch of ASCII begin and end; bit `i` is byte `i`.
#[derive(Clone, Copy)]
pub(super) struct Split {
    letter: u64,
    digit: u64,
    /// The first byte of each word.
    starts: u64,
    /// Every byte of which no word goes on: those of none, and the first of each that stands right behind another.
    stops: u64,
}

impl Split {
    pub(super) fn of(letter: u64, digit: u64, upper: u64) -> Split {
        let inside = letter | digit;
        let humps = upper & (letter & !upper) << 1;
        Split {
            letter,
            digit,
            starts: inside & !(inside << 1) | humps,
            stops: !inside | humps,
        }
    }

    /// Without a word at the first byte, where that goes on with one before it.
    pub(super) fn going_on(self) -> Split {
        Split {
            starts: self.starts & !1,
            ..self
        }
    }

    /// The words that begin with a letter and may be one of `leads`, as their first letters tell; `text` are the bytes
    /// and what stands behind them.
    #[inline(always)]
    pub(super) fn among(&self, leads: &Leads, text: &[u8; BLOCK + 8]) -> u64 {
        let starts = self.starts & self.letter;
        let goes_on = !self.stops;
        let (one, two, three) = (goes_on >> 1, goes_on >> 2, goes_on >> 3);
        // By length: the letters of a shorter word alone are looked up.
        told(starts & one & two & three, u32::MAX, leads, text)
            | told(starts & one & two & !three, 0x00FF_FFFF, leads, text)
            | told(starts & one & !two, 0xFFFF, leads, text)
            | told(starts & !one, 0xFF, leads, text)
    }

    /// The last word, where fewer letters of it stand in the 64 bytes than tell it and it may go on behind them.
    pub(super) fn cut(&self) -> Option<usize> {
        let last = self.starts.checked_ilog2()? as usize;
        (last + LEAD > BLOCK && self.stops >> last >> 1 == 0).then_some(last)
    }

    /// The words that begin at the bytes in `mask`.
    pub(super) fn within(self, mask: u64) -> Split {
        Split {
            starts: self.starts & mask,
            ..self
        }
    }

    /// Without the word at `start`.
    pub(super) fn without(self, start: usize) -> Split {
        Split {
            starts: self.starts & !(1 << start),
            ..self
        }
    }

    /// Bytes of the word that begins at `start`, as far as the 64 reach.
    #[inline(always)]
    pub(super) fn length(&self, start: usize) -> usize {
        let rest = self.stops >> start >> 1;
        1 + (rest.trailing_zeros() as usize).min(BLOCK - 1 - start)
    }

    /// Whether a digit is among those of the word.
    pub(super) fn has_digit(&self, start: usize, length: usize) -> bool {
        self.digit >> start & low(length) != 0
    }

    /// The word before the one at `start`: where it begins, and its length; `None` where it is a number.
    pub(super) fn before(&self, start: usize) -> Option<(usize, usize)> {
        let before = (self.starts & low(start)).checked_ilog2()? as usize;
        let length = self.length(before);
        (self.letter >> before & low(length) != 0).then_some((before, length))
    }
}

/// Those of the words at `starts` that may be one of `leads`, as those of their first four letters tell that are in `mask`.
#[inline(always)]
fn told(starts: u64, mask: u32, leads: &Leads, text: &[u8; BLOCK + 8]) -> u64 {
    let (mut rest, mut told) = (starts, 0);
    while rest != 0 {
        let start = rest.trailing_zeros() as usize % BLOCK;
        rest &= rest - 1;
        told |= u64::from(leads.hold(four_of(text, start) & mask)) << start;
    }
    told
}

/// The bits of `mask`, lowest first.
#[inline(always)]
pub(super) fn places(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(place)
    })
}

/// The four bytes from `at` on, letters in lower case.
#[inline(always)]
fn four_of(text: &[u8; BLOCK + 8], at: usize) -> u32 {
    let four = text[at % BLOCK..].first_chunk();
    u32::from_le_bytes(*four.unwrap_or(&[0; 4])) | 0x2020_2020
}

/// The 64 bytes that `rest` begins with and eight behind them; zeros behind its end.
#[inline(always)]
pub(super) fn window(rest: &[u8]) -> [u8; BLOCK + 8] {
    match rest.first_chunk() {
        Some(whole) => *whole,
        None => {
            let mut window = [0; BLOCK + 8];
            window[..rest.len()].copy_from_slice(rest);
            window
        }
    }
}

/// The eight bytes from `at` on, letters in lower case.
#[inline(always)]
pub(super) fn eight_of(text: &[u8; BLOCK + 8], at: usize) -> u64 {
    let eight = text[at % BLOCK..].first_chunk();
    u64::from_le_bytes(*eight.unwrap_or(&[0; 8])) | 0x2020_2020_2020_2020
}
