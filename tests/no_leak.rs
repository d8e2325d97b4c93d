//! Nothing that can hold a value or a key shows it: not in `Debug`, not in errors.

use std::io::Write;

use parda::policy::Preset;
use parda::stream::{RestoreReader, RestoreWriter};
use parda::vault::{Answer, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept};
use parda::{
    Access, Action, AuditLog, Delivery, Engine, Entity, Input, Key, MemoryVault, OutputPolicy,
    PatternRecogniser, Policy, RedactStream, RestoreStream, Scanner, Sink, TokenId, Vault,
    VaultError, WordListRecogniser, chat,
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
    assert!(!blocked.is_limit() && !pattern.is_limit());
    for error in [blocked, no_room, limit, pattern] {
        clean("an error", &format!("{error} {error:?}"));
    }
}

/// 10,000 values, no two alike: addresses, and numbers that pass their checks.
fn canaries() -> Vec<String> {
    const D: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    // Verhoeff: the digit that makes the whole come to zero.
    let verhoeff = |digits: &str| {
        let whole = |last: u8| {
            let all = digits.bytes().map(|b| b - b'0').chain([last]);
            let all: Vec<u8> = all.collect();
            all.iter().rev().enumerate().fold(0, |c, (place, digit)| {
                let turned = (0..place % 8).fold(*digit, |d, _| P[usize::from(d)]);
                D[usize::from(c)][usize::from(turned)]
            }) == 0
        };
        (0..10).find(|last| whole(*last)).expect("one digit fits")
    };
    let luhn = |digits: &str| {
        let sum: u32 = digits
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, b)| match (u32::from(b - b'0'), place % 2) {
                (digit, 0) if digit > 4 => 2 * digit - 9,
                (digit, 0) => 2 * digit,
                (digit, _) => digit,
            })
            .sum();
        (10 - sum % 10) % 10
    };
    (0..2_500_u64)
        .flat_map(|n| {
            let aadhaar = format!("{:011}", 53_000_000_017 + n * 7_919_003);
            let card = format!("411111{:09}", n * 393_241 + 7);
            let letter = |at: u64| char::from(b'A' + (n / 26_u64.pow(at as u32) % 26) as u8);
            [
                format!("canary.{n}@leak{n}.example.com"),
                format!("{aadhaar}{}", verhoeff(&aadhaar)),
                format!("{card}{}", luhn(&card)),
                format!(
                    "{}{}{}P{}{:04}K",
                    letter(0),
                    letter(1),
                    letter(2),
                    letter(1),
                    n
                ),
            ]
        })
        .collect()
}

/// What was shown, and what of it is a canary.
struct Shown {
    canaries: aho_corasick::AhoCorasick,
    bytes: usize,
}

impl Shown {
    fn look(&mut self, what: &str, shown: &str) {
        self.bytes += shown.len();
        if let Some(found) = self.canaries.find(shown) {
            panic!(
                "{what} shows canary {}: {:.300}",
                found.pattern().as_usize(),
                shown
            );
        }
    }

    fn result<T: std::fmt::Debug>(
        &mut self,
        what: &str,
        result: Result<T, parda::Error>,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                self.look(what, &format!("{value:?}"));
                Some(value)
            }
            Err(error) => {
                use std::error::Error;
                let mut chain = format!("{error} {error:?} {error:#?}");
                let mut source = error.source();
                while let Some(cause) = source {
                    chain += &format!(" {cause} {cause:?}");
                    source = cause.source();
                }
                self.look(what, &chain);
                None
            }
        }
    }
}

/// Fails as a driver may: it says all that it was given.
struct Echoing(MemoryVault, std::sync::atomic::AtomicBool);

impl Echoing {
    fn tell<T>(
        &self,
        given: &dyn std::fmt::Debug,
        done: Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        if self.1.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(VaultError::unavailable(format!("refused: {given:?}")));
        }
        done
    }
}

impl Vault for Echoing {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        self.tell(scope, self.0.header(scope))
    }
    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        self.tell(&(scope, fresh), self.0.create(scope, fresh))
    }
    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        self.tell(&(scope, header), self.0.rewrap(scope, header))
    }
    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let sealed: Vec<String> = entries
            .iter()
            .map(|e| String::from_utf8_lossy(e.sealed).into())
            .collect();
        self.tell(&(scope, entries, sealed), self.0.put_many(scope, entries))
    }
    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        self.tell(&(scope, ids), self.0.get_many(scope, ids))
    }
    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        self.tell(&(scope, ids), self.0.remove_many(scope, ids))
    }
    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.tell(scope, self.0.forget(scope))
    }
    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        self.tell(&most, self.0.sweep(most))
    }
    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        self.tell(&after, self.0.scopes(after, most))
    }
    fn stats(&self) -> Result<Stats, VaultError> {
        self.tell(&(), self.0.stats())
    }
}

/// An audit that fails and says all that it was given.
struct Refusing;

