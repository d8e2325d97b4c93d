//! Keys that no prefix begins: JSON Web Tokens, and those told by what stands behind or around a run.

use std::ops::Range;

use super::shape::{A, B, H, N, Part, R, Set, U, X, m, n, random};
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// The check at a run that no prefix matched.
pub(super) fn token(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let length = run.len();
    let next = cx.byte(run.end);
    let known = match (bytes[run.start], next, cx.before(run.start)) {
        (b'e', b'.', _) if bytes[run.clone()].starts_with(b"eyJ") => {
            json_web_token(cx, run.clone())
        }
        (b'M' | b'N' | b'O', b'.', _) if (23..=28).contains(&length) => discord(cx, run.clone()),
        (b'A', _, b':') if (33..=40).contains(&length) => telegram(cx, run.clone()),
        (_, _, b'~') if (31..=36).contains(&length) => azure(cx, run.clone()),
        _ if (36..=37).contains(&length) => mailchimp(bytes, run.clone()),
        _ if length == 50 => mailgun(bytes, run.clone()),
        _ => None,
    };
    known.or_else(|| announced(cx, run))
}

/// The fewest characters of a key that only words before it announce.
const ANNOUNCED: usize = 20;

/// A key that was drawn at random, behind the words that announce it, `the api key is ...`, behind a variable's name on
/// a command line, `setx API_KEY ...`, or beside the id of an AWS key.
fn announced(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    // Letters of both cases and digits: most runs are names, hashes or numbers.
    let text = &bytes[run.clone()];
    let few = &text[..text.len().min(64)];
    // Without a branch, so that many bytes are looked at at once; most runs have no capitals.
    let count = |is: fn(&u8) -> bool| few.iter().fold(0_u8, |n, byte| n + u8::from(is(byte)));
    if count(u8::is_ascii_uppercase) < 2 || count(u8::is_ascii_lowercase) < 2 {
        return None;
    }
    let digits = count(u8::is_ascii_digit);
    if digits < 2 || text.contains(&b'_') && digits < 4 {
        return None;
    }
    let base = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-');
    let front = bytes[run.start.saturating_sub(48)..run.start].iter();
    let start = run.start - front.rev().take_while(base).count();
    let rest = bytes[run.end..].iter().take(88);
    let end = run.end + rest.take_while(base).count();
    let length = end - start;
    let touched = |b: u8| matches!(b, b'.' | b':' | b'@' | b'%' | b'&' | b'\\');
    if !(ANNOUNCED..=88).contains(&length) || touched(cx.before(start)) {
        return None;
    }
    let value = start..end;
    if length == 40 && beside_aws_id(&bytes[start.saturating_sub(48)..start]) {
        return Some(Hit::new(value, Score::STRONG, "aws-secret-key"));
    }
    (cx.before(start) == b' '
        && named(&bytes[start.saturating_sub(40)..start - 1])
        && random(&bytes[value.clone()]))
    .then(|| Hit::new(value, Score::LIKELY, "generic-token"))
}

/// Whether an id of an AWS key stands in `front`, and nothing but marks and a short word behind it.
fn beside_aws_id(front: &[u8]) -> bool {
    let id =
        memchr::memmem::rfind(front, b"AKIA").or_else(|| memchr::memmem::rfind(front, b"ASIA"));
    id.is_some_and(|at| {
        let behind = &front[at..];
        behind.len() > 20
            && behind[..20].iter().all(|b| U.has(*b))
            && !behind[20].is_ascii_alphanumeric()
    })
}

/// Whether `front` ends in words that announce a key: `api key is`, `secret key -`, `setx API_KEY`.
fn named(front: &[u8]) -> bool {
    let mut words = front
        .rsplit(|b| matches!(b, b' ' | b'\t'))
        .filter(|word| !word.is_empty())
        .take(3);
    let links = ["is", "hai", "-", "=", "->", "–", "was", ":", "h"];
    let last = words.next().unwrap_or_default();
    let (linked, last) = if links
        .iter()
        .any(|link| link.as_bytes().eq_ignore_ascii_case(last))
    {
        (true, words.next().unwrap_or_default())
    } else {
        (false, last)
    };
    let bare = last.rsplit(|b| *b == b'_').next().unwrap_or_default();
    let kinds = ["key", "token", "secret", "apikey", "pat", "credential"];
    let kind = kinds
        .iter()
        .any(|kind| kind.as_bytes().eq_ignore_ascii_case(bare));
    if bare.len() < last.len() {
        return kind;
    }
    let before = words.next().unwrap_or_default();
    let adjectives = [
        "api", "secret", "access", "the", "my", "auth", "private", "this", "our", "new", "bearer",
        "mera", "your",
    ];
    let told = adjectives
        .iter()
        .any(|word| word.as_bytes().eq_ignore_ascii_case(before));
    kind && linked
        && (told || bare.eq_ignore_ascii_case(b"token") || bare.eq_ignore_ascii_case(b"secret"))
}

