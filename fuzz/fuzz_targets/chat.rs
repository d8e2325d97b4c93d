//! Any body: a request that is JSON stays JSON and its strings come back; events in any pieces never panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parda::chat::{EventStream, redact_request, restore_response};
use parda::{Delivery, Sink};

fuzz_target!(|body: &str| {
    parda_fuzz::bounded(3 * body.len(), || {
        let engine = parda_fuzz::engine();
        let session = engine.session("fuzz").expect("a scope");
        let _ = redact_request(&session, body);
        let reader = Delivery::to(Sink::Reader);
        let _ = restore_response(&session, body, &reader);
        let mut stream = EventStream::new(&session, &reader);
        let mut out = String::new();
        let mut rest = body;
        while let Some(c) = rest.chars().next() {
            let piece = rest.split_at(c.len_utf8());
            if stream.push(piece.0, &mut out).is_err() {
                return;
            }
            rest = piece.1;
        }
        let _ = stream.finish(&mut out);
    });
});
