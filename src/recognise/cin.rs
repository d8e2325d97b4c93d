//! CIN, an Indian company's corporate identity number: listed or not, industry, state, year, class and registration
//! (Companies Act, 2013; Ministry of Corporate Affairs).

use super::candidate::{Code, Context, Cx};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An Indian company's Corporate Identity Number.
    pub const CIN: Entity = Entity::new("CIN", "CIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::CIN,
    triggers: &[Trigger::Code(21, 21, number)],
    cues: &[
        "cin",
        "cin no",
        "corporate identity",
        "corporate identification",
        "सीआईएन",
        "সিআইএন",
        "சிஐஎன்",
        "సీఐఎన్",
        "ಸಿಐಎನ್",
        "സിഐഎൻ",
        "સીઆઈએન",
        "ਸੀਆਈਐਨ",
        "ସିଆଇଏନ",
        "سی آئی این",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Digits at 1 to 5, 8 to 11, and 15 to 20.
const DIGITS: u64 = 0b1_1111_1000_1111_0011_1110;

static CLASSES: &[&[u8; 3]] = &[
    b"PLC", b"PTC", b"GOI", b"SGC", b"NPL", b"FLC", b"FTC", b"GAP", b"GAT", b"ULL", b"ULT", b"OPC",
];

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let word = code.word;
    if code.digits != DIGITS || !b"LUFluf".contains(&word[0]) {
        return None;
    }
    let class = CLASSES
        .iter()
        .any(|c| c.eq_ignore_ascii_case(&word[12..15]));
    let year = matches!(&word[8..10], b"18" | b"19" | b"20");
    let range = code.range();
    let (score, why) = match (class && year, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "shape and class, announced"),
        (true, _) => (Score::STRONG, "shape and class"),
        (false, Context::Cued) => (Score::ANNOUNCED, "announced, class or year unknown"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}
