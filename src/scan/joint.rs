//! Which numbers may be parts of a value in another spelling, as a quick look at what stands beside them tells: the rest
//! need not be read group by group.

use super::chain::octets;
use std::ops::Range;

/// Digits of a group that are looked at for what stands behind it.
const LONGEST_GROUP: usize = 32;

/// Whether what stands beside the number at `at` may make it a part of a value in another spelling: a letter or
/// underscore, or a separator behind it. Most numbers of a text stand between other marks.
pub(super) fn may_respell(bytes: &[u8], at: usize) -> bool {
    let digits = bytes[at..].iter().take(LONGEST_GROUP);
    let end = at + digits.take_while(|b| b.is_ascii_digit()).count();
    let beside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(0);
    let before = beside(at.checked_sub(1));
    let after = beside(Some(end));
    let word = |b: u8| b.is_ascii_alphabetic() || b == b'_';
    let run = end - at;
    // Most codes of small letters and digits.
    let none = |b: u8| JOINT[usize::from(b)] == Joint::None;
    if run < FEWEST && none(before) && none(after) && !before.is_ascii_uppercase() {
        return false;
    }
    // Up to seven digits may be those of a code whose letters stand apart: they are capitals.
    let apart = || {
        let lead = bytes[..at].iter().rev().take(LONGEST_GAP);
        let lead = lead
            .into_iter()
            .find(|b| JOINT[usize::from(**b)] != Joint::Gap);
        lead.is_some_and(u8::is_ascii_uppercase)
    };
    let part = match run {
        4..=7 => true,
        _ => run < 4 && bytes[at] == b'0' && before.is_ascii_uppercase(),
    };
    if part && apart() {
        return true;
    }
    // The last group of several that underscores part.
    if run == 4 && before == b'_' && beside(at.checked_sub(2)).is_ascii_digit() {
        return true;
    }
    let joint = JOINT[usize::from(after)] == Joint::Gap && run < LONGEST_GROUP;
    if !joint && !word(before) && !word(after) {
        return false;
    }
    // What stands here may belong to a number with enough digits, with a few letters for the first of them.
    let led = JOINT[usize::from(before)] == Joint::Digit;
    let (mut digits, mut gap) = (if led { LED } else { 0 }, 0);
    for byte in &bytes[at..] {
        match JOINT[usize::from(*byte)] {
            Joint::Digit => (digits, gap) = (digits + 1, 0),
            Joint::Gap if gap < LONGEST_GAP => gap += 1,
            _ => return false,
        }
        if digits >= FEWEST {
            return true;
        }
    }
    false
}

/// Whether the marks on both sides of the digits from `start` to `end` are none that a value in another spelling goes on
/// over.
#[inline]
pub(super) fn between_marks(bytes: &[u8], start: usize, end: usize) -> bool {
    let goes_on = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at)).copied().unwrap_or(0);
        byte.is_ascii_alphabetic() || JOINT[usize::from(byte)] != Joint::None
    };
    !goes_on(start.checked_sub(1)) && !goes_on(Some(end))
}

/// Whether words in small letters stand on both sides of the short number from `start` to `end`, a space between: no value
/// in another spelling holds it.
#[inline]
pub(super) fn between_words(bytes: &[u8], start: usize, end: usize) -> bool {
    let small = |b: u8| b.is_ascii_lowercase() && JOINT[usize::from(b)] == Joint::None;
    end - start < FEWEST
        && matches!(bytes[..start], [.., before, b' '] if small(before))
        && matches!(bytes[end..], [b' ', after, ..] if small(after))
}

/// How a number is spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelled {
    /// As values are printed: one group, or groups with one space, or one hyphen, between all of them.
    Plainly,
    /// As four octets.
    Octets,
    /// In another way, or what stands before or behind it may be a part of it.
    Oddly,
}

