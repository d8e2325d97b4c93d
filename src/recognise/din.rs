//! DIN, the number of a company director in India: eight digits (Companies Act, 2013, section 153), where announced.
//! `din` also means day in Hindi, so the word counts close by only.

use super::candidate::{Cx, Digits};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use std::ops::Range;

impl Entity {
    /// A company director's identification number in India.
    pub const DIN: Entity = Entity::new("DIN", "DIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::DIN,
    triggers: &[Trigger::Shaped(
        8,
        8,
        Shape::groups(1, 1).alone().cued(),
        number,
    )],
    cues: &[
        "din",
        "din no",
        "din number",
        "dpin",
        "director identification",
        "director id",
        "डीआईएन",
        "ডিআইএন",
        "டிஐஎன்",
        "డీఐఎన్",
        "ಡಿಐಎನ್",
        "ഡിഐഎൻ",
        "ડીઆઈએન",
        "ਡੀਆਈਐਨ",
        "ଡିଆଇଏନ",
        "ڈی آئی این",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.groups.len() != 1
        || !d.stands_alone()
        || d.value.iter().all(|b| *b == d.value[0])
        || d.chained_before && !matches!(d.before, b'\'' | b'"')
    {
        return None;
    }
    let range = d.range();
    let (score, why) = match cx.cued(&range) {
        true if cx.cue_distance(&range) <= 32 && !day(cx, &range) => {
            (cx.cued_score(&range), "announced")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

/// Whether the nearest cue is Hindi's word for day: `10 din me`, `din bhar`.
fn day(cx: &Cx<'_>, range: &Range<usize>) -> bool {
    const BEHIND: [&[u8]; 12] = [
        b"me", b"mein", b"main", b"bhar", b"se", b"ke", b"baad", b"pehle", b"tak", b"ho", b"raat",
        b"tha",
    ];
    let bytes = cx.bytes();
    let from = range.start.saturating_sub(REACH);
    let Some(at) = memchr::memmem::rfind(&bytes[from..range.start], b"din").map(|at| from + at)
    else {
        return false;
    };
    let mut words = bytes[at + 3..range.start].split(|b| !b.is_ascii_alphabetic());
    let next = words.find(|word| !word.is_empty()).unwrap_or_default();
    // `user=42 din=01234567` is a key.
    let counted = matches!(&bytes[at.saturating_sub(2)..at], [b'0'..=b'9', b' '])
        && bytes.get(at + 3) == Some(&b' ');
    !cx.before(at).is_ascii_alphabetic() && (counted || BEHIND.contains(&next))
}

/// How far before a number the word is looked for, in bytes.
const REACH: usize = 48;
