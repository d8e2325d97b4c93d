//! Any response: text without this scope's tokens stays as it is, and issued tokens come back whatever surrounds them.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parda::{Engine, MemoryVault};

static ENGINE: LazyLock<Engine<MemoryVault>> = LazyLock::new(parda_fuzz::engine);

fuzz_target!(|text: &str| {
    parda_fuzz::bounded(3 * text.len(), || {
        let empty = ENGINE.session("empty").expect("a scope");
        assert_eq!(empty.restore(text).expect("restored").expose(), text);
        let session = ENGINE.session("some").expect("a scope");
        let redacted = session.redact("asha@example.com").expect("redacted");
        let reply = format!("{text} {} {text}", redacted.text());
        let restored = session.restore(&reply).expect("restored");
        assert!(restored.expose().contains(" asha@example.com "));
    });
});
