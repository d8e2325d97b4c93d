//! Payloads that a reviewer would try: what providers do besides the usual, what only JSON or server-sent events allow,
//! and what a hostile side would send.

use std::time::{Duration, Instant};

use parda::chat::{EventStream, redact_request, restore_response};
use parda::{Delivery, Engine, Key, MemoryVault, Session, Sink};
use serde_json::Value;

const MAIL: &str = "asha.rao@example.com";
const CARD: &str = "4111111111111111";

fn engine() -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

fn token(session: &Session<'_, MemoryVault>) -> String {
    let redacted = session.redact(MAIL).expect("redacted");
    redacted.into_text().into_owned()
}

fn redacted(session: &Session<'_, MemoryVault>, body: &str) -> String {
    let redacted = redact_request(session, body).unwrap_or_else(|error| panic!("{error}: {body}"));
    redacted.into_body()
}

fn restored(session: &Session<'_, MemoryVault>, delivery: &Delivery, body: &str) -> String {
    let restored = restore_response(session, body, delivery).expect("restored");
    restored.into_exposed().into_owned()
}

fn streamed(session: &Session<'_, MemoryVault>, delivery: &Delivery, events: &str) -> String {
    let mut stream = EventStream::new(session, delivery);
    let mut out = String::new();
    for piece in events.split_inclusive(char::is_whitespace) {
        stream.push(piece, &mut out).expect("pushed");
    }
    stream.finish(&mut out).expect("finished");
    out
}

fn reader() -> Delivery {
    Delivery::to(Sink::Reader)
}

#[test]
fn what_no_provider_defines_is_redacted_whatever_it_is_called() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    for body in [
        // A document that is plain text, and one that is not base64.
        r#"{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Mail @"}}]}]}"#,
        r#"{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.txt","file_data":"Mail @"}}]}]}"#,
        r#"{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"text/plain","data":"Mail @"}}]}]}"#,
        // Names that the protocol has elsewhere.
        r#"{"messages":[],"customer":{"id":"@","status":"mail @","type":["@"]}}"#,
        r#"{"messages":[],"extra":[{"model":"@"}],"x":{"format":{"detail":"@"}}}"#,
        r#"{"messages":[],"text":{"body":"@","format":{"type":"text"}}}"#,
        r#"{"messages":[{"role":"user","content":"hi","context":{"category":"@"}}]}"#,
        r#"{"generationConfig":{"note":{"description":"@"}},"contents":[]}"#,
        // Values where the protocol has words of its own.
        r#"{"model":"write to @ please","messages":[]}"#,
        r#"{"messages":[{"role":"@","content":"hi"}]}"#,
        r#"{"messages":[{"role":"tool","tool_call_id":"@","content":"hi"}]}"#,
        // Names that are escaped.
        r#"{"messages":[{"role":"user","con\u0074ent":"@"}],"\u0069d":"@"}"#,
        // Names that are values.
        r#"{"messages":[],"by_address":{"@":1}}"#,
        // The same name twice.
        r#"{"messages":[{"role":"user","content":"@","content":"@"}],"messages":[{"role":"user","content":"@"}]}"#,
        r#"["@"]"#,
        r#""@""#,
    ] {
        let out = redacted(&session, &body.replace('@', MAIL));
        assert!(!out.contains("asha"), "{out}");
        assert!(out.contains("EMAIL_"), "{out}");
        let _: Value = serde_json::from_str(&out).expect("JSON");
    }
    for body in [
        r#"{"messages":[],"card":#}"#,
        r#"{"messages":[],"cards":[#, {"card":#}]}"#,
        r#"{"messages":[{"role":"user","content":"hi","card":#}]}"#,
        "#",
    ] {
        let out = redacted(&session, &body.replace('#', CARD));
        assert!(!out.contains(CARD), "{out}");
        let _: Value = serde_json::from_str(&out).expect("JSON");
    }
}

