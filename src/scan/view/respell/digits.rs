//! Numbers whose groups stand apart in a way that no rule prints: over dots, slashes, several spaces, a line's end;
//! with the letters O and l for 0 and 1; with letters or underscores that touch them.

use super::{Judge, Proof, Respeller};
use crate::scan::dispatch::MOST_DIGITS;

/// Fewest digits of a number that is worth joining.
const FEWEST: usize = 9;
/// Groups in the longest number.
const GROUPS: usize = 12;
/// Letters that may stand for digits before a number's first.
const LED: usize = 4;
/// Digits of the longest part of a code.
const LONGEST_PART: usize = 7;
/// Digits of a short group before a number's others, and how many of them there may be.
const SHORT: usize = 3;
const SHORT_GROUPS: usize = 3;
/// Letters that may touch a number on one side.
pub(super) const GLUE: usize = 12;

/// What stands between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Space,
    Hyphen,
    Dot,
    Slash,
    Plus,
    Underscore,
    /// Two to four spaces.
    Spaces,
    /// A line's end, spaces around it.
    Line,
    /// Another separator with a space on each side, or several in a row.
    Wide,
}

impl Gap {
    /// The gap at `at` before another group: its kind and length.
    fn read(bytes: &[u8], at: usize) -> Option<(Gap, usize)> {
        let part = |b: &&u8| {
            matches!(
                b,
                b' ' | b'-' | b'.' | b'/' | b'+' | b'_' | b'\n' | b'\r' | b'*'
            )
        };
        let rest = bytes.get(at..)?;
        let length = rest.iter().take(5).take_while(part).count();
        place(*rest.get(length)?)?;
        if !(1..=4).contains(&length) {
            return None;
        }
        let gap = &rest[..length];
        let kind = match gap {
            b" " => Gap::Space,
            b"-" => Gap::Hyphen,
            b"." => Gap::Dot,
            b"/" => Gap::Slash,
            b"+" => Gap::Plus,
            b"_" => Gap::Underscore,
            _ if gap.iter().all(|b| *b == b' ') => Gap::Spaces,
            _ if gap.iter().all(|b| matches!(b, b' ' | b'\n' | b'\r')) => {
                // A blank line ends a value.
                (gap.iter().filter(|b| **b == b'\n').count() == 1).then_some(Gap::Line)?
            }
            _ if gap.iter().all(|b| matches!(b, b' ' | b'-' | b'.' | b'/')) => Gap::Wide,
            _ => return None,
        };
        Some((kind, length))
    }

    /// Whether both may stand in one number.
    fn agrees(self, other: Gap) -> bool {
        let wrapped = |one, two| one == Gap::Line && matches!(two, Gap::Space | Gap::Hyphen);
        self == other || wrapped(self, other) || wrapped(other, self)
    }
}

/// The digit that a byte stands for in a number: itself, or that which the letter looks like.
pub(super) fn place(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte),
        b'O' | b'o' => Some(b'0'),
        b'l' | b'I' => Some(b'1'),
        _ => None,
    }
}

/// The groups of a number, and how they stand apart.
struct Groups {
    /// First byte and length of each.
    groups: [(usize, usize); GROUPS],
    count: usize,
    digits: usize,
    gap: Option<Gap>,
    letters: bool,
    wrapped: bool,
    /// Whether a line's end stands before the next group.
    ended_line: bool,
}

impl Groups {
    fn read(bytes: &[u8], at: usize) -> Groups {
        let mut read = Groups {
            groups: [(0, 0); GROUPS],
            count: 0,
            digits: 0,
            gap: None,
            letters: false,
            wrapped: false,
            ended_line: false,
        };
        let mut start = at;
        while read.count < GROUPS && read.digits <= MOST_DIGITS {
            let group = bytes[start..].iter().take(MOST_DIGITS + 1);
            let length = group.clone().take_while(|b| place(**b).is_some()).count();
            let letters = group.take(length).any(|b| !b.is_ascii_digit());
            // Letters that go on are a word's, not digits.
            if letters
                && bytes
                    .get(start + length)
                    .is_some_and(u8::is_ascii_alphanumeric)
            {
                if read.count == 0 {
                    let digits = bytes[start..].iter().take(MOST_DIGITS + 1);
                    let digits = digits.take_while(|b| b.is_ascii_digit()).count();
                    read.add(start, digits);
                }
                break;
            }
            // The next item of a list, the next row of a table.
            let behind = bytes.get(start + length);
            if read.ended_line && length < 3 && behind.is_some_and(|b| b".),:\t|".contains(b)) {
                break;
            }
            read.letters |= letters;
            read.add(start, length);
            let Some((gap, length)) = Gap::read(bytes, start + length) else {
                break;
            };
            if read.gap.is_some_and(|so_far| !gap.agrees(so_far)) {
                break;
            }
            read.ended_line = gap == Gap::Line;
            read.wrapped |= read.ended_line;
            if read.gap.is_none() || gap != Gap::Line {
                read.gap = Some(gap);
            }
            start = read.end() + length;
        }
        read
    }

