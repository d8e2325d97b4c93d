//! Chat payloads: requests and responses in the providers' public shapes, whole and as server-sent events.

#[path = "support/manglings.rs"]
mod manglings;

use std::path::Path;

use manglings::{AROUND, Dice, SAFE, on_every_core};
use parda::chat::{EventStream, redact_request, restore_response};
use parda::{Delivery, Engine, Key, MemoryVault, Session, Sink};
use serde_json::Value;

fn engine() -> Engine<MemoryVault> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine")
}

const VALUE: &str = "asha.rao@example.com";

/// Bodies in which nothing is found: they come back byte for byte, both ways.
const QUIET: &[&str] = &[
    r#"{"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"What is in this picture?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],"temperature":1.0e-1,"seed":1234567890, "stream" : true}"#,
    r#"{"model":"gpt-4.1","input":[{"role":"user","content":[{"type":"input_text","text":"Hi\u0021 \/ \u00e9"}]}],"previous_response_id":"resp_68a1","tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"email":{"type":"string","default":"a@b.example"}}}}]}"#,
    r#"{"model":"claude-sonnet-4","max_tokens":1024,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}},{"type":"text","text":"Why?"}]}]}"#,
    "{\n\t\"contents\": [ {\"role\":\"user\",\"parts\":[{\"text\":\"Why?\"},{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}}]} ],\r\n \"generationConfig\":{\"temperature\":0.10,\"maxOutputTokens\":1e3}, \"a\":1, \"a\":-0.0 }\n",
    r#"{"id":"chatcmpl-9","object":"chat.completion","created":1741569952,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"Hello\n","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":19,"total_tokens":29}}"#,
    r#"{"id":"msg_01","type":"message","role":"assistant","content":[{"type":"text","text":"Hello"},{"type":"tool_use","id":"toolu_01","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":2}}"#,
    r#"{"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"totalTokenCount":7},"modelVersion":"gemini-2.0"}"#,
];

#[test]
fn quiet_bodies_stay_byte_for_byte() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    for body in QUIET {
        let redacted = redact_request(&session, body).expect("redacted");
        assert_eq!(redacted.body(), *body);
        assert_eq!(redacted.replaced(), 0);
        let restored =
            restore_response(&session, body, &Delivery::to(Sink::Reader)).expect("restored");
        assert_eq!(restored.expose(), *body);
    }
}

/// Requests with the value at `@`, wherever people's words stand.
const SPEAKING: &[&str] = &[
    r#"{"model":"gpt-4o","messages":[{"role":"system","content":"The user is @."},{"role":"user","name":"@","content":"I am @"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"find","arguments":"{\"who\":\"@\",\"deep\":[{\"a\":\"\\u0061 @\"}]}"}}]},{"role":"tool","tool_call_id":"call_1","content":"{\"found\": \"@\"}"}]}"#,
    r#"{"model":"gpt-4.1","instructions":"For @.","input":[{"role":"user","content":[{"type":"input_text","text":"I am @"}]},{"type":"function_call","call_id":"c","name":"find","arguments":"{\"who\":\"@\"}"},{"type":"function_call_output","call_id":"c","output":"@"}],"metadata":{"type":"@","@":"x"},"brand_new_field":["@"]}"#,
    r#"{"model":"claude-sonnet-4","system":"For @.","messages":[{"role":"user","content":"I am @"},{"role":"assistant","content":[{"type":"thinking","thinking":"So @","signature":"c2ln"},{"type":"tool_use","id":"t","name":"find","input":{"id":"@","name":"@"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"@"}]}]}]}"#,
    r#"{"systemInstruction":{"parts":[{"text":"For @."}]},"contents":[{"role":"user","parts":[{"text":"I am @"}]},{"role":"model","parts":[{"functionCall":{"name":"find","args":{"who":"@"}}}]},{"role":"user","parts":[{"functionResponse":{"name":"find","response":{"status":"@"}}}]}]}"#,
];