#[test]
fn what_the_protocol_defines_stays_as_it_is() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    for body in [
        r#"{"seed":4111111111111111,"max_tokens":1000000000000000,"messages":[],"created":1741569952,"logit_bias":{"50256":-100}}"#,
        r#"{"messages":[{"role":"assistant","content":[{"type":"redacted_thinking","data":"EmwKAhgBEgy3va3pzix/LafPsn4aDFIT2Xlxh0L5L8rLVyIwxtE3rAFBa8cr3qpPkNRj2YfWXGmKDxH4mPnZ5sQ7vB9URj2pLmN3dR8/dW5hR7xJ0aP1oLtYTs9yQMnRHcBlE0q9d2j4ZFmC4b9hqVfT8rNsSvOzpY7aUgIRnCgB"},{"type":"thinking","thinking":"So.","signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds"}]}]}"#,
        r#"{"input":[{"type":"reasoning","id":"rs_68af2e2","summary":[],"encrypted_content":"gAAAAABo3kYxS9tXq1vR8bNw0pLdQ4mZ7cJfYt2uVhKiEoPrA5sG6nUjTlMyBxDqCzWvHfRkOaSeIgXbLuNwYp"}]}"#,
        r#"{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}]}"#,
        r#"{"messages":[{"role":"assistant","tool_calls":[{"id":"call_9hFqVb2K1sDlmT8xYw3ZcNpR","type":"function","function":{"name":"find","arguments":"{\"a\":1.50e+10}"}}]},{"role":"tool","tool_call_id":"call_9hFqVb2K1sDlmT8xYw3ZcNpR","content":"[1,  2]"}],"stream_options":{"include_usage":true}}"#,
        r#"{"contents":[],"generationConfig":{"temperature":0.30000001192092896,"responseSchema":{"type":"INTEGER","maximum":9876543210}},"tools":[{"functionDeclarations":[{"parameters":{"maximum":9876543210}}]}]}"#,
        r#"{"contents":[{"parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"CiQB0e2Kb7Xn5Vd8mWq3RtYp1ZsLh6Jc4Gf9Ua2Eo0Tx"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"id":{"type":"STRING","default":"a@b.example"}}}}]}]}"#,
        r#"{"model":"ft:gpt-4o-mini-2024-07-18:org::9vYb3x2K","metadata":{},"messages":[],"reasoning":{"effort":"low"},"text":{"format":{"type":"json_schema","name":"n","schema":{"type":"string","default":"a@b.example"}}}}"#,
    ] {
        assert_eq!(redacted(&session, body), *body);
    }
}

#[test]
fn json_at_its_edges_comes_back_byte_for_byte() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(120), "]".repeat(120));
    for body in [
        r#"{"messages":[{"role":"user","content":"\u0000 \ud83d \ude00 \uDFFF\uD800 \/ \b\f"}]}"#,
        "\u{feff}{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "{\"a\":1e400,\"b\":-0,\"c\":1E+0000000009,\"d\":123456789012345678901234567890.0,\"e\":-0.0e-0}",
        "\r\n\t {\"a\" :\t[ ] , \"a\": { }\n}\r\n\t ",
        r#"{"":"","\u0000":null,"a/b~c":[[[]]]}"#,
        "{\"content\":\"\u{2028}\u{7f}\u{fffe}\"}",
        "null",
        &deep,
    ] {
        assert_eq!(redacted(&session, body), *body);
        assert_eq!(restored(&session, &reader(), body), *body);
    }
}

#[test]
fn a_lone_surrogate_survives_beside_a_value() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session);
    for spelled in [r"\ud83d", r"\ude00\ud83d", r"\udc00"] {
        let with = |said: &str| {
            format!(r#"{{"messages":[{{"role":"user","content":"{spelled} {said} {spelled}"}}]}}"#)
        };
        assert_eq!(redacted(&session, &with(MAIL)), with(&token));
        let with = |said: &str| {
            format!(
                r#"{{"choices":[{{"message":{{"role":"assistant","content":"{spelled} {said} {spelled}"}}}}]}}"#
            )
        };
        assert_eq!(
            restored(&session, &reader(), &with(&token)),
            with(MAIL),
            "{spelled}"
        );
    }
    // A pair that is cut between two events, as some servers do.
    let events = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Email \\ud83d\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ude00 ok\"}}]}\n\ndata: [DONE]\n\n";
    let out = streamed(&session, &reader(), events);
    assert!(out.contains("\\ud83d") && out.contains("\\ude00 "), "{out}");
}

