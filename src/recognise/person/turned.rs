//! Names with the surname first: `Kumar, Ravi`, as forms, tables and mail headers have them.

use super::read::Run;
use super::table::{Classes, hash};
use std::ops::Range;

/// Labels of more than one person, behind which a comma is between two of them.
static SEVERAL: [u64; 20] = [
    hash(b"to"),
    hash(b"cc"),
    hash(b"bcc"),
    hash(b"attendees"),
    hash(b"participants"),
    hash(b"members"),
    hash(b"present"),
    hash(b"names"),
    hash(b"guests"),
    hash(b"players"),
    hash(b"authors"),
    hash(b"team"),
    hash(b"people"),
    hash(b"students"),
    hash(b"winners"),
    hash(b"speakers"),
    hash(b"reviewers"),
    hash(b"parents"),
    hash(b"children"),
    hash(b"friends"),
];

/// Where the given name would begin behind the surname that is all of the run and a name by itself.
pub fn given_at(text: &str, run: &Run, name: &Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = match &bytes[name.end..] {
        [b',', b' ', c, ..] if !matches!(c, b' ' | b'\n') => name.end + 2,
        [b',', b'A'..=b'Z', ..] => name.end + 1,
        _ => return None,
    };
    let only = run.count == 1 && run.titled == 0 && name.start == run.words[0].start;
    (only && run.words[0].classes.may_be_family() && begins(bytes, name.start)).then_some(at)
}

/// Whether the two are one name: `name` of the first run, `given` of the second.
pub fn is_one(text: &str, run: &Run, given: &Run, name: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let behind = &bytes[name.end..];
    let mailed = behind.starts_with(b" <");
    let first = given.words[0].classes;
    if !(first.given() || first.bits() == 0) || !(mailed || ends(behind)) {
        return false;
    }
    let family: Classes = run.words[0].classes;
    let labelled = matches!(
        bytes[..run.words[0].start].trim_ascii_end().last(),
        Some(b':' | b'=' | b'"' | b'>')
    );
    // `Asha, Ravi` are two people more often than one.
    mailed || !family.given() || labelled && !SEVERAL.contains(&run.left[1].hash)
}

/// Whether a field begins at `at`.
fn begins(bytes: &[u8], at: usize) -> bool {
    let spaces = bytes[..at].iter().rev().take(4).take_while(|b| **b == b' ');
    let last = bytes[..at - spaces.count()].last();
    last.is_none_or(|b| {
        matches!(
            b,
            b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'|' | b':' | b'=' | b'>' | b';' | b'-'
        )
    })
}

/// Whether a field ends before these bytes.
fn ends(behind: &[u8]) -> bool {
    let mut behind = behind.iter().skip_while(|b| **b == b' ');
    behind.next().is_none_or(|b| {
        matches!(
            b,
            b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b'|' | b'<' | b';' | b')' | b'('
        )
    })
}
