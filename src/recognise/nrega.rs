//! Job cards under India's rural employment guarantee: state, district, block, panchayat, village, `/` and the family's
//! number (MGNREGA, operational guidelines): `MH-27-005-012-001/145`.

use super::candidate::{Cx, Digits};
use super::indian_state_table::is_state;
use super::shape::Shape;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A job card of India's rural employment guarantee.
    pub const NREGA: Entity = Entity::new("NREGA", "NREGA");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::NREGA,
    triggers: &[Trigger::Shaped(10, 18, Shape::groups(5, 6), card)],
    cues: &[
        "nrega",
        "mgnrega",
        "mnrega",
        "narega",
        "job card",
        "jobcard",
        "मनरेगा",
        "नरेगा",
        "जॉब कार्ड",
        "நூறு நாள்",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

fn card(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let ([2, 2..=3, 2..=3, 2..=3, family] | [2, 2..=3, 2..=3, 2..=3, 2..=3, family]) = *d.groups
    else {
        return None;
    };
    let bytes = cx.bytes();
    let slash = d.end.checked_sub(usize::from(family) + 1)?;
    let start = d.start.checked_sub(3)?;
    if bytes[slash] != b'/'
        || cx.before(d.start) != b'-'
        || bytes[d.start..slash]
            .iter()
            .any(|b| !b.is_ascii_digit() && *b != b'-')
    {
        return None;
    }
    let state = &bytes[start..start + 2];
    let known = is_state(state)
        || [b"BH", b"UT", b"CT", b"WB"]
            .iter()
            .any(|s| state.eq_ignore_ascii_case(*s));
    if !known || cx.before(start).is_ascii_alphanumeric() {
        return None;
    }
    // A family that has split carries a letter behind its number.
    let letter = matches!(cx.byte(d.end), b'-')
        && cx.byte(d.end + 1).is_ascii_uppercase()
        && !cx.byte(d.end + 2).is_ascii_alphanumeric();
    let end = if letter { d.end + 2 } else { d.end };
    Some(Hit::new(start..end, Score::STRONG, "state and shape"))
}
