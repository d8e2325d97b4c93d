//! Forms: which words stand in the same field as a value. A field ends where its form says: at the end of a cell, of a
//! member of an object, of a label's line, of a sentence.

use std::ops::Range;

/// How far back and ahead of a value its field may reach, in bytes.
const BACK: usize = 64;
const AHEAD: usize = 24;
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
    pub(super) fn read(bytes: &[u8], start: usize, floor: usize) -> Field {
        let start = start.min(bytes.len());
        let mut field = Field {
            back: start..start,
            stops: [(0, 0); 4],
            count: 0,
            taken: 0,
            labelled: false,
        };
        field.reach_back(bytes, start.saturating_sub(BACK).max(floor.min(start)));
        field.taken = taken(bytes, &field.back);
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
        for at in (floor..value).rev() {
            let next = byte(at + 1);
            let ends = match bytes[at] {
                b'\n' => {
                    lines += 1;
                    self.labelled
                        || lines > LINES
                        || blank(&bytes[floor..at])
                        || has_own_value(&bytes[floor..at])
                }
                // A character reference is part of the text.
                b';' => !bytes[at.saturating_sub(8)..at].contains(&b'&'),
                b'&' => next.is_ascii_alphabetic() && bytes[at..value].contains(&b'='),
                b'}' => true,
                b'|' | b'\t' => {
                    // A cell to the left may be the label of a row of two; one that holds a value is not.
                    cells += 1;
                    cells > 1 && at + 1 < value
                        || bytes[at.saturating_sub(2)..at]
                            .iter()
                            .any(u8::is_ascii_digit)
                }
                b',' => {
                    let quoted =
                        byte(at.wrapping_sub(1)) == b'"' || next == b'"' || byte(at + 2) == b'"';
                    self.stop(at, COMMA);
                    quoted || self.labelled
                }
                b'.' | b'?' | b'!' => {
                    let sentence = next.is_ascii_whitespace() && byte(at + 2).is_ascii_uppercase();
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
                return;
            }
            self.back.start = at;
        }
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

/// Whether the last line of `above` holds nothing.
fn blank(above: &[u8]) -> bool {
    let line = above.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    above.len() > line.len() && line.iter().all(u8::is_ascii_whitespace)
}

/// Whether the last line of `above` is a label with its own value.
fn has_own_value(above: &[u8]) -> bool {
    let line = above.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let label = line.iter().position(|b| matches!(b, b':' | b'='));
    label.is_some_and(|label| line[label..].iter().any(u8::is_ascii_digit))
}

/// The end of the last number in `back` that is not the beginning of the value itself.
fn taken(bytes: &[u8], back: &Range<usize>) -> usize {
    let text = &bytes[back.clone()];
    let chain =
        |b: &&u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+');
    let own = text.iter().rev().take_while(chain).count();
    let before = &text[..text.len() - own];
    before
        .windows(2)
        .rposition(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_digit())
        .map_or(0, |at| back.start + at + 2)
}

/// What stands in the same field behind a value that ends at `end`.
pub(super) fn ahead(bytes: &[u8], end: usize) -> Range<usize> {
    let reach = bytes.len().min(end + AHEAD);
    let text = &bytes[end..reach];
    let byte = |at: usize| text.get(at).copied().unwrap_or(0);
    let ends = |at: usize| match text[at] {
        b'\n' | b'\t' | b';' | b'|' | b'&' | b'{' | b'}' => true,
        b',' => {
            !byte(at + 1).is_ascii_whitespace()
                || byte(at + 2) == b'"'
                || at > 0 && text[at - 1] == b'"'
        }
        b'.' | b'?' | b'!' => {
            byte(at + 1).is_ascii_whitespace() && byte(at + 2).is_ascii_uppercase()
        }
        _ => false,
    };
    end..end + (0..text.len()).find(|at| ends(*at)).unwrap_or(text.len())
}

/// Whether a word that ends at `end` is the label of what follows.
pub(super) fn is_label(bytes: &[u8], end: usize) -> bool {
    let mut rest = bytes[end.min(bytes.len())..].iter().take(8);
    rest.find(|b| !matches!(b, b' ' | b'"' | b'\''))
        .is_some_and(|b| matches!(b, b':' | b'='))
}

/// The key of the object whose member stands behind `at`.
fn object_key(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let floor = at.saturating_sub(PARENT);
    let mut depth = 0_usize;
    let open = (floor..at).rev().find(|at| {
        match bytes[*at] {
            b'}' => depth += 1,
            b'{' if depth == 0 => return true,
            b'{' => depth -= 1,
            _ => {}
        }
        false
    })?;
    let before = &bytes[floor..open];
    let key = before
        .iter()
        .rposition(|b| !matches!(b, b' ' | b'\n' | b'[' | b'\t'))?;
    if before[key] != b':' {
        return None;
    }
    let begin = before[..key]
        .iter()
        .rposition(|b| matches!(b, b',' | b'{' | b'\n' | b'['))
        .map_or(0, |at| at + 1);
    Some(floor + begin..floor + key)
}

/// The nearest line above that is indented less than the line of `at` and ends in a colon.
fn outline(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let floor = at.saturating_sub(2 * PARENT);
    let mut lines = bytes[floor..at].rsplit(|b| *b == b'\n');
    let own = lines.next()?;
    let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let depth = indent(own);
    if depth == 0 {
        return None;
    }
    let mut end = (at - own.len()).checked_sub(1)?;
    for line in lines.take(OUTLINE) {
        let start = end - line.len();
        if indent(line) < depth {
            let label = line.trim_ascii_end();
            return label.ends_with(b":").then_some(start..end);
        }
        end = start.checked_sub(1)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(text: &str) -> &str {
        let at = text.find('@').unwrap_or(text.len());
        &text[Field::read(text.as_bytes(), at, 0).back]
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
        assert_eq!(back("| Aadhaar | @"), " Aadhaar | ");
        assert_eq!(back("aadhaar&nbsp;@"), "aadhaar&nbsp;");
        assert_eq!(back("at 12:30 my aadhaar @"), "at 12:30 my aadhaar ");
    }

    #[test]
    fn the_parent_of_a_member_is_the_key_of_its_object() {
        let parent = |text: &'static str| {
            let at = text.find('@').unwrap_or(text.len());
            let field = Field::read(text.as_bytes(), at, 0);
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
