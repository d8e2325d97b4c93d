//! The check letter: a weighted sum mod 26 that catches every single wrong letter.
//!
//! Weights have no factor in common with 26, so one changed letter always changes the sum. Neighbours have different
//! weights, so two of them swapped are caught unless they stand thirteen letters apart in the alphabet.

/// The numbers below 26 without a factor in common with it, ordered so that neighbours differ; 25 is left out, being
/// the check letter's own.
const WEIGHTS: [u32; 11] = [1, 3, 7, 11, 17, 5, 23, 9, 19, 15, 21];

/// The weight of each letter of the longest id.
const WEIGHT: [u32; 32] = {
    let mut all = [0; 32];
    let mut at = 0;
    while at < all.len() {
        all[at] = WEIGHTS[at % WEIGHTS.len()];
        at += 1;
    }
    all
};

/// What a letter at `place`, which is below 32, weighs.
const fn weight(place: usize) -> u32 {
    WEIGHT[place % WEIGHT.len()]
}

const fn part(letter: u8, place: usize) -> u32 {
    letter.wrapping_sub(b'a') as u32 * weight(place)
}

/// The check letter for `letters`, each `a` to `z`.
pub(crate) fn letter(letters: &[u8]) -> u8 {
    let mut sum = 0;
    for (place, letter) in letters.iter().enumerate() {
        sum += part(*letter, place);
    }
    of(sum)
}

/// The check letter for a sum of parts.
const fn of(sum: u32) -> u8 {
    b'a' + (sum % 26) as u8
}

/// Whether `id` is lower-case letters of which the last is the check letter of the others.
#[inline]
pub(crate) fn holds(id: &[u8]) -> bool {
    match id.first_chunk::<9>() {
        Some(nine) if id.len() == 9 => nine_hold(nine),
        _ => all_hold(id),
    }
}

/// As [`holds`] of the usual length: eight letters are weighed as one number.
#[inline]
fn nine_hold(nine: &[u8; 9]) -> bool {
    let [eight @ .., last] = nine;
    let eight = u64::from_le_bytes(*eight);
    // No byte reaches into the next, unless one is no letter.
    let from_a = eight.wrapping_add(EACH * (0x80 - b'a' as u64));
    let behind_z = eight.wrapping_add(EACH * (0x7f - b'z' as u64));
    let lower = from_a & !behind_z & !eight & HIGH == HIGH;
    // Two bytes a number, of which four are weighed by one product: its upper end is the sum.
    let letters = eight.wrapping_sub(EACH * b'a' as u64);
    let (even, odd) = (letters & PAIRS, letters >> 8 & PAIRS);
    let sum = (even.wrapping_mul(weights(0)) >> 48) + (odd.wrapping_mul(weights(1)) >> 48);
    lower && last.is_ascii_lowercase() && *last == of(sum as u32)
}

/// One in each of eight bytes.
const EACH: u64 = u64::from_le_bytes([1; 8]);
/// The upper bit of each.
const HIGH: u64 = EACH << 7;
/// Every other byte.
const PAIRS: u64 = 0x00ff_00ff_00ff_00ff;

/// The weights of every other place from `first` on, the last one in front.
const fn weights(first: usize) -> u64 {
    let mut all = 0;
    let mut place = first;
    while place < 8 {
        all = all << 16 | WEIGHT[place] as u64;
        place += 2;
    }
    all
}

#[inline(always)]
fn all_hold(id: &[u8]) -> bool {
    let Some((last, letters)) = id.split_last() else {
        return false;
    };
    let mut sum = 0;
    let mut lower = last.is_ascii_lowercase();
    for (place, letter) in letters.iter().enumerate() {
        lower &= letter.is_ascii_lowercase();
        sum += part(*letter, place);
    }
    lower && *last == of(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_wrong_letter_is_caught() {
        for length in [9, 13, 17] {
            let mut id: Vec<u8> = (0..length as u8 - 1).map(|i| b'a' + i * 7 % 26).collect();
            id.push(letter(&id));
            assert!(holds(&id));
            for at in 0..length {
                for wrong in b'a'..=b'z' {
                    let mut other = id.clone();
                    other[at] = wrong;
                    assert_eq!(holds(&other), wrong == id[at]);
                }
            }
        }
    }

    #[test]
    fn what_is_no_letter_is_caught_though_the_sum_is_right() {
        for length in [9, 13, 17] {
            for at in 0..length - 1 {
                for other in [b'A', b'Z', b'0', b'_', b'{', b'`', 0xe0] {
                    let mut id = vec![b'q'; length - 1];
                    id[at] = other;
                    id.push(letter(&id));
                    assert!(!holds(&id), "{id:?}");
                }
            }
        }
        assert!(!holds(b""));
    }

    #[test]
    fn swapped_neighbours_are_caught_unless_thirteen_apart() {
        for (a, b) in (b'a'..=b'z').flat_map(|a| (b'a'..=b'z').map(move |b| (a, b))) {
            for at in 0..7 {
                let mut id = *b"mmmmmmmm";
                id[at] = a;
                id[at + 1] = b;
                let right = letter(&id);
                id.swap(at, at + 1);
                assert_eq!(letter(&id) == right, a == b || a.abs_diff(b) == 13);
            }
        }
    }

    #[test]
    fn nothing_but_lower_case_letters_holds() {
        for id in ["", "A", "qkzw rtpx", "qkzwm1tpx", "QKZWMRTPX"] {
            assert!(!holds(id.as_bytes()), "{id}");
        }
    }
}
