//! `--policy` and `scan --explain`.

use crate::{parda, stderr, stdout};

fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a policy file");
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn a_preset_or_a_file_says_what_is_hidden() {
    let text = b"asha@example.com of EMP-004217";
    let only = parda(&["scan", "--policy", "credentials-only"], text);
    assert_eq!(stdout(&only), "", "{}", stderr(&only));
    let (_folder, path) = file(
        "own.toml",
        "allow_values = [\"ASHA@example.com\"]\n[[recognisers]]\nname = \"badge\"\nentity = \"EMPLOYEE_ID\"\n\
         pattern = 'EMP-[0-9]{6}'\n",
    );
    let own = parda(&["scan", "--policy", &path], text);
    assert_eq!(
        stdout(&own),
        "1:21: EMPLOYEE_ID 0.75 own pattern\n",
        "{}",
        stderr(&own)
    );
}

#[test]
fn a_wrong_policy_is_wrong_usage_and_says_where() {
    let (_folder, path) = file("own.json", "{\n \"actons\": {}\n}");
    for (policy, said) in [
        ("gdrp", "did you mean \"gdpr\"?"),
        (
            path.as_str(),
            "unknown key `actons`; did you mean `actions`? (line 2",
        ),
        ("no/such.toml", "cannot read no/such.toml"),
    ] {
        let output = parda(&["scan", "--policy", policy], b"x");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
}

#[test]
fn explain_shows_near_misses_without_their_values() {
    let (_folder, path) = file(
        "own.toml",
        "[[recognisers]]\nname = \"b\"\nentity = \"BADGE\"\npattern = 'B[0-9]{4}'\nscore = 0.2\n",
    );
    let args = ["scan", "--explain", "--policy", &path];
    let output = parda(&args, b"B1234 asha@example.com");
    assert_eq!(
        stdout(&output),
        "0..5 BADGE 0.20 own pattern: passed over: its score is too low\n6..22 EMAIL 0.99 address: found\n",
        "{}",
        stderr(&output)
    );
}
