//! Whether a value is a secret: what it looks like, and what programs and forms write in its place.

use super::assign::{LONGEST_PASSWORD, LONGEST_VALUE, Value};
use super::names_table::{PROVIDERS, Promise};
use super::odd::hash_like;
use super::placeholder::placeholder;
use super::shape::contains_folded;
use crate::recognise::candidate::Cx;

/// Whether the value keeps what the name promises; the rule's name if so.
pub(super) fn judge(
    cx: &Cx<'_>,
    promise: Promise,
    value: &Value<'_>,
    name: &[u8],
) -> Option<&'static str> {
    let text = value.text;
    let longest = if promise == Promise::Password {
        LONGEST_PASSWORD
    } else {
        LONGEST_VALUE - 1
    };
    if text.len() > longest || placeholder(text) || code(cx, value) {
        return None;
    }
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let marks = text.len() - digits - letters;
    match promise {
        Promise::Password => {
            if test_vector(cx, value) {
                return None;
            }
            // An address with a password in it is a connection string.
            if text.windows(3).any(|w| w == b"://") {
                return None;
            }
            if text.len() < 4
                || text.contains(&b' ') && !(name.ends_with(b"phrase") && value.quoted)
            {
                return None;
            }
            let strong = text.iter().any(|b| b"!@#$%^&*+?~".contains(b)) && letters + digits >= 3;
            let mixed = digits > 0 && letters > 0 && !identifier_with_number(text);
            let number = digits == text.len() && !value_of_code(cx, value);
            let plain = marks == 0 && digits == 0 && letters >= 6 && plain_password(value, name);
            let phrase = name.ends_with(b"phrase")
                && value.quoted
                && text.contains(&b' ')
                && text.len() >= 12;
            (strong || mixed || number || plain || phrase).then_some("password")
        }
        Promise::Random => {
            if text.len() < 8 || text.iter().any(|b| *b <= b' ' || *b >= 0x80) {
                return None;
            }
            let django = value.quoted && text.starts_with(b"django-insecure-");
            let allowed = text
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~!@#$%^&*:|".contains(b))
                || value.quoted && text.len() >= 32 && text.iter().all(u8::is_ascii_graphic);
            let cases =
                text.iter().any(u8::is_ascii_lowercase) && text.iter().any(u8::is_ascii_uppercase);
            let varied = distinct(text) >= 6;
            let random = digits > 0 && letters > 0 && !slug(text) && !identifier_with_number(text)
                || digits == 0
                    && cases
                    && text.len() >= 20
                    && value.quoted
                    && !slug(text)
                    && humps(text) * 3 > text.len()
                || digits == text.len() && text.len() >= 12 && value.quoted
                || digits == 0
                    && text.iter().any(|b| b"!@#$%^&*".contains(b))
                    && letters >= 6
                    && (value.quoted || value.environment);
            let path = text[0] == b'/'
                || text.starts_with(b"./")
                || text.starts_with(b"arn:")
                || text.windows(3).any(|w| w == b"://");
            let path = path && !(text.len() == 40 && text.iter().all(|b| base_64(*b)));
            (allowed && varied && (random || django) && !path).then(|| provider(name, text))
        }
        Promise::Header => None,
    }
}

/// Whether the value is hex among the numbered cases of a set of test vectors (Wycheproof).
fn test_vector(cx: &Cx<'_>, value: &Value<'_>) -> bool {
    let hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
    let front = &cx.bytes()[value.start.saturating_sub(256)..value.start];
    value.text.len().is_multiple_of(2)
        && value.text.iter().all(hex)
        && memchr::memmem::find(front, b"\"tcId\"").is_some()
}

fn base_64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Whether the value is an expression of a program and not a literal.
fn code(cx: &Cx<'_>, value: &Value<'_>) -> bool {
    let text = value.text;
    if value.quoted {
        // `"password": "<input`, format strings and interpolation.
        return text
            .windows(2)
            .any(|w| w == b"%s" || w == b"{}" || w == b"#{" || w == b"${")
            || text.first() == Some(&b'{') && text.last() == Some(&b'}');
    }
    let next = cx.byte(value.end);
    let calls = |b: &u8| {
        matches!(
            b,
            b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'"' | b'\'' | b'`'
        )
    };
    let closed = text.iter().any(calls) && !text.iter().any(|b| b"!@#$%^*".contains(b));
    let next = if value.header { b' ' } else { next };
    closed
        || next == b'>' && text.ends_with(b"-")
        || matches!(next, b'(' | b'[' | b'{' | b'"' | b'\'' | b'`' | b'<')
        || text.windows(2).any(|w| {
            w == b"($"
                || w == b"::"
                || w == b"->"
                || w == b"=>"
                || w == b"()"
                || w == b"&&"
                || w == b"||"
        })
        || matches!(
            text.first(),
            Some(b'&' | b'*' | b'!' | b'-' | b'/' | b'\\' | b'#' | b'.' | b'|' | b'+' | b'=')
        ) && !text.iter().any(u8::is_ascii_digit)
        || dotted_path(text)
        || type_or_constant(cx, value)
}