#[test]
fn every_string_that_people_fill_is_redacted_and_the_rest_stays() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token_of(&session);
    for body in SPEAKING {
        let redacted = redact_request(&session, &body.replace('@', VALUE)).expect("redacted");
        let expected = body
            .replace(r"\\u0061 @", &format!("a {token}"))
            .replace('@', &token);
        assert_eq!(redacted.body(), expected);
        let _: Value = serde_json::from_str(redacted.body()).expect("JSON");
        // What the model is given back as history stays; what others say that looks like a token does not.
        let again = redact_request(&session, redacted.body()).expect("redacted");
        let _: Value = serde_json::from_str(again.body()).expect("JSON");
    }
    let history = format!(
        r#"{{"messages":[{{"content":"to {token}","role":"assistant"}},{{"role":"user","content":"{token}"}}]}}"#
    );
    let redacted = redact_request(&session, &history).expect("redacted");
    assert!(redacted.body().contains(&format!("to {token}")));
    assert_eq!(redacted.body().matches(&token).count(), 1);
}

#[test]
fn a_fault_names_its_place_and_nothing_else() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let body = format!(r#"{{"messages":[{{"content":{{"{VALUE}":tru}}}}]}}"#);
    let shown = redact_request(&session, &body)
        .expect_err("no JSON")
        .to_string();
    assert!(
        shown.contains("/messages/0/content/*") && !shown.contains("asha"),
        "{shown}"
    );
}

#[test]
fn long_numbers_and_names_in_arguments_are_redacted() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let body = r#"{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"{\"card\":4111111111111111}"}]}],"max_tokens":1000000000000000}"#;
    let redacted = redact_request(&session, body).expect("redacted");
    assert!(!redacted.body().contains("4111111111111111"));
    assert!(redacted.body().contains("1000000000000000"));
    let _: Value = serde_json::from_str(redacted.body()).expect("JSON");
}

#[test]
fn responses_are_restored_and_arguments_only_where_granted() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let value = "asha.rao@example.com";
    let token = session
        .redact(value)
        .expect("redacted")
        .into_text()
        .into_owned();
    let responses = [
        r#"{"choices":[{"index":0,"message":{"role":"assistant","content":"To ~!","reasoning_content":"~","tool_calls":[{"id":"c","type":"function","function":{"name":"mail","arguments":"{\"to\":\"$\"}"}}]}}]}"#,
        r#"{"output":[{"type":"message","content":[{"type":"output_text","text":"To ~!"}]},{"type":"function_call","name":"mail","arguments":"{\"to\": \"$\"}"}]}"#,
        r#"{"content":[{"type":"text","text":"To ~!"},{"type":"tool_use","id":"t","name":"mail","input":{"to":"$","cc":["$"]}}]}"#,
        r#"{"candidates":[{"content":{"parts":[{"text":"To ~!"},{"functionCall":{"name":"mail","args":{"to":"$"}}}]}}]}"#,
    ];
    let reader = Delivery::to(Sink::Reader);
    for shape in responses {
        let body = shape.replace(['~', '$'], &token);
        let restored = restore_response(&session, &body, &reader).expect("restored");
        assert_eq!(
            restored.expose(),
            shape.replace('~', value).replace('$', &token)
        );
        assert!(!restored.unresolved().is_empty());
        let granted = reader.clone().grant_tool("mail");
        let restored = restore_response(&session, &body, &granted).expect("restored");
        assert_eq!(restored.expose(), shape.replace(['~', '$'], value));
        let other = reader.clone().grant_tool("fetch");
        let restored = restore_response(&session, &body, &other).expect("restored");
        assert!(restored.expose().contains(&token));
    }
}

/// A stream's events around texts: before, one per piece, after.
struct Shape {
    before: &'static str,
    piece: fn(&str) -> String,
    after: &'static str,
    text: fn(&Value) -> Option<&str>,
}

