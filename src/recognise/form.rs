//! Forms: which words stand in the same field as a value. A field ends where its form says: at the end of a cell, of a
//! member of an object, of a label's line, of a sentence.

use std::ops::Range;

use super::stretch::{Stretch, low};
use crate::simd::Level;

/// How far back and ahead of a value its field may reach, in bytes.
const BACK: usize = 64;
pub(super) const AHEAD: usize = 48;
/// Lines above a value's own that its field may reach.
const LINES: usize = 2;
/// How far before a member of an object the key of the object is looked for, in bytes.
const PARENT: usize = 192;
/// Lines that are looked through for the parent of an indented line.
const OUTLINE: usize = 8;

/// What a clause's end costs a word before it, in bytes of distance.
const COMMA: usize = 8;
const SENTENCE: usize = 16;
/// What another value costs a word before it.
const VALUE: usize = 24;

/// The text before a value that may speak of it.
pub(super) struct Field {
    /// Before the value, in the same field.
    pub(super) back: Range<usize>,
    /// The bytes that `back` is the end of.
    pub(super) stretch: Stretch,
    /// Ends of clauses in `back`, nearest first, with what each costs.
    stops: [(usize, usize); 4],
    count: usize,
    /// Words that end here or before announced another value.
    taken: usize,
    /// Whether a label of its own stands before the value on its line.
    labelled: bool,
}

impl Field {
    /// The field of the value that begins at `start`; it does not reach before `floor`.
    pub(super) fn read(level: Level, bytes: &[u8], start: usize, floor: usize) -> Field {
        let start = start.min(bytes.len());
        let floor = start.saturating_sub(BACK).max(floor.min(start));
        let mut field = Field {
            back: floor..start,
            stretch: Stretch::read(level, bytes, floor..start),
            stops: [(0, 0); 4],
            count: 0,
            taken: 0,
            labelled: false,
        };
        field.reach_back(bytes, floor);
        field.taken = field.taken();
        field
    }

    fn stop(&mut self, at: usize, cost: usize) {
        if self.count < self.stops.len() {
            self.stops[self.count] = (at, cost);
            self.count += 1;
        }
    }

    fn reach_back(&mut self, bytes: &[u8], floor: usize) {
        let value = self.back.end;
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let (mut lines, mut cells) = (0, 0);
        let mut stops = self.stretch.marks.stop;
        while stops != 0 {
            let last = stops.ilog2();
            stops ^= 1 << last;
            let at = floor + last as usize;
            let next = byte(at + 1);
            let ends = match bytes[at] {
                b'\n' => {
                    lines += 1;
                    self.labelled || lines > LINES || self.ends_above(bytes, last as usize)
                }
                // A character reference is part of the text.
                b';' => !bytes[at.saturating_sub(8)..at].contains(&b'&'),
                b'&' => next.is_ascii_alphabetic() && bytes[at..value].contains(&b'='),
                b'}' => true,
                b'|' | b'\t' => {
                    // A cell to the left may be the label of a row of two; one that holds a value is not.
                    cells += 1;
                    cells > 1 && at + 1 < value || holds_value(&bytes[at.saturating_sub(3)..at])
                }
                b',' => {
                    let quoted =
                        byte(at.wrapping_sub(1)) == b'"' || next == b'"' || byte(at + 2) == b'"';
                    self.stop(at, COMMA);
                    (quoted || self.labelled) && !argument(bytes, at)
                }
                b'.' | b'?' | b'!' => {
                    let sentence = next.is_ascii_whitespace()
                        && byte(at + 2).is_ascii_uppercase()
                        && !abbreviated(bytes, at);
                    if sentence {
                        self.stop(at, SENTENCE);
                    }
                    sentence && self.labelled
                }
                b':' | b'=' => {
                    let time = byte(at.wrapping_sub(1)).is_ascii_digit() && next.is_ascii_digit();
                    self.labelled |= !time && lines == 0;
                    false
                }
                _ => false,
            };
            if ends {
                self.back.start = at + 1;
                return;
            }
        }
    }

