//! International bank account numbers (ISO 13616, IBAN registry): country, two check digits, then the country's own
//! account number of fixed length and make-up; the whole leaves 1 modulo 97. Printed in groups of four.

use super::candidate::{Code, Context, Cx};
use super::checksum::mod97;
use super::spelling::{Spelling, mask_but, upper_alnum};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An international bank account number.
    pub const IBAN: Entity = Entity::new("IBAN", "IBAN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::IBAN,
    triggers: &[Trigger::Code(4, 34, number)],
    cues: &[
        "iban",
        "bank account",
        "account number",
        "account no",
        "kontonummer",
        "bankverbindung",
        "compte bancaire",
        "coordonnées bancaires",
        "cuenta bancaria",
        "conto corrente",
    ],
    spelling: Spelling {
        canonical: upper_alnum,
        usual: str::to_owned,
        mask: |surface| mask_but(surface, 4, 4),
    },
};

/// Separators between two groups.
const GAP: usize = 3;
/// The longest IBAN, in characters (ISO 13616).
const LONGEST: usize = 34;

/// Countries with the make-up of what follows the check digits: counts of `n` digits, `a` letters, `c` either.
static COUNTRIES: &[(&[u8; 2], &str)] = &[
    (b"AD", "8n12c"),
    (b"AE", "19n"),
    (b"AL", "8n16c"),
    (b"AT", "16n"),
    (b"AZ", "4a20c"),
    (b"BA", "16n"),
    (b"BE", "12n"),
    (b"BG", "4a6n8c"),
    (b"BH", "4a14c"),
    (b"BI", "23n"),
    (b"BR", "23n1a1c"),
    (b"BY", "4c4n16c"),
    (b"CH", "5n12c"),
    (b"CR", "18n"),
    (b"CY", "8n16c"),
    (b"CZ", "20n"),
    (b"DE", "18n"),
    (b"DJ", "23n"),
    (b"DK", "14n"),
    (b"DO", "4c20n"),
    (b"EE", "16n"),
    (b"EG", "25n"),
    (b"ES", "20n"),
    (b"FI", "14n"),
    (b"FK", "2a12n"),
    (b"FO", "14n"),
    (b"FR", "10n11c2n"),
    (b"GB", "4a14n"),
    (b"GE", "2a16n"),
    (b"GI", "4a15c"),
    (b"GL", "14n"),
    (b"GR", "7n16c"),
    (b"GT", "24c"),
    (b"HN", "4a20n"),
    (b"HR", "17n"),
    (b"HU", "24n"),
    (b"IE", "4a14n"),
    (b"IL", "19n"),
    (b"IQ", "4a15n"),
    (b"IS", "22n"),
    (b"IT", "1a10n12c"),
    (b"JO", "4a4n18c"),
    (b"KW", "4a22c"),
    (b"KZ", "3n13c"),
    (b"LB", "4n20c"),
    (b"LC", "4a24c"),
    (b"LI", "5n12c"),
    (b"LT", "16n"),
    (b"LU", "3n13c"),
    (b"LV", "4a13c"),
    (b"LY", "21n"),
    (b"MC", "10n11c2n"),
    (b"MD", "20c"),
    (b"ME", "18n"),
    (b"MK", "3n10c2n"),
    (b"MN", "16n"),
    (b"MR", "23n"),
    (b"MT", "4a5n18c"),
    (b"MU", "4a19n3a"),
    (b"NI", "4a20n"),
    (b"NL", "4a10n"),
    (b"NO", "11n"),
    (b"OM", "3n16c"),
    (b"PK", "4a16c"),
    (b"PL", "24n"),
    (b"PS", "4a21c"),
    (b"PT", "21n"),
    (b"QA", "4a21c"),
    (b"RO", "4a16c"),
    (b"RS", "18n"),
    (b"RU", "14n15c"),
    (b"SA", "2n18c"),
    (b"SC", "4a20n3a"),
    (b"SD", "14n"),
    (b"SE", "20n"),
    (b"SI", "15n"),
    (b"SK", "20n"),
    (b"SM", "1a10n12c"),
    (b"SO", "19n"),
    (b"ST", "21n"),
    (b"SV", "4a20n"),
    (b"TL", "19n"),
    (b"TN", "20n"),
    (b"TR", "6n16c"),
    (b"UA", "6n19c"),
    (b"VA", "18n"),
    (b"VG", "4a16n"),
    (b"XK", "16n"),
    (b"YE", "4a4n18c"),
];

/// What a country's account numbers are made of: bit `i` stands for character `i`.
#[derive(Clone, Copy)]
struct MakeUp {
    /// Those that are digits.
    digits: u64,
    /// Those that are letters.
    letters: u64,
    /// All characters of a number, its country and check digits among them.
    length: u8,
}

impl MakeUp {
    /// Reads how the registry writes it, `4a5n18c`.
    const fn of(written: &str) -> MakeUp {
        let mut make_up = MakeUp {
            digits: 0,
            letters: 0,
            length: 4,
        };
        let (mut count, mut n) = (0, 0);
        while n < written.len() {
            match written.as_bytes()[n] {
                digit @ b'0'..=b'9' => count = count * 10 + digit - b'0',
                kind => {
                    let part = ((1 << count) - 1) << make_up.length;
                    match kind {
                        b'n' => make_up.digits |= part,
                        b'a' => make_up.letters |= part,
                        _ => {}
                    }
                    make_up.length += count;
                    count = 0;
                }
            }
            n += 1;
        }
        make_up
    }
}

/// Those of [`COUNTRIES`], in their order.
static MAKE_UPS: [MakeUp; COUNTRIES.len()] = {
    let mut all = [MakeUp::of(""); COUNTRIES.len()];
    let mut n = 0;
    while n < all.len() {
        all[n] = MakeUp::of(COUNTRIES[n].1);
        n += 1;
    }
    all
};

