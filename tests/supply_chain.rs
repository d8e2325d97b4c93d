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

/// `1.89` or `1.89.0` as numbers.
fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text
        .split('.')
        .filter_map(|part| part.parse().ok())
        .collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn no_dependency_asks_for_a_newer_compiler_than_the_library() {
    // With all features; of tests and benches too, so that they run on the oldest compiler as well.
    let told = metadata(&["--all-features"]);
    let packages = told["packages"].as_array().expect("packages");
    let own = packages
        .iter()
        .find(|package| text(package, "name") == "parda")
        .expect("the library");
    let own = version(text(own, "rust_version"));
    let newer: Vec<_> = packages
        .iter()
        .filter(|package| version(text(package, "rust_version")) > own)
        .map(|package| {
            format!(
                "{} {}",
                text(package, "name"),
                text(package, "rust_version")
            )
        })
        .collect();
    assert!(newer.is_empty(), "newer than rust-version: {newer:?}");
}

#[test]
fn the_package_holds_what_it_should_and_no_more() {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["package", "--list", "-p", "parda", "--allow-dirty"])
        .output()
        .expect("cargo runs");
    let listed = String::from_utf8_lossy(&output.stdout);
    let files: BTreeSet<&str> = listed.lines().collect();
    for file in [
        "Cargo.toml",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "src/lib.rs",
        "src/recognise/person/names.bin",
        "src/guide/quick_start.md",
        "examples/round_trip.rs",
        "examples/prompt.txt",
    ] {
        assert!(files.contains(file), "the package lacks {file}: {listed}");
    }
    let allowed = |file: &str| {
        let made_by_cargo = ["Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json"];
        let top = [
            "Cargo.toml",
            "CHANGELOG.md",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "README.md",
        ];
        let source = file.starts_with("src/") && !file.starts_with("src/cli/");
        let example = file.starts_with("examples/") && file.matches('/').count() == 1;
        let document = file.starts_with("docs/") && file.ends_with(".md");
        source || example || document || top.contains(&file) || made_by_cargo.contains(&file)
    };
    let more: Vec<_> = files.iter().filter(|file| !allowed(file)).collect();
    assert!(more.is_empty(), "the package also holds {more:?}");
}

/// Each crate that the library or the command line asks for has a line in `docs/dependencies.md`, and none that is gone.
#[test]
fn every_dependency_is_listed_with_its_reason() {
    let listed: BTreeSet<&str> = include_str!("../docs/dependencies.md")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .filter_map(|line| line.split('|').nth(1))
        .flat_map(|names| names.split('`').skip(1).step_by(2))
        .collect();
    let told = metadata(&["--no-deps"]);
    let asked: BTreeSet<&str> = told["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .flat_map(|package| package["dependencies"].as_array().expect("dependencies"))
        .filter(|dependency| dependency["kind"].is_null())
        .map(|dependency| text(dependency, "name"))
        .filter(|name| *name != "parda")
        .collect();
    assert_eq!(listed, asked);
}
