//! Plain words, read eight bytes at once.

use super::read::LONGEST;
use super::table::{hash_at, hash_short};

/// A word of letters of ASCII that nothing joins to more.
pub struct Plain {
    /// Bytes of it.
    pub length: usize,
    /// The hash of its lower case.
    pub hash: u64,
    /// Whether its first letter is a capital, and no other is.
    pub capital: bool,
}

/// The plain word at `at`, read eight bytes at once: nearly every word is one, and most are shorter.
#[inline(always)]
pub fn plain(bytes: &[u8], at: usize) -> Option<Plain> {
    let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
    let letters = letters_of(eight);
    let others = !letters & HIGH;
    if others == 0 {
        return long(bytes, at, letters & !(eight << 2) == FIRST);
    }
    let length = others.trailing_zeros() as usize / 8;
    let next = (eight >> (length * 8)) as u8;
    if !next.is_ascii() || matches!(next, b'\'' | b'-') {
        return None;
    }
    let mask = (1 << (length * 8)) - 1;
    Some(Plain {
        length,
        hash: hash_short(eight & mask, length),
        capital: letters & mask & !(eight << 2) == FIRST,
    })
}

/// The same of a word of eight letters or more, of which the first eight have a capital at their start alone or not.
#[inline(never)]
fn long(bytes: &[u8], at: usize, capital: bool) -> Option<Plain> {
    let (mut length, mut capital) = (8, capital);
    while length <= LONGEST {
        let eight = u64::from_le_bytes(*bytes.get(at + length..)?.first_chunk()?);
        let letters = letters_of(eight);
        let others = !letters & HIGH;
        let inside = if others == 0 {
            u64::MAX
        } else {
            (others & others.wrapping_neg()) - 1
        };
        capital &= letters & inside & !(eight << 2) == 0;
        if others == 0 {
            length += 8;
            continue;
        }
        let more = others.trailing_zeros() as usize / 8;
        let next = (eight >> (more * 8)) as u8;
        length += more;
        if length > LONGEST || !next.is_ascii() || matches!(next, b'\'' | b'-') {
            return None;
        }
        return Some(Plain {
            length,
            hash: hash_at(bytes, at, length),
            capital,
        });
    }
    None
}

/// How many letters of ASCII the bytes begin with, or more than [`LONGEST`].
#[inline]
pub fn letters(bytes: &[u8]) -> usize {
    let (eights, _) = bytes.as_chunks::<8>();
    for (n, eight) in eights.iter().enumerate().take(LONGEST / 8 + 1) {
        let others = !letters_of(u64::from_le_bytes(*eight)) & HIGH;
        if others != 0 {
            return n * 8 + others.trailing_zeros() as usize / 8;
        }
    }
    let read = (eights.len().min(LONGEST / 8 + 1)) * 8;
    let rest = bytes[read..]
        .iter()
        .take((LONGEST + 1).saturating_sub(read));
    read + rest.take_while(|b| b.is_ascii_alphabetic()).count()
}

/// One in each of eight bytes.
pub const EACH: u64 = 0x0101_0101_0101_0101;
/// The high bit of each of eight bytes.
pub const HIGH: u64 = 0x80 * EACH;

/// The high bit of the first byte.
const FIRST: u64 = 0x80;

/// The high bit of each byte that is a letter of ASCII.
#[inline]
pub const fn letters_of(eight: u64) -> u64 {
    let folded = (eight | (0x20 * EACH)) & !HIGH;
    // In each byte the high bit says: `a` or more, more than `z`.
    let (from_a, beyond_z) = (folded + 0x1f * EACH, folded + 0x05 * EACH);
    from_a & !beyond_z & !eight & HIGH
}

#[cfg(test)]
mod tests {
    use super::super::read::word_end;
    use super::super::table::hash;
    use super::*;

    #[test]
    fn a_plain_word_is_what_the_slow_reading_makes_of_it() {
        let pieces = [
            "A",
            "Ravi",
            "DAS",
            "McRae",
            "ramesh",
            "Venkat",
            "Abcdefg",
            "Abcdefgh",
            "AbcdefghIjklmnopqrstu",
            "'",
            "-",
            "’",
            ".",
            " ",
            "7",
            "_",
            "@",
            "[",
            "`",
            "{",
            "\u{7f}",
            "é",
            "रवि",
            "\n",
        ];
        let (mut state, mut read) = (7_u64, 0);
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..4 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                text.push_str(pieces[(state % pieces.len() as u64) as usize]);
            }
            for (at, _) in text.char_indices() {
                let Some(short) = plain(text.as_bytes(), at) else {
                    continue;
                };
                let word = &text[at..word_end(&text, at)];
                let capitals = word.bytes().map(|b| b.is_ascii_uppercase());
                let capital = capitals.eq((0..word.len()).map(|n| n == 0));
                assert_eq!(short.length, word.len(), "{text:?} at {at}");
                assert_eq!(short.hash, hash(word.as_bytes()), "{text:?} at {at}");
                assert_eq!(
                    short.capital,
                    capital && !word.is_empty(),
                    "{text:?} at {at}"
                );
                read += 1;
            }
        }
        assert!(read > 10_000, "{read} words");
    }
}
