//! Policy files: what they may say, what they are told when it is wrong, and that the schema agrees.
#![cfg(feature = "policy-file")]

use std::collections::BTreeSet;
use std::time::Duration;

use parda::{Action, Entity, Policy, PolicyFile, Preset, Scanner};
use serde_json::Value;

const FULL: &str = r#"
name = "support desk"
preset = "pci"
otherwise = "redact"
threshold = 0.4
id_length = 13
retention = "30d"
link_names = false
allow_values = ["help@example.com"]

[actions]
tokenise = ["EMAIL", "PAN"]
block = ["SECRET"]

[entities.AADHAAR]
action = "mask"
threshold = 0.75
retention = "90m"

[[recognisers]]
name = "badge"
entity = "EMPLOYEE_ID"
pattern = '\bEMP-[0-9]{6}\b'
context = ["badge"]
score = 0.6

[[recognisers]]
name = "projects"
entity = "PROJECT"
words = ["Blue Heron", "Night Owl"]
case_sensitive = true
"#;

fn label(label: &str) -> Entity {
    Entity::custom(label).expect("a label")
}

#[test]
fn a_full_file_means_what_it_says() {
    let file = PolicyFile::from_toml(FULL).expect("a policy");
    let policy = file.policy().expect("no contradiction");
    assert_eq!(policy.action(Entity::CARD), Action::Mask);
    assert_eq!(policy.action(Entity::EMAIL), Action::Tokenise);
    assert_eq!(policy.action(Entity::SECRET), Action::Block);
    assert_eq!(policy.action(Entity::AADHAAR), Action::Mask);
    assert_eq!(policy.action(label("IBAN")), Action::Redact);
    assert_eq!(policy.lowest_threshold().hundredths(), 40);
    assert_eq!(policy.id_length(), Some(13));
    assert!(!policy.links_names() && Policy::new().links_names());
    assert_eq!(
        policy.retention(Entity::AADHAAR),
        Some(Duration::from_secs(5_400))
    );
    assert_eq!(
        policy.retention(Entity::EMAIL),
        Some(Duration::from_secs(30 * 86_400))
    );

    let mut builder = Scanner::builder();
    for pattern in file.patterns().expect("patterns") {
        builder = builder.pattern(pattern);
    }
    for words in file.word_lists().expect("word lists") {
        builder = builder.recogniser(words);
    }
    let scanner = builder.build().expect("a scanner");
    let text = "badge EMP-004217 of Night Owl, mail help@example.com or asha@example.com";
    let found = scanner.scan(text);
    let of = |name: &str| {
        let mut all = found.iter().filter(|f| f.entity().label() == name);
        all.next().map(|f| (f.expose(), policy.decide(f)))
    };
    assert_eq!(of("EMPLOYEE_ID"), Some(("EMP-004217", Action::Redact)));
    assert_eq!(of("PROJECT"), Some(("Night Owl", Action::Redact)));
    assert_eq!(of("EMAIL"), Some(("help@example.com", Action::Allow)));
    assert!(file.lint().is_empty(), "{:?}", file.lint());
}

#[test]
fn the_words_beside_a_pattern_and_its_score_are_those_of_the_file() {
    let file = PolicyFile::from_toml(FULL).expect("a policy");
    let mut patterns = file.patterns().expect("patterns");
    let scanner = Scanner::builder().pattern(patterns.remove(0)).build();
    let scanner = scanner.expect("a scanner");
    let score = |text: &str| {
        let found = scanner.scan(text);
        let mut own = found.iter().filter(|f| f.entity() == label("EMPLOYEE_ID"));
        own.next().map(|f| f.score().hundredths())
    };
    let (alone, announced) = (score("a EMP-004217 b"), score("badge EMP-004217"));
    assert_eq!(alone, Some(60));
    assert!(announced > alone, "{announced:?}");
}

#[test]
fn a_word_list_with_its_case_finds_no_other() {
    let file = PolicyFile::from_toml(FULL).expect("a policy");
    let mut words = file.word_lists().expect("word lists");
    let scanner = Scanner::builder().recogniser(words.remove(0)).build();
    let scanner = scanner.expect("a scanner");
    assert_eq!(scanner.scan("see Blue Heron").len(), 1);
    assert_eq!(scanner.scan("see blue heron").len(), 0);
}

