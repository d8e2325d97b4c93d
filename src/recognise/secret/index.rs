//! Finds the rule for a run by its first two bytes, or by the two bytes before it, in a few nanoseconds.

use std::ops::Range;

use super::shape::Key;
use super::{cloud_rules, code_rules, commerce_rules, model_rules, odd, service_rules};
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

static TABLES: &[&[Key]] = &[
    cloud_rules::KEYS,
    model_rules::KEYS,
    code_rules::KEYS,
    commerce_rules::KEYS,
    service_rules::KEYS,
];

/// How many rules there are.
const COUNT: usize = cloud_rules::KEYS.len()
    + model_rules::KEYS.len()
    + code_rules::KEYS.len()
    + commerce_rules::KEYS.len()
    + service_rules::KEYS.len();

const SLOTS: usize = 1024;

/// The rules with one chain for each slot; 0 ends a chain, `n` is rule `n - 1`.
struct Index {
    first: [u16; SLOTS],
    next: [u16; COUNT],
    keys: [Key; COUNT],
}

/// Rules whose prefix begins a run.
static HEADS: Index = Index::build(true);
/// Rules whose prefix ends before a run, as `SG.` does.
static LEADS: Index = Index::build(false);

const fn slot(first: u8, second: u8) -> usize {
    (first as usize * 37 + second as usize * 5) % SLOTS
}

const fn run_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

impl Index {
    const fn build(heads: bool) -> Index {
        let mut index = Index {
            first: [0; SLOTS],
            next: [0; COUNT],
            keys: [cloud_rules::KEYS[0]; COUNT],
        };
        let mut table = 0;
        let mut rule = 0;
        while table < TABLES.len() {
            let mut row = 0;
            while row < TABLES[table].len() {
                let key = TABLES[table][row];
                index.keys[rule] = key;
                let prefix = key.prefix.as_bytes();
                let head = run_byte(prefix[prefix.len() - 1]);
                if head == heads {
                    let slot = if heads {
                        slot(prefix[0], prefix[1])
                    } else {
                        slot(prefix[prefix.len() - 2], prefix[prefix.len() - 1])
                    };
                    index.next[rule] = index.first[slot];
                    index.first[slot] = rule as u16 + 1;
                }
                row += 1;
                rule += 1;
            }
            table += 1;
        }
        index
    }

    fn chain(&self, first: u8, second: u8) -> impl Iterator<Item = &Key> {
        let mut rule = self.first[slot(first, second)];
        std::iter::from_fn(move || {
            let at = usize::from(rule).checked_sub(1)?;
            rule = self.next[at];
            Some(&self.keys[at])
        })
    }
}

/// Every rule, in the order of its tables.
#[cfg(test)]
pub(super) fn rules() -> &'static [Key] {
    &HEADS.keys
}

/// The check at a run of sixteen or more letters, digits, `_` and `-`.
pub(super) fn at_run(cx: &Cx<'_>, run: Range<usize>) -> Option<Hit> {
    let bytes = cx.bytes();
    let start = run.start + glued(cx, run.start);
    let before = cx.before(start);
    if matches!(before, b'.' | b'/' | b'~' | b'$')
        && let Some(hit) = behind_lead(cx, start, before)
    {
        return Some(hit);
    }
    let mut best: Option<(usize, (usize, Score), &'static str)> = None;
    for key in HEADS.chain(cx.byte(start), cx.byte(start + 1)) {
        if bytes[start..].starts_with(key.prefix.as_bytes())
            && best.is_none_or(|(fixed, ..)| key.fixed() > fixed)
            && let Some(end) = key.end(bytes, start)
        {
            best = Some((key.fixed(), end, key.name));
        }
    }
    if let Some((_, (end, score), name)) = best {
        return Some(Hit::new(start..end, score, name));
    }
    odd::token(cx, start..run.end)
}

/// The key whose prefix ends right before the run at `start`.
fn behind_lead(cx: &Cx<'_>, start: usize, before: u8) -> Option<Hit> {
    let bytes = cx.bytes();
    LEADS.chain(cx.before(start - 1), before).find_map(|key| {
        let from = start.checked_sub(key.prefix.len())?;
        if !bytes[from..].starts_with(key.prefix.as_bytes()) {
            return None;
        }
        let (end, score) = key.end(bytes, from)?;
        let from = if key.prefix.starts_with('.') {
            odd::terraform_start(bytes, from)?
        } else {
            from
        };
        (!run_byte(cx.before(from)) || escape_ends(bytes, from))
            .then(|| Hit::new(from..end, score, key.name))
    })
}

/// Whether an escaped line break or tab ends at `at`.
fn escape_ends(bytes: &[u8], at: usize) -> bool {
    bytes[..at].ends_with(b"\\n") || bytes[..at].ends_with(b"\\t") || bytes[..at].ends_with(b"\\r")
}

/// Bytes at the start of a run that belong to an escape before it: the `n` of `\n`, the `3D` of `%3D`.
fn glued(cx: &Cx<'_>, start: usize) -> usize {
    match cx.before(start) {
        b'\\' if matches!(cx.byte(start), b'n' | b't' | b'r') => 1,
        b'%' if cx.byte(start).is_ascii_hexdigit() && cx.byte(start + 1).is_ascii_hexdigit() => 2,
        _ => 0,
    }
}
