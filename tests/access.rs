//! Who gets what: grants hold on every way out, and everything that was asked for is in the audit.

#[path = "support/wait.rs"]
mod wait;

use std::sync::{Arc, Mutex};

use wait::wait;

use parda::audit::{AuditEvent, Outcome};
use parda::{
    Access, Audit, AuditRecord, Delivery, Engine, Entity, Governed, Grant, Grants, Key,
    MemoryVault, Reason, RestoreStream, Session, Sink, chat,
};

/// Keeps records in memory, or refuses to.
#[derive(Clone, Default)]
struct Kept {
    records: Arc<Mutex<Vec<AuditRecord>>>,
    refuses: Arc<Mutex<bool>>,
}

impl Audit for Kept {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        if *self.refuses.lock().expect("a lock") {
            return Err("no space left on the device".into());
        }
        self.records.lock().expect("a lock").push(record.clone());
        Ok(())
    }
}

impl Kept {
    fn take(&self) -> Vec<AuditRecord> {
        std::mem::take(&mut self.records.lock().expect("a lock"))
    }

    fn refuse(&self, on: bool) {
        *self.refuses.lock().expect("a lock") = on;
    }
}

const TEXT: &str = "asha@example.com, PAN ABCPE1234F, Aadhaar 2345 6789 0124";

fn engine(audit: &Kept) -> Engine<MemoryVault, Governed> {
    let support = || Grant::to_role("support").at(Sink::Reader);
    let grants = Grants::new()
        .with(support().entities([Entity::EMAIL]))
        .with(support().entities([Entity::AADHAAR]).masked())
        .with(
            Grant::to_caller("mailer")
                .purpose("send")
                .entities([Entity::EMAIL])
                .at(Sink::Tool("send_mail".into())),
        )
        .with(Grant::to_caller("officer").erasure());
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .grants(grants)
        .audit(audit.clone())
        .build()
        .expect("an engine")
}

fn support() -> Access {
    let access = Access::new("emp-4711", "refund").expect("an access");
    access.in_role("support").expect("a role")
}

fn named(caller: &str, purpose: &str) -> Access {
    Access::new(caller, purpose).expect("an access")
}

fn redacted(engine: &Engine<MemoryVault, Governed>) -> String {
    let session = engine.session("chat", &support()).expect("a session");
    session.redact(TEXT).expect("redacted").into_text().into()
}

/// Each way that values can go out to a reader.
fn ways(session: &Session<'_, MemoryVault>, text: &str) -> Result<[String; 5], parda::Error> {
    let reader = Delivery::to(Sink::Reader);
    let mut streamed = String::new();
    let mut stream = RestoreStream::new(session, &reader)?;
    for piece in text.as_bytes().chunks(7) {
        stream.push(std::str::from_utf8(piece).expect("ASCII"), &mut streamed)?;
    }
    stream.finish(&mut streamed)?;
    let body = serde_json::json!({"choices": [{"message": {"content": text}}]}).to_string();
    let said = chat::restore_response(session, &body, &reader)?;
    let said: serde_json::Value = serde_json::from_str(said.expose()).expect("JSON");
    let event = serde_json::json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": "stop"}]});
    let mut events = chat::EventStream::new(session, &reader);
    let mut out = String::new();
    events.push(&format!("data: {event}\n\ndata: [DONE]\n\n"), &mut out)?;
    events.finish(&mut out)?;
    Ok([
        session.restore(text)?.expose().to_owned(),
        session.deliver(text, &reader)?.expose().to_owned(),
        streamed,
        said["choices"][0]["message"]["content"]
            .as_str()
            .expect("text")
            .to_owned(),
        out,
    ])
}

