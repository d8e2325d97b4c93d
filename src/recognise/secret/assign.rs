//! A key that is named as one, and its value: `password: ...`, `"client_secret": "..."`, `export API_KEY=...`,
//! `Authorization: Bearer ...`.

use super::odd::{base64, hash_like};
use super::placeholder::placeholder;
use super::shape::contains_folded;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// What a key's name promises of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// Chosen by a person: four characters suffice.
    Password,
    /// Drawn by a machine: eight characters that look it.
    Random,
    /// A scheme and what it carries.
    Header,
}

/// Ends of key names, folded to lower-case letters and digits, by their last letter.
static NAMES: &[(&str, Promise)] = &[
    ("password", Promise::Password),
    ("passwd", Promise::Password),
    ("passwrd", Promise::Password),
    ("pwd", Promise::Password),
    ("passphrase", Promise::Password),
    ("passcode", Promise::Password),
    ("passwort", Promise::Password),
    ("kennwort", Promise::Password),
    ("contraseña", Promise::Password),
    ("पासवर्ड", Promise::Password),
    ("userpass", Promise::Password),
    ("dbpass", Promise::Password),
    ("rootpass", Promise::Password),
    ("adminpass", Promise::Password),
    ("smtppass", Promise::Password),
    ("mailpass", Promise::Password),
    ("sshpass", Promise::Password),
    ("mysqlpass", Promise::Password),
    ("postgrespass", Promise::Password),
    ("redispass", Promise::Password),
    ("storepass", Promise::Password),
    ("keypass", Promise::Password),
    ("secret", Promise::Random),
    ("secretkey", Promise::Random),
    ("secretkeybase", Promise::Random),
    ("secretid", Promise::Random),
    ("secretaccesskey", Promise::Random),
    ("secrettoken", Promise::Random),
    ("token", Promise::Random),
    ("apikey", Promise::Random),
    ("appkey", Promise::Random),
    ("applicationkey", Promise::Random),
    ("accesskey", Promise::Random),
    ("accesskeyid", Promise::Random),
    ("privatekey", Promise::Random),
    ("authkey", Promise::Random),
    ("signingkey", Promise::Random),
    ("encryptionkey", Promise::Random),
    ("masterkey", Promise::Random),
    ("accountkey", Promise::Random),
    ("sharedaccesskey", Promise::Random),
    ("sharedkey", Promise::Random),
    ("storagekey", Promise::Random),
    ("servicekey", Promise::Random),
    ("serverkey", Promise::Random),
    ("sessionkey", Promise::Random),
    ("licensekey", Promise::Random),
    ("merchantkey", Promise::Random),
    ("saltkey", Promise::Random),
    ("workingkey", Promise::Random),
    ("webhookkey", Promise::Random),
    ("integrationkey", Promise::Random),
    ("ingestkey", Promise::Random),
    ("hmackey", Promise::Random),
    ("keysecret", Promise::Random),
    ("credential", Promise::Random),
    ("credentials", Promise::Random),
    ("sessionid", Promise::Random),
    ("phpsessid", Promise::Random),
    ("sessioncookie", Promise::Random),
    ("authorization", Promise::Header),
    ("authorisation", Promise::Header),
];

/// Names that end like a secret's and are none: cursors, counters, grammar, what is public.
static HARMLESS: &[&str] = &[
    "pagetoken",
    "nexttoken",
    "continuationtoken",
    "synctoken",
    "cancellationtoken",
    "canceltoken",
    "cursortoken",
    "starttoken",
    "endtoken",
    "eostoken",
    "bostoken",
    "unktoken",
    "padtoken",
    "masktoken",
    "septoken",
    "clstoken",
    "stoptoken",
    "idempotencytoken",
    "clientrequesttoken",
    "publicaccesskey",
    "resetpassword",
    "forgotpassword",
    "showpassword",
    "nopassword",
    "confirmpassword?",
    "maxtoken",
    "firsttoken",
    "lasttoken",
    "currenttoken",
    "publickeytoken",
    "devicetoken",
    "deprecatedtoken",
    "sourcetoken",
    "prevtoken",
    "othertoken",
    "thetoken",
    "assettoken",
    "tracetoken",
    "lookaheadtoken",
];