/// For the two letters of a country, by their low five bits: its place among these from 1, 0 for none.
static PLACES: [[u8; 32]; 32] = {
    let (mut places, mut n) = ([[0; 32]; 32], 0);
    while n < COUNTRIES.len() {
        let [one, two] = *COUNTRIES[n].0;
        places[one as usize % 32][two as usize % 32] = n as u8 + 1;
        n += 1;
    }
    places
};

/// What the account numbers of a country are made of, whose two letters are in either case.
fn make_up([one, two]: [u8; 2]) -> Option<&'static MakeUp> {
    let place = PLACES[usize::from(one % 32)][usize::from(two % 32)];
    MAKE_UPS.get(usize::from(place).checked_sub(1)?)
}

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let head: [u8; 4] = code.word.get(..4)?.try_into().ok()?;
    if code.digits & 0b1111 != 0b1100 {
        return None;
    }
    let make_up = make_up([head[0], head[1]])?;
    let length = usize::from(make_up.length);
    if code.word.len() > length {
        return None;
    }
    let mut letters = [0_u8; LONGEST];
    let letters = letters.get_mut(..length)?;
    // Most stand in one word, whose digits are known.
    let (end, groups, mut odd, digits) = if code.word.len() == length {
        letters.copy_from_slice(code.word);
        (code.end, 1, false, code.digits)
    } else {
        let (end, groups, odd) = whole_groups(cx.bytes(), code.start, letters)?;
        let bits = letters.iter().enumerate();
        let digits = bits.fold(0, |digits, (n, b)| {
            digits | u64::from(b.is_ascii_digit()) << n
        });
        (end, groups, odd, digits)
    };
    if digits & make_up.letters != 0 {
        return None;
    }
    // Letters that look like digits, where only digits stand: `O` and `l`.
    let mut mended = make_up.digits & !digits;
    odd |= mended != 0;
    while mended != 0 {
        let letter = letters.get_mut(mended.trailing_zeros() as usize)?;
        mended &= mended - 1;
        *letter = match *letter {
            b'O' | b'o' => b'0',
            b'l' | b'I' => b'1',
            _ => return None,
        };
    }
    let number = &*letters;
    let one_case =
        || !number.iter().any(u8::is_ascii_lowercase) || !number.iter().any(u8::is_ascii_uppercase);
    let range = code.start..end;
    // An underscore joins the parts of a name more often than groups of an account.
    let joined = groups > 1 && cx.bytes()[range.clone()].contains(&b'_');
    let valid = mod97(number);
    if !valid && (odd || cx.unannounced(&range)) || joined && !cx.cued(&range) {
        return None;
    }
    let (score, why) = match (valid, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "mod 97, announced"),
        (true, _) if groups > 1 || one_case() => (Score::STRONG, "mod 97"),
        (true, _) => (Score::LIKELY, "mod 97, mixed case"),
        (false, Context::Cued) => (Score::ANNOUNCED, "announced, check digits wrong"),
        (false, _) => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

/// Fills `letters` from the words at `start` that separators join; they must fill it exactly at the end of a word.
/// Returns the end in the text, the number of words, and whether anything but single spaces or hyphens joins them: such
/// a number counts by its check digits only.
fn whole_groups(bytes: &[u8], start: usize, letters: &mut [u8]) -> Option<(usize, usize, bool)> {
    let (mut at, mut filled, mut groups, mut odd) = (start, 0, 1, false);
    loop {
        match bytes.get(at) {
            Some(b) if b.is_ascii_alphanumeric() => {
                *letters.get_mut(filled)? = *b;
                filled += 1;
                at += 1;
            }
            _ if filled == letters.len() => return Some((at, groups, odd)),
            Some(_) => {
                let separator =
                    |b: &&u8| matches!(b, b' ' | b'-' | b'.' | b'/' | b'_' | b'\n' | b'\t');
                let gap = bytes[at..]
                    .iter()
                    .take(GAP + 1)
                    .take_while(separator)
                    .count();
                let plain = gap == 1 && matches!(bytes[at], b' ' | b'-');
                if !(1..=GAP).contains(&gap)
                    || !bytes.get(at + gap).is_some_and(u8::is_ascii_alphanumeric)
                {
                    return None;
                }
                odd |= !plain;
                groups += 1;
                at += gap;
            }
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_sorted_and_no_number_is_longer_than_the_standard_allows() {
        assert!(COUNTRIES.is_sorted());
        for (country, written) in COUNTRIES {
            let make_up = make_up(**country).expect("a country");
            let kind = |n: u8| match (make_up.digits >> n & 1, make_up.letters >> n & 1) {
                (1, 0) => 'n',
                (0, 1) => 'a',
                _ => 'c',
            };
            let read: String = (0..make_up.length).map(kind).collect();
            let mut said = String::from("cccc");
            for part in written.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
                let (count, kind) = part.split_at(part.len() - 1);
                said.push_str(&kind.repeat(count.parse().expect("a count")));
            }
            assert_eq!(read, said, "{country:?}");
            let length = usize::from(make_up.length);
            assert!((15..=LONGEST).contains(&length), "{country:?} {length}");
        }
        let letters = || b'A'..=b'Z';
        let all = letters().flat_map(|one| letters().map(move |two| [one, two]));
        let known = all.filter(|country| {
            let lower = country.map(|b| b.to_ascii_lowercase());
            let known = make_up(*country).is_some();
            assert_eq!(make_up(lower).is_some(), known);
            known
        });
        assert!(known.eq(COUNTRIES.iter().map(|(country, _)| **country)));
    }
}
