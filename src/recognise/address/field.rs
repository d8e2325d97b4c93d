//! The field that a number stands in, as far as it may be one address: of a form, a sentence, a few lines.

use std::ops::Range;

use super::table::NOT_PLACES;
use super::words::{is_any, word_before};

/// How far before and behind its number an address may reach, in bytes.
const BACK: usize = 128;
pub(super) const AHEAD: usize = 192;
/// The most lines of an address.
const LINES: usize = 5;

/// The bytes around `at` that may be one address: of one field of a form, one sentence, a few lines.
pub(super) fn field(text: &str, at: usize) -> Range<usize> {
    let mut start = at.saturating_sub(BACK);
    let mut end = text.len().min(at + AHEAD);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let bytes = text.as_bytes();
    let mut lines = 0;
    for n in (start..at).rev() {
        if stops(bytes, n, &mut lines) {
            start = n + 1;
            break;
        }
    }
    lines = 0;
    start..at + ahead(bytes, at..end, &mut lines)
}

/// How many bytes of `range` are of the field that begins there.
pub(super) fn ahead(bytes: &[u8], range: Range<usize>, lines: &mut usize) -> usize {
    let mut part = range.start;
    for n in range.clone() {
        if matches!(bytes[n], b':' | b'=') {
            // The label of what follows is no part of this.
            return label_start(bytes, part..n) - range.start;
        }
        if stops(bytes, n, lines) {
            return n - range.start;
        }
        if matches!(bytes[n], b',' | b'\n') {
            part = n;
        }
    }
    range.len()
}

/// Where the label that ends `part` begins: behind the town where it is a PIN code's, `Pune Pin: 411001`, or another word
/// that no address holds; else the whole part is taken for it.
fn label_start(bytes: &[u8], part: Range<usize>) -> usize {
    let mut end = part.end;
    while end > part.start && bytes[end - 1] == b' ' {
        end -= 1;
    }
    let mut from = part.end;
    for _ in 0..3 {
        let word = word_before(bytes, end);
        if word.is_empty() || end - word.len() <= part.start {
            break;
        }
        end -= word.len();
        if NOT_PLACES.has(word) {
            from = end;
        } else if !is_any(word, &["code", "no", "number", "id", "number", "postal"]) {
            break;
        }
        while end > part.start && matches!(bytes[end - 1], b' ' | b'.') {
            end -= 1;
        }
    }
    if from < part.end { from } else { part.start }
}

/// Whether the byte at `n` parts one field from another.
fn stops(bytes: &[u8], n: usize, lines: &mut usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    match bytes[n] {
        b'(' => !bracketed(bytes, n),
        b')' => {
            let lead = bytes[n.saturating_sub(8)..n]
                .iter()
                .rposition(|b| *b == b'(');
            !lead.is_some_and(|at| bracketed(bytes, n.saturating_sub(8) + at))
        }
        b'"' | b'<' | b'>' | b'{' | b'}' | b'[' | b']' | b'|' | b'\t' | b';' | b':' | b'='
        | b'?' | b'!' | b'\\' | b'*' | b'`' => true,
        b'\n' => {
            *lines += 1;
            let item = usize::from(byte(n + 2).is_ascii_digit()) + 2;
            *lines >= LINES
                || matches!(byte(n + 1), b'\n' | b'\r')
                || byte(n + 1).is_ascii_digit()
                    && matches!(byte(n + item), b'.' | b')')
                    && byte(n + item + 1) == b' '
        }
        // A quotation mark, unless it stands within a word.
        b'\'' => {
            !byte(n.wrapping_sub(1)).is_ascii_alphanumeric() || !byte(n + 1).is_ascii_alphanumeric()
        }
        b'.' => {
            let word = word_before(bytes, n);
            let digit = byte(n.wrapping_sub(1)).is_ascii_digit();
            let street = word.len() > 5 && word.ends_with(b"str");
            let short = !digit && (word.len() < 2 || street || is_any(word, ABBREVIATED));
            byte(n + 1).is_ascii_whitespace() && (!short || byte(n.wrapping_sub(1)) == b')')
        }
        _ => false,
    }
}

/// Whether the bracket at `n` holds a quarter or state in a few letters, behind a place: `Bandra (W)`, `Bhopal (M.P.)`.
fn bracketed(bytes: &[u8], n: usize) -> bool {
    let inside = bytes[n + 1..].iter().take(7);
    let length = inside
        .take_while(|b| b.is_ascii_alphabetic() || **b == b'.')
        .count();
    length > 0
        && bytes.get(n + 1 + length) == Some(&b')')
        && bytes[n + 1].is_ascii_uppercase()
        && n > 1
        && bytes[n - 1] == b' '
        && bytes[n - 2].is_ascii_alphabetic()
}

/// Words of addresses that are written short, with a point.
static ABBREVIATED: &[&str] = &[
    "rd", "st", "nr", "opp", "no", "nos", "apt", "bldg", "ave", "blvd", "dr", "ln", "dist", "tal",
    "fl", "sec", "ext", "extn", "hwy", "ste", "sq", "ct", "pl", "vill", "soc", "str", "jn", "mt",
    "bh",
];
