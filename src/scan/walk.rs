//! The walk: finds anchors byte by byte and calls the checks there. The obvious form: views run over it, and the pass is
//! tested against it.

use super::RawHit;
use super::dispatch::{Dispatch, LONGEST_CODE};
use super::span;
use crate::recognise::candidate::{Code, Cx};
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
        if run_byte(byte) && at >= run_done {
            let run = bytes[at..].iter().take(LONGEST_RUN);
            run_done = at + run.take_while(|b| run_byte(**b)).count();
            if run_done - at >= SHORTEST_RUN {
                dispatch.long(cx, &(at..run_done), raw);
            }
        }
        match byte {
            // Of several signs in a row the last.
            b'@' if cx.byte(at + 1) != b'@' => Dispatch::place(&dispatch.at, cx, at, raw),
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

/// Whether a run of a credential may hold this byte.
pub(super) fn run_byte(byte: u8) -> bool {
    span::RUN.has(byte)
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

/// The checks for a `:` or `=` that may stand between a key and its value: behind a letter, digit-free key end, quote or
/// bracket, one space allowed between.
pub(super) fn assign(cx: &Cx<'_>, dispatch: &Dispatch, at: usize, raw: &mut Vec<RawHit>) {
    let mut end = at;
    if cx.before(end) == b' ' {
        end -= 1;
    }
    let before = cx.before(end);
    if before.is_ascii_alphabetic()
        || matches!(before, b'"' | b'\'' | b']' | b'`')
        || before >= 0x80
    {
        // What may stand between a key and its sign.
        let closes = |b: u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b']' | b'\\' | b':' | b'*');
        let mut end = at;
        while at - end < 4 && closes(cx.before(end)) {
            end -= 1;
        }
        let ends = [cx.before(end.saturating_sub(1)), cx.before(end)];
        let touched = end == at
            && cx.byte(at) == b':'
            && cx.byte(at + 1) != b':'
            && cx.byte(at + 1).is_ascii_graphic();
        dispatch.assign(cx, at, ends, touched || end < 2, raw);
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
