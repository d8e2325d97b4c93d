//! NHS numbers of England, Wales, the Isle of Man and Northern Ireland, and Scotland's CHI numbers: ten digits with a
//! modulus-11 check digit, printed 3-3-4 (NHS Data Model and Dictionary, NHS NUMBER).

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::{Spelling, digits, mask_all_but_last_four};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A patient's number in the United Kingdom's National Health Service.
    pub const UK_NHS: Entity = Entity::new("UK_NHS", "NHS");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::UK_NHS,
    triggers: &[
        Trigger::Shaped(10, 10, Shape::groups(1, 1).alone().hinted(), number),
        Trigger::Shaped(
            10,
            10,
            Shape::groups(3, 3).printed(&[&[3, 3, 4]]).alone(),
            number,
        ),
    ],
    cues: &[
        "nhs",
        "nhs number",
        "nhs no",
        "national health service",
        "chi number",
        "chi no",
        "health and care",
        "nhsno",
    ],
    spelling: Spelling {
        canonical: digits,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.before == b'+' {
        return None;
    }
    let valid = modulus_11(d.value) && d.value.iter().any(|b| *b != d.value[0]);
    let range = d.range();
    // Numbers now in use start with 4, 6 or 7 in England, Wales and the Isle of Man, and with 32 to 39 in Northern
    // Ireland. Without a cue the check alone would take one in eleven North American telephone numbers.
    let in_use = matches!(d.value, [b'4' | b'6' | b'7', ..] | [b'3', b'2'..=b'9', ..]);
    let chained = d.chained_before || d.chained_after;
    let (score, why) = match (valid, d.separator, cx.context(&range)) {
        (true, _, Context::Cued) => (Score::CERTAIN, "modulus 11, announced"),
        (false, _, Context::Cued) => (Score::ANNOUNCED, "announced, check digit wrong"),
        (true, Separator::Space, Context::Silent) if in_use && !chained => {
            (Score::new(55), "modulus 11, 3-3-4")
        }
        (true, _, _) => (Score::WEAK, "modulus 11 only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Weights 10 down to 2 on the first nine digits; 11 less the remainder is the check digit, 11 counts as 0 and 10 is
/// never issued.
fn modulus_11(value: &[u8]) -> bool {
    let Some((check, body)) = value.split_last() else {
        return false;
    };
    let sum: u32 = body
        .iter()
        .zip((2..=10_u32).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    match 11 - sum % 11 {
        11 => *check == b'0',
        10 => false,
        wanted => u32::from(check - b'0') == wanted,
    }
}

fn usual(canonical: &str) -> String {
    match (canonical.get(..3), canonical.get(3..6), canonical.get(6..)) {
        (Some(a), Some(b), Some(c)) if canonical.len() == 10 => [a, b, c].join(" "),
        _ => canonical.to_owned(),
    }
}
