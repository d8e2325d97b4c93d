//! E-mail addresses that hide their signs: `asha [at] example [dot] com`, `asha at example dot com`; and those that
//! were broken at a line's end.

use super::{Proof, Respeller};
use crate::recognise::sign::Sign;
use crate::recognise::upi;
use std::ops::Range;

/// The longest label of a domain, in bytes (RFC 1035, 2.3.4).
const LABEL: usize = 63;
/// Labels and parts that are read on one side.
const PARTS: usize = 6;

/// Top-level domains under which most addresses are (IANA root zone).
static TOP: &[&str] = &[
    "com", "org", "net", "in", "co", "io", "edu", "gov", "mil", "info", "biz", "me", "dev", "app",
    "ai", "uk", "us", "de", "fr", "es", "it", "nl", "eu", "au", "ca", "jp", "cn", "br", "ru", "ch",
    "se", "no", "fi", "dk", "pl", "sg", "ae", "za", "nz", "ie", "pk", "bd", "lk", "np", "tech",
    "online", "xyz", "test", "example",
];

/// Words that stand before "at" in sentences about places and sites.
static NOT_LOCAL: &[&str] = &[
    "look",
    "me",
    "us",
    "is",
    "are",
    "be",
    "was",
    "visit",
    "find",
    "here",
    "available",
    "online",
    "live",
    "hosted",
    "shop",
    "them",
    "it",
    "him",
    "her",
    "email",
    "mail",
    "or",
    "and",
    "contact",
    "reach",
    "page",
    "site",
    "website",
    "you",
    "up",
    "more",
    "sold",
    "buy",
    "order",
    "works",
    "work",
    "working",
    "now",
    "out",
    "only",
    "read",
    "see",
    "blog",
    "docs",
    "info",
    "that",
    "this",
    "start",
    "starting",
    "stay",
    "listed",
    "in",
];

/// Whether what begins at `at`, behind the word `at`, may be the host of an address: most of what sentences say there is
/// told by the byte behind it.
pub(in crate::scan) fn may_be_host(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    let label = rest.iter().take(LABEL);
    let length = label
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
        .count();
    let (label, behind) = rest.split_at(length);
    let goes_on = match behind {
        [b'.', next, ..] => next.is_ascii_alphanumeric() || *next == b'-',
        [b' ', b'd' | b'D' | b'.' | b'[' | b'(' | b'{' | b'<', ..] => true,
        [b'[' | b'(' | b'{' | b'<' | b'\r' | b'\n', ..] => true,
        // As it is read out in India.
        _ if label.eq_ignore_ascii_case(b"the") => true,
        _ => false,
    };
    length > 0 && (goes_on || upi::is_handle(label))
}

/// Whether brackets, spaces or a line's end may hide the address of an `@`: most signs have a host behind them that is
/// spelled as it should be.
pub(in crate::scan) fn may_hide(bytes: &[u8], sign: &Sign) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let open = |b: u8| matches!(b, b'[' | b'(' | b'{' | b'<');
    let mut end = sign.host;
    if end == sign.at + 1 {
        // What stands apart from the name, or in brackets itself.
        return matches!(byte(end), b' ' | b'\n' | b']' | b')' | b'}');
    }
    let mut labels = bytes[sign.handle..end].contains(&b'.');
    // Behind the dot of a label a line may end.
    if byte(end) == b'\n' && byte(end - 1) == b'.' {
        let label = bytes[end + 1..].iter().take(LABEL);
        let label = label.take_while(|b| b.is_ascii_alphanumeric() || **b == b'-');
        end += 1 + label.count();
        labels = true;
    }
    match byte(end) {
        b' ' => matches!(byte(end + 1), b'.' | b'd' | b'D') || open(byte(end + 1)),
        b'\n' => !labels,
        b'.' | b'\r' => true,
        other => open(other),
    }
}

impl Respeller<'_, '_> {
    /// Tries the address whose sign is at `at`: an `@`, a bracket, or the word itself.
    pub(in crate::scan) fn address(&mut self, at: usize) {
        let bytes = self.cx.bytes();
        if bytes[at] == b'@' && bytes.get(at + 1) == Some(&b'@') {
            return;
        }
        let Some(sign) = sign(bytes, at, b"at") else {
            return;
        };
        let Some(host) = self.host(sign.end) else {
            return;
        };
        let plain_sign = bytes[at] == b'@' && sign.len() == 1;
        if plain_sign && host.plain {
            return;
        }
        let Some(local) = self.local(sign.start) else {
            return;
        };
        let first = &bytes[local.parts[local.count - 1].clone()];
        let word = bytes[at] == b'a' || sign.len() == 3 && bytes[sign.start] == b' ';
        if word
            && NOT_LOCAL
                .iter()
                .any(|word| word.as_bytes().eq_ignore_ascii_case(first))
        {
            return;
        }
        self.draft.clear();
        let mut last = None;
        for part in local.parts[..local.count].iter().rev() {
            if let Some(last) = last {
                self.draft.push(b'.', last..part.start);
            }
            self.draft.copy(bytes, part.clone());
            last = Some(part.end);
        }
        self.draft.push(b'@', sign);
        let mut last = None;
        for part in &host.parts[..host.count] {
            if let Some(last) = last.filter(|_| !host.wrapped.contains(&part.start)) {
                self.draft.push(b'.', last..part.start);
            }
            self.draft.copy(bytes, part.clone());
            last = Some(part.end);
        }
        // `asha at example.com` may be about a place; `asha at example dot com` is not.
        self.try_draft(if word && host.plain {
            Proof::Announced
        } else {
            Proof::Check
        });
    }

