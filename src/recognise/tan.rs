//! TAN, the number of who deducts tax at source in India: three letters of the jurisdiction, the first letter of the
//! name, five digits, a letter (Income Tax Act, section 203A; Protean).

use super::candidate::{Code, Context, Cx};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// India's Tax Deduction and Collection Account Number.
    pub const TAN: Entity = Entity::new("TAN", "TAN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::TAN,
    triggers: &[Trigger::Code(10, 10, number)],
    cues: &[
        "tan",
        "tan no",
        "tds",
        "deductor",
        "tax deduction",
        "टैन",
        "टीडीएस",
        "ট্যান",
        "டான்",
        "టాన్",
        "ಟ್ಯಾನ್",
        "ടാൻ",
        "ટેન",
        "ਟੈਨ",
        "ଟାନ",
        "ٹین",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Bits 4 to 8: the five digits.
const DIGITS: u64 = 0b1_1111_0000;

/// Jurisdictions that the department assigns.
static PLACES: &[&[u8; 3]] = &[
    b"AGR", b"AHM", b"ALD", b"AMR", b"BBN", b"BLR", b"BPL", b"BRD", b"CAL", b"CHE", b"CHN", b"CMB",
    b"DEL", b"HYD", b"JBP", b"JDH", b"JLD", b"JPR", b"KLP", b"KNP", b"LDH", b"LKN", b"MRI", b"MRT",
    b"MUM", b"NGP", b"NSK", b"PNE", b"PTL", b"PTN", b"RCH", b"RKT", b"RTK", b"SHL", b"SRT", b"TVD",
    b"VPN",
];

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.digits != DIGITS {
        return None;
    }
    let known = PLACES.iter().any(|p| p.as_slice() == &code.word[..3]);
    let range = code.range();
    let (score, why) = match (known, cx.context(&range)) {
        (_, Context::Cued) => (Score::STRONG, "shape, announced"),
        (true, Context::Silent) => (Score::LIKELY, "shape and jurisdiction"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}
