//! What is bounded says so: the error names the limit, and how to raise it or what to do instead.

use std::time::Instant;

use parda::{Delivery, Engine, Key, MemoryVault, RedactStream, Sink, chat};

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
    let mut given = 0;
    let piece = "a".repeat(1 << 16);
    let error = loop {
        match stream.push(&piece, &mut out) {
            Ok(()) => given += piece.len(),
            Err(error) => break told(error),
        }
        assert!(given <= 1 << 20, "{given} bytes without a line end");
    };
    assert_eq!((given, out.as_str()), (1 << 20, ""));
    assert!(
        error.contains("1048576") && error.contains("line breaks"),
        "{error}"
    );

    let mut events = chat::EventStream::new(&session, &Delivery::to(Sink::Reader));
    let event = format!("data: {}", "a".repeat(16 << 20));
    let error = told(events.push(&event, &mut out).expect_err("no end"));
    assert!(error.contains("16777216"), "{error}");

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

/// However long the piece is, a limit is for a paragraph; and it takes the time of its paragraphs one by one.
#[test]
fn a_piece_of_many_paragraphs_is_taken_whole_and_in_time() {
    let engine = engine().build().expect("an engine");
    let session = engine.session("chat").expect("a session");
    let stream = |pieces: &mut dyn Iterator<Item = &str>| {
        let mut stream = RedactStream::new(&session);
        let mut out = String::new();
        let began = Instant::now();
        for piece in pieces {
            stream.push(piece, &mut out).expect("pushed");
        }
        stream.finish(&mut out).expect("finished");
        (out, began.elapsed())
    };
    let mails = "mail asha@example.com about it\n\n".repeat(1 << 16);
    assert!(mails.len() >= 2 << 20);
    let (whole, _) = stream(&mut [mails.as_str()].into_iter());
    let (lines, _) = stream(&mut mails.split_inclusive('\n'));
    assert!(whole == lines && !whole.contains("asha"));

    let short = "a\n\n".repeat(1 << 18);
    let (one, at_once) = stream(&mut [short.as_str()].into_iter());
    let (other, one_by_one) = stream(&mut short.split_inclusive("\n\n"));
    assert!(one == other);
    assert!(
        at_once < one_by_one * 3,
        "{at_once:?} at once, {one_by_one:?} one by one"
    );
}

/// What has no line end is looked through once, however small its pieces are.
#[test]
fn a_paragraph_in_small_pieces_takes_the_time_of_its_length() {
    let engine = engine().build().expect("an engine");
    let session = engine.session("chat").expect("a session");
    let time = |bytes: usize| {
        let mut stream = RedactStream::new(&session);
        let mut out = String::new();
        let began = Instant::now();
        for _ in 0..bytes {
            stream.push("a", &mut out).expect("pushed");
        }
        began.elapsed()
    };
    let least = |bytes| (0..3).map(|_| time(bytes)).min().expect("a time");
    let (short, long) = (least(1 << 17), least(1 << 20));
    assert!(
        long < short * 24,
        "{short:?}, and {long:?} for eight times as much"
    );
}
