//! Universal account numbers of provident fund members: 12 digits, from 10 on (EPFO). There is no check digit, so one
//! counts only where it is announced.

use super::candidate::{Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The universal account number of an Indian provident fund member.
    pub const UAN: Entity = Entity::new("UAN", "UAN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::UAN,
    triggers: &[Trigger::Shaped(
        12,
        12,
        Shape::groups(1, 3).alone().cued(),
        number,
    )],
    cues: &[
        "uan",
        "uan no",
        "uan number",
        "epfo",
        "epf",
        "pf",
        "pf account",
        "universal account",
        "universal account number",
        "provident fund",
        "यूएएन",
        "भविष्य निधि",
        "ईपीएफ",
        "ইউএএন",
        "யுஏஎன்",
        "యూఏఎన్",
        "ಯುಎಎನ್",
        "യുഎഎൻ",
        "યુએએન",
        "ਯੂਏਐਨ",
        "ୟୁଏଏନ",
        "یو اے این",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let shape = matches!(
        (d.groups, d.separator),
        ([12], _) | ([4, 4, 4], Separator::Space | Separator::Hyphen)
    );
    if !shape || !d.stands_alone() || d.value[0] != b'1' {
        return None;
    }
    let (score, why) = match (cx.cued(&d.range()), d.value[1]) {
        // A word of the rule's own beats `account` in `universal account number`.
        (true, b'0') => (Score::STRONG, "announced"),
        (true, _) => (cx.cued_score(&d.range()), "announced, first digits unusual"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}