    /// Whether the line that ends at `n` of the stretch holds nothing, or a label with its own value.
    fn ends_above(&self, bytes: &[u8], n: usize) -> bool {
        let marks = &self.stretch.marks;
        let above = (marks.line & low(n)).checked_ilog2();
        let start = above.map_or(0, |line| line as usize + 1);
        let from = self.stretch.range().start;
        let line = &bytes[from + start..from + n];
        let label = marks.label & low(n) & !low(start);
        above.is_some_and(|above| {
            // A blank line parts fields, but for one under a label that has nothing behind it.
            line.iter().all(u8::is_ascii_whitespace)
                && bytes[..from + above as usize].trim_ascii_end().last() != Some(&b':')
        }) || label != 0 && marks.digit & low(n) & !low(label.trailing_zeros() as usize) != 0
    }

    /// The end of the last number in `back` that is not the beginning of the value itself.
    fn taken(&self) -> usize {
        let marks = &self.stretch.marks;
        let length = self.stretch.len();
        let within = !low(length - self.back.len());
        let chain = (marks.digit | marks.join) & within;
        let own = match length {
            0 => 0,
            length => (chain << (64 - length)).leading_ones() as usize,
        };
        let digit = marks.digit & within & low(length - own);
        let pairs = digit & digit << 1;
        if pairs == 0 {
            return 0;
        }
        self.back.end - length + pairs.ilog2() as usize + 1
    }

    /// The distance of a word in `back` that ends at `end`; `None` for one that announced another value, where it
    /// `refutes`.
    pub(super) fn distance(&self, end: usize, refutes: bool) -> Option<usize> {
        let stops = self.stops[..self.count].iter();
        let cost: usize = stops
            .filter(|(at, _)| end <= *at)
            .map(|(_, cost)| cost)
            .sum();
        let taken = end <= self.taken;
        if taken && refutes {
            return None;
        }
        Some(self.back.end - end + cost + if taken { VALUE } else { 0 })
    }

    /// The key of the object, or the line above with less indent, that the field is part of.
    pub(super) fn parent(&self, bytes: &[u8]) -> Option<Range<usize>> {
        if !self.labelled {
            return None;
        }
        object_key(bytes, self.back.start).or_else(|| outline(bytes, self.back.end))
    }
}

/// Whether the value at `start` may have a [`parent`](Field::parent), as a quick look tells.
pub(super) fn may_have_parent(bytes: &[u8], start: usize) -> bool {
    let front = &bytes[start.saturating_sub(BACK)..start];
    let line = memchr::memrchr(b'\n', front);
    let own = &front[line.map_or(0, |line| line + 1)..];
    if memchr::memchr2(b':', b'=', own).is_none() {
        return false;
    }
    let near = &bytes[start.saturating_sub(BACK + PARENT)..start];
    memchr::memchr_iter(b'{', near).any(|brace| key_end(&near[..brace]).is_some())
        || outline(bytes, start).is_some()
}

/// Where the colon stands that a key before an object ends in, of which `front` ends before the brace.
fn key_end(front: &[u8]) -> Option<usize> {
    let last = front
        .iter()
        .rposition(|b| !matches!(b, b' ' | b'\n' | b'[' | b'\t'))?;
    (front[last] == b':').then_some(last)
}

/// Whether a cell that ends so holds a value: a number of two digits or more, since `IMEI 1` is a label.
fn holds_value(end: &[u8]) -> bool {
    let end = end.trim_ascii_end();
    end.len() > 1 && end[end.len() - 2..].iter().all(u8::is_ascii_digit)
        || end.len() == 1 && end[0].is_ascii_digit()
}

/// Whether the point at `at` shortens a word that goes on: `Reg. No`, `Acct. No.`.
fn abbreviated(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 2..at + 5).unwrap_or_default();
    next.get(..2)
        .is_some_and(|no| no.eq_ignore_ascii_case(b"no"))
        && !next.get(2).is_some_and(u8::is_ascii_alphabetic)
}

