//! Indian driving licences: state, office, year of issue and seven digits, `MH12 20110012345` (Ministry of Road
//! Transport and Highways, Sarathi).

use super::candidate::{Context, Cx, Digits};
use super::indian_state_table::offices;
use super::shape::{Beside, Shape};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An Indian driving licence.
    pub const DRIVING_LICENCE_IN: Entity = Entity::new("DRIVING_LICENCE_IN", "DL");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::DRIVING_LICENCE_IN,
    triggers: &[Trigger::Shaped(
        11,
        14,
        Shape::groups(1, 4)
            .first()
            .behind(&[Beside::Letter, Beside::Space, Beside::Dash])
            .not_ahead_of(&[Beside::Letter]),
        number,
    )],
    cues: &[
        "dl",
        "dl no",
        "dl number",
        "driving licence",
        "driving license",
        "driver licence",
        "driver license",
        "driving",
        "licence",
        "license",
        "licence no",
        "ड्राइविंग",
        "लाइसेंस",
        "ড্রাইভিং",
        "লাইসেন্স",
        "ஓட்டுநர்",
        "உரிமம்",
        "డ్రైవింగ్",
        "లైసెన్స్",
        "ಚಾಲನಾ",
        "ಪರವಾನಗಿ",
        "ഡ്രൈവിംഗ്",
        "ലൈസൻസ്",
        "ડ્રાઇવિંગ",
        "લાઇસન્સ",
        "ਡਰਾਈਵਿੰਗ",
        "ਲਾਇਸੈਂਸ",
        "ଡ୍ରାଇଭିଂ",
        "ଲାଇସେନ୍ସ",
        "ڈرائیونگ",
        "لائسنس",
        "drivinglicencenumber",
        "drivinglicensenumber",
        "licencenumber",
        "licensenumber",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let head = if matches!(d.before, b' ' | b'-') {
        d.start - 1
    } else {
        d.start
    };
    let start = head.checked_sub(2)?;
    let bytes = cx.bytes();
    let most = offices(&bytes[start..head])?;
    if cx.before(start).is_ascii_alphanumeric()
        || d.after.is_ascii_alphanumeric()
        || d.groups.len() > 4
    {
        return None;
    }
    // `MH14 ...` with a letter behind the office is an old series; the shapes here have digits only.
    let office = (d.value[0] - b'0') * 10 + (d.value[1] - b'0');
    let year = d.value[2..6]
        .iter()
        .fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'));
    let known = (1..=most.max(1)).contains(&office);
    let shape = d.value.len() == 13
        && office > 0
        && (1950..=2040).contains(&year)
        && matches!(d.groups, [13] | [2, 11] | [2, 4, 7] | [6, 7]);
    let range = start..d.end;
    let (score, why) = match (shape, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "state, office and year, announced"),
        (true, _) if !known => (Score::WEAK, "office unknown"),
        (true, Context::Silent) => (Score::STRONG, "state, office and year"),
        (true, Context::Refuted) => (Score::new(55), "state, office and year, refuted"),
        (false, Context::Cued) if !d.chained_after => {
            (Score::ANNOUNCED, "announced, state's letters")
        }
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(range, score, why))
}
