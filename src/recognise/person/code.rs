//! Lines of code and of logs, in which a lone unknown word is a name of the program's more often than of a person.

/// Bytes of a line that are looked at before and behind a name.
const NEAR: usize = 120;

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
    let mut before = b' ';
    let Some((mut byte, rest)) = line.split_first() else {
        return false;
    };
    for next in rest {
        if OPENS[usize::from(*byte)] && mark(before, [*byte, *next]) {
            return true;
        }
        (before, byte) = (*byte, next);
    }
    false
}

/// The first bytes of such pairs.
static OPENS: [bool; 256] = {
    let mut opens = [false; 256];
    let first = b":-=([!&|<$+{\\0*";
    let mut n = 0;
    while n < first.len() {
        opens[first[n] as usize] = true;
        n += 1;
    }
    opens
};

fn mark(before: u8, pair: [u8; 2]) -> bool {
    match &pair {
        b"0x" => !before.is_ascii_alphanumeric(),
        b"::" | b"->" | b"=>" | b"()" | b"[]" | b"==" | b"!=" | b"&&" | b"||" | b"</" | b"${"
        | b"+=" | b":=" | b"({" | b"\\u" | b"*/" => true,
        _ => false,
    }
}
