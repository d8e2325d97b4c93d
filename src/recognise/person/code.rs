//! Lines of code and of logs, in which a lone unknown word is a name of the program's more often than of a person.

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
    let marks = |mut pairs: std::ops::Range<usize>| {
        pairs.any(|n| {
            let before = n.checked_sub(1).map_or(b' ', |before| line[before]);
            OPENS[usize::from(line[n])] && mark(before, [line[n], line[n + 1]])
        })
    };
    let mut at = 0;
    while let Some(chunk) = line[at..].first_chunk() {
        if may_mark(chunk) && marks(at..at + STEP) {
            return true;
        }
        at += STEP;
    }
    // What is left, looked at with bytes that were.
    let left = at..line.len().saturating_sub(1);
    line.last_chunk().is_none_or(may_mark) && marks(left)
}

/// Pairs of bytes that are looked at together.
const STEP: usize = 16;

/// Whether two of these bytes may be such a pair; few lines of prose have any. No branch depends on the text, so that a
/// machine's vectors are used.
#[inline]
fn may_mark(chunk: &[u8; STEP + 1]) -> bool {
    let of_pair = |first: u8, second: u8| {
        let closes = (second | 0x20).wrapping_sub(b'{') < 3
            || second.wrapping_sub(b':') < 5
            || second == b'&'
            || second == b')'
            || second == b'/';
        let opens = ((first | 0x20).wrapping_sub(b'a') >= 26) & (first != b' ');
        opens & closes | (first == b'\\') | ((first == b'0') & (second == b'x'))
    };
    let pairs = (0..STEP).map(|n| u8::from(of_pair(chunk[n], chunk[n + 1])));
    pairs.fold(0, |any, is| any | is) != 0
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_wherever_it_stands() {
        let pairs = [
            "0x", "::", "->", "=>", "()", "[]", "==", "!=", "&&", "||", "</", "${", "+=", ":=",
            "({", "\\u", "*/",
        ];
        for length in 0..70 {
            let prose =
                "A line, with: (some) \"marks\" - of 100 & more; it's [prose] / all the same. ";
            let prose = &prose[..length];
            assert!(!marks(prose.as_bytes()), "{prose:?}");
            for pair in pairs {
                for at in 0..=length {
                    let line = format!("{}{pair}{}", &prose[..at], &prose[at..]);
                    let number = pair == "0x" && prose[..at].ends_with(char::is_alphanumeric);
                    assert_eq!(marks(line.as_bytes()), !number, "{line:?}");
                }
            }
        }
    }
}
