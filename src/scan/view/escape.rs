//! Escapes that stand for a character: percent (RFC 3986), HTML character references, JSON and C escapes,
//! quoted-printable (RFC 2045), Markdown's backslash; and markup that only changes how a value looks.

/// An escape read: the character that it stands for, and its length in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escape {
    pub(super) c: char,
    pub(super) length: usize,
    /// Whether a letter or digit of the escape touches what follows: `\nasha@`, `%20asha@`.
    pub(super) touches: bool,
}

impl Escape {
    fn new(c: char, length: usize, touches: bool) -> Option<Escape> {
        Some(Escape { c, length, touches })
    }
}

/// What a line that was wrapped for the wire folds to: nothing.
const SOFT_BREAK: char = '\u{AD}';

/// HTML's named references for characters that stand in values or between their parts.
static NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("commat", '@'),
    ("dash", '-'),
    ("emsp", ' '),
    ("ensp", ' '),
    ("gt", '>'),
    ("hyphen", '-'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lt", '<'),
    ("mdash", '-'),
    ("nbsp", ' '),
    ("ndash", '-'),
    ("num", '#'),
    ("numsp", ' '),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quot", '"'),
    ("rpar", ')'),
    ("shy", SOFT_BREAK),
    ("sol", '/'),
    ("thinsp", ' '),
    ("zwj", SOFT_BREAK),
    ("zwnj", SOFT_BREAK),
];

/// Inline elements: their tags change how text looks and do not end a word.
static INLINE: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "ins", "kbd", "mark", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u", "wbr",
];

/// The longest inline tag that is passed over, attributes included, in bytes.
const LONGEST_TAG: usize = 96;

/// Bytes on each side of markup in which the sign of an address is looked for.
const MARKED: usize = 24;

/// The escape at `at`, where one stands there.
pub(super) fn read(bytes: &[u8], at: usize) -> Option<Escape> {
    let rest = &bytes[at..];
    match *rest.first()? {
        b'%' => octets(rest, b'%'),
        b'&' => reference(rest),
        b'\\' => backslash(rest),
        b'=' => quoted_printable(bytes, at),
        _ => None,
    }
}

fn hex(byte: Option<&u8>) -> Option<u32> {
    char::from(*byte?).to_digit(16)
}

/// `%XX` or `=XX` where it stands for one byte.
fn octet(rest: &[u8], lead: u8) -> Option<u8> {
    if *rest.first()? != lead {
        return None;
    }
    Some((hex(rest.get(1))? * 16 + hex(rest.get(2))?) as u8)
}

