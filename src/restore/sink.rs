//! Where restored text goes, and what may be restored there.
//!
//! A response is the model's, and the model may have been told by others what to write. A token in the target of an
//! image or a link would, restored, be sent to whoever owns the target. So tokens in URLs, targets and attributes stay
//! tokens unless the caller grants it.

use crate::wiped;

/// Where restored text goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sink {
    /// A person reads it, as plain text or Markdown.
    Reader,
    /// The arguments of the tool of this name: nothing is restored unless it is [granted](Delivery::grant_tool).
    Tool(String),
    /// A log: nothing is restored.
    Log,
    /// HTML or XML: values are escaped for text between tags.
    Markup,
    /// A component of a URL: nothing is restored unless [granted](Delivery::grant_urls); values are percent-encoded.
    Url,
}

/// How a value is written into what surrounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escaping {
    None,
    /// Inside a JSON string.
    Json,
    /// Between tags.
    Html,
    /// In a component of a URL.
    Percent,
}

/// A sink and what is granted there.
///
/// ```
/// use parda::{Delivery, Sink};
/// let reader = Delivery::to(Sink::Reader);
/// let tool = Delivery::to(Sink::Tool("send_mail".into())).grant_tool("send_mail");
/// assert!(tool.permits() && reader.permits());
/// assert!(!Delivery::to(Sink::Tool("fetch".into())).permits());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    sink: Sink,
    tools: Vec<String>,
    urls: bool,
}

impl Delivery {
    /// To `sink`, with nothing granted.
    #[must_use]
    pub fn to(sink: Sink) -> Delivery {
        Delivery {
            sink,
            tools: Vec::new(),
            urls: false,
        }
    }

    /// The arguments of this tool may hold restored values; URLs in them still may not.
    #[must_use]
    pub fn grant_tool(mut self, name: &str) -> Delivery {
        self.tools.push(name.to_owned());
        self
    }

    /// URLs, targets and attributes may hold restored values: only where the response cannot reach others.
    #[must_use]
    pub fn grant_urls(mut self) -> Delivery {
        self.urls = true;
        self
    }

    /// The same grants for another sink.
    #[must_use]
    pub fn redirected(&self, sink: Sink) -> Delivery {
        Delivery {
            sink,
            ..self.clone()
        }
    }

    /// Where the text goes.
    #[must_use]
    pub fn sink(&self) -> &Sink {
        &self.sink
    }

    /// Whether anything may be restored there.
    #[must_use]
    pub fn permits(&self) -> bool {
        match &self.sink {
            Sink::Reader | Sink::Markup => true,
            Sink::Tool(name) => self.tools.contains(name),
            Sink::Log => false,
            Sink::Url => self.urls,
        }
    }

    /// Whether a value may stand in a URL, a target or an attribute.
    pub(crate) fn permits_urls(&self) -> bool {
        self.urls
    }

    pub(crate) fn escaping(&self) -> Escaping {
        match &self.sink {
            Sink::Reader | Sink::Log => Escaping::None,
            Sink::Tool(_) => Escaping::Json,
            Sink::Markup => Escaping::Html,
            Sink::Url => Escaping::Percent,
        }
    }
}

/// Writes `text` as the inside of a JSON string (RFC 8259, section 7).
pub(crate) fn write_json(text: &str, out: &mut String) {
    wiped::make_room(out, text.len());
    for c in text.chars() {
        match c {
            '"' => wiped::push(out, "\\\""),
            '\\' => wiped::push(out, "\\\\"),
            '\n' => wiped::push(out, "\\n"),
            '\r' => wiped::push(out, "\\r"),
            '\t' => wiped::push(out, "\\t"),
            c if c < ' ' => wiped::push(out, &format!("\\u{:04x}", u32::from(c))),
            c => wiped::push_char(out, c),
        }
    }
}

