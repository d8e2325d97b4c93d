//! What a session writes, to the letter: `tests/data/written/*.txt`. The key is always the same, so tokens are too, and a
//! changed canonical form, spelling, derivation or mask shows: it would part a value from the tokens it has had.
//!
//! A line holds a text, what it is redacted to, and what it is masked to, with tabs between; `\n`, `\r`, `\t`, `\\` and
//! `\u{..}` are escapes. A line that begins with `#` is a remark. After a change that is meant,
//! `PARDA_TAKE=1 cargo test --test written` writes what is written now: read the difference before it is kept.
#![cfg(feature = "names")]
#![allow(clippy::expect_used, clippy::print_stdout)]

#[path = "support/golden.rs"]
mod golden;

use parda::{Action, Engine, Key, MemoryVault, Policy};

/// SHA-256 of "a key for tests of parda, and for nothing else".
const KEY: &str = "92cf1fa657570d4480c8f4c55cb897068d3f4bf2a5dca563b580c0098378a819";

/// What the text becomes where everything found is treated so; tokens are filled in again to the same text.
fn written(text: &str, action: Action) -> String {
    let engine = Engine::builder()
        .key(Key::parse(KEY).expect("a key"))
        .vault(MemoryVault::new())
        .policy(Policy::new().otherwise(action))
        .build()
        .expect("an engine");
    let session = engine.session("written").expect("a session");
    let written = session.redact(text).expect("redacted").into_text();
    if action == Action::Tokenise {
        assert_eq!(session.restore(&written).expect("restored").expose(), text);
    }
    written.into_owned()
}

#[test]
fn what_is_written_is_what_was_written() {
    golden::hold("written", |line| {
        let text = golden::unescape(line.split('\t').next().unwrap_or_default());
        let fields = [
            text.clone(),
            written(&text, Action::Tokenise),
            written(&text, Action::Mask),
        ];
        fields.map(|field| golden::escape(&field)).join("\t")
    });
}
