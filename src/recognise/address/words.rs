//! Single words of addresses, and what they may be.

use zeroize::Zeroizing;

use super::table::{
    AREAS, AU_STATES, CA_PROVINCES, COUNTRIES, KNOWN, LABELS, NOT_PLACES, PLACES, PROSE,
    STREET_ENDS, STREETS, STREETS_FIRST, UNITS, US_STATES,
};
use crate::recognise::pin_code;

/// The letters that end at `end`.
pub(super) fn word_before(bytes: &[u8], end: usize) -> &[u8] {
    let letters = bytes[end.saturating_sub(20)..end].iter().rev();
    let length = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    &bytes[end - length..end]
}

pub(super) fn is_any(word: &[u8], list: &[&str]) -> bool {
    list.iter().any(|w| w.as_bytes().eq_ignore_ascii_case(word))
}

pub(super) fn us_state(word: &[u8]) -> bool {
    matches!(word, [a @ b'A'..=b'Z', b @ b'A'..=b'Z']
        if US_STATES[usize::from(a - b'A')] >> (b - b'A') & 1 == 1)
}

/// How the words around an address are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// In a text, where its words have capitals.
    Prose,
    /// The same, in a sentence that announces it.
    Cued,
    /// In a sentence that announces it, in lower case throughout.
    Lower,
    /// Alone in a field whose label says what it is.
    Field,
}

/// The word without the marks around it.
pub(super) fn bare(word: &str) -> &str {
    match word.as_bytes() {
        [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() => word,
        _ => word.trim_matches(['.', '-', '#', '\'', '।', '—', '–']),
    }
}

/// The letters beyond ASCII of a word in lower case, in `room` where there are any: those of ASCII are compared in
/// either case.
pub(super) fn lower<'w>(word: &'w str, room: &'w mut Zeroizing<String>) -> &'w [u8] {
    if word.is_ascii() {
        return word.as_bytes();
    }
    *room = Zeroizing::new(word.to_lowercase());
    room.as_bytes()
}

/// Whether an address may hold the word.
pub(super) fn fits(text: &str, (start, end): (usize, usize), style: Style) -> bool {
    let word = &text[start..end];
    let bare = bare(word);
    let mut room = Zeroizing::default();
    let lower = lower(bare, &mut room);
    // `Bandra (W)`, `Bhopal (M.P.)`
    if word.starts_with('(') {
        return text[start..].find(')').is_some_and(|close| close < 9);
    }
    // `Opp SBI Bank`, `old no. 51, new no. 12`
    let named = bare == "Bank" && text[..start].trim_end().ends_with(char::is_alphanumeric);
    let numbered = is_any(lower, &["old", "new"])
        && text[end..]
            .trim_start()
            .get(..2)
            .is_some_and(|no| no.eq_ignore_ascii_case("no"));
    if named || numbered {
        return true;
    }
    // `5081 PH, Melderslo`: the letters of a Dutch code.
    if matches!(bare.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z']) {
        let before = text[..start].trim_end().rsplit([' ', ',', '\n']).next();
        if before.is_some_and(|code| code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit())) {
            return true;
        }
    }
    // `70454596 Ramos de Rezende / TO`: a code of Brazil with its state behind the town.
    if word == "/" && two_capitals(&text[end..])
        || brazilian(bare.as_bytes())
            && text[end..]
                .find(" / ")
                .is_some_and(|at| at < 48 && two_capitals(&text[end + at + 2..]))
    {
        return true;
    }
    // `ME 04101`
    if bare.len() == 2
        && us_state(bare.as_bytes())
        && text[end..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    if NOT_PLACES.has(lower) && !is_any(bare.as_bytes(), &["pin", "pincode", "zip"])
        || !lower.is_ascii() && LABELS.iter().any(|label| label.as_bytes() == lower)
        || word.contains(['@', '_'])
        || long_number(word.as_bytes())
    {
        return false;
    }
    if style == Style::Lower && PROSE.has(lower) && bare != "near" {
        return false;
    }
    let first = bare.chars().next();
    let linking = [
        "da", "do", "das", "dos", "of", "the", "de", "la", "du", "des", "no", "to", "&",
    ];
    first.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || !c.is_ascii())
        || matches!(style, Style::Lower | Style::Field)
        || bare != "via" && STREETS_FIRST.has(lower)
        || is_any(lower, &linking[..linking.len() - 2])
        || [&UNITS, &AREAS, &STREETS, &PLACES, &KNOWN]
            .iter()
            .any(|list| list.has(lower))
        || pin_code::is_place(lower)
}

/// Whether a word of two capitals comes next.
fn two_capitals(rest: &str) -> bool {
    let word = rest
        .trim_start()
        .split(|c: char| !c.is_alphanumeric())
        .next();
    word.is_some_and(|word| matches!(word.as_bytes(), [b'A'..=b'Z', b'A'..=b'Z']))
}

