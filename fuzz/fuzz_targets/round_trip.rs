//! Any text: what is redacted comes back byte for byte, and no finding's value is left in between.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    parda_fuzz::bounded(3 * text.len(), || {
        let engine = parda_fuzz::engine();
        let session = engine.session("fuzz").expect("a scope");
        let redacted = session.redact(text).expect("redacted");
        let restored = session.restore(redacted.text()).expect("restored");
        assert_eq!(restored.expose(), text);
        let again = session.redact(text).expect("redacted");
        assert_eq!(again.text(), redacted.text());
    });
});