#[test]
fn errors_name_the_pointer_and_no_text() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let deep = format!(r#"{{"messages":[{{"content":{}"#, "[".repeat(200));
    for (body, pointer) in [
        (
            r#"{"messages":[{"role":"user","content":"asha@example.com}"#,
            "/messages/0/content",
        ),
        (r#"{"messages":[{"role":"user"},]}"#, "/messages/1"),
        (
            r#"{"messages":[{"content":"\q asha"}]}"#,
            "/messages/0/content",
        ),
        (
            r#"{"messages":[{"content":"\ud83"}]}"#,
            "/messages/0/content",
        ),
        (
            "{\"messages\":[{\"content\":\"a\0b\"}]}",
            "/messages/0/content",
        ),
        (r#"{"messages":[{"content":01}]}"#, "/messages/0"),
        (r#"{"messages":[{"content":+1}]}"#, "/messages/0/content"),
        (r#"{"messages":[{"content":.5}]}"#, "/messages/0/content"),
        (r#"{"messages":[{"content":NaN}]}"#, "/messages/0/content"),
        (r#"{"a/b":{"c~d":tru}}"#, "/a~1b/c~0d"),
        (r#"{"a":1} {"b":2}"#, "more follows"),
        (&deep, "/messages/0/content/0/0/0"),
    ] {
        for shown in [
            redact_request(&session, body)
                .expect_err("no JSON")
                .to_string(),
            restore_response(&session, body, &reader())
                .expect_err("no JSON")
                .to_string(),
        ] {
            assert!(shown.contains(pointer), "{shown}");
            assert!(!shown.contains("asha"), "{shown}");
        }
    }
}

#[test]
fn a_tool_that_is_not_surely_granted_gets_no_value() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session);
    let granted = reader().grant_tool("mail");
    for body in [
        // Two names: what reads it takes one or the other.
        r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":"mail","name":"fetch","arguments":"{\"a\":\"@\"}"}}]}}]}"#,
        r#"{"content":[{"type":"tool_use","name":"mail","name":"fetch","input":{"a":"@"}}]}"#,
        // No name at all, or an escaped one of another tool.
        r#"{"choices":[{"message":{"tool_calls":[{"function":{"arguments":"{\"a\":\"@\"}"}}]}}]}"#,
        r#"{"content":[{"type":"tool_use","n\u0061me":"fetch","name":"mail","input":{"a":"@"}}]}"#,
        // Names of members that are escaped.
        r#"{"choices":[{"message":{"tool_calls":[{"function":{"name":"fetch","argument\u0073":"{\"a\":\"@\"}"}}]}}]}"#,
        r#"{"content":[{"type":"tool_use","name":"fetch","\u0069nput":{"a":"@"}}]}"#,
        // Calls in other shapes: commands, patches, custom tools, streamed parts.
        r#"{"output":[{"type":"local_shell_call","call_id":"c","action":{"type":"exec","command":["curl","@"],"env":{"A":"@"}}}]}"#,
        r#"{"output":[{"type":"shell_call","call_id":"c","action":{"commands":["curl @"]}}]}"#,
        r#"{"output":[{"type":"apply_patch_call","operation":{"type":"update_file","path":"a","diff":"@"}}]}"#,
        r#"{"output":[{"type":"computer_call","action":{"type":"type","text":"@"}}]}"#,
        r#"{"output":[{"type":"custom_tool_call","name":"fetch","input":"@"}]}"#,
        r#"{"output":[{"type":"mcp_call","name":"fetch","arguments":"{\"a\":\"@\"}"}]}"#,
        r#"{"output":[{"type":"some_new_call","payload":"@"}]}"#,
        r#"{"choices":[{"message":{"tool_calls":[{"type":"custom","custom":{"name":"fetch","input":"@"}}]}}]}"#,
        r#"{"choices":[{"message":{"function_call":{"name":"fetch","arguments":"@"}}}]}"#,
        r#"{"content":[{"type":"server_tool_use","name":"fetch","input":{"query":"@"}}]}"#,
        r#"{"content":[{"type":"tool_use","name":"fetch","input":{"name":"mail","input":{"name":"mail","a":"@"}}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"fetch","args":{"args":{"name":"mail","a":"@"}}}}]}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"fetch","partialArgs":[{"jsonPath":"$.a","stringValue":"@"}]}}]}}]}"#,
    ] {
        let body = body.replace('@', &token);
        assert_eq!(restored(&session, &granted, &body), body);
        let event = format!("data: {body}\n\n");
        assert_eq!(streamed(&session, &granted, &event), event);
    }
    for body in [
        r#"{"output":[{"type":"custom_tool_call","name":"mail","input":"@"}]}"#,
        r#"{"choices":[{"message":{"tool_calls":[{"type":"custom","custom":{"name":"mail","input":"@"}}]}}]}"#,
        r#"{"content":[{"type":"tool_use","input":{"a":"@"},"name":"m\u0061il"}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"functionCall":{"args":{"a":"@"},"name":"mail"}}]}}]}"#,
    ] {
        let body = body.replace('@', &token);
        assert_eq!(
            restored(&session, &granted, &body),
            body.replace(&token, MAIL)
        );
    }
}