/// How the number at `range` is spelled.
pub(super) fn spelled(bytes: &[u8], range: Range<usize>) -> Spelled {
    let Range { start, end } = range;
    let beside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(0);
    let touches = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'*');
    let (before, after) = (beside(start.checked_sub(1)), beside(Some(end)));
    // The point behind it may end a sentence.
    let stops = after == b'.' && !beside(Some(end + 1)).is_ascii_alphanumeric();
    if touches(before) || touches(after) && !stops {
        return Spelled::Oddly;
    }
    // Capitals that stand apart from it may be those of a code.
    let mut lead = bytes[..start].iter().rev().take(LONGEST_GAP);
    let lead = lead.find(|b| JOINT[usize::from(**b)] != Joint::Gap);
    if lead.is_some_and(u8::is_ascii_uppercase) {
        return Spelled::Oddly;
    }
    let (mut between, mut last) = (0_u8, 0_u8);
    for byte in &bytes[start..end] {
        if !byte.is_ascii_digit() {
            let again = !last.is_ascii_digit() || between != 0 && between != *byte;
            if again || !matches!(byte, b' ' | b'-' | b'.') {
                return Spelled::Oddly;
            }
            between = *byte;
        }
        last = *byte;
    }
    // A digit, or letters that look like some, may go on with it over a gap.
    let rest = &bytes[end..];
    let gap = rest.iter().take(LONGEST_GAP);
    let gap = gap.take_while(|b| JOINT[usize::from(**b)] == Joint::Gap);
    let behind = &rest[gap.count()..];
    let group = behind.iter().take(LONGEST_GROUP);
    let group = group.take_while(|b| JOINT[usize::from(**b)] == Joint::Digit);
    let group = group.count();
    let ends = group == 0
        || !behind[0].is_ascii_digit() && behind.get(group).is_some_and(u8::is_ascii_alphanumeric);
    match between {
        _ if !ends => Spelled::Oddly,
        b'.' if octets(bytes, start) == Some(end) => Spelled::Octets,
        b'.' => Spelled::Oddly,
        _ => Spelled::Plainly,
    }
}

/// Fewest digits of a number in another spelling, and letters that may stand for the first of them.
const FEWEST: usize = 9;
const LED: usize = 4;
/// Bytes between two groups of one.
const LONGEST_GAP: usize = 4;

/// What a byte may be in a number in another spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    None,
    /// A digit, or a letter that looks like one.
    Digit,
    /// A part of what stands between two groups.
    Gap,
}

static JOINT: [Joint; 256] = {
    let mut table = [Joint::None; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' | b'O' | b'o' | b'l' | b'I' => Joint::Digit,
            b' ' | b'-' | b'.' | b'/' | b'+' | b'_' | b'\n' | b'\r' | b'*' => Joint::Gap,
            _ => Joint::None,
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_number_between_words_is_no_part_of_another() {
        let between = |text: &str| {
            let digits = |b: u8| b.is_ascii_digit();
            let start = text.bytes().position(digits).expect("a digit");
            let end = text.bytes().rposition(digits).expect("a digit") + 1;
            let alone = between_words(text.as_bytes(), start, end);
            assert!(!alone || !may_respell(text.as_bytes(), start), "{text}");
            alone
        };
        assert!(between("order 40213 is late") && between("in 5 days"));
        for no in [
            "order 402134567 is",
            "Order X 40213 is",
            "is 40213 of",
            "is 40213 Of",
            "is 40213. is",
            "is-40213 is",
            "40213 is",
            "is 40213",
        ] {
            assert!(!between(no), "{no}");
        }
    }

    #[test]
    fn a_number_is_spelled_plainly_where_nothing_goes_on_with_it() {
        let how = |text: &str| {
            let start = text.find('[').expect("a start");
            let end = text.find(']').expect("an end");
            spelled(text.replace(['[', ']'], "").as_bytes(), start..end - 1)
        };
        for plain in [
            "[4111 1111] ok",
            "[4111-1111].",
            " [41111111], 5",
            "[4111 1111] Old",
        ] {
            assert!(how(plain) == Spelled::Plainly, "{plain}");
        }
        assert!(how(" [10.0.200.255] is") == Spelled::Octets);
        for odd in [
            "[4111  1111]",
            "[4111 1111-1]",
            "[4111.1111]",
            "x[4111 1111]",
            "[4111 1111]x",
            "[4111 1111]\n5",
            "[4111 1111] O ",
            ".[4111 1111]",
            "ABCPE [1234] F",
        ] {
            assert!(how(odd) == Spelled::Oddly, "{odd}");
        }
    }
}