/// The longest name that is read, in bytes.
const NAME: usize = 48;
/// The longest value, in bytes.
const VALUE: usize = 512;

/// The check at a `:` or `=`.
pub(super) fn value(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
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
    if !may_end(bytes, end) {
        return None;
    }
    let mut folded = [0_u8; NAME];
    let (name, start) = fold(bytes, end, &mut folded);
    let promise = promise(name)?;
    let quoted_key = bytes[end..at]
        .iter()
        .any(|b| matches!(b, b'"' | b'\'' | b'`'));
    let from = open(bytes, at)?;
    match promise {
        Promise::Header => header(cx, from),
        Promise::Password | Promise::Random => {
            let value = read(cx, from, at, start, quoted_key)?;
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

/// Whether the last letters before `end` are those of any name: most keys end here.
fn may_end(bytes: &[u8], end: usize) -> bool {
    let Some(tail) = end.checked_sub(3).and_then(|from| bytes.get(from..end)) else {
        return end == 2 && bytes[..2].eq_ignore_ascii_case(b"pw");
    };
    let tail = [tail[0] | 0x20, tail[1] | 0x20, tail[2] | 0x20];
    tail[2] >= 0x80
        || matches!(
            &tail,
            b"ord"
                | b"swd"
                | b"wrd"
                | b"pwd"
                | b"ase"
                | b"ode"
                | b"ort"
                | b"ass"
                | b"psw"
                | b"ret"
                | b"key"
                | b"ken"
                | b"ial"
                | b"als"
                | b"tid"
                | b"nid"
                | b"sid"
                | b"yid"
                | b"kie"
                | b"ion"
        )
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
    if name == b"pass" || name == b"psw" || name == b"pw" {
        return Some(Promise::Password);
    }
    let found = NAMES
        .iter()
        .rev()
        .find(|(end, _)| name.ends_with(end.as_bytes()))?;
    (!HARMLESS.iter().any(|end| name.ends_with(end.as_bytes()))).then_some(found.1)
}

/// Where the value begins behind the sign at `at`: `:=`, `=>`, `==`, spaces and a line's lone `|` skipped.
fn open(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 1;
    for _ in 0..2 {
        if matches!(bytes.get(from), Some(b'=' | b'>' | b'~')) {
            from += 1;
        }
    }
    let spaces = bytes.get(from..)?.iter().take(24);
    from += spaces
        .take_while(|b| matches!(b, b' ' | b'\t' | b'*'))
        .count();
    (from < bytes.len()).then_some(from)
}

/// A value and how it stood.
struct Value<'t> {
    start: usize,
    end: usize,
    text: &'t [u8],
    quoted: bool,
    /// Behind an `=` with a space before it, as programs write it.
    spaced: bool,
    /// A line of an environment file or shell: `NAME=value` and nothing else.
    environment: bool,
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
    let rest = &bytes.get(start..)?[..(bytes.len() - start).min(VALUE)];
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
    Some(Value {
        start,
        end: start + text.len(),
        text,
        quoted,
        spaced: bytes[sign] == b'=' && cx.before(sign) == b' ',
        environment,
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
                && !rest[..at].iter().any(|b| matches!(b, b'(' | b'[' | b'{'));
        if ends {
            break;
        }
        length = at + 1;
    }
    length
}

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

/// Whether the value keeps what the name promises; the rule's name if so.
fn judge(cx: &Cx<'_>, promise: Promise, value: &Value<'_>, name: &[u8]) -> Option<&'static str> {
    let text = value.text;
    if placeholder(text) || text.len() >= VALUE || code(cx, value) {
        return None;
    }
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let marks = text.len() - digits - letters;
    match promise {
        Promise::Password => {
            // An address with a password in it is a connection string.
            if text.windows(3).any(|w| w == b"://") {
                return None;
            }
            if text.len() < 4
                || text.len() > 128
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
            let allowed = text
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"+/=_-.~!@#$%^&*:|".contains(b));
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
            let path =
                text[0] == b'/' || text.starts_with(b"./") || text.windows(3).any(|w| w == b"://");
            (allowed && varied && random && !path).then(|| provider(name, text))
        }
        Promise::Header => None,
    }
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
    closed
        || matches!(next, b'(' | b'[' | b'{' | b'"' | b'\'' | b'`' | b'<')
        || text.windows(2).any(|w| {
            w == b"::" || w == b"->" || w == b"=>" || w == b"()" || w == b"&&" || w == b"||"
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
fn dotted_path(text: &[u8]) -> bool {
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
fn identifier_with_number(text: &[u8]) -> bool {
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
fn slug(text: &[u8]) -> bool {
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

/// Whose key a name says it is; the part of the folded name, and the rule's name.
static PROVIDERS: &[(&str, &str)] = &[
    ("awssecret", "aws-secret-key"),
    ("secretaccesskey", "aws-secret-key"),
    ("accountkey", "azure-storage-key"),
    ("sharedaccesskey", "azure-shared-access-key"),
    ("azure", "azure-key"),
    ("razorpay", "razorpay-secret"),
    ("paytm", "paytm-merchant-key"),
    ("phonepe", "phonepe-salt-key"),
    ("cashfree", "cashfree-secret"),
    ("payu", "payu-salt"),
    ("ccavenue", "ccavenue-working-key"),
    ("instamojo", "instamojo-token"),
    ("juspay", "juspay-key"),
    ("msg91", "msg91-auth-key"),
    ("gupshup", "gupshup-key"),
    ("exotel", "exotel-token"),
    ("shiprocket", "shiprocket-token"),
    ("twilio", "twilio-auth-token"),
    ("datadog", "datadog-api-key"),
    ("ddapi", "datadog-api-key"),
    ("ddapp", "datadog-app-key"),
    ("newrelic", "newrelic-license-key"),
    ("heroku", "heroku-api-key"),
    ("cloudflare", "cloudflare-token"),
    ("fastly", "fastly-token"),
    ("linode", "linode-token"),
    ("vultr", "vultr-api-key"),
    ("okta", "okta-token"),
    ("auth0", "auth0-secret"),
    ("algolia", "algolia-api-key"),
    ("mistral", "mistral-api-key"),
    ("cohere", "cohere-api-key"),
    ("deepgram", "deepgram-api-key"),
    ("assemblyai", "assemblyai-api-key"),
    ("wandb", "wandb-api-key"),
    ("together", "together-api-key"),
    ("mailjet", "mailjet-key"),
    ("sparkpost", "sparkpost-key"),
    ("postmark", "postmark-token"),
    ("pagerduty", "pagerduty-key"),
    ("zendesk", "zendesk-token"),
    ("jira", "jira-token"),
    ("jenkins", "jenkins-token"),
    ("binance", "binance-key"),
    ("coinbase", "coinbase-key"),
    ("spotify", "spotify-secret"),
    ("twitter", "twitter-secret"),
    ("facebook", "facebook-secret"),
    ("linkedin", "linkedin-secret"),
    ("github", "github-secret"),
    ("gitlab", "gitlab-secret"),
    ("slack", "slack-signing-secret"),
    ("discord", "discord-secret"),
    ("consul", "consul-token"),
    ("snowflake", "snowflake-secret"),
    ("openai", "openai-api-key"),
    ("gemini", "gemini-api-key"),
    ("anthropic", "anthropic-api-key"),
    ("mapbox", "mapbox-token"),
    ("rapidapi", "rapidapi-key"),
    ("apikey", "generic-api-key"),
    ("password", "password"),
    ("token", "generic-token"),
];

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
