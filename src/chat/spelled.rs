//! The insides of JSON strings, read and written (RFC 8259, section 7), and a document with other strings in it.

use std::borrow::Cow;
use std::ops::Range;

use crate::restore;
use crate::wiped;

/// Half of a surrogate pair that stands alone, as `\ud83d` may, is no character. While its string is text, one for
/// private use stands for it, so many further: U+FD83D.
const ALONE: u32 = 0xf_0000;

/// What the inside of a JSON string spells.
pub(crate) struct Spelled<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Characters of the text stand for lone surrogates: [`write`] must know.
    pub(crate) alone: bool,
}

impl<'t> Spelled<'t> {
    /// Reads the inside of a string.
    pub(crate) fn read(inside: &'t str) -> Spelled<'t> {
        let Some(first) = memchr::memchr(b'\\', inside.as_bytes()) else {
            return Spelled {
                text: Cow::Borrowed(inside),
                alone: false,
            };
        };
        let (mut text, alone) = decode(inside, first, |unit| {
            char::from_u32(ALONE + unit).unwrap_or('\u{fffd}')
        });
        let mut kept = alone > 0;
        if kept && text.chars().filter(|c| stands_for(*c).is_some()).count() != alone {
            // The string has such characters of its own.
            (text, _) = decode(inside, first, |_| '\u{fffd}');
            kept = false;
        }
        Spelled {
            text: Cow::Owned(text),
            alone: kept,
        }
    }
}

/// The lone surrogate that a character stands for.
fn stands_for(c: char) -> Option<u32> {
    let unit = u32::from(c).checked_sub(ALONE)?;
    (0xd800..0xe000).contains(&unit).then_some(unit)
}

/// Writes `text` as the inside of a JSON string; with `alone` some characters stand for lone surrogates.
pub(crate) fn write(text: &str, alone: bool, out: &mut String) {
    if !alone {
        return restore::write_json(text, out);
    }
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| stands_for(*c).is_some()) {
        restore::write_json(&rest[..at], out);
        let unit = stands_for(c).unwrap_or_default();
        wiped::push(out, &format!("\\u{unit:04x}"));
        rest = &rest[at + c.len_utf8()..];
    }
    restore::write_json(rest, out);
}

/// The text of a string whose first backslash is at `first`, and how many lone surrogates it has; `alone` says what
/// stands for one.
fn decode(inside: &str, first: usize, alone: impl Fn(u32) -> char) -> (String, usize) {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    let mut next = Some(first);
    let mut count = 0;
    while let Some(at) = next {
        out.push_str(&rest[..at]);
        let (spelled, length) = escape(&rest[at..]);
        out.push(match spelled {
            Ok(c) => c,
            Err(unit) => {
                count += 1;
                alone(unit)
            }
        });
        rest = rest.get(at + length..).unwrap_or_default();
        next = memchr::memchr(b'\\', rest.as_bytes());
    }
    out.push_str(rest);
    (out, count)
}

/// The character that the escape at the start of `text` spells, or the lone surrogate, and its length in bytes.
fn escape(text: &str) -> (Result<char, u32>, usize) {
    let bytes = text.as_bytes();
    let simple = match bytes.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(bytes),
        Some(byte) if byte.is_ascii() => char::from(*byte),
        _ => return (Ok('\\'), 1),
    };
    (Ok(simple), 2)
}

fn unicode(bytes: &[u8]) -> (Result<char, u32>, usize) {
    let unit = |from: usize| -> Option<u32> {
        let hex = bytes.get(from..from + 4)?;
        hex.iter().try_fold(0, |number, digit| {
            Some(number * 16 + char::from(*digit).to_digit(16)?)
        })
    };
    let Some(high) = unit(2) else {
        return (Ok('\\'), 1);
    };
    if (0xd800..0xdc00).contains(&high)
        && bytes.get(6..8) == Some(b"\\u")
        && let Some(low) = unit(8).filter(|low| (0xdc00..0xe000).contains(low))
    {
        let both = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(both).ok_or(high), 12);
    }
    (char::from_u32(high).ok_or(high), 6)
}

/// Puts `with` in the places of `text`; places are in order and disjoint.
pub(crate) fn splice(text: &str, changes: &[(Range<usize>, impl AsRef<str>)]) -> String {
    let more: usize = changes.iter().map(|(_, with)| with.as_ref().len()).sum();
    let mut out = String::with_capacity(text.len() + more);
    let mut done = 0;
    for (place, with) in changes {
        out.push_str(text.get(done..place.start).unwrap_or_default());
        out.push_str(with.as_ref());
        done = place.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        for text in [
            "",
            "plain",
            "a\"b\\c/\n\r\t\u{1}\u{7f}",
            "ईमेल 😀 \u{2028}",
            "\u{fd83d}",
        ] {
            let mut inside = String::new();
            restore::write_json(text, &mut inside);
            assert_eq!(Spelled::read(&inside).text, text);
            let value: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
            assert_eq!(value, text);
        }
    }

    #[test]
    fn lone_surrogates_are_written_as_they_were() {
        for inside in [
            r"\ud83d",
            r"a \ud83d b \ude00 c",
            r"\ude00\ud83d\ude00\ud83d",
            r"\udbff \udc00 \ud800\ud800",
        ] {
            let spelled = Spelled::read(inside);
            assert!(spelled.alone);
            let mut again = String::new();
            write(&spelled.text, true, &mut again);
            let pair = |text: &str| text.replace(r"\ude00\ud83d\ude00\ud83d", "\\ude00😀\\ud83d");
            assert_eq!(again, pair(inside));
        }
        // Beside characters of its own that would stand for them, they are what any decoder makes of them.
        let spelled = Spelled::read("\u{fd83d} \\ud83d");
        assert_eq!(
            (&*spelled.text, spelled.alone),
            ("\u{fd83d} \u{fffd}", false)
        );
        assert!(!Spelled::read(r"\ud83d\ude00 \n").alone);
    }
}
