//! UK national insurance numbers: two prefix letters, six digits, suffix A to D, printed `QQ 12 34 56 C`. D, F, I, Q, U
//! and V are in no prefix, O is not its second letter, and BG, GB, KN, NK, NT, TN and ZZ are not allocated (HM Revenue
//! & Customs, NIM39110).

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, mask_all_but_last_four, upper_alnum};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A national insurance number of the United Kingdom.
    pub const UK_NINO: Entity = Entity::new("UK_NINO", "NINO");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::UK_NINO,
    triggers: &[Trigger::Shaped(
        6,
        6,
        Shape::groups(1, 3)
            .between(&[Separator::Space, Separator::Hyphen])
            .printed(&[&[2, 2, 2]])
            .first()
            .behind(&[Beside::Letter, Beside::Space, Beside::Dash]),
        number,
    )],
    cues: &[
        "nino",
        "ni number",
        "ni no",
        "national insurance",
        "national insurance number",
        "national insurance no",
        "nat ins",
        "nat ins no",
        "nationalinsurancenumber",
        "nationalinsurance",
        "ninumber",
    ],
    spelling: Spelling {
        canonical: upper_alnum,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let spaced = d.groups.len() > 1;
    let part = |b: u8| matches!(b, b' ' | b'-');
    let gap = usize::from(part(d.before));
    let start = d.start.checked_sub(2 + gap)?;
    let prefix = [cx.byte(start), cx.byte(start + 1)];
    if !prefix.iter().all(u8::is_ascii_alphabetic) || word(cx.before(start)) {
        return None;
    }
    let gap = usize::from(part(d.after));
    let suffix = cx.byte(d.end + gap);
    let closed = suffix.is_ascii_alphabetic() && !word(cx.byte(d.end + gap + 1));
    if !closed && word(d.after) {
        return None;
    }
    let end = if closed { d.end + gap + 1 } else { d.end };
    let upper =
        prefix.iter().all(u8::is_ascii_uppercase) && (!closed || suffix.is_ascii_uppercase());
    let valid = closed && matches!(suffix | 0x20, b'a'..=b'd') && allocated(prefix);
    let range = start..end;
    let (score, why) = match (valid, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "prefix and suffix, announced"),
        (false, Context::Cued) if allocated(prefix) && !closed => {
            (Score::LIKELY, "prefix, announced, no suffix")
        }
        (false, Context::Cued) => (Score::ANNOUNCED, "announced, never allocated"),
        (true, Context::Silent) if spaced && upper => (Score::STRONG, "prefix and suffix, spaced"),
        (true, Context::Silent) if upper => (Score::LIKELY, "prefix and suffix"),
        (true, _) => (Score::WEAK, "shape only"),
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn allocated(prefix: [u8; 2]) -> bool {
    let prefix = prefix.map(|b| b.to_ascii_uppercase());
    let barred = |b: &u8| b"DFIQUV".contains(b);
    !prefix.iter().any(barred)
        && prefix[1] != b'O'
        && !matches!(
            &prefix,
            b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ"
        )
}

fn usual(canonical: &str) -> String {
    let part = |from: usize, to: usize| canonical.get(from..to);
    match (part(0, 2), part(2, 4), part(4, 6), part(6, 8), part(8, 9)) {
        (Some(a), Some(b), Some(c), Some(d), Some(e)) if canonical.len() == 9 => {
            [a, b, c, d, e].join(" ")
        }
        _ => canonical.to_owned(),
    }
}
