//! Passwords on command lines: `sshpass -p ...`, `mysql -psecret`, `redis-cli -a ...`, `docker login -p ...`. Which flag
//! takes a password, and whether it may stand glued to it, is the program's own manual's to say.

use super::judge::slug;
use super::login;
use super::placeholder::placeholder;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::{Cx, Digits};

/// How far back the program's name is looked for, in bytes.
const LINE: usize = 120;
/// The longest argument, in bytes.
const ARGUMENT: usize = 64;

/// Programs by the flag before a password.
static FLAGS: &[(&str, &[&str])] = &[
    (
        "-p",
        &[
            "sshpass",
            "docker",
            "podman",
            "nerdctl",
            "skopeo",
            "buildah",
            "oc",
            "az",
            "mongo",
            "mongosh",
            "mongodump",
            "mongorestore",
            "mongoexport",
            "mongoimport",
            "twine",
            "cqlsh",
            "rabbitmqadmin",
            "helm",
            "crane",
            "oras",
            "regctl",
        ],
    ),
    ("-a", &["redis-cli"]),
    (
        "-P",
        &[
            "mosquitto_pub",
            "mosquitto_sub",
            "sqlcmd",
            "bcp",
            "isql",
            "unzip",
            "zip",
            "ipmitool",
        ],
    ),
    ("-k", &["openssl"]),
    (
        "-w",
        &[
            "ldapsearch",
            "ldapadd",
            "ldapmodify",
            "ldapwhoami",
            "ldapdelete",
        ],
    ),
    ("-pw", &["plink", "pscp", "psftp", "putty", "kitty"]),
    ("--passphrase", &["gpg", "gpg2", "geth", "signtool"]),
    ("-storepass", &["keytool", "jarsigner"]),
    ("-keypass", &["keytool", "jarsigner"]),
    ("-srcstorepass", &["keytool"]),
    ("-deststorepass", &["keytool"]),
    ("-A", &["snmpwalk", "snmpget"]),
];

/// Programs that take it glued to `-p`; a space means that they ask for it.
static GLUED: &[&str] = &[
    "mysql",
    "mysqldump",
    "mysqladmin",
    "mysqlimport",
    "mysqlshow",
    "mariadb",
    "mariadb-dump",
    "sshpass",
    "7z",
    "7za",
    "rar",
    "unrar",
];

/// The check at a `-` behind a space.
pub(super) fn flag(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    if cx.byte(at + 1) == b'A' && cx.bytes()[at..].starts_with(b"-AsPlainText") {
        return secure_string(cx, at);
    }
    if !matches!(
        cx.byte(at + 1),
        b'p' | b'a' | b'P' | b'k' | b'w' | b's' | b'd' | b'A' | b'-'
    ) {
        return login_flag(cx, at);
    }
    if cx.byte(at + 1) == b'-' && cx.byte(at + 2) != b'p' {
        return None;
    }
    let bytes = cx.bytes();
    let rest = &bytes[at..bytes.len().min(at + 16)];
    let length = rest.iter().position(|b| *b <= b' ').unwrap_or(rest.len());
    let apart = FLAGS
        .iter()
        .find(|(flag, _)| flag.as_bytes() == &rest[..length]);
    let (programs, start) = match apart {
        Some((_, programs)) if cx.byte(at + length) == b' ' => (*programs, at + length + 1),
        None if rest[1] == b'p' => (GLUED, at + 2),
        _ => return login_flag(cx, at),
    };
    value(cx, start).filter(|_| runs(bytes, at, programs))
}

/// `ConvertTo-SecureString 'x' -AsPlainText`: the literal before the flag at `at` (PowerShell's reference).
fn secure_string(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let floor = at.saturating_sub(LINE);
    let line = bytes[floor..at].trim_ascii_end();
    let quote = *line.last().filter(|b| matches!(b, b'\'' | b'"'))?;
    let open = memchr::memrchr(quote, &line[..line.len() - 1])?;
    let (start, end) = (floor + open + 1, floor + line.len() - 1);
    let runs = memchr::memmem::find(&line[..open], b"ConvertTo-SecureString").is_some();
    (runs && end - start <= ARGUMENT && fits(&bytes[start..end], true))
        .then(|| Hit::new(start..end, Score::LIKELY, "password"))
}

