//! Characters as models, serialisers and browsers spell them: escapes, compatibility forms, invisible ones.

/// One character as it is meant, however it is spelled.
pub(super) struct Unit {
    pub(super) means: char,
    /// Bytes of its spelling.
    pub(super) length: usize,
    pub(super) percent: bool,
}

impl Unit {
    /// A character of ASCII that stands for itself.
    #[inline(always)]
    pub(super) fn plain(byte: u8) -> Unit {
        Unit {
            means: char::from(byte),
            length: 1,
            percent: false,
        }
    }
}

/// Whether an escape may begin with this byte.
#[inline(always)]
pub(super) const fn begins_escape(byte: u8) -> bool {
    matches!(byte, b'\\' | b'&' | b'%')
}

/// Stands for characters without width; one of them, so that no other character can be taken for it.
pub(super) const NOTHING: char = '\u{2060}';

/// The character at `at`: `Ok(None)` at the end of the text, `Err` where more text decides.
pub(super) fn unit(text: &str, at: usize, last: bool) -> Result<Option<Unit>, ()> {
    let bytes = text.as_bytes();
    let plain = |means, length| {
        Ok(Some(Unit {
            means,
            length,
            percent: false,
        }))
    };
    let Some(&byte) = bytes.get(at) else {
        return if last { Ok(None) } else { Err(()) };
    };
    // The longest escape has 16 bytes; near the end of what is known so far, its rest may be still to come.
    let rest = &bytes[at..bytes.len().min(at + 16)];
    let spelled = match byte {
        b'\\' => backslash(rest),
        b'&' => entity(rest),
        b'%' => percent(rest),
        0..0x80 => return plain(char::from(byte), 1),
        _ => {
            let c = text.get(at..).and_then(|t| t.chars().next());
            let c = c.unwrap_or('\u{fffd}');
            return plain(fold(c), c.len_utf8());
        }
    };
    match spelled {
        Escape::Is(means, length) => Ok(Some(Unit {
            means,
            length,
            percent: byte == b'%',
        })),
        Escape::Cut if !last => Err(()),
        Escape::Cut | Escape::No => plain(char::from(byte), 1),
    }
}

enum Escape {
    Is(char, usize),
    No,
    Cut,
}

fn hex(digits: &[u8]) -> Option<char> {
    let number = digits.iter().try_fold(0, |number: u32, digit| {
        Some(number * 16 + char::from(*digit).to_digit(16)?)
    })?;
    char::from_u32(number).map(fold)
}

/// `\_` and `\u005f`, behind up to four backslashes.
fn backslash(rest: &[u8]) -> Escape {
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    if slashes > 4 {
        return Escape::No;
    }
    match rest.get(slashes..) {
        Some([mark @ (b'_' | b'-'), ..]) => Escape::Is(char::from(*mark), slashes + 1),
        Some([b'u', digits @ ..]) => match digits.get(..4) {
            Some(digits) => hex(digits).map_or(Escape::No, |c| Escape::Is(c, slashes + 5)),
            None if digits.iter().all(u8::is_ascii_hexdigit) => Escape::Cut,
            None => Escape::No,
        },
        Some([]) | None => Escape::Cut,
        Some(_) => Escape::No,
    }
}

/// `&#95;`, `&#x5f;`, `&lowbar;`, `&UnderBar;`, `&nbsp;`, with one `&amp;` more.
fn entity(rest: &[u8]) -> Escape {
    let Some(end) = rest.iter().position(|byte| *byte == b';') else {
        let open = rest.len() < 10
            && rest[1..]
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
        return if open { Escape::Cut } else { Escape::No };
    };
    let (name, length) = match &rest[1..end] {
        b"amp" => match rest[end + 1..].iter().position(|byte| *byte == b';') {
            Some(inner) => (&rest[end + 1..end + 1 + inner], end + inner + 2),
            None if rest.len() < 16 => {
                let open = rest[end + 1..]
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#');
                return if open { Escape::Cut } else { Escape::No };
            }
            None => return Escape::No,
        },
        name => (name, end + 1),
    };
    let means = match name {
        b"lowbar" | b"UnderBar" => Some('_'),
        b"nbsp" => Some(' '),
        b"hyphen" | b"dash" => Some('-'),
        [b'#', b'x' | b'X', digits @ ..] if (1..=4).contains(&digits.len()) => hex(digits),
        [b'#', digits @ ..] if (1..=5).contains(&digits.len()) => std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .and_then(char::from_u32)
            .map(fold),
        _ => None,
    };
    means.map_or(Escape::No, |c| Escape::Is(c, length))
}

/// `%5F`, and `%255F` where it was escaped twice.
fn percent(rest: &[u8]) -> Escape {
    let twice = if rest.get(1..3) == Some(b"25") { 2 } else { 0 };
    match rest.get(1 + twice..3 + twice) {
        Some(digits) => match hex(digits) {
            Some(c) if c.is_ascii() => Escape::Is(c, 3 + twice),
            _ => Escape::No,
        },
        None if rest[1..].iter().all(u8::is_ascii_hexdigit) => Escape::Cut,
        None => Escape::No,
    }
}

