//! EPIC, the elector's photo identity card: three letters of the constituency and seven digits, and the older form by
//! state, parliamentary and assembly constituency and number, `MH/07/045/123456` (Election Commission of India). Product codes look the same, so the number counts only where it is announced.

use super::candidate::{Code, Context, Cx, Digits, Separator};
use super::indian_state_table::is_state;
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The number of an Indian voter's card.
    pub const EPIC: Entity = Entity::new("EPIC", "EPIC");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::EPIC,
    triggers: &[
        Trigger::Code(10, 10, number),
        Trigger::Shaped(
            10,
            12,
            Shape::groups(3, 3).between(&[Separator::Slash]),
            older,
        ),
    ],
    cues: &[
        "epic",
        "voter",
        "voter id",
        "voter card",
        "voterid",
        "voters",
        "elector",
        "electors",
        "election card",
        "electoral",
        "matdata",
        "pehchan patra",
        "मतदाता",
        "वोटर",
        "ভোটার",
        "வாக்காளர்",
        "ఓటరు",
        "ఓటర్",
        "ಮತದಾರ",
        "വോട്ടർ",
        "വോട്ടേഴ്സ്",
        "મતદાર",
        "ચૂંટણી",
        "ਵੋਟਰ",
        "ଭୋଟର",
        "ووٹر",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// Bits 3 to 9: the seven digits.
const DIGITS: u64 = 0b11_1111_1000;

fn number(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    if code.digits != DIGITS {
        return None;
    }
    let range = code.range();
    Some(if cx.cued(&range) {
        Hit::new(range, Score::STRONG, "shape, announced")
    } else {
        Hit::new(range, Score::WEAK, "shape only")
    })
}

/// The form before 2002, found at its constituencies: `MH/07/045/123456`.
fn older(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let start = d.start.checked_sub(3)?;
    let state = &cx.bytes()[start..d.start - 1];
    if !matches!(d.groups, [2, 2..=3, 6..=7])
        || d.before != b'/'
        || d.chained_before
        || d.chained_after
        || !state.iter().all(u8::is_ascii_alphabetic)
        || cx.before(start).is_ascii_alphanumeric()
        || d.after.is_ascii_alphanumeric()
    {
        return None;
    }
    let range = start..d.end;
    Some(match (cx.context(&range), is_state(state)) {
        (Context::Cued, _) => Hit::new(range, Score::STRONG, "constituencies, announced"),
        (Context::Silent, true) => Hit::new(range, Score::ANNOUNCED, "state and constituencies"),
        _ => Hit::new(range, Score::WEAK, "shape only"),
    })
}
