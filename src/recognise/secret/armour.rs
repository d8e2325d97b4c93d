//! Private keys in armour: PEM (RFC 7468), OpenSSH, OpenPGP (RFC 4880). The whole block is hidden; one that was cut
//! off is hidden as far as it goes.

use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// The longest block, in bytes: an RSA key of 16,384 bits takes thirteen thousand.
const LONGEST: usize = 24_576;
const LONGEST_LABEL: usize = 48;

/// The check at the first of five hyphens.
pub(super) fn block(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = bytes.get(at..)?.strip_prefix(b"-----BEGIN ")?;
    let label = rest
        .iter()
        .take(LONGEST_LABEL)
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b' ' | b'_'))
        .count();
    let name = &rest[..label];
    let why = kind(name)?;
    let mut end = at + 11 + label;
    if bytes.get(end..)?.starts_with(b"-----") {
        end += 5;
    }
    let limit = bytes.len().min(at + LONGEST);
    let body = end;
    while end < limit && inside(bytes[end]) && !bytes[end..].starts_with(b"-----") {
        end += 1;
    }
    if bytes[end..].starts_with(b"-----END ") {
        let tail = bytes[end + 9..].iter().take(LONGEST_LABEL);
        let close = end + 9 + tail.take_while(|b| **b != b'-' && **b != b'\n').count();
        end = close
            + bytes[close..]
                .iter()
                .take(5)
                .take_while(|b| **b == b'-')
                .count();
    } else {
        // Cut off, or only spoken of: what follows must be a key's text for at least a line.
        let text = &bytes[body..end];
        let (blanks, begun) = begun(text);
        end = body + base64_end(text).max(if begun >= BEGUN { blanks + begun } else { 0 });
        if end < body + 40 && begun < BEGUN {
            return None;
        }
    }
    Some(Hit::new(at..end, Score::CERTAIN, why))
}

/// The fewest characters of a key that was cut off in its first line.
const BEGUN: usize = 16;

/// Bytes before the first line of a key, and bytes of that line, where it begins as keys do: with a DER sequence (`MI`)
/// or the name of OpenSSH's format.
fn begun(body: &[u8]) -> (usize, usize) {
    let escapes = |b: &u8| matches!(b, b'\n' | b'\r' | b' ' | b'\\' | b'n' | b'r' | b'"');
    let blanks = body.iter().take_while(|b| escapes(b)).count();
    let line = &body[blanks..];
    let base = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let known = line.starts_with(b"MI") || line.starts_with(b"b3Bl") || line.starts_with(b"lQ");
    let length = line.iter().take_while(base).count();
    (blanks, if known { length } else { 0 })
}

fn kind(label: &[u8]) -> Option<&'static str> {
    let held = |word: &[u8]| label.windows(word.len()).any(|w| w == word);
    match label {
        b"OPENSSH PRIVATE KEY" => Some("openssh-private-key"),
        b"PGP PRIVATE KEY BLOCK" => Some("pgp-private-key"),
        _ if held(b"PRIVATE KEY") => Some("pem-private-key"),
        _ => None,
    }
}

/// Bytes of base 64, of the headers of old armour, and of the string literals that keys are put into.
fn inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=\\ \t\r\n\"',:;-.()#|><&$".contains(&byte)
}

/// Where the last stretch of twenty or more characters of base 64 in `body` ends, prose excluded.
fn base64_end(body: &[u8]) -> usize {
    let mut end = 0;
    let mut from = 0;
    let mut strays = 0;
    for (at, byte) in body.iter().chain(std::iter::once(&b' ')).enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=') {
            continue;
        }
        // The `n` of an escaped line break counts as a character of the line behind it.
        if at - from >= 20 {
            end = at;
            strays = 0;
        } else if at > from {
            strays += 1;
            if strays > 12 {
                break;
            }
        }
        from = at + 1;
    }
    end
}
