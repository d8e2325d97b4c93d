//! The walk: finds anchors byte by byte and calls the checks there. The obvious form: views run over it, and the pass is
//! tested against it.

use super::RawHit;
use super::dispatch::{Dispatch, LONGEST_CODE};
use crate::recognise::candidate::{Code, Cx};
use crate::recognise::may_end_key;
use crate::recognise::sign::Sign;
use crate::recognise::span;
use std::ops::Range;

/// The longest run given to a credential check, in bytes.
pub(super) const LONGEST_RUN: usize = 4096;
/// What every spelling of the word ends in.
pub(super) const PASSWORD: &[u8] = b"assword";
/// The shortest run that may hold a credential.
pub(super) const SHORTEST_RUN: usize = 16;

/// Calls every check at every anchor of the text, in order of place.
pub(super) fn walk(cx: &Cx<'_>, dispatch: &Dispatch, raw: &mut Vec<RawHit>) {
    let bytes = cx.bytes();
    let mut digits_done = 0;
    let mut word_done = 0;
    let mut run_done = 0;
    for at in 0..bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_digit() && at >= digits_done && !cx.before(at).is_ascii_digit() {
            digits_done = dispatch.digits(cx, at, raw);
        }
        if byte.is_ascii_alphanumeric() && at >= word_done {
            let word = bytes[at..].iter();
            word_done = at + word.take_while(|b| b.is_ascii_alphanumeric()).count();
            code(cx, dispatch, at, word_done, raw);
        }
        if span::RUN.has(byte) && at >= run_done {
            let run = bytes[at..].iter().take(LONGEST_RUN);
            run_done = at + run.take_while(|b| span::RUN.has(**b)).count();
            if run_done - at >= SHORTEST_RUN {
                dispatch.long(cx, &(at..run_done), raw);
            }
        }
        match byte {
            // Of several signs in a row the last.
            b'@' if cx.byte(at + 1) != b'@' => {
                dispatch.sign(cx, &Sign::read(bytes, at), raw);
            }
            b':' | b'=' => {
                assign(cx, dispatch, at, raw);
                if bytes[at..].starts_with(b"://") {
                    Dispatch::place(&dispatch.scheme, cx, at, raw);
                }
                if byte == b':' {
                    colon(cx, dispatch, at, raw);
                }
            }
            b'.' => dot(cx, dispatch, at, raw),
            b'a' if bytes[at..].starts_with(PASSWORD) => {
                Dispatch::place(&dispatch.password, cx, at, raw);
            }
            b'-' if cx.before(at) == b' ' => {
                Dispatch::place(&dispatch.flags, cx, at, raw);
                if bytes[at..].starts_with(b"-----") {
                    Dispatch::place(&dispatch.dashes, cx, at, raw);
                }
            }
            b'-' if cx.before(at) != b'-' && bytes[at..].starts_with(b"-----") => {
                Dispatch::place(&dispatch.dashes, cx, at, raw);
            }
            _ => {}
        }
    }
}

/// The checks for the word at `start..end`, where it holds both letters and digits.
pub(super) fn code(
    cx: &Cx<'_>,
    dispatch: &Dispatch,
    start: usize,
    end: usize,
    raw: &mut Vec<RawHit>,
) {
    let word = &cx.bytes()[start..end];
    if !(2..=LONGEST_CODE).contains(&word.len()) || !dispatch.wants_code(word.len()) {
        return;
    }
    let digits = word.iter().enumerate().fold(0_u64, |mask, (place, b)| {
        mask | u64::from(b.is_ascii_digit()) << place
    });
    coded(cx, dispatch, start..end, digits, raw);
}

/// The checks for a word of letters and digits, bit `i` of `digits` set where its byte `i` is a digit.
pub(super) fn coded(
    cx: &Cx<'_>,
    dispatch: &Dispatch,
    range: Range<usize>,
    digits: u64,
    raw: &mut Vec<RawHit>,
) {
    let Range { start, end } = range;
    let length = end - start;
    if digits != 0 && digits.count_ones() as usize != length && dispatch.wants_code(length) {
        let code = Code {
            start,
            end,
            word: &cx.bytes()[start..end],
            digits,
        };
        dispatch.code(cx, &code, raw);
    }
}

/// What a byte may be before the sign behind a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    None,
    /// The last of the key.
    Ends,
    /// Between the key and its sign.
    Closes,
    EndsAndCloses,
}

static KEYS: [Key; 256] = {
    let mut table = [Key::None; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => Key::Ends,
            b'"' | b'\'' | b']' | b'`' => Key::EndsAndCloses,
            b' ' | b'\\' | b':' | b'*' => Key::Closes,
            _ => Key::None,
        };
        byte += 1;
    }
    table
};

