//! The pass beside the walk.

use super::*;
use crate::documents;
use crate::finding::Score;
use crate::recognise::CATALOGUE;
use crate::recognise::cue::CueTable;

struct Both {
    dispatch: Dispatch,
    cues: CueTable,
}

impl Both {
    fn new() -> Both {
        let cues = CATALOGUE
            .iter()
            .enumerate()
            .flat_map(|(n, rule)| rule.cues.iter().map(move |cue| (n, *cue)));
        Both {
            cues: CueTable::build(cues),
            // Names have no byte-wise walk: the tagger is called by the pass alone.
            dispatch: Dispatch::build(
                CATALOGUE
                    .iter()
                    .enumerate()
                    .map(|(n, rule)| (n, *rule))
                    .filter(|(_, rule)| rule.entity != crate::Entity::PERSON),
            ),
        }
    }

    fn hits(&self, text: &str, run: impl FnOnce(&Cx<'_>, &mut Vec<RawHit>)) -> Vec<String> {
        let mut raw = Vec::new();
        run(&Cx::new(text, &self.cues), &mut raw);
        let mut shown: Vec<String> = raw
            .iter()
            .filter(|raw| raw.hit.score >= Score::new(50))
            .map(|raw| {
                let rule = CATALOGUE[usize::from(raw.rule)].entity;
                format!("{rule} {:?} {:?}", raw.hit, &text[raw.hit.range.clone()])
            })
            .collect();
        shown.sort();
        shown.dedup();
        shown
    }

    fn agree(&self, text: &str) {
        let walked = self.hits(text, |cx, raw| {
            walk::walk(cx, &self.dispatch, raw);
            view::walk_respelled(cx, &self.dispatch, raw);
            view::walk_from(cx, &self.dispatch, 0, raw);
        });
        for level in Level::available() {
            let passed = self.hits(text, |cx, raw| pass(cx, &self.dispatch, level, raw));
            assert_eq!(passed, walked, "{level:?} on {text:?}");
        }
    }
}

#[test]
fn the_pass_finds_what_the_walk_finds_in_documents_made_to_differ() {
    let both = Both::new();
    let mut dice = documents::Dice::new(7);
    for n in 0..4_000 {
        let mut text = documents::document(&mut dice, 30, &[]);
        // The same document at every place within a block.
        text.insert_str(0, &" ".repeat(n % BLOCK));
        both.agree(&text);
    }
}

#[test]
fn the_pass_finds_what_the_walk_finds_in_every_case_of_the_corpora() {
    let both = Both::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/recognisers");
    for file in std::fs::read_dir(folder).expect("the corpora") {
        let cases = std::fs::read_to_string(file.expect("a file").path()).expect("a corpus");
        for case in cases.lines() {
            let text = case.replace(['«', '»'], "").replace("\\n", "\n");
            for shift in [0, 20, 41, 60] {
                both.agree(&format!(
                    "{}{}",
                    ".".repeat(shift),
                    text.get(2..).unwrap_or("")
                ));
            }
        }
    }
}

#[test]
fn the_pass_finds_what_the_walk_finds_in_the_midst_of_prose() {
    let both = Both::new();
    let prose = "the lamp was lit, and she went along the river. Who is there? ";
    let said = [
        "write to asha at example dot com today",
        "the password is hunter2",
        "my phone number is nine eight seven six five four three two one nine",
        "my PAN is A B C P L 1 2 3 4 F",
        "the MAC address abcd.efab.cde1 answers",
        "token: ghp_abcdefghijklmnopqrstuvwxyzabcdefghij",
    ];
    for said in said {
        let found = both.hits(said, |cx, raw| {
            pass(cx, &both.dispatch, Level::detect(), raw);
        });
        assert!(!found.is_empty(), "{said}");
        for shift in 0..2 * BLOCK {
            let before: String = prose.chars().cycle().take(5 * BLOCK + shift).collect();
            both.agree(&format!("{before}{said} {prose}{prose}{prose}"));
        }
    }
}

#[test]
fn the_pass_finds_what_the_walk_finds_around_signs() {
    let both = Both::new();
    let pieces = [
        "asha",
        "verma",
        "@",
        "@",
        "@",
        "okhdfcbank",
        "example",
        "com",
        "in",
        ".",
        ".",
        "-",
        " ",
        " ",
        "\n",
        "\r\n",
        "[",
        "]",
        "(",
        ")",
        " dot ",
        " [dot] ",
        "[dot]",
        ". ",
        ".\n",
        "at",
        " at ",
        "D",
        "\"",
        "UPI: ",
    ];
    let mut dice = documents::Dice::new(17);
    for n in 0..3_000 {
        let mut text = " ".repeat(n % BLOCK);
        text.push_str("mail asha");
        for _ in 0..4 + dice.below(8) {
            text.push_str(pieces[dice.below(pieces.len())]);
        }
        both.agree(&text);
    }
}
