//! Digit chains: digit groups with separators between them, and the windows of whole groups in them.

use super::dispatch::MOST_DIGITS;
use crate::recognise::candidate::{Digits, Separator};

/// Groups read at a time; a longer chain goes on from the middle, so that no window is lost.
const GROUPS: usize = 16;
/// Groups in the longest window.
const WINDOW: usize = 8;
/// Digits kept of one chain.
const DIGITS: usize = 192;

/// Up to 16 digit groups, each at most a few separators from the next.
pub(super) struct Chain {
    digits: [u8; DIGITS],
    /// For each group: its first byte in the text, its first place in `digits`, its length, and the separator before.
    groups: [Group; GROUPS],
    count: usize,
    /// Where the scan goes on.
    next: usize,
    /// Windows may start in groups before this one only.
    starts: usize,
    cut: bool,
}

#[derive(Clone, Copy)]
struct Group {
    start: usize,
    place: u8,
    /// Digits in it; one more than the longest window holds where it is longer.
    length: u8,
    before: Separator,
}

/// The number of one group at `at` as a window, where it is that: its digits stand in the text as they are.
#[inline]
pub(super) fn single(bytes: &[u8], at: usize) -> Option<Digits<'_>> {
    let run = bytes[at..].iter().take(MOST_DIGITS + 1);
    let length = run.take_while(|b| b.is_ascii_digit()).count();
    let end = at + length;
    if length > MOST_DIGITS || separator(bytes, end).is_some() {
        return None;
    }
    Some(Digits {
        start: at,
        end,
        value: &bytes[at..end],
        groups: &LENGTHS[length][..],
        separator: Separator::None,
        before: at.checked_sub(1).map_or(0, |i| bytes[i]),
        after: bytes.get(end).copied().unwrap_or(0),
        chained_before: false,
        chained_after: false,
    })
}

/// A window's lengths, for a window of one group.
static LENGTHS: [[u8; 1]; MOST_DIGITS + 1] = {
    let mut lengths = [[0]; MOST_DIGITS + 1];
    let mut n = 0;
    while n <= MOST_DIGITS {
        lengths[n] = [n as u8];
        n += 1;
    }
    lengths
};

