//! Mobile equipment identities: 15 digits, an eight-digit type allocation code first and Luhn's check digit last (3GPP
//! TS 23.003, section 6; GSMA TS.06). The first two digits name the body that allocates. With software version it has
//! 16 digits and no check.

use super::candidate::{Context, Cx, Digits};
use super::checksum::luhn;
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The identity of a mobile phone or modem.
    pub const IMEI: Entity = Entity::new("IMEI", "IMEI");
}

/// The groups in which one is printed.
const GROUPS: &[&[u8]] = &[
    &[2, 6, 6, 1],
    &[2, 6, 6, 2],
    &[6, 2, 6, 1],
    &[6, 2, 6, 2],
    &[8, 6, 1],
    &[8, 6, 2],
    &[6, 2, 6],
    &[8, 6],
    &[3, 3, 3, 3, 3],
];

pub(super) static RULE: Rule = Rule {
    entity: Entity::IMEI,
    triggers: &[
        Trigger::Shaped(14, 16, Shape::groups(1, 1).alone().hinted(), number),
        Trigger::Shaped(14, 16, Shape::groups(2, 5).printed(GROUPS).alone(), number),
    ],
    cues: &[
        "imei",
        "imeis",
        "imei1",
        "imei2",
        "imeisv",
        "imei number",
        "imei no",
        "handset",
        "device id",
        "meid",
        "आईएमईआई",
        "deviceimei",
        "আইএমইআই",
        "ஐஎம்இஐ",
        "ఐఎంఈఐ",
        "ಐಎಂಇಐ",
        "ഐഎംഇഐ",
        "આઈએમઈઆઈ",
        "ਆਈਐਮਈਆਈ",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let grouped = d.groups.len() > 1;
    if d.value.iter().all(|b| *b == d.value[0]) {
        return None;
    }
    let range = d.range();
    let checked = d.value.len() == 15 && luhn(d.value);
    let (score, why) = match (checked, grouped, cx.context(&range)) {
        (true, _, Context::Cued) => (Score::CERTAIN, "luhn, announced"),
        (false, _, Context::Cued) if d.value.len() == 15 => {
            (Score::ANNOUNCED, "announced, check digit wrong")
        }
        (false, _, Context::Cued) => (Score::LIKELY, "announced, without check digit"),
        (true, true, Context::Silent) if allocated(d.value) && !d.chained_before => {
            (Score::LIKELY, "luhn, grouped as an imei")
        }
        (true, _, Context::Silent) => (Score::WEAK, "luhn only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Reporting bodies in use: 01 and 10 to 99 but for a few; 00 is for test equipment.
fn allocated(value: &[u8]) -> bool {
    matches!(
        value,
        [b'0', b'1', ..] | [b'3', b'5', ..] | [b'8', b'6', ..] | [b'9', b'1' | b'8' | b'9', ..]
    )
}