/// Compatibility forms to what they mean (Unicode, NFKC and default-ignorable code points), as far as a model writes
/// them.
fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xff01 + u32::from('!')).unwrap_or(c)
        }
        '\u{1d400}'..='\u{1d6a3}' => {
            // They begin at a multiple of 52.
            let letter = u32::from(c) % 52;
            let base = if letter < 26 { 'A' } else { 'a' };
            char::from_u32(u32::from(base) + letter % 26).unwrap_or(c)
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => ' ',
        '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0f}' | '\u{feff}' => {
            NOTHING
        }
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at the beginning: what it means, its bytes, and whether it is a percent escape. Nothing where more
    /// text decides.
    fn first(text: &str, last: bool) -> Option<(char, usize, bool)> {
        let unit = unit(text, 0, last).ok()?.expect("a character");
        Some((unit.means, unit.length, unit.percent))
    }

    #[test]
    fn escapes_mean_what_they_are_read_as() {
        for (text, means, percent) in [
            ("a", 'a', false),
            ("\x7f", '\x7f', false),
            ("é", 'é', false),
            ("＿", '_', false),
            ("\\_", '_', false),
            ("\\-", '-', false),
            ("\\\\_", '_', false),
            ("\\\\\\\\_", '_', false),
            ("\\u005f", '_', false),
            ("\\u005F", '_', false),
            ("\\\\u002d", '-', false),
            ("\\\\\\\\u005f", '_', false),
            ("\\uff3f", '_', false),
            ("&#95;", '_', false),
            ("&#00095;", '_', false),
            ("&#65343;", '_', false),
            ("&#x5f;", '_', false),
            ("&#X5F;", '_', false),
            ("&#x005f;", '_', false),
            ("&#x9;", '\t', false),
            ("&lowbar;", '_', false),
            ("&UnderBar;", '_', false),
            ("&nbsp;", ' ', false),
            ("&hyphen;", '-', false),
            ("&dash;", '-', false),
            ("&amp;#95;", '_', false),
            ("&amp;#x5f;", '_', false),
            ("&amp;lowbar;", '_', false),
            ("&amp;UnderBar;", '_', false),
            ("%5F", '_', true),
            ("%5f", '_', true),
            ("%255F", '_', true),
            ("%41", 'A', true),
        ] {
            for (behind, last) in [("", true), ("", false), ("x", true), ("5 ;_&\\%", false)] {
                let text = format!("{text}{behind}");
                let length = text.len() - behind.len();
                assert_eq!(first(&text, last), Some((means, length, percent)), "{text}");
            }
        }
        let behind = unit("a&#95;", 1, true).ok().flatten().expect("a character");
        assert_eq!((behind.means, behind.length), ('_', 5));
    }

    #[test]
    fn what_is_no_escape_is_its_first_character() {
        for text in [
            "\\x",
            "\\\\\\\\\\_",
            "\\\\\\\\\\u005f",
            "\\u00zz",
            "\\u0z",
            "\\ud800",
            "&;",
            "&a b",
            "& ",
            "&#;",
            "&#x;",
            "&#xzz;",
            "&#9x;",
            "&#x0005f;",
            "&#000095;",
            "&#55296;",
            "&lowbars;",
            "&UnderBarx",
            "&UnderB.r",
            "&amp; x",
            "&amp;amp;",
            "&amp;x;",
            "&amp;abcdefghijk",
            "&amp;abcdefghijklmno;",
            "%zz",
            "%z",
            "%2z",
            "%C3%A9",
            "%25zz",
            "%AD",
        ] {
            let plain = Some((char::from(text.as_bytes()[0]), 1, false));
            assert_eq!(first(text, true), plain, "{text}");
            assert_eq!(first(text, false), plain, "{text}");
        }
    }

    #[test]
    fn what_may_yet_be_an_escape_waits_for_more() {
        for text in [
            "\\",
            "\\\\",
            "\\\\\\\\",
            "\\u",
            "\\u005",
            "\\\\\\\\u005",
            "&",
            "&#",
            "&#9",
            "&lowbar",
            "&UnderBar",
            "&amp",
            "&amp;",
            "&amp;#x5",
            "&amp;UnderBar",
            "&amp;abcdefghij",
            "%",
            "%5",
            "%25",
            "%255",
        ] {
            assert_eq!(first(text, false), None, "{text}");
            let plain = Some((char::from(text.as_bytes()[0]), 1, false));
            assert_eq!(first(text, true), plain, "{text}");
        }
        assert!(unit("a", 1, false).is_err());
        assert!(matches!(unit("a", 1, true), Ok(None)));
    }

    #[test]
    fn compatibility_forms_are_folded_to_what_they_mean() {
        for (c, ascii) in ('\u{ff01}'..='\u{ff5e}').zip('!'..='~') {
            assert_eq!(fold(c), ascii);
        }
        let letters = || ('A'..='Z').chain('a'..='z');
        for (c, ascii) in ('\u{1d400}'..='\u{1d6a3}').zip(letters().cycle()) {
            assert_eq!(fold(c), ascii);
        }
        for (c, means) in [
            ('\u{2010}', '-'),
            ('\u{2212}', '-'),
            ('\u{a0}', ' '),
            ('\u{2009}', ' '),
            ('\u{3000}', ' '),
            ('\u{ad}', NOTHING),
            ('\u{200d}', NOTHING),
            ('\u{feff}', NOTHING),
            ('\u{ff5f}', '\u{ff5f}'),
            ('\u{1d6a4}', '\u{1d6a4}'),
            ('क', 'क'),
        ] {
            assert_eq!(fold(c), means, "{c:?}");
        }
    }
}
