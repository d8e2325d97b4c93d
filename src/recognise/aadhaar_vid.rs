//! Aadhaar virtual ids: 16 digits that stand for an Aadhaar number, Verhoeff check digit last, printed 4-4-4-4 (UIDAI
//! circular 1 of 2018). Payment cards are written the same way, so one that checks as a card is left to them.

use super::candidate::{Context, Cx, Digits, Separator};
use super::checksum::{luhn, verhoeff};
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A virtual id that stands for an Aadhaar number.
    pub const AADHAAR_VID: Entity = Entity::new("AADHAAR_VID", "VID");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::AADHAAR_VID,
    triggers: &[
        Trigger::Shaped(
            16,
            16,
            Shape::groups(1, 1).alone().hinted_for_more(),
            number,
        ),
        Trigger::Shaped(
            16,
            16,
            Shape::groups(4, 4)
                .between(&[Separator::Space, Separator::Hyphen])
                .printed(&[&[4, 4, 4, 4]])
                .alone(),
            number,
        ),
    ],
    cues: &[
        "vid",
        "virtual id",
        "virtual identity",
        "aadhaar vid",
        "aadhaar virtual",
        "वीआईडी",
        "वर्चुअल",
        "ভার্চুয়াল",
        "விர்ச்சுவல்",
        "వర్చువల్",
        "ವರ್ಚುವಲ್",
        "വെർച്വൽ",
        "વર્ચ્યુઅલ",
        "ਵਰਚੁਅਲ",
        "ଭର୍ଚୁଆଲ",
        "ورچوئل",
        "virtualid",
    ],
    spelling: Spelling::DIGITS,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let grouped = d.groups.len() > 1;
    if d.value.iter().all(|b| *b == d.value[0]) {
        return None;
    }
    let whole = !d.chained_before && !d.chained_after;
    let printed = grouped && whole && (b'2'..=b'9').contains(&d.value[0]);
    let valid = verhoeff(d.value);
    let told = valid && printed && !luhn(d.value);
    // What neither its form nor a word tells is the most of such numbers.
    if !told && cx.unannounced(&d.range()) {
        return None;
    }
    let (score, why) = match (valid, cx.context(&d.range())) {
        (true, Context::Cued) => (Score::CERTAIN, "verhoeff, announced"),
        (false, Context::Cued) => (Score::ANNOUNCED, "announced, check digit wrong"),
        (true, Context::Silent) if told => (Score::new(55), "verhoeff, 4-4-4-4"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}
