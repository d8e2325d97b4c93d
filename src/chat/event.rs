//! One server-sent event: where it ends, its data, and where that stands (WHATWG HTML, section 9.2.6).

use std::ops::Range;

/// May stand before the first event.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// An event as it came, with its data.
pub(crate) struct Event {
    text: String,
    /// Lines of data in the event, without what ends them.
    lines: Vec<Range<usize>>,
    /// The lines joined, where there are several.
    joined: Option<String>,
}

/// The end of the first line of `text` at or behind `from`, and the start of the next. At the end of what has come so
/// far, a carriage return may be the first half of a line end.
fn line(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let end = from + memchr::memchr2(b'\n', b'\r', &text[from..])?;
    match text[end..] {
        [b'\r', b'\n', ..] => Some((end, end + 2)),
        [b'\r'] => None,
        _ => Some((end, end + 1)),
    }
}

/// Where the first event of `text` ends, behind its blank line; the line at `seen` is the first that was not looked at.
pub(crate) fn end(text: &str, seen: &mut usize) -> Option<usize> {
    while let Some((end, next)) = line(text.as_bytes(), *seen) {
        let blank = end == *seen;
        *seen = next;
        if blank {
            return Some(next);
        }
    }
    None
}

impl Event {
    /// Reads an event, whole or broken off.
    pub(crate) fn of(text: String) -> Event {
        let mut lines = Vec::new();
        let mut start = 0;
        while start < text.len() {
            let (end, next) = line(text.as_bytes(), start).unwrap_or_else(|| {
                (
                    start + text[start..].trim_end_matches('\r').len(),
                    text.len(),
                )
            });
            match text[start..end].strip_prefix("data") {
                Some("") => lines.push(end..end),
                Some(rest) if rest.starts_with(':') => lines.push(start + 5..end),
                _ => {}
            }
            start = next;
        }
        let joined = (lines.len() > 1).then(|| {
            let lines: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
            lines.join("\n")
        });
        Event {
            text,
            lines,
            joined,
        }
    }

    /// The event as it came.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Its data: the lines of it joined by line feeds. The space that may stand before each is whitespace of JSON.
    pub(crate) fn data(&self) -> &str {
        match (&self.joined, self.lines.first()) {
            (Some(joined), _) => joined,
            (None, Some(line)) => &self.text[line.clone()],
            (None, None) => "",
        }
    }

    /// Where a string of the data stands in the event: within one line, since no string of JSON has a line end.
    pub(crate) fn place(&self, place: &Range<usize>) -> Range<usize> {
        let mut before = 0;
        for line in &self.lines {
            if place.start <= before + line.len() {
                let at = |place: usize| line.start + place - before;
                return at(place.start)..at(place.end);
            }
            before += line.len() + 1;
        }
        0..0
    }
}