#[test]
fn a_caller_gets_what_is_granted_plain_or_masked_and_no_more_on_every_way_out() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let text = redacted(&engine);
    assert!(audit.take().is_empty(), "redacting gives nothing out");
    let session = engine.session("chat", &support()).expect("a session");
    for (way, seen) in ways(&session, &text).expect("restored").iter().enumerate() {
        assert!(seen.contains("asha@example.com"), "way {way}: {seen}");
        assert!(seen.contains("XXXX XXXX 0124"), "way {way}: {seen}");
        for hidden in ["ABCPE1234F", "2345", "6789"] {
            assert!(!seen.contains(hidden), "way {way} shows {hidden}");
        }
    }
    let records = audit.take();
    let sum = |of: fn(&AuditRecord) -> u64| records.iter().map(of).sum::<u64>();
    assert_eq!(
        sum(|r| r
            .tally()
            .restored()
            .get(&Entity::EMAIL)
            .copied()
            .unwrap_or(0)),
        5
    );
    assert_eq!(
        sum(|r| r
            .tally()
            .masked()
            .get(&Entity::AADHAAR)
            .copied()
            .unwrap_or(0)),
        5
    );
    assert_eq!(
        sum(|r| r.tally().denied().get(&Entity::PAN).copied().unwrap_or(0)),
        5
    );
    let scope = engine.audit_scope("chat").expect("a name");
    for record in &records {
        assert_eq!((record.caller(), record.purpose()), ("emp-4711", "refund"));
        assert_eq!(record.sink(), Some("reader"));
        assert_eq!(record.scope().as_deref(), Some(scope.as_str()));
        assert_eq!(record.event(), AuditEvent::Restore);
    }
    let restored = session.restore(&text).expect("restored");
    assert_eq!(restored.unresolved()[0].reason(), Reason::NotPermitted);
}

#[test]
fn who_has_no_grant_gets_nothing_and_is_recorded() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let text = redacted(&engine);
    for access in [
        named("emp-4711", "refund"),
        named("support", "refund"),
        named("mailer", "send"),
        named("officer", "erasure request"),
    ] {
        let session = engine.session("chat", &access).expect("a session");
        for seen in ways(&session, &text).expect("restored") {
            for value in ["asha@", "ABCPE1234F", "0124"] {
                assert!(!seen.contains(value), "{access:?}: {seen}");
            }
        }
        let records = audit.take();
        assert!(records.len() >= 5);
        for record in &records {
            assert_eq!(record.outcome(), Outcome::Denied, "{record:?}");
            assert!(record.tally().restored().is_empty());
        }
    }
}

#[test]
fn a_tool_gets_values_only_where_the_delivery_and_a_grant_for_this_purpose_both_say_so() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let text = redacted(&engine);
    let mail = || Delivery::to(Sink::Tool("send_mail".into()));
    let granted = mail().grant_tool("send_mail");
    let cases = [
        ("mailer", "send", &granted, true),
        ("mailer", "send", &mail(), false),
        ("mailer", "train", &granted, false),
        ("emp-4711", "send", &granted, false),
    ];
    for (caller, purpose, delivery, given) in cases {
        let session = engine
            .session("chat", &named(caller, purpose))
            .expect("a session");
        let seen = session.deliver(&text, delivery).expect("delivered");
        assert_eq!(
            seen.expose().contains("asha@example.com"),
            given,
            "{caller} {purpose}"
        );
        assert!(!seen.expose().contains("ABCPE1234F"));
        let records = audit.take();
        assert_eq!(records.len(), 1);
        let sink = if delivery.permits() {
            "tool:send_mail"
        } else {
            "tool"
        };
        assert_eq!(records[0].sink(), Some(sink));
        let outcome = if given {
            Outcome::Partly
        } else {
            Outcome::Denied
        };
        assert_eq!(records[0].outcome(), outcome);
    }
    // A tool's name comes from the model: it is not recorded where nobody granted it.
    let session = engine.session("chat", &support()).expect("a session");
    let odd = Delivery::to(Sink::Tool(text.clone()));
    let _ = session.deliver(&text, &odd).expect("delivered");
    assert_eq!(audit.take()[0].sink(), Some("tool"));
}