const SHAPES: &[Shape] = &[
    Shape {
        before: "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n",
        piece: |t| {
            format!(
                "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{t}}},\"finish_reason\":null}}]}}\n\n"
            )
        },
        after: "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        text: |e| e.pointer("/choices/0/delta/content")?.as_str(),
    },
    Shape {
        before: ": hello\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"reasoning_content\":\"\"}}]}\r\n\r\n",
        piece: |t| {
            format!(
                "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"reasoning_content\":{t}}}}}]}}\r\n\r\n"
            )
        },
        after: "data: [DONE]\n\n",
        text: |e| e.pointer("/choices/0/delta/reasoning_content")?.as_str(),
    },
    Shape {
        before: "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}\n\n",
        piece: |t| {
            format!(
                "event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":{t}}}\n\n"
            )
        },
        after: "event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"output_index\":0,\"content_index\":0}\n\n",
        text: |e| e.get("delta")?.as_str(),
    },
    Shape {
        before: "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        piece: |t| {
            format!(
                "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":{t}}}}}\n\n"
            )
        },
        after: "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        text: |e| e.pointer("/delta/text")?.as_str(),
    },
    Shape {
        before: "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"mail\",\"input\":{}}}\n\n",
        piece: |t| {
            format!(
                "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{{\"type\":\"input_json_delta\",\"partial_json\":{t}}}}}\n\n"
            )
        },
        after: "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
        text: |e| e.pointer("/delta/partial_json")?.as_str(),
    },
    Shape {
        before: "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"mail\",\"arguments\":\"\"}}]}}]}\n\n",
        piece: |t| {
            format!(
                "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{{\"index\":0,\"function\":{{\"arguments\":{t}}}}}]}}}}]}}\n\n"
            )
        },
        after: "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n",
        text: |e| {
            e.pointer("/choices/0/delta/tool_calls/0/function/arguments")?
                .as_str()
        },
    },
    Shape {
        before: "",
        piece: |t| {
            format!(
                "data: {{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":{t}}}],\"role\":\"model\"}}}}]}}\r\n\r\n"
            )
        },
        after: "data: {\"candidates\":[{\"content\":{\"parts\":[],\"role\":\"model\"},\"finishReason\":\"STOP\"}]}\r\n\r\n",
        text: |e| e.pointer("/candidates/0/content/parts/0/text")?.as_str(),
    },
];

/// The token of [`VALUE`].
fn token_of(session: &Session<'_, MemoryVault>) -> String {
    let redacted = session.redact(VALUE).expect("redacted");
    redacted.into_text().into_owned()
}

fn stream(session: &Session<'_, MemoryVault>, delivery: &Delivery, pieces: &[&str]) -> String {
    let mut events = EventStream::new(session, delivery);
    let mut out = String::new();
    for piece in pieces {
        events.push(piece, &mut out).expect("pushed");
    }
    events.finish(&mut out).expect("finished");
    out
}

fn said(shape: &Shape, stream: &str) -> String {
    stream
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok())
        .filter_map(|event| (shape.text)(&event).map(str::to_owned))
        .collect()
}

#[test]
fn streams_of_events_say_what_the_whole_says_however_tokens_are_cut() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader).grant_tool("mail");
    let token = token_of(&session);
    let escaped = token.replace('_', "\\_");
    let message = format!("{{\"to\": \"{token}\", \"é\": \"{escaped}\"}} EMAIL");
    let expected = message.replace(&token, VALUE).replace(&escaped, VALUE);
    for shape in SHAPES {
        for first in (1..message.len()).filter(|at| message.is_char_boundary(*at)) {
            let second = (first + 7..=message.len())
                .find(|at| message.is_char_boundary(*at))
                .unwrap_or(message.len());
            let pieces = [
                &message[..first],
                &message[first..second],
                &message[second..],
            ];
            let mut events = shape.before.to_owned();
            for piece in pieces {
                events += &(shape.piece)(&serde_json::to_string(piece).expect("a string"));
            }
            events += shape.after;
            let out = stream(&session, &reader, &[&events]);
            assert_eq!(said(shape, &out), expected, "{out}");
            assert!(out.ends_with(shape.after), "{out}");
            if first == 9 {
                let single: Vec<String> = events.chars().map(String::from).collect();
                let single: Vec<&str> = single.iter().map(String::as_str).collect();
                assert_eq!(stream(&session, &reader, &single), out);
            }
        }
    }
}

#[test]
fn streams_without_tokens_and_unknown_events_pass_byte_for_byte() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    for shape in SHAPES {
        let mut events = shape.before.to_owned();
        for piece in ["\"Hello, 1\"", "\". \\u00e9\\/\""] {
            events += &(shape.piece)(piece);
        }
        events += shape.after;
        assert_eq!(stream(&session, &reader, &[&events]), events);
    }
    for events in [
        ": keep-alive\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "data: not JSON\n\n",
        "data: {\ndata: }\n\n",
        "id: 7\nretry: 10\n\n",
        "data: {\"unfinished\": ",
    ] {
        assert_eq!(stream(&session, &reader, &[events]), events);
    }
}

