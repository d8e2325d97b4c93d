//! Lines of code and of logs, in which a lone unknown word is a name of the program's more often than of a person.

use super::plain::{EACH, HIGH, letters_of};

/// Bytes of a line that are looked at before and behind a name.
const NEAR: usize = 96;

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
    let mut at = 0;
    while at + 1 < line.len() {
        // Eight letters and spaces begin none.
        if let Some(eight) = line[at..].first_chunk()
            && plain(u64::from_le_bytes(*eight))
        {
            at += 8;
            continue;
        }
        for n in at..(at + 8).min(line.len() - 1) {
            let before = n.checked_sub(1).map_or(b' ', |before| line[before]);
            if OPENS[usize::from(line[n])] && mark(before, [line[n], line[n + 1]]) {
                return true;
            }
        }
        at += 8;
    }
    false
}

/// Whether all eight bytes are letters of ASCII, spaces, dots and commas.
fn plain(eight: u64) -> bool {
    let low = eight & !HIGH;
    let is = |byte: u8| !((low ^ (u64::from(byte) * EACH)) + 0x7f * EACH);
    (letters_of(eight) | (is(b' ') | is(b'.') | is(b',')) & !eight) & HIGH == HIGH
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
