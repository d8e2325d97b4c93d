//! Check digits: pure functions over ASCII digits.

/// Verhoeff's dihedral check over ASCII digits, check digit last (J. Verhoeff, 1969; UIDAI uses it for Aadhaar).
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const fn multiply(a: u8, b: u8) -> u8 {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => 5 + (a + (b - 5)) % 5,
            (false, true) => 5 + (a - 5 + 5 - b) % 5,
            (false, false) => (a - 5 + 5 - (b - 5)) % 5,
        }
    }
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    const fn permute(mut digit: u8, mut times: usize) -> u8 {
        while times > 0 {
            digit = PERMUTATION[digit as usize];
            times -= 1;
        }
        digit
    }
    // Sixteen places a digit, so that shifts find them.
    static TABLE: [u8; 8 << 8] = {
        let mut table = [0; 8 << 8];
        let mut place = 0;
        while place < 8 {
            let mut check = 0;
            while check < 10 {
                let mut digit = 0;
                while digit < 10 {
                    table[place << 8 | check << 4 | digit] =
                        multiply(check as u8, permute(digit as u8, place));
                    digit += 1;
                }
                check += 1;
            }
            place += 1;
        }
        table
    };
    let mut check = 0_u8;
    for (place, byte) in digits.iter().rev().enumerate() {
        let digit = usize::from(byte & 0xF);
        check = TABLE[(place % 8) << 8 | usize::from(check & 0xF) << 4 | digit];
    }
    check == 0 && all_digits(digits)
}

/// Whether there are any bytes, and all are digits.
fn all_digits(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().fold(true, |all, b| all & b.is_ascii_digit())
}

/// Luhn's check over ASCII digits, check digit last (ISO/IEC 7812-1, annex B).
pub(crate) fn luhn(digits: &[u8]) -> bool {
    // What each digit is worth where it counts double.
    const DOUBLE: [u8; 16] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9, 0, 0, 0, 0, 0, 0];
    let digit = |byte: u8| usize::from(byte & 0xF);
    let (first, pairs) = digits.as_rchunks::<2>();
    let first: usize = first.iter().map(|byte| digit(*byte)).sum();
    let sum = pairs.iter().fold(first, |sum, [double, plain]| {
        sum + usize::from(DOUBLE[digit(*double)]) + digit(*plain)
    });
    sum.is_multiple_of(10) && all_digits(digits)
}

/// The most behind which two more digits still fit.
const MOST_REST: u64 = u64::MAX / 100 - 1;

/// ISO/IEC 7064 MOD 97-10 over ASCII letters (A is 10, in either case) and digits, as ISO 13616 lays an IBAN out: the
/// first four characters count last, and the whole leaves 1.
pub(crate) fn mod97(code: &[u8]) -> bool {
    let Some((head, tail)) = code.split_at_checked(4) else {
        return false;
    };
    let mut rest = 0_u64;
    for part in [tail, head] {
        for byte in part {
            // What it leaves is asked for only before the next would not fit.
            if rest > MOST_REST {
                rest %= 97;
            }
            rest = match byte {
                b'0'..=b'9' => rest * 10 + u64::from(byte - b'0'),
                b'a'..=b'z' => rest * 100 + u64::from(byte - b'a') + 10,
                b'A'..=b'Z' => rest * 100 + u64::from(byte - b'A') + 10,
                _ => return false,
            };
        }
    }
    rest % 97 == 1
}

#[cfg(test)]
mod tests {
    use super::{luhn, mod97, verhoeff};

    #[test]
    fn mod_97_accepts_the_standard_example_and_catches_every_single_error_and_transposition() {
        let iban = *b"GB82WEST12345698765432";
        assert!(mod97(&iban));
        for place in 0..iban.len() {
            for other in b'0'..=b'9' {
                let mut wrong = iban;
                wrong[place] = other;
                assert_eq!(mod97(&wrong), wrong == iban);
            }
            let mut swapped = iban;
            swapped.swap(place, (place + 1) % iban.len());
            assert_eq!(mod97(&swapped), swapped == iban);
        }
        assert!(mod97(b"gb82west12345698765432"));
        // Whatever its length: the two digits in front make up for the others.
        for zeros in 0..80 {
            let holds =
                |check: &u32| mod97(format!("ZZ{check:02}{}", "z".repeat(zeros)).as_bytes());
            let slow = |check: &u32| {
                let spelled = format!("{}3535{check:02}", "35".repeat(zeros));
                let rest = spelled
                    .bytes()
                    .fold(0, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97);
                rest == 1
            };
            assert!((0..100).filter(holds).eq((0..100).filter(slow)), "{zeros}");
        }
        assert!(!mod97(b"GB8"));
        assert!(!mod97(b"GB82 WEST"));
    }

    #[test]
    fn verhoeff_accepts_the_published_example_and_catches_every_single_error_and_transposition() {
        assert!(verhoeff(b"2363"));
        for number in [b"234567890124".as_slice(), b"2363"] {
            let valid = (b'0'..=b'9')
                .map(|last| [&number[..number.len() - 1], &[last]].concat())
                .filter(|n| verhoeff(n))
                .collect::<Vec<_>>();
            assert_eq!(valid.len(), 1);
            let valid = &valid[0];
            for place in 0..valid.len() {
                for digit in b'0'..=b'9' {
                    let mut other = valid.clone();
                    other[place] = digit;
                    assert_eq!(verhoeff(&other), digit == valid[place]);
                }
                if place + 1 < valid.len() && valid[place] != valid[place + 1] {
                    let mut other = valid.clone();
                    other.swap(place, place + 1);
                    assert!(!verhoeff(&other));
                }
            }
        }
        assert!(!verhoeff(b""));
        assert!(!verhoeff(b"236x"));
    }

    #[test]
    fn luhn_accepts_the_standard_example_and_catches_every_single_error() {
        assert!(luhn(b"79927398713"));
        for place in 0..11 {
            for digit in b'0'..=b'9' {
                let mut other = *b"79927398713";
                other[place] = digit;
                assert_eq!(luhn(&other), other == *b"79927398713");
            }
        }
        assert!(!luhn(b""));
        assert!(!luhn(b"7992739871-"));
    }
}
