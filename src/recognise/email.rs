//! E-mail addresses as people write them (RFC 5321, 5322 dot-atoms, RFC 6531 for international ones).

use super::candidate::Cx;
use super::secret::login;
use super::sign::{Around, Sign};
use super::spelling::{Spelling, lower};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};

impl Entity {
    /// An e-mail address.
    pub const EMAIL: Entity = Entity::new("EMAIL", "EMAIL");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::EMAIL,
    triggers: &[Trigger::At(Around::DOMAIN, address)],
    cues: &["email", "mail", "e mail", "ईमेल"],
    spelling: Spelling {
        canonical: lower,
        usual: str::to_owned,
        mask,
    },
};

/// RFC 5321 section 4.5.3.1: 64 octets of local part, 255 of domain.
const LOCAL: usize = 64;
const DOMAIN: usize = 255;
/// The longest top-level domain of letters, in bytes (IANA's root zone).
const TOP: usize = 24;

fn address(cx: &Cx<'_>, sign: &Sign) -> Option<Hit> {
    let (bytes, at) = (cx.bytes(), sign.at);
    // Most signs that stand in no address have no domain behind them.
    let end = match plain_end(bytes, sign) {
        Some(end) => end,
        None => domain_end(cx.text(), at + 1)?,
    };
    let start = match plain_start(bytes, sign) {
        Some(start) => start,
        None => quoted_start(bytes, at).or_else(|| local_start(cx.text(), at))?,
    };
    // `git@host:path` names a repository.
    if &bytes[start..at] == b"git" && cx.byte(end) == b':' && cx.byte(end + 1).is_ascii_alphabetic()
    {
        return None;
    }
    // `user@host` inside a URL's authority is a credential or a host, and belongs to the URL recogniser.
    if bytes[..start].ends_with(b"://") {
        return None;
    }
    Some(Hit::new(start..end, Score::CERTAIN, "address"))
}

/// Where a domain ends that is spelled as most are: in ASCII, below a top-level domain of letters. `None` where
/// [`domain_end`] must tell.
fn plain_end(bytes: &[u8], sign: &Sign) -> Option<usize> {
    let from = sign.at + 1;
    let mut host = bytes.get(from..sign.host)?;
    let high = bytes.get(sign.host).is_some_and(|b| !b.is_ascii());
    if high || host.len() > DOMAIN || sign.handle == from {
        return None;
    }
    // A dot or hyphen that trails is the sentence's.
    while let [rest @ .., b'.' | b'-'] = host {
        host = rest;
    }
    let top = host.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let top = top.count();
    let (front, top) = host.split_at(host.len() - top);
    let ([labels @ .., b'.'], 2..=TOP) = (front, top.len()) else {
        return None;
    };
    // Two marks side by side end it.
    let mark = |b: &u8| !b.is_ascii_alphanumeric();
    let marked = labels.get(sign.handle - from..).unwrap_or_default();
    let doubled = marked.windows(2).any(|pair| pair.iter().all(mark));
    (!doubled && !marked.last().is_some_and(mark) && !is_file(top)).then(|| from + host.len())
}

/// Where a local part begins that is spelled as most are, of letters, digits and single dots behind what ends a word.
/// `None` where others must tell.
fn plain_start(bytes: &[u8], sign: &Sign) -> Option<usize> {
    let local = &bytes[sign.local..sign.at];
    let before = sign.local.checked_sub(1).map_or(b' ', |i| bytes[i]);
    let apart = before <= b' ' || b"\"()<>[],;@\\".contains(&before);
    let (first, last) = (local.first()?, local.last()?);
    let word = first.is_ascii_alphanumeric() || *first == b'_';
    (apart && word && *last != b'.' && !sign.doubled && local.len() <= LOCAL).then_some(sign.local)
}

/// Where a local part in quotes begins: `"asha verma"@example.com` (RFC 5322, section 3.4.1).
fn quoted_start(bytes: &[u8], at: usize) -> Option<usize> {
    let close = at.checked_sub(1).filter(|close| bytes[*close] == b'"')?;
    let floor = close.saturating_sub(LOCAL - 2);
    let open = floor + memchr::memrchr(b'"', &bytes[floor..close])?;
    let local = &bytes[open + 1..close];
    let apart = open == 0
        || matches!(
            bytes[open - 1],
            b' ' | b'<' | b'(' | b'\n' | b'\t' | b':' | b','
        );
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b" ._-+'".contains(b);
    let word = local.first().is_some_and(u8::is_ascii_alphanumeric);
    (apart && word && local.iter().all(plain)).then_some(open)
}

/// Endings of files, none of them a domain (IANA's root zone): `icon@2x.png`.
static FILES: &[&[u8]] = &[
    b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"bmp", b"css", b"js", b"json", b"html",
    b"txt", b"pdf",
];

/// For the first letter of an ending, by its low five bits: the last letters that it has with it.
static FILE_LETTERS: [u32; 32] = {
    let (mut letters, mut n) = ([0; 32], 0);
    while n < FILES.len() {
        let [first, .., last] = FILES[n] else {
            panic!("an ending of two letters at least");
        };
        letters[*first as usize % 32] |= 1 << (*last % 32);
        n += 1;
    }
    letters
};

/// Whether it is the ending of a file.
fn is_file(top: &[u8]) -> bool {
    let [first, .., last] = top else {
        return false;
    };
    let may = FILE_LETTERS[usize::from(first % 32)] >> (last % 32) & 1 == 1;
    may && FILES.iter().any(|ending| top.eq_ignore_ascii_case(ending))
}

