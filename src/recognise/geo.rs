//! Coordinates of a place: a pair of decimal degrees with four or more decimals (11 metres), degrees with a compass
//! letter, degrees, minutes and seconds (ISO 6709, annex D), and single values that `lat` or `lng` announces. A pair
//! within a longer list of numbers is not a place.

use super::candidate::{Context, Cx, Digits, Separator};
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, gathered, mask_all};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// The coordinates of a place.
    pub const GEO: Entity = Entity::new("GEO", "GEO");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::GEO,
    triggers: &[
        Trigger::Shaped(
            3,
            18,
            Shape::groups(2, 2).between(&[Separator::Dot]),
            decimal,
        ),
        Trigger::Shaped(
            1,
            3,
            Shape::groups(1, 1).ahead_of(&[Beside::Foreign]),
            degrees,
        ),
    ],
    cues: &[
        "lat",
        "lats",
        "latitude",
        "lng",
        "lon",
        "long",
        "longitude",
        "latlng",
        "latlong",
        "lat long",
        "gps",
        "coordinates",
        "coordinate",
        "coords",
        "geo",
        "geolocation",
        "geopoint",
        "location",
        "ll",
        "maps",
        "koordinaten",
        "coordonnées",
        "coordenadas",
        "breitengrad",
        "längengrad",
        "अक्षांश",
        "देशांतर",
    ],
    spelling: Spelling {
        canonical: |surface| {
            gathered(
                surface.len(),
                surface.chars().filter(|c| !c.is_whitespace()),
            )
        },
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// One coordinate read from text.
struct Coordinate {
    start: usize,
    end: usize,
    whole: u32,
    decimals: usize,
    compass: Option<u8>,
}

/// Reads `-12.9716°N` at `at`: sign, digits, dot, decimals, and a compass letter with its degree sign.
fn coordinate(cx: &Cx<'_>, at: usize) -> Option<Coordinate> {
    let digits = |from: usize| {
        (from..from + 19)
            .take_while(|place| cx.byte(*place).is_ascii_digit())
            .count()
    };
    let signed = matches!(cx.byte(at), b'-' | b'+');
    let from = at + usize::from(signed);
    let lead = digits(from);
    if !(1..=3).contains(&lead) || cx.byte(from + lead) != b'.' {
        return None;
    }
    let decimals = digits(from + lead + 1);
    let mut end = from + lead + 1 + decimals;
    let whole = (from..from + lead).fold(0, |n, place| n * 10 + u32::from(cx.byte(place) - b'0'));
    let mut compass = None;
    let rest = cx.text().get(end..)?;
    let after = rest.strip_prefix(' ').unwrap_or(rest);
    let bare = after.strip_prefix('°').unwrap_or(after);
    let marked = bare.len() < after.len();
    let letter = bare.strip_prefix(' ').unwrap_or(bare);
    let place = end + rest.len() - letter.len();
    if matches!(cx.byte(place), b'N' | b'S' | b'E' | b'W')
        && !cx.byte(place + 1).is_ascii_alphanumeric()
        // `1.0000E-383`
        && !(cx.byte(place) == b'E'
            && matches!(cx.byte(place + 1), b'-' | b'+')
            && cx.byte(place + 2).is_ascii_digit())
    {
        compass = Some(cx.byte(place));
        end = place + 1;
    } else if marked {
        end += rest.len() - bare.len();
    }
    Some(Coordinate {
        start: at,
        end,
        whole,
        decimals,
        compass,
    })
}

/// A pair or a single value in decimal degrees, found at its first number.
fn decimal(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let [1..=3, decimals] = *d.groups else {
        return None;
    };
    if d.separator != Separator::Dot
        || decimals < 2
        || d.before == b'.'
        || d.before.is_ascii_alphabetic()
    {
        return None;
    }
    let signed = matches!(d.before, b'-' | b'+') && !cx.before(d.start - 1).is_ascii_alphanumeric();
    let first = coordinate(cx, d.start - usize::from(signed))?;
    if first.whole > 180 || cx.byte(first.end) == b'.' && cx.byte(first.end + 1).is_ascii_digit() {
        return None;
    }
    if let Some(hit) = pair(cx, &first) {
        return Some(hit);
    }
    let range = first.start..first.end;
    let (score, why) = match (first.compass, cx.cued(&range)) {
        (Some(_), _) if first.decimals >= 3 => (Score::LIKELY, "degrees with a compass letter"),
        (_, true) if announced(cx, &first, if decimals > 2 { 24 } else { 6 }) => {
            (Score::LIKELY, "degrees, announced")
        }
        _ => return None,
    };
    Some(Hit::new(range, score, why))
}

/// Whether the nearest cue stands right before, but for marks of a key: `"lat": 12.97`, `latitude = 12.97`.
fn announced(cx: &Cx<'_>, one: &Coordinate, farthest: usize) -> bool {
    let range = one.start..one.end;
    cx.gap_before(&range).is_some_and(|gap| {
        let between = &cx.bytes()[one.start.saturating_sub(gap)..one.start];
        !between.iter().any(u8::is_ascii_digit) && gap <= farthest
    }) && !cx.byte(one.end).is_ascii_alphanumeric()
        && cx.byte(one.end) != b'%'
}

fn pair(cx: &Cx<'_>, first: &Coordinate) -> Option<Hit> {
    let gap = (first.end..first.end + 3)
        .take_while(|at| matches!(cx.byte(*at), b',' | b' ' | b'/' | b';' | b'|'))
        .count();
    if gap == 0 {
        return None;
    }
    let second = coordinate(cx, first.end + gap)?;
    if second.whole > 180 || second.decimals < 3 || cx.byte(second.end).is_ascii_alphanumeric() {
        return None;
    }
    let range = first.start..second.end;
    if first.compass.is_some() && second.compass.is_some() {
        return Some(Hit::new(
            range,
            Score::STRONG,
            "degrees with compass letters",
        ));
    }
    let listed = |lines| listed(cx, first.start, second.end, lines);
    // `POINT(77.59 12.97)`: well-known text (ISO 19125).
    let text = cx.bytes()[..first.start]
        .strip_suffix(b"(")
        .unwrap_or_default();
    let point =
        cx.byte(second.end) == b')' && (text.ends_with(b"POINT") || text.ends_with(b"POINT "));
    let map = cx.before(first.start) == b'@' && cx.byte(second.end) == b',';
    let ordered = first.whole <= 90 || second.whole <= 90;
    let precise = |one: &Coordinate| (4..=9).contains(&one.decimals) && one.whole > 0;
    let comma = cx.byte(first.end) == b',';
    let (score, why) = match cx.context(&range) {
        _ if !ordered => return None,
        _ if map => (Score::STRONG, "degrees in a map's address"),
        _ if point => (Score::STRONG, "point of degrees"),
        Context::Cued if !listed(false) => (Score::STRONG, "pair of degrees, announced"),
        Context::Silent if !listed(true) && comma && precise(first) && precise(&second) => {
            (Score::new(55), "pair of degrees")
        }
        _ => (Score::WEAK, "pair of numbers"),
    };
    Some(Hit::new(range, score, why))
}

/// Whether a number goes before or follows, one separator away, or a line's end where `lines` are: the pair is part of a
/// list.
fn listed(cx: &Cx<'_>, start: usize, end: usize, lines: bool) -> bool {
    // Where a comma parts the two, other marks part the cells of a table.
    let cells = memchr::memchr(b',', &cx.bytes()[start..end]).is_some();
    let separator = |b: u8| {
        matches!(b, b',' | b' ') || !cells && matches!(b, b';' | b'\t') || lines && b == b'\n'
    };
    let after = (end..end + 3)
        .find(|at| !separator(cx.byte(*at)))
        .unwrap_or(end);
    let number = cx.byte(after).is_ascii_digit()
        || (cx.byte(after) == b'-' && cx.byte(after + 1).is_ascii_digit());
    let before = (start.saturating_sub(3)..start)
        .rev()
        .find(|at| !separator(cx.byte(*at)))
        .unwrap_or(start);
    (after > end && number)
        || (before + 1 < start && before != start && cx.byte(before).is_ascii_digit())
}

/// Degrees, minutes and seconds: `12°58'17.7"N 77°35'40.4"E`, found at the first degree sign.
fn degrees(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if d.after != 0xC2 || d.groups.len() != 1 || d.before == b'.' {
        return None;
    }
    let first = sexagesimal(cx, d.start)?;
    let gap = (first..first + 3)
        .take_while(|at| matches!(cx.byte(*at), b',' | b' ' | b'/'))
        .count();
    let end = sexagesimal(cx, first + gap).unwrap_or(first);
    Some(Hit::new(
        d.start..end,
        Score::STRONG,
        "degrees, minutes and seconds",
    ))
}

/// The end of `D°M'S"N` at `at`.
fn sexagesimal(cx: &Cx<'_>, at: usize) -> Option<usize> {
    let text = cx.text().get(at..)?;
    let mut rest = text;
    for (place, marks) in [
        ['°', 'º'].as_slice(),
        &['\'', '′', '’', 'm'],
        &['"', '″', '”', 's', '\''],
    ]
    .iter()
    .enumerate()
    {
        let part = rest.trim_start_matches(' ');
        let width = part
            .bytes()
            .take(9)
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let behind = part.get(width..)?.trim_start_matches(' ');
        // A quote as JSON and CSV write it inside quotes.
        let behind = match behind.as_bytes() {
            [b'\\', b'"', ..] | [b'"', b'"', ..] => &behind[1..],
            _ => behind,
        };
        let behind = behind.strip_prefix(*marks);
        match (width, behind) {
            (1.., Some(behind)) => rest = behind,
            _ if place == 2 => {}
            _ => return None,
        }
        rest = rest.trim_start_matches('\'');
    }
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let behind = rest.strip_prefix(['N', 'S', 'E', 'W'])?;
    let word = behind.starts_with(|c: char| c.is_alphanumeric());
    (!word).then(|| at + text.len() - behind.len())
}
