//! What is freed holds no value and no key: an allocator looks at every block that is given back.
//!
//! The caller's own texts are the caller's: the prompt, and what was taken out of a `Restored`. Stacks, registers, swap and
//! core dumps are beyond what a library can hold.

#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};

use parda::{
    Access, Action, Delivery, Engine, Entity, Grant, Grants, Input, Key, MemoryVault, Policy,
    RedactStream, RestoreStream, Sink, chat,
};

/// The system's allocator, which looks through what this thread gives back. A block that grows is given back too: the
/// default `realloc` allocates, copies and frees.
struct Looking;

/// Needles in one test, and bytes of each.
const MOST: usize = 32;
const WINDOW: usize = 8;

thread_local! {
    static NEEDLES: Cell<([[u8; WINDOW]; MOST], usize)> = const { Cell::new(([[0; WINDOW]; MOST], 0)) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    static SIZE: Cell<usize> = const { Cell::new(0) };
    static LOOKED: Cell<usize> = const { Cell::new(0) };
    static TRAP: Cell<bool> = const { Cell::new(false) };
    static TRACES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

// SAFETY: every call goes to the system's allocator unchanged; a block is read before it is given back, within the
// bounds that its layout states.
unsafe impl GlobalAlloc for Looking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that every byte of a block may be read when it comes back.
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        let (needles, count) = NEEDLES
            .try_with(Cell::get)
            .unwrap_or(([[0; WINDOW]; MOST], 0));
        if count > 0 && layout.size() >= WINDOW {
            // SAFETY: the block is the caller's, of this size, and was zeroed when it was given out.
            let block = unsafe { std::slice::from_raw_parts(pointer, layout.size()) };
            let _ = LOOKED.try_with(|looked| looked.set(looked.get() + 1));
            let hit = block
                .windows(WINDOW)
                .any(|window| needles[..count].iter().any(|needle| needle == window));
            if hit {
                let _ = FOUND.try_with(|found| found.set(found.get() + 1));
                let _ = SIZE.try_with(|size| size.set(layout.size()));
                if TRAP.try_with(|trap| trap.replace(false)).unwrap_or(false) {
                    let _ = NEEDLES.try_with(|needles| needles.set(([[0; WINDOW]; MOST], 0)));
                    let trace = std::backtrace::Backtrace::force_capture().to_string();
                    let _ = TRACES.try_with(|traces| traces.borrow_mut().push(trace));
                    let _ = NEEDLES.try_with(|own| own.set((needles, count)));
                    let _ = TRAP.try_with(|trap| trap.set(true));
                }
            }
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Looking = Looking;

const VALUES: [&str; 6] = [
    "canary.seven@example.com",
    "ABCPE1234F",
    "2345 6789 0124",
    "4111 1111 1111 1111",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "29ABCPE1234F1Z7",
];

/// Runs `work` and says in which freed blocks one of `secrets` was: how many, and a trace of each where asked for.
fn freed(secrets: &[&[u8]], work: impl FnOnce()) -> (usize, String) {
    let mut needles = [[0; WINDOW]; MOST];
    let mut count = 0;
    for secret in secrets {
        // Its beginning, its middle and its end: a block may hold a part.
        for at in [0, (secret.len() - WINDOW) / 2, secret.len() - WINDOW] {
            needles[count].copy_from_slice(&secret[at..at + WINDOW]);
            count += 1;
        }
    }
    FOUND.set(0);
    LOOKED.set(0);
    TRAP.set(std::env::var_os("PARDA_TEST_TRACE").is_some());
    NEEDLES.set((needles, count));
    work();
    NEEDLES.set(([[0; WINDOW]; MOST], 0));
    assert!(LOOKED.get() > 0, "the allocator looks");
    let traces = TRACES.with(|traces| traces.borrow().join("\n----\n"));
    (FOUND.get(), traces)
}

fn values() -> Vec<&'static [u8]> {
    VALUES.iter().map(|value| value.as_bytes()).collect()
}

fn clean(what: &str, secrets: &[&[u8]], work: impl FnOnce()) {
    let (found, traces) = freed(secrets, work);
    assert_eq!(
        found,
        0,
        "{what}: {found} freed blocks, the last of {} bytes; PARDA_TEST_TRACE shows where\n{traces}",
        SIZE.get()
    );
}

fn engine(policy: Policy) -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .policy(policy)
        .build()
        .expect("an engine")
}

fn prompt() -> String {
    format!(
        "mail {}, PAN {}, aadhaar {}, card {}, token {}, GSTIN {}.",
        VALUES[0], VALUES[1], VALUES[2], VALUES[3], VALUES[4], VALUES[5]
    )
}

#[test]
fn the_allocator_finds_what_is_not_wiped() {
    let (found, _) = freed(&values(), || drop(VALUES[0].to_owned()));
    assert_eq!(found, 1);
    let (found, _) = freed(&values(), || {
        let mut growing = String::from(VALUES[3]);
        growing.push_str(&"x".repeat(1000));
        zeroize::Zeroize::zeroize(&mut growing);
    });
    assert_eq!(found, 1, "a block that grew");
}

#[test]
fn redact_frees_no_value() {
    let prompt = prompt();
    for action in [Action::Tokenise, Action::Mask, Action::Redact] {
        let mut policy = Policy::new();
        for entity in Entity::built_in() {
            policy = policy.on(entity, action);
        }
        let engine = engine(policy);
        let session = engine.session("chat").expect("a session");
        // The mask of an address shows its domain.
        let secrets = &values()[usize::from(action == Action::Mask)..];
        clean(&format!("{action:?}"), secrets, || {
            let _ = session.redact(&prompt).expect("redacted");
            let _ = session
                .redact_all([Input::Untrusted(&prompt), Input::History(&prompt)])
                .expect("redacted");
            let mut out = String::new();
            let mut stream = RedactStream::new(&session);
            for piece in prompt.split_inclusive(' ') {
                stream.push(piece, &mut out).expect("redacted");
            }
            stream.finish(&mut out).expect("redacted");
        });
        clean(&format!("{action:?}, dropped"), secrets, || drop(engine));
    }
}

#[test]
fn what_is_read_behind_a_disguise_is_wiped_too() {
    let cases = [
        (
            "mail canary.seven [at] example [dot] com now",
            "canary.seven@example.com",
        ),
        (
            "mail canary.seven%40example.com now",
            "canary.seven@example.com",
        ),
        (
            "mail canary.seven&#64;example.com now",
            "canary.seven@example.com",
        ),
        (
            "mail \u{ff43}anary.seven\u{ff20}example.com now",
            "canary.seven@example.com",
        ),
        ("aadhaar 2345\u{a0}6789\u{a0}0124", "234567890124"),
        ("aadhaar 2345.6789.0124", "234567890124"),
        ("aadhaar 2 3 4 5 6 7 8 9 0 1 2 4", "234567890124"),
        ("आधार २३४५ ६७८९ ०१२४", "2345 6789 0124"),
        (
            "aadhaar two three four five six seven eight nine zero one two four",
            "234567890124",
        ),
        (
            "card 4111.1111.1111.1111, card 4111/1111/1111/1111",
            "4111111111111111",
        ),
        ("PAN A B C P E 1 2 3 4 F", "ABCPE1234F"),
        (
            "GSTIN 29-ABCPE-1234-F1Z7 or 29ABCPE1234F1Z7",
            "29ABCPE1234F1Z7",
        ),
        (
            "Y2FuYXJ5LnNldmVuQGV4YW1wbGUuY29t",
            "canary.seven@example.com",
        ),
    ];
    let engine = engine(Policy::new());
    let session = engine.session("chat").expect("a session");
    let reader = Delivery::to(Sink::Reader);
    for (text, value) in cases {
        clean(text, &[value.as_bytes()], || {
            let redacted = session.redact(text).expect("redacted");
            let _ = session.restore(redacted.text()).expect("restored");
            let _ = session.deliver(redacted.text(), &reader).expect("restored");
        });
    }
    // More values than are looked for one by one.
    let text: String = (0..40)
        .map(|n| format!("canary{n}.seven@example{n}.com "))
        .collect();
    let secrets: Vec<String> = (30..40)
        .map(|n| format!("canary{n}.seven@example{n}.com"))
        .collect();
    let secrets: Vec<&[u8]> = secrets.iter().map(String::as_bytes).collect();
    clean("many values", &secrets, || {
        let redacted = session.redact(&text).expect("redacted");
        let _ = session.restore(redacted.text()).expect("restored");
    });
}

#[test]
fn people_are_wiped_with_the_session_that_knows_them() {
    let engine = engine(Policy::new());
    let session = engine.session("chat").expect("a session");
    let secrets = ["Rohit Deshmukh", "rohit deshmukh", "Deshmukh", "deshmukh"];
    clean("people", &secrets.map(str::as_bytes), || {
        for text in [
            "My name is Rohit Deshmukh.",
            "Tell Mr Deshmukh, and then Rohit, and again Deshmukh.",
        ] {
            let redacted = session.redact(text).expect("redacted");
            assert!(!redacted.text().contains("Deshmukh"));
            let _ = session.redact_all([text, text]).expect("redacted");
        }
        let _ = engine
            .erase(&[(Entity::PERSON, "Asha Rao")])
            .expect("erased");
        let _ = session.redact("Rohit Deshmukh again").expect("redacted");
        drop(session);
    });
}

/// Each positive line of the corpora; a line is read as it stands there, escapes and marks taken out.
#[test]
fn no_entity_leaves_its_value_behind() {
    let engine = engine(Policy::new());
    let session = engine.session("chat").expect("a session");
    let reader = Delivery::to(Sink::Reader);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recognisers");
    let (mut seen, mut left) = (0, std::collections::BTreeMap::<&str, usize>::new());
    for entity in Entity::built_in() {
        let corpus =
            std::fs::read_to_string(folder.join(format!("{entity}.txt"))).expect("a corpus");
        for line in corpus.lines().filter_map(|line| line.strip_prefix("+ ")) {
            let line = line.split(" ## ").next().unwrap_or_default();
            if line.contains('\\') {
                continue;
            }
            let secrets: Vec<&[u8]> = line
                .split('«')
                .skip(1)
                .filter_map(|rest| rest.split('»').next())
                .map(str::as_bytes)
                .filter(|value| value.len() >= WINDOW)
                .take(10)
                .collect();
            if secrets.is_empty() {
                continue;
            }
            let text = line.replace(['«', '»'], "");
            seen += secrets.len();
            let (found, traces) = freed(&secrets, || {
                let redacted = session.redact(&text).expect("redacted");
                let _ = session.restore(redacted.text()).expect("restored");
                let _ = session.deliver(redacted.text(), &reader).expect("restored");
            });
            if found > 0 {
                *left.entry(entity.label()).or_default() += 1;
                if std::env::var_os("PARDA_TEST_TRACE").is_some() {
                    println!("{traces}\n----\n");
                    TRACES.with(|traces| traces.borrow_mut().clear());
                }
            }
        }
    }
    assert!(
        left.is_empty(),
        "lines of each corpus that leave a value behind: {left:?}"
    );
    assert!(seen > 300, "{seen}");
}

#[test]
fn restore_frees_no_value_unless_it_was_taken_out() {
    let prompt = prompt();
    let engine = engine(Policy::new());
    let session = engine.session("chat").expect("a session");
    let redacted = session.redact(&prompt).expect("redacted");
    let text = redacted.text().repeat(3);
    let reader = Delivery::to(Sink::Reader);
    clean("restore", &values(), || {
        let restored = session.restore(&text).expect("restored");
        assert!(restored.expose().contains(VALUES[0]));
    });
    clean("deliver", &values(), || {
        let restored = session.deliver(&text, &reader).expect("restored");
        assert!(restored.expose().contains(VALUES[0]));
    });
    clean("deliver to markup", &values(), || {
        let _ = session
            .deliver(&text, &Delivery::to(Sink::Markup))
            .expect("restored");
    });
    let body = serde_json::json!({"choices": [{"message": {"content": text}}]}).to_string();
    clean("a chat response", &values(), || {
        let _ = chat::restore_response(&session, &body, &reader).expect("restored");
    });
    // What a stream writes to is the caller's.
    let mut out = String::with_capacity(1 << 16);
    clean("a stream", &values(), || {
        let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
        for piece in text.split_inclusive(' ') {
            stream.push(piece, &mut out).expect("restored");
        }
        stream.finish(&mut out).expect("restored");
    });
    let events: Vec<String> = text
        .split_inclusive(' ')
        .map(|piece| {
            let event = serde_json::json!({"choices": [{"index": 0, "delta": {"content": piece}}]});
            format!("data: {event}\n\n")
        })
        .collect();
    clean("an event stream", &values(), || {
        let mut stream = chat::EventStream::new(&session, &reader);
        for event in &events {
            stream.push(event, &mut out).expect("restored");
        }
        stream.finish(&mut out).expect("restored");
    });
    clean("erase", &values(), || {
        let receipt = engine.erase(&[(Entity::EMAIL, VALUES[0]), (Entity::CARD, VALUES[3])]);
        assert!(receipt.expect("erased").records > 0);
    });
    clean("forget", &values(), || {
        let _ = session.forget().expect("forgotten");
    });
}

#[test]
fn a_governed_restore_frees_no_value() {
    let prompt = prompt();
    struct Nowhere;
    impl parda::Audit for Nowhere {
        fn append(
            &self,
            _: &parda::AuditRecord,
        ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
            Ok(())
        }
    }
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .audit(Nowhere)
        .grants(
            Grants::new()
                .with(Grant::to_caller("a").every_entity().at(Sink::Reader))
                .with(
                    Grant::to_caller("b")
                        .every_entity()
                        .at(Sink::Reader)
                        .masked(),
                ),
        )
        .build()
        .expect("an engine");
    for caller in ["a", "b"] {
        let access = Access::new(caller, "test").expect("an access");
        let session = engine.session("chat", &access).expect("a session");
        let redacted = session.redact(&prompt).expect("redacted");
        clean(caller, &values(), || {
            let _ = session.restore(redacted.text()).expect("restored");
            let _ = session
                .deliver(redacted.text(), &Delivery::to(Sink::Reader))
                .expect("restored");
        });
    }
}

#[test]
fn no_key_is_left_behind() {
    let digits = Key::generate()
        .expect("randomness")
        .expose()
        .trim()
        .to_owned();
    let bytes: Vec<u8> = (0..32)
        .map(|at| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).expect("hex"))
        .collect();
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("wiped.key");
    let _ = std::fs::remove_file(&file);
    let secrets = [bytes.as_slice(), digits.as_bytes()];
    clean("a key and its engine", &secrets, || {
        let key = Key::parse(&digits).expect("a key");
        key.write_new(&file).expect("written");
        let key = Key::from_file(&file)
            .expect("a key")
            .rotated()
            .expect("randomness");
        drop(key.expose());
        let engine = Engine::builder()
            .key(key)
            .vault(MemoryVault::new())
            .random_tokens(true)
            .build()
            .expect("an engine");
        let session = engine.session("chat").expect("a session");
        let redacted = session.redact("asha@example.com").expect("redacted");
        let _ = session.restore(redacted.text()).expect("restored");
        let _ = engine.rotate().expect("rotated");
        drop(redacted);
    });
}
