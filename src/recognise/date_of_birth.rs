//! Dates of birth: a full date that a cue announces (`DOB`, `born on`, a form's label); any other date is nobody's.
//! Numeric dates in every order and with every separator, ISO 8601, and dates with the month's name. A year alone is
//! not a finding, as under HIPAA's safe harbour (45 CFR 164.514(b)(2)(i)(C)).

use std::ops::Range;
use zeroize::Zeroizing;

use super::candidate::{Cx, Digits, Separator};
use super::insert;
use super::month::{may_be_dated, month};
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, mask_all};
use super::turn;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A person's date of birth.
    pub const DATE_OF_BIRTH: Entity = Entity::new("DATE_OF_BIRTH", "DOB");
}

/// One number behind what may end a month's name or part it from a year.
const BEHIND_MONTH: Shape = Shape::groups(1, 1).alone().behind(&[
    Beside::Space,
    Beside::Dash,
    Beside::Dot,
    Beside::Comma,
    Beside::Foreign,
]);

pub(super) static RULE: Rule = Rule {
    entity: Entity::DATE_OF_BIRTH,
    triggers: &[
        Trigger::Shaped(8, 8, Shape::groups(1, 1).cued(), numeric),
        Trigger::Shaped(4, 8, Shape::groups(3, 3).cued(), numeric),
        Trigger::Shaped(4, 4, BEHIND_MONTH, worded),
        Trigger::Shaped(
            2,
            2,
            BEHIND_MONTH.behind(&[Beside::Space, Beside::Dash, Beside::Comma]),
            worded,
        ),
    ],
    cues: &[
        "dob",
        "d o b",
        "do b",
        "dateofbirth",
        "date of birth",
        "birth date",
        "birthdate",
        "birthday",
        "birth day",
        "bday",
        "b day",
        "born",
        "born on",
        "janm",
        "janam",
        "janm tithi",
        "janam tithi",
        "janamdin",
        "paida",
        "जन्म",
        "जन्म तिथि",
        "जन्मतिथि",
        "जन्मदिन",
        "जन्मदिनांक",
        "जन्मतारीख",
        "पैदा",
        "பிறந்த தேதி",
        "పుట్టిన తేదీ",
        "জন্ম তারিখ",
        "জন্মতারিখ",
        "ಹುಟ್ಟಿದ ದಿನಾಂಕ",
        "ಜನ್ಮ ದಿನಾಂಕ",
        "જન્મ તારીખ",
        "ജനന തീയതി",
        "ਜਨਮ ਮਿਤੀ",
        "ଜନ୍ମ ତାରିଖ",
        "تاریخ پیدائش",
        "জন্মদিন",
        "பிறந்த நாள்",
        "పుట్టిన రోజు",
        "જન્મદિવસ",
        "geburtsdatum",
        "geboren",
        "geboren am",
        "date de naissance",
        "né le",
        "née le",
        "fecha de nacimiento",
        "nacimiento",
        "nacido",
        "nacida",
        "nació",
        "data de nascimento",
        "nascimento",
        "data di nascita",
        "nato il",
        "nata il",
        "geboortedatum",
    ],
    spelling: Spelling {
        canonical: |surface| {
            let words: Vec<&str> = surface.split_whitespace().collect();
            Zeroizing::new(words.join(" ")).to_lowercase()
        },
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// Words that announce another date.
static OTHER_DATES: &[&str] = &[
    "doj",
    "joining",
    "joined",
    "issue",
    "issued",
    "expiry",
    "expires",
    "expire",
    "exp",
    "valid",
    "validity",
    "admission",
    "admitted",
    "visit",
    "visited",
    "created",
    "updated",
    "modified",
    "hired",
    "died",
    "death",
    "deceased",
    "anniversary",
    "marriage",
    "married",
    "wedding",
    "appointment",
    "due",
    "start",
    "started",
    "end",
    "since",
    "registered",
    "registration",
    "effective",
    "departure",
    "arrival",
    "purchase",
    "purchased",
    "signed",
    "released",
    "published",
    "discharge",
    "discharged",
];

fn numeric(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let part = |from: usize, length: u8| number(&d.value[from..from + usize::from(length)]);
    let (valid, complete) = match *d.groups {
        [4, m @ 1..=2, day @ 1..=2] => {
            let month = part(4, m);
            let day = part(4 + usize::from(m), day);
            (year(part(0, 4)) && in_year(month, day), true)
        }
        [a @ 1..=2, b @ 1..=2, y @ (2 | 4)] => {
            let first = part(0, a);
            let second = part(usize::from(a), b);
            let last = part(usize::from(a + b), y);
            let ordered = in_year(first, second) || in_year(second, first);
            (ordered && (y == 2 || year(last)), y == 4)
        }
        [8] => {
            let iso = year(part(0, 4)) && in_year(part(4, 2), part(6, 2));
            let european = year(part(4, 4))
                && (in_year(part(2, 2), part(0, 2)) || in_year(part(0, 2), part(2, 2)));
            (iso || european, true)
        }
        _ => return None,
    };
    let joined = d.groups.len() == 1;
    if !joined && d.separator == Separator::Mixed && !spaced(cx, d) {
        return None;
    }
    let time = d.after == b'T' && cx.byte(d.end + 1).is_ascii_digit();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if word(d.before) || (word(d.after) && !time) {
        return None;
    }
    // Quotes part the values of a row: `(5247, '11/08/2003', 7)`.
    if (d.chained_before && !matches!(d.before, b' ' | b'\'' | b'"'))
        || (d.chained_after && !matches!(d.after, b' ' | b'.' | b')' | b'\'' | b'"'))
    {
        return None;
    }
    let range = d.range();
    if !announced(cx, &range) {
        return None;
    }
    let (score, why) = match (valid, complete) {
        (true, true) => (Score::STRONG, "date, announced"),
        (true, false) => (Score::LIKELY, "date with a short year, announced"),
        (false, true) if !joined => (Score::ANNOUNCED, "announced, no such day"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Whether nothing but spaces goes with one kind of mark between the groups: `15. 8. 1985`, `15 / 08 / 1985`.
fn spaced(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let mut mark = 0;
    cx.bytes()[d.start..d.end].iter().all(|b| match b {
        b'0'..=b'9' | b' ' => true,
        b'.' | b'-' | b'/' if mark == 0 || mark == *b => {
            mark = *b;
            true
        }
        _ => false,
    })
}

/// A date with its month in words, found at its year.
fn worded(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let [length] = *d.groups else { return None };
    let full = length == 4;
    if !d.stands_alone()
        || (full && !year(number(d.value)))
        || (!full && !matches!(d.before, b'-' | b' ' | b'\'' | b'/'))
        || !may_be_dated(&cx.bytes()[..d.start])
    {
        return None;
    }
    let before = tail(cx.text(), d.start, 40);
    let (start, dated) = month_and_day(before.trim_end_matches(MARKS))?;
    if !dated && !full {
        return None;
    }
    let range = d.start - before.len() + start..d.end;
    announced(cx, &range).then(|| Hit::new(range, Score::STRONG, "date in words, announced"))
}

const MARKS: [char; 6] = [' ', ',', '-', '.', '/', '\''];

/// Where the month and the day at the end of `text` start, and whether there is a day: `15 August`, `August 15`,
/// `15 de agosto de`, `15th of August`, `August`.
fn month_and_day(text: &str) -> Option<(usize, bool)> {
    if let Some(at) = day(text) {
        let rest = text[..at].trim_end_matches(MARKS);
        let name = last_word(rest);
        return month(name).then(|| (rest.len() - name.len(), true));
    }
    let link = |text| -> &str {
        [" of", " de", " do"]
            .iter()
            .find_map(|link| str::strip_suffix(text, link))
            .unwrap_or(text)
    };
    let rest = link(text);
    let name = last_word(rest);
    if !month(name) {
        return None;
    }
    let start = rest.len() - name.len();
    let front = link(rest[..start].trim_end_matches(MARKS)).trim_end_matches(MARKS);
    Some(day(front).map_or((start, false), |at| (at, true)))
}

/// `text` without an ordinal ending.
fn ordinal(text: &str) -> &str {
    let bare = ["st", "nd", "rd", "th", "er", "º", "ª", "."]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .unwrap_or(text);
    if bare.ends_with(|c: char| c.is_ascii_digit()) {
        bare
    } else {
        text
    }
}

/// Where the day at the end of `text` starts.
fn day(text: &str) -> Option<usize> {
    let bare = ordinal(text);
    let front = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = bare.len() - front.len();
    let fits =
        (1..=2).contains(&digits) && (1..=31).contains(&number(&bare.as_bytes()[front.len()..]));
    let alone = !front.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    (fits && alone).then_some(front.len())
}

/// The last `most` bytes of `text` before `end`, cut to characters and to one line.
fn tail(text: &str, end: usize, most: usize) -> &str {
    let mut from = end.saturating_sub(most);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = text.get(from..end).unwrap_or_default();
    tail.rfind('\n').map_or(tail, |at| &tail[at + 1..])
}

fn last_word(text: &str) -> &str {
    let letter = |c: char| c.is_alphabetic() || ('\u{0900}'..='\u{0DFF}').contains(&c);
    &text[text.trim_end_matches(letter).len()..]
}

/// Whether a cue announces `range`, and neither another date nor the name of another date stands between.
fn announced(cx: &Cx<'_>, range: &Range<usize>) -> bool {
    if !cx.cued(range) {
        return false;
    }
    // The column of a row says it; the names of the others stand between.
    if insert::is_in_row(cx.bytes(), range) {
        return true;
    }
    let near = tail(cx.text(), range.start, 32);
    match cx.gap_before(range) {
        Some(gap) => {
            let between = tail(cx.text(), range.start, gap);
            // The cells to the left are of other columns.
            let cell = between.rfind(['|', ';', '\t']).map_or(0, |at| at + 1);
            let comma = between.rfind(',').filter(|at| {
                let next = between[at + 1..].bytes().next();
                next.is_none_or(|b| !b.is_ascii_whitespace())
            });
            let line = tail(cx.text(), range.start, 64);
            let said = turn::said(line);
            let own = if said > 0 && line.len() - said < between.len() {
                &line[said..]
            } else {
                &between[cell.max(comma.map_or(0, |at| at + 1))..]
            };
            let digits = own.bytes().filter(u8::is_ascii_digit).count();
            digits < 4 && !names_another(between)
        }
        None => !names_another(near),
    }
}

fn names_another(between: &str) -> bool {
    between
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| {
            OTHER_DATES
                .iter()
                .any(|other| other.eq_ignore_ascii_case(word))
        })
}

fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |n, b| n * 10 + u32::from(b.wrapping_sub(b'0')))
}

fn year(year: u32) -> bool {
    (1900..=2099).contains(&year)
}

fn in_year(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}
