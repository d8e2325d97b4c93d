//! A recogniser of one's own that fails: every call that asked it fails, says which one it was, stores and releases
//! nothing, and says nothing of the text.

#[path = "support/wait.rs"]
mod wait;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wait::wait;

use parda::vault::Bridge;
use parda::{
    Engine, Entity, Error, Hit, Input, Key, MemoryVault, OutputPolicy, Recogniser, RecogniserError,
    RedactStream, Scanner, Score, Vault, chat,
};

const CANARY: &str = "canary.seven@example.com";

/// Finds the word `seven`, unless its model is down; then it fails behind its first hit.
struct Model {
    down: Arc<AtomicBool>,
}

impl Recogniser for Model {
    fn entity(&self) -> Entity {
        Entity::PERSON
    }

    fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
        let _ = self.try_find(text, found);
    }

    fn try_find(&self, text: &str, found: &mut dyn FnMut(Hit)) -> Result<(), RecogniserError> {
        for (at, word) in text.match_indices("seven") {
            found(Hit::new(at..at + word.len(), Score::CERTAIN, "model"));
        }
        match self.down.load(Ordering::Relaxed) {
            true => Err(RecogniserError::new("its model does not answer")),
            false => Ok(()),
        }
    }
}

fn scanner() -> (Scanner, Arc<AtomicBool>) {
    let down = Arc::new(AtomicBool::new(true));
    let model = Model {
        down: Arc::clone(&down),
    };
    let scanner = Scanner::builder().recogniser(model).build();
    (scanner.expect("a scanner"), down)
}

fn hold(what: &str, error: &Error) {
    assert_eq!(error.failed_recogniser(), Some(Entity::PERSON), "{what}");
    assert!(error.is_retryable() && !error.is_blocked() && !error.is_limit());
    for shown in [format!("{error}"), format!("{error:?}")] {
        assert!(shown.contains("PERSON"), "{what}: {shown}");
        assert!(shown.contains("its model does not answer"), "{what}");
        for secret in ["canary", "seven", "example.com"] {
            assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
        }
    }
    assert!(std::error::Error::source(error).is_none());
}

#[test]
fn every_call_fails_closed_and_names_the_recogniser() {
    let (scanner, down) = scanner();
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(Arc::new(MemoryVault::new()))
        .scanner(scanner.clone())
        .build()
        .expect("an engine");
    let session = engine.session("conversation").expect("a scope");
    let text = format!("Write to {CANARY} about seven things.");
    let body = format!(r#"{{"messages":[{{"role":"user","content":"{text}"}}]}}"#);

    hold("try_scan", &scanner.try_scan(&text).expect_err("down"));
    let mut found = Vec::new();
    let error = scanner.try_scan_into(&text, &mut found).expect_err("down");
    hold("try_scan_into", &error);
    assert!(found.is_empty());
    hold(
        "redact",
        &session.redact(&text).map(drop).expect_err("down"),
    );
    let inputs = [Input::Untrusted(""), Input::History(&text)];
    let error = session.redact_all(inputs).map(drop).expect_err("down");
    hold("redact_all", &error);
    let error = session.redact_apart([text.as_str()]).map(drop);
    hold("redact_apart", &error.expect_err("down"));
    let error = chat::redact_request(&session, &body).map(drop);
    hold("redact_request", &error.expect_err("down"));
    for policy in [
        OutputPolicy::Report,
        OutputPolicy::Mask,
        OutputPolicy::Block,
    ] {
        let error = session.guard(&text, policy).map(drop);
        hold("guard", &error.expect_err("down"));
    }
    let mut stream = RedactStream::new(&session);
    let mut out = String::new();
    let error = stream.push(&format!("{text}\n\nmore"), &mut out);
    hold("RedactStream", &error.expect_err("down"));
    assert_eq!(out, "");
    assert!(stream.push("more", &mut out).is_err() && out.is_empty());
    let stats = engine.vault().stats().expect("stats");
    assert_eq!((stats.scopes, stats.entries), (0, 0));

    down.store(false, Ordering::Relaxed);
    let redacted = session.redact(&text).expect("redacted");
    assert!(!redacted.text().contains("seven"), "{}", redacted.text());
    let restored = session.restore(redacted.text()).expect("restored");
    assert_eq!(restored.expose(), text);
}

/// Where there is no error to give, everything is hidden.
#[test]
fn calls_without_a_result_find_the_whole_text() {
    let (scanner, _) = scanner();
    let hides_all = |found: &[parda::Finding<'_>]| {
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].entity(), parda::Entity::PERSON);
        assert_eq!(found[0].range(), 0..CANARY.len());
    };
    hides_all(&scanner.scan(CANARY));
    let mut found = Vec::new();
    scanner.scan_into(CANARY, &mut found);
    hides_all(&found);
    assert!(scanner.near_misses(CANARY).is_empty());
    let texts = [CANARY; 40];
    for found in scanner.scan_many(&texts, NonZeroUsize::MIN.saturating_add(2)) {
        hides_all(&found);
    }
}

#[test]
fn asynchronous_calls_fail_so_too() {
    let (scanner, down) = scanner();
    let vault = Bridge::new(MemoryVault::new(), 1).expect("threads");
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .scanner(scanner)
        .build()
        .expect("an engine");
    let session = engine.session("conversation").expect("a scope");
    let body = format!(r#"{{"messages":[{{"role":"user","content":"{CANARY}"}}]}}"#);
    let error = wait(session.redact_async(CANARY)).map(drop);
    hold("redact_async", &error.expect_err("down"));
    let error = wait(session.redact_all_async([CANARY])).map(drop);
    hold("redact_all_async", &error.expect_err("down"));
    let error = wait(chat::redact_request_async(&session, &body)).map(drop);
    hold("redact_request_async", &error.expect_err("down"));
    down.store(false, Ordering::Relaxed);
    let redacted = wait(chat::redact_request_async(&session, &body)).expect("redacted");
    assert!(!redacted.body().contains("canary"));
}
