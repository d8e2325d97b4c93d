//! Vehicle registrations in India: state, office, series and number (`MH 12 AB 1234`), and the BH series with year,
//! `BH`, number and letters (`22 BH 1234 AA`) (Central Motor Vehicles Rules, 1989, rules 48 to 50; G.S.R. 594(E) of 2021).

use super::candidate::{Context, Cx, Digits};
use super::indian_state_table::offices;
use super::shape::{Beside, Shape};
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use std::ops::Range;

impl Entity {
    /// The registration of a vehicle in India.
    pub const VEHICLE_IN: Entity = Entity::new("VEHICLE_IN", "VEH");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::VEHICLE_IN,
    triggers: &[Trigger::Shaped(
        1,
        2,
        Shape::groups(1, 1).ahead_of(&[Beside::Letter, Beside::Space, Beside::Dash]),
        office,
    )],
    cues: &[
        "vehicle",
        "vehicle no",
        "vehicle number",
        "registration",
        "reg no",
        "regn",
        "rc",
        "rc no",
        "car",
        "bike",
        "scooter",
        "truck",
        "auto",
        "cab",
        "taxi",
        "plate",
        "number plate",
        "gaadi",
        "gadi",
        "gaadi number",
        "challan",
        "fastag",
        "गाड़ी",
        "वाहन",
        "गाडी",
        "গাড়ি",
        "வாகன",
        "வண்டி",
        "వాహన",
        "బండి",
        "ವಾಹನ",
        "ಗಾಡಿ",
        "വാഹന",
        "വണ്ടി",
        "વાહન",
        "ગાડી",
        "ਗੱਡੀ",
        "ਵਾਹਨ",
        "ଗାଡ଼ି",
        "ଯାନ",
        "گاڑی",
        "vehicleregistrationnumber",
    ],
    spelling: Spelling::UPPER_ALNUM,
};

/// The place behind an optional single separator.
fn over(cx: &Cx<'_>, at: usize) -> usize {
    if matches!(cx.byte(at), b' ' | b'-') {
        at + 1
    } else {
        at
    }
}

fn letters(cx: &Cx<'_>, at: usize, most: usize) -> usize {
    let rest = cx.bytes().get(at..).unwrap_or_default();
    rest.iter()
        .take(most + 1)
        .take_while(|b| b.is_ascii_alphabetic())
        .count()
}

fn numerals(cx: &Cx<'_>, at: usize, most: usize) -> usize {
    let rest = cx.bytes().get(at..).unwrap_or_default();
    rest.iter()
        .take(most + 1)
        .take_while(|b| b.is_ascii_digit())
        .count()
}

fn office(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.groups.len() != 1 {
        return None;
    }
    if d.value.len() == 2
        && matches!(cx.byte(over(cx, d.end)), b'B' | b'b')
        && let Some(hit) = bharat(cx, d)
    {
        return Some(hit);
    }
    let head = if matches!(d.before, b' ' | b'-') {
        d.start - 1
    } else {
        d.start
    };
    let start = head.checked_sub(2)?;
    let bytes = cx.bytes();
    let state = &bytes[start..head];
    if !state[0].is_ascii_alphabetic()
        || cx.before(start).is_ascii_alphanumeric()
        || cx.before(start) == b'_'
    {
        return None;
    }
    let office = d.value.iter().fold(0, |n, b| n * 10 + (b - b'0'));
    // Offices are added year by year: one beyond the table counts where words announce it.
    let known = office <= offices(state)?;
    if office == 0 {
        return None;
    }
    let series = over(cx, d.end);
    let length = letters(cx, series, 3);
    if !(1..=3).contains(&length) {
        return None;
    }
    // Delhi writes the class's letter onto the office: `DL 1C AB 1234`.
    let class = length == 1 && series == d.end && matches!(cx.byte(series + 1), b' ' | b'-');
    let more = if class { letters(cx, series + 2, 2) } else { 0 };
    let behind = if (1..=2).contains(&more) {
        series + 2 + more
    } else {
        series + length
    };
    let number = over(cx, behind);
    let figures = numerals(cx, number, 4);
    let end = number + figures;
    if !(1..=4).contains(&figures) || cx.byte(end).is_ascii_alphanumeric() || cx.byte(end) == b'_' {
        return None;
    }
    let upper = !bytes[start..end].iter().any(u8::is_ascii_lowercase);
    Some(judged(
        cx,
        india(cx, start)..end,
        known && upper && figures == 4 && d.value.len() == 2,
    ))
}

/// The BH series: the two digits of `d` are the year.
fn bharat(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let bh = over(cx, d.end);
    let bytes = cx.bytes();
    if d.value[0] != b'2' && d.value[0] != b'3'
        || !bytes.get(bh..bh + 2)?.eq_ignore_ascii_case(b"bh")
    {
        return None;
    }
    if d.before.is_ascii_alphanumeric() || d.before == b'_' {
        return None;
    }
    let number = over(cx, bh + 2);
    if numerals(cx, number, 4) != 4 {
        return None;
    }
    let tail = over(cx, number + 4);
    let length = letters(cx, tail, 2);
    let end = tail + length;
    if !(1..=2).contains(&length) || cx.byte(end).is_ascii_alphanumeric() {
        return None;
    }
    let upper = !bytes[d.start..end].iter().any(u8::is_ascii_lowercase);
    Some(judged(cx, india(cx, d.start)..end, upper))
}

/// The start with the `IND` of a high-security plate, where it stands before.
fn india(cx: &Cx<'_>, start: usize) -> usize {
    match start.checked_sub(4) {
        Some(at)
            if cx.bytes()[at..].starts_with(b"IND ") && !cx.before(at).is_ascii_alphanumeric() =>
        {
            at
        }
        _ => start,
    }
}

fn judged(cx: &Cx<'_>, range: Range<usize>, full: bool) -> Hit {
    let (score, why) = match (full, cx.context(&range)) {
        (true, Context::Cued) => (Score::CERTAIN, "state, office and series, announced"),
        (false, Context::Cued) => (Score::LIKELY, "short form, announced"),
        (true, Context::Silent) => (Score::LIKELY, "state, office and series"),
        _ => (Score::WEAK, "shape only"),
    };
    Hit::new(range, score, why)
}
