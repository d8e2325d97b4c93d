//! Lines that are written without capitals, as in a chat, and the words in them that may be names.

use super::code::{closed, marks};

/// Bytes of the longest line that is read word by word.
const LONGEST: usize = 2_000;

/// Calls `with` at each word of three letters or more in the lines whose writer does without capitals: a line that
/// begins with a small letter, and does not go on from the line above.
pub fn words(text: &str, mut with: impl FnMut(usize)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut goes_on = false;
    while start < bytes.len() {
        let line = &bytes[start..];
        let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
        let line = &line[..end];
        if !goes_on && end <= LONGEST && casual(line) {
            each(line, |at| with(start + at));
        }
        let last = line.iter().rev().find(|b| !b.is_ascii_whitespace());
        goes_on = last.is_some_and(|b| b.is_ascii_alphabetic() || *b == b',');
        start += end + 1;
    }
}

/// Whether the line begins with a small letter, quotes and list marks aside.
fn casual(line: &[u8]) -> bool {
    let opens = |b: &&u8| {
        matches!(
            b,
            b'"' | b'\'' | b'>' | b'-' | b'*' | b' ' | b'(' | b'@' | b'#'
        )
    };
    let skipped = line.iter().take(6).take_while(opens).count();
    if !line.get(skipped).is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    // Code is in lower case too, and says nothing of people.
    !closed(line) && !marks(line) && !assigns(line)
}

/// `name = "clippy"`, `def connect(self, conn):`, but not `name = ravi`.
fn assigns(line: &[u8]) -> bool {
    line.ends_with(b"):")
        || line.trim_ascii_start().starts_with(b"elif ")
        || line
            .windows(4)
            .any(|four| matches!(four, b" = \"" | b" = '" | b" = [" | b" = {"))
}

fn each(line: &[u8], mut with: impl FnMut(usize)) {
    let mut at = 0;
    while at < line.len() {
        let length = line[at..]
            .iter()
            .take_while(|b| b.is_ascii_lowercase())
            .count();
        if length >= 3 {
            let before = at.checked_sub(1).map_or(b' ', |i| line[i]);
            let after = line.get(at + length).copied().unwrap_or(b' ');
            if prose(before) && prose(after) && !argument(line, at, after) {
                with(at);
            }
        } else if length == 1 && line.get(at + 1) == Some(&b'\'') {
            // `d'souza`
            with(at);
        }
        at += length;
        if at < line.len() && line[at].is_ascii() && !line[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        // The rest of a word that goes on with anything but small letters.
        while at < line.len() && (line[at].is_ascii_alphanumeric() || !line[at].is_ascii()) {
            at += 1;
        }
    }
}

/// Whether the word at `at` is what is handed to a function, or a pointer: `name(first)`, `*param`, but not `*ravi*`.
fn argument(line: &[u8], at: usize, after: u8) -> bool {
    match line[..at] {
        [.., before, b'('] => before.is_ascii_alphanumeric() || before == b'_',
        [.., b'*'] => after != b'*',
        _ => false,
    }
}

/// Whether the byte stands beside words of prose.
fn prose(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b','
            | b'.'
            | b'!'
            | b'?'
            | b';'
            | b':'
            | b'"'
            | b'\''
            | b'('
            | b')'
            | b'\t'
            | b'\r'
            | b'*'
            | b'-'
            | b'>'
            | b'&'
    )
}
