//! DIN, the number of a company director in India: eight digits (Companies Act, 2013, section 153), where announced.
//! `din` also means day in Hindi, so the word counts close by only.

use super::candidate::{Cx, Digits};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

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
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.groups.len() != 1
        || !d.stands_alone()
        || d.value.iter().all(|b| *b == d.value[0])
        || d.chained_before
    {
        return None;
    }
    let range = d.range();
    let (score, why) = match cx.cued(&range) {
        true if cx.cue_distance(&range) <= 32 => (cx.cued_score(&range), "announced"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}