/// What a client that knows server-sent events reads: the data of each event.
fn data_of(events: &str) -> Vec<String> {
    let events = events.strip_prefix('\u{feff}').unwrap_or(events);
    let events = events.replace("\r\n", "\n").replace('\r', "\n");
    events
        .split("\n\n")
        .filter_map(|event| {
            let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
            let lines: Vec<&str> = lines.map(|l| l.strip_prefix(' ').unwrap_or(l)).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        })
        .collect()
}

fn said(events: &str, pointer: &str) -> String {
    data_of(events)
        .iter()
        .filter_map(|data| serde_json::from_str::<Value>(data).ok())
        .filter_map(|event| Some(event.pointer(pointer)?.as_str()?.to_owned()))
        .collect()
}

const CONTENT: &str = "/choices/0/delta/content";

/// A text in events of a few letters each, in whatever form.
fn events(text: &str, form: impl Fn(&str) -> String) -> String {
    let letters: Vec<char> = text.chars().collect();
    let pieces = letters.chunks(3).map(|piece| {
        let piece: String = piece.iter().collect();
        form(&format!(
            "{{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{}}}}}]}}",
            serde_json::to_string(&piece).expect("a string")
        ))
    });
    pieces.collect::<String>() + &form("[DONE]")
}

#[test]
fn events_are_read_in_every_form_that_the_standard_has() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let text = format!("To {} \u{1f642} now.", token(&session));
    type Form = fn(&str) -> String;
    let forms: [(&str, Form); 9] = [
        ("line feeds", |data| format!("data: {data}\n\n")),
        ("carriage returns and line feeds", |data| {
            format!("data: {data}\r\n\r\n")
        }),
        ("carriage returns", |data| format!("data: {data}\r\r")),
        ("a mix", |data| format!("data: {data}\n\r\n")),
        ("no space", |data| format!("data:{data}\n\n")),
        ("comments and other fields", |data| {
            format!(": hello\nid: 7\nretry: 3000\nevent: message\ndata: {data}\n: bye\n\n:\n\n")
        }),
        ("several lines of data", |data| match data.split_once(',') {
            Some((one, other)) => format!("data: {one},\ndata: {other}\n\n"),
            None => format!("data: {data}\n\n"),
        }),
        ("several lines and carriage returns", |data| {
            match data.split_once(',') {
                Some((one, other)) => format!("data:{one},\r\nid: 7\r\ndata:  {other}\r\n\r\n"),
                None => format!("data: {data}\r\n\r\n"),
            }
        }),
        ("two blank lines", |data| format!("data: {data}\n\n\n")),
    ];
    for (name, form) in forms {
        for mark in ["", "\u{feff}"] {
            let events = mark.to_owned() + &events(&text, form);
            let out = streamed(&session, &reader(), &events);
            let expected = text.replace(&token(&session), MAIL);
            assert_eq!(said(&out, CONTENT), expected, "{name}: {out}");
            assert_eq!(data_of(&out).last().map(String::as_str), Some("[DONE]"));
            for mark in ["id: 7", "retry: 3000", ": bye"] {
                let count = |text: &str| text.matches(mark).count();
                assert!(count(&out) >= count(&events), "{name}: {out}");
            }
            let single: Vec<String> = events.chars().map(String::from).collect();
            let mut stream = EventStream::new(&session, &reader());
            let mut one_by_one = String::new();
            for piece in &single {
                stream.push(piece, &mut one_by_one).expect("pushed");
            }
            stream.finish(&mut one_by_one).expect("finished");
            assert_eq!(one_by_one, out, "{name}");
        }
    }
}

#[test]
fn events_go_out_when_their_line_ends_come_whatever_these_are() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    for end in ["\n", "\r\n", "\r"] {
        let mut stream = EventStream::new(&session, &reader());
        let mut out = String::new();
        let event = format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"Well. \"}}}}]}}{end}{end}"
        );
        stream.push(&event, &mut out).expect("pushed");
        // A carriage return may be the first half of a line end: the event may wait for one byte more.
        stream.push("data", &mut out).expect("pushed");
        assert_eq!(out, event, "{end:?}");
    }
}

