//! Which numbers may be parts of a value in another spelling, as a quick look at what stands beside them tells: the rest
//! need not be read group by group.

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