#[test]
fn links_need_a_grant_of_their_own() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let session = engine.session("chat", &support()).expect("a session");
    let token = session.redact("asha@example.com").expect("redacted");
    let link = format!("[mail](https://example.org/?to={})", token.text());
    let delivery = Delivery::to(Sink::Reader).grant_urls();
    let seen = session.deliver(&link, &delivery).expect("delivered");
    assert_eq!(seen.expose(), link);
    let denied = audit.take()[0].tally().denied().clone();
    assert_eq!(denied, [(Entity::EMAIL, 1)].into(), "once, by its entity");
}

#[test]
fn unknown_tokens_are_counted_where_they_are_written_as_tokens_are() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let elsewhere = engine.session("elsewhere", &support()).expect("a session");
    let token = elsewhere.redact("asha@example.com").expect("redacted");
    let token = token.text();
    let session = engine.session("chat", &support()).expect("a session");
    let _ = session.redact("ravi@example.com").expect("redacted");
    let text = format!(
        "{token} {} {token}, {}, {token}",
        token.to_lowercase(),
        token.replace('_', " ")
    );
    let seen = session
        .deliver(&text, &Delivery::to(Sink::Reader))
        .expect("delivered");
    assert_eq!((seen.expose(), seen.unresolved().len()), (text.as_str(), 3));
    let tally = audit.take()[0].tally().clone();
    assert_eq!((tally.unknown(), tally.is_empty()), (3, false));
    assert!(tally.denied().is_empty() && tally.restored().is_empty());
}

#[test]
fn without_its_record_nothing_is_given_out_or_erased() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let text = redacted(&engine);
    let session = engine.session("chat", &support()).expect("a session");
    audit.refuse(true);
    let reader = Delivery::to(Sink::Reader);
    for refused in [
        session.restore(&text).map(drop),
        session.deliver(&text, &reader).map(drop),
        chat::restore_response(&session, &format!("{{\"content\":\"{text}\"}}"), &reader).map(drop),
    ] {
        let error = refused.expect_err("no audit, no restore");
        assert!(error.is_audit(), "{error}");
        assert!(error.to_string().contains("no space left"), "{error}");
    }
    let mut out = String::new();
    let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
    assert!(
        stream
            .push(&format!("{text} and more. "), &mut out)
            .is_err()
    );
    assert_eq!(out, "");
    assert!(
        stream.push("more", &mut out).is_err(),
        "a stream that failed stays failed"
    );
    let event =
        serde_json::json!({"choices": [{"index": 0, "delta": {"content": format!("{text}. ")}}]});
    let mut events = chat::EventStream::new(&session, &reader);
    assert!(
        events
            .push(&format!("data: {event}\n\n"), &mut out)
            .is_err()
    );
    assert_eq!(out, "");
    // Text that holds no token gives nothing out, and needs no record.
    assert_eq!(session.restore("hello").expect("clean").expose(), "hello");
    let officer = named("officer", "erasure request");
    let session = engine.session("chat", &officer).expect("a session");
    assert!(
        session
            .forget()
            .expect_err("no audit, no erasure")
            .is_audit()
    );
    let values = [(Entity::EMAIL, "asha@example.com")];
    assert!(
        engine
            .erase(&officer, &values)
            .expect_err("nor this")
            .is_audit()
    );
    assert!(engine.purge(&officer).expect_err("nor this").is_audit());
    audit.refuse(false);
    let session = engine.session("chat", &support()).expect("a session");
    assert!(
        session
            .restore(&text)
            .expect("restored")
            .expose()
            .contains("asha@")
    );
}

