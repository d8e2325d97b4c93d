//! A key that is named as one, and its value: `password: ...`, `"client_secret": "..."`, `export API_KEY=...`,
//! `Authorization: Bearer ...`.

use super::account::{chpasswd, password_file, rest_of_word, user_flag};
use super::command::runs;
use super::judge::{judge, slug};
use super::login;
use super::names_table::{HARMLESS, NAMES, Promise};
use super::odd::base64;
use super::placeholder::placeholder;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// The longest name that is read, in bytes.
const NAME: usize = 48;
/// The longest value, in bytes.
pub(super) const LONGEST_VALUE: usize = 512;
/// The longest value that may be a password, in bytes.
pub(super) const LONGEST_PASSWORD: usize = 128;

/// The check at a `:` or `=`.
pub(super) fn value(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    if bytes[at] == b':' && cx.byte(at + 1) == b':' {
        return None;
    }
    let mut end = at;
    while end > 0
        && at - end < 4
        && matches!(
            bytes[end - 1],
            b' ' | b'"' | b'\'' | b'`' | b']' | b'\\' | b':' | b'*'
        )
    {
        end -= 1;
    }
    if bytes[at] == b':'
        && end == at
        && cx.byte(at + 1).is_ascii_graphic()
        && let Some(hit) = touched(cx, at)
    {
        return Some(hit);
    }
    if !may_end(bytes, end) {
        return None;
    }
    let mut folded = [0_u8; NAME];
    let (name, start) = fold(bytes, end, &mut folded);
    if name == b"auth" {
        let from = open(bytes, at)?;
        return match bytes[from] {
            b'(' => login::pair(cx, from),
            _ => pair(cx, from),
        };
    }
    // A type of a resource: `"AWS::IAM::AccessKey": ...`.
    if start >= 2 && bytes[..start].ends_with(b"::") {
        return None;
    }
    // `BECOME_PASS`, but not `bypass`.
    let short = bytes[..end].ends_with(b"_pass") || bytes[..end].ends_with(b"_PASS");
    // `user: ravi pass: ...`, but no count of tests.
    let spoken = bytes[..end].ends_with(b" pass") || bytes[..end].ends_with(b" pw");
    let promise = match promise(name) {
        None if short || spoken => Promise::Password,
        promise => promise?,
    };
    let quoted_key = bytes[end..at]
        .iter()
        .any(|b| matches!(b, b'"' | b'\'' | b'`'));
    let from = open(bytes, at)?;
    match promise {
        Promise::Header => header(cx, from),
        Promise::Password | Promise::Random => {
            if promise == Promise::Password && endless(bytes, from) {
                return None;
            }
            let value = read(cx, from, at, start, quoted_key)?;
            if spoken && (value.text.len() < 6 || !value.text.iter().any(u8::is_ascii_alphabetic)) {
                return None;
            }
            // A verdict of a test: `PASS: gdb.arch/amd64-eval.exp: ...`.
            if name == b"pass" && bytes[start..end] == *b"PASS" && value.text.contains(&b'/') {
                return None;
            }
            let why = judge(cx, promise, &value, name)?;
            let score = if promise == Promise::Password {
                Score::LIKELY
            } else {
                Score::STRONG
            };
            Some(Hit::new(value.start..value.end, score, why))
        }
    }
}

/// The last letters of all names.
static ENDS: &[&[u8; 3]] = &[
    b"ord", b"swd", b"wrd", b"pwd", b"ase", b"ode", b"ort", b"ass", b"psw", b"ret", b"key", b"ken",
    b"psk", b"ial", b"als", b"tid", b"nid", b"sid", b"yid", b"kie", b"ion", b"uth", b"ata",
];

/// For the last letter but one of a name, by its low five bits: the last letters that a name has behind it.
static LAST_TWO: [u32; 32] = {
    let mut table = [0; 32];
    let mut n = 0;
    while n < ENDS.len() {
        let [_, one, two] = *ENDS[n];
        table[one as usize % 32] |= 1 << (two % 32);
        n += 1;
    }
    table[b'p' as usize % 32] |= 1 << (b'w' % 32);
    table
};

