//! Web addresses that say something of a person or open something private (RFC 3986). What counts: credentials or a
//! user name in the authority; a person's page by path (`/users/asha`, `/~asha`, `/@asha`) or on a network of people; a
//! query or fragment with personal data or a secret (`email=`, `token=`, a signature, RFC 6749's `code=`); a link that
//! is itself the key to a file, a meeting or an account (`/invite/...`, `/reset-password/...`); an address that is announced as someone's own (`my website:`). A plain public address is not personal data.

mod path;
mod query;

use super::candidate::Cx;
use super::spelling::{Spelling, mask_all};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use path::place;
use query::{parameter, placeholder};

impl Entity {
    /// A web address with credentials or personal data.
    pub const URL: Entity = Entity::new("URL", "URL");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::URL,
    triggers: &[
        Trigger::Scheme(address),
        Trigger::Assign(may_label, labelled),
    ],
    cues: &[
        "my website",
        "my site",
        "my blog",
        "my homepage",
        "my page",
        "my portfolio",
        "personal website",
        "personal site",
        "personal page",
        "personal url",
        "portfolio",
        "profile",
        "profile url",
        "profile link",
        "linkedin",
        "facebook",
        "instagram",
        "social media",
        "मेरी वेबसाइट",
        "persönliche website",
        "meine website",
        "mon site",
        "mi sitio",
    ],
    spelling: Spelling {
        canonical: str::to_owned,
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// The longest address that is read, in bytes: what browsers and servers take at least.
const LONGEST: usize = 2048;
/// How near the words stand that announce an address as someone's own, in bytes.
const ANNOUNCED: usize = 16;

fn address(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let text = cx.text();
    let scheme = cx.bytes()[colon.saturating_sub(12)..colon]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        .count();
    let start = colon - scheme;
    let scheme = &text[start..colon];
    let known = [
        "http", "https", "ftp", "ftps", "sftp", "ssh", "git+ssh", "ws", "wss", "smb", "dav",
        "webdav",
    ];
    if !known.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let rest = text.get(colon + 3..)?;
    let rest = &rest[..length(rest)];
    let rest = cell(&text[..start], rest);
    let cut = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(cut);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if host.is_empty() || placeholder(host) {
        return None;
    }
    let range = start..colon + 3 + rest.len();
    let (tail, fragment) = tail.split_once('#').unwrap_or((tail, ""));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let host = host.split(':').next().unwrap_or_default();
    let (score, why) = if let Some(why) = credentials(user) {
        (Score::CERTAIN, why)
    } else if let Some(why) = query
        .split(['&', ';'])
        .chain(fragment.split('&'))
        .find_map(parameter)
    {
        (Score::CERTAIN, why)
    } else if let Some(why) = place(host, path) {
        (Score::STRONG, why)
    } else if host.contains('.')
        && cx.cued(&range)
        && cx.gap_before(&range).is_some_and(|gap| gap <= ANNOUNCED)
    {
        (Score::ANNOUNCED, "announced as someone's own")
    } else {
        return None;
    };
    Some(Hit::new(range, score, why))
}

/// What of `rest` stands in the cell of a row that begins at the end of `before`, where its cells are parted by commas or
/// semicolons.
fn cell<'t>(before: &str, rest: &'t str) -> &'t str {
    let mark = match before.as_bytes().last() {
        Some(b';') => ';',
        // What stands behind a semicolon of an address is a parameter.
        None | Some(b'\n')
            if rest
                .split_once(';')
                .is_some_and(|(_, rest)| !rest.contains('=')) =>
        {
            ';'
        }
        _ => ',',
    };
    let Some((cell, others)) = rest.split_once(mark) else {
        return rest;
    };
    let row = match before.as_bytes().last() {
        Some(b',' | b';') => true,
        // The first of several.
        None | Some(b'\n') => mark == ';' || others.contains(','),
        _ => false,
    };
    if row && !cell.is_empty() {
        &cell[..length(cell)]
    } else {
        rest
    }
}

