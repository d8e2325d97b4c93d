//! `parda scan` and `parda eval`.

use std::io::Write;

use crate::{parda, stderr, stdout};

#[test]
fn plain_lines_say_where_and_why_but_not_what() {
    let output = parda(&["scan"], b"hello\nwrite to asha@example.com now\n");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "2:10: EMAIL 0.99 address\n");
    let shown = parda(&["scan", "--show"], b"asha@example.com");
    assert_eq!(
        stdout(&shown),
        "1:1: EMAIL 0.99 address \"asha@example.com\"\n"
    );
}

#[test]
fn check_tells_by_exit_status() {
    assert_eq!(
        parda(&["scan", "--check"], b"a@example.com").status.code(),
        Some(3)
    );
    assert_eq!(
        parda(&["scan", "--check"], b"nothing here").status.code(),
        Some(0)
    );
}

#[test]
fn batch_keeps_ids_and_order() {
    let lines = b"{\"id\":7,\"text\":\"a@example.com\"}\n{\"id\":{\"k\":[1]},\"text\":\"none\"}\n";
    let output = parda(&["scan", "--batch"], lines);
    assert_eq!(
        stdout(&output),
        "{\"id\":7,\"findings\":[{\"entity\":\"EMAIL\",\"start\":0,\"end\":13,\"score\":0.99}]}\n\
         {\"id\":{\"k\":[1]},\"findings\":[]}\n"
    );
    let broken = parda(
        &["scan", "--batch"],
        b"{\"id\":1,\"text\":\"x\"}\n{\"id\":2}\n",
    );
    assert_eq!(broken.status.code(), Some(1));
    assert!(stderr(&broken).contains("line 2"), "{}", stderr(&broken));
}

#[test]
fn unusable_input_is_a_failure_that_says_what_to_do() {
    for (args, input, said) in [
        (
            &["scan", "no/such/file"][..],
            &b""[..],
            "cannot read no/such/file",
        ),
        (&["scan", "."], b"", "it is a folder"),
        (&["scan"], b"ok \xff", "not UTF-8 from byte 3"),
        (
            &["scan", "--max-bytes", "4"],
            b"longer",
            "longer than 4 bytes",
        ),
    ] {
        let output = parda(args, input);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(
            stderr(&output).contains(said),
            "{args:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "");
    }
    assert_eq!(
        parda(&["scan", "--entities", "NOPE"], b"").status.code(),
        Some(2)
    );
    assert_eq!(
        parda(&["scan", "--no-such-flag"], b"").status.code(),
        Some(2)
    );
}

#[test]
fn html_masks_values_and_escapes_the_text() {
    let text = b"<script>alert(1)</script> a@example.com";
    let masked = parda(&["scan", "--format", "html"], text);
    assert!(!stdout(&masked).contains("a@example.com"));
    assert!(!stdout(&masked).contains("<script>"));
    assert!(stdout(&masked).contains("&lt;script&gt;"));
    let shown = parda(&["scan", "--format", "html", "--show"], text);
    assert!(stdout(&shown).contains(">a@example.com</mark>"));
}

#[test]
fn eval_counts_hits_misses_and_false_alarms() {
    let mut gold = tempfile::NamedTempFile::new().expect("a file");
    gold.write_all(
        concat!(
            r#"{"id":1,"text":"a@example.com x","spans":[[0,13,"EMAIL"]]}"#,
            "\n"
        )
        .as_bytes(),
    )
    .expect("written");
    gold.write_all(concat!(r#"{"id":2,"text":"b@example.com","spans":[]}"#, "\n").as_bytes())
        .expect("written");
    gold.write_all(
        concat!(r#"{"id":3,"text":"not one","spans":[[0,3,"EMAIL"]]}"#, "\n").as_bytes(),
    )
    .expect("written");
    let path = gold.path().to_str().expect("a path");
    let output = parda(&["eval", path, "--format", "json", "--errors"], b"");
    let report: serde_json::Value = serde_json::from_str(stdout(&output)).expect("JSON");
    let email = &report["entities"]["EMAIL"];
    assert_eq!(email["gold"], 2);
    assert_eq!(email["found"], 2);
    assert_eq!(email["strict"]["precision"], 0.5);
    assert_eq!(email["strict"]["recall"], 0.5);
    assert_eq!(report["errors"].as_array().map(Vec::len), Some(2));
    assert!(!stdout(&output).contains("example.com"));

    // A policy that lets addresses through finds none.
    let arguments = [
        "eval",
        path,
        "--format",
        "json",
        "--policy",
        "credentials-only",
    ];
    let output = parda(&arguments, b"");
    let report: serde_json::Value = serde_json::from_str(stdout(&output)).expect("JSON");
    assert_eq!(report["entities"]["EMAIL"]["found"], 0);
    assert_eq!(report["entities"]["EMAIL"]["gold"], 2);
    let output = parda(&["eval", path, "--policy", "no-such-preset"], b"");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_batch_on_many_threads_is_the_batch_on_one() {
    let lines: String = (0..5000)
        .map(|n| match n % 3 {
            0 => format!("{{\"id\":{n},\"text\":\"mail u{n}@example.com\"}}\n"),
            1 => format!("{{\"id\":{n},\"text\":\"nothing\"}}\n"),
            _ => "\n".to_owned(),
        })
        .collect();
    let one = parda(&["scan", "--batch"], lines.as_bytes());
    let many = parda(&["scan", "--batch", "--jobs", "4"], lines.as_bytes());
    assert_eq!(one.stdout, many.stdout);
    assert_eq!(stdout(&one).lines().count(), 3334);
    let blank = format!(
        "{}{{\"id\":1,\"text\":\"a@example.com\"}}\n",
        "\n".repeat(3000)
    );
    assert_eq!(
        stdout(&parda(&["scan", "--batch"], blank.as_bytes()))
            .lines()
            .count(),
        1
    );
}
