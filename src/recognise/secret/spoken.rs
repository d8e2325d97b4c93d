//! Passwords in sentences and on command lines: `my password is ...`, `password hai ...`, `--password ...`.

use super::command::runs;
use super::judge::{dotted_path, identifier_with_number, slug};
use super::login;
use super::placeholder::placeholder;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// Words that may stand between `password` and its value, after which the value is expected.
static LINKS: &[&[u8]] = &[
    b"is",
    b"was",
    b"hai",
    b"hain",
    b"h",
    b"he",
    b"tha",
    b"to",
    b"be",
    b"as",
    b"ye",
    b"yeh",
    b"-",
    b"|",
    b"->",
    b"=>",
    b"--",
    b"\xe2\x80\x93",
    b"\xe2\x80\x94",
    b"now",
    b"still",
    b"set",
    b"changed",
    b"reset",
];

/// Words in between; the longest sentence between a password and its announcement, in words.
const MOST_WORDS: usize = 7;
/// Bytes looked at behind the word.
const REACH: usize = 96;

/// The check at `assword`, that is behind a `p` of either case.
pub(super) fn password(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let end = at + 7;
    if !matches!(cx.before(at), b'p' | b'P') {
        return None;
    }
    if let Some(hit) = element(cx, at - 1, end)
        .or_else(|| block(cx, end))
        .or_else(|| attribute(cx, end))
    {
        return Some(hit);
    }
    if bytes[end..].starts_with(b"-stdin") {
        return login::piped(cx, at);
    }
    let quotes = usize::from(matches!(cx.byte(end), b'"' | b'\'' | b'`'));
    // `the password's x9K2...`
    let own = bytes[end..].starts_with(b"'s ");
    let quotes = if own { 2 } else { quotes };
    if cx.byte(end + quotes) != b' ' {
        return None;
    }
    let flag = at >= 3 && bytes[..at - 1].ends_with(b"--")
        || behind_login(&bytes[..at - 1])
        || runs(bytes, at, &["nmcli"]);
    let from = end + quotes;
    let reach = &bytes[from..bytes.len().min(from + REACH)];
    let mut linked = flag || own;
    let mut start = 0;
    let mut words = 0;
    for part in reach.split_inclusive(|b| matches!(b, b' ' | b'\n')) {
        let last = part.ends_with(b"\n");
        let word = part.trim_ascii();
        let place = from + start;
        start += part.len();
        if word.is_empty() {
            if last {
                return None;
            }
            continue;
        }
        let link = word.strip_suffix(b":").unwrap_or(word);
        if LINKS.iter().any(|known| link.eq_ignore_ascii_case(known)) {
            linked = true;
        } else {
            let whole = from + start < bytes.len() || reach.len() < REACH;
            let behind = &bytes[from + start..bytes.len().min(from + start + 5)];
            let spoken = [&b"hai "[..], b"hai", b"h ", b"hai."]
                .iter()
                .any(|link| behind.starts_with(link));
            if let Some(hit) = candidate(word, place, linked, spoken)
                && whole
            {
                return Some(hit);
            }
            linked = word.ends_with(b":");
            let word = link;
            let plain = word.iter().all(|b| b.is_ascii_lowercase() || *b >= 0x80);
            words += 1;
            if !plain || words == MOST_WORDS {
                return None;
            }
        }
        if last {
            return None;
        }
    }
    None
}

/// The word as a password, where it looks like one and is announced as one.
fn candidate(word: &[u8], place: usize, linked: bool, spoken: bool) -> Option<Hit> {
    let lead = word
        .iter()
        .take_while(|b| matches!(b, b'"' | b'\'' | b'`' | b'(' | b'*'))
        .count();
    let mut value = &word[lead..];
    while let [
        head @ ..,
        b'.' | b',' | b';' | b':' | b'?' | b'"' | b'\'' | b'`' | b')',
    ] = value
    {
        value = head;
    }
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = value.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let marks = value.iter().filter(|b| b"@#$!%^&*+?~".contains(b)).count();
    if value.len() < 4
        || value.len() > 64
        || !value.iter().all(u8::is_ascii_graphic)
        || placeholder(value)
        || slug(value) && !((linked || spoken) && named_and_numbered(value))
    {
        return None;
    }
    let code = value.iter().any(|b| {
        matches!(
            b,
            b'(' | b')'
                | b'{'
                | b'}'
                | b'['
                | b']'
                | b'<'
                | b'>'
                | b'/'
                | b'='
                | b'|'
                | b'"'
                | b'\\'
        )
    });
    let entity = ["&quot", "&lt", "&gt", "&amp", "&#"]
        .iter()
        .any(|entity| value.windows(entity.len()).any(|w| w == entity.as_bytes()));
    let address = value.split(|b| *b == b'@').nth(1).is_some_and(|host| {
        host.contains(&b'.')
            && host
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    });
    // Brackets among figures and signs are a password's too, unless they pair as a call's do.
    let brackets = |b: &&u8| matches!(b, b'(' | b')' | b'[' | b']' | b'{' | b'}');
    let bracketed = linked
        && digits > 0
        && letters > 1
        && marks > 0
        && value.iter().filter(brackets).count() == 1
        && !value.iter().any(|b| b"<>/=|\"\\".contains(b));
    if code && !bracketed
        || entity
        || address
        || identifier_with_number(value)
        || dotted_path(value)
    {
        return None;
    }
    let mixed = digits > 0 && letters > 1;
    let strong = marks > 0
        && letters > 1
        && (digits > 0
            || value[..value.len() - 1]
                .iter()
                .any(|b| b"@#$%^&*".contains(b)));
    let number = digits == value.len();
    let announced =
        linked && (mixed || strong || number) || spoken && (mixed || strong) || mixed && strong;
    let start = place + lead;
    announced.then(|| Hit::new(start..start + value.len(), Score::LIKELY, "password"))
}

