//! Numbers spelled out with hyphens between, `five-three-nine-...`: one run of letters and hyphens, which the words of a
//! sentence are not.

use std::ops::Range;

use super::candidate::Cx;
use super::span;

static WORDS: &[(&str, u8)] = &[
    ("zero", b'0'),
    ("oh", b'0'),
    ("one", b'1'),
    ("two", b'2'),
    ("three", b'3'),
    ("four", b'4'),
    ("five", b'5'),
    ("six", b'6'),
    ("seven", b'7'),
    ("eight", b'8'),
    ("nine", b'9'),
    ("shunya", b'0'),
    ("ek", b'1'),
    ("do", b'2'),
    ("teen", b'3'),
    ("char", b'4'),
    ("chaar", b'4'),
    ("paanch", b'5'),
    ("panch", b'5'),
    ("chhe", b'6'),
    ("saat", b'7'),
    ("aath", b'8'),
    ("nau", b'9'),
];

/// The longest word for a digit, in bytes.
const LONGEST: usize = 6;
/// The most digits of a number.
const MOST: usize = 19;

/// The digits that the run spells, and how many; `None` where a part of it is no digit.
pub(super) fn digits(cx: &Cx<'_>, run: &Range<usize>) -> Option<([u8; MOST], usize)> {
    let bytes = cx.bytes().get(run.clone())?;
    // The first word tells nearly all runs.
    let first = match bytes.first_chunk() {
        Some(eight) => Some(span::first(b'-', *eight)).filter(|first| *first <= LONGEST),
        None => bytes.iter().take(LONGEST + 1).position(|b| *b == b'-'),
    }?;
    digit(&bytes[..first])?;
    let (mut value, mut count) = ([0; MOST], 0);
    for word in bytes.split(|b| *b == b'-') {
        *value.get_mut(count)? = digit(word)?;
        count += 1;
    }
    Some((value, count))
}

fn digit(word: &[u8]) -> Option<u8> {
    let same = |(name, _): &&(&str, u8)| name.as_bytes().eq_ignore_ascii_case(word);
    WORDS.iter().find(same).map(|(_, digit)| *digit)
}
