//! The words beside a number that make it one of a dwelling: what stands before it, and the street behind it.

use super::table::{AREAS, PLACES, STREET_ENDS, STREETS, STREETS_FIRST, SUFFIXES, UNITS};
use super::words::{is_any, word_before};
use crate::recognise::among::Among;
use crate::recognise::pin_code;

/// Whether the number at `at` is that of a dwelling or quarter, `No` between: `House No 12`, `H.No. 4`, `Ward No. 7`.
pub(super) fn unit_number(bytes: &[u8], at: usize) -> bool {
    let gap = |at: usize| match &bytes[at.saturating_sub(2)..at] {
        [b'.', b' '] => at - 2,
        [.., b' ' | b'.' | b'-' | b'/'] => at - 1,
        _ => at,
    };
    let end = gap(at);
    if end == 0 || bytes[end - 1] | 0x20 != b'o' {
        return false;
    }
    let word = word_before(bytes, end);
    // `HNo 12` is one word.
    if is_any(word, &["hno", "dno"]) {
        return true;
    }
    let before = gap(end - word.len());
    is_any(word, &["no"]) && before < end - word.len() && {
        let unit = word_before(bytes, before);
        UNITS.has(unit) || AREAS.has(unit) || is_any(unit, &["h", "d"])
    }
}

/// The word before a PIN code at `at`, what announces the code left out: `Pune - 411001`, `Pune, PIN: 411001`.
pub(super) fn town_before(bytes: &[u8], at: usize) -> &[u8] {
    let gap = |at: usize| pin_code::gap_before(bytes, at);
    let mut end = at - gap(at);
    if end == at {
        return &[];
    }
    for _ in 0..2 {
        let word = word_before(bytes, end);
        if !is_any(word, &["pin", "pincode", "code"]) {
            break;
        }
        let front = end - word.len();
        end = front - gap(front);
    }
    word_before(bytes, end)
}

/// Whether a capitalised word stands before `at`, or a place that is written in lower case.
pub(super) fn behind_place(bytes: &[u8], at: usize) -> bool {
    let word = town_before(bytes, at);
    word.len() > 1
        && (word[0].is_ascii_uppercase() && word[1].is_ascii_alphabetic()
            || pin_code::is_place(word))
}

/// The words of streets.
static STREET_WORDS: Among = Among::of(&[
    STREETS.words,
    STREETS_FIRST.words,
    PLACES.words,
    SUFFIXES.words,
]);

/// Whether one of the next words ends a street's name, and one before it is capitalised or numbered.
pub(super) fn street_ahead(bytes: &[u8]) -> bool {
    // A word in lower case that is none of them tells most numbers of a text.
    let parts = |b: &u8| matches!(b, b' ' | b',' | b'-' | b'/' | b'\n');
    if let [first, a @ b'a'..=b'z', b, ..] = bytes
        && parts(first)
    {
        if !STREET_WORDS.may_begin(*a, *b) {
            return false;
        }
        let word = bytes[1..].iter().take_while(|b| b.is_ascii_alphabetic());
        let word = word.count();
        if bytes.get(1 + word).is_some_and(parts) && !STREET_WORDS.may_hold(&bytes[1..1 + word]) {
            return false;
        }
    }
    let mut named = false;
    let words = bytes.split(parts);
    let mut words = words.skip(1).take(9).peekable();
    while let Some(word) = words.next() {
        let word = word.trim_ascii_end();
        let word = word.strip_suffix(b".").unwrap_or(word);
        let Some(first) = word.first() else { continue };
        // A number is none of the words that are looked up.
        if first.is_ascii_digit() {
            named = true;
            continue;
        }
        let may_end = STREET_WORDS.may_hold(word);
        let suffix = || first.is_ascii_uppercase() && SUFFIXES.has(word);
        if may_end && named && (STREETS.has(word) || PLACES.has(word) || suffix()) {
            return true;
        }
        let kind_first = may_end && (STREETS.has(word) || STREETS_FIRST.has(word));
        if kind_first && !named && is_any(word, ALONE) {
            return true;
        }
        // `avenue de Durand`, `boulevard Voltaire`
        if kind_first && !named && first.is_ascii_lowercase() {
            let next = words.peek().copied().unwrap_or_default();
            let linked = is_any(
                next,
                &["de", "du", "des", "del", "della", "da", "do", "dos"],
            );
            let plain = !is_any(word, &["place", "via", "route", "plaza", "largo"]);
            if linked || plain && next.first().is_some_and(u8::is_ascii_uppercase) {
                return true;
            }
        }
        if !first.is_ascii_uppercase() && !kind_first {
            return false;
        }
        named = true;
    }
    false
}

/// Words that tell a street where they stand first behind its number: `5233 Broadway`, `8 Rue de Rivoli`.
pub(super) static ALONE: &[&str] = &[
    "broadway",
    "queensway",
    "kingsway",
    "rue",
    "calle",
    "chemin",
    "quai",
    "avenida",
    "rua",
    "viale",
    "corso",
    "impasse",
    "carrer",
];

/// Whether the word is a street by its ending, as in German and Dutch.
pub(super) fn german(word: &[u8]) -> bool {
    word.len() > 5
        && word[0].is_ascii_uppercase()
        && STREET_ENDS.iter().any(|end| word.ends_with(end.as_bytes()))
        || word == b"e" // of Straße, whose other letters are not ASCII
}