/// One character of UTF-8, each byte of it escaped.
fn octets(rest: &[u8], lead: u8) -> Option<Escape> {
    let first = octet(rest, lead)?;
    let count = match first {
        b'\t' | b'\n' | b'\r' | 0x20..=0x7E => return Escape::new(char::from(first), 3, true),
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut character = [first, 0, 0, 0];
    for (place, byte) in character.iter_mut().enumerate().take(count).skip(1) {
        *byte = octet(rest.get(3 * place..)?, lead)?;
    }
    let c = std::str::from_utf8(&character[..count])
        .ok()?
        .chars()
        .next()?;
    Escape::new(c, 3 * count, true)
}

fn reference(rest: &[u8]) -> Option<Escape> {
    if rest.get(1) == Some(&b'#') {
        return numeric_reference(rest);
    }
    let name = rest[1..]
        .iter()
        .take(8)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    if rest.get(1 + name) != Some(&b';') {
        return None;
    }
    let name = std::str::from_utf8(&rest[1..=name]).ok()?;
    let (_, c) = NAMES
        .iter()
        .find(|(known, _)| known.len() == name.len() && *known == name)?;
    Escape::new(*c, name.len() + 2, false)
}

fn numeric_reference(rest: &[u8]) -> Option<Escape> {
    let (from, radix) = match rest.get(2)? {
        b'x' | b'X' => (3, 16),
        _ => (2, 10),
    };
    let mut code = 0_u32;
    let mut end = from;
    while let Some(digit) = rest
        .get(end)
        .filter(|_| end < from + 8)
        .and_then(|b| char::from(*b).to_digit(radix))
    {
        code = code.saturating_mul(radix).saturating_add(digit);
        end += 1;
    }
    if end == from {
        return None;
    }
    // The semicolon may be left out (HTML, 13.2.5.80), except where hex digits could be the text's.
    let closed = rest.get(end) == Some(&b';');
    if !closed && radix == 16 {
        return None;
    }
    Escape::new(visible(code)?, end + usize::from(closed), !closed)
}

fn backslash(rest: &[u8]) -> Option<Escape> {
    // Text that was quoted twice has its backslashes doubled.
    let run = rest.iter().take(8).take_while(|b| **b == b'\\').count();
    let after = &rest[run..];
    let digits = |from: usize, count: usize| {
        (from..from + count).try_fold(0, |code, i| Some(code * 16 + hex(after.get(i))?))
    };
    match *after.first()? {
        b'n' => Escape::new('\n', run + 1, true),
        b'r' => Escape::new('\r', run + 1, true),
        b't' => Escape::new('\t', run + 1, true),
        b'x' => Escape::new(visible(digits(1, 2)?)?, run + 3, true),
        b'u' if after.get(1) == Some(&b'{') => {
            let count = after[2..]
                .iter()
                .take(6)
                .take_while(|b| b.is_ascii_hexdigit())
                .count();
            (after.get(2 + count) == Some(&b'}')).then_some(())?;
            Escape::new(visible(digits(2, count)?)?, run + count + 3, false)
        }
        b'u' => {
            let first = digits(1, 4)?;
            if !(0xD800..0xDC00).contains(&first) {
                return Escape::new(visible(first)?, run + 5, true);
            }
            let low = after[5..]
                .iter()
                .take(8)
                .take_while(|b| **b == b'\\')
                .count();
            (low > 0 && after.get(5 + low) == Some(&b'u')).then_some(())?;
            let second = digits(6 + low, 4).filter(|c| (0xDC00..0xE000).contains(c))?;
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            Escape::new(visible(code)?, run + 5 + low + 5, true)
        }
        b'U' => Escape::new(visible(digits(1, 8)?)?, run + 9, true),
        mark @ (b'"' | b'/' | b'_' | b'-' | b'.' | b'@' | b'+' | b'*' | b'(' | b')' | b'['
        | b']') => Escape::new(char::from(mark), run + 1, false),
        _ => None,
    }
}

/// `=40`, or `=` at a line's end. A `=` that follows a name is an assignment and no escape.
fn quoted_printable(bytes: &[u8], at: usize) -> Option<Escape> {
    let rest = &bytes[at..];
    let before = at.checked_sub(1).map_or(b' ', |i| bytes[i]);
    let value = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'_' | b'-' | b'+');
    let line_end = match rest.get(1..)? {
        [b'\n', ..] => 2,
        [b'\r', b'\n', ..] => 3,
        _ => 0,
    };
    if line_end > 0 {
        let after = rest.get(line_end).copied().unwrap_or(b' ');
        return (value(before) && (value(after) || after == b'='))
            .then_some(())
            .and_then(|()| Escape::new(SOFT_BREAK, line_end, false));
    }
    if rest.get(1..3)?.iter().any(u8::is_ascii_lowercase) {
        return None;
    }
    let escape = octets(rest, b'=')?;
    let follows = at >= 3 && octet(&bytes[at - 3..], b'=').is_some();
    let fits = follows
        || match escape.c {
            '+' if rest.get(3).is_some_and(u8::is_ascii_digit) => true,
            '@' | '.' | '_' | '-' | '+' => value(before),
            c if c.is_ascii_alphanumeric() => {
                before.is_ascii_digit()
                    || before.is_ascii_whitespace()
                    || matches!(before, b'>' | b'+')
            }
            // `x=20.5` is no escape; `to=20asha@example.com` may be one.
            ' ' | '\t' | '\n' | '\r' | '=' => rest
                .get(3)
                .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'=' | b'"' | b'\'')),
            c => !c.is_ascii(),
        };
    fits.then_some(escape)
}

/// The character of that code, unless it is a control that no text holds.
fn visible(code: u32) -> Option<char> {
    let c = char::from_u32(code)?;
    (!c.is_control() || matches!(c, '\t' | '\n' | '\r')).then_some(c)
}

