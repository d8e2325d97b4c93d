//! Where a view is worth building: the places at which a value may be spelled with something else than plain ASCII.
//!
//! The rule errs on the side of entering, except for what ordinary text is full of: letters of other scripts, smart
//! quotes, a dash between words, a joiner inside an emoji, an escaped line break between words.

use super::fold::{Fold, fold};
use super::{KEYCAP, escape};

/// Digits in a row, separators between them allowed, from which digits of another script may be a value.
const SHORTEST_VALUE: usize = 6;
/// The same where they touch letters of ASCII, as in a PAN.
const SHORTEST_PART: usize = 4;
/// Characters of a digit chain that are looked at.
const CHAIN: usize = 32;
/// Characters of a run of unseen ones that are passed over at a time.
const IGNORED: usize = 8;
/// Bytes behind an escape in which a value that it touches must show.
const TOUCHED: usize = 64;

/// For each byte: whether it may begin such a place.
static MAY_ENTER: [bool; 256] = may_enter();

const fn may_enter() -> [bool; 256] {
    let mut table = [false; 256];
    let mut lead = 0xC2;
    while lead < 0xF5 {
        // E4 to E9 lead Chinese characters only.
        table[lead] = lead < 0xE4 || lead > 0xE9;
        lead += 1;
    }
    table[b'%' as usize] = true;
    table[b'&' as usize] = true;
    table[b'\\' as usize] = true;
    table[b'=' as usize] = true;
    table[b'<' as usize] = true;
    table[b'*' as usize] = true;
    table
}

/// The places of a text at which a view is worth building, in order.
pub(super) struct Places<'t> {
    text: &'t str,
    at: usize,
    /// Everything foldable before this byte is part of a value already entered.
    entered: usize,
}

impl<'t> Places<'t> {
    /// The places of `text` from byte `at` on, a character boundary.
    pub(super) fn from(text: &'t str, at: usize) -> Places<'t> {
        Places {
            text,
            at,
            entered: 0,
        }
    }

    /// Whether the very next byte begins such a place.
    pub(super) fn enters(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at) {
            Some(byte) if !MAY_ENTER[usize::from(*byte)] => false,
            Some(byte) if byte.is_ascii() => self.escaped(self.at).0,
            Some(_) => self.wide(self.at).0,
            None => false,
        }
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            let at = self.at + may_begin(bytes.get(self.at..)?)?;
            let (enters, length) = if bytes[at].is_ascii() {
                self.escaped(at)
            } else {
                self.wide(at)
            };
            self.at = at + length;
            if enters {
                return Some(at);
            }
        }
    }
}

/// Where the first such place of `rest` may begin. Most bytes are passed over many at a time.
fn may_begin(rest: &[u8]) -> Option<usize> {
    let may = |part: &[u8]| part.iter().position(|b| MAY_ENTER[usize::from(*b)]);
    let (near, rest) = rest.split_at(rest.len().min(NEAR));
    if let Some(at) = may(near) {
        return Some(at);
    }
    let (chunks, tail) = rest.as_chunks::<CHUNK>();
    let mut from = near.len();
    for chunk in chunks {
        // Without a branch, so that many bytes are looked at at once.
        let marks = chunk.iter().fold(0, |marks, byte| {
            let is = |mark: u8| u8::from(*byte == mark);
            let mark = is(b'%') | is(b'&') | is(b'\\') | is(b'=') | is(b'<') | is(b'*');
            marks | mark | byte >> 7
        });
        if marks != 0
            && let Some(at) = may(chunk)
        {
            return Some(from + at);
        }
        from += CHUNK;
    }
    may(tail).map(|at| from + at)
}

/// Bytes that are looked at one by one before more are, and how many those are.
const NEAR: usize = 8;
const CHUNK: usize = 32;

