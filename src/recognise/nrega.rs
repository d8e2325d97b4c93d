//! Job cards under India's rural employment guarantee: state, district, block, panchayat, village, `/` and the family's
//! number (MGNREGA, operational guidelines): `MH-27-005-012-001/145`.

use super::candidate::{Cx, Digits};
use super::shape::{Beside, Shape};
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
    triggers: &[Trigger::Shaped(
        10,
        18,
        Shape::groups(5, 6).behind(&[Beside::Dash]),
        card,
    )],
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
        "জব কার্ড",
        "வேலை அட்டை",
        "ஜாப் கார்டு",
        "జాబ్ కార్డు",
        "జాబ్ కార్డ్",
        "ಜಾಬ್ ಕಾರ್ಡ್",
        "ജോബ് കാർഡ്",
        "തൊഴിൽ കാർഡ്",
        "જોબ કાર્ડ",
        "ਜੌਬ ਕਾਰਡ",
        "ଜବ କାର୍ଡ",
        "جاب کارڈ",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// The short names of states in the scheme's own system (NREGASoft), some of which no other registry uses, with the
/// newer ones of the motor vehicle registry.
#[rustfmt::skip]
static STATES: &[&[u8; 2]] = &[
    b"AN", b"AP", b"AR", b"AS", b"BH", b"BR", b"CG", b"CH", b"CT", b"DD", b"DN", b"GA", b"GJ", b"GO", b"HP", b"HR",
    b"JH", b"JK", b"KA", b"KL", b"KN", b"LA", b"LD", b"LK", b"MG", b"MH", b"ML", b"MN", b"MP", b"MZ", b"NL", b"OD",
    b"OR", b"PB", b"PC", b"PY", b"RJ", b"SK", b"TG", b"TN", b"TR", b"TS", b"UK", b"UP", b"UT", b"WB",
];

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
    let known = STATES.iter().any(|s| state.eq_ignore_ascii_case(*s));
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