#[test]
fn streams_of_every_shape_join_what_they_cut() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session);
    let (head, tail) = token.split_at(8);
    let granted = reader().grant_tool("mail");
    // A shape with the two halves of the token at `^` and `$`, and what is told before.
    for (before, shape, pointer) in [
        (
            "",
            r#"{"object":"text_completion","choices":[{"index":0,"text":"^","finish_reason":null}]}"#,
            "/choices/0/text",
        ),
        (
            "",
            r#"{"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"^"}]}}]}"#,
            "/choices/0/delta/content/0/text",
        ),
        (
            "",
            r#"{"choices":[{"index":0,"delta":{"reasoning":"^"}}]}"#,
            "/choices/0/delta/reasoning",
        ),
        (
            "",
            r#"{"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","text":"^"}]}}]}"#,
            "/choices/0/delta/reasoning_details/0/text",
        ),
        (
            r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"type":"custom","custom":{"name":"mail","input":""}}]}}]}"#,
            r#"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"custom":{"input":"^"}}]}}]}"#,
            "/choices/0/delta/tool_calls/0/custom/input",
        ),
        (
            r#"{"type":"response.output_item.added","output_index":1,"item":{"type":"custom_tool_call","name":"mail","input":""}}"#,
            r#"{"type":"response.custom_tool_call_input.delta","output_index":1,"delta":"^"}"#,
            "/delta",
        ),
        (
            "",
            r#"{"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"^"}"#,
            "/delta",
        ),
        (
            "",
            r#"{"type":"response.refusal.delta","output_index":0,"content_index":0,"delta":"^"}"#,
            "/delta",
        ),
        (
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"^"}}"#,
            "/delta/thinking",
        ),
        (
            r#"{"type":"content_block_start","index":3,"content_block":{"type":"server_tool_use","name":"mail","input":{}}}"#,
            r#"{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"^"}}"#,
            "/delta/partial_json",
        ),
        (
            "",
            r#"{"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"^","thought":true}]}}]}"#,
            "/candidates/0/content/parts/0/text",
        ),
    ] {
        let mut events = String::new();
        for data in [
            before.to_owned(),
            shape.replace('^', head),
            shape.replace('^', tail),
            shape.replace('^', " ok"),
        ] {
            if !data.is_empty() {
                events += &format!("data: {data}\n\n");
            }
        }
        let out = streamed(&session, &granted, &events);
        assert_eq!(said(&out, pointer), format!("{MAIL} ok"), "{out}");
    }
}

#[test]
fn texts_of_a_stream_are_told_apart() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session);
    let (head, tail) = token.split_at(8);
    // Two candidates in turn, each at the first place of its event; thoughts beside the answer.
    let candidate = |index: usize, more: &str, text: &str| {
        format!(
            "data: {{\"candidates\":[{{\"index\":{index},\"content\":{{\"parts\":[{{{more}\"text\":\"{text}\"}}]}}}}]}}\n\n"
        )
    };
    let events = candidate(0, "", head)
        + &candidate(1, "", "one ")
        + &candidate(0, "", tail)
        + &candidate(0, "", " two");
    let out = streamed(&session, &reader(), &events);
    let by = |index: u64| -> String {
        data_of(&out)
            .iter()
            .filter_map(|data| serde_json::from_str::<Value>(data).ok())
            .filter(|event| event["candidates"][0]["index"] == index)
            .filter_map(|event| {
                let text = &event["candidates"][0]["content"]["parts"][0]["text"];
                Some(text.as_str()?.to_owned())
            })
            .collect()
    };
    assert_eq!((by(0), by(1)), (format!("{MAIL} two"), "one ".to_owned()));
    let events = candidate(0, "\"thought\":true,", &format!("hm {head}"))
        + &candidate(0, "", tail)
        + &candidate(0, "", " two");
    let out = streamed(&session, &reader(), &events);
    assert!(!out.contains("asha"), "{out}");
    // Two choices that end in one event: both give what they held back before it.
    let two = |one: &str, other: &str, end: &str| {
        format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{one},\"finish_reason\":{end}}},{{\"index\":1,\"delta\":{other},\"finish_reason\":{end}}}]}}\n\n"
        )
    };
    let content = format!("{{\"content\":\"{token}\"}}");
    let events = two(&content, &content, "null") + &two("{}", "{}", "\"stop\"");
    let out = streamed(&session, &reader(), &events);
    let end = out.rfind("\"stop\"").expect("an end");
    assert_eq!(out[..end].matches(MAIL).count(), 2, "{out}");
    assert!(out.trim_end().ends_with("\"stop\"}]}"), "{out}");
}

