//! Each write and each sync of the file vault made to fail in turn: no text is released that is not stored, what was
//! acknowledged stays, and the store opens.

#![cfg(all(feature = "file", target_os = "linux"))]

use std::path::{Path, PathBuf};
use std::process::Command;

use parda::{Engine, Error, FileVault, Key};

const FILE: &str = "PARDA_TEST_FAILING_FILE";
const KEY: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";
const SCOPE: &str = "failing";

fn engine(path: &Path) -> Result<Engine<FileVault>, Error> {
    Engine::builder()
        .key(Key::parse(KEY)?)
        .vault(FileVault::open(path)?)
        .build()
}

/// What a child does on the failing disk: one line for each prompt that came out, and one for each error.
#[test]
#[ignore = "the other half of the test below, which runs it as a process of its own"]
fn redact_on_a_failing_disk() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let engine = match engine(Path::new(&path)) {
        Ok(engine) => engine,
        Err(error) => return println!("\nerror {error}"),
    };
    let session = engine.session(SCOPE).expect("a session");
    let mut first: Option<(String, String)> = None;
    for n in 0..8 {
        let prompt = format!("mail user{n}@example.com");
        match session.redact(&prompt) {
            Ok(redacted) => {
                println!("\nack {prompt}|{}", redacted.text());
                first.get_or_insert((prompt.clone(), redacted.text().to_owned()));
            }
            Err(error) => println!("\nerror {error}"),
        }
        if let Some((prompt, redacted)) = &first
            && let Ok(restored) = session.restore(redacted)
        {
            assert_eq!(restored.expose(), prompt, "an answer is the right one");
        }
        let other = engine.session("to be forgotten").expect("a session");
        if other.redact("mail other@example.com").is_ok() {
            let _ = other.forget();
        }
    }
    println!("\ndone");
}

/// The library that fails, built with the C compiler that SQLite was built with.
fn failing_disk(folder: &Path) -> PathBuf {
    let library = folder.join("faulty.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/faulty.c");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status();
    assert!(built.expect("a C compiler").success());
    library
}

#[test]
fn no_write_or_sync_that_fails_loses_a_mapping_or_releases_a_text() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("failing");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let library = failing_disk(&folder);
    let (path, told) = (folder.join("failing.db"), folder.join("told"));
    // A quick run looks at one write or sync in seven; `PARDA_TEST_FAULTS=1` at each.
    let every =
        std::env::var("PARDA_TEST_FAULTS").map_or(7, |every| every.parse().expect("a number"));
    let (mut runs, mut failed, mut stored) = (0, 0, 0);
    for kind in ["full", "io", "short", "sync"] {
        for (often, step) in [(2, every), (1_000_000, 2 * every)] {
            let mut ends = false;
            for at in (1..1_000).step_by(step) {
                for name in [
                    "failing.db",
                    "failing.db-wal",
                    "failing.db-shm",
                    "failing.db-journal",
                    "told",
                ] {
                    let _ = std::fs::remove_file(folder.join(name));
                }
                let child = Command::new(std::env::current_exe().expect("this test"))
                    .args([
                        "--ignored",
                        "--exact",
                        "--nocapture",
                        "redact_on_a_failing_disk",
                    ])
                    .env(FILE, &path)
                    .env("LD_PRELOAD", &library)
                    .env("FAULT_KIND", kind)
                    .env("FAULT_AT", at.to_string())
                    .env("FAULT_OFTEN", often.to_string())
                    .env("FAULT_TOLD", &told)
                    .output()
                    .expect("a child");
                let case = format!("{kind} {at} {often}");
                assert!(
                    child.status.success(),
                    "{case}: {}",
                    String::from_utf8_lossy(&child.stdout)
                );
                let out = String::from_utf8(child.stdout).expect("text");
                runs += 1;
                failed += out
                    .lines()
                    .filter(|line| line.starts_with("error "))
                    .count();
                assert!(
                    !out.lines()
                        .any(|line| line.starts_with("error ") && line.contains("example.com"))
                );
                // What another process finds on the disk when it works again.
                let engine = engine(&path).unwrap_or_else(|error| panic!("{case}: {error}"));
                let session = engine.session(SCOPE).expect("a session");
                for line in out.lines() {
                    let Some((prompt, redacted)) = line
                        .strip_prefix("ack ")
                        .and_then(|line| line.split_once('|'))
                    else {
                        continue;
                    };
                    let restored = session
                        .restore(redacted)
                        .unwrap_or_else(|error| panic!("{case}: {error}"));
                    assert_eq!(restored.expose(), prompt, "{case}");
                    stored += 1;
                }
                let _ = session
                    .redact("mail after@example.com")
                    .expect("it works again");
                if !told.exists() {
                    ends = true;
                    break;
                }
            }
            assert!(ends, "each was reached");
        }
    }
    println!("{runs} runs, {failed} calls failed, {stored} mappings kept");
    assert!(failed > 20 && stored > 50, "{runs} {failed} {stored}");
}