/// Flags that take or follow a user and a password.
fn login_flag(cx: &Cx<'_>, at: usize) -> Option<Hit> {
    matches!(
        cx.byte(at + 1),
        b'b' | b'B' | b'c' | b'n' | b'm' | b's' | b'd' | b'U' | b'u' | b'S'
    )
    .then(|| login::flag(cx, at))?
}

/// Whether one of the programs runs on the line that ends at `at`.
pub(super) fn runs(bytes: &[u8], at: usize, programs: &[&str]) -> bool {
    let line = &bytes[at.saturating_sub(LINE)..at];
    let line = &line[memchr::memrchr3(b'\n', b'|', b';', line).map_or(0, |at| at + 1)..];
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    programs.iter().any(|program| {
        memchr::memmem::find_iter(line, program).any(|start| {
            !line[..start].last().is_some_and(part)
                && !line.get(start + program.len()).is_some_and(part)
        })
    })
}

/// `पासवर्ड ... है`: the check at digits of the password, which a letter or mark touches.
pub(super) fn spoken(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    if !d.before.is_ascii_alphanumeric() && !b"@#$!%^&*_".contains(&d.before) {
        return None;
    }
    let bytes = cx.bytes();
    if let Some(hit) = cell(cx, d) {
        return Some(hit);
    }
    let front = &bytes[d.start.saturating_sub(ARGUMENT + 1)..d.start];
    let blank = memchr::memrchr2(b' ', b'\n', front)?;
    // Without a branch, so that many bytes are looked at at once.
    let graphic = |all, b: &u8| all & b.is_ascii_graphic();
    if !front[blank + 1..].iter().fold(true, graphic) {
        return None;
    }
    let start = d.start - (front.len() - blank - 1);
    let before = cx.text().get(..start - 1)?;
    let before = before.strip_suffix(" है").unwrap_or(before);
    if before.ends_with("पासवर्ड") || told(before, matches!(cx.byte(start), b'\'' | b'"'))
    {
        return value(cx, start);
    }
    None
}

/// Whether a byte ends a cell, or the quotes in it do.
static ENDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b <= b' ' || matches!(b, b',' | b';' | b'|' | b'"' | b'\'');
        byte += 1;
    }
    table
};

/// The password that fills a cell of a table whose column is headed as one.
fn cell(cx: &Cx<'_>, d: &Digits<'_>) -> Option<Hit> {
    let bytes = cx.bytes();
    let parts = |b: u8| matches!(b, b',' | b';' | b'\t' | b'|');
    let line = |b: u8| matches!(b, 0 | b'\n' | b'\r');
    let ends = |b: &&u8| ENDS[usize::from(**b)];
    let front = &bytes[d.start.saturating_sub(ARGUMENT)..d.start];
    // Eight bytes at a time: most words that a digit stands in are long.
    let (_, steps) = front.as_rchunks::<8>();
    let inside = |step: &&[u8; 8]| !step.iter().fold(false, |any, b| any | ends(&b));
    let whole = 8 * steps.iter().rev().take_while(inside).count();
    let rest = front[..front.len() - whole].iter().rev().take(8);
    let start = d.start - whole - rest.take_while(|b| !ends(b)).count();
    let before = cx.before(start);
    if !parts(before) && !line(before) {
        return None;
    }
    let behind = bytes[d.end..].iter().take(ARGUMENT);
    let end = d.end + behind.take_while(|b| !ends(b)).count();
    let after = cx.byte(end);
    let row = parts(before) && (parts(after) || line(after)) || line(before) && parts(after);
    if !row || !fits(&bytes[start..end], false) {
        return None;
    }
    let range = start..end;
    (cx.hinted(&range) && cx.cued(&range)).then(|| Hit::new(range, Score::LIKELY, "password"))
}

