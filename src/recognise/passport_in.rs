//! Indian passports: a letter and seven digits where announced, and the machine-readable zone with its check digits
//! (Ministry of External Affairs; ICAO Doc 9303, part 4).

use super::candidate::{Code, Cx, Digits};
use super::shape::{Beside, Shape};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An Indian passport: its number, or its machine-readable zone.
    pub const PASSPORT_IN: Entity = Entity::new("PASSPORT_IN", "PASSPORT");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::PASSPORT_IN,
    triggers: &[
        Trigger::Code(8, 8, number),
        Trigger::Shaped(
            7,
            7,
            Shape::groups(1, 2)
                .behind(&[Beside::Letter, Beside::Space, Beside::Dash])
                .not_ahead_of(&[Beside::Letter]),
            spaced,
        ),
        Trigger::Code(11, 44, zone),
    ],
    cues: &[
        "passport",
        "passport no",
        "passport number",
        "ppt no",
        "pp no",
        "पासपोर्ट",
        "পাসপোর্ট",
        "பாஸ்போர்ட்",
        "கடவுச்சீட்டு",
        "పాస్‌పోర్ట్",
        "పాస్పోర్ట్",
        "ಪಾಸ್‌ಪೋರ್ಟ್",
        "ಪಾಸ್ಪೋರ್ಟ್",
        "പാസ്പോർട്ട്",
        "પાસપોર્ટ",
        "ਪਾਸਪੋਰਟ",
        "ପାସପୋର୍ଟ",
        "پاسپورٹ",
        "passportnum",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.digits != 0b1111_1110 {
        return None;
    }
    let usual = code.word[1] != b'0' && code.word[7] != b'0' && !b"QXZqxz".contains(&code.word[0]);
    let range = code.range();
    let (score, why) = match (cx.cued(&range), usual) {
        (true, true) => (Score::STRONG, "shape, announced"),
        (true, false) => (Score::ANNOUNCED, "announced, unusual digits"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

/// `J 8369854`, `J836 9854`, `J83 69854`: a space inside.
fn spaced(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let start = match d.groups {
        [7] if matches!(d.before, b' ' | b'-') => d.start.checked_sub(2)?,
        [_, _] if d.before.is_ascii_alphabetic() => d.start.checked_sub(1)?,
        _ => return None,
    };
    let apart = !cx.before(start).is_ascii_alphanumeric() && !d.after.is_ascii_alphanumeric();
    if !cx.byte(start).is_ascii_uppercase() || !apart || d.chained_after {
        return None;
    }
    let range = start..d.end;
    cx.cued(&range)
        .then(|| Hit::new(range, Score::LIKELY, "shape with a space, announced"))
}

/// ICAO 9303's check digit: weights 7, 3, 1 over digits, letters from 10 on, and fillers as 0.
fn icao(field: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (place, byte) in field.iter().enumerate() {
        let value = match byte {
            b'<' => 0,
            _ => char::from(*byte).to_digit(36)?,
        };
        sum += value * [7, 3, 1][place % 3];
    }
    u8::try_from(sum % 10).ok().map(|digit| digit + b'0')
}

/// The second line of a passport's zone, which starts ten bytes before this word, and the first where it stands above.
fn zone(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.word.get(1..4) != Some(b"IND") {
        return None;
    }
    let bytes = cx.bytes();
    let start = code.start.checked_sub(9)?;
    let line = bytes.get(start..start + 44)?;
    let checks = [(0..9, 9), (13..19, 19), (21..27, 27)];
    let fits = checks
        .iter()
        .filter(|(field, check)| icao(&line[field.clone()]) == Some(line[*check]))
        .count();
    let zone = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'<';
    if fits < 2 || !line.iter().all(zone) || zone(&cx.byte(start + 44)) || zone(&cx.before(start)) {
        return None;
    }
    let mut gap = start;
    while start - gap < 3 && matches!(cx.before(gap), b'\n' | b'\r' | b' ') {
        gap -= 1;
    }
    let first = gap.checked_sub(44).filter(|at| {
        gap < start && bytes[*at..].starts_with(b"P") && bytes[*at..gap].iter().all(zone)
    });
    let why = if fits == 3 {
        "machine-readable zone"
    } else {
        "machine-readable zone, one check digit wrong"
    };
    let score = if fits == 3 {
        Score::CERTAIN
    } else {
        Score::LIKELY
    };
    Some(Hit::new(first.unwrap_or(start)..start + 44, score, why))
}
