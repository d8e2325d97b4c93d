//! Any text, its ASCII spelled in full-width letters, escapes or Indic digits, with what is not seen strewn in: findings
//! stay within bounds and on character boundaries, and what is redacted comes back byte for byte.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], &str)| {
    let (how, text) = input;
    let mut disguised = String::new();
    for (n, c) in text.chars().enumerate() {
        match how.get(n % how.len().max(1)).map_or(0, |how| how % 9) {
            1 if c.is_ascii_graphic() => {
                disguised.extend(char::from_u32(u32::from(c) + 0xfee0));
            }
            2 if c.is_ascii() => disguised.push_str(&format!("%{:02X}", c as u8)),
            3 if c.is_ascii() => disguised.push_str(&format!("&#{};", c as u8)),
            4 if c.is_ascii() => disguised.push_str(&format!("\\u{:04x}", c as u8)),
            5 if c.is_ascii_digit() => {
                disguised.extend(char::from_u32(u32::from(c) - 0x30 + 0x966));
            }
            6 => {
                disguised.push('\u{200b}');
                disguised.push(c);
            }
            7 if c.is_ascii() => disguised.push_str(&format!("={:02X}", c as u8)),
            _ => disguised.push(c),
        }
    }
    parda_fuzz::bounded(3 * disguised.len(), || check(&disguised));
});

fn check(disguised: &str) {
    let mut end = 0;
    for finding in parda::Scanner::new().scan(disguised) {
        let range = finding.range();
        assert!(range.start >= end && disguised.get(range.clone()).is_some());
        end = range.end;
    }
    let engine = parda_fuzz::engine();
    let session = engine.session("fuzz").expect("a scope");
    let redacted = session.redact(disguised).expect("redacted");
    assert_eq!(
        session.restore(redacted.text()).expect("restored").expose(),
        disguised
    );
}