/// The end of `parts` from `at` on, where the next byte ends a word.
fn end(bytes: &[u8], mut at: usize, parts: &[Part]) -> Option<usize> {
    for part in parts {
        match *part {
            Part::Is(literal) => {
                if !bytes.get(at..)?.starts_with(literal.as_bytes()) {
                    return None;
                }
                at += literal.len();
            }
            Part::Run(set, least, most) => {
                let length = run(bytes, at, set, usize::from(most));
                if length < usize::from(least) {
                    return None;
                }
                at += length;
            }
        }
    }
    let next = bytes.get(at).copied().unwrap_or(0);
    (!next.is_ascii_alphanumeric() && next != b'_').then_some(at)
}

fn run(bytes: &[u8], at: usize, set: Set, most: usize) -> usize {
    let run = bytes.get(at..).unwrap_or_default().iter().take(most);
    run.take_while(|b| set.has(**b)).count()
}

/// RFC 7519: a header that is a JSON object with `alg`, a payload, and a signature, which an unsecured token lacks.
/// Five parts are an encrypted one (RFC 7516).
fn json_web_token(cx: &Cx<'_>, header: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let decoded = base64(&bytes[header.clone()], 600);
    let names = |name: &[u8]| decoded.windows(name.len()).any(|w| w == name);
    if !(names(b"\"alg\"") || names(b"\"typ\"") || names(b"\"enc\"")) {
        return None;
    }
    let payload = header.end + 1;
    let length = run(bytes, payload, B, 16_384);
    if length < 4 {
        return None;
    }
    let mut end = payload + length;
    for _ in 0..3 {
        if cx.byte(end) != b'.' {
            break;
        }
        let length = run(bytes, end + 1, B, 16_384);
        if length == 0 {
            break;
        }
        end += 1 + length;
    }
    Some(Hit::new(header.start..end, Score::CERTAIN, "jwt"))
}

/// The bytes that base 64 of either alphabet stands for, as far as it goes, from at most `most` characters.
pub(super) fn base64(text: &[u8], most: usize) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(most.min(text.len()) * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in text.iter().take(most) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    decoded
}

/// A bot's token: its snowflake in base 64, a time stamp, a MAC.
fn discord(cx: &Cx<'_>, id: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let snowflake = base64(&bytes[id.clone()], 40);
    if snowflake.len() < 17 || !snowflake.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let end = end(
        bytes,
        id.end,
        &[Part::Is("."), n(B, 6), Part::Is("."), m(B, 27, 40)],
    )?;
    Some(Hit::new(id.start..end, Score::CERTAIN, "discord-bot-token"))
}

/// A bot's number, a colon, and 35 characters of which the first two are `AA`.
fn telegram(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let end = end(bytes, run.start, &[Part::Is("AA"), n(B, 33)])?;
    let back = bytes[..run.start - 1].iter().rev().take(11);
    let digits = back.take_while(|b| b.is_ascii_digit()).count();
    let start = run.start - 1 - digits;
    // `bot` glued before is the path of the interface's addresses.
    let alone = !cx.before(start).is_ascii_alphanumeric() || bytes[..start].ends_with(b"bot");
    ((8..=10).contains(&digits) && alone && random(&bytes[run.start..end]))
        .then(|| Hit::new(start..end, Score::CERTAIN, "telegram-bot-token"))
}

/// A client secret of Microsoft's identity platform: three characters, a digit, `Q~`, 31 to 34 more.
fn azure(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let start = run.start.checked_sub(6)?;
    let head = &bytes[start..run.start];
    let fits = head[..3].iter().all(|b| R.has(*b))
        && head[3].is_ascii_digit()
        && &head[4..] == b"Q~"
        && !cx.before(start).is_ascii_alphanumeric();
    let end = end(bytes, run.start, &[m(R, 31, 34)])?;
    fits.then(|| Hit::new(start..end, Score::CERTAIN, "azure-client-secret"))
}

/// 32 hex digits and the data centre.
fn mailchimp(bytes: &[u8], run: Range<usize>) -> Option<Hit> {
    let end = end(
        bytes,
        run.start,
        &[n(H, 32), Part::Is("-us"), m(super::shape::D, 1, 2)],
    )?;
    Some(Hit::new(
        run.start..end,
        Score::CERTAIN,
        "mailchimp-api-key",
    ))
}

/// 32, 8 and 8 hex digits.
fn mailgun(bytes: &[u8], run: Range<usize>) -> Option<Hit> {
    let parts = [n(H, 32), Part::Is("-"), n(H, 8), Part::Is("-"), n(H, 8)];
    let end = end(bytes, run.start, &parts)?;
    random(&bytes[run.start..end])
        .then(|| Hit::new(run.start..end, Score::STRONG, "mailgun-api-key"))
}

/// Fourteen characters stand before the `.atlasv1.` of a Terraform token.
pub(super) fn terraform_start(bytes: &[u8], dot: usize) -> Option<usize> {
    let start = dot.checked_sub(14)?;
    bytes[start..dot].iter().all(|b| A.has(*b)).then_some(start)
}

/// Whether `value` is a hash or a UUID by its looks: hex of a usual length, or 8-4-4-4-12.
pub(super) fn hash_like(value: &[u8]) -> bool {
    let hex = value.iter().all(|b| X.has(*b));
    hex && matches!(value.len(), 32 | 40 | 48 | 56 | 64 | 96 | 128) || uuid(value)
}

fn uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => X.has(*b) || N.has(*b) && b.is_ascii_digit(),
        })
}
