//! Months in the languages of dates of birth: English, Hindi, German, French, Spanish, Portuguese and Italian.

use super::among::Among;
use zeroize::Zeroizing;

/// Months, as they are cut short.
const SHORT: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Months in full.
const LONG: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "जनवरी",
    "फरवरी",
    "फ़रवरी",
    "मार्च",
    "अप्रैल",
    "मई",
    "जून",
    "जुलाई",
    "अगस्त",
    "सितंबर",
    "सितम्बर",
    "अक्टूबर",
    "अक्तूबर",
    "नवंबर",
    "नवम्बर",
    "दिसंबर",
    "दिसम्बर",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
];

/// What may stand at the end of the text before a year, besides a month's name: `1st`, `de`.
const LINKS: &[&str] = &["of", "de", "do", "st", "nd", "rd", "th", "er"];

/// For the last letter but one of a word, by its low five bits: the last letters that a month or link has behind it.
static LAST_TWO: [u32; 32] = {
    let mut table = [0; 32];
    let lists = [SHORT, LONG, LINKS];
    let mut list = 0;
    while list < lists.len() {
        let mut n = 0;
        while n < lists[list].len() {
            let [.., one, two] = lists[list][n].as_bytes() else {
                panic!("a month of one letter")
            };
            table[*one as usize % 32] |= 1 << (*two % 32);
            n += 1;
        }
        list += 1;
    }
    table
};

/// Whether a month's name, or a day behind one, may stand at the end of `front`: two letters tell most words.
pub(super) fn may_be_dated(front: &[u8]) -> bool {
    let mark = |b: &&u8| matches!(b, b' ' | b',' | b'-' | b'.' | b'/' | b'\'');
    let skip = |part: &[u8]| part.iter().rev().take_while(mark).count();
    let rest = &front[..front.len() - skip(front)];
    match *rest {
        [.., one, two] if one >= 0x80 || two >= 0x80 => true,
        [.., one, two] if one.is_ascii_alphabetic() && two.is_ascii_alphabetic() => {
            LAST_TWO[usize::from(one) % 32] >> (two % 32) & 1 == 1
        }
        // A day of one or two digits, and a month before it.
        [.., last] if last.is_ascii_digit() => {
            let digits = rest.iter().rev().take(3);
            let day = digits.take_while(|b| b.is_ascii_digit()).count();
            let rest = &rest[..rest.len() - day];
            let rest = &rest[..rest.len() - skip(rest)];
            let last = rest.last().copied().unwrap_or(0);
            day < 3 && (last.is_ascii_alphabetic() || last >= 0x80)
        }
        _ => false,
    }
}

/// Whether `word` is a month's name or its usual short form, in English, Hindi, German, French, Spanish or Portuguese.
pub(super) fn month(word: &str) -> bool {
    if !(3..=30).contains(&word.len()) {
        return false;
    }
    // Letters beyond ASCII have other bytes in small letters.
    if word.is_ascii() && !MONTHS.may_hold(word.as_bytes()) {
        return false;
    }
    let word = Zeroizing::new(word.to_lowercase());
    SHORT.contains(&word.as_str()) || LONG.contains(&word.as_str())
}

static MONTHS: Among = Among::of(&[SHORT, LONG]);