/// A capitalised word, an underscore and a number, as people choose them: `Guest_9821`.
fn named_and_numbered(value: &[u8]) -> bool {
    let digits = value.iter().rev().take_while(|b| b.is_ascii_digit());
    let name = &value[..value.len() - digits.count()];
    let word = name.strip_suffix(b"_").unwrap_or_default();
    (2..=4).contains(&(value.len() - name.len()))
        && word.first().is_some_and(u8::is_ascii_uppercase)
        && word.iter().all(u8::is_ascii_alphabetic)
}

/// The value of an element of XML: `<password>...</password>`, `<db.password>`.
fn element(cx: &Cx<'_>, start: usize, end: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    if cx.byte(end) != b'>' {
        return None;
    }
    let name = bytes[start.saturating_sub(32)..start].iter().rev();
    let part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':');
    let length = name.take_while(part).count();
    let from = end + 1;
    let rest = &bytes[from.min(bytes.len())..bytes.len().min(from + REACH)];
    let close = memchr::memchr(b'<', rest)?;
    let value = &rest[..close];
    let fits = cx.before(start - length) == b'<'
        && rest.get(close + 1) == Some(&b'/')
        && (4..=64).contains(&value.len())
        && value.iter().all(u8::is_ascii_graphic)
        && value.iter().any(|b| !b.is_ascii_alphabetic())
        && !matches!(value[0], b'$' | b'{' | b'%' | b'#' | b'@')
        && !placeholder(value)
        && !slug(value)
        && !dotted_path(value);
    fits.then(|| Hit::new(from..from + close, Score::LIKELY, "password"))
}

/// The value of an attribute beside one that names it: `<add key="DbPassword" value="..."/>`; or the second of two
/// arguments: `define("db_password", "...")`.
fn attribute(cx: &Cx<'_>, end: usize) -> Option<Hit> {
    let rest = cx.bytes().get(end..)?;
    let quote = rest.first().filter(|b| matches!(b, b'"' | b'\''))?;
    let from = [&b" value="[..], b", "]
        .iter()
        .find(|link| rest[1..].starts_with(link))
        .map(|link| end + 1 + link.len())?;
    (cx.byte(from) == *quote).then(|| login::quoted(cx, from))?
}

/// The default of a variable in HCL: `variable "db_password" { default = "..." }`.
fn block(cx: &Cx<'_>, end: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    if !bytes.get(end..)?.starts_with(b"\" {") {
        return None;
    }
    let from = end + 3;
    let rest = &bytes[from..bytes.len().min(from + 2 * REACH)];
    let rest = &rest[..memchr::memchr(b'}', rest).unwrap_or(rest.len())];
    let key = memchr::memmem::find(rest, b"default")? + 7;
    let sign = rest[key..].iter().position(|b| *b != b' ')?;
    let quote = key + sign + rest[key + sign..].iter().position(|b| *b == b'"')?;
    if rest[key + sign] != b'=' || quote > key + sign + 2 {
        return None;
    }
    let length = memchr::memchr(b'"', &rest[quote + 1..])?;
    let value = &rest[quote + 1..quote + 1 + length];
    let start = from + quote + 1;
    let fits = (4..=64).contains(&length) && !placeholder(value) && !value.contains(&b' ');
    fits.then(|| Hit::new(start..start + length, Score::LIKELY, "password"))
}

/// Whether a line of a `.netrc` stands before: `machine ... login NAME password`.
fn behind_login(front: &[u8]) -> bool {
    let line = &front[front.len().saturating_sub(80)..];
    let mut words = line
        .rsplit(u8::is_ascii_whitespace)
        .filter(|w| !w.is_empty());
    words.next().is_some() && words.next() == Some(b"login")
}
