//! Escapes in lines of test data.

/// The text that a line spells: `\n`, `\r`, `\t`, `\\` and `\u{..}` are escapes, and there are no others.
pub fn unescape(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('\\') => text.push('\\'),
            Some('u') => {
                let digits: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let code = u32::from_str_radix(&digits, 16).expect("hex digits in \\u{..}");
                text.push(char::from_u32(code).expect("a character in \\u{..}"));
            }
            other => panic!("unknown escape \\{other:?} in {source}"),
        }
    }
    text
}
