//! What is read beside a sign, beside the obvious way.

use super::*;
use crate::documents::Dice;
use crate::finding::Hit;
use crate::recognise::candidate::Cx;
use crate::recognise::cue::CueTable;
use crate::recognise::{CATALOGUE, Trigger};

const PIECES: &[&str] = &[
    "asha",
    "a",
    "7",
    "9876543210",
    ".",
    "..",
    "-",
    "_",
    "@",
    "okhdfcbank",
    "example.com",
    "sbx",
    "abdm.",
    "sqlplus scott/tiger7",
    "asha",
    "@2x.png",
    "Co.In",
    "/",
    " ",
    "\n",
    "\"",
    "', ",
    "login('",
    "sqlplus ",
    "scott/tiger",
    ":",
    "://",
    "git",
    "+",
    "=",
    "%",
    "é",
    "।",
    "ख",
    "’",
    "xn--p1ai",
    "[",
    ")",
    "दे",
];

/// Calls `with` for the sign of many texts.
fn each(mut with: impl FnMut(&Cx<'_>, Sign)) {
    let table = CueTable::build([(0, "upi")].into_iter());
    let mut dice = Dice::new(31);
    for round in 0..12_000 {
        let mut text = String::new();
        for _ in 0..dice.below(9) {
            text.push_str(PIECES[dice.below(PIECES.len())]);
        }
        if round % 50 == 0 {
            text.push_str(&"ab.-".repeat(dice.below(70)));
        }
        text.push('@');
        let at = text.len() - 1;
        if round % 50 == 1 {
            text.push_str(&"ab.c".repeat(dice.below(70)));
        }
        for _ in 0..dice.below(7) {
            text.push_str(PIECES[dice.below(PIECES.len())]);
        }
        with(&Cx::new(&text, &table), Sign::read(text.as_bytes(), at));
    }
}

#[test]
fn its_sides_are_those_that_the_byte_wise_reading_finds() {
    each(|cx, sign| {
        let bytes = cx.bytes();
        let floor = sign.at.saturating_sub(LOCAL + 1);
        let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        let local = bytes[floor..sign.at].iter().rev().take_while(part).count();
        assert_eq!(sign.local, sign.at - local, "{:?}", cx.text());
        assert_eq!(
            sign.doubled,
            cx.text()[sign.local..sign.at].contains(".."),
            "{:?}",
            cx.text()
        );
        let rest = &bytes[sign.at + 1..bytes.len().min(sign.at + 2 + DOMAIN)];
        let handle = rest.iter().take_while(|b| b.is_ascii_alphanumeric());
        let host = rest.iter().take_while(part).take_while(|b| **b != b'_');
        assert_eq!(sign.handle, sign.at + 1 + handle.count());
        assert_eq!(sign.host, sign.at + 1 + host.count());
    });
}

#[test]
fn a_check_finds_nothing_where_it_is_not_called() {
    let mut found = [0; 4];
    each(|cx, sign| {
        let everything = Sign {
            // That of a handle is asked of the sign itself.
            may: Around(sign.may.0 | !Around::HANDLE.0),
            ..sign
        };
        let checks = CATALOGUE.iter().flat_map(|rule| rule.triggers);
        let checks = checks.filter_map(|trigger| match trigger {
            Trigger::At(needs, check) => Some((*needs, *check)),
            _ => None,
        });
        for (n, (needs, check)) in checks.enumerate() {
            let hit: Option<Hit> = check(cx, &sign);
            found[n] += usize::from(hit.is_some());
            assert_eq!(check(cx, &everything).filter(|_| !sign.may(needs)), None);
        }
    });
    assert!(found.iter().all(|n| *n > 2), "{found:?}");
}
