//! Postal addresses: parts that stand side by side, parted by commas or lines, of which enough are what an address is
//! made of: a numbered dwelling, a street by its last word, a town or state, a postal code (Universal Postal Union, S42:
//! the elements of an address; India Post, USPS publication 28, Royal Mail for their forms). A key or label that
//! announces an address needs less.
//!
//! A PIN code that follows is a finding of its own and ends the address; other postal codes are part of it, and so is
//! the country behind them. The addresses that the licences of free software print are nobody's.

mod field;
mod label;
mod parts;
mod street;
mod table;
mod words;

use field::field;
use label::labelled;
pub(super) use label::may_announce;
use parts::{Evidence, Parts};
use street::{ALONE, behind_place, german, street_ahead, town_before, unit_number};
use table::{AREAS, AU_STATES, KNOWN, STREETS_FIRST, UNITS};
use words::{Style, inward, is_any, outward, us_state, word_before, years};

use zeroize::Zeroizing;

use super::candidate::{Code, Cx, Digits, Separator};
use super::pin_code;
use super::shape::{Beside, Shape};
use super::spelling::{Spelling, mask_all};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// A postal address, Indian or Western.
    pub const ADDRESS: Entity = Entity::new("ADDRESS", "ADDR");
}

/// What parts a number from the word before or behind it, and what else stands before one.
const GAPS: &[Beside] = &[Beside::Space, Beside::Dash, Beside::Comma];
const BESIDE: &[Beside] = &[Beside::Space, Beside::Dash, Beside::Letter, Beside::Star];
/// Numbers with something else before them.
const NOT_BEHIND: Shape = Shape::groups(1, 1).first().not_behind(BESIDE);