    /// The labels behind the sign, up to a known top-level domain.
    fn host(&self, from: usize) -> Option<Parts> {
        let bytes = self.cx.bytes();
        let mut host = Parts::default();
        let mut start = from;
        while host.count < PARTS {
            let length = bytes[start.min(bytes.len())..]
                .iter()
                .take(LABEL)
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
                .count();
            if length == 0 {
                break;
            }
            host.add(start..start + length);
            let end = start + length;
            let broken =
                host.count == 1 && self.cx.byte(end) == b'\n' || self.cx.byte(end) == b'\r';
            start = if broken && host.wrapped.is_empty() {
                let next = end + if self.cx.byte(end) == b'\r' { 2 } else { 1 };
                host.wrapped = next..next + 1;
                host.plain = false;
                next
            } else if let Some(dot) = sign(bytes, end, b"dot") {
                host.plain &= bytes[end] == b'.';
                dot.end
            } else {
                break;
            };
        }
        let labels = host.count - usize::from(!host.wrapped.is_empty()).min(host.count);
        let top = &bytes[host.parts[host.count.checked_sub(1)?].clone()];
        let handle = labels == 1 && from > 1 && upi::is_handle(top);
        (handle
            || labels >= 2
                && TOP
                    .iter()
                    .any(|known| known.as_bytes().eq_ignore_ascii_case(top)))
        .then_some(host)
    }

    /// The parts of the name before the sign, the last one first.
    fn local(&self, to: usize) -> Option<Parts> {
        let bytes = self.cx.bytes();
        let mut local = Parts::default();
        let mut end = to;
        while local.count < PARTS {
            let length = bytes[..end]
                .iter()
                .rev()
                .take(LABEL)
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.'))
                .count();
            if length == 0 {
                break;
            }
            local.add(end - length..end);
            let Some(dot) = dot_before(bytes, end - length) else {
                break;
            };
            end = dot;
        }
        (local.count > 0).then_some(local)
    }
}

#[derive(Default)]
struct Parts {
    parts: [Range<usize>; PARTS],
    count: usize,
    /// Whether every dot is one.
    plain: bool,
    /// The first byte behind the line's end inside a label.
    wrapped: Range<usize>,
}

impl Parts {
    fn add(&mut self, part: Range<usize>) {
        self.plain |= self.count == 0;
        self.parts[self.count] = part;
        self.count += 1;
    }
}

/// The sign at or around `at` that stands for `@` (`word` is "at") or for a dot: itself, its name in brackets with or
/// without spaces, or its name between spaces.
fn sign(bytes: &[u8], at: usize, word: &[u8]) -> Option<Range<usize>> {
    let plain = if word == b"at" { b'@' } else { b'.' };
    let byte = *bytes.get(at)?;
    let blank = |i: usize| bytes.get(i) == Some(&b' ');
    if byte == plain {
        return Some(apart(bytes, at));
    }
    // ` . `
    if byte == b' ' && bytes.get(at + 1) == Some(&plain) && blank(at + 2) {
        return Some(at..at + 3);
    }
    let start = if word == b"at" && at > 0 && blank(at - 1) {
        at - 1
    } else {
        at
    };
    let mut end = at + usize::from(byte == b' ');
    let open = *bytes.get(end)?;
    let close = match open {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        _ => None,
    };
    if close.is_some() {
        end += 1;
        end += usize::from(blank(end));
    }
    if close.is_some() && bytes.get(end) == Some(&plain) {
        end += 1;
    } else {
        if !bytes.get(end..end + word.len())?.eq_ignore_ascii_case(word) {
            return None;
        }
        end += word.len();
    }
    // As it is read out in India.
    if close.is_none() && word == b"at" {
        let rest = bytes.get(end..).unwrap_or_default();
        const SPOKEN: [&[u8]; 2] = [b" the rate of ", b" the rate "];
        let said = |spoken: &&[u8]| {
            rest.get(..spoken.len())
                .is_some_and(|rest| rest.eq_ignore_ascii_case(spoken))
        };
        // The space behind is that of the sign.
        end += SPOKEN
            .into_iter()
            .find(said)
            .map_or(0, |spoken| spoken.len() - 1);
    }
    match close {
        Some(close) => {
            end += usize::from(blank(end));
            if bytes.get(end) != Some(&close) {
                return None;
            }
            end += 1;
            end += usize::from(blank(end));
        }
        None => {
            if !blank(end) || !(blank(start)) {
                return None;
            }
            end += 1;
        }
    }
    Some(start..end)
}

/// The `@` or dot at `at` with the brackets or spaces on both sides of it.
fn apart(bytes: &[u8], at: usize) -> Range<usize> {
    let pair = (
        at.checked_sub(1).and_then(|i| bytes.get(i)),
        bytes.get(at + 1),
    );
    match pair {
        (Some(b' '), Some(b' ')) => at - 1..at + 2,
        // A line that ends behind the sign of a name.
        (Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-'), Some(b'\n')) => at..at + 2,
        (Some(b'['), Some(b']')) | (Some(b'('), Some(b')')) | (Some(b'{'), Some(b'}')) => {
            let before = at >= 2 && bytes[at - 2] == b' ';
            let behind = bytes.get(at + 2) == Some(&b' ');
            at - 1 - usize::from(before)..at + 2 + usize::from(behind)
        }
        _ => at..at + 1,
    }
}

/// Where the dot that ends at `end` begins, spelled in any way.
fn dot_before(bytes: &[u8], end: usize) -> Option<usize> {
    // The longest spelling is ` [ dot ] `.
    (3..=9)
        .filter_map(|length| end.checked_sub(length))
        .find(|start| sign(bytes, *start, b"dot").is_some_and(|dot| dot.end == end))
}