/// The length of the markup at `at` that a reader does not see: an inline tag, or Markdown's `**`, where it stands
/// inside a value.
pub(super) fn markup(bytes: &[u8], at: usize) -> Option<usize> {
    let value = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'*' | b'<' | b'>');
    let spaced = |edge: u8, beyond: Option<&u8>| {
        matches!(edge, b' ' | b'-') && beyond.is_some_and(u8::is_ascii_digit)
    };
    let before = at.checked_sub(1).map_or(0, |i| bytes[i]);
    if !value(before) && !spaced(before, at.checked_sub(2).and_then(|i| bytes.get(i))) {
        return None;
    }
    let rest = &bytes[at..];
    let length = match *rest.first()? {
        b'*' if rest.get(1) == Some(&b'*') && rest.get(2) != Some(&b'*') => 2,
        b'<' => tag(rest)?,
        _ => return None,
    };
    let after = rest.get(length).copied().unwrap_or(0);
    (value(after) || spaced(after, rest.get(length + 1))).then_some(length)
}

/// Whether digits, or the sign of an address, stand close to markup of `length` bytes at `at`.
pub(super) fn markup_in_value(bytes: &[u8], at: usize, length: usize) -> bool {
    let before = bytes[..at].iter().rev().take(MARKED);
    let after = bytes[at + length..].iter().take(MARKED);
    let close = before.clone().take(3).chain(after.clone().take(3));
    close.filter(|b| b.is_ascii_digit()).count() >= 2 || before.chain(after).any(|b| *b == b'@')
}

fn tag(rest: &[u8]) -> Option<usize> {
    let from = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    let name = rest[from..]
        .iter()
        .take(7)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let known = rest.get(from..from + name)?;
    let tail = &rest[from + name..];
    // What most signs of a program stand before is no tag.
    if known.is_empty() || !matches!(*tail.first()?, b'>' | b' ' | b'/') {
        return None;
    }
    let same = |tag: &&&str| tag.len() == name && tag.as_bytes().eq_ignore_ascii_case(known);
    INLINE.iter().find(same)?;
    match *tail.first()? {
        b'>' => Some(from + name + 1),
        b' ' | b'/' => tail
            .iter()
            .take(LONGEST_TAG)
            .position(|b| *b == b'>')
            .map(|end| from + name + end + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<(char, usize)> {
        let at = text.find(['%', '&', '\\', '='])?;
        read(text.as_bytes(), at).map(|escape| (escape.c, escape.length))
    }

    #[test]
    fn escapes_stand_for_their_character() {
        for (text, c, length) in [
            ("a%40b", '@', 3),
            ("%E0%A5%AB", '५', 9),
            ("&#64;", '@', 5),
            ("&#x40;", '@', 6),
            ("&#0064", '@', 6),
            ("&commat;", '@', 8),
            (r"\u0040", '@', 6),
            (r"\\u0040", '@', 7),
            (r"\u{1d7ce}", '𝟎', 9),
            (r"\ud835\udfce", '𝟎', 12),
            (r"\x40", '@', 4),
            (r"\U00000040", '@', 10),
            (r"\n5", '\n', 2),
            (r"a\_b", '_', 2),
            ("asha=40example", '@', 3),
            (" =35398", '5', 3),
            ("exam=\nple", '\u{AD}', 2),
            ("exam=\r\nple", '\u{AD}', 3),
        ] {
            assert_eq!(first(text), Some((c, length)), "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_is_left_alone() {
        for text in [
            "100%",
            "%4",
            "%zz",
            "%ff",
            "%E0%A5x",
            "&#;",
            "&",
            "&nosuch;",
            "&amp",
            "&#x40",
            r"\u00",
            r"\d",
            r"\ud835",
            "id=53982174",
            "x = 4",
            "=",
            "a==\n",
            "&#xD800;",
            "&#1114112;",
            "%00",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn markup_is_passed_over_inside_a_value_only() {
        let length = |text: &str| {
            let at = text.find(['<', '*']).unwrap_or_default();
            markup(text.as_bytes(), at)
        };
        assert_eq!(length("5398<b>2174"), Some(3));
        assert_eq!(length("5398</b>2174"), Some(4));
        assert_eq!(length("5398 <span class=\"x\">2174"), Some(16));
        assert_eq!(length("5398**2174"), Some(2));
        assert_eq!(length("5398 **2174**"), Some(2));
        assert_eq!(length("1</td>2"), None);
        assert_eq!(length("the <b>word"), None);
        assert_eq!(length("a **word"), None);
        assert_eq!(length("1<2"), None);
    }
}