/// Words that announce a password and do not end in it.
static TOLD: &[&str] = &["pwd", "passwd", "passphrase", "passcode", "psk"];
/// Words between them and the password.
static LINKS: &[&str] = &["is", "was", "hai", "=", "-", "to", "now"];

/// The longest of these, in bytes.
const LONGEST_LINK: usize = 3;

/// Whether `before` ends in words that announce a password, or in a command and its arguments up to one.
fn told(before: &str, quoted: bool) -> bool {
    let before = before.as_bytes();
    let mut line = Some(&before[before.len().saturating_sub(LINE)..]);
    // The words of the line, the last one first.
    let mut next = || {
        let rest = line.take().unwrap_or_default();
        let blank = rest.iter().rposition(|b| matches!(b, b' ' | b'\n'));
        line = blank
            .filter(|blank| rest[*blank] == b' ')
            .map(|blank| &rest[..blank]);
        &rest[blank.map_or(0, |blank| blank + 1)..]
    };
    let same = |word: &[u8], list: &[&str]| {
        list.iter()
            .any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
    };
    let mut last = next();
    while last.len() <= LONGEST_LINK && same(last, LINKS) {
        last = next();
    }
    if same(last, TOLD) {
        return true;
    }
    let second = next();
    match second.len() {
        10 => (last == b"BY" || quoted && last == b"by") && same(second, &["identified"]),
        8 | 15 => {
            same(second, &["add_user", "change_password"]) && next().ends_with(b"rabbitmqctl")
        }
        4 => {
            same(second, &["user"]) && same(next(), &["net"])
                || same(second, &["setx"]) && secret_variable(last)
        }
        _ => false,
    }
}

/// Whether a variable of the environment is named as a password.
fn secret_variable(name: &[u8]) -> bool {
    ["PASSWORD", "PASSWD", "PASS", "PWD", "SECRET"]
        .iter()
        .any(|end| name.ends_with(end.as_bytes()))
}

/// The password at `start`, quotes taken off.
fn value(cx: &Cx<'_>, start: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let quote = cx.byte(start);
    let quoted = matches!(quote, b'\'' | b'"');
    let start = start + usize::from(quoted);
    let rest = bytes.get(start..bytes.len().min(start + ARGUMENT))?;
    let length = rest
        .iter()
        .position(|b| *b <= b' ' || matches!(b, b'`' | b'"' | b'\'') && (!quoted || *b == quote));
    let length = length.unwrap_or(rest.len());
    let ended = |b: &&u8| !quoted && matches!(b, b';' | b',' | b'.');
    let length = length - rest[..length].iter().rev().take_while(ended).count();
    fits(&rest[..length], quoted)
        .then(|| Hit::new(start..start + length, Score::LIKELY, "password"))
}

/// The argument from `start` to `end` as a password.
pub(super) fn argument(cx: &Cx<'_>, start: usize, end: usize) -> Option<Hit> {
    let value = cx.bytes().get(start..end)?;
    (value.len() <= ARGUMENT && fits(value, false))
        .then(|| Hit::new(start..end, Score::LIKELY, "password"))
}

/// Whether an argument looks like a password and not like a variable, a file or an option.
fn fits(value: &[u8], quoted: bool) -> bool {
    let mark = |b: &u8| b"@#$!%^&*+?~".contains(b);
    let figure = |b: &u8| b.is_ascii_digit();
    value.len() >= 4
        && value.iter().all(u8::is_ascii_graphic)
        && value.iter().any(u8::is_ascii_alphabetic)
        && (value.iter().any(figure) || value.iter().any(mark) || quoted)
        && !matches!(value[0], b'$' | b'{' | b'<' | b'-' | b'/')
        && !placeholder(value)
        && !slug(value)
}
