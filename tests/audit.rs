//! The audit log in a file: whole when nobody touched it, and else it says which records are not.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use parda::audit::{AuditProblem, AuditReport};
use parda::{Access, AuditLog, Engine, Governed, Key, MemoryVault};

const KEY: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";
const FILE: &str = "PARDA_TEST_AUDIT_FILE";

fn key() -> Key {
    Key::parse(KEY).expect("a key")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("audit")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn engine(path: &Path, key: &Key) -> Engine<MemoryVault, Governed> {
    Engine::builder()
        .key(key.clone())
        .vault(MemoryVault::new())
        .audit(AuditLog::open(path, key).expect("a log"))
        .build()
        .expect("an engine")
}

/// Restores in `scope` that many times, each with its record.
fn restore(engine: &Engine<MemoryVault, Governed>, times: usize) {
    let access = Access::new("emp-4711", "refund \"17\"").expect("an access");
    let session = engine.session("chat", &access).expect("a session");
    let prompt = session.redact("asha@example.com").expect("redacted");
    for _ in 0..times {
        let restored = session.restore(prompt.text()).expect("restored");
        assert_eq!(restored.expose(), "asha@example.com");
    }
}

fn verify(path: &Path) -> AuditReport {
    AuditLog::verify(path, &key()).expect("readable")
}

/// A log of `records` records, as lines; the first is the log's own.
fn log(name: &str, records: usize) -> (PathBuf, Vec<String>) {
    let path = folder(name).join("audit.log");
    restore(&engine(&path, &key()), records);
    let text = fs::read_to_string(&path).expect("text");
    assert!(!text.contains("asha"), "{text}");
    (
        path,
        text.split_inclusive('\n').map(str::to_owned).collect(),
    )
}

#[test]
fn a_log_that_nobody_touched_is_whole_and_holds_no_value_or_token() {
    let (path, lines) = log("whole", 5);
    let report = verify(&path);
    assert!(report.is_intact() && !report.is_torn(), "{report:?}");
    assert_eq!(report.records(), 5);
    assert!(lines[5].contains(report.last()));
    for (n, line) in lines[1..].iter().enumerate() {
        let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(record["n"], n + 1);
        assert_eq!(record["purpose"], "refund \"17\"");
        assert_eq!(record["restored"]["EMAIL"], 1);
        assert_eq!(record["outcome"], "done");
        assert!(!line.contains("EMAIL_"));
    }
    // Opened again, the chain goes on.
    restore(&engine(&path, &key()), 2);
    assert_eq!(verify(&path).records(), 7);
    assert!(verify(&path).is_intact());
    // So it does under a key with more epochs, and the report needs them all.
    let rotated = key().rotated().expect("randomness");
    restore(&engine(&path, &rotated), 2);
    let report = AuditLog::verify(&path, &rotated).expect("readable");
    assert!(report.is_intact() && report.records() == 9, "{report:?}");
    assert!(!verify(&path).is_intact(), "the older key cannot tell");
}

#[test]
fn what_was_changed_dropped_moved_or_cut_off_is_named() {
    use AuditProblem::{
        Changed, CutOff, HeadChanged, HeadStale, Missing, NoHead, NoRecord, OutOfOrder, Unchained,
    };
    let (path, lines) = log("named", 6);
    let (_, other) = log("other", 6);
    let changed = |at: usize, from: &str, to: &str| {
        let mut lines = lines.clone();
        assert!(lines[at].contains(from));
        lines[at] = lines[at].replacen(from, to, 1);
        lines
    };
    let without = |at: usize| {
        let mut lines = lines.clone();
        lines.remove(at);
        lines
    };
    let swapped = |a: usize, b: usize| {
        let mut lines = lines.clone();
        lines.swap(a, b);
        lines
    };
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines.insert(at, line.to_owned());
        lines
    };
    let replaced = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line.to_owned();
        lines
    };
    let cases: Vec<(&str, Vec<String>, Vec<AuditProblem>)> = vec![
        (
            "a caller",
            changed(3, "4711", "4712"),
            vec![Changed { record: 3, line: 4 }],
        ),
        (
            "a count",
            changed(6, "\"EMAIL\":1", "\"EMAIL\":0"),
            vec![Changed { record: 6, line: 7 }],
        ),
        (
            "a code",
            changed(2, "\"mac\":\"", "\"mac\":\"0"),
            vec![Changed { record: 2, line: 3 }],
        ),
        (
            "the first line",
            changed(0, "6\",\"end", "5\",\"end"),
            vec![HeadChanged],
        ),
        (
            "dropped first",
            without(1),
            vec![Missing { from: 1, to: 1 }],
        ),
        ("dropped", without(4), vec![Missing { from: 4, to: 4 }]),
        (
            "cut off by one",
            without(6),
            vec![CutOff { from: 6, to: 6 }],
        ),
        (
            "cut off",
            lines[..3].to_vec(),
            vec![CutOff { from: 3, to: 6 }],
        ),
        (
            "all cut off",
            lines[..1].to_vec(),
            vec![CutOff { from: 1, to: 6 }],
        ),
        ("no first line", without(0), vec![NoHead]),
        (
            "swapped",
            swapped(3, 4),
            vec![OutOfOrder { record: 3, line: 5 }],
        ),
        (
            "moved to the end",
            {
                let mut l = without(2);
                l.push(lines[2].clone());
                l
            },
            vec![OutOfOrder { record: 2, line: 7 }],
        ),
        (
            "moved out of the midst of what is missing",
            vec![
                lines[0].clone(),
                lines[1].clone(),
                lines[5].clone(),
                lines[6].clone(),
                lines[3].clone(),
            ],
            vec![
                OutOfOrder { record: 3, line: 5 },
                Missing { from: 2, to: 2 },
                Missing { from: 4, to: 4 },
            ],
        ),
        (
            "twice",
            with(4, &lines[2]),
            vec![OutOfOrder { record: 2, line: 5 }],
        ),
        ("garbage", with(3, "{}\n"), vec![NoRecord { line: 4 }]),
        ("an empty line", with(3, "\n"), vec![NoRecord { line: 4 }]),
        (
            "another log's record",
            replaced(3, &other[3]),
            vec![
                Unchained { record: 3, line: 4 },
                Unchained { record: 4, line: 5 },
            ],
        ),
        (
            "another log's first line",
            replaced(0, &other[0]),
            vec![Unchained { record: 1, line: 2 }],
        ),
        ("empty", vec![], vec![NoHead]),
        ("no log", vec!["hello\n".to_owned()], vec![NoHead]),
    ];
    for (what, lines, problems) in cases {
        fs::write(&path, lines.concat()).expect("written");
        let report = verify(&path);
        assert_eq!(report.problems(), problems, "{what}");
        for problem in report.problems() {
            assert!(!problem.to_string().is_empty());
        }
    }
    // The first line of an earlier state, put back.
    fs::write(&path, lines.concat()).expect("written");
    let earlier = fs::read(&path).expect("bytes");
    restore(&engine(&path, &key()), 3);
    let mut bytes = fs::read(&path).expect("bytes");
    let head = lines[0].len();
    bytes[..head].copy_from_slice(&earlier[..head]);
    fs::write(&path, &bytes).expect("written");
    assert_eq!(verify(&path).problems(), [HeadStale]);
}

