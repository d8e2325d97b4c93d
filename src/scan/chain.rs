//! Digit chains: digit groups with separators between them, and the windows of whole groups in them.

use super::dispatch::MOST_DIGITS;
use crate::recognise::candidate::{Digits, Separator};
use crate::recognise::shape;
use crate::recognise::span;

/// Groups read at a time; a longer chain goes on from the middle, so that no window is lost.
const GROUPS: usize = 16;
/// Groups in the longest window.
const WINDOW: usize = 8;
/// Digits of a short group.
const EIGHT: usize = 8;
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
    let length = span::digits(bytes, at, MOST_DIGITS + 1);
    let end = at + length;
    if length > MOST_DIGITS || separator(bytes, end).is_some() {
        return None;
    }
    Some(Digits {
        start: at,
        end,
        value: &bytes[at..end],
        groups: &LENGTHS[length][..],
        lengths: length as u64,
        separator: Separator::None,
        before: at.checked_sub(1).map_or(0, |i| bytes[i]),
        after: bytes.get(end).copied().unwrap_or(0),
        chained_before: false,
        chained_after: false,
    })
}

/// Where the four octets end that begin at `at`, and nothing goes on with: no rule of numbers takes any of them.
#[inline]
pub(super) fn octets(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut value, mut length, mut dots) = (0_u32, 0, 0);
    let mut end = at;
    for byte in &bytes[at..] {
        if byte.is_ascii_digit() {
            let padded = length > 0 && value == 0;
            value = value * 10 + u32::from(byte & 0xF);
            length += 1;
            if padded || value > 255 {
                return None;
            }
        } else if *byte == b'.' && length > 0 && dots < 3 {
            (value, length, dots) = (0, 0, dots + 1);
        } else {
            break;
        }
        end += 1;
    }
    if length == 0 || dots < 3 {
        return None;
    }
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let goes_on = separator(bytes, end).is_some() || byte(end).is_ascii_alphanumeric();
    let alone = !at.checked_sub(1).map_or(0, byte).is_ascii_alphanumeric();
    (alone && !goes_on).then_some(end)
}

/// Whether the number is a part of a time of day, `10:45`: nothing that is looked for is.
#[inline]
pub(super) fn of_time(bytes: &[u8], digits: &Digits<'_>) -> bool {
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    digits.value.len() < 3
        && (digits.after == b':' && digit(Some(digits.end + 1))
            || digits.before == b':' && digit(digits.start.checked_sub(2)))
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
    /// A chain of nothing.
    pub(super) const EMPTY: Chain = Chain {
        digits: [0; DIGITS],
        groups: [Group {
            start: 0,
            place: 0,
            length: 0,
            before: Separator::None,
        }; GROUPS],
        count: 0,
        next: 0,
        starts: GROUPS,
        cut: false,
    };

    /// Reads the chain whose first digit is at `at` into an empty one, which is too large to be copied.
    pub(super) fn read(&mut self, bytes: &[u8], at: usize) {
        let chain = self;
        let mut place = 0;
        let mut start = at;
        let mut before = Separator::None;
        loop {
            let length = span::digits(bytes, start, usize::MAX);
            let kept = length.min(MOST_DIGITS + 1).min(DIGITS - place);
            let digits = &bytes[start..start + kept];
            // Most groups are short; what is copied behind one is written over.
            match (
                chain.digits[place..].first_chunk_mut(),
                bytes[start..].first_chunk::<EIGHT>(),
            ) {
                (Some(eight), Some(from)) if kept <= EIGHT => *eight = *from,
                _ => chain.digits[place..place + kept].copy_from_slice(digits),
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
    }

    /// How many of the first groups are one value whose parts are none: a decimal number behind a key, or a date as ISO
    /// 8601 writes it, a time of day behind it or not.
    pub(super) fn one_value(&self, bytes: &[u8]) -> Option<usize> {
        let groups = &self.groups[..self.count];
        let before = groups[0].start.checked_sub(1).map_or(0, |at| bytes[at]);
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let (end, after) = (self.end(), byte(self.end()));
        match groups {
            [whole, part] => {
                let decimal = part.before == Separator::Dot && whole.length + part.length < 10;
                let value = matches!(before, b':' | b'=' | b'[' | b',');
                (decimal && value && !after.is_ascii_alphabetic()).then_some(2)
            }
            [year, month, day, rest @ ..] => {
                let two = |group: &Group| {
                    let place = usize::from(group.place);
                    (self.digits[place] & 0xF) * 10 + (self.digits[place + 1] & 0xF)
                };
                let date = (year.length, month.length, day.length) == (4, 2, 2)
                    && matches!(
                        (month.before, day.before),
                        (Separator::Hyphen, Separator::Hyphen)
                    )
                    && matches!(two(year), 19 | 20)
                    && (1..=12).contains(&two(month))
                    && (1..=31).contains(&two(day));
                let alone =
                    !before.is_ascii_alphanumeric() && !matches!(before, b'-' | b'/' | b'_');
                let ends = match rest {
                    [] => !after.is_ascii_alphanumeric() || after == b'T',
                    [hour] => {
                        hour.before == Separator::Space
                            && hour.length == 2
                            && after == b':'
                            && byte(end + 1).is_ascii_digit()
                    }
                    _ => false,
                };
                (date && alone && ends).then_some(3)
            }
            _ => None,
        }
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

    /// Calls `give` with each window of whole groups of at most 24 digits that a check `may` take, as its digits, groups
    /// and separator tell, of those that begin at one place the longest first; where so many of the first groups are one
    /// value, that one alone.
    pub(super) fn windows(
        &self,
        bytes: &[u8],
        one_value: Option<usize>,
        may: impl Fn(usize, usize, u64, Separator) -> bool,
        mut give: impl FnMut(&Digits<'_>),
    ) {
        let groups = &self.groups[..self.count];
        let mut lengths = [0_u8; WINDOW];
        for (first, head) in groups.iter().enumerate().take(self.starts) {
            let before = head.start.checked_sub(1).map_or(0, |i| bytes[i]);
            let mut separator = Separator::None;
            let (mut ends, mut count) = ([(0, 0, Separator::None); WINDOW], 0);
            let (mut total, mut printed) = (0, 0);
            for (n, tail) in groups[first..].iter().take(WINDOW).enumerate() {
                total += usize::from(tail.length);
                if total > MOST_DIGITS {
                    break;
                }
                separator = match (n, separator) {
                    (0, _) => Separator::None,
                    (1, _) => tail.before,
                    (_, so_far) if so_far == tail.before => so_far,
                    _ => Separator::Mixed,
                };
                lengths[n] = tail.length;
                printed = shape::longer(printed, tail.length);
                ends[n] = (total, printed, separator);
                count = n + 1;
            }
            for (n, &(total, printed, separator)) in ends[..count].iter().enumerate().rev() {
                if one_value.is_some_and(|groups| (first, n + 1) != (0, groups))
                    || !may(total, n + 1, printed, separator)
                {
                    continue;
                }
                let (last, tail) = (first + n, groups[first + n]);
                let end = tail.start + usize::from(tail.length);
                give(&Digits {
                    start: head.start,
                    end,
                    value: &self.digits[usize::from(head.place)..usize::from(head.place) + total],
                    groups: &lengths[..=n],
                    lengths: printed,
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
mod tests;
