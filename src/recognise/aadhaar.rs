//! Aadhaar numbers: 12 digits, the first 2 to 9, Verhoeff check digit last, printed 4-4-4 (UIDAI); and the masked
//! form with the first eight hidden, `XXXX XXXX 1234` (UIDAI, masked Aadhaar).

use std::ops::Range;

use super::candidate::{Context, Cx, Digits, Separator};
use super::checksum::verhoeff;
use super::reference::of_cloud;
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, gathered, mask_all_but_last_four};
use super::{Rule, Trigger, spelled};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A resident's number in India's Aadhaar system.
    pub const AADHAAR: Entity = Entity::new("AADHAAR", "UID");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::AADHAAR,
    triggers: &[
        Trigger::Long(spelled),
        Trigger::Shaped(12, 12, Shape::groups(1, 1).alone(), number),
        Trigger::Shaped(
            12,
            12,
            Shape::groups(3, 3)
                .between(&[Separator::Space, Separator::Hyphen])
                .printed(&[&[4, 4, 4]])
                .alone(),
            number,
        ),
        Trigger::Shaped(
            4,
            4,
            Shape::groups(1, 1)
                .first()
                .behind(&[Beside::Letter, Beside::Star, Beside::Space, Beside::Dash])
                .not_ahead_of(&[Beside::Letter]),
            masked,
        ),
    ],
    cues: &[
        "aadhaar",
        "aadhar",
        "adhaar",
        "adhar",
        "uidai",
        "uid",
        "आधार",
        "आधार कार्ड",
        "ஆதார்",
        "ఆధార్",
        "আধার",
        "ಆಧಾರ್",
        "આધાર",
        "ആധാർ",
        "ਆਧਾਰ",
        "ଆଧାର",
        "aadhaarcardnumber",
        "aadharcardnumber",
        "آدھار",
    ],
    spelling: Spelling {
        canonical,
        usual,
        mask: mask_all_but_last_four,
    },
};

fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let grouped = d.groups.len() > 1;
    if !(b'2'..=b'9').contains(&d.value[0]) {
        return None;
    }
    // The last group of a UUID.
    let front = &cx.bytes()[d.start.saturating_sub(6)..d.start];
    if let [b'-', hex @ .., b'-'] = front
        && hex.len() == 4
        && hex.iter().all(u8::is_ascii_hexdigit)
        && !grouped
    {
        return None;
    }
    // The fraction of a decimal number.
    if d.before == b'.' && !cx.before(d.start - 1).is_ascii_alphabetic() {
        return None;
    }
    // A 16-digit group chain is a card or a virtual id; twelve of it are nobody's Aadhaar.
    if grouped && (d.chained_after || d.chained_before) && d.separator == Separator::Hyphen {
        return None;
    }
    let valid = verhoeff(d.value) && d.value.iter().any(|b| *b != d.value[0]);
    if !valid && cx.unannounced(&d.range()) {
        return None;
    }
    let context = cx.context(&d.range());
    let asks = valid || context == Context::Cued;
    if grouped && asks && super::card::in_hex_table(cx, d) {
        return None;
    }
    let (score, why) = match (valid, grouped, context) {
        // The word may be another number's: `Aadhaar 5398 2174 6502. Reach me on 919878458293`.
        (true, false, Context::Cued)
            if matches!(d.value, [b'9', b'1', b'6'..=b'9', ..])
                && cx.cue_distance(&d.range()) > 24 =>
        {
            (Score::new(52), "verhoeff, may be a telephone")
        }
        (true, _, Context::Cued) => (Score::CERTAIN, "verhoeff, announced"),
        (true, true, Context::Refuted) => (Score::new(55), "verhoeff, 4-4-4, refuted"),
        (true, true, Context::Silent) if d.chained_before && d.chained_after => {
            (Score::WEAK, "verhoeff, within more groups")
        }
        (true, true, Context::Silent) if part(cx, d) => {
            (Score::new(52), "verhoeff, 4-4-4 of a longer number")
        }
        (true, true, Context::Silent) => (Score::STRONG, "verhoeff, 4-4-4"),
        // A mobile number behind India's code passes one time in ten.
        (true, false, Context::Silent) if matches!(d.value, [b'9', b'1', b'6'..=b'9', ..]) => {
            (Score::new(52), "verhoeff, may be a telephone")
        }
        (true, false, Context::Silent) if of_cloud(cx.bytes(), &d.range()) => {
            (Score::WEAK, "verhoeff, may be an account of a cloud")
        }
        (true, false, Context::Silent) => (Score::LIKELY, "verhoeff"),
        (true, false, Context::Refuted) => (Score::WEAK, "verhoeff, refuted"),
        (false, _, Context::Cued) => (Score::ANNOUNCED, "announced, check digit wrong"),
        _ => (Score::WEAK, "shape only"),
    };
    Some(Hit::new(d.range(), score, why))
}

/// Twelve digits spelled out with hyphens between.
fn spelled(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let (value, count) = spelled::digits(cx, &run)?;
    let holds = count == 12 && (b'2'..=b'9').contains(&value[0]) && verhoeff(&value[..count]);
    (holds && cx.context(&run) != Context::Refuted)
        .then(|| Hit::new(run, Score::STRONG, "verhoeff, spelled out"))
}

/// Whether one more group of up to four digits stands a space away, as in an account's number printed in fours.
fn part(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let digits = |at: usize| cx.byte(at).is_ascii_digit();
    let behind = (1..).take_while(|n| digits(d.end + n)).take(5).count();
    let before = (2..)
        .take_while(|n| d.start.checked_sub(*n).is_some_and(digits))
        .take(5)
        .count();
    let ends = |b: u8| !matches!(b, b'/' | b'-' | b'.' | b':') && !b.is_ascii_alphabetic();
    d.separator == Separator::Space
        && (d.after == b' ' && (1..=4).contains(&behind) && ends(cx.byte(d.end + 1 + behind))
            || d.before == b' '
                && (1..=4).contains(&before)
                && ends(cx.before(d.start - 1 - before)))
}

fn masked(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let hidden = |from: usize| {
        cx.bytes()
            .get(from..from + 4)
            .is_some_and(|part| part.iter().all(|b| matches!(b, b'X' | b'x' | b'*')))
    };
    let separator = |at: usize| matches!(cx.byte(at), b' ' | b'-');
    let start = match d.start {
        s if s >= 10 && separator(s - 1) && hidden(s - 5) && separator(s - 6) && hidden(s - 10) => {
            s - 10
        }
        s if s >= 8 && hidden(s - 4) && hidden(s - 8) => s - 8,
        _ => return None,
    };
    let edge = |b: u8| b.is_ascii_alphanumeric() || b == b'*';
    if edge(cx.before(start))
        || edge(d.after)
        || matches!(cx.before(start), b'-' | b' ')
            && edge(cx.before(start.saturating_sub(1)))
            && matches!(cx.before(start.saturating_sub(1)), b'X' | b'x' | b'*')
    {
        return None;
    }
    Some(Hit::new(start..d.end, Score::LIKELY, "masked aadhaar"))
}

fn canonical(surface: &str) -> String {
    let kept = surface.chars().filter_map(|c| match c {
        '*' | 'x' | 'X' => Some('X'),
        c if c.is_ascii_digit() => Some(c),
        _ => None,
    });
    gathered(surface.len(), kept)
}

fn usual(canonical: &str) -> String {
    if canonical.len() == 12 && canonical.bytes().all(|b| b.is_ascii_digit()) {
        [&canonical[..4], &canonical[4..8], &canonical[8..]].join(" ")
    } else {
        canonical.to_owned()
    }
}
