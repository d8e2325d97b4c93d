//! Any response in any pieces: a stream gives what the whole gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::{Delivery, RestoreStream, Sink};

fuzz_target!(|input: (u8, &str)| {
    let (step, text) = input;
    parda_fuzz::bounded(4 * text.len(), || check(step, text));
});

fn check(step: u8, text: &str) {
    let engine = parda_fuzz::engine();
    let session = engine.session("fuzz").expect("a scope");
    let issued = session.redact("asha@example.com").expect("redacted");
    let reply = format!("{text}{}{text}", issued.text());
    let delivery = Delivery::to(Sink::Reader);
    let whole = session.deliver(&reply, &delivery).expect("delivered");
    let mut stream = RestoreStream::new(&session, &delivery).expect("a stream");
    let mut out = String::new();
    let mut from = 0;
    while from < reply.len() {
        let mut to = (from + 1 + usize::from(step % 13)).min(reply.len());
        while !reply.is_char_boundary(to) {
            to += 1;
        }
        stream.push(&reply[from..to], &mut out).expect("pushed");
        from = to;
    }
    stream.finish(&mut out).expect("finished");
    assert_eq!(out, whole.expose());
}