impl parda::Audit for Refusing {
    fn append(
        &self,
        record: &parda::AuditRecord,
    ) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("refused: {record:?}").into())
    }
}

#[cfg(feature = "tracing")]
mod logged {
    use std::fmt::Write;
    use std::sync::{Arc, Mutex};
    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    /// Writes down every field of every span and event.
    #[derive(Clone, Default)]
    pub struct Log(pub Arc<Mutex<String>>);

    impl Visit for Log {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            let _ = write!(self.0.lock().expect("a lock"), "{field}={value:?} ");
        }
    }

    impl Subscriber for Log {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            span.record(&mut self.clone());
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, values: &Record<'_>) {
            values.record(&mut self.clone());
        }
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &Event<'_>) {
            event.record(&mut self.clone());
        }
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }
}

/// The file, and what is logged where that is on.
#[cfg(feature = "tracing")]
fn kept(log: &std::path::Path, key: &Key) -> impl parda::Audit + use<> {
    let file = AuditLog::open(log, key).expect("a log");
    (file, parda::audit::TracingAudit)
}

#[cfg(not(feature = "tracing"))]
fn kept(log: &std::path::Path, key: &Key) -> impl parda::Audit + use<> {
    AuditLog::open(log, key).expect("a log")
}

#[test]
fn ten_thousand_values_are_shown_by_nothing_on_any_path() {
    let canaries = canaries();
    assert_eq!(canaries.len(), 10_000);
    let mut shown = Shown {
        canaries: aho_corasick::AhoCorasick::new(&canaries).expect("an automaton"),
        bytes: 0,
    };
    let panics = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let heard = std::sync::Arc::clone(&panics);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        heard.lock().expect("a lock").push_str(&info.to_string());
        before(info);
    }));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-leak");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let log = folder.join("audit.log");
    #[cfg(feature = "tracing")]
    let logged = logged::Log::default();
    #[cfg(feature = "tracing")]
    let _on = tracing::subscriber::set_default(logged.clone());

    let key = Key::generate().expect("randomness");
    let open = |policy: Policy| {
        Engine::builder()
            .key(key.clone())
            .vault(Echoing(MemoryVault::new(), false.into()))
            .policy(policy)
            .input_limit(100_000)
            .audit(kept(&log, &key))
            .build()
            .expect("an engine")
    };
    let serving = open(Policy::new());
    let mut blocking = Policy::new();
    for entity in Entity::built_in() {
        blocking = blocking.on(entity, Action::Block);
    }
    let blocking = open(blocking);
    let failing = open(Policy::new());
    let is_down = |down| {
        let switch = &failing.vault().1;
        switch.store(down, std::sync::atomic::Ordering::Relaxed);
    };
    is_down(true);
    let unkept = Engine::builder()
        .key(key.clone())
        .vault(MemoryVault::new())
        .audit(Refusing)
        .build()
        .expect("an engine");
    let access = Access::new("emp-4711", "sweep").expect("an access");
    let reader = Delivery::to(Sink::Reader);
    let tool = Delivery::to(Sink::Tool("mail".into()));
    for (batch, values) in canaries.chunks(100).enumerate() {
        let scope = format!("batch {batch}");
        let session = serving.session(&scope, &access).expect("a session");
        let text: String = values
            .iter()
            .map(|v| format!("aadhaar, card, PAN or mail: {v}, \n"))
            .collect();
        let redacted = shown
            .result("redact", session.redact(&text))
            .expect("redacted");
        shown.look("the redacted text", redacted.text());
        shown.result(
            "redact all",
            session.redact_all([Input::History(redacted.text()), Input::Untrusted(&text)]),
        );
        shown.result("guard", session.guard(&text, OutputPolicy::Report));
        shown.result("guard", session.guard(&text, OutputPolicy::Block));
        let restored = shown
            .result("restore", session.restore(redacted.text()))
            .expect("restored");
        assert_eq!(restored.expose(), text);
        shown.result("deliver", session.deliver(redacted.text(), &reader));
        shown.result("a tool", session.deliver(redacted.text(), &tool));
        let mut out = String::new();
        let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
        shown.result("a stream", stream.push(redacted.text(), &mut out));
        shown.look("a stream", &format!("{stream:?} {:?}", stream.unresolved()));
        let mut stream = RedactStream::new(&session);
        shown.result("a stream", stream.push(&text, &mut String::new()));
        shown.look("a stream", &format!("{stream:?}"));
        // As keys and values, whole and cut off.
        let members: Vec<String> = values
            .iter()
            .map(|v| format!("\"{v}\": {{\"{v}\": \"{v}\"}}"))
            .collect();
        let body = format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": {text:?}}}], {}}}",
            members.join(",")
        );
        let sent = shown.result("a request", chat::redact_request(&session, &body));
        shown.look("a request", &format!("{sent:?}"));
        for cut in (0..body.len()).step_by(397) {
            let cut = &body[..cut];
            shown.result("a broken request", chat::redact_request(&session, cut));
            shown.result(
                "a broken response",
                chat::restore_response(&session, cut, &reader),
            );
        }
        for value in values {
            shown.result(
                "a broken key",
                chat::redact_request(&session, &format!("{{\"{value}\": {{\"{value}\": tru")),
            );
            shown.result(
                "blocked",
                blocking
                    .session(&scope, &access)
                    .expect("a session")
                    .redact(value),
            );
            shown.result("a key", Key::parse(value));
            shown.result(
                "a key file",
                Key::parse(&format!("{}\n{value}", *key.expose())),
            );
            shown.result(
                "words",
                WordListRecogniser::new(Entity::PERSON, [value.as_str(), ""]).map(drop),
            );
        }
        shown.result("too long", session.redact(&text.repeat(20)));
        let down = failing.session(&scope, &access).expect("a session");
        shown.result("a vault that is down", down.redact(&text));
        shown.result("a vault that is down", down.restore(redacted.text()));
        // Streams and bodies, which hold text when the vault goes down under them.
        is_down(false);
        let stream = || RestoreStream::new(&down, &reader).expect("a stream");
        let (mut stream, to, from) = (stream(), stream(), stream());
        is_down(true);
        for piece in [redacted.text(), redacted.text()] {
            shown.result("a stream that fails", stream.push(piece, &mut out));
            shown.look("a stream that failed", &format!("{stream:?}"));
        }
        let mut stream = RedactStream::new(&down);
        for piece in [text.as_str(), "\n\n", values[0].as_str()] {
            shown.result(
                "a stream that fails",
                stream.push(piece, &mut String::new()),
            );
            shown.look("a stream that failed", &format!("{stream:?}"));
        }
        shown.result("a stream that fails", stream.finish(&mut String::new()));
        shown.result("a request", chat::redact_request(&down, &body));
        let event =
            serde_json::json!({"choices": [{"index": 0, "delta": {"content": redacted.text()}}]});
        let reply = serde_json::json!({"choices": [{"message": {"content": redacted.text()}}]});
        let reply = reply.to_string();
        shown.result(
            "a response",
            chat::restore_response(&down, &reply, &reader).map(drop),
        );
        for session in [&session, &down] {
            let mut events = chat::EventStream::new(session, &reader);
            let mut out = String::new();
            shown.result(
                "events",
                events.push(
                    &format!("data: {event}\n\ndata: {{\"{}\": tru", values[0]),
                    &mut out,
                ),
            );
            shown.look("events", &format!("{events:?} {:?}", events.unresolved()));
            shown.result("events", events.finish(&mut out));
        }
        let mut writer = RestoreWriter::new(Vec::new(), to);
        let wrote = writer.write_all(redacted.text().as_bytes());
        shown.look("a writer", &format!("{wrote:?} {writer:?}"));
        shown.look("a writer", &format!("{:?}", writer.finish()));
        let mut from = RestoreReader::new(redacted.text().as_bytes(), from);
        let read = std::io::Read::read_to_string(&mut from, &mut String::new());
        shown.look("a reader", &format!("{read:?} {from:?}"));
        // An audit that says all that it was given, and a name that is none.
        let unkept = unkept.session(&scope, &access).expect("a session");
        shown.result("an audit that fails", unkept.restore(redacted.text()));
        let wanted: Vec<(Entity, &str)> =
            values.iter().map(|v| (Entity::EMAIL, v.as_str())).collect();
        shown.result("a vault that is down", failing.erase(&access, &wanted));
        if batch % 10 == 0 {
            shown.result("erase", serving.erase(&access, &wanted));
        }
        let refused = failing.vault();
        let error = refused.stats().expect_err("down");
        shown.look("a vault's error", &format!("{error} {error:?}"));
    }
    // The same scopes with another key, and with records of others in their place.
    let other = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(std::sync::Arc::new(MemoryVault::new()))
        .build()
        .expect("an engine");
    for (address, header) in serving.vault().scopes(None, 200).expect("listed") {
        other.vault().create(&address, &header).expect("made");
    }
    for (batch, values) in canaries.chunks(100).enumerate() {
        let session = other.session(&format!("batch {batch}")).expect("a session");
        shown.result("another key", session.redact(&values.join(" mail ")));
    }
    shown.look(
        "the audit log",
        &std::fs::read_to_string(&log).expect("text"),
    );
    assert!(AuditLog::verify(&log, &key).expect("readable").is_intact());
    shown.look("panics", &panics.lock().expect("a lock"));
    assert_eq!(*panics.lock().expect("a lock"), "", "nothing panics");
    #[cfg(feature = "tracing")]
    {
        let logged = logged.0.lock().expect("a lock");
        assert!(logged.contains("call=\"redact\""), "{:.200}", *logged);
        assert!(
            logged.contains("event=\"erase-values\""),
            "{:.200}",
            *logged
        );
        shown.look("logs", &logged);
    }
    assert!(shown.bytes > 1_000_000, "{}", shown.bytes);
}
