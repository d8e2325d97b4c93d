//! ABHA addresses: the name under which a person shares health records, at `abdm`, `sbx` in the sandbox and formerly
//! `ndhm` (Ayushman Bharat Digital Mission).

use super::candidate::Cx;
use super::sign::{Around, Sign};
use super::spelling::{Spelling, lower, mask_all};
use super::upi::parts;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An address of India's Ayushman Bharat health account.
    pub const ABHA_ADDRESS: Entity = Entity::new("ABHA_ADDRESS", "ABHAADR");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::ABHA_ADDRESS,
    triggers: &[Trigger::At(Around::SHORT_HANDLE, address)],
    cues: &["abha", "abha address", "phr address", "health id", "आभा"],
    spelling: Spelling {
        canonical: lower,
        usual: str::to_owned,
        mask: mask_all,
    },
};

fn address(cx: &Cx<'_>, sign: &Sign) -> Option<Hit> {
    let (start, handle, end) = parts(cx, sign)?;
    let health = [b"abdm".as_slice(), b"sbx", b"ndhm"]
        .iter()
        .any(|h| h.eq_ignore_ascii_case(handle));
    (health && sign.at - start >= 3).then(|| Hit::new(start..end, Score::CERTAIN, "health handle"))
}