impl Chain {
    /// Reads the chain whose first digit is at `at`. Inlined, so that it is not copied.
    #[inline(always)]
    pub(super) fn read(bytes: &[u8], at: usize) -> Chain {
        let mut chain = Chain {
            digits: [0; DIGITS],
            groups: [Group {
                start: 0,
                place: 0,
                length: 0,
                before: Separator::None,
            }; GROUPS],
            count: 0,
            next: at,
            starts: GROUPS,
            cut: false,
        };
        let mut place = 0;
        let mut start = at;
        let mut before = Separator::None;
        loop {
            let length = bytes[start..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            let kept = length.min(MOST_DIGITS + 1).min(DIGITS - place);
            let digits = chain.digits[place..place + kept].iter_mut();
            for (digit, byte) in digits.zip(&bytes[start..start + kept]) {
                *digit = *byte;
            }
            chain.groups[chain.count] = Group {
                start,
                place: place as u8,
                length: length.min(MOST_DIGITS + 1) as u8,
                before,
            };
            chain.count += 1;
            place += kept;
            chain.next = start + length;
            if length > MOST_DIGITS {
                break;
            }
            let Some((gap, separator)) = separator(bytes, chain.next) else {
                break;
            };
            if chain.count == GROUPS || place + MOST_DIGITS >= DIGITS {
                chain.cut = true;
                chain.starts = (chain.count - WINDOW.min(chain.count / 2)).max(1);
                if chain.starts < chain.count {
                    chain.next = chain.groups[chain.starts].start;
                }
                break;
            }
            start = chain.next + gap;
            before = separator;
        }
        chain
    }

    /// Where the scan goes on: behind the chain, or at the first group whose windows were not given.
    pub(super) fn next(&self) -> usize {
        self.next
    }

    /// Behind the last group that was read.
    pub(super) fn end(&self) -> usize {
        let last = self.count.checked_sub(1).map(|last| self.groups[last]);
        last.map_or(self.next, |last| last.start + usize::from(last.length))
    }

    /// Calls `give` with each window of whole groups of at most 24 digits.
    pub(super) fn windows(&self, bytes: &[u8], mut give: impl FnMut(&Digits<'_>)) {
        let groups = &self.groups[..self.count];
        let mut lengths = [0_u8; WINDOW];
        for (first, head) in groups.iter().enumerate().take(self.starts) {
            let before = head.start.checked_sub(1).map_or(0, |i| bytes[i]);
            let mut total = 0;
            let mut separator = Separator::None;
            for (last, tail) in groups.iter().enumerate().skip(first).take(WINDOW) {
                total += usize::from(tail.length);
                if total > MOST_DIGITS {
                    break;
                }
                lengths[last - first] = tail.length;
                separator = match (last - first, separator) {
                    (0, _) => Separator::None,
                    (1, _) => tail.before,
                    (_, so_far) if so_far == tail.before => so_far,
                    _ => Separator::Mixed,
                };
                let end = tail.start + usize::from(tail.length);
                give(&Digits {
                    start: head.start,
                    end,
                    value: &self.digits[usize::from(head.place)..usize::from(head.place) + total],
                    groups: &lengths[..=last - first],
                    separator,
                    before,
                    after: bytes.get(end).copied().unwrap_or(0),
                    chained_before: first > 0,
                    chained_after: last + 1 < groups.len()
                        || (self.cut && last + 1 == groups.len()),
                });
            }
        }
    }
}

/// The separator that stands at `at` before another digit: its length in bytes and its kind.
fn separator(bytes: &[u8], at: usize) -> Option<(usize, Separator)> {
    let part = |b: u8| matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')');
    let first = *bytes.get(at)?;
    if !part(first) {
        return None;
    }
    let gap = bytes[at..].iter().take(4).take_while(|&&b| part(b)).count();
    if gap > 3 || !bytes.get(at + gap)?.is_ascii_digit() {
        return None;
    }
    let kind = match (gap, first) {
        (1, b' ') => Separator::Space,
        (1, b'-') => Separator::Hyphen,
        (1, b'.') => Separator::Dot,
        (1, b'/') => Separator::Slash,
        _ => Separator::Mixed,
    };
    Some((gap, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(text: &str) -> Vec<(String, Vec<u8>, Separator)> {
        let mut seen = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if text.as_bytes()[at].is_ascii_digit() {
                let chain = Chain::read(text.as_bytes(), at);
                chain.windows(text.as_bytes(), |d| {
                    assert_eq!(
                        d.value.len(),
                        d.groups.iter().map(|n| usize::from(*n)).sum::<usize>()
                    );
                    seen.push((
                        text[d.start..d.end].to_owned(),
                        d.groups.to_vec(),
                        d.separator,
                    ));
                });
                at = chain.next();
            } else {
                at += 1;
            }
        }
        seen
    }

    #[test]
    fn windows_hold_whole_groups_in_order() {
        assert_eq!(
            windows("12-34 5"),
            [
                ("12".to_owned(), vec![2], Separator::None),
                ("12-34".to_owned(), vec![2, 2], Separator::Hyphen),
                ("12-34 5".to_owned(), vec![2, 2, 1], Separator::Mixed),
                ("34".to_owned(), vec![2], Separator::None),
                ("34 5".to_owned(), vec![2, 1], Separator::Space),
                ("5".to_owned(), vec![1], Separator::None),
            ]
        );
    }

    #[test]
    fn a_number_beyond_the_longest_window_has_no_window() {
        assert!(windows(&"1".repeat(25)).is_empty());
        assert_eq!(windows(&"1".repeat(24)).len(), 1);
    }

    #[test]
    fn every_group_of_a_long_chain_starts_a_window() {
        for groups in [31, 32, 33, 64, 65, 200] {
            let text = (0..groups)
                .map(|n| format!("{:04}", n))
                .collect::<Vec<_>>()
                .join(" ");
            let seen = windows(&text);
            for n in 0..groups - 2 {
                let wanted = format!("{:04} {:04} {:04}", n, n + 1, n + 2);
                assert!(
                    seen.iter().any(|(window, ..)| *window == wanted),
                    "{wanted} of {groups}"
                );
            }
        }
    }
}
