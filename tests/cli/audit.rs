//! `--audit`, `parda audit`, and the lock that `--keep-days` sets.

use std::fs;
use std::process::{Command, Output};

use crate::round_trip::Place;
use crate::{parda, stderr, stdout};

const WHO: [&str; 4] = ["--caller", "emp-4711", "--purpose", "refund"];

/// A place with a redacted text, and the path of an audit log there.
fn place() -> (Place, Vec<u8>, String) {
    let place = Place::new();
    let redacted = place.run("redact", &[], b"mail asha@example.com");
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    let log = place.path("audit.log").display().to_string();
    (place, redacted.stdout, log)
}

fn restore(place: &Place, log: &str, text: &[u8]) -> Output {
    let args: Vec<&str> = ["--audit", log].into_iter().chain(WHO).collect();
    place.run("restore", &args, text)
}

fn verify(place: &Place, log: &str) -> (i32, serde_json::Value) {
    let output = parda(&["audit", "verify", log, "--key-file", &place.key()], b"");
    let said = serde_json::from_str(stdout(&output)).unwrap_or_default();
    (output.status.code().expect("a status"), said)
}

#[test]
fn each_restore_is_recorded_and_a_changed_log_is_found() {
    let (place, text, log) = place();
    for _ in 0..3 {
        let restored = restore(&place, &log, &text);
        assert_eq!(
            stdout(&restored),
            "mail asha@example.com",
            "{}",
            stderr(&restored)
        );
    }
    let (status, said) = verify(&place, &log);
    assert_eq!((status, &said["records"]), (0, &3.into()), "{said}");
    let kept = fs::read_to_string(&log).expect("a log");
    assert!(!kept.contains("asha") && !kept.contains("EMAIL_"), "{kept}");
    let scope = parda(
        &["audit", "scope", "default", "--key-file", &place.key()],
        b"",
    );
    assert_eq!(kept.matches(stdout(&scope).trim_end()).count(), 3);
    let lines: Vec<&str> = kept.split_inclusive('\n').collect();
    let cases = [
        (
            kept.replacen("4711", "4712", 1),
            "record 1 (line 2) was changed",
        ),
        (
            [lines[0], lines[1], lines[3]].concat(),
            "record 2 is missing",
        ),
        (
            [lines[0], lines[1], lines[3], lines[2]].concat(),
            "record 2 (line 4) is out of order",
        ),
        (lines[..3].concat(), "record 3 is cut off at the end"),
        (kept[..kept.len() - 10].to_owned(), "cut off"),
    ];
    for (text, said) in cases {
        fs::write(&log, text).expect("written");
        let output = parda(&["audit", "verify", &log, "--key-file", &place.key()], b"");
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stdout(&output).contains(said),
            "{said}: {}",
            stdout(&output)
        );
        assert!(
            stderr(&output).contains("audit.log is not as it was kept"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn processes_share_one_log() {
    let (place, text, log) = place();
    let restored: Vec<Output> = std::thread::scope(|threads| {
        let running: Vec<_> = (0..8)
            .map(|_| threads.spawn(|| restore(&place, &log, &text)))
            .collect();
        running
            .into_iter()
            .map(|one| one.join().expect("ended"))
            .collect()
    });
    for output in &restored {
        assert_eq!(
            stdout(output),
            "mail asha@example.com",
            "{}",
            stderr(output)
        );
    }
    let (status, said) = verify(&place, &log);
    assert_eq!((status, &said["records"]), (0, &8.into()), "{said}");
}

#[test]
fn without_a_log_that_can_be_written_nothing_comes_back() {
    let (place, text, log) = place();
    fs::write(&log, "").expect("an empty file");
    for (path, said) in [
        ("/no/such/folder/audit.log", "/no/such/folder/audit.log"),
        ("/dev/full", "not a plain file"),
        (&log, "no audit log"),
    ] {
        let output = restore(&place, path, &text);
        assert_eq!(output.status.code(), Some(1), "{path}");
        assert_eq!(stdout(&output), "", "{path}");
        assert!(
            stderr(&output).contains(said),
            "{path}: {}",
            stderr(&output)
        );
    }
    let half = place.run("restore", &["--audit", &log, "--caller", "emp-4711"], &text);
    assert_eq!(half.status.code(), Some(2), "{}", stderr(&half));
    assert_eq!(stdout(&half), "");
}

/// A file may not grow over 64 KiB here, as on a disk that is full.
#[cfg(unix)]
#[test]
fn on_a_full_disk_nothing_is_restored_and_the_log_stays_whole() {
    let (place, text, log) = place();
    let key = parda::Key::from_file(place.key()).expect("a key");
    let engine = parda::Engine::builder()
        .key(key.clone())
        .vault(parda::MemoryVault::new())
        .audit(parda::AuditLog::open(&log, &key).expect("a log"))
        .build()
        .expect("an engine");
    let access = parda::Access::new("filler", &"x".repeat(200)).expect("an access");
    let session = engine.session("s", &access).expect("a session");
    let prompt = session.redact("asha@example.com").expect("redacted");
    while fs::metadata(&log).expect("a log").len() < (64 << 10) - 700 {
        let _ = session.restore(prompt.text()).expect("restored");
    }
    let input = place.path("redacted.txt");
    fs::write(&input, &text).expect("written");
    let script = "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"";
    let limited = || {
        Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_parda"), "restore"])
            .arg(&input)
            .args(["--key-file", &place.key(), "--audit", &log])
            .arg("--vault")
            .arg(format!("file:{}", place.path("vault").display()))
            .args(WHO)
            .output()
            .expect("it runs")
    };
    let mut refused = 0;
    for _ in 0..6 {
        let output = limited();
        if output.status.code() == Some(0) {
            assert_eq!(stdout(&output), "mail asha@example.com");
            continue;
        }
        refused += 1;
        assert_eq!(stdout(&output), "");
        assert!(
            stderr(&output).contains("so nothing was done"),
            "{}",
            stderr(&output)
        );
    }
    assert!((1..6).contains(&refused), "{refused} of 6 were refused");
    let (status, said) = verify(&place, &log);
    assert_eq!(status, 0, "{said}");
    assert_eq!(said["torn"], false, "{said}");
}

#[test]
fn a_lock_keeps_a_scope_and_its_values_and_says_until_when() {
    let place = Place::new();
    let kept = place.run("redact", &["--keep-days", "365"], b"mail asha@example.com");
    assert_eq!(kept.status.code(), Some(0), "{}", stderr(&kept));
    let key = place.key();
    let vault = format!("file:{}", place.path("vault").display());
    let run = |command: &str, more: &[&str], stdin: &[u8]| {
        let mut args = vec!["vault", command, "--key-file", &key, "--vault", &vault];
        args.extend(more);
        parda(&args, stdin)
    };
    let stats = run("stats", &[], b"");
    assert!(
        stdout(&stats).contains("\"locked_scopes\":1"),
        "{}",
        stdout(&stats)
    );
    let log = place.path("audit.log").display().to_string();
    let audit: Vec<&str> = ["--audit", &log].into_iter().chain(WHO).collect();
    let scope = run("erase", &audit, b"");
    assert_eq!(scope.status.code(), Some(1));
    assert!(
        stderr(&scope).contains("a retention lock holds it until 20"),
        "{}",
        stderr(&scope)
    );
    let values = run("erase", &["--entity", "EMAIL"], b"asha@example.com\n");
    assert_eq!(values.status.code(), Some(1));
    assert!(
        stderr(&values).contains("1 values stay: a retention lock"),
        "{}",
        stderr(&values)
    );
    assert!(
        stdout(&values).contains("\"records_removed\":0"),
        "{}",
        stdout(&values)
    );
    let purged = run("purge", &audit, b"");
    assert_eq!(stdout(&purged), "{\"expired_records_removed\":0}\n");
    let restored = place.run("restore", &[], &kept.stdout);
    assert_eq!(stdout(&restored), "mail asha@example.com");
    let events: Vec<String> = fs::read_to_string(&log)
        .expect("a log")
        .lines()
        .skip(1)
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            format!("{} {}", record["event"], record["outcome"]).replace('"', "")
        })
        .collect();
    assert_eq!(
        events,
        [
            "erase-scope begun",
            "erase-scope locked",
            "purge begun",
            "purge done"
        ]
    );
    assert_eq!(verify(&place, &log).0, 0);
}
