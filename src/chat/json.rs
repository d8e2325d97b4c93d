//! JSON rewritten in place: strings are read and replaced where they stand, and every other byte stays as it was.
//!
//! Grammar of RFC 8259. Key order, duplicate keys, the spelling of numbers and whitespace are kept because nothing is
//! built anew. Depth and size are bounded, and no input makes it panic.

use std::ops::Range;

use crate::error::{Error, ErrorKind};

/// Arrays and objects within one another.
const MOST_DEPTH: usize = 128;

/// One step from the root of a document to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step<'t> {
    /// The member of an object.
    Key(&'t str),
    /// The member of an object whose name is spelled with escapes, as it is spelled. No provider does that, so it is not
    /// taken for what a provider defines.
    Escaped(&'t str),
    /// The element of an array.
    Index(usize),
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string value.
    String,
    /// A member's name.
    Name,
    /// A number.
    Number,
    /// `true`, `false` or `null`.
    Word,
}

/// The steps to a value as RFC 6901 writes them. A name that may be a value itself (a map by address or number) is
/// written `*`.
pub(crate) fn pointer(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        out.push('/');
        match step {
            Step::Key(key) if is_plain(key) => {
                out.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Key(_) | Step::Escaped(_) => out.push('*'),
            Step::Index(index) => out.push_str(&index.to_string()),
        }
    }
    out
}

/// Whether a member's name reads as the name of a field.
pub(crate) fn is_plain(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.len() <= 64
        && digits < 4
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-$./~:".contains(&b))
}

/// Takes the path, the kind and the place of what a walk meets.
pub(crate) type Visit<'t, 'v> = dyn FnMut(&[Step<'t>], Kind, Range<usize>) + 'v;

/// Stands before the documents of some writers, and means nothing (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Walks `text` and calls `visit` with the path, the kind and the place of every value but arrays and objects, and of
/// every name. The place of a string is inside its quotation marks.
///
/// # Errors
///
/// When the text is no JSON or is too deep. The error names the JSON pointer, never the text.
pub(crate) fn walk<'t>(text: &'t str, visit: &mut Visit<'t, '_>) -> Result<(), Error> {
    let mut walker = Walker {
        text,
        bytes: text.as_bytes(),
        at: 0,
        path: Vec::new(),
        visit,
    };
    if text.starts_with(BYTE_ORDER_MARK) {
        walker.at = BYTE_ORDER_MARK.len();
    }
    walker.space();
    walker.value()?;
    walker.space();
    if walker.at < walker.bytes.len() {
        return Err(walker.wrong("more follows the document"));
    }
    Ok(())
}

struct Walker<'t, 'v> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    path: Vec<Step<'t>>,
    visit: &'v mut Visit<'t, 'v>,
}

impl Walker<'_, '_> {
    fn wrong(&self, what: &'static str) -> Error {
        ErrorKind::Json {
            pointer: pointer(&self.path),
            at: self.at,
            what,
        }
        .into()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// A value, with its nested ones; recursion is bounded by the depth.
    fn value(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b'"') => {
                let place = self.string()?;
                (self.visit)(&self.path, Kind::String, place);
                Ok(())
            }
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => Err(self.wrong("a value was expected")),
            None => Err(self.wrong("the document ends early")),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Error> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            (self.visit)(&self.path, Kind::Word, self.at - word.len()..self.at);
            return Ok(());
        }
        Err(self.wrong("a value was expected"))
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.wrong("a digit was expected"));
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Error> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        (self.visit)(&self.path, Kind::Number, start..self.at);
        Ok(())
    }

    /// The place inside the quotation marks, the grammar of its escapes checked.
    fn string(&mut self) -> Result<Range<usize>, Error> {
        self.at += 1;
        let start = self.at;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(next) = rest
                .iter()
                .position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)
            else {
                self.at = self.bytes.len();
                return Err(self.wrong("a string does not end"));
            };
            self.at += next;
            match rest[next] {
                b'"' => {
                    self.at += 1;
                    return Ok(start..self.at - 1);
                }
                b'\\' => match self.bytes.get(self.at + 1) {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                    Some(b'u')
                        if self
                            .bytes
                            .get(self.at + 2..self.at + 6)
                            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
                    {
                        self.at += 6;
                    }
                    _ => return Err(self.wrong("an escape is not one of JSON's")),
                },
                _ => return Err(self.wrong("a control character stands in a string")),
            }
        }
    }

    /// Whether one step more is within the bound.
    fn deeper(&self) -> Result<(), Error> {
        if self.path.len() >= MOST_DEPTH {
            return Err(self.wrong(
                "the document is nested deeper than 128 levels; redact it as a text with Session::redact",
            ));
        }
        Ok(())
    }

    fn object(&mut self) -> Result<(), Error> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.wrong("a member's name was expected"));
            }
            let name = self.string()?;
            let text = self.text;
            let spelled = &text[name.clone()];
            let step = match memchr::memchr(b'\\', spelled.as_bytes()) {
                None => Step::Key(spelled),
                Some(_) => Step::Escaped(spelled),
            };
            self.deeper()?;
            self.path.push(step);
            (self.visit)(&self.path, Kind::Name, name);
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.wrong("a colon was expected"));
            }
            self.at += 1;
            self.space();
            self.value()?;
            self.path.pop();
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.wrong("a comma or the object's end was expected")),
            }
        }
    }

    fn array(&mut self) -> Result<(), Error> {
        self.at += 1;
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        let mut index = 0;
        loop {
            self.deeper()?;
            self.path.push(Step::Index(index));
            self.value()?;
            self.path.pop();
            index += 1;
            self.space();
            match self.peek() {
                Some(b',') => {
                    self.at += 1;
                    self.space();
                }
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.wrong("a comma or the array's end was expected")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spelled::Spelled;
    use super::*;

    fn strings(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        walk(text, &mut |path, kind, place| {
            if kind == Kind::String {
                all.push((pointer(path), Spelled::read(&text[place]).text.into_owned()));
            }
        })
        .unwrap();
        all
    }

    #[test]
    fn every_string_is_met_with_its_pointer() {
        let text = r#" {"a":["x",{"b/c":"y\n\u0905\ud83d\ude00"}],"a":"twice","n":[1.0e+5,-0,true,null]} "#;
        let expected = [("/a/0", "x"), ("/a/1/b~1c", "y\nअ😀"), ("/a", "twice")];
        let expected = expected.map(|(p, v)| (p.to_owned(), v.to_owned()));
        assert_eq!(strings(text), expected);
    }

    #[test]
    fn what_is_no_json_is_refused_with_a_pointer_and_without_the_text() {
        for (text, pointer) in [
            ("", ""),
            ("{", ""),
            ("[1,]", "/1"),
            ("[01]", ""),
            (r#"{"a":{"secret":tru}}"#, "/a/secret"),
            (r#"{"a":"\x"}"#, "/a"),
            (r#"{"a":"\u12"}"#, "/a"),
            ("{\"a\":\"\n\"}", "/a"),
            (r#"{"a" "b"}"#, "/a"),
            ("[\"a", "/0"),
            ("1 2", ""),
            ("nul", ""),
            ("-", ""),
            ("1.", ""),
            ("1e", ""),
        ] {
            let error = walk(text, &mut |_, _, _| {}).unwrap_err();
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err());
            let shown = error.to_string();
            assert!(
                shown.contains(&format!("at {pointer:?}")),
                "{text}: {shown}"
            );
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(walk(&deep(100), &mut |_, _, _| {}).is_ok());
        assert!(walk(&deep(100_000), &mut |_, _, _| {}).is_err());
        assert!(walk(&"{\"a\":".repeat(100_000), &mut |_, _, _| {}).is_err());
    }

    #[test]
    fn any_cut_of_a_document_is_an_error_and_no_panic() {
        let text = r#"{"a":["x",{"b":"\u0905\ud83d\ude00\""}],"n":[1.0e+5,-0,true,null]}"#;
        for cut in (1..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            assert!(walk(&text[..cut], &mut |_, _, _| {}).is_err(), "{cut}");
            let _ = Spelled::read(&text[..cut]);
            let _ = Spelled::read(&text[cut..]);
        }
    }
}