/// Whether the comma at `at` parts a key from its value as two arguments: `put("pan", "...")`, `["pan", "..."]`.
pub(super) fn argument(bytes: &[u8], at: usize) -> bool {
    let Some(quote) = bytes[..at]
        .last()
        .copied()
        .filter(|b| matches!(b, b'"' | b'\''))
    else {
        return false;
    };
    let front = &bytes[at.saturating_sub(ARGUMENT)..at - 1];
    let Some(open) = memchr::memrchr(quote, front) else {
        return false;
    };
    let word = &front[open + 1..];
    matches!(front[..open].last(), Some(b'(' | b'['))
        && !word.is_empty()
        && word
            .iter()
            .all(|b| b.is_ascii_alphabetic() || b"_- .".contains(b))
}

/// The longest key that is an argument, with its quotes.
const ARGUMENT: usize = 36;

/// Whether nothing of the same field stands behind a value that ends at `end`, as one look tells.
pub(super) fn ends_at(bytes: &[u8], end: usize) -> bool {
    let byte = |at: usize| bytes.get(end + at).copied().unwrap_or(b'\n');
    let quoted = usize::from(byte(0) == b'"');
    match byte(quoted) {
        b'\n' | b'\t' | b';' | b'|' | b'&' | b'{' | b'}' => true,
        b',' => quoted == 1 || !byte(1).is_ascii_whitespace(),
        _ => false,
    }
}

/// What stands in the same field behind a value that ends at `end`: the first so many bytes of the stretch.
pub(super) fn ahead(level: Level, bytes: &[u8], end: usize) -> (Stretch, usize) {
    let reach = bytes.len().min(end + AHEAD);
    let stretch = Stretch::read(level, bytes, end.min(reach)..reach);
    let text = &bytes[stretch.range()];
    let byte = |at: usize| text.get(at).copied().unwrap_or(0);
    let mut stops = stretch.marks.stop;
    while stops != 0 {
        let at = stops.trailing_zeros() as usize;
        stops &= stops - 1;
        let ends = match text[at] {
            b'\n' | b'\t' | b';' | b'|' | b'&' | b'{' | b'}' => true,
            b',' => {
                !byte(at + 1).is_ascii_whitespace()
                    || byte(at + 2) == b'"'
                    || at > 0 && text[at - 1] == b'"'
            }
            b'.' | b'?' | b'!' => {
                byte(at + 1).is_ascii_whitespace() && byte(at + 2).is_ascii_uppercase()
            }
            // What stands before is a label of what follows.
            b':' => byte(at + 1) == b' ',
            _ => false,
        };
        if ends {
            return (stretch, at);
        }
    }
    let length = stretch.len();
    (stretch, length)
}

