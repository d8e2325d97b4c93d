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

#[test]
fn gold_may_be_text_with_marks() {
    let folder = tempfile::tempdir().expect("a folder");
    let gold = folder.path().join("mail.txt");
    let text = "# a remark with ]] in it\n\n\
                to [[asha@example.com]] or\\n[[ravi@example.com]], \u{0915} [[[not an address]]]\r\n\
                cc b@example.com\n";
    std::fs::write(&gold, text).expect("written");
    let path = gold.to_str().expect("a path");
    let output = parda(&["eval", path, "--entities", "email", "--errors"], b"");
    assert_eq!(
        stdout(&output),
        "3: missed EMAIL 46..60\n\
         4: wrong EMAIL 3..16\n\
         \n\
         entity                  gold   found |      P      R     F1 strict |      P      R     F1 overlap\n\
         EMAIL                      3       3 |  0.667  0.667  0.667        |  0.667  0.667  0.667\n\
         total                      3       3 |  0.667  0.667  0.667        |  0.667  0.667  0.667\n\
         2 texts\n"
    );
    // What a recogniser of the policy's own finds is none of the entity that was asked for.
    let policy = folder.path().join("own.toml");
    let own = "[[recognisers]]\nname = \"b\"\nentity = \"BADGE\"\npattern = 'not'\n";
    std::fs::write(&policy, own).expect("written");
    let policy = policy.to_str().expect("a path");
    let with = ["eval", path, "--entities", "email", "--errors", "--policy"];
    let with = parda(&[&with[..], &[policy]].concat(), b"");
    assert_eq!(stdout(&with), stdout(&output), "{}", stderr(&with));

    let shown = parda(
        &["eval", path, "--entities", "EMAIL", "--errors", "--show"],
        b"",
    );
    assert!(stdout(&shown).contains("\"not an address\""));

    for entities in [&[][..], &["--entities", "EMAIL,CARD"]] {
        let output = parda(&[&["eval", path], entities].concat(), b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("exactly one entity"));
    }
    for (broken, said) in [
        ("a [[b", "not closed"),
        ("a b]]", "closes no mark"),
        ("[[a [[b]]", "inside a mark"),
        ("a [[]] b", "empty"),
    ] {
        std::fs::write(&gold, format!("fine\n{broken}\n")).expect("written");
        let output = parda(&["eval", path, "--entities", "EMAIL"], b"");
        assert_eq!(output.status.code(), Some(1));
        let said_where = format!("line 2 of {path}: ");
        assert!(
            stderr(&output).contains(&said_where) && stderr(&output).contains(said),
            "{}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn gold_may_be_a_folder_with_a_row_for_each_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a path");
    let none = parda(&["eval", path], b"");
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("no .txt or .jsonl file"));

    let record = r#"{"id":"x","text":"a@example.com 1","spans":[[0,15,"EMAIL"],[0,1,"CARD"]]}"#;
    for (name, text) in [
        ("mail.txt", "[[a@example.com]]\n[[b@example.com]]\n"),
        ("forms.jsonl", record),
        ("quiet.txt", "# nothing yet\n"),
        ("README.md", "[["),
        (".hidden.txt", "[["),
    ] {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    std::fs::create_dir(folder.path().join("deeper.txt")).expect("a folder");

    let arguments = ["eval", path, "--entities", "EMAIL", "--errors"];
    let output = parda(&arguments, b"");
    assert_eq!(
        stdout(&output),
        "forms:x: missed EMAIL 0..15\n\
         forms:x: wrong EMAIL 0..13\n\
         \n\
         group                   gold   found |      P      R     F1 strict |      P      R     F1 overlap\n\
         forms                      1       1 |  0.000  0.000  0.000        |  1.000  1.000  1.000\n\
         mail                       2       2 |  1.000  1.000  1.000        |  1.000  1.000  1.000\n\
         quiet                      0       0 |  1.000  1.000  1.000        |  1.000  1.000  1.000\n\
         \n\
         entity                  gold   found |      P      R     F1 strict |      P      R     F1 overlap\n\
         EMAIL                      3       3 |  0.667  0.667  0.667        |  1.000  1.000  1.000\n\
         total                      3       3 |  0.667  0.667  0.667        |  1.000  1.000  1.000\n\
         3 texts\n"
    );

    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = parda(&[arguments, &["--format", "json"]].concat(), b"");
        serde_json::from_str(stdout(&output)).expect("JSON")
    };
    let keys = |report: &serde_json::Value| -> Vec<String> {
        report
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let report = json(&arguments);
    assert_eq!(
        keys(&report),
        ["records", "entities", "total", "errors", "groups"]
    );
    assert_eq!(keys(&report["groups"]), ["forms", "mail", "quiet"]);
    assert_eq!(
        report["groups"]["mail"],
        json(&["eval", &format!("{path}/mail.txt"), "--entities", "EMAIL"])["total"]
    );
    assert_eq!(report["groups"]["forms"]["strict"]["f1"], 0.0);
    assert_eq!(report["groups"]["forms"]["overlap"]["f1"], 1.0);
    let alone = json(&["eval", &format!("{path}/forms.jsonl")]);
    assert_eq!(keys(&alone), ["records", "entities", "total", "errors"]);
    assert_eq!(alone["entities"]["CARD"]["gold"], 1);
}