#[test]
fn streamed_arguments_of_a_tool_that_is_not_granted_keep_their_tokens() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token_of(&session);
    for shape in SHAPES.iter().filter(|shape| shape.before.contains("mail")) {
        let piece = serde_json::to_string(&format!("{{\"to\":\"{token}\"}}")).expect("a string");
        let events = format!("{}{}{}", shape.before, (shape.piece)(&piece), shape.after);
        assert!(
            said(
                shape,
                &stream(&session, &Delivery::to(Sink::Reader), &[&events])
            )
            .contains(&token)
        );
    }
}

#[test]
fn choices_without_a_number_of_their_own_are_told_by_their_place() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token_of(&session);
    let (front, rest) = token.split_at(token.len() / 2);
    // The second choice says the halves apart: together with the first one's they would be no token.
    let event = |one: &str, two: &str| {
        let choice = |text: &str| format!("{{\"delta\":{{\"content\":\"{text}\"}}}}");
        format!(
            "data: {{\"choices\":[{},{}]}}\n\n",
            choice(one),
            choice(two)
        )
    };
    let events = [
        event(front, "to "),
        event(rest, front),
        event(".", rest),
        event("", "!"),
        "data: [DONE]\n\n".to_owned(),
    ];
    let out = stream(&session, &Delivery::to(Sink::Reader), &[&events.concat()]);
    let said = |choice: usize| -> String {
        let data = out.lines().filter_map(|line| line.strip_prefix("data: "));
        let events = data.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        let path = format!("/choices/{choice}/delta/content");
        events
            .filter_map(|event| Some(event.pointer(&path)?.as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(said(0), format!("{VALUE}."), "{out}");
    assert_eq!(said(1), format!("to {VALUE}!"), "{out}");
}

#[test]
fn blocks_that_come_in_turn_are_told_by_their_number() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let token = token_of(&session);
    let (front, rest) = token.split_at(token.len() / 2);
    let pieces = [
        (0, front),
        (1, "to "),
        (0, rest),
        (1, front),
        (0, "."),
        (1, rest),
    ];
    let events = pieces.map(|(block, text)| {
        format!(
            "data: {{\"type\":\"content_block_delta\",\"index\":{block},\
             \"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n"
        )
    });
    let end = "data: {\"type\":\"message_stop\"}\n\n";
    let pieces = [&events.concat(), end];
    let out = stream(&session, &Delivery::to(Sink::Reader), &pieces);
    let said = |block: u64| -> String {
        let data = out.lines().filter_map(|line| line.strip_prefix("data: "));
        let events = data.filter_map(|data| serde_json::from_str::<Value>(data).ok());
        let of_block = events.filter(|event| event["index"] == block);
        of_block
            .filter_map(|event| Some(event["delta"]["text"].as_str()?.to_owned()))
            .collect()
    };
    assert_eq!(said(0), format!("{VALUE}."), "{out}");
    assert_eq!(said(1), format!("to {VALUE}"), "{out}");
}

/// Requests, responses and streams in the shapes that the providers document; what a person could say stands in
/// guillemets.
fn recorded() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/chat");
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = std::fs::read_to_string(&path).expect("a text");
            assert!(text.contains(SAID), "{name}");
            (name.into_owned(), text)
        })
        .collect();
    all.sort();
    assert_eq!(all.len(), 12, "four providers' shapes, three files each");
    all
}

const SAID: &str = "«the harbour»";

/// What an event stream says, in order: the strings that are texts or parts of them.
fn texts_of(events: &str) -> String {
    fn each(value: &Value, out: &mut String) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| each(item, out)),
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str() {
                        Some(text)
                            if matches!(
                                name.as_str(),
                                "content"
                                    | "delta"
                                    | "text"
                                    | "thinking"
                                    | "partial_json"
                                    | "arguments"
                                    | "title"
                            ) =>
                        {
                            out.push_str(text);
                        }
                        _ => each(member, out),
                    }
                }
            }
            _ => {}
        }
    }
    let mut out = String::new();
    for data in events.lines().filter_map(|l| l.strip_prefix("data: ")) {
        if let Ok(event) = serde_json::from_str(data) {
            each(&event, &mut out);
        }
    }
    out
}

#[test]
fn recorded_bodies_come_back_byte_for_byte() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader);
    for (name, body) in recorded() {
        if name.contains(".request.") {
            let redacted = redact_request(&session, &body).expect("redacted");
            assert_eq!(redacted.body(), body, "{name}");
        } else if name.contains(".response.") {
            let restored = restore_response(&session, &body, &reader).expect("restored");
            assert_eq!(restored.expose(), body, "{name}");
        } else {
            let single: Vec<&str> = body.split("").collect();
            assert_eq!(stream(&session, &reader, &[&body]), body, "{name}");
            assert_eq!(stream(&session, &reader, &single), body, "{name}");
        }
    }
}