/// Whether a key that ends in these bytes may be the name of a secret.
pub(in crate::recognise) const fn may_be_named([one, two]: [u8; 2]) -> bool {
    !one.is_ascii() || !two.is_ascii() || LAST_TWO[one as usize % 32] >> (two % 32) & 1 == 1
}

/// Whether the last letters before `end` are those of any name: most keys end here.
fn may_end(bytes: &[u8], end: usize) -> bool {
    let Some(tail) = end.checked_sub(3).and_then(|from| bytes.get(from..end)) else {
        return end == 2 && bytes[..2].eq_ignore_ascii_case(b"pw");
    };
    let tail = [tail[0] | 0x20, tail[1] | 0x20, tail[2] | 0x20];
    tail[2] >= 0x80
        || ENDS.contains(&&tail)
        || &tail[1..] == b"pw" && !tail[0].is_ascii_alphabetic()
        || bytes[..end].ends_with("ña".as_bytes())
}

/// The name that ends at `end`, folded to lower case without separators, and where it starts.
fn fold<'f>(bytes: &[u8], end: usize, folded: &'f mut [u8; NAME]) -> (&'f [u8], usize) {
    let mut place = NAME;
    let mut start = end;
    let mut spaces = 0;
    while start > 0 && place > 0 && end - start < 2 * NAME {
        let byte = bytes[start - 1];
        if byte.is_ascii_alphanumeric() || byte >= 0x80 {
            place -= 1;
            folded[place] = byte.to_ascii_lowercase();
        } else if byte == b' ' {
            // `API key`, `secret access key`: prose of a few words.
            spaces += 1;
            if spaces > 2 || start < 2 || !bytes[start - 2].is_ascii_alphanumeric() {
                break;
            }
        } else if !matches!(byte, b'_' | b'-' | b'.') {
            break;
        }
        start -= 1;
    }
    (&folded[place..], start)
}

fn promise(name: &[u8]) -> Option<Promise> {
    if name == b"pass" || name == b"psw" || name == b"pw" || name == b"psk" || name == b"wpapsk" {
        return Some(Promise::Password);
    }
    let last = *name.last()?;
    let ends = |end: &str| name.ends_with(end.as_bytes());
    let mut named = LAST_LETTERS[usize::from(last) % 32];
    while named != 0 {
        let n = named.ilog2();
        named ^= 1 << n;
        let (end, promise) = NAMES[n as usize];
        if ends(end) {
            return (!HARMLESS.iter().any(|end| ends(end))).then_some(promise);
        }
    }
    None
}

/// For the last letter of a name, by its low five bits: the names that end in it, a bit each.
static LAST_LETTERS: [u128; 32] = {
    let mut table = [0; 32];
    let mut n = 0;
    while n < NAMES.len() {
        let end = NAMES[n].0.as_bytes();
        table[end[end.len() - 1] as usize % 32] |= 1 << n;
        n += 1;
    }
    table
};

/// Where the value begins behind the sign at `at`: `:=`, `=>`, `==`, spaces and a line's lone `|` skipped.
fn open(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    for _ in 0..2 {
        if matches!(bytes.get(from), Some(b'=' | b'>' | b'~')) {
            from += 1;
        }
    }
    let spaces = bytes.get(from..)?.iter().take(24);
    from += spaces.take_while(|b| matches!(b, b' ' | b'\t')).count();
    // Markdown's bold ends before the value.
    while bytes
        .get(from..)
        .is_some_and(|rest| rest.starts_with(b"**"))
    {
        from += 2;
    }
    while matches!(bytes.get(from), Some(b' ' | b'\t')) {
        from += 1;
    }
    (from < bytes.len()).then_some(from)
}

/// A value and how it stood.
pub(super) struct Value<'t> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: &'t [u8],
    pub(super) quoted: bool,
    /// Behind an `=` with a space before it, as programs write it.
    pub(super) spaced: bool,
    /// A line of an environment file or shell: `NAME=value` and nothing else.
    pub(super) environment: bool,
    /// The quotes that end it hold its key too: `-H "X-Api-Key: value"`.
    pub(super) header: bool,
}