fn local_start(text: &str, at: usize) -> Option<usize> {
    let mut start = at;
    let mut next = '@';
    for c in text[..at].chars().rev() {
        let part = c.is_ascii_alphanumeric()
            || "!#$%&'*+-/=?^_`{|}~.".contains(c)
            || (!c.is_ascii() && c.is_alphanumeric());
        if !part || at - start + c.len_utf8() > LOCAL || scripts_meet(c, next) {
            break;
        }
        next = c;
        start -= c.len_utf8();
    }
    // Punctuation that leads is the sentence's, not the address's.
    let lead = text[start..at]
        .char_indices()
        .find(|(_, c)| c.is_alphanumeric() || *c == '_')?
        .0;
    let local = &text[start + lead..at];
    // `key=name@host` and `a/b@host` are values of keys and paths far more often than local parts.
    let cut = local
        .rfind(['=', '/', '|', '`', '{', '}', '?', '!', '#', '&', '*'])
        .map_or(0, |i| i + 1);
    let local = local[cut..].trim_start_matches(['\'', '.', '-', '+', '%', '~', '^', '$']);
    if local.is_empty() || local.ends_with('.') || local.contains("..") {
        return None;
    }
    let start = at - local.len();
    let front = &text[..start];
    let oracle = front.ends_with(['/', '#', '!', '?', '&', '*', '='])
        && login::oracle(text.as_bytes(), at).is_some();
    (!in_authority(front) && !oracle).then_some(start)
}

/// Whether `front` ends where the user or password of a web address begins, which is none of a mailbox:
/// `https://oauth2:`, `https://`.
fn in_authority(front: &str) -> bool {
    let user = match front.as_bytes().last() {
        Some(b':') => front.len() - 1,
        Some(b'/') => front.len(),
        _ => return false,
    };
    let name = front.as_bytes()[user.saturating_sub(LOCAL)..user]
        .iter()
        .rev();
    let name = name.take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b));
    let from = user - name.count();
    front.as_bytes()[..from].ends_with(b"://")
}

fn domain_end(text: &str, from: usize) -> Option<usize> {
    let first = *text.as_bytes().get(from)?;
    if first.is_ascii() && !first.is_ascii_alphanumeric() {
        return None;
    }
    let mut end = from;
    let mut last_dot = None;
    let mut previous = '.';
    for c in text[from..].chars() {
        if end - from > DOMAIN {
            return None;
        }
        match c {
            '.' if previous != '.' && previous != '-' => {
                last_dot = Some(end);
            }
            '-' if previous != '.' => {}
            c if scripts_meet(c, previous) => break,
            c if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric()) => {}
            c if !c.is_ascii() && unicode_mark(c) && previous != '.' => {}
            _ => break,
        }
        previous = c;
        end += c.len_utf8();
    }
    // A dot or hyphen that trails is the sentence's.
    let domain = text[from..end].trim_end_matches(['.', '-']);
    let trimmed = from + domain.len();
    let dot = match last_dot? {
        dot if dot < trimmed => dot,
        _ => domain.rfind('.').map(|i| from + i)?,
    };
    let top = &text[dot + 1..trimmed];
    let wide = !top.is_ascii();
    let plausible = (wide && top.chars().count() >= 2)
        || ((2..=TOP).contains(&top.len()) && top.bytes().all(|b| b.is_ascii_alphabetic()))
        || (top.starts_with("xn--") && top.len() > 4);
    (plausible && !is_file(top.as_bytes())).then_some(trimmed)
}

/// Vowel signs and viramas of Indic scripts, which are not alphanumeric and stand inside their labels; not the danda.
fn unicode_mark(c: char) -> bool {
    ('\u{0900}'..='\u{0DFF}').contains(&c) && !matches!(c, '\u{0964}' | '\u{0965}' | '\u{0970}')
}

/// Whether an ASCII letter and a letter of a script that does not mix with it stand side by side: there a sentence
/// touches an address. Latin, Greek and Cyrillic letters beyond ASCII do mix, in names and in disguises.
fn scripts_meet(one: char, other: char) -> bool {
    let foreign = |c: char| c >= '\u{0590}' && !('\u{1E00}'..='\u{24FF}').contains(&c);
    one.is_ascii_alphabetic() && foreign(other) || foreign(one) && other.is_ascii_alphabetic()
}

fn mask(surface: &str) -> String {
    match surface.split_once('@') {
        Some((local, domain)) => {
            let head: String = local.chars().take(1).collect();
            format!("{head}***@{domain}")
        }
        None => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn most_addresses_end_where_the_character_wise_reading_ends_them() {
        let pieces = [
            "asha", "a", "7", ".", ".", "-", "_", "@", "@", "@", "example", "com", ".com", "png",
            "xn--p1ai", " ", "/", ":", "\"", "'", "+", "=", "é", "ख", "\n", "", "<", "\\",
        ];
        let mut dice = Dice::new(41);
        let (mut ends, mut starts) = (0, 0);
        for round in 0..20_000 {
            let mut text = String::new();
            for _ in 0..3 + dice.below(10) {
                text.push_str(pieces[dice.below(pieces.len())]);
            }
            if round % 20 == 0 {
                text = "a.".repeat(dice.below(40)) + &text + &".ab".repeat(dice.below(100));
            }
            for (at, _) in text.match_indices('@') {
                let sign = Sign::read(text.as_bytes(), at);
                if let Some(end) = plain_end(text.as_bytes(), &sign) {
                    ends += 1;
                    assert_eq!(Some(end), domain_end(&text, at + 1), "{text:?} at {at}");
                }
                if let Some(start) = plain_start(text.as_bytes(), &sign) {
                    starts += 1;
                    assert_eq!(quoted_start(text.as_bytes(), at), None, "{text:?} at {at}");
                    assert_eq!(Some(start), local_start(&text, at), "{text:?} at {at}");
                }
            }
        }
        assert!(ends > 100 && starts > 1_000, "{ends} {starts}");
    }
}
