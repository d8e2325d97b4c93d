//! Names of people on the development set: sentences written by hand, apart from all that the model was learned from.
//!
//! `tests/data/person-dev/README.md` says how they are marked; `parda eval --entities PERSON tests/data/person-dev`
//! prints each shape's figures.

use std::fs;
use std::ops::Range;
use std::path::Path;

use parda::{Entity, Scanner};

/// The text of a marked line, and the places of its names.
fn unmarked(line: &str) -> (String, Vec<Range<usize>>) {
    let line = line.replace("\\n", "\n");
    let (mut text, mut names) = (String::new(), Vec::new());
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once("[[") {
        text.push_str(before);
        let (name, after) = after.split_once("]]").expect("a mark that is closed");
        names.push(text.len()..text.len() + name.len());
        text.push_str(name);
        rest = after;
    }
    text.push_str(rest);
    (text, names)
}

#[test]
fn names_are_found_and_little_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/person-dev");
    let scanner = Scanner::new();
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let (mut there, mut met, mut found, mut right, mut records) = (0, 0, 0, 0, 0);
    for file in fs::read_dir(folder).expect("the set") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|end| end != "txt") {
            continue;
        }
        let lines = fs::read_to_string(&path).expect("text");
        for line in lines
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let (text, gold) = unmarked(line);
            let findings: Vec<_> = scanner
                .scan(&text)
                .iter()
                .filter(|finding| finding.entity() == Entity::PERSON)
                .map(|finding| finding.range())
                .collect();
            records += 1;
            there += gold.len();
            found += findings.len();
            met += gold
                .iter()
                .filter(|g| findings.iter().any(|f| overlap(f, g)))
                .count();
            right += findings
                .iter()
                .filter(|f| gold.iter().any(|g| overlap(f, g)))
                .count();
        }
    }
    assert!(records >= 1_000, "{records} records");
    let (precision, recall) = (right as f64 / found as f64, met as f64 / there as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    assert!(precision >= 0.92, "precision {precision:.3}");
    assert!(recall >= 0.93, "recall {recall:.3}");
}

#[test]
fn the_weights_are_those_that_the_notes_name() {
    use sha2::{Digest, Sha256};
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let notes = fs::read_to_string(root.join("data/README.md")).expect("the notes");
    let weights = fs::read(root.join("src/recognise/person/weights.bin")).expect("the weights");
    assert_eq!(weights.len(), 1 << 17);
    let digest: String = Sha256::digest(&weights)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert!(notes.contains(&digest), "weights.bin is {digest}");
}

/// The names that the default scanner finds.
fn names(text: &str) -> Vec<String> {
    let findings = Scanner::new().scan(text);
    let people = findings
        .iter()
        .filter(|finding| finding.entity() == Entity::PERSON);
    people.map(|f| text[f.range()].to_owned()).collect()
}

#[test]
fn each_is_one_name_from_end_to_end() {
    for line in [
        "Employee: [[Bhattacharjee, Debolina]]\\nDepartment: Human Resources",
        "\"[[Müller, Jürgen]]\";\"jm@example.de\"",
        "To: [[Kowalczyk, Agnieszka]] <ak@example.org>",
        "Surname, First name: [[O'Riordan, Niamh]]",
        "[[Fatima al-Zahra]] paid the fee.",
        "[[Ludwig van Beethoven]] moved to Vienna.",
        "UPI/CR/412345678901/[[KIRAN KUMAR]]/SBIN/PAYMENT",
        "NEFT CR-HDFC0000123-[[SHALINI GUPTA]]-SALARY",
        "[[Trivedi]]ji, please check your WhatsApp.",
        "[[Thangavelu]] S/o [[Muthusamy]], Erode",
    ] {
        let (text, gold) = unmarked(line);
        let gold: Vec<_> = gold.iter().map(|g| text[g.clone()].to_owned()).collect();
        assert_eq!(names(&text), gold, "{text}");
    }
}

#[test]
fn the_names_of_a_program_are_nobody() {
    for line in [
        "operating_system: OperatingSystem::Darwin,",
        "        Self::Cinnamon => \"Cinnamon\",",
        "use crate::shell::{Ermine, Wal, Teddy};",
        "0x0650: 0x00f0,     #  ARABIC KASRA",
        "[[test]]\nname = \"kats\"\npath = \"tests/kats.rs\"",
        "\tat org.apache.catalina.core.StandardWrapper.Dasher(Dasher.java:42)",
        "\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36\"",
        "{\"country\":\"Jordan\",\"product\":\"Olive Oil\"}",
        "int set_flags(X509_PARAM *param,\n    uint32_t flags);",
        "static_end_name(stname, tname)",
        "mani = versions[wanted]",
        "The Advocate General sought two weeks.",
    ] {
        assert_eq!(names(line), [""; 0], "{line}");
    }
}
