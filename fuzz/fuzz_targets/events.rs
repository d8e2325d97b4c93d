//! A response streamed as server-sent events in any pieces: what comes out is what comes out of the whole at once.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::chat::EventStream;
use parda::{Delivery, Sink};

fuzz_target!(|input: (Vec<u8>, &str)| {
    let (cuts, text) = input;
    // An event about each piece of four bytes or so, streamed three times.
    let bytes = 3 * 2 * text.len() * EVENT;
    parda_fuzz::bounded(bytes, || check(&cuts, text));
});

/// Bytes of events for a byte of text.
const EVENT: usize = 16;

fn check(cuts: &[u8], text: &str) {
    let engine = parda_fuzz::engine();
    let session = engine.session("fuzz").expect("a scope");
    let issued = session.redact("asha@example.com").expect("redacted");
    let reply = format!("{text}{}{text}", issued.text());
    let mut body = String::new();
    let mut rest = reply.as_str();
    let mut cuts = cuts.iter().cycle();
    while !rest.is_empty() {
        let mut to = (1 + usize::from(cuts.next().copied().unwrap_or(3) % 7)).min(rest.len());
        while !rest.is_char_boundary(to) {
            to += 1;
        }
        let (piece, more) = rest.split_at(to);
        let content: String = piece.chars().map(|c| format!("{}", Escaped(c))).collect();
        body.push_str(&format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{content}\"}}}}]}}\n\n"
        ));
        rest = more;
    }
    body.push_str("data: [DONE]\n\n");
    let reader = Delivery::to(Sink::Reader);
    let stream = |step: usize| {
        let mut stream = EventStream::new(&session, &reader);
        let mut out = String::new();
        let mut rest = body.as_str();
        while !rest.is_empty() {
            let mut to = step.min(rest.len());
            while !rest.is_char_boundary(to) {
                to += 1;
            }
            let (piece, more) = rest.split_at(to);
            stream.push(piece, &mut out).expect("pushed");
            rest = more;
        }
        stream.finish(&mut out).expect("finished");
        out
    };
    let whole = stream(body.len());
    assert_eq!(stream(1), whole);
    assert_eq!(
        stream(1 + usize::from(cuts.next().copied().unwrap_or(9))),
        whole
    );
}

/// A character in a JSON string.
struct Escaped(char);

impl std::fmt::Display for Escaped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            '"' | '\\' => write!(f, "\\{}", self.0),
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c)),
            c => write!(f, "{c}"),
        }
    }
}
