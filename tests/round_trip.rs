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

/// Tokens in a row, of one value and of several, with suffixes that were issued and that were not, and some of another
/// scope: what comes back is what each gives by itself.
#[test]
fn tokens_in_any_order_give_what_each_gives_alone() {
    let engine = engine();
    let session = engine.session("a scope").expect("a scope");
    let other = engine.session("another").expect("a scope");
    let values = [
        "asha@example.com",
        "ravi@example.org",
        "ASHA@example.com",
        "+91 98765 43210",
        "9876543210",
    ];
    let (mut pieces, mut suffixes) = (Vec::new(), Vec::new());
    for value in values {
        let redacted = session.redact(value).expect("redacted");
        let tokens = redacted.tokens();
        assert_eq!(tokens.len(), 1, "{value}");
        suffixes.extend(tokens[0].splitn(3, '_').nth(2).map(str::to_owned));
        pieces.push((tokens[0].clone(), value.to_owned(), true));
    }
    assert!(!suffixes.is_empty(), "a spelling other than the usual one");
    let never = ["qx", "zv", "jk"]
        .iter()
        .find(|two| !suffixes.iter().any(|s| s == *two));
    let never = never.expect("one of three");
    for (token, value, _) in pieces.clone() {
        let letters: Vec<&str> = token.split('_').collect();
        if letters.len() == 2 {
            pieces.push((format!("{token}_{never}"), format!("{value}_{never}"), true));
        }
    }
    let foreign = other
        .redact("meera@example.net")
        .expect("redacted")
        .tokens()[0]
        .clone();
    pieces.push((foreign.clone(), foreign, false));
    let mut dice = Dice::new(17);
    for _ in 0..3_000 {
        let (mut text, mut wanted) = (String::new(), String::new());
        let (mut restored, mut unresolved) = (0, Vec::new());
        let mut last = 0;
        for _ in 0..dice.below(12) {
            let between = [" ", ", and to ", "[", "] [", "\n", " a_b ", "ए "][dice.below(7)];
            text.push_str(between);
            wanted.push_str(between);
            // One stands often several times in a row.
            if dice.below(2) == 0 {
                last = dice.below(pieces.len());
            }
            let (token, value, known) = &pieces[last];
            if *known {
                restored += 1;
            } else {
                unresolved.push(text.len()..text.len() + token.len());
            }
            text.push_str(token);
            wanted.push_str(value);
        }
        let given = session.restore(&text).expect("restored");
        assert_eq!(given.expose(), wanted, "{text}");
        assert_eq!(given.restored(), restored, "{text}");
        let left: Vec<_> = given.unresolved().iter().map(|left| left.range()).collect();
        assert_eq!(left, unresolved, "{text}");
    }
}
