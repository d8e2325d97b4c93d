//! Killed at any moment, the file vault has every mapping that was acknowledged, and opens. Damaged, it gives an
//! error or nothing, never a wrong value.

#![cfg(feature = "file")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use parda::{Engine, FileVault, Key};

const FILE: &str = "PARDA_TEST_CRASH_FILE";
const KEY: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";
const SCOPE: &str = "crash";

fn engine(path: &Path) -> Engine<FileVault> {
    Engine::builder()
        .key(Key::parse(KEY).expect("a key"))
        .vault(FileVault::open(path).expect("the vault opens"))
        .build()
        .expect("an engine")
}

/// What a child does until it is killed: one line out for each prompt whose mapping was acknowledged.
#[test]
#[ignore = "the other half of the test below, which runs it as a process of its own"]
fn redact_until_killed() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let engine = engine(Path::new(&path));
    let session = engine.session(SCOPE).expect("a session");
    let mut out = std::io::stdout();
    for n in 0_u64.. {
        let prompt = format!("mail user{n}.{}@example.com", std::process::id());
        let redacted = session.redact(&prompt).expect("redacted");
        writeln!(out, "\nack {prompt}|{}", redacted.text()).expect("written");
        out.flush().expect("written");
    }
}

fn hold(path: &Path, acknowledged: &[(String, String)], round: u64) {
    let engine = engine(path);
    let session = engine.session(SCOPE).expect("a session");
    for (prompt, redacted) in acknowledged {
        let restored = session.restore(redacted).expect("readable");
        assert_eq!(restored.expose(), prompt, "round {round}");
    }
}

#[test]
fn no_acknowledged_mapping_is_lost_when_processes_are_killed() {
    let kills = std::env::var("PARDA_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40_u64);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crash");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("vault.db");
    let mut acknowledged = Vec::new();
    for round in 0..kills / 2 {
        let mut children: Vec<_> = (0..2)
            .map(|_| {
                Command::new(std::env::current_exe().expect("this test"))
                    .args(["--ignored", "--exact", "--nocapture", "redact_until_killed"])
                    .env(FILE, &path)
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("a child")
            })
            .collect();
        // Spread over the first milliseconds of a process and the many commits that follow.
        std::thread::sleep(Duration::from_micros(5_000 + round * 7_919 % 90_000));
        for child in &mut children {
            child.kill().expect("killed");
            let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
            for line in lines.map_while(Result::ok) {
                let Some((prompt, redacted)) = line
                    .strip_prefix("ack ")
                    .and_then(|line| line.split_once('|'))
                else {
                    continue;
                };
                // A line that the kill cut short is not an acknowledgement.
                if redacted.starts_with("mail EMAIL_") && redacted.len() == 20 {
                    acknowledged.push((prompt.to_owned(), redacted.to_owned()));
                }
            }
            child.wait().expect("ended");
        }
        // What this round and the ones before it acknowledged, and at the end everything.
        let since = acknowledged.len().saturating_sub(500);
        hold(&path, &acknowledged[since..], round);
    }
    hold(&path, &acknowledged, kills);
    assert!(!acknowledged.is_empty(), "the children got to work");
    println!(
        "{kills} kills, {} mappings acknowledged, all there",
        acknowledged.len()
    );
}

#[test]
fn a_damaged_file_gives_an_error_or_nothing_and_never_a_wrong_value() {
    let flips = std::env::var("PARDA_TEST_FLIPS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(300_usize);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("flips");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let (path, copy) = (folder.join("vault.db"), folder.join("copy.db"));
    let prompts: Vec<String> = (0..20).map(|n| format!("mail u{n}@example.com")).collect();
    let redacted: Vec<String> = {
        let engine = engine(&path);
        let session = engine.session(SCOPE).expect("a session");
        let redact = |prompt: &String| session.redact(prompt).expect("redacted").text().to_owned();
        prompts.iter().map(redact).collect()
    };
    let whole = std::fs::read(&path).expect("closed and checkpointed");
    std::fs::copy(&path, &copy).expect("copied, with its mode");
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut noticed = 0;
    for flip in 0..flips {
        let mut bytes = whole.clone();
        if flip % 8 == 0 {
            bytes.truncate(next(whole.len()));
        } else {
            bytes[next(whole.len())] ^= 1 << next(8);
        }
        for beside in ["copy.db-wal", "copy.db-shm"] {
            let _ = std::fs::remove_file(folder.join(beside));
        }
        std::fs::write(&copy, &bytes).expect("written");
        let Ok(vault) = FileVault::open(&copy) else {
            noticed += 1;
            continue;
        };
        let engine = Engine::builder()
            .key(Key::parse(KEY).expect("a key"))
            .vault(vault)
            .build()
            .expect("an engine");
        let session = engine.session(SCOPE).expect("a session");
        for (prompt, redacted) in prompts.iter().zip(&redacted) {
            match session.restore(redacted) {
                Ok(restored) if restored.restored() > 0 => {
                    assert_eq!(restored.expose(), prompt, "flip {flip}");
                }
                Ok(restored) => {
                    assert_eq!(restored.expose(), redacted, "flip {flip}");
                    noticed += 1;
                }
                Err(_) => noticed += 1,
            }
        }
    }
    assert!(noticed > 0, "some damage met what is stored");
}