    fn add(&mut self, start: usize, length: usize) {
        self.groups[self.count] = (start, length);
        self.count += 1;
        self.digits += length;
    }

    fn all(&self) -> &[(usize, usize)] {
        &self.groups[..self.count]
    }

    fn start(&self) -> usize {
        self.groups[0].0
    }

    fn end(&self) -> usize {
        self.all()
            .last()
            .map_or(0, |(start, length)| start + length)
    }

    /// Whether the groups are those of an IP address.
    fn address(&self, bytes: &[u8]) -> bool {
        let octet = |&(start, length): &(usize, usize)| {
            let digits = bytes[start..start + length].iter();
            let value = digits.fold(0, |value: u32, byte| {
                value
                    .saturating_mul(10)
                    .saturating_add(u32::from(byte & 0xf))
            });
            length <= 3 && value <= 255
        };
        self.gap == Some(Gap::Dot) && self.count == 4 && self.all().iter().all(octet)
    }

    /// Whether each group may be a year: `2019  2020  2021` is a heading.
    fn years(&self, bytes: &[u8]) -> bool {
        self.all().iter().all(|&(start, length)| {
            length == 4 && matches!(bytes[start..start + 2], [b'1', b'9'] | [b'2', b'0'])
        })
    }
}

impl Respeller<'_, '_> {
    /// Tries the number whose first digit is at `at`, and returns where to go on.
    pub(in crate::scan) fn digits(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let run = bytes[at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        let (before, after) = (self.cx.before(at), self.cx.byte(at + run));
        let word = |b: u8| b.is_ascii_alphabetic() || b == b'_';
        if run <= LONGEST_PART {
            self.apart(at, run);
        }
        // A letter that cannot be a digit ends the number, which is too short then.
        if run + LED < FEWEST && after.is_ascii_alphanumeric() && place(after).is_none() {
            return at + run;
        }
        // A run that stands alone, or is long already, is as plain as can be.
        let goes_on =
            run < FEWEST && (after.is_ascii_alphabetic() || Gap::read(bytes, at + run).is_some());
        if run > MOST_DIGITS || !goes_on && !word(before) && !word(after) {
            return at + run;
        }
        // Nothing goes on with it on either side.
        if run < FEWEST && !goes_on && before != b'_' && place(before).is_none() {
            return at + run;
        }
        let first = self.short_groups_before(at);
        if first == at && self.follows(at, run) {
            return at + run;
        }
        let number = Groups::read(bytes, self.letters_before(first));
        if !(FEWEST..=MOST_DIGITS).contains(&number.digits) {
            return at + run;
        }
        if self.number(&number) {
            number.end().max(at + run)
        } else {
            at + run
        }
    }

    /// Where the short groups begin that underscores part from the digits at `at`: `+91_98765_43210`, `219_09_1234`.
    fn short_groups_before(&self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let mut first = at;
        for _ in 0..SHORT_GROUPS {
            let Some(end) = first.checked_sub(1).filter(|end| bytes[*end] == b'_') else {
                break;
            };
            let lead = bytes[..end].iter().rev().take(SHORT + 1);
            let length = lead.take_while(|b| b.is_ascii_digit()).count();
            if !(1..=SHORT).contains(&length) {
                break;
            }
            first = end - length;
        }
        first
    }

    /// Where the number that holds the digit at `at` begins: a few letters that stand for digits may lead it.
    fn letters_before(&self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let led = bytes[at.saturating_sub(LED)..at].iter().rev();
        let letters = led.take_while(|b| place(**b).is_some()).count();
        if self.cx.before(at - letters).is_ascii_alphanumeric() {
            at
        } else {
            at - letters
        }
    }

    fn number(&mut self, number: &Groups) -> bool {
        let bytes = self.cx.bytes();
        let (start, end) = (number.start(), number.end());
        let (before, after) = (self.cx.before(start), self.cx.byte(end));
        let joint = |b: u8| matches!(b, b'.' | b'/' | b'-' | b'+' | b'*');
        if before.is_ascii_digit() || after.is_ascii_digit() || self.inside_chain(number) {
            return false;
        }
        let signed = before == b'+';
        if joint(before) && !signed
            || joint(after) && self.cx.byte(end + 1).is_ascii_alphanumeric()
            || number.years(bytes)
            || number.address(bytes)
        {
            return false;
        }
        let Some(touched) = self.touched(start, end) else {
            return false;
        };
        let plain = matches!(number.gap, None | Some(Gap::Space | Gap::Hyphen)) && !number.wrapped;
        let odd = !plain || touched.letters || touched.underscores || number.letters;
        if (number.wrapped || number.gap == Some(Gap::Spaces)) && !self.in_prose(start, end) {
            return false;
        }
        let proof = if touched.letters || number.letters {
            Proof::Strong
        } else {
            Proof::Check
        };
        if let (Judge::Checks { dispatch, .. }, 1) = (&self.judge, number.count)
            && !dispatch.wants_digits(number.digits)
        {
            return false;
        }
        // Spelled plainly, it is found already where it is a value.
        let whole = start - usize::from(signed)..end;
        if !odd && (number.count == 1 || plain && self.is_found(&whole)) {
            return false;
        }
        if odd {
            let hyphen = number.gap == Some(Gap::Hyphen);
            self.spell(number, signed, Some(if hyphen { b'-' } else { b' ' }));
            if self.try_draft(proof) {
                return true;
            }
            if number.count == 1 {
                return false;
            }
        }
        // What only a word vouches for needs no draft where none does.
        if self.checks() && !self.cx.anything_near(&whole) {
            return false;
        }
        self.spell(number, signed, None);
        self.try_draft(Proof::Announced)
    }

    /// Whether the run of `run` digits at `at` is not the first group of its number, as far as a quick look can tell.
    fn follows(&self, at: usize, run: usize) -> bool {
        let (before, after) = (self.cx.before(at), self.cx.byte(at + run));
        let odd = matches!(before, b'.' | b'/' | b'+' | b'_' | b'*');
        let same = matches!(before, b' ' | b'-')
            && after == before
            && self.cx.byte(at + run + 1).is_ascii_digit();
        (odd || same)
            && at >= 3
            && place(self.cx.byte(at - 2)).is_some()
            && (place(self.cx.byte(at - 3)).is_some()
                || !self.cx.byte(at - 3).is_ascii_alphabetic())
    }

    /// Whether the number is the rest of a longer one: it was read from its first group already.
    fn inside_chain(&self, number: &Groups) -> bool {
        let start = number.start();
        let same = match self.cx.before(start) {
            b'.' | b'/' | b'+' | b'_' | b'*' => true,
            b' ' => number.gap == Some(Gap::Space),
            b'-' => number.gap == Some(Gap::Hyphen),
            _ => false,
        };
        let digit = |at: Option<usize>| at.is_some_and(|at| place(self.cx.byte(at)).is_some());
        let word = |at: Option<usize>| at.is_some_and(|at| self.cx.byte(at).is_ascii_alphabetic());
        let (last, one_before) = (start.checked_sub(2), start.checked_sub(3));
        same && digit(last) && (digit(one_before) || !word(one_before))
    }

    fn spell(&mut self, number: &Groups, signed: bool, between: Option<u8>) {
        let bytes = self.cx.bytes();
        self.draft.clear();
        if signed {
            self.draft.copy(bytes, number.start() - 1..number.start());
        }
        let mut last = number.start();
        for &(start, length) in number.all() {
            if let Some(separator) = between.filter(|_| start > last) {
                self.draft.push(separator, last..start);
            }
            let group = bytes[start..start + length].iter();
            for (digit, at) in group.filter_map(|b| place(*b)).zip(start..) {
                self.draft.push(digit, at..at + 1);
            }
            last = start + length;
        }
    }

    /// What touches the number; `None` where that is more than a short word on each side.
    fn touched(&self, start: usize, end: usize) -> Option<Touched> {
        let bytes = self.cx.bytes();
        let word = |b: &&u8| b.is_ascii_alphanumeric();
        let left = bytes[..start].iter().rev().take(GLUE + 1);
        let right = bytes[end..].iter().take(GLUE + 1);
        let (before, after) = (
            left.clone().take_while(word),
            right.clone().take_while(word),
        );
        let letters = before.clone().count() + after.clone().count() > 0;
        if before.clone().count() > GLUE
            || after.clone().count() > GLUE
            || before.chain(after).any(u8::is_ascii_digit)
        {
            return None;
        }
        Some(Touched {
            letters,
            underscores: self.cx.before(start) == b'_' || self.cx.byte(end) == b'_',
        })
    }

    /// Whether words stand right before the number on its line: in a table other numbers do, or nothing.
    fn in_prose(&self, start: usize, end: usize) -> bool {
        let bytes = self.cx.bytes();
        let mut lead = start;
        if lead > 0 && bytes[lead - 1] == b'+' {
            lead -= 1;
        }
        if lead > 0 && bytes[lead - 1] == b' ' {
            lead -= 1;
        }
        let before = self.cx.before(lead);
        let led = before.is_ascii_alphabetic()
            || !before.is_ascii()
            || matches!(before, b':' | b'=' | b'"' | b'\'' | b'#' | b'(' | b',');
        led && !bytes[end..].starts_with(b"  ")
    }
}

/// What touches a number.
struct Touched {
    letters: bool,
    underscores: bool,
}
