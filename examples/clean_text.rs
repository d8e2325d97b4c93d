//! Counts findings in text that holds no personal data: false alarms per megabyte, for each entity.
//!
//! `cargo run --release --example clean_text -- [--show ENTITY] PATH...` takes files and folders; `--show` prints the
//! places of one entity's findings, with the reason and the line, for whoever owns the text.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use parda::{Entity, Scanner};

fn main() {
    let mut shown = None;
    let mut paths = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--show" {
            shown = arguments.next();
        } else {
            collect(Path::new(&argument), &mut paths);
        }
    }
    let scanner = Scanner::new();
    let mut bytes = 0;
    let mut found = BTreeMap::<Entity, usize>::new();
    for path in &paths {
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        bytes += text.len();
        for finding in scanner.scan(&text) {
            *found.entry(finding.entity()).or_default() += 1;
            if shown.as_deref() == Some(finding.entity().label()) {
                let from = text[..finding.range().start]
                    .rfind('\n')
                    .map_or(0, |at| at + 1);
                let line: String = text[from..]
                    .chars()
                    .take_while(|c| *c != '\n')
                    .take(160)
                    .collect();
                println!(
                    "{}: {}: {}: {line}",
                    path.display(),
                    finding.why(),
                    finding.expose()
                );
            }
        }
    }
    let megabytes = bytes as f64 / 1e6;
    println!("{} files, {megabytes:.1} MB", paths.len());
    for (entity, count) in found {
        println!(
            "{entity:20} {count:7} {:9.2} per MB",
            count as f64 / megabytes
        );
    }
}

/// The files under `path`, in order.
fn collect(path: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(folder) = fs::read_dir(path) else {
        paths.push(path.to_owned());
        return;
    };
    let mut inside: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        collect(&path, paths);
    }
}
