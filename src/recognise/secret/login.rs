//! A user and a password side by side, as programs take them: `sqlplus scott/tiger@db`, `smbclient -U asha%s3cret`,
//! `net use ... /user:asha s3cret`, `htpasswd -b file asha s3cret`, `echo s3cret | sudo -S`, `login("asha", "s3cret")`.
//! Which program takes them how is its own manual's to say.

use super::command::{argument, runs};
use crate::finding::Hit;
use crate::recognise::candidate::Cx;
use crate::recognise::sign::Sign;

/// How far back a program's name or the user is looked for, in bytes.
const LINE: usize = 120;

/// Oracle's programs, which take `user/password@service`.
static ORACLE: &[&str] = &[
    "sqlplus", "sqlldr", "exp", "imp", "expdp", "impdp", "rman", "sql", "tkprof", "thin", "oci",
    "sqlcl", "wrap",
];

/// The check at an `@`: the password before it, behind a slash; or the one behind a user who is a mailbox.
pub(super) fn at_sign(cx: &Cx<'_>, sign: &Sign) -> Option<Hit> {
    let at = sign.at;
    match oracle(cx.bytes(), at) {
        Some(from) => argument(cx, from, at),
        None => mailbox(cx, at),
    }
}

/// Where the password of `user/password@service` begins, where one of Oracle's programs takes it.
pub(in crate::recognise) fn oracle(bytes: &[u8], at: usize) -> Option<usize> {
    let front = &bytes[at.saturating_sub(64)..at];
    // Few words have a slash in them.
    memchr::memchr(b'/', front)?;
    let word = front.iter().rev().take_while(|b| b.is_ascii_graphic());
    let start = at - word.count();
    let slash = memchr::memchr(b'/', &bytes[start..at])?;
    let user = bytes[start..start + slash].rsplit(|b| *b == b':').next()?;
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'#');
    let from = start + slash + 1;
    let fits = !user.is_empty() && user.iter().all(part) && (4..=40).contains(&(at - from));
    (fits && runs(bytes, start + slash, ORACLE)).then_some(from)
}

/// `smtp.login('asha@example.com', 's3cret')`: the second argument behind a mailbox.
fn mailbox(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = &bytes[at + 1..bytes.len().min(at + 64)];
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let quote = rest.iter().position(|b| !part(b))?;
    if !matches!(rest[quote], b'\'' | b'"') || !rest[quote + 1..].starts_with(b", ") {
        return None;
    }
    let line = &bytes[at.saturating_sub(LINE)..at];
    let open = line.iter().rposition(|b| *b == b'(')?;
    if !line[..open].ends_with(b"login") && !line[..open].ends_with(b"auth") {
        return None;
    }
    quoted(cx, at + 1 + quote + 3)
}

/// The literal in quotes at `from`.
pub(super) fn quoted(cx: &Cx<'_>, from: usize) -> Option<Hit> {
    let quote = cx.byte(from);
    if !matches!(quote, b'\'' | b'"') {
        return None;
    }
    let bytes = cx.bytes();
    let rest = &bytes[from + 1..bytes.len().min(from + 66)];
    let length = memchr::memchr(quote, rest)?;
    argument(cx, from + 1, from + 1 + length)
}

/// `("asha", "s3cret")` behind `auth=`: the second of a pair, found at its bracket.
pub(super) fn pair(cx: &Cx<'_>, open: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = bytes.get(open..bytes.len().min(open + LINE))?;
    let quote = *rest.get(1).filter(|b| matches!(b, b'\'' | b'"'))?;
    let close = 2 + memchr::memchr(quote, &rest[2..])?;
    let gap = rest[close + 1..]
        .iter()
        .take_while(|b| matches!(b, b',' | b' '))
        .count();
    (gap > 0).then(|| quoted(cx, open + close + 1 + gap))?
}

