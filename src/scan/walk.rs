//! The walk: finds anchors byte by byte and calls the checks there. The obvious form, and the oracle for the fast one.

use super::RawHit;
use super::dispatch::{Dispatch, LONGEST_CODE};
use crate::recognise::candidate::{Code, Cx};

/// The longest run given to a credential check, in bytes.
const LONGEST_RUN: usize = 4096;
/// The shortest run that may hold a credential.
const SHORTEST_RUN: usize = 16;

/// Calls every check at every anchor of the text, in order of kind and place.
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
            word_done = word(cx, dispatch, at, raw);
        }
        if run_byte(byte) && at >= run_done {
            run_done = run(cx, dispatch, at, raw);
        }
        match byte {
            b'@' => Dispatch::place(&dispatch.at, cx, at, raw),
            b':' | b'=' => assignment(cx, dispatch, at, raw),
            b'.' if dots(cx, at) => Dispatch::place(&dispatch.dots, cx, at, raw),
            b'-' if cx.before(at) != b'-' && bytes[at..].starts_with(b"-----") => {
                Dispatch::place(&dispatch.dashes, cx, at, raw);
            }
            _ => {}
        }
    }
}

fn run_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn word(cx: &Cx<'_>, dispatch: &Dispatch, start: usize, raw: &mut Vec<RawHit>) -> usize {
    let bytes = &cx.bytes()[start..];
    let length = bytes
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count();
    if (2..=LONGEST_CODE).contains(&length) {
        let word = &bytes[..length];
        let digits = word
            .iter()
            .enumerate()
            .filter(|(_, b)| b.is_ascii_digit())
            .fold(0_u64, |mask, (place, _)| mask | 1 << place);
        if digits != 0 && digits.count_ones() as usize != length {
            let code = Code {
                start,
                end: start + length,
                word,
                digits,
            };
            dispatch.code(cx, &code, raw);
        }
    }
    start + length
}

fn run(cx: &Cx<'_>, dispatch: &Dispatch, start: usize, raw: &mut Vec<RawHit>) -> usize {
    let length = cx.bytes()[start..]
        .iter()
        .take(LONGEST_RUN)
        .take_while(|b| run_byte(**b))
        .count();
    if length >= SHORTEST_RUN {
        dispatch.long(cx, &(start..start + length), raw);
    }
    start + length
}

fn assignment(cx: &Cx<'_>, dispatch: &Dispatch, at: usize, raw: &mut Vec<RawHit>) {
    let bytes = cx.bytes();
    let before = cx.before(at);
    if before.is_ascii_alphabetic() || matches!(before, b'"' | b'\'' | b']' | b'`') {
        Dispatch::place(&dispatch.assign, cx, at, raw);
    }
    if bytes[at] == b':' {
        if bytes[at..].starts_with(b"://") {
            Dispatch::place(&dispatch.scheme, cx, at, raw);
        }
        if colons(cx, at) {
            Dispatch::place(&dispatch.colons, cx, at, raw);
        }
    }
}

/// Whether the colon at `at` is the first of two or more in a run of hex digits and colons.
fn colons(cx: &Cx<'_>, at: usize) -> bool {
    let bytes = cx.bytes();
    let hex = |b: &&u8| b.is_ascii_hexdigit();
    let left = &bytes[at.saturating_sub(5)..at];
    let lead = left.iter().rev().take_while(hex).count();
    if lead > 4 || (lead < left.len() && left[left.len() - lead - 1] == b':') {
        return false;
    }
    let run = bytes[at + 1..].iter().take(4).take_while(hex).count();
    cx.byte(at + 1 + run) == b':'
}

/// Whether the dot at `at` is the first of digit, dot, digit, with a second dot within four bytes.
fn dots(cx: &Cx<'_>, at: usize) -> bool {
    let bytes = cx.bytes();
    if !cx.before(at).is_ascii_digit() {
        return false;
    }
    let lead = bytes[at.saturating_sub(4)..at]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_digit())
        .count();
    if lead > 3 || cx.before(at - lead) == b'.' {
        return false;
    }
    let run = bytes[at + 1..]
        .iter()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count();
    (1..=3).contains(&run) && cx.byte(at + 1 + run) == b'.'
}