#[test]
fn arguments_that_are_told_whole_at_the_end_go_to_the_tool_that_was_announced() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token(&session);
    for (name, granted) in [("mail", true), ("fetch", false)] {
        for (kind, done) in [
            (
                "function_call",
                r#"{"type":"response.function_call_arguments.done","output_index":2,"item_id":"i","arguments":"{\"a\":\"@\"}"}"#,
            ),
            (
                "mcp_call",
                r#"{"type":"response.mcp_call_arguments.done","output_index":2,"item_id":"i","arguments":"{\"a\":\"@\"}"}"#,
            ),
            (
                "custom_tool_call",
                r#"{"type":"response.custom_tool_call_input.done","output_index":2,"item_id":"i","input":"@"}"#,
            ),
        ] {
            let events = format!(
                "data: {{\"type\":\"response.output_item.added\",\"output_index\":2,\"item\":{{\"type\":\"{kind}\",\"name\":\"{name}\"}}}}\n\ndata: {}\n\n",
                done.replace('@', &token)
            );
            let out = streamed(&session, &reader().grant_tool("mail"), &events);
            assert_eq!(out.contains(MAIL), granted, "{out}");
            assert_eq!(out.contains(&token), !granted, "{out}");
        }
    }
}

/// Long bodies of every kind that a walk could look through again and again.
#[test]
fn time_is_linear_in_the_body() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = reader();
    let strings = |n: usize| vec!["\"a\""; n].join(",");
    let calls = |n: usize| {
        vec![r#"{"type":"function","function":{"arguments":"{\"a\":[1]}","name":"f"}}"#; n]
            .join(",")
    };
    let turns = |n: usize| {
        vec![r#"{"role":"assistant","content":"Yes."},{"role":"user","content":"No."}"#; n]
            .join(",")
    };
    let request = |body: &str| {
        let _ = redacted(&session, body);
    };
    let response = |body: &str| {
        let _ = restored(&session, &reader, body);
    };
    let event = |body: &str| {
        let _ = streamed(&session, &reader, &format!("data: {body}\n\n"));
    };
    type Take<'a> = &'a dyn Fn(&str);
    type Make<'a> = &'a dyn Fn(usize) -> String;
    let at_once = |events: &str| {
        let mut out = String::new();
        let mut stream = EventStream::new(&session, &reader);
        stream.push(events, &mut out).expect("pushed");
        stream.finish(&mut out).expect("finished");
    };
    let cases: [(&str, Take<'_>, Make<'_>); 8] = [
        ("events at once", &at_once, &|n| {
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".repeat(n)
        }),
        ("arguments", &response, &|n| {
            format!(
                r#"{{"content":[{{"type":"tool_use","input":{{"a":[{}]}}}}]}}"#,
                strings(n)
            )
        }),
        ("calls", &response, &|n| {
            format!(
                r#"{{"choices":[{{"message":{{"tool_calls":[{}]}}}}]}}"#,
                calls(n / 4)
            )
        }),
        ("an event of many strings", &event, &|n| {
            format!(r#"{{"a":[{}]}}"#, strings(n))
        }),
        ("an event of many deltas", &event, &|n| {
            format!(
                r#"{{"choices":[{}]}}"#,
                vec![r#"{"delta":{"content":"a"}}"#; n / 2].join(",")
            )
        }),
        ("turns", &request, &|n| {
            format!(r#"{{"messages":[{}]}}"#, turns(n / 4))
        }),
        ("names", &request, &|n| {
            let members: Vec<String> = (0..n).map(|at| format!("\"k{at}\":\"v\"")).collect();
            format!("{{{}}}", members.join(","))
        }),
        ("depth", &request, &|n| {
            let one = format!("{}\"a\"{}", "[".repeat(100), "]".repeat(100));
            format!("[{}]", vec![one; n / 20].join(","))
        }),
    ];
    for (name, take, make) in cases {
        let timed = |n: usize| -> Duration {
            let body = make(n);
            (0..3)
                .map(|_| {
                    let began = Instant::now();
                    take(&body);
                    began.elapsed()
                })
                .min()
                .expect("three")
        };
        // Eight times as long where it is linear, 64 times where it is square; in between where the larger one is the
        // first that the caches and the allocator's free room do not hold. What is square takes seconds.
        let (one, eight) = (timed(10_000), timed(80_000));
        eprintln!("{name}: {one:?}, then {eight:?}");
        assert!(
            eight < one * 32 + Duration::from_millis(200),
            "{name}: {one:?}, then {eight:?}"
        );
    }
}