#[test]
fn erasure_needs_its_grant_and_leaves_its_beginning_and_its_end() {
    let audit = Kept::default();
    let engine = engine(&audit);
    let text = redacted(&engine);
    let values = [
        (Entity::EMAIL, "ASHA@example.com"),
        (Entity::PAN, "ABCPE1234F"),
    ];
    let denied = engine.erase(&support(), &values).expect_err("no grant");
    assert!(denied.is_denied(), "{denied}");
    let session = engine.session("chat", &support()).expect("a session");
    assert!(session.forget().expect_err("no grant").is_denied());
    assert!(engine.purge(&support()).expect_err("no grant").is_denied());
    let outcomes: Vec<_> = audit
        .take()
        .iter()
        .map(|r| (r.event(), r.outcome()))
        .collect();
    assert_eq!(
        outcomes,
        [
            (AuditEvent::EraseValues, Outcome::Denied),
            (AuditEvent::EraseScope, Outcome::Denied),
            (AuditEvent::Purge, Outcome::Denied)
        ]
    );
    let officer = named("officer", "request 17");
    let receipt = engine.erase(&officer, &values).expect("erased");
    assert_eq!(receipt.records, 2);
    let records = audit.take();
    assert_eq!(records[0].outcome(), Outcome::Begun);
    assert_eq!(records[1].outcome(), Outcome::Done);
    assert_eq!(records[1].erased().get(&Entity::EMAIL), Some(&1));
    assert_eq!(records[1].erased().get(&Entity::PAN), Some(&1));
    assert!(!records[1].to_json().to_lowercase().contains("asha"));
    let session = engine.session("chat", &officer).expect("a session");
    assert!(session.forget().expect("erased") > 0);
    assert_eq!(audit.take().len(), 2);
    let session = engine.session("chat", &support()).expect("a session");
    assert_eq!(session.restore(&text).expect("nothing").restored(), 0);
    assert_eq!(audit.take()[0].outcome(), Outcome::Unknown);
}

#[test]
fn asynchronous_sessions_are_governed_and_locked_alike() {
    let audit = Kept::default();
    let vault = parda::vault::Bridge::new(MemoryVault::new(), 2).expect("threads");
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .grants(
            Grants::new()
                .with(
                    Grant::to_role("support")
                        .entities([Entity::EMAIL])
                        .at(Sink::Reader),
                )
                .with(Grant::to_caller("officer").erasure()),
        )
        .audit(audit.clone())
        .retention_lock(std::time::Duration::from_secs(3600))
        .build()
        .expect("an engine");
    let session = engine.session("chat", &support()).expect("a session");
    let redacted = wait(session.redact_async(TEXT)).expect("redacted");
    let seen = wait(session.restore_async(redacted.text())).expect("restored");
    assert!(seen.expose().contains("asha@example.com") && !seen.expose().contains("ABCPE1234F"));
    assert_eq!(audit.take()[0].outcome(), Outcome::Partly);
    audit.refuse(true);
    let refused = wait(session.restore_async(redacted.text())).expect_err("no audit");
    assert!(refused.is_audit(), "{refused}");
    audit.refuse(false);
    let officer = engine
        .session("chat", &named("officer", "request"))
        .expect("a session");
    let locked = wait(officer.forget_async()).expect_err("a lock");
    assert!(
        locked.vault().is_some_and(parda::VaultError::is_locked),
        "{locked}"
    );
    let outcomes: Vec<_> = audit.take().iter().map(AuditRecord::outcome).collect();
    assert_eq!(outcomes, [Outcome::Begun, Outcome::Locked]);
}

#[test]
fn an_erasure_that_a_duty_to_keep_forbids_is_recorded_as_such_behind_a_box_too() {
    let audit = Kept::default();
    let boxed: Box<dyn Audit> = Box::new(audit.clone());
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .grants(Grants::new().with(Grant::to_caller("officer").erasure()))
        .retention_lock(std::time::Duration::from_secs(86_400))
        .audit(boxed)
        .build()
        .expect("an engine");
    let officer = named("officer", "a request under section 12");
    let session = engine.session("chat", &officer).expect("a session");
    let _ = session.redact(TEXT).expect("redacted");
    audit.take();
    let receipt = engine
        .erase(&officer, &[(Entity::EMAIL, "asha@example.com")])
        .expect("asked");
    assert_eq!((receipt.records, receipt.locked), (0, 1));
    let records = audit.take();
    let last = records.last().expect("a record");
    assert_eq!(
        (last.event(), last.outcome()),
        (AuditEvent::EraseValues, Outcome::Locked)
    );
}