/// Whether the value is the name of a type or constant, or a number of a program: `Token: PULONG64,`,
/// `KEY: Flags2 = 4`, `PASSWORD = 8107,`, `0x80041064`, an entity of HTML.
fn type_or_constant(cx: &Cx<'_>, value: &Value<'_>) -> bool {
    let text = value.text;
    let name =
        text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') && !text[0].is_ascii_digit();
    let lower = text.iter().any(u8::is_ascii_lowercase);
    let tail = text
        .iter()
        .rposition(|b| !b.is_ascii_digit())
        .map_or(text, |at| &text[at + 1..]);
    let next = cx.byte(value.end);
    let more = next == b' ' && matches!(cx.byte(value.end + 1), b'=' | b'|' | b'?');
    let size = [&b"8"[..], b"16", b"32", b"64", b"128", b"256"].contains(&tail);
    name && (more
        || text.starts_with(b"__")
        || !lower && text.contains(&b'_') && !value.environment)
        || name && !lower && size && matches!(next, b',' | b';' | b')')
        || text.starts_with(b"0x") && text.len() <= 18
        || text.starts_with(b"&#")
}

/// `config.database.password2`, `self.token`: names joined by dots.
pub(super) fn dotted_path(text: &[u8]) -> bool {
    text.contains(&b'.')
        && text.split(|b| *b == b'.').all(|part| {
            part.first()
                .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
                && part.len() < 20
                && part.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
}

/// Whether a number without quotes is a program's: followed by more of an expression.
fn value_of_code(cx: &Cx<'_>, value: &Value<'_>) -> bool {
    let next = cx.byte(value.end);
    !value.quoted
        && (matches!(next, b';' | b')' | b'+' | b'*' | b'/') || value.spaced && next == b',')
}

/// `token2`, `password_1`, `Secret3`, `v1beta1`: a word and a small number.
pub(super) fn identifier_with_number(text: &[u8]) -> bool {
    let tail = text.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let head = &text[..text.len() - tail];
    let words = [
        "password", "passwd", "secret", "token", "key", "pass", "test", "string", "user", "sha",
        "utf", "base", "int", "uint",
    ];
    let bare = head
        .strip_suffix(b"_")
        .or(head.strip_suffix(b"-"))
        .unwrap_or(head);
    tail > 0
        && tail <= 3
        && words.iter().any(|w| {
            bare.len() >= w.len() && bare[bare.len() - w.len()..].eq_ignore_ascii_case(w.as_bytes())
        })
        && bare.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
        && !(tail == 3 && bare.len() < 9 && bare.first().is_some_and(u8::is_ascii_uppercase))
}

/// Whether letters alone may be a password: in lower or mixed case, and no word that a form or a program would say.
fn plain_password(value: &Value<'_>, name: &[u8]) -> bool {
    let text = value.text;
    let title = text[0].is_ascii_uppercase() && text[1..].iter().all(u8::is_ascii_lowercase);
    let spoken = [
        "pass",
        "secret",
        "token",
        "key",
        "name",
        "user",
        "field",
        "input",
        "error",
        "valid",
        "string",
        "text",
        "type",
        "data",
        "value",
        "wort",
        "senha",
        "contra",
        "label",
        "login",
        "prompt",
        "credential",
        "config",
        "option",
        "param",
        "null",
        "none",
        "auth",
        "self",
        "this",
    ];
    (value.quoted || value.environment && text.len() >= 8)
        && !title
        && !spoken.iter().any(|word| contains_folded(text, word))
        && name.len() >= 4
}

/// Words joined by separators, each of letters only or a short number: a name, not a key.
pub(super) fn slug(text: &[u8]) -> bool {
    let mut parts = text
        .split(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b':' | b' '))
        .peekable();
    let several = text
        .iter()
        .any(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b':'));
    several
        && parts.all(|part| {
            let letters = part.iter().filter(|b| b.is_ascii_alphabetic()).count();
            let digits = part.iter().filter(|b| b.is_ascii_digit()).count();
            letters + digits == part.len()
                && (digits == 0 && humps(part) <= 2
                    || letters == 0 && digits <= 4
                    || digits <= 2 && letters >= 1 && part.len() <= 8 && tail_digits(part))
        })
}

/// Whether all digits of `part` stand at its end or all at its beginning.
fn tail_digits(part: &[u8]) -> bool {
    let first = part
        .iter()
        .position(u8::is_ascii_digit)
        .unwrap_or(part.len());
    part[first..].iter().all(u8::is_ascii_digit)
}

/// Steps between lower and upper case.
fn humps(text: &[u8]) -> usize {
    text.windows(2)
        .filter(|w| {
            w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()
                || w[0].is_ascii_uppercase() && w[1].is_ascii_lowercase()
        })
        .count()
}

fn distinct(text: &[u8]) -> usize {
    let seen = text.iter().fold(0_u128, |seen, b| seen | 1 << (b & 127));
    seen.count_ones() as usize
}

fn provider(name: &[u8], text: &[u8]) -> &'static str {
    let named = PROVIDERS
        .iter()
        .find(|(part, _)| contains_folded(name, part));
    match named {
        Some((_, why)) => why,
        None if hash_like(text) => "generic-hex-secret",
        None => "generic-secret",
    }
}
