//! The letters of the scripts of India, told by their bytes: all take three of them.

use super::super::akshara::script;

/// Whether a letter, sign or joiner of the scripts.
pub fn letter(c: char) -> bool {
    let place = u32::from(c) & 0x7f;
    matches!(c, '\u{200c}' | '\u{200d}')
        || script(c).is_some() && !matches!(place, 0x64..=0x6f) && c != '\u{970}'
}

/// Whether a mark or digit of the scripts, or a quote or dash: what Unicode's tables tell slowly.
#[inline]
pub fn mark(c: char) -> bool {
    (script(c).is_some() || matches!(c, '\u{2000}'..='\u{206f}')) && !letter(c)
}

/// The byte behind the word at `at`.
#[inline]
pub fn word_end(text: &str, at: usize) -> usize {
    let mut rest = &text.as_bytes()[at..];
    // Two letters at once, then what those do not tell.
    while let Some((eight, _)) = rest.split_first_chunk() {
        let told = letters_in(u64::from_le_bytes(*eight));
        rest = &rest[3 * told..];
        if told < 2 {
            break;
        }
    }
    while let Some((three, behind)) = rest.split_first_chunk()
        && letter_of(*three)
    {
        rest = behind;
    }
    text.len() - rest.len()
}

/// How many of the first two letters of eight bytes are surely letters of the scripts.
#[inline]
pub(super) fn letters_in(eight: u64) -> usize {
    const HIGH: u64 = 0x8080_8080_8080;
    /// The high bits of the first and second bytes of the first letter.
    const LETTER: u64 = 0x8080;
    let low = eight & 0x7f7f_7f7f_7f7f;
    // In each byte the high bit says: 0xe0, 0xa4 or 0xa4 and more; and more than 0xe0, 0xb5 or 0xb0.
    let (from, beyond) = (low + 0x5c5c_205c_5c20, low + 0x4f4a_1f4f_4a1f);
    let within = from & !beyond & eight & HIGH;
    // What may be a digit or danda has a third byte so, and a second one with a low bit.
    let digits = within >> 8 & eight << 7;
    let told = within & !digits;
    if told & LETTER != LETTER {
        0
    } else if told >> 24 & LETTER != LETTER {
        1
    } else {
        2
    }
}

/// Whether the three bytes are a [`letter`], which all take as many.
#[inline]
pub(super) fn letter_of([one, two, three]: [u8; 3]) -> bool {
    const FIRST: u32 = 0xe0_a4_80;
    const LAST: u32 = 0xe0_b5_bf;
    let bytes = u32::from_be_bytes([0, one, two, three]);
    let place = bytes.wrapping_sub(FIRST);
    if place > LAST - FIRST {
        return matches!(bytes, 0xe2_80_8c | 0xe2_80_8d);
    }
    // Digits and dandas stand in the upper half of a block, and in one script a sign behind them.
    let mark = (place & 0x1ff).wrapping_sub(0x124);
    mark > 12 || mark == 12 && place != 0x130
}
