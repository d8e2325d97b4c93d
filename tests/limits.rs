//! What is bounded says so: the error names the limit, and how to raise it or what to do instead.

use parda::{Engine, Key, MemoryVault, RedactStream, chat};

fn engine() -> parda::EngineBuilder<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
}

#[test]
fn each_limit_is_an_error_that_names_it_and_the_way_out() {
    let small = engine()
        .input_limit(100)
        .findings_limit(2)
        .build()
        .expect("an engine");
    let session = small.session("chat").expect("a session");
    let told = |error: parda::Error| {
        assert!(error.is_limit(), "{error}");
        error.to_string()
    };
    let long = "x".repeat(101);
    let error = told(session.redact(&long).map(|_| ()).expect_err("too long"));
    assert!(
        error.contains("100") && error.contains("EngineBuilder::input_limit"),
        "{error}"
    );
    assert!(
        session.redact(&long[1..]).is_ok(),
        "the limit itself is within"
    );
    let error = told(session.restore(&long).map(|_| ()).expect_err("too long"));
    assert!(error.contains("EngineBuilder::input_limit"), "{error}");
    let mails = "a1@example.com a2@example.com a3@example.com";
    let error = told(session.redact(mails).map(|_| ()).expect_err("too many"));
    assert!(
        error.contains(" 2;") && error.contains("EngineBuilder::findings_limit"),
        "{error}"
    );
    assert!(session.redact(&mails[..29]).is_ok());
    let both = [&mails[..29], &mails[30..]];
    told(
        session
            .redact_all(both)
            .map(|_| ())
            .expect_err("too many in one call"),
    );

    let large = engine().build().expect("an engine");
    let session = large.session("chat").expect("a session");
    let mut stream = RedactStream::new(&session);
    let mut out = String::new();
    let paragraph = "a".repeat((1 << 20) + 2);
    let pushed = stream
        .push(&paragraph, &mut out)
        .and_then(|()| stream.finish(&mut out));
    if let Err(error) = pushed {
        assert!(told(error).contains("1048576"));
    }

    let full = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new().room(2_000))
        .build()
        .expect("an engine");
    let session = full.session("chat").expect("a session");
    let many: Vec<String> = (0..50).map(|n| format!("a{n}@example.com")).collect();
    let error = told(
        session
            .redact(&many.join(" "))
            .map(|_| ())
            .expect_err("full"),
    );
    assert!(error.contains("room"), "{error}");

    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let body = format!("{{\"messages\":[{{\"role\":\"user\",\"content\":{deep}}}]}}");
    let error = chat::redact_request(&session, &body)
        .map(|_| ())
        .expect_err("too deep")
        .to_string();
    assert!(
        error.contains("128") && error.contains("Session::redact"),
        "{error}"
    );
}