#[test]
fn recorded_bodies_with_a_value_are_redacted_and_restored_and_nothing_else_changes() {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let granted = Delivery::to(Sink::Reader)
        .grant_tool("reserve")
        .grant_tool("renew");
    let token = token_of(&session);
    for (name, body) in recorded() {
        let (with_value, with_token) = (body.replace(SAID, VALUE), body.replace(SAID, &token));
        if name.contains(".request.") {
            let redacted = redact_request(&session, &with_value).expect("redacted");
            assert_eq!(redacted.body(), with_token, "{name}");
        } else if name.contains(".response.") {
            let restored = restore_response(&session, &with_token, &granted).expect("restored");
            assert_eq!(restored.expose(), with_value, "{name}");
        } else {
            let out = stream(&session, &granted, &[&with_token]);
            assert_eq!(texts_of(&out), texts_of(&with_value), "{name}");
            assert!(!out.contains(&token), "{name}");
        }
    }
}

/// A string of JSON, each character in one of the spellings that JSON has for it.
fn spelled(text: &str, dice: &mut Dice) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        let plain = match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            c if c < ' ' => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        if dice.roll(8) > 0 {
            out.push_str(&plain);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out.push('"');
    out
}

/// `text` in random pieces of up to `most` characters.
fn cut<'t>(text: &'t str, most: usize, dice: &mut Dice) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut to = (1 + dice.roll(most)).min(rest.len());
        while !rest.is_char_boundary(to) {
            to += 1;
        }
        let (piece, more) = rest.split_at(to);
        pieces.push(piece);
        rest = more;
    }
    pieces
}

/// Random texts as random events in random pieces: the stream says what the whole text says, and its events are the
/// same however they are pushed.
fn hold_event_chunkings(chunkings: usize, dice: &mut Dice) {
    let engine = engine();
    let session = engine.session("conversation").expect("a scope");
    let reader = Delivery::to(Sink::Reader).grant_tool("mail");
    let tokens: Vec<String> = (0..4)
        .map(|n| {
            let value = format!("person{n}@example.com");
            session
                .redact(&value)
                .expect("redacted")
                .into_text()
                .into_owned()
        })
        .collect();
    for done in 0..chunkings {
        let shape = &SHAPES[done % SHAPES.len()];
        let mut text = String::new();
        for _ in 0..1 + dice.roll(3) {
            let token = &tokens[dice.roll(tokens.len())];
            let (label, id) = token.split_once('_').expect("a token");
            let (_, mutate) = SAFE[dice.roll(SAFE.len())];
            let (before, after) = AROUND[dice.roll(AROUND.len())];
            text.push_str(before);
            text.push_str(&mutate(label, id));
            text.push_str(after);
            text.push_str([" ", "\n", "", "_", "[", "ईमेल ", "\"", "\\", "😀", "\t"][dice.roll(10)]);
        }
        let mut events = shape.before.to_owned();
        for piece in cut(&text, 12, dice) {
            events += &(shape.piece)(&spelled(piece, dice));
        }
        events += shape.after;
        let whole = stream(&session, &reader, &[&events]);
        let arguments = shape.before.contains("mail");
        let delivery = if arguments {
            reader.redirected(Sink::Tool("mail".into()))
        } else {
            reader.clone()
        };
        let unary = session.deliver(&text, &delivery).expect("delivered");
        assert_eq!(said(shape, &whole), unary.expose(), "{events}");
        let most = [1, 4, 24, 200][dice.roll(4)];
        let pieces = cut(&events, most, dice);
        assert_eq!(stream(&session, &reader, &pieces), whole, "{pieces:?}");
    }
}

#[test]
fn events_say_what_the_whole_says_in_every_chunking() {
    hold_event_chunkings(500, &mut Dice(5));
}

#[test]
#[ignore = "a million chunkings: PARDA_TRIALS=1000000 cargo test --release --test chat a_million -- --ignored"]
fn events_say_what_the_whole_says_in_a_million_chunkings() {
    on_every_core(1_000_000, |share, mut dice| {
        hold_event_chunkings(share, &mut dice)
    });
}