/// The check at a flag that takes both, or stands behind them on the line.
pub(super) fn flag(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = &bytes[at..bytes.len().min(at + LINE)];
    let length = rest.iter().position(|b| *b <= b' ')?;
    let flag = &rest[1..length];
    match flag {
        // `htpasswd -b FILE USER PASSWORD`, `-nb USER PASSWORD`
        [b'b' | b'B' | b'c' | b'n' | b'm' | b's' | b'd', ..]
            if flag.len() < 5 && flag.contains(&b'b') && runs(bytes, at, &["htpasswd"]) =>
        {
            let words = usize::from(!flag.contains(&b'n')) + 1;
            word(cx, at + length, words)
        }
        b"U" if runs(
            bytes,
            at,
            &[
                "smbclient",
                "winexe",
                "rpcclient",
                "smbget",
                "net",
                "smbmap",
                "wmic",
                "psexec",
            ],
        ) =>
        {
            behind(cx, at + length, b'%')
        }
        b"u" if runs(bytes, at, &["lftp"]) => behind(cx, at + length, b','),
        b"S" if runs_next(bytes, at, b"sudo") => piped(cx, at),
        _ => None,
    }
}

/// The word so many words behind `at`.
fn word(cx: &Cx<'_>, at: usize, skipped: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let line = &bytes[at..bytes.len().min(at + LINE)];
    let line = &line[..memchr::memchr(b'\n', line).unwrap_or(line.len())];
    let mut words = line.split(|b| *b == b' ').filter(|word| !word.is_empty());
    let word = words.nth(skipped)?;
    let from = at + word.as_ptr() as usize - line.as_ptr() as usize;
    literal(cx, from, from + word.len())
}

/// What stands behind `mark` in the word behind `at`.
fn behind(cx: &Cx<'_>, at: usize, mark: u8) -> Option<Hit> {
    let bytes = cx.bytes();
    let rest = bytes.get(at + 1..bytes.len().min(at + LINE))?;
    let end = rest.iter().position(|b| *b <= b' ').unwrap_or(rest.len());
    let cut = memchr::memchr(mark, &rest[..end])?;
    literal(cx, at + 1 + cut + 1, at + 1 + end)
}

/// `echo PASSWORD |` before a program that reads it, on the line that ends at `at`.
pub(super) fn piped(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let floor = at.saturating_sub(LINE);
    let pipe = floor + memchr::memrchr(b'|', &bytes[floor..at])?;
    let front = bytes[floor..pipe].trim_ascii_end();
    let echo = memchr::memmem::rfind(front, b"echo ")?;
    let mut from = floor + echo + 5;
    if bytes[from..].starts_with(b"-n ") || bytes[from..].starts_with(b"-e ") {
        from += 3;
    }
    let end = floor + front.len();
    (from < end && !bytes[from..end].contains(&b'\n')).then(|| literal(cx, from, end))?
}

/// `PASSWORD /user:NAME` and `/user:NAME PASSWORD` of `net use`, found at the colon.
pub(super) fn net_use(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let flag = bytes[..colon].len().checked_sub(5)?;
    if !bytes[flag..colon].eq_ignore_ascii_case(b"/user") || !runs(bytes, flag, &["net"]) {
        return None;
    }
    if let Some(hit) = word(cx, colon, 1) {
        return Some(hit);
    }
    let front = bytes[flag.saturating_sub(64)..flag].trim_ascii_end();
    let length = front.iter().rev().take_while(|b| **b > b' ').count();
    let end = flag.saturating_sub(64) + front.len();
    let share = bytes[end - length..end].starts_with(b"\\\\") || length < 3;
    (!share).then(|| literal(cx, end - length, end))?
}

/// The argument from `from` to `end`, quotes taken off.
fn literal(cx: &Cx<'_>, from: usize, end: usize) -> Option<Hit> {
    let text = cx.bytes().get(from..end)?;
    match text {
        [one @ (b'\'' | b'"'), inner @ .., last] if one == last && !inner.is_empty() => {
            argument(cx, from + 1, end - 1)
        }
        [inner @ .., b'\'' | b'"' | b'`'] => argument(cx, from, from + inner.len()),
        _ => argument(cx, from, end),
    }
}

/// Whether the last word before `at` is the program.
fn runs_next(bytes: &[u8], at: usize, program: &[u8]) -> bool {
    bytes[..at].trim_ascii_end().ends_with(program)
}