#[test]
fn toml_and_json_say_the_same() {
    let value: Value = toml::from_str(FULL).expect("TOML");
    let json = serde_json::to_string_pretty(&value).expect("JSON");
    let (a, b) = (
        PolicyFile::from_toml(FULL).expect("TOML"),
        PolicyFile::from_json(&json).expect("JSON"),
    );
    assert_eq!(a.policy().expect("a policy"), b.policy().expect("a policy"));
}

#[test]
fn an_empty_file_and_a_preset_alone_are_policies() {
    let empty = PolicyFile::from_toml("").expect("empty").policy();
    assert_eq!(empty.expect("a policy"), parda::Policy::new());
    for preset in Preset::ALL {
        let file = PolicyFile::from_toml(&format!("preset = {:?}", preset.name()));
        let policy = file.expect("a file").policy().expect("a policy");
        assert_eq!(policy, preset.policy());
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_was_meant() {
    let cases = [
        (
            "threshhold = 0.5",
            "unknown key `threshhold`; did you mean `threshold`? (line 1, column 1)",
        ),
        (
            "\n[entities.PAN]\nacton = \"mask\"",
            "unknown key `acton`; did you mean `action`? (line 3, column 1)",
        ),
        (
            "otherwise = \"tokenze\"",
            "unknown action \"tokenze\"; did you mean \"tokenise\"? (line 1, column 13)",
        ),
        (
            "[actions]\nmaks = [\"PAN\"]",
            "unknown action \"maks\"; did you mean \"mask\"? (line 2",
        ),
        (
            "preset = \"gpdr\"",
            "unknown preset \"gpdr\"; did you mean \"gdpr\"? (line 1, column 10)",
        ),
        (
            "retention = \"30 days\"",
            "is no period; write 90m, 24h or 30d (line 1",
        ),
        ("id_length = 10", "id_length is 9, 13 or 17, not 10 (line 1"),
        (
            "[[recognisers]]\nentity = \"AB\"\npattern = \"x\"",
            "missing field `name` (line 1",
        ),
        ("threshold = ", "(line 1"),
        ("[entities.pan]\naction = \"mask\"", "entity label"),
        (
            "[[recognisers]]\nname = \"a\"\nentity = \"AB\"\npattern = \"x\"\nvalidator = \"lunh\"",
            "did you mean \"luhn\"? (line 5",
        ),
    ];
    for (text, wanted) in cases {
        let error = PolicyFile::from_toml(text).expect_err(text).to_string();
        assert!(error.contains(wanted), "{text}\n  {error}");
    }
    let error = PolicyFile::from_json("{\n  \"actionz\": {}\n}").expect_err("a wrong key");
    let error = error.to_string();
    assert!(error.contains("did you mean `actions`? (line 2"), "{error}");
}

#[test]
fn words_and_values_are_counted_and_not_shown() {
    let shown = format!("{:?}", PolicyFile::from_toml(FULL).expect("a policy"));
    for told in [
        "allow_values: 1,",
        "name: \"projects\", entity: Label(PROJECT), words: Some(2)",
    ] {
        assert!(shown.contains(told), "{shown}");
    }
    for hidden in ["help@example.com", "Blue Heron", "Night Owl", "EMP-"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

#[test]
fn a_bad_pattern_is_an_error_that_names_its_recogniser() {
    let text = "[[recognisers]]\nname = \"badge\"\nentity = \"EMPLOYEE_ID\"\npattern = \"(EMP\"";
    let file = PolicyFile::from_toml(text).expect("a file");
    let Err(error) = file.patterns() else {
        panic!("an unclosed group");
    };
    assert!(error.to_string().contains("\"badge\""), "{error}");
    assert!(error.to_string().contains("EMPLOYEE_ID"), "{error}");
}

#[test]
fn the_lint_complains_of_what_cannot_be_meant() {
    let cases = [
        (
            "[actions]\nmask = [\"CARD\"]\ntokenise = [\"CARD\"]",
            true,
            "CARD cannot have two actions",
        ),
        (
            "[actions]\nmask = [\"CARD\"]\n[entities.CARD]\naction = \"block\"",
            true,
            "CARD cannot have two actions: mask and block",
        ),
        (
            "[actions]\nmask = [\"CARD\", \"CARD\"]",
            false,
            "CARD is listed twice under mask",
        ),
        (
            "[actions]\nmask = [\"ADHAAR\"]",
            false,
            "nothing detects ADHAAR; did you mean AADHAAR?",
        ),
        (
            "threshold = 1.5",
            true,
            "threshold is 1.5, not between 0 and 1; write 0.015",
        ),
        (
            "[entities.PAN]\nthreshold = 75",
            true,
            "the threshold of PAN is 75, not between 0 and 1; write 0.75",
        ),
        (
            "[entities.PAN]\naction = \"allow\"\nthreshold = 0.7",
            false,
            "its threshold changes nothing",
        ),
        (
            "allow_values = [\"a@b.in\", \"A@b.in\"]",
            false,
            "stands there twice",
        ),
        (
            "[[recognisers]]\nname = \"x\"\nentity = \"XY\"",
            true,
            "needs either a pattern or words",
        ),
        (
            "[[recognisers]]\nname = \"x\"\nentity = \"XY\"\nwords = []",
            false,
            "has no words",
        ),
    ];
    for (text, fatal, wanted) in cases {
        let file = PolicyFile::from_toml(text).expect(text);
        let found = file.lint();
        let hit = found
            .iter()
            .find(|complaint| complaint.message.contains(wanted));
        assert_eq!(
            hit.map(|complaint| complaint.fatal),
            Some(fatal),
            "{text}: {found:?}"
        );
        assert_eq!(file.policy().is_err(), fatal, "{text}");
    }
}

/// The keys that a wrong one is told of: the parser's own list.
fn keys_of(text: &str) -> BTreeSet<String> {
    let error = PolicyFile::from_toml(text)
        .expect_err("a wrong key")
        .to_string();
    let list = error.split("the keys here are ").nth(1).expect("a list");
    let list = list.split(" (line").next().unwrap_or_default();
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_schema_has_the_keys_that_the_parser_takes() {
    let schema: Value =
        serde_json::from_str(include_str!("../data/policy.schema.json")).expect("JSON");
    let keys = |at: &str| -> BTreeSet<String> {
        let object = schema.pointer(at).and_then(Value::as_object).expect(at);
        object.keys().cloned().collect()
    };
    assert_eq!(keys_of("zzzzzzzzz = 1"), keys("/properties"));
    let entity = "/properties/entities/additionalProperties/properties";
    assert_eq!(keys_of("[entities.PAN]\nzzzzzzzzzzzz = 1"), keys(entity));
    let recogniser = "/properties/recognisers/items/properties";
    assert_eq!(
        keys_of("[[recognisers]]\nzzzzzzzzzzzzzzzzz = 1"),
        keys(recogniser)
    );
    let presets = schema
        .pointer("/properties/preset/enum")
        .and_then(Value::as_array);
    let presets: Vec<_> = presets
        .expect("presets")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        presets,
        Preset::ALL.iter().map(|p| p.name()).collect::<Vec<_>>()
    );
    let actions = schema
        .pointer("/$defs/action/enum")
        .and_then(Value::as_array);
    for action in actions.expect("actions").iter().filter_map(Value::as_str) {
        assert_eq!(Action::named(action).map(Action::name), Some(action));
    }
}

#[test]
fn a_period_is_a_number_and_its_unit() {
    for (text, seconds) in [
        ("1s", Some(1)),
        ("90m", Some(90 * 60)),
        ("24h", Some(24 * 3_600)),
        ("30d", Some(30 * 86_400)),
        ("2w", Some(14 * 86_400)),
        ("0d", None),
        ("d", None),
        ("1y", None),
        ("-1d", None),
        ("99999999999999999999w", None),
        ("9999999999999999999w", None),
    ] {
        let file = PolicyFile::from_toml(&format!("retention = \"{text}\""));
        let period = file.map(|file| file.policy().expect(text).retention(Entity::PAN));
        let wanted = seconds.map(std::time::Duration::from_secs);
        assert_eq!(period.ok().flatten(), wanted, "{text}");
    }
}

#[test]
fn a_complaint_names_the_entry_and_its_weight() {
    let file = PolicyFile::from_toml("allow_values = [\"a\", \"\", \"A\", \"b\", \"a\"]");
    let said: Vec<String> = file
        .expect("a policy")
        .lint()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        said,
        [
            "warning: an empty string in allow_values allows nothing",
            "warning: entry 3 of allow_values stands there twice",
            "warning: entry 5 of allow_values stands there twice",
        ]
    );
    for preset in ["dpdp", "gdpr"] {
        let month = std::time::Duration::from_secs(30 * 86_400);
        let policy = parda::Preset::named(preset).expect("a preset").policy();
        assert_eq!(policy.retention(Entity::PAN), Some(month), "{preset}");
    }
}