impl Places<'_> {
    /// Whether the escape or markup at `at` enters, and how far to go on.
    fn escaped(&self, at: usize) -> (bool, usize) {
        let bytes = self.text.as_bytes();
        if matches!(bytes[at], b'<' | b'*') {
            let markup = escape::markup(bytes, at);
            let enters = markup.is_some_and(|length| escape::markup_in_value(bytes, at, length));
            return (enters, markup.unwrap_or(1));
        }
        let Some(escape) = escape::read(bytes, at) else {
            return (false, 1);
        };
        let end = at + escape.length;
        let before = at.checked_sub(1).map_or(0, |i| bytes[i]);
        let after = bytes.get(end).copied().unwrap_or(0);
        let enters = match escape.c {
            '@' => true,
            c if c.is_ascii_alphanumeric() => true,
            '+' if after.is_ascii_digit() => true,
            '.' | '_' | '-' | '+' if value(before) && (value(after) || begins_escape(after)) => {
                true
            }
            ' ' | '\t' | '\n' if digits_around(self.text, at, end) => true,
            ' ' | '-' if parts_around(bytes, at, end) => true,
            '\n' | '\r' | '\t' if hides_label(bytes, at) => true,
            '%' => after.is_ascii_hexdigit(),
            '&' => after == b'#' || after.is_ascii_alphabetic(),
            '\\' => true,
            c if c.is_ascii() => escape.touches && touches_value(&bytes[end..]),
            c => match fold(c) {
                Fold::Same | Fold::LookAlike(_) | Fold::Mark => {
                    escape.touches && touches_value(&bytes[end..])
                }
                Fold::Digit(_) | Fold::Form(_) => true,
                Fold::Ignored => {
                    value(before) && (value(after) || spaced_digit(after, bytes.get(end + 1)))
                }
                Fold::Separator(_) => {
                    digits_around(self.text, at, end) || parts_around(bytes, at, end)
                }
            },
        };
        (enters, escape.length)
    }

    /// Whether the character beyond ASCII at `at` enters, and its length.
    fn wide(&mut self, at: usize) -> (bool, usize) {
        let bytes = self.text.as_bytes();
        let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) else {
            return (false, 1);
        };
        let end = at + c.len_utf8();
        let before = at.checked_sub(1).map_or(0, |i| bytes[i]);
        let after = bytes.get(end).copied().unwrap_or(0);
        let enters = match fold(c) {
            Fold::Same => false,
            _ if at < self.entered => true,
            Fold::Ignored => {
                // What stands behind a run of them decides for the whole run.
                let mut run = end;
                for next in self.text[end..].chars().take(IGNORED) {
                    if next.is_ascii() || fold(next) != Fold::Ignored {
                        break;
                    }
                    run += next.len_utf8();
                }
                let after = bytes.get(run).copied().unwrap_or(0);
                let near =
                    |edge: u8, beyond: Option<&u8>| value(edge) || spaced_digit(edge, beyond);
                let enters = near(before, at.checked_sub(2).and_then(|i| bytes.get(i)))
                    && near(after, bytes.get(run + 1));
                return (enters, run - at);
            }
            Fold::Mark if c == KEYCAP => capped(self.text, at, end),
            Fold::Mark => {
                before.is_ascii_digit() && after.is_ascii_alphanumeric()
                    || after.is_ascii_digit() && before.is_ascii_alphanumeric()
            }
            Fold::Digit(_) => self.chain(at),
            Fold::Separator(b'.') => value(before) && value(after),
            Fold::Separator(_) => digits_around(self.text, at, end) || parts_around(bytes, at, end),
            Fold::Form(b'@') => true,
            Fold::Form(_) => self.text[end..].chars().take(3).all(|c| {
                c.is_ascii_alphanumeric() || matches!(fold(c), Fold::Form(_) | Fold::Digit(_))
            }),
            Fold::LookAlike(_) => before.is_ascii_alphanumeric() || after.is_ascii_alphanumeric(),
        };
        (enters, end - at)
    }

    /// Whether the digits from `at` on are enough for a value; digits of ASCII count too.
    fn chain(&mut self, at: usize) -> bool {
        let mut digits = self.text.as_bytes()[..at]
            .iter()
            .rev()
            .take(SHORTEST_VALUE)
            .take_while(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-'))
            .filter(|b| b.is_ascii_digit())
            .count();
        let mut gap = 0;
        let mut end = at;
        for c in self.text[at..].chars().take(CHAIN) {
            match fold(c) {
                Fold::Digit(_) => {
                    digits += 1;
                    gap = 0;
                }
                Fold::Same if c.is_ascii_digit() => {
                    digits += 1;
                    gap = 0;
                }
                Fold::Ignored | Fold::Separator(_) => gap += 1,
                Fold::Same if matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\n') => gap += 1,
                _ => break,
            }
            if gap > 3 {
                break;
            }
            end += c.len_utf8();
        }
        let bytes = self.text.as_bytes();
        let touches = at > 0 && bytes[at - 1].is_ascii_alphabetic()
            || bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        let enters = digits >= SHORTEST_VALUE || touches && digits >= SHORTEST_PART;
        if enters {
            self.entered = end;
        }
        enters
    }
}

/// Whether the keycap at `at` stands on a digit and another digit follows, a separator between or not.
fn capped(text: &str, at: usize, end: usize) -> bool {
    let digit = text[..at]
        .trim_end_matches('\u{FE0F}')
        .ends_with(|c: char| c.is_ascii_digit());
    let rest = text[end..].trim_start_matches([' ', '-']);
    let mut next = rest.chars();
    let another = next.next().is_some_and(|c| c.is_ascii_digit());
    digit
        && another
        && rest.len() + 2 > text.len() - end
        && matches!(next.next(), Some('\u{FE0F}' | KEYCAP))
}

/// Whether a value may hold this byte.
fn value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'_' | b'-' | b'+')
}

fn begins_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\' | b'=')
}