#[test]
fn every_flipped_bit_and_every_cut_is_found() {
    let (path, lines) = log("flipped", 3);
    let bytes = lines.concat().into_bytes();
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1 << (at % 8);
        fs::write(&path, &other).expect("written");
        assert!(!verify(&path).is_intact(), "byte {at}");
    }
    for length in 0..bytes.len() {
        fs::write(&path, &bytes[..length]).expect("written");
        assert!(!verify(&path).is_intact(), "cut at {length}");
    }
}

/// A log that was spliced at random is whole only where all its records still stand, each byte of them, and what came
/// behind them has no end.
#[test]
fn no_splice_goes_unseen() {
    let (path, lines) = log("spliced", 4);
    let (_, other) = log("spliced-other", 4);
    let (bytes, other) = (lines.concat().into_bytes(), other.concat().into_bytes());
    let mut state = 11_u64;
    let mut dice = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..1_500 {
        let mut spliced = bytes.clone();
        for _ in 0..=dice(3) {
            let at = dice(spliced.len() + 1);
            let until = (at + dice(400)).min(spliced.len());
            let from = dice(other.len());
            let piece = &other[from..(from + dice(400)).min(other.len())];
            match dice(4) {
                0 => drop(spliced.drain(at..until)),
                1 => drop(spliced.splice(at..at, piece.iter().copied())),
                2 => drop(spliced.splice(at..until, piece.iter().copied())),
                _ => spliced
                    .splice(at..at, [b'\n', 0xff, b'"'][..dice(3) + 1].to_vec())
                    .for_each(drop),
            }
        }
        fs::write(&path, &spliced).expect("written");
        let report = verify(&path);
        let same = spliced.starts_with(&bytes) && !spliced[bytes.len()..].contains(&b'\n');
        assert_eq!(
            report.is_intact(),
            same,
            "round {round}: {:?}",
            report.problems()
        );
    }
}

#[test]
fn nobody_without_the_key_continues_a_log() {
    let (path, _) = log("forged", 2);
    let stranger = Key::generate().expect("randomness");
    let refused = AuditLog::open(&path, &stranger).expect_err("another key");
    assert!(refused.is_audit(), "{refused}");
    let report = AuditLog::verify(&path, &stranger).expect("readable");
    assert_eq!(report.records(), 0);
    assert!(!report.is_intact());
}