pub(super) static RULE: Rule = Rule {
    entity: Entity::ADDRESS,
    triggers: &[
        Trigger::Shaped(1, 6, Shape::groups(1, 1).first().behind(BESIDE), number),
        Trigger::Shaped(1, 5, NOT_BEHIND.ahead_of(GAPS), number),
        Trigger::Shaped(6, 6, NOT_BEHIND, number),
        Trigger::Shaped(
            6,
            6,
            Shape::groups(2, 2)
                .between(&[Separator::Space])
                .printed(&[&[3, 3]])
                .alone()
                .whole(),
            parted_code,
        ),
        Trigger::Code(4, 4, postcode),
        Trigger::Assign(may_announce, labelled),
    ],
    cues: &[
        "home address",
        "postal address",
        "mailing address",
        "delivery address",
        "shipping address",
        "billing address",
        "permanent address",
        "residential address",
        "current address",
        "my address",
        "address is",
        "live at",
        "lives at",
        "residing at",
        "resident of",
        "मेरा पता",
        "घर का पता",
        "पता",
        "address",
        "pata",
        "ghar ka pata",
        "ship to",
        "deliver to",
        "delivered to",
        "deliver it to",
        "courier to",
        "send to",
        "stays at",
        "stay at",
        "staying at",
        "resides at",
        "reside at",
        "residence",
        "rehta",
        "rehti",
        "rahta",
        "located at",
        "situated at",
        "office at",
        "office is at",
        "moved to",
        "shifted to",
        "mailed to",
        "shipped to",
        "deliver at",
        "delivered at",
        "picked up from",
        "pick up from",
        "pickup from",
        "stays in",
    ],
    spelling: Spelling {
        canonical: |surface| {
            let words = surface.split(|c: char| !c.is_alphanumeric());
            let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
            Zeroizing::new(words.join(" ")).to_lowercase()
        },
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// A number that may belong to an address.
fn number(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    // `#107194` is an entry of a tracker.
    let entry = d.before == b'#' && d.value.len() > 4;
    if entry || matches!(d.before, b'.' | b'$' | b'_') {
        return None;
    }
    // Within a word begins none but behind `No`, as in `No12B`.
    if d.before.is_ascii_alphabetic() && d.before | 0x20 != b'o' && d.after.is_ascii_alphabetic() {
        return None;
    }
    // `address_line_1=12 MG Road`, but no other number of a program.
    let named = || d.after == b' ' && cx.byte(d.end + 1).is_ascii_uppercase();
    if d.before == b'=' && !(named() && cx.hinted(&d.range()) && cx.cued(&d.range())) {
        return None;
    }
    if begins(cx, d) {
        return announced(cx, d)
            .or_else(|| around(cx, d.start, false, Style::Prose))
            .or_else(|| {
                let small = unit_number(cx.bytes(), d.start) && lower(cx, d);
                small.then(|| around(cx, d.start, true, Style::Lower))?
            });
    }
    // `32, Station Road, Pune`: a number that a comma parts from its street may be any other, so that a town must
    // follow, or a cue stand before.
    let parted = parted(cx, d)
        && !matches!(d.value, [b'1', b'9', _, _] | [b'2', b'0', _, _])
        && d.value.len() < 5
        && street_ahead(&cx.bytes()[d.end..cx.bytes().len().min(d.end + 64)]);
    if parted && let Some(hit) = around(cx, d.start, true, Style::Prose) {
        return Some(hit);
    }
    announced(cx, d)
}

/// Whether letters stand beside the number, or it is too long for a house's: single digits on their own, as in lists,
/// begin no address.
fn stands_by_words(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let letter = |b: u8| b.is_ascii_alphabetic();
    let gap = |b: u8| matches!(b, b' ' | b'-');
    let before = |n: usize| d.start.checked_sub(n).map_or(0, |at| cx.byte(at));
    let several = d.value.len() > 1 || letter(d.after);
    d.value.len() > 3
        || d.after >= 0x80
        || gap(d.after) && (letter(cx.byte(d.end + 1)) || d.chained_after)
        || several && gap(before(1)) && letter(before(2))
        || several && before(1) == b' ' && before(2) == b'.' && letter(before(3))
        || d.after == b',' && cx.byte(d.end + 1) == b' ' && cx.byte(d.end + 2).is_ascii_uppercase()
}

/// Whether the words of an address around the number are written in lower case, as the letters next to it tell.
fn lower(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    // `VIC, 7954 , wahan bhej dena`: the words behind are a sentence's.
    let front = cx.bytes()[..d.start].trim_ascii_end();
    let state = word_before(front, front.strip_suffix(b",").unwrap_or(front).len());
    if d.value.len() == 4 && AU_STATES.iter().any(|known| known.as_bytes() == state) {
        return false;
    }
    // `16, chemin Catherine Diallo`
    let behind = cx.bytes()[d.end..].iter().take(24);
    let gap = behind.take_while(|b| matches!(b, b' ' | b',')).count();
    let word = cx.bytes()[d.end + gap..].iter().take(20);
    let word = word
        .take_while(|b| b.is_ascii_alphabetic() || !b.is_ascii())
        .count();
    if STREETS_FIRST.has(&cx.bytes()[d.end + gap..d.end + gap + word]) {
        return false;
    }
    let letter = |b: &&u8| b.is_ascii_alphabetic();
    let near = match d.value.len() {
        6 => town_before(cx.bytes(), d.start).first(),
        _ => cx.bytes()[d.end..].iter().take(24).find(letter),
    };
    near.is_some_and(u8::is_ascii_lowercase)
}

/// How far behind an announced number the next part of its address begins, in bytes.
const NEXT_PART: usize = 48;

/// The address around a number in a sentence, form or table that announces it.
fn announced(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let range = d.range();
    let chained = d.chained_after && !matches!(d.after, b'-' | b'/');
    // A value of its own in JSON is no part of an address.
    let value = d.after == b',' && cx.byte(d.end + 1) == b'"';
    // One letter may follow a house's number; a code holds more.
    let coded = d.before.is_ascii_alphanumeric()
        || d.after.is_ascii_alphanumeric() && cx.byte(d.end + 1).is_ascii_alphanumeric();
    let plain = d.groups.len() == 1
        && !chained
        && !value
        && !coded
        && !matches!(d.after, b'%' | b':' | b'=');
    let ahead = &cx.bytes()[d.end..cx.bytes().len().min(d.end + NEXT_PART)];
    let parts = || memchr::memchr(b',', ahead).is_some() || d.value.len() == 6;
    if !plain
        || !stands_by_words(cx, d)
        || !parts()
        || cx.explains()
        || !cx.hinted(&range)
        || !cx.cued(&range)
    {
        return None;
    }
    let style = if lower(cx, d) {
        Style::Lower
    } else {
        Style::Cued
    };
    around(cx, d.start, false, style)
}

/// A PIN code in two groups behind a place: `Mumbai - 400 050`.
fn parted_code(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    (d.value[0] != b'0' && behind_place(cx.bytes(), d.start))
        .then(|| around(cx, d.start, false, Style::Prose))?
}

/// A postcode of the United Kingdom with a letter behind its district, `SW1A 1AA`.
fn postcode(cx: &Cx<'_>, code: &Code<'_>) -> Option<Hit> {
    let inside = code.digits == 0b100 && outward(code.word) && code.word[1].is_ascii_uppercase();
    (inside && cx.byte(code.end) == b' ' && inward_at(cx, code.end + 1))
        .then(|| around(cx, code.start, false, Style::Prose))?
}

/// Whether the second half of a postcode stands at `at`.
fn inward_at(cx: &Cx<'_>, at: usize) -> bool {
    let half = cx.bytes().get(at..at + 3);
    half.is_some_and(|half| {
        half[1].is_ascii_uppercase() && half[2].is_ascii_uppercase() && inward(half)
    }) && !cx.byte(at + 3).is_ascii_alphanumeric()
}

/// The address that holds the byte at `at`; a `doubtful` one needs a town or a cue.
fn around(cx: &Cx<'_>, at: usize, doubtful: bool, style: Style) -> Option<Hit> {
    let text = cx.text();
    let field = field(text, at);
    let parts = Parts::read(text, field, at, style)?;
    let (range, all) = parts.address(text, style)?;
    if range.start > at || licence(&text[..range.start]) {
        return None;
    }
    let Evidence(bits) = all;
    let has = |any| all.has(any);
    use Evidence as E;
    let house = bits & (E::NUMBER | E::DWELLING) != 0;
    let structured = has(E::STREET) && house
        || has(E::CODE) && (house && has(E::PLACE) || has(E::STREET))
        || has(E::CODE) && (has(E::DWELLING) || has(E::KNOWN) && has(E::PLACE))
        || parts.holding(E::RURAL) > 1 && has(E::KNOWN | E::CODE)
        || has(E::KNOWN) && has(E::DWELLING) && parts.count > 2
        || has(E::KNOWN) && house && has(E::PLACE)
        || has(E::KNOWN) && has(E::STREET) && has(E::PLACE) && parts.count > 2;
    // `1998 The Internet Society`, `2016 Iain Lane`: a year before a name.
    let digits = text.as_bytes()[at..].iter().take(5);
    let digits = digits.take_while(|b| b.is_ascii_digit()).count();
    let doubtful = doubtful || digits == 4 && years(&text.as_bytes()[at..at + 4]);
    if structured && (!doubtful || has(E::KNOWN | E::CODE) || cx.cued(&range)) {
        let score = if has(E::CODE | E::KNOWN) { 82 } else { 66 };
        return Some(Hit::new(range, Score::new(score), "parts of an address"));
    }
    let enough = has(E::CODE) && parts.count > 1 && parts.numbered_first(text)
        || house && (has(E::PLACE | E::KNOWN) || has(E::DWELLING) && parts.count > 1)
        || has(E::CODE) && has(E::KNOWN | E::PLACE) && parts.count > 2
        || has(E::KNOWN) && parts.holding(E::STREET | E::PLACE) > 1;
    (enough && cx.cued(&range)).then(|| Hit::new(range, Score::LIKELY, "address, announced"))
}

/// Whether the name of a foundation that publishes licences ends `front`, whose address follows in every copy of them.
fn licence(front: &str) -> bool {
    let front = front.trim_end_matches(|c: char| c.is_whitespace() || "*#/;,-.%\"'\\".contains(c));
    let front = front.strip_suffix("Inc").unwrap_or(front);
    let front = front.trim_end_matches(|c: char| c.is_whitespace() || "*#/;,".contains(c));
    let line = &front.as_bytes()[front.len().saturating_sub(10)..];
    line.ends_with(b"Foundation") || line.ends_with(b"Commons")
}

/// Whether what touches the number may be a part of an address: most numbers of a text are told apart here.
fn begins(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    let bytes = cx.bytes();
    let letter = |at: usize| cx.byte(at).is_ascii_alphabetic();
    let gap = |b: u8| matches!(b, b' ' | b'-' | b'/');
    if d.value.len() == 6 {
        // `SKU-264176` is of a series.
        let series = word_before(bytes, d.start.saturating_sub(1));
        let series = d.before == b'-'
            && (2..5).contains(&series.len())
            && series.iter().all(u8::is_ascii_uppercase)
            && !pin_code::is_place(series);
        return d.stands_alone() && d.value[0] != b'0' && !series && behind_place(bytes, d.start);
    }
    if d.value.len() == 5 && d.before == b' ' && letter(d.start.wrapping_sub(2)) {
        let word = word_before(bytes, d.start - 1);
        if word.len() == 2 && us_state(word) {
            return true;
        }
    }
    // `Hauptstrasse 7, 80331 Berlin`
    if d.value.len() == 5
        && bytes[..d.start].ends_with(b", ")
        && cx.before(d.start - 2).is_ascii_digit()
        && d.after == b' '
        && cx.byte(d.end + 1).is_ascii_uppercase()
    {
        return true;
    }
    // `195 avenue Foch, 75001 Paris`
    if d.value.len() == 5 && d.after == b' ' && bytes[..d.start].ends_with(b", ") {
        let name = bytes[d.end + 1..].iter().take(20);
        let name = name.take_while(|b| b.is_ascii_alphabetic()).count();
        if KNOWN.has(&bytes[d.end + 1..d.end + 1 + name]) {
            return true;
        }
    }
    // `57, avenue de Durand, 78334 Bodin`
    if d.value.len() == 5
        && d.after == b' '
        && cx.byte(d.end + 1).is_ascii_uppercase()
        && bytes[..d.start].ends_with(b", ")
    {
        let front = &bytes[d.start.saturating_sub(50)..d.start - 2];
        let part = front.iter().rposition(|b| matches!(b, b',' | b'\n'));
        let part = &front[part.unwrap_or(0)..];
        let kind = |word: &[u8]| {
            word.first().is_some_and(u8::is_ascii_lowercase) && STREETS_FIRST.has(word)
        };
        if part.split(|b| *b == b' ').any(kind) && street_ahead(part) {
            return true;
        }
    }
    if d.before == b'#'
        && matches!(
            cx.before(d.start - 1),
            0 | b' ' | b'\n' | b'"' | b'\'' | b','
        )
    {
        return parted(cx, d) && street_ahead(&bytes[d.end..bytes.len().min(d.end + 64)]);
    }
    if (d.value.len() > 1 || letter(d.end) || parted(cx, d)) && unit_number(bytes, d.start) {
        return true;
    }
    if d.before.is_ascii_alphanumeric() {
        return d.before.is_ascii_uppercase() && d.after == b' ' && inward_at(cx, d.end + 1);
    }
    if d.start >= 2 && gap(d.before) && letter(d.start - 2) {
        let word = word_before(bytes, d.start - 1);
        // `Rua Augusta 203, ...`
        if d.after == b',' && word[0].is_ascii_uppercase() && d.value.len() < 5 {
            let kind = word_before(bytes, (d.start - 1 - word.len()).saturating_sub(1));
            if is_any(kind, ALONE) {
                return true;
            }
        }
        // A lone letter is of a number, `B-12`.
        let lettered = d.after == b',' && word.len() == 1 && word[0].is_ascii_uppercase();
        let unit = |word| UNITS.has(word) || AREAS.has(word);
        let long_enough = d.value.len() > 1 || letter(d.end);
        if long_enough && (lettered || unit(word) || german(word)) {
            return true;
        }
    }
    // `12 MG Road`, `12-B, MG Road`, `8-2-293/82/A, Road No. 12`.
    let numbered = gap(d.after) && (letter(d.end + 1) || d.chained_after);
    numbered && street_ahead(&bytes[d.end..bytes.len().min(d.end + 64)])
}

/// Whether a comma parts the number from what an address goes on with.
fn parted(cx: &Cx<'_>, d: &Digits<'_>) -> bool {
    if d.after == b',' && d.before == b'#' && cx.byte(d.end + 1).is_ascii_uppercase() {
        return true;
    }
    let goes_on = cx.byte(d.end + 2);
    d.after == b','
        && cx.byte(d.end + 1) == b' '
        && (goes_on.is_ascii_uppercase() || d.value.len() > 2 && goes_on.is_ascii_digit())
}