/// The value at `from`: what the quotes hold, or a word.
fn read<'t>(
    cx: &Cx<'t>,
    mut from: usize,
    sign: usize,
    key: usize,
    quoted_key: bool,
) -> Option<Value<'t>> {
    let bytes = cx.bytes();
    // `b"..."`, `r"..."`, `f'...'`.
    if matches!(cx.byte(from), b'b' | b'r' | b'u' | b'f' | b'@')
        && matches!(cx.byte(from + 1), b'"' | b'\'')
    {
        from += 1;
    }
    let escaped = cx.byte(from) == b'\\' && matches!(cx.byte(from + 1), b'"' | b'\'');
    if escaped {
        from += 1;
    }
    let quote = cx.byte(from);
    let quoted = matches!(quote, b'"' | b'\'' | b'`');
    let start = from + usize::from(quoted);
    let rest = &bytes.get(start..)?[..(bytes.len() - start).min(LONGEST_VALUE)];
    let length = if quoted {
        let close = rest.iter().enumerate().position(|(i, b)| {
            *b == quote && (escaped || i == 0 || rest[i - 1] != b'\\')
                || escaped && *b == b'\\'
                || *b == b'\n'
        })?;
        if rest[close] == b'\n' {
            return None;
        }
        close
    } else {
        word(rest)
    };
    let mut text = &rest[..length];
    if !quoted {
        // Punctuation that trails is the sentence's.
        while let [head @ .., b'.' | b',' | b':' | b'?' | b';'] = text {
            text = head;
        }
    }
    let line = bytes[..key]
        .iter()
        .rev()
        .take(24)
        .take_while(|b| **b != b'\n');
    let lead = line.clone().count();
    let before = &bytes[key - lead..key];
    let alone = before.trim_ascii().is_empty()
        || before.trim_ascii() == b"export"
        || before.trim_ascii() == b"ENV";
    let environment = !quoted
        && !quoted_key
        && alone
        && bytes[sign] == b'='
        && !matches!(cx.before(sign), b' ')
        && matches!(cx.byte(start + length), 0 | b'\n' | b'\r');
    std::str::from_utf8(text).ok()?;
    let end = cx.byte(start + length);
    let header = !quoted && matches!(end, b'"' | b'\'') && cx.before(key) == end;
    Some(Value {
        header,
        start,
        end: start + text.len(),
        text,
        quoted,
        spaced: bytes[sign] == b'=' && cx.before(sign) == b' ',
        environment,
    })
}

/// Whether nothing in the text from `from` on can end a value before it is longer than any password.
fn endless(bytes: &[u8], from: usize) -> bool {
    // One more byte for each of the punctuation marks that may trail a value.
    bytes
        .get(from..from + LONGEST_PASSWORD + 8)
        .is_some_and(|rest| {
            let ends = |b: u8| {
                b <= b' '
                    || matches!(b, b'"' | b'&'..=b'\'' | b')' | b',' | b'.')
                    || matches!(b, b':'..=b'<' | b'>'..=b'?' | b'\\' | b']' | b'`' | b'|' | b'}')
            };
            !rest.iter().fold(false, |any, b| any | ends(*b))
        })
}

/// The length of a value without quotes.
fn word(rest: &[u8]) -> usize {
    let mut length = 0;
    for (at, &byte) in rest.iter().enumerate() {
        let ends = byte <= b' '
            || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'|')
            || byte == b'\\'
                && matches!(
                    rest.get(at + 1),
                    Some(b'n' | b'r' | b't' | b'"' | b'\'' | b'\\')
                )
            || byte == b'&' && parameter(&rest[at + 1..])
            || matches!(byte, b',' | b';') && rest.get(at + 1).is_none_or(|b| *b != byte)
            || matches!(byte, b')' | b']' | b'}')
                && !rest[..at].iter().any(|b| matches!(b, b'(' | b'[' | b'{'))
                && !fills_line(rest, at);
        if ends {
            break;
        }
        length = at + 1;
    }
    length
}