impl Escaping {
    /// Writes `value` so that it stays a value where it stands.
    pub(crate) fn write(self, value: &str, out: &mut String) {
        match self {
            Escaping::None => wiped::push(out, value),
            Escaping::Json => write_json(value, out),
            Escaping::Html => {
                for c in value.chars() {
                    match c {
                        '&' => wiped::push(out, "&amp;"),
                        '<' => wiped::push(out, "&lt;"),
                        '>' => wiped::push(out, "&gt;"),
                        '"' => wiped::push(out, "&quot;"),
                        '\'' => wiped::push(out, "&#39;"),
                        c => wiped::push_char(out, c),
                    }
                }
            }
            Escaping::Percent => {
                for byte in value.bytes() {
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        wiped::push_char(out, char::from(byte));
                    } else {
                        wiped::push(out, &format!("%{byte:02X}"));
                    }
                }
            }
        }
    }
}

/// Reads what has been written so far and knows whether the next byte stands in a URL, a target or an attribute. When
/// in doubt it does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    word: Word,
    /// In `](...)`: how many brackets are open.
    target: u32,
    /// What a target holds so far, as far as `mailto:` needs; it begins anew with each.
    mail: Mail,
    tag: Tag,
    /// A line end was the last that was read, in a target or a definition; another one closes it.
    line_end: bool,
    /// The byte before.
    before: u8,
    /// Bytes of the word so far, and whether it is where a reference's definition has its target.
    length: u32,
    definition: bool,
    /// The text is JSON: what stands in one string says nothing about the next.
    json: bool,
}

