//! Udyam registrations of small enterprises: `UDYAM`, state, two digits of the district, seven of the enterprise
//! (Ministry of MSME, notification S.O. 2119(E) of 2020).

use super::candidate::{Cx, Digits, Separator};
use super::indian_state_table::is_state;
use super::shape::{Beside, Shape};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The Udyam registration of a small enterprise in India.
    pub const UDYAM: Entity = Entity::new("UDYAM", "UDYAM");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::UDYAM,
    triggers: &[Trigger::Shaped(
        9,
        9,
        Shape::groups(1, 2)
            .between(&[Separator::Space, Separator::Hyphen])
            .printed(&[&[2, 7]])
            .behind(&[Beside::Letter, Beside::Space, Beside::Dash])
            .not_ahead_of(&[Beside::Letter]),
        number,
    )],
    cues: &["udyam", "msme", "udyog", "उद्यम"],
    spelling: Spelling::UPPER_ALNUM,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let bytes = cx.bytes();
    let skip = |at: usize| {
        if matches!(cx.before(at), b'-' | b' ' | b'/') {
            at - 1
        } else {
            at
        }
    };
    let state_end = skip(d.start);
    let state = state_end.checked_sub(2)?;
    let word_end = skip(state);
    let start = word_end.checked_sub(5)?;
    let edge = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !bytes[start..word_end].eq_ignore_ascii_case(b"udyam")
        || edge(cx.before(start))
        || edge(d.after)
    {
        return None;
    }
    // The register's own letters for Karnataka.
    let known = |state: &[u8]| is_state(state) || state.eq_ignore_ascii_case(b"kr");
    Some(if known(&bytes[state..state_end]) {
        Hit::new(start..d.end, Score::CERTAIN, "prefix, state and shape")
    } else {
        Hit::new(
            start..d.end,
            Score::ANNOUNCED,
            "prefix and shape, state unknown",
        )
    })
}