/// Whether the bracket at `at` stands inside a password that fills the rest of its line: figures and signs before it,
/// more behind.
fn fills_line(rest: &[u8], at: usize) -> bool {
    let length = rest
        .iter()
        .take(MOST_BRACKETED)
        .take_while(|b| **b > b' ')
        .count();
    let value = &rest[..length];
    matches!(rest.get(length), None | Some(b'\n' | b'\r'))
        && length < MOST_BRACKETED
        && value[at + 1..].iter().any(u8::is_ascii_alphanumeric)
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(|b| b"@#$!%^&*~".contains(b))
        && !value.iter().any(|b| b"\"'`;,:=<>|\\./".contains(b))
}

/// The longest password with brackets, in bytes.
const MOST_BRACKETED: usize = 32;

/// Whether the next parameter of a query stands here: `name=`, or an entity of HTML.
fn parameter(rest: &[u8]) -> bool {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'[' | b']');
    let name = rest.iter().take(32).take_while(|b| part(b)).count();
    name > 0 && matches!(rest.get(name), Some(b'=' | b';')) || rest.is_empty()
}

/// `Bearer x`, `Basic x`, `Token x`, or the bare value of an authorization header.
fn header(cx: &Cx<'_>, from: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let mut start = from;
    while start < from + 3 && matches!(cx.byte(start), b'"' | b'\'' | b'\\' | b'`') {
        start += 1;
    }
    let scheme = bytes
        .get(start..)?
        .iter()
        .take(12)
        .take_while(|b| b.is_ascii_alphabetic() || **b == b'-')
        .count();
    let name = &bytes[start..start + scheme];
    let known = [
        "bearer", "basic", "token", "apikey", "api-key", "key", "splunk", "bot",
    ];
    if !known
        .iter()
        .any(|k| name.eq_ignore_ascii_case(k.as_bytes()))
        || cx.byte(start + scheme) != b' '
    {
        return None;
    }
    start += scheme;
    start += bytes[start..]
        .iter()
        .take(4)
        .take_while(|b| **b == b' ')
        .count();
    let token = bytes[start..]
        .iter()
        .take(8192)
        .take_while(|b| b.is_ascii_alphanumeric() || b"-._~+/=:".contains(b))
        .count();
    let text = bytes[start..start + token].trim_ascii_end();
    if text.len() < 8 || placeholder(text) {
        return None;
    }
    let basic = name.eq_ignore_ascii_case(b"basic");
    let fits = if basic {
        base64(text, 400).contains(&b':')
    } else {
        text.iter().any(u8::is_ascii_digit) && !slug(text)
    };
    let why = if basic {
        "basic-authorization"
    } else {
        "bearer-token"
    };
    fits.then(|| Hit::new(start..start + text.len(), Score::STRONG, why))
}

/// A colon that a word touches on both sides: `-u name:password`, `/p:password`, a line of a password file.
fn touched(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    match (cx.before(at - 1), cx.before(at)) {
        (b'e', b'r') if bytes[..at.min(bytes.len())].ends_with(b"/user") => {
            return login::net_use(cx, at);
        }
        (b'/', b'p')
            if runs(
                bytes,
                at,
                &["xfreerdp", "freerdp", "wlfreerdp", "mstsc", "cmdkey"],
            ) =>
        {
            return rest_of_word(cx, at + 1);
        }
        (b's', b's') if bytes[..at].ends_with(b" pass") && runs(bytes, at, &["openssl"]) => {
            return rest_of_word(cx, at + 1);
        }
        _ => {}
    }
    user_flag(cx, at)
        .or_else(|| password_file(cx, at))
        .or_else(|| chpasswd(cx, at))
}

/// A name and password in base64, as `.npmrc` and Docker's configuration keep them.
fn pair(cx: &Cx<'_>, from: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let start = from + usize::from(matches!(cx.byte(from), b'"' | b'\''));
    let rest = bytes.get(start..)?.iter().take(400);
    let length = rest
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .count();
    let text = &bytes[start..start + length];
    let decoded = base64(text, 400);
    let named = decoded.contains(&b':') && decoded.iter().all(|b| b.is_ascii_graphic());
    (length >= 8 && named && !placeholder(text))
        .then(|| Hit::new(start..start + length, Score::STRONG, "basic-authorization"))
}