#[test]
fn a_torn_last_line_is_recognised_and_the_next_record_takes_its_place() {
    let (path, lines) = log("torn", 3);
    let whole = lines.concat();
    let (_, more) = log("torn-more", 4);
    let append = |tail: &str| fs::write(&path, format!("{whole}{tail}")).expect("written");
    for tail in [&more[4][..1], &more[4][..100], more[4].trim_end()] {
        append(tail);
        let report = verify(&path);
        assert!(report.is_torn() && report.is_intact(), "{report:?}");
        assert_eq!(report.records(), 3);
        restore(&engine(&path, &key()), 1);
        let report = verify(&path);
        assert!(!report.is_torn() && report.is_intact(), "{report:?}");
        assert_eq!(report.records(), 4);
    }
    // Whole, and only not counted yet: it is a record.
    append("");
    restore(&engine(&path, &key()), 1);
    let mut bytes = fs::read(&path).expect("bytes");
    bytes[..lines[0].len()].copy_from_slice(lines[0].as_bytes());
    fs::write(&path, &bytes).expect("written");
    assert!(verify(&path).is_intact());
    assert_eq!(verify(&path).records(), 4);
    restore(&engine(&path, &key()), 1);
    assert!(verify(&path).is_intact());
    assert_eq!(verify(&path).records(), 5);
}

#[test]
fn a_log_that_cannot_be_written_restores_nothing() {
    let (path, lines) = log("unwritable", 2);
    let access = Access::new("emp-4711", "refund").expect("an access");
    type Break = fn(&Path);
    let breaks: [(&str, Break); 4] = [
        ("removed", |path| fs::remove_file(path).expect("removed")),
        ("replaced", |path| {
            let copy = path.with_extension("copy");
            fs::copy(path, &copy).expect("copied");
            fs::rename(&copy, path).expect("renamed");
        }),
        ("cut off", |path| {
            let file = fs::OpenOptions::new()
                .write(true)
                .open(path)
                .expect("opened");
            file.set_len(500).expect("cut");
        }),
        ("overwritten", |path| {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .open(path)
                .expect("opened");
            file.write_all(b"{\"parda_audit\":1,\"log\":\"00")
                .expect("written");
        }),
    ];
    for (what, break_it) in breaks {
        fs::write(&path, lines.concat()).expect("written");
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
            .expect("chmod");
        let engine = engine(&path, &key());
        let session = engine.session("chat", &access).expect("a session");
        let prompt = session.redact("asha@example.com").expect("redacted");
        break_it(&path);
        let error = session.restore(prompt.text()).expect_err(what);
        assert!(error.is_audit(), "{what}: {error}");
        assert!(!error.to_string().contains("asha"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let open = path.with_extension("open");
        fs::write(&open, lines.concat()).expect("written");
        fs::set_permissions(&open, fs::Permissions::from_mode(0o666)).expect("chmod");
        assert!(
            AuditLog::open(&open, &key())
                .expect_err("open to others")
                .to_string()
                .contains("chmod")
        );
        let link = path.with_extension("link");
        let _ = fs::remove_file(&link);
        symlink(&open, &link).expect("a link");
        assert!(AuditLog::open(&link, &key()).is_err(), "a link");
    }
}

/// What a child does: restores until it is killed, one line out for each that was given out.
#[test]
#[ignore = "the other half of the test below, which runs it as a process of its own"]
fn restore_until_killed() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    let engine = engine(Path::new(&path), &key());
    let access =
        Access::new(&format!("process {}", std::process::id()), "load").expect("an access");
    let session = engine.session("chat", &access).expect("a session");
    let prompt = session.redact("asha@example.com").expect("redacted");
    let mut out = std::io::stdout();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                loop {
                    let restored = session.restore(prompt.text()).expect("restored");
                    assert_eq!(restored.expose(), "asha@example.com");
                    if (&out).write_all(b"\ngiven\n").is_err() {
                        break;
                    }
                }
            });
        }
    });
    out.flush().expect("flushed");
}

#[test]
fn processes_share_a_log_and_none_that_is_killed_gave_out_what_is_not_in_it() {
    let rounds: u64 = std::env::var("PARDA_TEST_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(10);
    let path = folder("killed").join("audit.log");
    let mut given = 0;
    for round in 0..rounds {
        let mut children: Vec<_> = (0..3)
            .map(|_| {
                Command::new(std::env::current_exe().expect("this test"))
                    .args([
                        "--ignored",
                        "--exact",
                        "--nocapture",
                        "restore_until_killed",
                    ])
                    .env(FILE, &path)
                    .stdout(Stdio::piped())
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("a child")
            })
            .collect();
        std::thread::sleep(Duration::from_micros(20_000 + round * 7_919 % 90_000));
        for child in &mut children {
            child.kill().expect("killed");
            let mut said = String::new();
            let mut stdout = child.stdout.take().expect("piped");
            stdout.read_to_string(&mut said).expect("text");
            given += said.lines().filter(|line| *line == "given").count() as u64;
            child.wait().expect("ended");
        }
        if path.exists() {
            let report = verify(&path);
            assert!(report.is_intact(), "round {round}: {:?}", report.problems());
            assert!(
                report.records() >= given,
                "round {round}: {} of {given}",
                report.records()
            );
        }
    }
    assert!(given > 0, "the children restored");
}
