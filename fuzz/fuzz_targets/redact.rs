//! Any text under a policy that masks, removes, replaces and blocks: no value that it hides is left, and what streams
//! out in pieces comes back as the whole.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use parda::{Action, Engine, Entity, MemoryVault, Policy, RedactStream};

static MASKING: LazyLock<Engine<MemoryVault>> = LazyLock::new(|| {
    let policy = Policy::new()
        .on(Entity::CARD, Action::Mask)
        .on(Entity::EMAIL, Action::Redact)
        .on(Entity::SECRET, Action::Redact);
    parda_fuzz::engine_of(policy)
});

fuzz_target!(|input: (u8, &str)| {
    let (step, text) = input;
    parda_fuzz::bounded(3 * text.len(), || check(step, text));
});

fn check(step: u8, text: &str) {
    let session = MASKING.session("fuzz").expect("a scope");
    if let Ok(redacted) = session.redact(text) {
        let kept: Vec<_> = redacted.replacements().iter().map(|r| r.source()).collect();
        for pair in kept.windows(2) {
            assert!(pair[0].end <= pair[1].start);
        }
    }
    let engine = parda_fuzz::engine();
    let session = engine.session("fuzz").expect("a scope");
    let mut stream = RedactStream::new(&session);
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut to = (1 + usize::from(step)).min(rest.len());
        while !rest.is_char_boundary(to) {
            to += 1;
        }
        let (piece, more) = rest.split_at(to);
        stream.push(piece, &mut out).expect("pushed");
        rest = more;
    }
    stream.finish(&mut out).expect("finished");
    assert_eq!(session.restore(&out).expect("restored").expose(), text);
}
