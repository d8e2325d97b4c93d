//! Context by form: `tests/data/context/*.txt`.
//!
//! A line is a text with a number at each `#`, and what its surroundings say of an Aadhaar number there: `+` announce
//! it, `-` refute it, `0` say nothing. It is told from outside: a number whose check digit is wrong is found where it
//! is announced and nowhere else; one whose check digit is right is found unless it is refuted. `\n`, `\r`, `\t`,
//! `\u{..}` are escapes; `##` starts a remark.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::PathBuf;

use parda::{Action, Entity, Policy, Scanner, Score};

#[path = "support/escapes.rs"]
mod escapes;
use escapes::unescape;

/// Twelve digits with Verhoeff's check digit, and the same with another.
const RIGHT: &str = "539821746502";
const WRONG: &str = "539821746503";

/// What is found at each `#` of `text`, all alike.
fn found(scanner: &Scanner, text: &str, number: &str) -> Option<bool> {
    let text = text.replace('#', number);
    let seen: Vec<bool> = text
        .match_indices(number)
        .map(|(at, _)| {
            scanner.scan(&text).iter().any(|finding| {
                finding.entity() == Entity::AADHAAR && finding.range() == (at..at + number.len())
            })
        })
        .collect();
    seen.iter()
        .all(|found| *found == seen[0])
        .then_some(seen[0])
}

#[test]
fn surroundings_say_what_they_say() {
    let scanner = Scanner::builder()
        .only([Entity::AADHAAR])
        .build()
        .expect("a scanner");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/context");
    let mut wrong = Vec::new();
    let mut cases = 0;
    for file in fs::read_dir(folder).expect("the cases") {
        let path = file.expect("a folder entry").path();
        for (n, line) in fs::read_to_string(&path)
            .expect("cases")
            .lines()
            .enumerate()
        {
            let Some((expected, text)) = line.split_once(' ').filter(|(kind, _)| *kind != "##")
            else {
                continue;
            };
            cases += 1;
            let text = unescape(text);
            let said = match (found(&scanner, &text, WRONG), found(&scanner, &text, RIGHT)) {
                (Some(true), Some(true)) => "+",
                (Some(false), Some(true)) => "0",
                (Some(false), Some(false)) => "-",
                _ => "?",
            };
            if said != expected {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                wrong.push(format!("{name}:{}: {expected} but {said}: {text:?}", n + 1));
            }
        }
    }
    assert!(cases >= 120, "{cases} cases");
    assert!(
        wrong.is_empty(),
        "{} of {cases} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_policy_can_ask_for_checks_that_hold() {
    let strict = Policy::new().threshold(Entity::AADHAAR, Score::new(61));
    let decided = |policy: &Policy, number: &str| {
        let text = format!("My Aadhaar is {number}.");
        let found = Scanner::new().scan(&text);
        assert_eq!(found.len(), 1, "{text}");
        policy.decide(&found[0])
    };
    assert_eq!(decided(&Policy::new(), WRONG), Action::Tokenise);
    assert_eq!(decided(&strict, WRONG), Action::Allow);
    assert_eq!(decided(&strict, RIGHT), Action::Tokenise);
}