/// Whether a key that ends in these bytes may name a network of people or a link.
fn may_label([before, last]: [u8; 2]) -> bool {
    matches!(
        [before | 0x20, last | 0x20],
        [b'i', b'n']
            | [b'u', b'b']
            | [b'r', b'l']
            | [b'n', b'k']
            | [b'i', b'o']
            | [b'a', b'm']
            | [b't', b'a']
            | [b'o', b'k']
            | [b'e', b'r']
            | [b'l', b'e']
            | [b' ' | b'\n', b'x']
    )
}

/// What a key ends in that names a network of people or a link.
pub(super) static LABELS: [&[u8]; 11] = [
    b"linkedin",
    b"github",
    b"url",
    b"link",
    b"portfolio",
    b"instagram",
    b"insta",
    b"telegram",
    b"facebook",
    b"twitter",
    b"profile",
];

/// For the last letter but two of a label, by its low five bits: the last letters that it has behind it.
static LAST_OF_THREE: [u32; 32] = {
    let (mut table, mut n) = ([0; 32], 0);
    while n < LABELS.len() {
        if let Some([one, _, three]) = LABELS[n].last_chunk() {
            table[*one as usize % 32] |= 1 << (*three % 32);
        }
        n += 1;
    }
    table
};

/// Whether the last letters of a key are those of a label, for all that two of them tell.
pub(super) fn may_be_label([one, _, three]: [u8; 3]) -> bool {
    LAST_OF_THREE[usize::from(one % 32)] >> (three % 32) & 1 == 1
}

/// Whether a key ends in `label`, in any case.
fn ends_in(key: &[u8], label: &[u8]) -> bool {
    let from = key.len().checked_sub(label.len());
    from.is_some_and(|from| key[from..].eq_ignore_ascii_case(label))
}

/// A person's page without its scheme, behind a label: `LinkedIn: linkedin.com/in/asha`.
fn labelled(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let key = bytes[at.saturating_sub(12)..at].trim_ascii_end();
    let key = key.strip_suffix(b"\"").unwrap_or(key);
    // The last letters refuse most keys before anything is compared.
    if !key.last_chunk().is_some_and(|last| may_be_label(*last))
        || !LABELS.iter().any(|label| ends_in(key, label))
    {
        return None;
    }
    let blanks = bytes.get(at + 1..)?.iter().take(4);
    let start = at
        + 1
        + blanks
            .take_while(|b| matches!(b, b' ' | b'"' | b'\''))
            .count();
    let host = bytes[start..].iter().take(HOST);
    let host = host
        .take_while(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'-'))
        .count();
    let dotted = memchr::memchr(b'.', &bytes[start..start + host]).is_some_and(|dot| dot > 0);
    if !dotted || cx.byte(start + host) != b'/' {
        return None;
    }
    let rest = cx.text().get(start..)?;
    let end = length(rest);
    let path = rest.get(host..end)?.split(['?', '#']).next()?;
    let why = place(&rest[..host], path)?;
    Some(Hit::new(start..start + end, Score::STRONG, why))
}

/// The longest host of a network of people, in bytes.
const HOST: usize = 32;

/// How many bytes of `rest` belong to the address; the punctuation of the sentence around it does not.
fn length(rest: &str) -> usize {
    let mut end = 0;
    let (mut round, mut square) = (0_i32, 0_i32);
    for (place, c) in rest.char_indices() {
        let outside = c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '`' | '|' | '\\' | '^');
        if outside || place > LONGEST {
            break;
        }
        match c {
            '(' => round += 1,
            ')' if round == 0 => break,
            ')' => round -= 1,
            '[' => square += 1,
            ']' if square == 0 => break,
            ']' => square -= 1,
            _ => {}
        }
        if !matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '।' | '”' | '’' | '»'
        ) {
            end = place + c.len_utf8();
        }
    }
    end
}

/// `user:password` or a user's name; `git@` and the like are the service's own.
fn credentials(user: &str) -> Option<&'static str> {
    if user.is_empty() || placeholder(user) {
        return None;
    }
    match user.split_once(':') {
        Some((_, password)) if placeholder(password) => None,
        // As manuals write it.
        Some(("user" | "username" | "name", "pass" | "password" | "passwd" | "pwd" | "pw")) => None,
        Some((_, password)) if !password.is_empty() => Some("credentials in the authority"),
        _ if ["git", "hg", "svn", "anonymous", "user", "username", "ftp"].contains(&user) => None,
        _ => Some("user name in the authority"),
    }
}