/// What the word so far has shown.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    dotted: bool,
    url: bool,
    /// The last letters, in lower case, as bytes of a number: enough for the longest scheme.
    letters: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mail {
    #[default]
    Maybe,
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tag {
    #[default]
    Outside,
    /// `<` was read.
    Open,
    Name,
    /// Behind the name, before any `=`.
    Attributes,
    /// Behind a `=`.
    Value,
    /// Within quotation marks of this kind.
    Quoted(u8),
}

const fn letters(text: &[u8]) -> u64 {
    let mut number = 0;
    let mut at = 0;
    while at < text.len() {
        number = number << 8 | text[at] as u64;
        at += 1;
    }
    number
}

/// Whether letters end in a scheme that fetches or runs something.
fn is_scheme(last: u64) -> bool {
    const SCHEMES: [(u64, u32); 10] = [
        (letters(b"http"), 4),
        (letters(b"https"), 5),
        (letters(b"ftp"), 3),
        (letters(b"ws"), 2),
        (letters(b"wss"), 3),
        (letters(b"data"), 4),
        (letters(b"file"), 4),
        (letters(b"blob"), 4),
        (letters(b"script"), 6),
        (letters(b"intent"), 6),
    ];
    SCHEMES
        .iter()
        .any(|(scheme, length)| last & ((1 << (8 * length)) - 1) == *scheme)
}

impl Surroundings {
    /// Before any text that goes to `delivery`.
    pub(crate) fn new(delivery: &Delivery) -> Surroundings {
        Surroundings {
            json: delivery.escaping() == Escaping::Json,
            ..Surroundings::default()
        }
    }

    /// Reads on.
    pub(crate) fn read(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some(skipped) = self.skip(rest) {
            rest = &rest[skipped..];
        }
        for &byte in rest {
            self.byte(byte);
        }
    }

    /// How many bytes are read at once: in plain prose all up to the last space, since only the word matters then.
    fn skip(&mut self, text: &[u8]) -> Option<usize> {
        let open = self.target > 0 || self.definition || self.tag != Tag::Outside;
        // A bracket may follow the one that was read last.
        if open || self.before == b']' {
            return None;
        }
        // What opens a tag, a target or a definition.
        let plain = memchr::memchr2(b'<', b']', text).unwrap_or(text.len());
        let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | 0x0c);
        let last = text[..plain].iter().rposition(space)?;
        self.word = Word::default();
        self.length = 0;
        self.before = text[last];
        Some(last + 1)
    }

    fn byte(&mut self, byte: u8) {
        if self.json && byte == b'"' && self.before != b'\\' {
            *self = Surroundings {
                json: true,
                ..Surroundings::default()
            };
            return;
        }
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0c => self.space(byte),
            _ => self.ink(byte),
        }
        self.tag = self.tag.after(byte);
        if byte != b'\r' {
            self.before = byte;
        }
    }

    fn space(&mut self, byte: u8) {
        if self.length > 0 {
            self.definition = false;
        }
        self.word = Word::default();
        self.length = 0;
        if byte == b'\n' {
            if self.line_end {
                self.target = 0;
                self.definition = false;
            }
            self.line_end = true;
        }
    }

    fn ink(&mut self, byte: u8) {
        self.line_end = false;
        let first = self.before;
        let slash = |b: u8| b == b'/' || b == b'\\';
        match byte {
            b'(' if first == b']' => {
                self.target = self.target.max(1);
                self.mail = Mail::Maybe;
                self.word.letters = 0;
                self.length = self.length.saturating_add(1);
                return;
            }
            b'(' if self.target > 0 => self.target = self.target.saturating_add(1),
            b')' if self.target > 0 => self.target -= 1,
            b':' if first == b']' => {
                self.definition = true;
                self.word = Word::default();
                self.length = 0;
                return;
            }
            b':' if is_scheme(self.word.letters) => self.word.url = true,
            b'<' | b'>' => {
                self.word = Word::default();
                self.length = 0;
                return;
            }
            // Two slashes of either kind begin a host, but for backslashes alone: they escape an underscore.
            b'/' | b'\\' if slash(first) && !(byte == b'\\' && first == b'\\') => {
                self.word.url = true;
            }
            b'/' | b'?' | b'#' if self.word.dotted => self.word.url = true,
            b'.' if first.is_ascii_alphanumeric() || first >= 0x80 => {
                self.word.dotted = true;
                if self.word.letters & 0xff_ffff == letters(b"www") {
                    self.word.url = true;
                }
            }
            _ => {}
        }
        if self.mail != Mail::No {
            self.mail = match (self.mail, byte) {
                (Mail::Yes, _) => Mail::No,
                (_, b':')
                    if self.word.letters == letters(b"mailto")
                        || self.word.letters == letters(b"tel") =>
                {
                    Mail::Yes
                }
                (_, byte) if byte.is_ascii_alphabetic() => Mail::Maybe,
                _ => Mail::No,
            };
        }
        self.word.letters = if byte.is_ascii_alphabetic() {
            self.word.letters << 8 | u64::from(byte.to_ascii_lowercase())
        } else {
            0
        };
        self.length = self.length.saturating_add(1);
    }

    /// Whether a token that comes next, with `behind` after it, stands in a URL, a target or an attribute.
    pub(crate) fn is_url(&self, behind: &str) -> bool {
        let next = behind.as_bytes();
        if self.target > 0 {
            return !(self.mail == Mail::Yes && next.first() == Some(&b')'));
        }
        let attribute = matches!(self.tag, Tag::Value | Tag::Quoted(_));
        let defined = self.definition && self.length > 0;
        // A name of hosts behind it makes the token one.
        let host =
            next.first() == Some(&b'.') && next.get(1).is_some_and(u8::is_ascii_alphanumeric);
        attribute || defined || host || self.word.url
    }
}

impl Tag {
    fn after(self, byte: u8) -> Tag {
        match (self, byte) {
            (Tag::Quoted(mark), _) if mark == byte => Tag::Attributes,
            (Tag::Quoted(_), _) => self,
            (_, b'>') => Tag::Outside,
            (Tag::Outside, b'<') => Tag::Open,
            (Tag::Open, _) if byte.is_ascii_alphabetic() || byte == b'/' => Tag::Name,
            (Tag::Open, b'<') => Tag::Open,
            (Tag::Open, _) => Tag::Outside,
            (Tag::Name, b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/') => Tag::Attributes,
            (Tag::Attributes, b'=') => Tag::Value,
            (Tag::Value, b'"' | b'\'') => Tag::Quoted(byte),
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests;
