//! PAN, India's Permanent Account Number: five letters, four digits, one letter; the fourth letter is the holder's
//! kind (Income Tax Department: A, B, C, F, G, H, J, L, P, T).

use super::candidate::{Code, Context, Cx};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A Permanent Account Number of India's Income Tax Department.
    pub const PAN: Entity = Entity::new("PAN", "PAN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::PAN,
    triggers: &[Trigger::Code(10, 10, number)],
    cues: &[
        "pan",
        "pancard",
        "permanent account number",
        "income tax",
        "पैन",
        "पैन कार्ड",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Bits 5 to 8: the four digits of a PAN.
const DIGITS: u64 = 0b01_1110_0000;

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.digits != DIGITS || !b"ABCFGHJLPT".contains(&code.word[3].to_ascii_uppercase()) {
        return None;
    }
    let upper = code.word.iter().all(|b| !b.is_ascii_lowercase());
    let lower = code.word.iter().all(|b| !b.is_ascii_uppercase());
    let range = code.range();
    let (score, why) = match (upper, lower, cx.context(&range)) {
        (_, _, Context::Cued) => (Score::CERTAIN, "shape, announced"),
        (true, _, Context::Silent) => (Score::STRONG, "shape"),
        (true, _, Context::Refuted) => (Score::ANNOUNCED, "shape, refuted"),
        (_, true, Context::Silent) => (Score::LIKELY, "shape in lower case"),
        _ => (Score::WEAK, "shape in mixed case"),
    };
    Some(Hit::new(range, score, why))
}
