//! Where a command fails or only tells, neither of its streams shows a value, a password or a key.

use crate::round_trip::Place;
use crate::{parda, stderr};

const MAIL: &str = "canary.seven@example.com";

fn clean(what: &str, shown: &[u8]) {
    let shown = String::from_utf8_lossy(shown);
    for secret in ["anary", "seven", "ABCPE1234F", "4111 1111"] {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

#[test]
fn what_only_tells_shows_no_value() {
    let place = Place::new();
    let text = format!("write to {MAIL}, PAN ABCPE1234F, card 4111 1111 1111 1111");
    let line = format!("{{\"id\": 1, \"text\": \"{text}\"}}\n");
    let gold = format!("{{\"id\": 1, \"text\": \"{text}\", \"spans\": [[0, 5, \"PAN\"]]}}\n");
    let body = format!("{{\"messages\": [{{\"role\": \"user\", \"content\": \"{text}\"}}]}}");
    let told: [(&[&str], &str); 8] = [
        (&["scan"], &text),
        (&["scan", "--explain"], &text),
        (&["scan", "--format", "jsonl"], &text),
        (&["scan", "--format", "html"], &text),
        (&["scan", "--batch"], &line),
        (&["scan", "--check"], &text),
        (&["eval", "-", "--errors"], &gold),
        (&["eval", "-", "--format", "json"], &gold),
    ];
    for (args, stdin) in told {
        let output = parda(args, stdin.as_bytes());
        assert!(matches!(output.status.code(), Some(0 | 3)), "{args:?}");
        clean(&format!("{args:?}"), &output.stdout);
        clean(&format!("{args:?}"), &output.stderr);
    }
    for (more, stdin) in [
        (&[][..], &text),
        (&["--json"], &text),
        (&["--batch"], &line),
        (&["--chat"], &body),
    ] {
        let output = place.run("redact", more, stdin.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        clean("redact", &output.stdout);
        clean("redact", &output.stderr);
        let restored = place.run("restore", &["--report"], &output.stdout);
        assert_eq!(restored.status.code(), Some(0), "{}", stderr(&restored));
        clean("restore, on stderr", &restored.stderr);
    }
    let vault = std::fs::read(place.path("vault")).expect("a vault");
    clean("the vault's file", &vault);
}

#[test]
fn what_fails_shows_no_value_and_no_password() {
    let place = Place::new();
    let policy = place.path("policy.toml").display().to_string();
    std::fs::write(&policy, format!("allow_values = \"{MAIL}\"\n")).expect("written");
    let blocking = place.path("block.toml").display().to_string();
    std::fs::write(&blocking, "otherwise = \"block\"\n").expect("written");
    let key = place.path("bad.key").display().to_string();
    std::fs::write(&key, format!("{MAIL}\n")).expect("written");
    let bytes = [MAIL.as_bytes(), b" \xff\xfe ", MAIL.as_bytes()].concat();
    let lines = format!("{{\"id\": \"{MAIL}\", \"text\": 7}}\n");
    let broken = format!("{{\"id\": 1, \"text\": \"{MAIL}\" \"{MAIL}\"}}\n");
    let gold = format!("{{\"id\": 1, \"text\": \"{MAIL}\", \"spans\": [[\"{MAIL}\", 5]]}}\n");
    let body = format!("{{\"messages\": [{{\"role\": \"user\", \"{MAIL}\": \"{MAIL}\" tru");
    let key = ["redact", "--vault", "memory:", "--key-file", &key];
    let failing: [(&[&str], &[u8]); 12] = [
        (&["scan"], &bytes),
        (&["scan", "--batch"], broken.as_bytes()),
        (&["scan", "--batch"], lines.as_bytes()),
        (&["scan", "--max-bytes", "10"], MAIL.as_bytes()),
        (&["scan", "--policy", &policy], MAIL.as_bytes()),
        (&["eval", "-"], broken.as_bytes()),
        (&["eval", "-"], gold.as_bytes()),
        (&["eval", "-"], &bytes),
        (&key, MAIL.as_bytes()),
        (
            &["redact", "--vault", "redis+x://u:canary-seven@127.0.0.1:1/"],
            b"x",
        ),
        (
            &["redact", "--vault", "redis://u:canary-seven@127.0.0.1:1/"],
            b"x",
        ),
        (
            &[
                "redact",
                "--vault",
                "postgres://u:canary-seven@127.0.0.1:1/d",
            ],
            b"x",
        ),
    ];
    for (args, stdin) in failing {
        let output = parda(args, stdin);
        let what = format!("{args:?}");
        assert!(matches!(output.status.code(), Some(1 | 2)), "{what}");
        assert!(!output.stderr.is_empty(), "{what}");
        clean(&what, &output.stdout);
        clean(&what, &output.stderr);
    }
    let in_place: [(&str, &[&str], &[u8]); 6] = [
        ("redact", &[], &bytes),
        ("redact", &["--chat"], body.as_bytes()),
        ("redact", &["--batch"], broken.as_bytes()),
        ("redact", &["--policy", &blocking], MAIL.as_bytes()),
        ("redact", &["--max-bytes", "10"], MAIL.as_bytes()),
        ("restore", &["--chat"], body.as_bytes()),
    ];
    for (command, more, stdin) in in_place {
        let output = place.run(command, more, stdin);
        assert_eq!(output.status.code(), Some(1), "{command} {more:?}");
        clean(&format!("{command} {more:?}"), &output.stdout);
        clean(&format!("{command} {more:?}"), &output.stderr);
    }
}
