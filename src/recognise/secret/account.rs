//! A password behind the name of its account and a colon, in commands and files that keep them so.

use super::assign::LONGEST_PASSWORD;
use super::command::{argument, runs};
use super::judge::slug;
use super::placeholder::placeholder;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// `echo 'name:password' | chpasswd`.
pub(super) fn chpasswd(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = &bytes[colon + 1..bytes.len().min(colon + LONGEST_PASSWORD)];
    memchr::memchr(b'|', rest)?;
    let end = rest
        .iter()
        .position(|b| matches!(b, b'\'' | b'"' | b'|' | b'\n' | b' '))?;
    let behind = &rest[end..];
    let pipe = behind.iter().take(4).position(|b| *b == b'|')?;
    behind[pipe + 1..]
        .trim_ascii_start()
        .starts_with(b"chpasswd")
        .then(|| argument(cx, colon + 1, colon + 1 + end))?
}

/// The password that fills the rest of a word.
pub(super) fn rest_of_word(cx: &Cx<'_>, from: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = &bytes[from..bytes.len().min(from + LONGEST_PASSWORD)];
    let ends = |b: &u8| *b <= b' ' || matches!(b, b'\'' | b'"' | b'`');
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    argument(cx, from, from + end)
}

/// `curl -u name:password`, `--user name:password`.
pub(super) fn user_flag(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let part = |b: &&u8| b.is_ascii_alphanumeric() || b"._@-'\"".contains(b);
    let name = bytes[colon.saturating_sub(40)..colon].iter().rev();
    let start = colon - name.take_while(part).count();
    let front = &bytes[start.saturating_sub(8)..start];
    let http = || front.ends_with(b" -a ") && runs(bytes, start, &["http", "https", "xh"]);
    if start == colon || !front.ends_with(b" -u ") && !front.ends_with(b" --user ") && !http() {
        return None;
    }
    let from = colon + 1;
    let rest = &bytes[from..bytes.len().min(from + LONGEST_PASSWORD)];
    let end = rest
        .iter()
        .position(|b| *b <= b' ' || matches!(b, b'\'' | b'"' | b'`'));
    let value = &rest[..end.unwrap_or(rest.len())];
    let mixed = value.iter().any(|b| !b.is_ascii_alphabetic())
        || value[1.min(value.len())..]
            .iter()
            .any(u8::is_ascii_uppercase)
            && value.iter().any(u8::is_ascii_lowercase);
    // `socat -u UDP-RECVFROM:8888,fork`
    let options =
        value.contains(&b',') && bytes[start..colon].iter().all(|b| !b.is_ascii_lowercase());
    (value.len() >= 4 && !options && mixed && !placeholder(value) && !value.starts_with(b"$"))
        .then(|| Hit::new(from..from + value.len(), Score::LIKELY, "password"))
}

/// The last field of a line of PostgreSQL's password file: `host:port:database:user:password`.
pub(super) fn password_file(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let front = &bytes[colon.saturating_sub(96)..colon];
    // Three colons stand before the last: a line with more is another.
    let fourth = memchr::memrchr_iter(b':', front).nth(3);
    let reach = fourth.unwrap_or(0);
    let line = front[reach..]
        .iter()
        .rposition(|b| *b <= b' ' || matches!(b, b'"' | b'\'' | b'`'))
        .map(|at| reach + at);
    if fourth.is_some() && line.is_none() {
        return None;
    }
    let mut fields = front[line.map_or(0, |at| at + 1)..].split(|b| *b == b':');
    let (host, port) = (fields.next()?, fields.next()?);
    let (database, user) = (fields.next()?, fields.next()?);
    let digits =
        |field: &[u8]| (2..=5).contains(&field.len()) && field.iter().all(u8::is_ascii_digit);
    let name = |field: &[u8]| {
        field == b"*"
            || field.first().is_some_and(u8::is_ascii_alphabetic)
                && field
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b))
    };
    let address = host
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || b"-.*_".contains(b));
    if fields.next().is_some()
        || !(digits(port) || port == b"*")
        || !name(database)
        || !name(user)
        || !address
        || host.is_empty()
    {
        return None;
    }
    let from = colon + 1;
    let rest = &bytes[from..bytes.len().min(from + LONGEST_PASSWORD)];
    let end = rest
        .iter()
        .position(|b| *b <= b' ' || matches!(b, b'"' | b'\'' | b'`' | b':'));
    let value = &rest[..end.unwrap_or(rest.len())];
    let mixed = value.iter().any(u8::is_ascii_alphabetic)
        && value
            .iter()
            .any(|b| b.is_ascii_digit() || b"@#$!%^&*".contains(b));
    (value.len() >= 6 && mixed && !placeholder(value) && !slug(value))
        .then(|| Hit::new(from..from + value.len(), Score::LIKELY, "password"))
}