/// The checks for a `:` or `=` that may stand between a key and its value: behind a letter, digit-free key end, quote or
/// bracket, one space allowed between.
pub(super) fn assign(cx: &Cx<'_>, dispatch: &Dispatch, at: usize, raw: &mut Vec<RawHit>) {
    let front = &cx.bytes()[..at];
    let ([.., before, b' '] | [.., before]) = front else {
        return;
    };
    let part = |byte: &u8| KEYS[usize::from(*byte)];
    if !matches!(part(before), Key::Ends | Key::EndsAndCloses) {
        return;
    }
    // What may stand between a key and its sign.
    let mut key = front;
    while let [rest @ .., last] = key
        && front.len() - key.len() < 4
        && matches!(part(last), Key::Closes | Key::EndsAndCloses)
    {
        key = rest;
    }
    let [.., one, two] = *key else {
        dispatch.assign(cx, at, [0; 2], true, raw);
        return;
    };
    let next = cx.byte(at + 1);
    let any =
        key.len() == front.len() && cx.byte(at) == b':' && next != b':' && next.is_ascii_graphic();
    let third = key.len().checked_sub(3).map_or(0, |at| key[at]);
    let letters = one.is_ascii_alphabetic() && two.is_ascii_alphabetic();
    if any || !letters || may_end_key(third, [one, two]) {
        dispatch.assign(cx, at, [one, two], any, raw);
    }
}

/// The checks for the colon at `at`, where it is the first of two or more in a run of hex digits and colons.
pub(super) fn colon(cx: &Cx<'_>, dispatch: &Dispatch, at: usize, raw: &mut Vec<RawHit>) {
    let bytes = cx.bytes();
    let hex = |b: &&u8| b.is_ascii_hexdigit();
    let left = &bytes[at.saturating_sub(5)..at];
    let lead = left.iter().rev().take_while(hex).count();
    if lead > 4 || (lead < left.len() && left[left.len() - lead - 1] == b':') {
        return;
    }
    let run = bytes[at + 1..].iter().take(4).take_while(hex).count();
    if in_path(cx, at, lead) {
        return;
    }
    // Two colons make a time of day; an address has three, or two in a row.
    let second = at + 1 + run;
    if cx.byte(second) != b':' {
        return;
    }
    let more = bytes[second + 1..].iter().take(4).take_while(hex).count();
    if run == 0 || more == 0 && cx.byte(second + 1) == b':' || cx.byte(second + 1 + more) == b':' {
        Dispatch::place(&dispatch.colons, cx, at, raw);
    }
}

/// Whether the colon at `at`, with `lead` hex digits before it, is the first of two in the path of a program: `std::fs`.
fn in_path(cx: &Cx<'_>, at: usize, lead: usize) -> bool {
    let before = cx.before(at - lead);
    cx.byte(at + 1) == b':' && (before.is_ascii_alphanumeric() || before == b'_')
}

/// The checks for the dot at `at`, where it is the first of digit, dot, digit, with a second dot within four bytes.
pub(super) fn dot(cx: &Cx<'_>, dispatch: &Dispatch, at: usize, raw: &mut Vec<RawHit>) {
    let bytes = cx.bytes();
    let digits = |bytes: &mut dyn Iterator<Item = &u8>| {
        bytes.take(4).take_while(|b| b.is_ascii_digit()).count()
    };
    let lead = digits(&mut bytes[..at].iter().rev());
    if !(1..=3).contains(&lead) || cx.before(at - lead) == b'.' {
        return;
    }
    let run = digits(&mut bytes[at + 1..].iter());
    let second = at + 1 + run;
    if (1..=3).contains(&run) && cx.byte(second) == b'.' && cx.byte(second + 1).is_ascii_digit() {
        Dispatch::place(&dispatch.dots, cx, at, raw);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scanner;
    use crate::documents::Dice;

    #[test]
    fn no_check_finds_anything_at_the_colons_of_a_path() {
        let scanner = Scanner::new();
        let inner = &scanner.inner;
        let pieces = [
            "::",
            "::",
            ":",
            "a",
            "std",
            "face",
            "_",
            "x",
            "fe80",
            "1",
            ":8",
            "::1",
            " ",
            "00:1a:2b:3c:4d:5e",
        ];
        let mut dice = Dice::new(81);
        let mut paths = 0;
        for _ in 0..20_000 {
            let text: String = (0..12).map(|_| pieces[dice.below(pieces.len())]).collect();
            let cx = Cx::new(&text, &inner.cues).explaining();
            for (at, _) in text.match_indices(':') {
                let front = text.as_bytes()[..at].iter().rev().take(4);
                let lead = front.take_while(|b| b.is_ascii_hexdigit()).count();
                if in_path(&cx, at, lead) {
                    paths += 1;
                    let mut raw = Vec::new();
                    Dispatch::place(&inner.dispatch.colons, &cx, at, &mut raw);
                    assert!(raw.is_empty(), "{text} at {at}");
                }
            }
        }
        assert!(paths > 1_000, "{paths}");
    }
}
