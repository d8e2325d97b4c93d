//! The law that matters most: `restore(redact(x)) == x`, byte for byte, for every x.

mod support;

use parda::{Engine, Key, MemoryVault, Session};
use support::documents::{Dice, document};

fn engine() -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

/// Redacts and restores `count` documents in scopes of a hundred, tokens of earlier ones pasted into later ones.
fn hold(seed: u64, count: usize) {
    let engine = engine();
    let mut dice = Dice::new(seed);
    let mut done = 0;
    while done < count {
        let session = engine
            .session(&format!("scope-{seed}-{done}"))
            .expect("a scope");
        let mut issued = Vec::new();
        for _ in 0..100.min(count - done) {
            let text = document(&mut dice, 24, &issued);
            check(&session, &text, &mut issued);
            done += 1;
        }
        session.forget().expect("forgotten");
    }
}

fn check(session: &Session<'_, MemoryVault>, text: &str, issued: &mut Vec<String>) {
    let redacted = session.redact(text).expect("redacted");
    let restored = session.restore(redacted.text()).expect("restored");
    assert_eq!(
        restored.expose(),
        text,
        "round trip of {text:?} by way of {:?}",
        redacted.text()
    );
    for token in redacted.tokens() {
        if issued.len() < 200 {
            issued.push(token);
        }
    }
}

#[test]
fn whatever_goes_in_comes_back() {
    hold(1, 20_000);
}

#[test]
#[ignore = "PARDA_TRIALS documents, a million unless set: cargo test --release --test round_trip -- --ignored"]
fn a_million_documents_come_back() {
    let trials = std::env::var("PARDA_TRIALS").map_or(1_000_000, |trials| {
        trials.parse().expect("PARDA_TRIALS is a number")
    });
    std::thread::scope(|scope| {
        for seed in 10..12 {
            scope.spawn(move || hold(seed, trials / 2));
        }
    });
}

#[test]
fn a_token_without_its_suffix_gives_the_same_value_in_its_usual_spelling() {
    let engine = engine();
    let session = engine.session("suffix").expect("a scope");
    let redacted = session.redact("to Asha@Example.com now").expect("redacted");
    let (token, suffix) = redacted
        .text()
        .strip_suffix(" now")
        .and_then(|text| text.rsplit_once('_'))
        .expect("a suffix");
    assert_eq!(suffix.len(), 2);
    let restored = session.restore(token).expect("restored");
    assert_eq!(restored.expose(), "to asha@example.com");
    let other = format!("{token}_{}", if suffix == "qq" { "rr" } else { "qq" });
    let restored = session.restore(&other).expect("restored");
    assert!(restored.expose().starts_with("to asha@example.com_"));
}