/// Whether a word that ends at `end` is the label of what follows: a colon behind it tells, or a number.
pub(super) fn is_label(bytes: &[u8], end: usize) -> bool {
    let rest = &bytes[end.min(bytes.len())..];
    let rest = &rest[..rest.len().min(LABEL)];
    let mut near = rest.iter().take(8);
    let next = near.find(|b| !matches!(b, b' ' | b'"' | b'\''));
    if next.is_some_and(|b| matches!(b, b':' | b'=')) {
        return true;
    }
    let mut at = 0;
    loop {
        let gap = rest[at..]
            .iter()
            .take_while(|b| matches!(b, b' ' | b'.' | b'#' | b'-' | b'/'));
        at += gap.count();
        let word = rest[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        if word == 0 {
            let digits = rest[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            return digits >= 4;
        }
        if !LINKS
            .iter()
            .any(|link| rest[at..at + word].eq_ignore_ascii_case(link.as_bytes()))
        {
            return false;
        }
        at += word;
    }
}

/// How far behind a word the number that it labels begins, in bytes.
const LABEL: usize = 24;
/// What may stand between a label and its number.
static LINKS: &[&str] = &[
    "no", "nos", "num", "number", "id", "code", "is", "card", "hai",
];

/// The key of the object whose member stands behind `at`.
fn object_key(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let floor = at.saturating_sub(PARENT);
    let mut depth = 0_usize;
    let mut braces = memchr::memchr2_iter(b'{', b'}', &bytes[floor..at]).rev();
    let open = floor
        + braces.find(|brace| {
            match bytes[floor + brace] {
                b'}' => depth += 1,
                _ if depth == 0 => return true,
                _ => depth -= 1,
            }
            false
        })?;
    let before = &bytes[floor..open];
    let key = key_end(before)?;
    let begin = before[..key]
        .iter()
        .rposition(|b| matches!(b, b',' | b'{' | b'\n' | b'['))
        .map_or(0, |at| at + 1);
    Some(floor + begin..floor + key)
}

/// The nearest line above that is indented less than the line of `at` and ends in a colon.
fn outline(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let floor = at.saturating_sub(2 * PARENT);
    let mut end = floor + memchr::memrchr(b'\n', &bytes[floor..at])?;
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let depth = indent(&bytes[end + 1..at]);
    if depth == 0 {
        return None;
    }
    for _ in 0..OUTLINE {
        let start = floor + memchr::memrchr(b'\n', &bytes[floor..end]).map_or(0, |line| line + 1);
        let line = &bytes[start..end];
        if indent(line) < depth {
            let label = line.trim_ascii_end();
            return label.ends_with(b":").then_some(start..end);
        }
        end = start.checked_sub(1).filter(|end| *end >= floor)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(text: &str) -> &str {
        let at = text.find('@').unwrap_or(text.len());
        &text[Field::read(Level::detect(), text.as_bytes(), at, 0).back]
    }

    #[test]
    fn a_field_ends_where_its_form_says() {
        assert_eq!(
            back("my aadhaar, as asked, is @"),
            "my aadhaar, as asked, is "
        );
        assert_eq!(back("aadhaar: 1; order: @"), " order: ");
        assert_eq!(back("aadhaar: 1, order: @"), " order: ");
        assert_eq!(back(r#"{"aadhaar": "1", "order": "@"#), r#" "order": ""#);
        assert_eq!(back(r#"{"aadhaar":1,"order":@"#), r#""order":"#);
        assert_eq!(back("?aadhaar=1&order=@"), "order=");
        assert_eq!(back("aadhaar: 1\norder: @"), "order: ");
        assert_eq!(back("Aadhaar number\n@"), "Aadhaar number\n");
        assert_eq!(back("Aadhaar: 539821746502\n@"), "");
        assert_eq!(back("aadhaar\n\n@"), "");
        assert_eq!(back("aadhaar:\n\n@"), "aadhaar:\n\n");
        assert_eq!(back("Aadhaar. No. : @"), "Aadhaar. No. : ");
        assert_eq!(back(r#"put("aadhaar", "@"#), r#"put("aadhaar", ""#);
        assert_eq!(back("| Aadhaar | @"), " Aadhaar | ");
        assert_eq!(back("aadhaar&nbsp;@"), "aadhaar&nbsp;");
        assert_eq!(back("at 12:30 my aadhaar @"), "at 12:30 my aadhaar ");
    }

    #[test]
    fn the_parent_of_a_member_is_the_key_of_its_object() {
        let parent = |text: &'static str| {
            let at = text.find('@').unwrap_or(text.len());
            let field = Field::read(Level::detect(), text.as_bytes(), at, 0);
            field
                .parent(text.as_bytes())
                .map(|range| text[range].trim())
        };
        assert_eq!(
            parent(r#"{"aadhaar": {"kind": "x", "number": "@"#),
            Some(r#""aadhaar""#)
        );
        assert_eq!(
            parent(r#"{"a": {"b": {"c": 1}, "number": "@"#),
            Some(r#""a""#)
        );
        assert_eq!(parent("aadhaar:\n  kind: x\n  number: @"), Some("aadhaar:"));
        assert_eq!(parent("aadhaar:\n  kind: x\nnumber: @"), None);
        assert_eq!(parent("number @"), None);
    }
}
