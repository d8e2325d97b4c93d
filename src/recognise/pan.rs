//! PAN, India's Permanent Account Number: five letters, four digits, one letter; the fourth letter is the holder's
//! kind (Income Tax Department: A, B, C, F, G, H, J, L, P, T). One that is announced counts with any fourth letter.

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
        "প্যান",
        "பான்",
        "పాన్",
        "ಪ್ಯಾನ್",
        "പാൻ",
        "પાન",
        "ਪੈਨ",
        "ପାନ",
        "پین",
        "पैन कार्ड",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Bits 5 to 8: the four digits of a PAN.
const DIGITS: u64 = 0b01_1110_0000;

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.digits != DIGITS {
        return None;
    }
    let kind = matches!(
        code.word[3].to_ascii_uppercase(),
        b'A' | b'B' | b'C' | b'F' | b'G' | b'H' | b'J' | b'L' | b'P' | b'T'
    );
    let upper = !code.word.iter().any(u8::is_ascii_lowercase);
    let range = code.range();
    if !kind {
        let announced = upper && cx.cued(&range);
        return announced.then(|| Hit::new(range, Score::ANNOUNCED, "announced, no such holder"));
    }
    let lower = || !code.word.iter().any(u8::is_ascii_uppercase);
    let (score, why) = match (upper, cx.context(&range)) {
        (_, Context::Cued) => (Score::CERTAIN, "shape, announced"),
        (true, Context::Silent) => (Score::STRONG, "shape"),
        (true, Context::Refuted) => (Score::ANNOUNCED, "shape, refuted"),
        (false, Context::Silent) if lower() && !generated(cx, code) => {
            (Score::LIKELY, "shape in lower case")
        }
        _ => (Score::WEAK, "shape in mixed case"),
    };
    Some(Hit::new(range, score, why))
}

/// Whether a word in lower case may be a hash, or a part of a version or path.
fn generated(cx: &Cx<'_>, code: &Code<'_>) -> bool {
    let joins = |b: u8| matches!(b, b'.' | b'+' | b'-' | b'_' | b'/');
    let word = |b: u8| b.is_ascii_alphanumeric();
    let glued_before =
        joins(cx.before(code.start)) && word(cx.before(code.start.saturating_sub(1)));
    let glued_behind = joins(cx.byte(code.end)) && word(cx.byte(code.end + 1));
    code.word.iter().all(u8::is_ascii_hexdigit) || glued_before || glued_behind
}
