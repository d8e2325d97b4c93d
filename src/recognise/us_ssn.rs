//! US social security numbers: area, group and serial, printed 3-2-4. The area is not 000, 666 or 900 to 999, the
//! group not 00, the serial not 0000 (Social Security Administration, RM 10201, randomised since 2011).

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::Shape;
use super::spelling::{Spelling, digits, mask_all_but_last_four};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A social security number of the United States.
    pub const US_SSN: Entity = Entity::new("US_SSN", "SSN");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::US_SSN,
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
        "ssn",
        "ssns",
        "social",
        "social security",
        "social security number",
        "social security no",
        "soc sec",
        "ss number",
        "taxpayer id",
        "seguro social",
        "socialsecuritynumber",
        "socialsecurity",
    ],
    spelling: Spelling {
        canonical: digits,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let range = d.range();
    let context = cx.context(&range);
    let allocated = allocated(d.value);
    let (score, why) = match (d.groups, d.separator, context, allocated) {
        ([3, 2, 4], _, Context::Cued, true) => (Score::CERTAIN, "3-2-4, announced"),
        ([9], _, Context::Cued, true) => (Score::LIKELY, "nine digits, announced"),
        // The text says which it is; an ITIN's shape alone scores less.
        ([3, 2, 4], _, Context::Cued, false) if d.value[0] == b'9' => {
            (Score::new(80), "announced, never allocated")
        }
        ([3, 2, 4] | [9], _, Context::Cued, false) => {
            (Score::ANNOUNCED, "announced, never allocated")
        }
        _ if d.chained_before || d.chained_after => return None,
        ([3, 2, 4], Separator::Hyphen, Context::Silent, true) => (Score::LIKELY, "3-2-4"),
        ([3, 2, 4], Separator::Space, Context::Silent, true) => {
            (Score::new(55), "3-2-4 with spaces")
        }
        ([3, 2, 4], _, _, true) => (Score::WEAK, "shape only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Whether the SSA issues such a number; those printed in advertisements are nobody's.
fn allocated(value: &[u8]) -> bool {
    let (area, rest) = value.split_at(3);
    let (group, serial) = rest.split_at(2);
    area != b"000"
        && area != b"666"
        && area[0] != b'9'
        && group != b"00"
        && serial != b"0000"
        && value != b"078051120"
        && value != b"219099999"
        && !value.iter().all(|b| *b == value[0])
}

fn usual(canonical: &str) -> String {
    match (canonical.get(..3), canonical.get(3..5), canonical.get(5..9)) {
        (Some(area), Some(group), Some(serial)) if canonical.len() == 9 => {
            [area, group, serial].join("-")
        }
        _ => canonical.to_owned(),
    }
}
