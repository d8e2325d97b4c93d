//! ESIC numbers: 10 digits of an insured person, 17 of an employer or of a person as the portal prints it (Employees'
//! State Insurance Corporation), where they are announced.

use super::candidate::{Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A number of India's Employees' State Insurance Corporation.
    pub const ESIC: Entity = Entity::new("ESIC", "ESIC");
}

const SHAPE: Shape = Shape::groups(1, 5)
    .between(&[Separator::Space, Separator::Hyphen])
    .alone()
    .cued();

pub(super) static RULE: Rule = Rule {
    entity: Entity::ESIC,
    triggers: &[
        Trigger::Shaped(10, 10, SHAPE, number),
        Trigger::Shaped(17, 17, SHAPE, number),
    ],
    cues: &[
        "esic",
        "esi",
        "esic no",
        "esi no",
        "esic number",
        "insurance number",
        "insured person",
        "ip number",
        "ip no",
        "state insurance",
        "ईएसआईसी",
        "ईएसआई",
        "ইএসআইসি",
        "இஎஸ்ஐ",
        "ఈఎస్ఐ",
        "ಇಎಸ್ಐ",
        "ഇഎസ്ഐ",
        "ઈએસઆઈસી",
        "ਈਐਸਆਈ",
        "ଇଏସଆଇ",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let shape = d.groups.len() == 1
        || d.separator == Separator::Hyphen
            && matches!(d.groups, [2, 2, 6, 3, 4] | [2, 8] | [2, 2, 6])
        || d.separator == Separator::Space && matches!(d.groups, [2, 2, 6, 3, 4] | [2, 8]);
    if !shape || !d.stands_alone() || d.value.iter().all(|b| *b == d.value[0]) {
        return None;
    }
    Some(if cx.cued(&d.range()) {
        Hit::new(d.range(), cx.cued_score(&d.range()), "announced")
    } else {
        Hit::new(d.range(), Score::WEAK, "shape only")
    })
}
