//! Each entity's corpus: `tests/data/recognisers/LABEL.txt`.
//!
//! A line is one case. `+` texts hold the entity, with every span marked `«like this»`; `-` texts hold none of it.
//! `\n`, `\r`, `\t`, `\\` and `\u{..}` are escapes; ` ## ` starts a remark. Other entities may be found in either.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use parda::{Entity, Scanner};

#[path = "support/escapes.rs"]
mod escapes;
use escapes::unescape;

struct Case {
    line: usize,
    positive: bool,
    text: String,
    spans: Vec<Range<usize>>,
}

fn parse(line: usize, source: &str) -> Option<Case> {
    let source = source.split(" ## ").next().unwrap_or_default();
    let (positive, marked) = match source.split_at_checked(2)? {
        ("+ ", rest) => (true, rest),
        ("- ", rest) => (false, rest),
        _ => return None,
    };
    let marked = unescape(marked);
    let mut case = Case {
        line,
        positive,
        text: String::new(),
        spans: Vec::new(),
    };
    let mut open = None;
    for c in marked.chars() {
        match c {
            '«' => open = Some(case.text.len()),
            '»' => case
                .spans
                .push(open.take().expect("« before »")..case.text.len()),
            c => case.text.push(c),
        }
    }
    assert_eq!(
        case.positive,
        !case.spans.is_empty(),
        "line {line}: + has marks, - has none"
    );
    Some(case)
}

fn corpora() -> Vec<(Entity, Vec<Case>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/recognisers");
    let mut corpora = Vec::new();
    for file in fs::read_dir(folder).expect("the corpora") {
        let path = file.expect("a folder entry").path();
        let label = path.file_stem().and_then(|s| s.to_str()).expect("a label");
        let entity = Entity::custom(label).expect("an entity label");
        let cases = fs::read_to_string(&path)
            .expect("a corpus")
            .lines()
            .enumerate()
            .filter_map(|(n, line)| parse(n + 1, line))
            .collect();
        corpora.push((entity, cases));
    }
    corpora.sort_by_key(|(entity, _)| *entity);
    corpora
}

#[test]
fn every_case_of_every_corpus_is_judged_right() {
    let scanner = Scanner::new();
    let mut wrong = Vec::new();
    for (entity, cases) in corpora() {
        for case in &cases {
            let found: Vec<_> = scanner
                .scan(&case.text)
                .iter()
                .filter(|finding| finding.entity() == entity)
                .map(|finding| finding.range())
                .collect();
            if found != case.spans {
                let shown = |spans: &[Range<usize>]| {
                    spans
                        .iter()
                        .map(|s| &case.text[s.clone()])
                        .collect::<Vec<_>>()
                        .join(" | ")
                };
                wrong.push(format!(
                    "{entity}.txt:{}: {:?}\n  expected: {}\n  found:    {}",
                    case.line,
                    case.text,
                    shown(&case.spans),
                    shown(&found)
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_corpus_has_hits_and_near_misses() {
    for (entity, cases) in corpora() {
        let positive = cases.iter().filter(|case| case.positive).count();
        let negative = cases.len() - positive;
        assert!(
            positive >= 30 && negative >= 30,
            "{entity}: {positive} hits, {negative} near misses"
        );
    }
}
