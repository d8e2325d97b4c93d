//! Rotation and erasure over all scopes.

use parda::{Engine, Entity, Key, MemoryVault, Vault};
use std::sync::Arc;

fn engine(key: &Key, vault: &Arc<MemoryVault>) -> Engine<Arc<MemoryVault>> {
    Engine::builder()
        .key(key.clone())
        .vault(Arc::clone(vault))
        .build()
        .expect("an engine")
}

#[test]
fn rotation_leaves_tokens_valid_and_old_epochs_unneeded() {
    let vault = Arc::new(MemoryVault::new());
    let key = Key::generate().expect("randomness");
    let text = "mail asha@example.com";
    let old = engine(&key, &vault);
    let tokens: Vec<String> = (0..600)
        .map(|n| {
            let session = old.session(&format!("chat-{n}")).expect("a session");
            session.redact(text).expect("redacted").into_text().into()
        })
        .collect();
    let newer = engine(&key.rotated().expect("randomness"), &vault);
    assert_eq!(newer.rotate().expect("rotated"), 600);
    assert_eq!(newer.rotate().expect("nothing left"), 0);
    for (n, token) in tokens.iter().enumerate() {
        let session = newer.session(&format!("chat-{n}")).expect("a session");
        assert_eq!(session.restore(token).expect("restored").expose(), text);
        assert_eq!(session.redact(text).expect("redacted").text(), token);
    }
    // The old key alone no longer opens anything.
    let old = engine(&key, &vault);
    let session = old.session("chat-7").expect("a session");
    let refused = session.restore(&tokens[7]).expect_err("an epoch it lacks");
    assert!(refused.is_key(), "{refused}");
}

#[test]
fn erasing_a_person_takes_every_spelling_in_every_scope_and_nothing_else() {
    let vault = Arc::new(MemoryVault::new());
    let key = Key::generate().expect("randomness");
    let engine = engine(&key, &vault);
    let text = "from asha@example.com, Asha@Example.com to ravi@example.com";
    let redacted: Vec<String> = (0..3)
        .map(|n| {
            let session = engine.session(&format!("chat-{n}")).expect("a session");
            session.redact(text).expect("redacted").into_text().into()
        })
        .collect();
    let before = vault.stats().expect("counted").entries;
    let receipt = engine
        .erase(&[(Entity::EMAIL, "ASHA@example.com")])
        .expect("erased");
    assert_eq!((receipt.scopes, receipt.records), (3, 6));
    assert_eq!(vault.stats().expect("counted").entries, before - 6);
    for (n, text) in redacted.iter().enumerate() {
        let session = engine.session(&format!("chat-{n}")).expect("a session");
        let restored = session.restore(text).expect("restored");
        assert!(restored.expose().contains("ravi@example.com"));
        assert!(!restored.expose().to_lowercase().contains("asha"));
        assert_eq!(restored.unresolved().len(), 2);
    }
    let again = engine.erase(&[(Entity::EMAIL, "asha@example.com")]);
    assert_eq!(again.expect("erased").records, 0);
}
