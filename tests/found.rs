//! What is found in `tests/data/found/*.txt`, to the letter: every finding with its place, score and reason, and every
//! near miss. The texts are chosen so that a change of the code shows in one of them; `tests/mutants/run` measures it.
//!
//! A line is a text with its findings marked `«LABEL score reason|text»`, and what came near `‹LABEL score reason|text›`.
//! `\n`, `\r`, `\t`, `\\` and `\u{..}` are escapes. A line that begins with `#` is a remark. What stands there is what is
//! found, which is not always what should be. After a change that is meant, `PARDA_TAKE=1 cargo test --test found` writes
//! what is found now: read the difference before it is kept.
#![cfg(feature = "names")]
#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "support/golden.rs"]
mod golden;

use std::fmt::Write as _;

use golden::{escape, unescape};
use parda::{Finding, Scanner};

/// The text of a line, without its marks.
fn unmarked(line: &str) -> String {
    let mut bare = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['«', '»', '‹', '›']) {
        bare.push_str(&rest[..at]);
        let mark = rest[at..].chars().next().expect("a mark");
        rest = &rest[at + mark.len_utf8()..];
        if matches!(mark, '«' | '‹') {
            rest = rest.split_once('|').expect("a mark with `|`").1;
        }
    }
    bare.push_str(rest);
    unescape(&bare)
}

/// The line of a text: what the scanner finds in it, marked.
fn marked(scanner: &Scanner, text: &str) -> String {
    let mut marks: Vec<(Finding<'_>, char, char)> = Vec::new();
    marks.extend(scanner.scan(text).into_iter().map(|f| (f, '«', '»')));
    let near = scanner.near_misses(text);
    marks.extend(near.into_iter().map(|f| (f, '‹', '›')));
    marks.sort_by_key(|(finding, ..)| finding.range().start);
    let mut line = String::new();
    let mut at = 0;
    for (finding, open, close) in marks {
        let range = finding.range();
        assert!(
            at <= range.start,
            "{finding:?} overlaps what stands before it in {text:?}"
        );
        line.push_str(&escape(&text[at..range.start]));
        let (label, score) = (finding.entity().label(), finding.score().hundredths());
        let value = escape(finding.expose());
        write!(
            line,
            "{open}{label} {score} {}|{value}{close}",
            finding.why()
        )
        .expect("room");
        at = range.end;
    }
    line.push_str(&escape(&text[at..]));
    line
}

#[test]
fn what_is_found_is_what_was_found() {
    let scanner = Scanner::new();
    golden::hold("found", |line| marked(&scanner, &unmarked(line)));
}

#[test]
fn marks_and_escapes_are_undone() {
    let scanner = Scanner::new();
    for text in [
        "«a» ‹b› | \\ \\n\n\t\r",
        "\u{200b}1\u{a0}\u{301}",
        "asha@example.com",
        "PAN | ABCPE1234F",
    ] {
        assert_eq!(unmarked(&marked(&scanner, text)), text);
    }
}
