//! What every block is classified by: enough for a block of prose.
//!
//! Two tables of sixteen bytes, asked for the lower and for the upper half of each byte, say of what kind it is. Three
//! more, asked for the lower halves of the three bytes before it, say which words may end there: halves, since sixteen
//! entries are what a vector looks up at once. So a tail is a hint that holds for other letters too, and whoever uses
//! it looks at the bytes.

use super::blocks::Vector;
use super::{BLOCK, mask};

/// For each byte of a block, one bit per class that it belongs to; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// Whether a byte stands in the block that is not plain: neither letter, blank, NUL nor one of `! " ' , . ; ?`.
    pub(crate) rare: bool,
    /// `A` to `Z` and `a` to `z`.
    pub(crate) letter: u64,
    /// `A` to `Z`.
    pub(crate) upper: u64,
    /// `a` and `A`.
    pub(crate) a: u64,
    /// `m` and `M`.
    pub(crate) m: u64,
    /// Space.
    pub(crate) space: u64,
    /// `.`.
    pub(crate) dot: u64,
    /// Behind three bytes that may end a word for a digit.
    pub(crate) number: u64,
    /// Behind what may be `at`, with a space or an opening bracket before it, or what may be `ssw`, as in `password`.
    pub(crate) spelled: u64,
}

/// Kinds of plain bytes, one bit each. A byte that is not plain has none.
mod kind {
    pub(super) const LOWER_TO_O: u8 = 1;
    pub(super) const LOWER_FROM_P: u8 = 1 << 1;
    pub(super) const UPPER_TO_O: u8 = 1 << 2;
    pub(super) const UPPER_FROM_P: u8 = 1 << 3;
    pub(super) const CONTROL: u8 = 1 << 4;
    pub(super) const MARK: u8 = 1 << 5;
    pub(super) const LATE_MARK: u8 = 1 << 6;
    pub(super) const UPPER: u8 = UPPER_TO_O | UPPER_FROM_P;
    pub(super) const LETTER: u8 = LOWER_TO_O | LOWER_FROM_P | UPPER;
}

/// For each kind: the upper half of its bytes, and their lower halves, one bit each.
const KINDS: [(u8, u8, u16); 7] = [
    (kind::UPPER_TO_O, 4, 0xFFFE),
    (kind::UPPER_FROM_P, 5, 0x07FF),
    (kind::LOWER_TO_O, 6, 0xFFFE),
    (kind::LOWER_FROM_P, 7, 0x07FF),
    // NUL, tab, line feed, carriage return.
    (kind::CONTROL, 0, 1 | 1 << 9 | 1 << 10 | 1 << 13),
    // Space, `!`, `"`, `'`, `,`, `.`.
    (kind::MARK, 2, 0b111 | 1 << 7 | 1 << 12 | 1 << 14),
    // `;`, `?`.
    (kind::LATE_MARK, 3, 1 << 11 | 1 << 15),
];

/// The kinds by a byte's lower half, then by its upper half; a byte is of those in both.
static KIND: [[u8; 16]; 2] = {
    let mut table = [[0; 16]; 2];
    let mut n = 0;
    while n < KINDS.len() {
        let (kind, upper, lower) = KINDS[n];
        table[1][upper as usize] |= kind;
        let mut half = 0;
        while half < 16 {
            if lower >> half & 1 == 1 {
                table[0][half] |= kind;
            }
            half += 1;
        }
        n += 1;
    }
    table
};

/// Bits of tails.
mod tail {
    pub(super) const SPELLED: u8 = 1 << 5 | 1 << 6;
    pub(super) const NUMBER: u8 = 0x1F;
}

/// Tails of three bytes by their bit. The words for digits share five bits, grouped so that little else looks like them.
const TAILS: [&[&[u8; 3]]; 7] = [
    &[b" do", b" ek", b"een", b"ero", b"ven"],
    &[
        b"che", b"hah", b"har", b"hhe", b"ine", b"ive", b"nau", b"six",
    ],
    &[b"ght", b"nch", b"nya", b"tin"],
    &[b" oh", b"ble", b"one", b"our", b"ple", b"ree"],
    &[b"aar", b"aat", b"ath", b"sat", b"two"],
    &[b" at", b"(at", b"[at", b"{at"],
    &[b"ssw"],
];

