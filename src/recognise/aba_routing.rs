//! US bank routing numbers: nine digits, the first two a Federal Reserve district (00 to 12, 21 to 32, 61 to 72, 80),
//! weighted 3-7-1 to a multiple of ten (American Bankers Association, routing number policy). One in ten numbers
//! passes the check, so a cue is needed.

use super::candidate::{Cx, Digits};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A bank's routing number in the United States.
    pub const ABA_ROUTING: Entity = Entity::new("ABA_ROUTING", "ABA");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::ABA_ROUTING,
    triggers: &[Trigger::Shaped(
        9,
        9,
        Shape::groups(1, 3).alone().cued(),
        number,
    )],
    cues: &[
        "aba",
        "routing",
        "routing number",
        "routing no",
        "aba number",
        "aba routing",
        "rtn",
        "transit number",
        "ach routing",
        "wire routing",
        "abarouting",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if !matches!(d.groups, [9] | [4, 4, 1]) || !d.stands_alone() {
        return None;
    }
    let range = d.range();
    if !cx.cued(&range) {
        return None;
    }
    let (score, why) = if district(d.value) && weighted(d.value) {
        (Score::CERTAIN, "district and check digit, announced")
    } else if cx.gap_before(&range).is_none_or(|gap| gap > 24) {
        return None;
    } else {
        (Score::ANNOUNCED, "announced, check digit wrong")
    };
    Some(Hit::new(range, score, why))
}

fn district(value: &[u8]) -> bool {
    let two = (value[0] - b'0') * 10 + (value[1] - b'0');
    matches!(two, 0..=12 | 21..=32 | 61..=72 | 80)
}

fn weighted(value: &[u8]) -> bool {
    let sum: u32 = value
        .iter()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    sum.is_multiple_of(10) && value.iter().any(|b| *b != b'0')
}
