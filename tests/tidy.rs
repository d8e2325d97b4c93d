//! The house rules that a compiler does not hold: rooms know only their neighbours, files fit in a head, and every
//! recogniser has its corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use parda::Entity;

/// Which rooms of `src` each room may name in `crate::` paths, besides itself. Nouns come first, fronts last.
const NEIGHBOURS: &[(&str, &[&str])] = &[
    ("simd", &[]),
    ("guide", &[]),
    ("wiped", &[]),
    ("observe", &["entity", "vault"]),
    ("entity", &["error", "recognise"]),
    ("error", &["entity", "vault"]),
    ("finding", &["entity"]),
    (
        "recognise",
        &["entity", "error", "finding", "simd", "wiped"],
    ),
    (
        "scan",
        &[
            "entity",
            "error",
            "finding",
            "recognise",
            "resolve",
            "simd",
            "wiped",
        ],
    ),
    ("resolve", &["entity", "finding", "scan"]),
    ("policy", &["entity", "error", "finding", "recognise"]),
    ("token", &["entity", "error"]),
    ("vault", &["entity", "error", "observe", "token"]),
    // A masked restore writes the mask of the entity.
    (
        "restore",
        &[
            "entity",
            "error",
            "observe",
            "recognise",
            "simd",
            "token",
            "vault",
            "wiped",
        ],
    ),
    ("audit", &["entity", "error", "restore", "token", "vault"]),
    (
        "session",
        &[
            "audit",
            "entity",
            "error",
            "finding",
            "observe",
            "policy",
            "recognise",
            "resolve",
            "restore",
            "scan",
            "simd",
            "token",
            "vault",
            "wiped",
        ],
    ),
    (
        "stream",
        &[
            "entity", "error", "finding", "restore", "scan", "session", "token", "wiped",
        ],
    ),
    (
        "chat",
        &[
            "entity", "error", "finding", "observe", "policy", "restore", "scan", "session",
            "stream", "token", "wiped",
        ],
    ),
];

/// Lines in a file, tests included; a table of data may be longer.
const MOST_LINES: usize = 620;

fn sources() -> Vec<(String, PathBuf, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "cli") {
                    collect(&path, files);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).expect("under src");
            let first = inside
                .iter()
                .next()
                .and_then(|s| s.to_str())
                .expect("a name");
            let room = first.trim_end_matches(".rs").to_owned();
            let source = fs::read_to_string(&path).expect("UTF-8");
            (room, inside.to_owned(), source)
        })
        .collect()
}

/// The code of a file, without its unit tests and comments.
fn code(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn rooms_know_only_their_neighbours() {
    let allowed: BTreeMap<_, _> = NEIGHBOURS.iter().copied().collect();
    let mut strangers = Vec::new();
    for (room, path, source) in sources() {
        if room == "lib" || path.file_stem().is_some_and(|stem| stem == "tests") {
            continue;
        }
        let Some(neighbours) = allowed.get(room.as_str()) else {
            strangers.push(format!(
                "{}: the room {room} is not in the table",
                path.display()
            ));
            continue;
        };
        for line in code(&source) {
            for (_, rest) in line
                .match_indices("crate::")
                .map(|(at, m)| (at, &line[at + m.len()..]))
            {
                let named: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                let known =
                    named.is_empty() || named == room || neighbours.contains(&named.as_str());
                if !known {
                    strangers.push(format!(
                        "{}: {room} names {named}: {}",
                        path.display(),
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}

#[test]
fn files_fit_in_a_head() {
    let long: Vec<_> = sources()
        .into_iter()
        .filter(|(_, path, source)| {
            let table = path.file_stem().is_some_and(|stem| {
                let stem = stem.to_string_lossy();
                stem.ends_with("table") || stem.ends_with("tables") || stem.ends_with("rules")
            });
            !table && source.lines().count() > MOST_LINES
        })
        .map(|(_, path, source)| format!("{}: {} lines", path.display(), source.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn unsafe_stands_in_the_simd_room_only() {
    for (_, path, source) in sources() {
        if path == Path::new("simd.rs") || path.starts_with("simd") {
            continue;
        }
        for line in code(&source) {
            let word = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|w| w == "unsafe");
            assert!(!word, "{}: {line}", path.display());
        }
    }
}

#[test]
fn every_entity_has_its_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recognisers");
    let missing: Vec<_> = Entity::built_in()
        .filter(|entity| !folder.join(format!("{entity}.txt")).exists())
        .map(|entity| entity.label())
        .collect();
    assert!(missing.is_empty(), "no corpus for {missing:?}");
}
