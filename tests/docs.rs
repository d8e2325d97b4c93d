//! The documents claim nothing that no test holds: each `file::name` in them is a test that exists, each link leads
//! somewhere.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documents() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .expect("docs")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.push(root().join("README.md"));
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("text");
            (path, text)
        })
        .collect()
}

#[test]
fn each_claim_names_a_test_that_exists() {
    let mut seen = 0;
    for (path, text) in documents() {
        for quoted in text.split('`').skip(1).step_by(2) {
            let Some((file, name)) = quoted.split_once(".rs::") else {
                continue;
            };
            let source = fs::read_to_string(root().join(format!("{file}.rs")));
            let source = source.unwrap_or_else(|_| panic!("{}: no {file}.rs", path.display()));
            let at = source.find(&format!("fn {name}()"));
            let at = at.unwrap_or_else(|| panic!("{}: no {quoted}", path.display()));
            let before = source[..at].lines().rev().take(4);
            assert!(
                before.into_iter().any(|line| line.trim() == "#[test]"),
                "{}: {quoted} is no test",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn each_link_leads_somewhere() {
    for (path, text) in documents() {
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains(':') {
                continue;
            }
            let target = path.parent().expect("a folder").join(file);
            assert!(target.exists(), "{}: {link}", path.display());
        }
    }
}
