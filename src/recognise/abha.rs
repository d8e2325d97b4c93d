//! ABHA numbers: 14 digits, printed 2-4-4-4 (Ayushman Bharat Digital Mission). No check digit is published, so a bare
//! run counts only where it is announced; the printed grouping is nobody else's, and numbers issued begin with 91.

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::{Spelling, digits, mask_all_but_last_four};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The number of India's Ayushman Bharat health account.
    pub const ABHA: Entity = Entity::new("ABHA", "ABHA");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::ABHA,
    triggers: &[
        Trigger::Shaped(
            14,
            14,
            Shape::groups(1, 1).alone().hinted_for_more(),
            number,
        ),
        Trigger::Shaped(
            14,
            14,
            Shape::groups(4, 4)
                .between(&[Separator::Space, Separator::Hyphen])
                .printed(&[&[2, 4, 4, 4]])
                .alone(),
            number,
        ),
    ],
    cues: &[
        "abha",
        "abha number",
        "health id",
        "health account",
        "ayushman",
        "abdm",
        "ndhm",
        "आभा",
        "आयुष्मान",
        "আভা",
        "আয়ুষ্মান",
        "ஆபா",
        "ஆயுஷ்மான்",
        "ఆభా",
        "ఆయుష్మాన్",
        "ಆಭಾ",
        "ಆಯುಷ್ಮಾನ್",
        "ആഭ",
        "ആയുഷ്മാൻ",
        "આભા",
        "આયુષ્માન",
        "ਆਭਾ",
        "ਆਯੁਸ਼ਮਾਨ",
        "ଆଭା",
        "آبھا",
        "healthid",
        "healthidnumber",
    ],
    spelling: Spelling {
        canonical: digits,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let grouped = d.groups.len() > 1;
    if d.value.iter().all(|b| *b == d.value[0]) {
        return None;
    }
    let whole = !d.chained_before && !d.chained_after;
    let (score, why) = match (grouped, cx.context(&d.range())) {
        (true, Context::Cued) => (Score::CERTAIN, "2-4-4-4, announced"),
        (false, Context::Cued) => (cx.cued_score(&d.range()), "announced"),
        (true, Context::Silent) if whole && d.separator == Separator::Hyphen => {
            (Score::LIKELY, "2-4-4-4")
        }
        (true, Context::Silent) if whole && d.value.starts_with(b"91") => {
            (Score::LIKELY, "2-4-4-4, from 91")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}

fn usual(canonical: &str) -> String {
    match canonical.len() {
        14 if canonical.is_ascii() => [
            &canonical[..2],
            &canonical[2..6],
            &canonical[6..10],
            &canonical[10..],
        ]
        .join("-"),
        _ => canonical.to_owned(),
    }
}
