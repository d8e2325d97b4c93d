//! Lines of code and of logs, in which a lone unknown word is a name of the program's more often than of a person.

/// Bytes of a line that are looked at before and behind a name.
const NEAR: usize = 160;

/// Whether the line around `at` is one of code, of a table of a program's or of a stack trace.
pub fn is_code(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let before = &bytes[at.saturating_sub(NEAR)..at];
    let start =
        memchr::memrchr(b'\n', before).map_or(at - before.len(), |n| at - before.len() + n + 1);
    let behind = &bytes[at..bytes.len().min(at + NEAR)];
    let end = at + memchr::memchr(b'\n', behind).unwrap_or(behind.len());
    let line = bytes[start..end].trim_ascii();
    // JSON ends with a brace, and its strings are data.
    closed(line) && !line.ends_with(b"}") || comment(line) || marks(line)
}

/// Whether the line ends as one of code does.
pub fn closed(line: &[u8]) -> bool {
    let ends = line.iter().rev().find(|b| !b.is_ascii_whitespace());
    ends.is_some_and(|b| matches!(b, b';' | b'{' | b'}' | b'(' | b'\\'))
}

fn comment(line: &[u8]) -> bool {
    line.starts_with(b"//")
        || line.starts_with(b"/*")
        || line.starts_with(b"* ")
        || line.starts_with(b"#include")
        || line.starts_with(b"at ") && line.ends_with(b")")
}

/// Whether two bytes stand in the line that prose has no use for.
pub fn marks(line: &[u8]) -> bool {
    line.windows(2).enumerate().any(|(n, pair)| {
        pair == b"0x"
            && !n
                .checked_sub(1)
                .is_some_and(|before| line[before].is_ascii_alphanumeric())
            || matches!(
                pair,
                b"::"
                    | b"->"
                    | b"=>"
                    | b"()"
                    | b"[]"
                    | b"=="
                    | b"!="
                    | b"&&"
                    | b"||"
                    | b"</"
                    | b"${"
                    | b"+="
                    | b":="
                    | b"({"
                    | b"\\u"
                    | b"*/"
            )
    })
}
