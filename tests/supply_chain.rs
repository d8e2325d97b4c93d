//! The dependency policy of `deny.toml`, held offline: licences, sources, and the size of the default library.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// A service that adds `parda` with default features builds at most this many other crates.
const MOST_CRATES: usize = 40;

fn metadata(extra: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(extra)
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn allowed_licences() -> BTreeSet<String> {
    let policy = include_str!("../deny.toml");
    let line = policy
        .lines()
        .find(|line| line.starts_with("allow = ["))
        .expect("the licence list");
    line.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Whether an SPDX expression can be met by allowed licences: every `AND` part has an allowed `OR` alternative.
fn licensed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    flat.split(" AND ").all(|part| {
        part.split(" OR ").any(|licence| {
            allowed.contains(
                licence
                    .trim()
                    .split(" WITH ")
                    .next()
                    .unwrap_or_default()
                    .trim(),
            )
        })
    })
}

#[test]
fn every_licence_is_allowed_and_every_source_is_the_registry() {
    let allowed = allowed_licences();
    for package in metadata(&["--all-features"])["packages"]
        .as_array()
        .expect("packages")
    {
        let name = text(package, "name");
        assert!(
            licensed(text(package, "license"), &allowed),
            "{name}: licence {:?} is not in deny.toml",
            text(package, "license")
        );
        let source = text(package, "source");
        assert!(
            source.is_empty() || source.starts_with("registry+"),
            "{name} comes from {source}"
        );
    }
}

#[test]
fn the_default_library_is_small() {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "tree",
            "-p",
            "parda",
            "-e",
            "normal,build",
            "--prefix",
            "none",
            "--locked",
        ])
        .output()
        .expect("cargo runs");
    let crates: BTreeSet<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "parda")
        .collect();
    assert!(
        !crates.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        crates.len() <= MOST_CRATES,
        "{} crates: {crates:?}",
        crates.len()
    );
}
