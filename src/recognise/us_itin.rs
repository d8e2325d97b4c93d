//! US individual taxpayer identification numbers: nine digits that start with 9, the fourth and fifth within 50 to 65,
//! 70 to 88, 90 to 92 or 94 to 99 (Internal Revenue Service, Publication 1915 and IRM 3.21.263).

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::{Spelling, digits, mask_all_but_last_four};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An individual taxpayer identification number of the United States.
    pub const US_ITIN: Entity = Entity::new("US_ITIN", "ITIN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::US_ITIN,
    triggers: &[
        Trigger::Shaped(9, 9, Shape::groups(1, 1).alone().hinted(), number),
        Trigger::Shaped(
            9,
            9,
            Shape::groups(3, 3).printed(&[&[3, 2, 4]]).alone(),
            number,
        ),
    ],
    cues: &[
        "itin",
        "itins",
        "individual taxpayer",
        "taxpayer identification number",
        "taxpayer id",
        "tax id",
        "itinno",
    ],
    spelling: Spelling {
        canonical: digits,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.value[0] != b'9' {
        return None;
    }
    let middle = (d.value[3] - b'0') * 10 + (d.value[4] - b'0');
    let issued = matches!(middle, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    let grouped = d.groups.len() == 3;
    let range = d.range();
    let (score, why) = match (issued, grouped, cx.context(&range)) {
        (true, true, Context::Cued) => (Score::CERTAIN, "9xx-xx-xxxx, announced"),
        (true, false, Context::Cued) => (Score::LIKELY, "nine digits, announced"),
        (false, _, Context::Cued) => (Score::ANNOUNCED, "announced, never issued"),
        _ if d.chained_before || d.chained_after => return None,
        (true, true, Context::Silent) if d.separator == Separator::Hyphen => {
            (Score::LIKELY, "9xx-xx-xxxx")
        }
        (true, true, Context::Silent) if d.separator == Separator::Space => {
            (Score::new(55), "9xx xx xxxx")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}

fn usual(canonical: &str) -> String {
    match (canonical.get(..3), canonical.get(3..5), canonical.get(5..9)) {
        (Some(area), Some(group), Some(serial)) if canonical.len() == 9 => {
            [area, group, serial].join("-")
        }
        _ => canonical.to_owned(),
    }
}
