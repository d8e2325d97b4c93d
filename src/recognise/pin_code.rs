//! PIN codes of India Post: six digits, the first two a postal circle, the first never 0 (India Post, 1972). One counts
//! where it is announced, or behind a place whose circle it names, as in an address.

use super::among::Among;
use super::candidate::{Cx, Digits, Separator};
use super::pin_code_table::PLACES;
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A postal code of India.
    pub const PIN_CODE: Entity = Entity::new("PIN_CODE", "PIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::PIN_CODE,
    triggers: &[Trigger::Shaped(
        6,
        6,
        Shape::groups(1, 2)
            .between(&[Separator::Space])
            .printed(&[&[3, 3]])
            .alone(),
        number,
    )],
    cues: &[
        "pin",
        "pincode",
        "pin code",
        "pin no",
        "postal code",
        "postcode",
        "post code",
        "zip",
        "zipcode",
        "zip code",
        "पिन",
        "पिनकोड",
        "पिन कोड",
        "পিন",
        "পিনকোড",
        "பின்கோடு",
        "அஞ்சல்",
        "పిన్",
        "పిన్కోడ్",
        "పిన్ కోడ్",
        "పిన్‌కోడ్",
        "ಪಿನ್",
        "ಪಿನ್ಕೋಡ್",
        "ಪಿನ್ ಕೋಡ್",
        "ಪಿನ್‌ಕೋಡ್",
        "പിൻ",
        "പിൻകോഡ്",
        "પિન",
        "પિનકોડ",
        "ਪਿੰਨ",
        "ਪਿਨ",
        "ପିନ",
        "پن کوڈ",
        "postalcode",
    ],
    spelling: Spelling::DIGITS,
};

/// Whether the first two digits are a postal circle's, or the army's.
pub(super) fn circle(value: &[u8]) -> bool {
    let zone = (value[0] - b'0') * 10 + (value[1] - b'0');
    matches!(zone, 11..=28 | 30..=34 | 36..=53 | 56..=64 | 67..=85 | 90..=99)
}

/// The names of states and cities.
static NAMES: Among = {
    let (mut names, mut n) = ([""; PLACES.len()], 0);
    while n < names.len() {
        names[n] = PLACES[n].0;
        n += 1;
    }
    Among::of(&[&names])
};

/// Whether the word, in any case, is a state or city of India.
pub(super) fn is_place(word: &[u8]) -> bool {
    (2..=20).contains(&word.len())
        && NAMES.may_hold(word)
        && PLACES
            .iter()
            .any(|(place, _, _)| place.as_bytes().eq_ignore_ascii_case(word))
}

/// Bytes of what parts a code at `at` from the word before it: separators, a long dash among them.
pub(super) fn gap_before(bytes: &[u8], at: usize) -> usize {
    const LONGEST: usize = 6;
    let front = &bytes[at.saturating_sub(LONGEST)..at];
    let mut rest = front;
    while let Some((last, head)) = rest.split_last() {
        rest = match last {
            b' ' | b'-' | b',' | b'.' | b'\n' | b':' | b'(' | b')' => head,
            0x93 | 0x94 if head.ends_with(b"\xe2\x80") => &head[..head.len() - 2],
            _ => break,
        };
    }
    front.len() - rest.len()
}

/// The longest name of a place, in bytes.
const LONGEST_PLACE: usize = 36;

/// Whether the word before `at` is a place, and the code one of its circle's.
fn place(cx: &Cx<'_>, at: usize, value: &[u8]) -> bool {
    let bytes = cx.bytes();
    let gap = gap_before(bytes, at);
    let end = at - gap;
    let word = bytes[end.saturating_sub(LONGEST_PLACE)..end]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphabetic() || !b.is_ascii())
        .count();
    let name = &bytes[end - word..end];
    let zone = (value[0] - b'0') * 10 + (value[1] - b'0');
    gap > 0
        && word >= 2
        && NAMES.may_hold(name)
        && PLACES.iter().any(|(place, from, to)| {
            place.as_bytes().eq_ignore_ascii_case(name) && (*from..=*to).contains(&zone)
        })
}

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.value[0] == b'0' {
        return None;
    }
    if d.after == b'.' && cx.byte(d.end + 1).is_ascii_digit()
        || matches!(d.before, b'.' | b'$')
        || d.chained_after && d.separator == Separator::Space
    {
        return None;
    }
    let range = d.range();
    let (score, why) = match (cx.cued(&range), circle(d.value)) {
        (_, true) if place(cx, d.start, d.value) => {
            (Score::new(80), "behind a place of its circle")
        }
        (true, true) => (cx.cued_score(&range), "announced"),
        (true, false) => (Score::ANNOUNCED, "announced, no such circle"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}