/// Whether a digit stands on each side of `at..end`, with at most two separators between.
fn digits_around(text: &str, at: usize, end: usize) -> bool {
    let separator = |c: char| {
        matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '+')
            || !c.is_ascii() && matches!(fold(c), Fold::Separator(_) | Fold::Ignored)
    };
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let bytes = text.as_bytes();
    // An escape may be next to another: `&nbsp;&nbsp;`.
    let next = bytes.get(end).is_some_and(|b| begins_escape(*b));
    let last = at > 0 && bytes[at - 1] == b';';
    (last || digit(text[..at].chars().rev().take(3).find(|c| !separator(*c))))
        && (next || digit(text[end..].chars().take(3).find(|c| !separator(*c))))
}

/// Whether a digit stands behind a separator.
fn spaced_digit(edge: u8, beyond: Option<&u8>) -> bool {
    matches!(edge, b' ' | b'-') && beyond.is_some_and(u8::is_ascii_digit)
}

/// Whether `at..end` may part a code: a word of four or more capitals from a digit, or a digit from a capital. Amounts and
/// headings have fewer capitals: `EUR 100`, `Table 1`.
fn parts_around(bytes: &[u8], at: usize, end: usize) -> bool {
    let plain = |b: &&u8| !matches!(**b, b' ' | b'-');
    let after = bytes[end..].iter().take(2).find(plain);
    let lead = bytes[..at].iter().rev();
    let blanks = lead.clone().take(2).take_while(|b| !plain(b)).count();
    let mut lead = lead.skip(blanks);
    match after {
        Some(b'0'..=b'9') => {
            lead.by_ref()
                .take(4)
                .filter(|b| b.is_ascii_uppercase())
                .count()
                == 4
        }
        Some(b'A'..=b'Z') => lead.next().is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

/// Bytes of a line in which its digits are looked for.
const LABELLED: usize = 64;

/// Whether the letter of the escape at `at` touches a word in lower case, on a line with four digits or more: of
/// `\nphone: 98450 12345` in JSON the word is not `nphone`.
pub(super) fn hides_label(bytes: &[u8], at: usize) -> bool {
    let [b'\\', b'n' | b'r' | b't', first, rest @ ..] = &bytes[at..] else {
        return false;
    };
    let line = rest
        .iter()
        .take(LABELLED)
        .take_while(|b| !matches!(b, b'\\' | b'"'));
    first.is_ascii_lowercase() && line.filter(|b| b.is_ascii_digit()).take(4).count() == 4
}

/// Whether the word at the start of `bytes` may be an e-mail address or hold a number.
fn touches_value(bytes: &[u8]) -> bool {
    let mut digits = 0;
    for byte in bytes.iter().take(TOUCHED) {
        match byte {
            b'@' => return true,
            b'0'..=b'9' => digits += 1,
            byte if value(*byte) => {}
            _ => break,
        }
        if digits == 4 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_disguise_are_entered() {
        for text in [
            "५३९८ २१७४ ६५०२",
            "5398\u{a0}2174\u{a0}6502",
            "5398–2174–6502",
            "5398 – 2174",
            "5398\u{a0}\u{a0}2174",
            "53\u{200b}98",
            "as\u{ad}ha@example.com",
            "asha＠example.com",
            "ＡＢＣＰＥ１２３４Ｆ",
            "rаhul@example.com",
            "asha%40example.com",
            "asha&#64;example.com",
            r"asha\u0040example.com",
            "asha=40example.com",
            "asha%2540example.com",
            r"\n539821746502",
            "to%3A539821746502",
            "5398<b>2174</b>",
            "5398&nbsp;2174",
            "1\u{301}2",
        ] {
            assert!(Places::from(text, 0).next().is_some(), "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_not() {
        for text in [
            "He said—“that’s it”—and left… 1984–85? No: in 1984 – yes",
            "मेरा नाम आशा है। मैं २०२४ में आई।",
            "👨\u{200d}👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3} 🇮🇳",
            "مرحبا بالعالم، كيف حالك؟",
            "क्\u{200d}ष रु\u{200c}",
            "Привет, мир! Дом 5",
            "a && b == c % d; x = 4; s.replace(\"\\\\\", \"\"); 100% & more",
            r#"{"text": "line one\nline two\ttabbed \"quoted\""}"#,
            "https://example.com/a%20b?c=%C3%A9&d=1",
            "&lt;p&gt; fish &amp; chips &quot;x&quot;",
            r"\u0906\u0927\u093e\u0930",
            "2**10 is **bold** and <td>5</td><td>6</td>",
            "東京都千代田区",
            "m² and 10⁹, café, naïve",
        ] {
            // The range of years and the power are entered, and nothing comes of it.
            let places: Vec<_> = Places::from(text, 0)
                .map(|at| &text[at..])
                .filter(|rest| !rest.starts_with('–') && !rest.starts_with("**"))
                .collect();
            assert!(places.is_empty(), "{text}: {places:?}");
        }
    }
}
