//! EPIC, the elector's photo identity card: three letters of the constituency and seven digits (Election Commission of
//! India). Product codes look the same, so the number counts only where it is announced.

use super::candidate::{Code, Cx};
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
    triggers: &[Trigger::Code(10, 10, number)],
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
