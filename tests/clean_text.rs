//! False findings per megabyte of text that holds no personal data: code, logs, prose.
//!
//! Needs a folder of such text: `PARDA_CLEAN_TEXT=folder cargo test --test clean_text -- --ignored --nocapture`.
//! `PARDA_SHOW=PHONE` prints each finding of one entity with what stands before it.

use std::collections::BTreeMap;
use std::path::Path;

use parda::Scanner;

/// Bytes of one file that are read, and of all files.
const FILE: usize = 1 << 20;
const ALL: usize = 48 << 20;

fn visit(folder: &Path, each: &mut dyn FnMut(&str) -> bool) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return true;
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let more = if path.is_dir() {
            visit(&path, each)
        } else {
            match std::fs::read_to_string(&path) {
                Ok(text) if text.len() <= FILE => each(&text),
                _ => true,
            }
        };
        if !more {
            return false;
        }
    }
    true
}

#[test]
#[ignore = "needs a folder of clean text"]
fn checked_numbers_are_rarely_found_in_clean_text() {
    let folder = std::env::var("PARDA_CLEAN_TEXT").expect("a folder in PARDA_CLEAN_TEXT");
    let shown = std::env::var("PARDA_SHOW").unwrap_or_default();
    let scanner = Scanner::new();
    let mut bytes = 0;
    let mut found = BTreeMap::<_, usize>::new();
    visit(Path::new(&folder), &mut |text| {
        bytes += text.len();
        for finding in scanner.scan(text) {
            *found.entry(finding.entity().label()).or_default() += 1;
            if finding.entity().label() == shown {
                let mut from = finding.range().start.saturating_sub(48);
                while !text.is_char_boundary(from) {
                    from += 1;
                }
                println!("{:?} [{}]", &text[from..finding.range().end], finding.why());
            }
        }
        bytes < ALL
    });
    let megabytes = bytes as f64 / f64::from(1 << 20);
    for (entity, count) in &found {
        println!(
            "{entity:20} {count:6} {:8.2} per MB",
            *count as f64 / megabytes
        );
    }
    println!("{megabytes:.1} MB");
    for entity in ["AADHAAR", "CARD", "GSTIN", "IBAN"] {
        let count = found.get(entity).copied().unwrap_or(0);
        assert!(
            (count as f64) < megabytes,
            "{entity}: {count} in {megabytes:.1} MB"
        );
    }
}
