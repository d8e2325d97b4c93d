//! Nothing that can hold a value or a key shows it: not in `Debug`, not in errors.

use parda::policy::Preset;
use parda::{
    Action, Delivery, Engine, Entity, Input, Key, MemoryVault, PatternRecogniser, Policy, Scanner,
    Sink, WordListRecogniser,
};

const CANARY: &str = "canary.seven@example.com";

fn clean(what: &str, shown: &str) {
    for secret in ["canary", "seven", "example.com"] {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

#[test]
fn debug_shows_neither_values_nor_keys() {
    let key = Key::generate().expect("randomness");
    let digits = key.expose().trim().to_owned();
    let engine = Engine::builder()
        .key(key.clone())
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("canary-scope-name").expect("a scope");
    let redacted = session.redact(CANARY).expect("redacted");
    let restored = session.restore(redacted.text()).expect("restored");
    assert_eq!(restored.expose(), CANARY);
    let delivered = session
        .deliver(redacted.text(), &Delivery::to(Sink::Reader))
        .expect("delivered");
    let scanner = Scanner::new();
    let findings = scanner.scan(CANARY);
    let words = WordListRecogniser::new(Entity::PERSON, [CANARY]).expect("a list");
    let shown = [
        ("Key", format!("{key:?}")),
        ("Engine", format!("{engine:?}")),
        ("Session", format!("{session:?}")),
        ("Redacted", format!("{redacted:?}")),
        ("Restored", format!("{restored:?} {delivered:?}")),
        ("Finding", format!("{findings:?}")),
        ("Scanner", format!("{scanner:?}")),
        (
            "Input",
            format!(
                "{:?} {:?}",
                Input::Untrusted(CANARY),
                Input::History(CANARY)
            ),
        ),
        ("WordListRecogniser", format!("{words:?}")),
        ("MemoryVault", format!("{:?}", engine.vault())),
        ("Replacement", format!("{:?}", redacted.replacements())),
        (
            "Preset",
            format!("{:?}", Preset::named("dpdp").expect("a preset")),
        ),
    ];
    for (what, shown) in &shown {
        clean(what, shown);
        assert!(!shown.contains(&digits[..16]), "{what} shows the key");
    }
}

#[test]
fn errors_show_no_value() {
    let text = format!("write to {CANARY} now");
    let engine = |policy: Policy, vault: MemoryVault| {
        Engine::builder()
            .key(Key::generate().expect("randomness"))
            .vault(vault)
            .policy(policy)
            .input_limit(1000)
            .build()
            .expect("an engine")
    };
    let blocking = engine(
        Policy::new().on(Entity::EMAIL, Action::Block),
        MemoryVault::new(),
    );
    let full = engine(Policy::new(), MemoryVault::new().room(0));
    let blocked = blocking
        .session("s")
        .expect("a scope")
        .redact(&text)
        .expect_err("blocked");
    assert!(blocked.is_blocked());
    let no_room = full
        .session("s")
        .expect("a scope")
        .redact(&text)
        .expect_err("full");
    assert!(no_room.is_limit());
    let long = text.repeat(100);
    let limit = full
        .session("s")
        .expect("a scope")
        .redact(&long)
        .expect_err("too long");
    assert!(limit.is_limit());
    let pattern = PatternRecogniser::new(Entity::EMAIL, "(").expect_err("a bad pattern");
    for error in [blocked, no_room, limit, pattern] {
        clean("an error", &format!("{error} {error:?}"));
    }
}