/// Whether the word is a year of this century or the last, or two with a hyphen between.
pub(super) fn years(word: &[u8]) -> bool {
    let year = |word: &[u8]| {
        matches!(
            word,
            [b'1', b'9', b'0'..=b'9', b'0'..=b'9'] | [b'2', b'0', b'0'..=b'9', b'0'..=b'9']
        )
    };
    match word {
        [from @ .., b'-', a, b, c, d] => year(from) && year(&[*a, *b, *c, *d]),
        word => year(word),
    }
}

/// Whether eight digits stand in a row, an account's or a telephone's and not a house's; or four behind a dot, those of a
/// coordinate.
fn long_number(word: &[u8]) -> bool {
    let digits = |run: &[u8]| run.iter().all(u8::is_ascii_digit);
    let decimals = |run: &[u8]| matches!(run, [before, b'.', rest @ ..] if before.is_ascii_digit() && digits(rest));
    word.windows(8).any(digits) || word.windows(6).any(decimals)
}

/// A postcode of Brazil (Correios): `01415-000`.
pub(super) fn brazilian(word: &[u8]) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match word.split_at_checked(5) {
        Some((one, [b'-', two @ ..] | two)) => digits(one) && two.len() == 3 && digits(two),
        None => false,
    }
}

/// A postcode of Australia behind its state: `NSW 2000`.
pub(super) fn australian(state: &[u8], code: &[u8]) -> bool {
    code.len() == 4
        && code.iter().all(u8::is_ascii_digit)
        && AU_STATES.iter().any(|known| known.as_bytes() == state)
}

pub(super) fn is_pin(word: &[u8]) -> bool {
    word.len() == 6 && word.iter().all(u8::is_ascii_digit) && pin_code::circle(word)
}

/// A postcode of Canada behind its province, in one word or two: `ON K1A 0B1`. The words of it.
pub(super) fn canadian(province: &[u8], code: &[u8], next: &[u8]) -> Option<usize> {
    let half = |word: &[u8], first: bool| {
        let digit = |at: usize| word[at].is_ascii_digit();
        let capital = |at: usize| word[at].is_ascii_uppercase();
        word.len() == 3
            && if first {
                capital(0) && digit(1) && capital(2)
            } else {
                digit(0) && capital(1) && digit(2)
            }
    };
    let known = CA_PROVINCES
        .iter()
        .any(|known| known.as_bytes() == province);
    match code.split_at_checked(3) {
        Some((one, [])) if known && half(one, true) && half(next, false) => Some(2),
        Some((one, two)) if known && half(one, true) && half(two, false) => Some(1),
        _ => None,
    }
}

/// Bytes of the country that `rest` begins with; 0 where it begins with none.
pub(super) fn country(rest: &str) -> usize {
    let begins = |country: &&&str| {
        let name = rest.get(..country.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(country))
            && !rest[country.len()..].starts_with(char::is_alphanumeric)
    };
    let lower = rest.starts_with(|c: char| c.is_ascii_lowercase());
    let found = COUNTRIES.iter().filter(begins).map(|country| country.len());
    found.max().filter(|_| !lower).unwrap_or(0)
}

/// Whether the word is a street by its ending, as in German: `Hauptstraße`.
pub(super) fn street_ending(word: &[u8]) -> bool {
    let ends = |end: &&str| {
        let tail = &word[word.len().saturating_sub(end.len())..];
        tail.eq_ignore_ascii_case(end.as_bytes())
    };
    word.len() > 6 && STREET_ENDS.iter().any(ends)
}

/// Whether the word announces a PIN code: `Pin`, `PIN:`, `Pincode`.
pub(super) fn says_pin(word: &str) -> bool {
    let word = word.trim_matches(['.', '-', '–', ':', '(', ')']);
    ["pin", "pincode", "zip", "zipcode", "postcode"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether the two words are digits, `length` each.
pub(super) fn pair(one: &[u8], two: &[u8], length: usize) -> bool {
    let digits = |word: &[u8]| word.len() == length && word.iter().all(u8::is_ascii_digit);
    digits(one) && digits(two) && one[0] != b'0'
}

/// A ZIP code, of five digits or nine.
pub(super) fn zip(word: &[u8]) -> bool {
    let (five, four) = word.split_at(word.len().min(5));
    five.len() == 5
        && five.iter().all(u8::is_ascii_digit)
        && (four.is_empty()
            || four.len() == 5 && four[0] == b'-' && four[1..].iter().all(u8::is_ascii_digit))
}

/// The first half of a postcode of the United Kingdom or Canada: `SW1A`, `M1`, `K1A`.
pub(super) fn outward(word: &[u8]) -> bool {
    (2..=4).contains(&word.len())
        && word[0].is_ascii_uppercase()
        && word.iter().all(u8::is_ascii_alphanumeric)
        && word[1..].iter().any(u8::is_ascii_digit)
}

/// The second half: `1AA`, `0B1`.
pub(super) fn inward(word: &[u8]) -> bool {
    matches!(word, [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9'])
}

/// A dwelling's number with its letter: `B-12`, `C/4`.
pub(super) fn lettered(word: &[u8]) -> bool {
    matches!(word, [b'A'..=b'Z', b'-' | b'/', b'0'..=b'9', ..]) && word.len() < 9
}