/// The tails by the lower half of the third byte before, the second, and the one right before.
static TAIL: [[u8; 16]; 3] = {
    let mut table = [[0; 16]; 3];
    let mut bit = 0;
    while bit < TAILS.len() {
        let mut n = 0;
        while n < TAILS[bit].len() {
            let mut place = 0;
            while place < 3 {
                table[place][(TAILS[bit][n][place] & 0xF) as usize] |= 1 << bit;
                place += 1;
            }
            n += 1;
        }
        bit += 1;
    }
    table
};

/// The tails of the block in `v`, behind the one in `before`.
///
/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn tails<V: Vector>(v: V, before: V) -> V {
    // SAFETY: the caller promises the features.
    unsafe { v.tails(before, &TAIL) }
}

/// The tails of a block that stands behind another in memory.
///
/// # Safety
///
/// The machine has the features of `V`; the 64 bytes before `block` and its own may be read.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn tails_at<V: Vector>(block: *const u8) -> V {
    // SAFETY: the caller promises both.
    unsafe { V::tails_at(block, &TAIL) }
}

/// The classes of the block in `v`, whose tails are `tails`.
///
/// # Safety
///
/// The machine has the features of `V`.
#[allow(dead_code)]
#[inline(always)]
pub(super) unsafe fn of<V: Vector>(v: V, tails: V) -> Prose {
    // SAFETY: the caller promises the features.
    unsafe {
        let kinds = v.kinds(&KIND);
        let lowered = v.lowered();
        Prose {
            rare: kinds.holds_zero(),
            letter: kinds.any(kind::LETTER),
            upper: kinds.any(kind::UPPER),
            a: lowered.eq(b'a'),
            m: lowered.eq(b'm'),
            space: v.eq(b' '),
            dot: v.eq(b'.'),
            number: tails.any(tail::NUMBER),
            spelled: tails.any(tail::SPELLED),
        }
    }
}

/// The twin of every level: one byte at a time.
pub(super) fn scalar(block: &[u8; BLOCK], before: &[u8; BLOCK]) -> Prose {
    let mask = |is| mask(block, is);
    let tails = |bits: u8| {
        (0..BLOCK).fold(0, |mask, n| {
            let tail = (0..3).fold(bits, |bits, place| {
                let back = 3 - place;
                let byte = match n.checked_sub(back) {
                    Some(at) => block[at],
                    None => before[BLOCK + n - back],
                };
                let entry = TAIL[place][usize::from(byte & 0xF)];
                bits & if byte.is_ascii() { entry } else { 0 }
            });
            mask | u64::from(tail != 0) << n
        })
    };
    Prose {
        rare: block
            .iter()
            .any(|b| !b.is_ascii_alphabetic() && !b"\0\t\n\r !\"',.;?".contains(b)),
        letter: mask(|b| b.is_ascii_alphabetic()),
        upper: mask(|b| b.is_ascii_uppercase()),
        a: mask(|b| b | 0x20 == b'a'),
        m: mask(|b| b | 0x20 == b'm'),
        space: mask(|b| b == b' '),
        dot: mask(|b| b == b'.'),
        number: tails(tail::NUMBER),
        spelled: tails(tail::SPELLED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_matter_are_noticed_behind_their_last_byte() {
        let block = |text: &str| {
            let mut block = [0_u8; BLOCK];
            block[..text.len()].copy_from_slice(text.as_bytes());
            scalar(&block, &[0; BLOCK])
        };
        assert_eq!(block("mail asha at home").spelled, 1 << 12);
        assert_eq!(block("at home").spelled, 1 << 2);
        assert_eq!(block("asha[AT]home").spelled, 1 << 7);
        assert_eq!(block("passwords").spelled, 1 << 5);
        assert_eq!(block("one zero").number, 1 << 3 | 1 << 8);
    }
}
