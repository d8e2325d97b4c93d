//! Rotation and erasure over all scopes.

use parda::vault::{Entry, Header, ScopeAddress, ScopeRef};
use parda::{Engine, Entity, Key, KeyFile, KeyProvider, MemoryVault, TokenId, Vault};
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

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

/// A key that grows while it is in use.
#[derive(Clone)]
struct Growing(Arc<Mutex<Key>>);

impl KeyProvider for Growing {
    fn key(&self) -> Result<Key, Box<dyn StdError + Send + Sync>> {
        Ok(self.0.lock().map_err(|_| "poisoned")?.clone())
    }
}

#[test]
fn rotation_goes_on_while_threads_redact_and_restore() {
    let vault = Arc::new(MemoryVault::new());
    let keys = Growing(Arc::new(Mutex::new(Key::generate().expect("randomness"))));
    let engine = || {
        Engine::builder()
            .key_provider(keys.clone())
            .vault(Arc::clone(&vault))
            .build()
            .expect("an engine")
    };
    // One rotates; the other, a process of its own as it were, finds the headers wrapped anew.
    let (rotating, serving) = (engine(), engine());
    let done = AtomicBool::new(false);
    let rounds = AtomicUsize::new(0);
    let tokens: Vec<String> = (0..40)
        .map(|n| {
            let session = serving.session(&format!("chat-{n}")).expect("a session");
            let text = format!("mail user{n}@example.com");
            session.redact(&text).expect("redacted").into_text().into()
        })
        .collect();
    std::thread::scope(|threads| {
        for thread in 0..4 {
            let (engine, tokens) = (engine(), &tokens);
            let (serving, done, rounds) = (&serving, &done, &rounds);
            threads.spawn(move || {
                let mut n = thread;
                while !done.load(Ordering::Relaxed) {
                    n = (n + 7) % 40;
                    let engine = if n % 2 == 0 { serving } else { &engine };
                    let session = engine.session(&format!("chat-{n}")).expect("a session");
                    let text = format!("mail user{n}@example.com");
                    let redacted = session.redact(&text).expect("redacted");
                    assert_eq!(redacted.text(), tokens[n]);
                    let restored = session.restore(&tokens[n]).expect("restored");
                    assert_eq!(restored.expose(), text);
                    let new = engine
                        .session(&format!("new-{thread}-{n}"))
                        .expect("a session");
                    let redacted = new.redact(&text).expect("redacted");
                    assert_eq!(
                        new.restore(redacted.text()).expect("restored").expose(),
                        text
                    );
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for _ in 0..20 {
            let longer = keys
                .0
                .lock()
                .expect("a lock")
                .rotated()
                .expect("randomness");
            *keys.0.lock().expect("a lock") = longer;
            rotating.rotate().expect("rotated");
        }
        while rounds.load(Ordering::Relaxed) < 200 {
            std::thread::yield_now();
        }
        done.store(true, Ordering::Relaxed);
    });
    rotating.rotate().expect("rotated");
    let newest = keys.0.lock().expect("a lock").epoch();
    assert_eq!(newest, 21);
    for (_, header) in vault.scopes(None, 10_000).expect("listed") {
        assert_eq!(header.epoch(), newest);
    }
}

#[test]
fn an_engine_takes_no_key_that_does_not_continue_its_own() {
    let keys = Growing(Arc::new(Mutex::new(Key::generate().expect("randomness"))));
    let engine = Engine::builder()
        .key_provider(keys.clone())
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    *keys.0.lock().expect("a lock") = Key::generate()
        .expect("randomness")
        .rotated()
        .expect("randomness");
    let refused = engine.rotate().expect_err("another key");
    assert!(refused.is_key(), "{refused}");
}

fn key_file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn key_files_are_read_anew_and_open_ones_are_refused() {
    let key = Key::generate().expect("randomness");
    let path = key_file("key-provider", &key.expose());
    let build = || {
        Engine::builder()
            .key_provider(KeyFile::at(&path))
            .vault(MemoryVault::new())
            .build()
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (mode, taken) in [
            (0o600, true),
            (0o400, true),
            (0o644, false),
            (0o640, false),
            (0o660, false),
            (0o700, false),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("chmod");
            match build() {
                Ok(_) => assert!(taken, "{mode:o}"),
                Err(error) => assert!(!taken && error.is_key(), "{mode:o}: {error}"),
            }
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("chmod");
    }
    let engine = build().expect("an engine");
    let session = engine.session("chat").expect("a session");
    let token = session.redact("asha@example.com").expect("redacted");
    assert_eq!(engine.rotate().expect("nothing to do"), 0);
    std::fs::write(&path, &*key.rotated().expect("randomness").expose()).expect("written");
    assert_eq!(engine.rotate().expect("rotated"), 1);
    assert_eq!(
        session.restore(token.text()).expect("restored").expose(),
        "asha@example.com"
    );
    std::fs::write(&path, "not a key").expect("written");
    let refused = engine.rotate().expect_err("no key");
    assert!(
        refused.is_key() && refused.to_string().contains("line 1"),
        "{refused}"
    );
}

#[test]
fn a_scope_that_another_process_forgot_and_made_again_restores_at_once() {
    let vault = Arc::new(MemoryVault::new());
    let key = Key::generate().expect("randomness");
    let (here, there) = (engine(&key, &vault), engine(&key, &vault));
    let text = "asha@example.com";
    let mine = here.session("chat").expect("a session");
    let token = mine.redact(text).expect("redacted");
    assert_eq!(mine.restore(token.text()).expect("restored").expose(), text);
    there
        .session("chat")
        .expect("a session")
        .forget()
        .expect("forgotten");
    let gone = mine.restore(token.text()).expect("restored");
    assert_eq!((gone.expose(), gone.unresolved().len()), (token.text(), 1));
    let theirs = there.session("chat").expect("a session");
    let again = theirs.redact(text).expect("redacted");
    assert_eq!(mine.restore(again.text()).expect("restored").expose(), text);
    let delivery = parda::Delivery::to(parda::Sink::Reader);
    let delivered = mine.deliver(again.text(), &delivery).expect("delivered");
    assert_eq!(delivered.expose(), text);
}

/// A vault's whole content, as a backup of it would hold it.
struct Backup {
    headers: Vec<(ScopeAddress, Header)>,
    records: Vec<(TokenId, Box<[u8]>)>,
}

#[test]
fn after_erasure_nothing_is_restorable_from_the_store_or_from_a_copy_without_its_headers() {
    for random_tokens in [false, true] {
        let vault = Arc::new(MemoryVault::new());
        let key = Key::generate().expect("randomness");
        let engine = |vault: &Arc<MemoryVault>| {
            Engine::builder()
                .key(key.clone())
                .vault(Arc::clone(vault))
                .random_tokens(random_tokens)
                .build()
                .expect("an engine")
        };
        let live = engine(&vault);
        let session = live.session("chat").expect("a session");
        let text: String = (0..50).map(|n| format!("user{n}@example.com ")).collect();
        let redacted = session.redact(&text).expect("redacted");
        let ids: Vec<TokenId> = redacted
            .replacements()
            .iter()
            .filter_map(|r| r.id())
            .collect();
        assert_eq!(ids.len(), 50);
        let headers = vault.scopes(None, 10).expect("listed");
        let at = ScopeRef {
            address: headers[0].0,
            generation: headers[0].1.generation(),
        };
        let sealed = vault.get_many(&at, &ids).expect("got");
        let backup = Backup {
            records: ids
                .iter()
                .zip(sealed)
                .map(|(id, sealed)| (*id, sealed.expect("stored")))
                .collect(),
            headers,
        };
        session.forget().expect("erased");
        let session = live.session("chat").expect("a session");
        assert_eq!(
            session
                .restore(redacted.text())
                .expect("restored")
                .restored(),
            0
        );

        // The copy put back with its header restores all: what erases copies is the loss of the header.
        let whole = Arc::new(MemoryVault::new());
        for (address, header) in &backup.headers {
            whole.create(address, header).expect("made");
        }
        put_back(&whole, &backup, at);
        let restored = engine(&whole);
        let restored = restored.session("chat").expect("a session");
        assert_eq!(
            restored
                .restore(redacted.text())
                .expect("restored")
                .expose(),
            text
        );

        // Without it, with the key, and with a new header for the same scope: nothing.
        let stripped = Arc::new(MemoryVault::new());
        let other = engine(&stripped);
        let other = other.session("chat").expect("a session");
        let _ = other.redact("someone@example.org").expect("redacted");
        let (address, fresh) = stripped.scopes(None, 10).expect("listed").remove(0);
        let under = ScopeRef {
            address,
            generation: fresh.generation(),
        };
        put_back(&stripped, &backup, under);
        match other.restore(redacted.text()) {
            Ok(restored) => assert_eq!(restored.restored(), 0),
            Err(error) => assert!(error.is_tampered(), "{error}"),
        }
        for id in &ids {
            let one = format!("EMAIL_{id}");
            let restored = other.restore(&one);
            assert!(restored.is_err_and(|error| error.is_tampered()), "{one}");
        }
    }
}

fn put_back(vault: &MemoryVault, backup: &Backup, under: ScopeRef) {
    let entries: Vec<Entry<'_>> = backup
        .records
        .iter()
        .map(|(id, sealed)| Entry {
            id: *id,
            sealed,
            expires: None,
        })
        .collect();
    vault.put_many(&under, &entries).expect("put");
}
