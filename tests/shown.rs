//! What is configured or passed on shows no value either: policies and their files, in `Debug` and when they are wrong;
//! addresses of servers; what is written by `derive(Debug)`.

use std::collections::BTreeSet;
use std::path::Path;

const CANARIES: [&str; 3] = ["canary.seven@example.com", "Asha Canary", "ABCPE1234F"];

#[cfg(any(feature = "policy-file", feature = "redis", feature = "postgres"))]
fn clean(what: &str, shown: &str) {
    for secret in ["anary", "seven", "example.com", "Asha", "ABCPE"] {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

#[test]
#[cfg(feature = "policy-file")]
fn a_policy_and_its_file_show_no_value_that_stands_in_them() {
    use parda::{Policy, PolicyFile};
    let [mail, name, pan] = CANARIES;
    let file = PolicyFile::from_toml(&format!(
        "allow_values = [\"{mail}\", \"{pan}\", \"{mail}\"]\n\
         [[recognisers]]\nname = \"staff\"\nentity = \"PERSON\"\nwords = [\"{name}\", \"{name}\"]\ncontext = [\"{pan}\"]\n"
    ))
    .expect("a policy");
    let policy = file.policy().expect("a policy");
    clean("a policy's file", &format!("{file:?} {file:#?}"));
    clean("a policy", &format!("{policy:?} {policy:#?}"));
    clean("its words", &format!("{:?}", file.word_lists()));
    let complaints = file.lint();
    assert!(!complaints.is_empty());
    let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    clean("the lint", &format!("{complaints:?} {said:?}"));
    let own = Policy::new().allow_value(mail).allow_value(name);
    clean("a policy of one's own", &format!("{own:?}"));
    assert!(format!("{own:?}").contains("allowed: 2"), "{own:?}");
}

#[test]
#[cfg(feature = "policy-file")]
fn a_policy_file_that_is_wrong_shows_no_value_that_stands_in_it() {
    use parda::PolicyFile;
    let refused = |what: &str, error: parda::Error| {
        clean(what, &format!("{error} {error:?}"));
        assert!(error.to_string().contains("line"), "{what}: {error}");
    };
    for value in CANARIES {
        let toml = [
            format!("allow_values = \"{value}\"\n"),
            format!("threshold = \"{value}\"\n"),
            format!("link_names = \"{value}\"\n"),
            format!("retention = \"{value}\"\n"),
            format!("id_length = \"{value}\"\n"),
            format!("actions = \"{value}\"\n"),
            format!("[actions]\nmask = \"{value}\"\n"),
            format!("[entities]\nEMAIL = \"{value}\"\n"),
            format!("[entities.EMAIL]\nthreshold = \"{value}\"\n"),
            format!("[[recognisers]]\nname = \"n\"\nentity = \"PERSON\"\nwords = \"{value}\"\n"),
            format!(
                "[[recognisers]]\nname = \"n\"\nentity = \"PERSON\"\nwords = [\"{value}\" 1]\n"
            ),
            format!("recognisers = [\"{value}\"]\n"),
            format!("allow_values = [\"{value}\", \"{value}\n"),
            format!("allow_values = [{value}]\n"),
            format!("allow_values = [\"x\"] \"{value}\"\n"),
            format!("allow_values = [\"{value}`\", 7]\nthreshold = \"`{value}` {value}\"\n"),
        ];
        for text in toml {
            if let Err(error) = PolicyFile::from_toml(&text) {
                refused(&text, error);
            } else {
                panic!("taken: {text}");
            }
        }
        let json = [
            format!("{{\"allow_values\": \"{value}\"}}"),
            format!("{{\"threshold\": \"a \\\" {value}\"}}"),
            format!(
                "{{\"recognisers\": [{{\"name\": \"n\", \"entity\": \"PERSON\", \"words\": \"{value}\"}}]}}"
            ),
            format!("{{\"allow_values\": [\"{value}\" \"{value}\"]}}"),
            format!("\"{value}\""),
        ];
        for text in json {
            refused(&text, PolicyFile::from_json(&text).expect_err("wrong"));
        }
    }
    // What is wrong in the words of the format itself is still said.
    for (text, said) in [
        ("treshold = 0.5\n", "`treshold`; did you mean `threshold`"),
        ("[actions]\nmaks = []\n", "\"maks\"; did you mean \"mask\""),
        ("threshold = true\n", "boolean `true`"),
        ("allow_values = \"x\"\n", "expected a sequence"),
    ] {
        let error = PolicyFile::from_toml(text).expect_err("wrong").to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
#[cfg(feature = "redis")]
fn the_address_of_a_redis_that_is_none_shows_no_password() {
    use parda::vault::RedisVault;
    for address in [
        "redis://asha:canary-seven@example.com:port/0",
        "redis://:canary-seven@127.0.0.1:1/x",
        "redis:/canary-seven",
        "redis://:canary-seven@127.0.0.1:1/0",
        "canary-seven",
    ] {
        match RedisVault::open(address) {
            Ok(vault) => {
                use parda::Vault;
                clean("a Redis vault", &format!("{vault:?}"));
                let error = vault.stats().expect_err("nobody answers there");
                clean("a Redis vault", &format!("{error} {error:?}"));
            }
            Err(error) => clean(address, &format!("{error} {error:?}")),
        }
    }
}

#[test]
#[cfg(feature = "postgres")]
fn the_address_of_a_postgres_that_is_none_shows_no_password() {
    use parda::vault::PostgresVault;
    for address in [
        "postgres://asha:canary-seven@example.com:port/canary",
        "postgres://asha:canary-seven@127.0.0.1:1/x",
        "postgres:/canary-seven",
        "host=127.0.0.1 port=1 user=u password=canary-seven connect_timeout=canary",
        "canary-seven",
    ] {
        match PostgresVault::open(address) {
            Ok(vault) => clean("a PostgreSQL vault", &format!("{vault:?}")),
            Err(error) => clean(address, &format!("{error} {error:?}")),
        }
    }
}

/// Types whose `Debug` is derived though text is in them, and why no value is.
const DERIVED: &[(&str, &str)] = &[
    (
        "Access",
        "caller, purpose and roles, which are for the audit",
    ),
    ("Argument", "places within a body, and the name of a tool"),
    ("AuditRecord", "what the audit holds: names and hashes"),
    ("Complaint", "words about a policy's file, tested here"),
    ("Delivery", "names of tools and hosts"),
    ("Delta", "a tool's name, and numbers of a stream's texts"),
    ("Ends", "numbers of a stream's texts"),
    ("ErrorKind", "the errors, tested on every path"),
    ("Form", "a shape of letters in the source"),
    ("Grant", "caller, purpose and roles"),
    ("Holder", "a caller or a role"),
    ("KeyFile", "the path of a key, not the key"),
    ("Kind", "levels of vectors, and kinds of errors and of JSON"),
    ("Latin", "the label before an id, never printed"),
    ("Link", "a line of the audit"),
    ("ScopeHash", "a hash"),
    ("Sink", "the name of a tool"),
    (
        "Step",
        "a key of a body, which an error's pointer masks where it holds a value",
    ),
    ("Tool", "its name"),
    ("ValidatorName", "the name of a function"),
    ("VaultError", "what a driver said, which was given no value"),
];

/// Where a type with text in it derives `Debug`, somebody has thought about it.
#[test]
fn what_holds_text_and_derives_debug_is_known_to_hold_no_value() {
    let mut derived = BTreeSet::new();
    let mut types = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                types += look(&text, &mut derived);
            }
        }
    }
    assert!(types > 50, "{types}");
    let known: BTreeSet<String> = DERIVED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(derived, known, "found, and known here");
}

/// How many types of a source derive `Debug`; those with text in them are told.
fn look(source: &str, derived: &mut BTreeSet<String>) -> usize {
    let own = source.split("#[cfg(test)]\nmod ").next().unwrap_or(source);
    let mut types = 0;
    let mut rest = own;
    while let Some(at) = rest.find("#[derive(") {
        rest = &rest[at..];
        let (derive, behind) = rest.split_once(")]").expect("an end");
        rest = behind;
        if !derive.contains("Debug") {
            continue;
        }
        // Attributes and remarks stand between.
        let Some(line) = behind
            .lines()
            .skip(1)
            .map(str::trim_start)
            .find(|line| !line.starts_with("#[") && !line.starts_with("//"))
        else {
            continue;
        };
        let words: Vec<&str> = line.split([' ', '<', '(', '{', ';']).collect();
        let Some(at) = words.iter().position(|w| ["struct", "enum"].contains(w)) else {
            continue;
        };
        types += 1;
        let begin = behind.find(line).expect("the line");
        let declared = &behind[begin..];
        let indent = behind[..begin]
            .chars()
            .rev()
            .take_while(|c| *c == ' ')
            .count();
        let body = if line.ends_with('{') {
            let end = format!("\n{}}}", " ".repeat(indent));
            &declared[..declared.find(&end).expect("an end")]
        } else {
            &declared[..declared.find(['\n']).expect("an end")]
        };
        let code = body
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let holds = |line: &str| {
            let text = ["String", "str", "Cow", "Zeroizing", "PathBuf"];
            let words = |c: char| !c.is_alphanumeric() && c != '_';
            let named = line.split(words).any(|word| text.contains(&word));
            !line.contains("&'static str")
                && (named
                    || line.contains("[u8")
                    || line.contains("Vec<u8>")
                    || line.contains("Box<dyn"))
        };
        if code.into_iter().any(holds) {
            derived.insert(words[at + 1].to_owned());
        }
    }
    types
}
