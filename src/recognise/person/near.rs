//! What stands before and behind a run of words.

use super::plain::{EACH, HIGH, Plain, letters_of};
use super::read::Run;
use super::table::{Classes, classes, hash_at, hash_short};
use super::word_table::beside;

/// A word or mark beside a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Near {
    /// Of the word in lower case, or of the mark; zero beyond a line's end.
    pub hash: u64,
    /// What it is.
    pub kind: Kind,
}

impl Near {
    /// What is known of the word; looked up when it is asked for, since few are. Nothing is known of a mark, a number or a
    /// line's end: no word has a hash as small as theirs.
    #[inline]
    pub fn classes(&self) -> Classes {
        classes(self.hash)
    }

    /// What the word does beside a name.
    #[inline]
    pub fn does(&self) -> u8 {
        beside(self.hash)
    }
}

/// What stands beside a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A line's end, and the text's.
    #[default]
    Line,
    /// A word in lower case.
    Lower,
    /// A word with a capital.
    Capital,
    /// A number.
    Number,
    /// A mark that ends a sentence.
    Stop,
    /// Another mark.
    Mark,
    /// A word in capitals.
    Upper,
}

/// Bytes of the longest word beside a run.
const BESIDE: usize = 24;

/// What stands before the run.
pub fn before(text: &str, at: usize, run: &mut Run) {
    let bytes = text.as_bytes();
    run.left = Default::default();
    let mut end = unspaced(bytes, at);
    // A value in quotes: `"name": "Ravi"`. The quotes say nothing, the key does.
    if end > 0 && quote(bytes[end - 1]) {
        let outside = unspaced(bytes, end - 1);
        if outside > 0 && matches!(bytes[outside - 1], b':' | b'=') {
            end = outside;
        }
    }
    for place in 0..2 {
        end = unspaced(bytes, end);
        let Some(last) = end.checked_sub(1) else {
            run.left[place] = near_mark(b'\n');
            return;
        };
        let byte = bytes[last];
        if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            let (near, length) = word_before(bytes, end);
            run.left[place] = near;
            end -= length;
            continue;
        }
        run.left[place] = near_mark(byte);
        end = last;
        if place == 0 && matches!(byte, b':' | b'=' | b'\n') {
            // The label, or what closed the line above: `Regards,`.
            end = unspaced(bytes, end);
            while end > 0
                && last - end < 4
                && (quote(bytes[end - 1]) || matches!(bytes[end - 1], b',' | b':' | b'-' | b'\r'))
            {
                end = unspaced(bytes, end - 1);
            }
        }
    }
}

fn quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'*' | b'`')
}

/// Without the spaces before `end`, of which few are looked at.
#[inline(always)]
fn unspaced(bytes: &[u8], end: usize) -> usize {
    let mut at = end;
    while end - at < 8 && matches!(bytes[..at].last(), Some(b' ' | b'\t')) {
        at -= 1;
    }
    at
}

/// The bytes of `Name` of `customerName`.
fn last_hump(word: &[u8]) -> usize {
    let humps = word
        .windows(2)
        .rposition(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    humps.map_or(word.len(), |n| word.len() - n - 1)
}

/// The high bit of each byte that is a letter or a digit of ASCII, or beyond it; and of each capital.
#[inline]
const fn wordy(eight: u64) -> (u64, u64) {
    let (low, letters) = (eight & !HIGH, letters_of(eight));
    let digits = (low + 0x50 * EACH) & !(low + 0x46 * EACH);
    let beyond = eight & HIGH;
    (
        letters | digits & !eight & HIGH | beyond,
        letters & !(eight << 2),
    )
}

/// The word that ends at `end`, of at most [`BESIDE`] bytes or its last hump, and how long all of it is.
#[inline]
fn word_before(bytes: &[u8], end: usize) -> (Near, usize) {
    let (mut length, mut humps) = (0, false);
    while length < BESIDE {
        let Some(eight) = bytes[..end - length].last_chunk() else {
            let rest = bytes[..end - length].iter().rev().take(BESIDE - length);
            let rest = rest.take_while(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
            (length, humps) = (length + rest.count(), true);
            break;
        };
        let eight = u64::from_le_bytes(*eight);
        let (words, upper) = wordy(eight);
        let more = (!words & HIGH).leading_zeros() as usize / 8;
        // A capital at its start alone makes no hump.
        if length == 0 && (1..8).contains(&more) && upper >> (64 - 8 * more) <= 0x80 {
            let word = eight >> (64 - 8 * more);
            return (near_short(word, more), more);
        }
        humps |= more > 0 && upper >> (64 - 8 * more) != 0;
        length += more;
        if more < 8 {
            break;
        }
    }
    let hump = if humps {
        last_hump(&bytes[end - length..end])
    } else {
        length
    };
    (near_word(bytes, end - hump, hump), length)
}

/// The word that begins at `at`, of at most [`BESIDE`] bytes, and how long it is.
#[inline]
fn word_behind(bytes: &[u8], at: usize) -> (Near, usize) {
    let mut length = 0;
    while length < BESIDE {
        let Some(eight) = bytes[at + length..].first_chunk() else {
            let rest = bytes[at + length..].iter().take(BESIDE - length);
            let rest = rest.take_while(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
            length += rest.count();
            break;
        };
        let eight = u64::from_le_bytes(*eight);
        let (words, _) = wordy(eight);
        let more = (!words & HIGH).trailing_zeros() as usize / 8;
        if length == 0 && more < 8 {
            let word = eight & ((1 << (8 * more)) - 1);
            return (near_short(word, more), more);
        }
        length += more;
        if more < 8 {
            break;
        }
    }
    (near_word(bytes, at, length), length)
}

/// Keeps the plain word in lower case at `at`, which spaces part from the run, as the nearest behind it.
#[inline]
pub fn next_to(text: &str, at: usize, word: &Plain, run: &mut Run) {
    let end = at + word.length;
    let goes_on = text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
    if !goes_on && word.length <= BESIDE {
        run.right[0] = Near {
            hash: word.hash,
            kind: Kind::Lower,
        };
        run.ahead = end;
    }
}

/// What stands behind the run.
pub fn behind(text: &str, at: usize, run: &mut Run) {
    let bytes = text.as_bytes();
    let first = usize::from(run.ahead > 0);
    let mut from = if first > 0 { run.ahead } else { at };
    for place in first..2 {
        let spaced = from;
        while from < bytes.len() && matches!(bytes[from], b' ' | b'\t') && from - spaced < 8 {
            from += 1;
        }
        let Some(&byte) = bytes.get(from) else {
            run.right[place] = near_mark(b'\n');
            if place == 0 {
                run.right[1] = Near::default();
            }
            return;
        };
        if let Some(length) = owner(&bytes[from..]) {
            run.right[place] = Near {
                hash: OWNER,
                ..near_mark(byte)
            };
            from += length;
        } else if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            let (near, length) = word_behind(bytes, from);
            run.right[place] = near;
            from += length;
        } else {
            run.right[place] = near_mark(byte);
            from += 1;
        }
    }
}

/// Stands for the `'s` of an owner.
const OWNER: u64 = 1 << 10;

/// Bytes of `'s` with either apostrophe, where the text goes on with it.
#[inline]
fn owner(rest: &[u8]) -> Option<usize> {
    let mark = match rest {
        [b'\'', ..] => 1,
        [0xe2, 0x80, 0x99, ..] => 3,
        _ => return None,
    };
    let s = mark + usize::from(rest.get(mark) == Some(&b' '));
    let ends = rest.get(s + 1).is_none_or(|b| !b.is_ascii_alphanumeric());
    (rest.get(s) == Some(&b's') && ends).then_some(s + 1)
}

/// The word of `length` bytes at `at`.
fn near_word(bytes: &[u8], at: usize, length: usize) -> Near {
    let byte = |n: usize| bytes[at..at + length].get(n).copied().unwrap_or_default();
    near(byte(0), byte(1), length, || hash_at(bytes, at, length))
}

/// The word of less than eight bytes, the first of them lowest, the rest zero.
#[inline]
fn near_short(word: u64, length: usize) -> Near {
    near(word as u8, (word >> 8) as u8, length, || {
        hash_short(word, length)
    })
}

/// The word with these first two bytes.
#[inline]
fn near(first: u8, second: u8, length: usize, hash: impl FnOnce() -> u64) -> Near {
    let kind = match (first, second) {
        (b'0'..=b'9', _) => Kind::Number,
        (b'A'..=b'Z', b'A'..=b'Z') => Kind::Upper,
        (b'A'..=b'Z', _) => Kind::Capital,
        _ => Kind::Lower,
    };
    // Numbers differ in nothing but their length.
    let hash = if kind == Kind::Number {
        length as u64
    } else {
        hash()
    };
    Near { hash, kind }
}

fn near_mark(byte: u8) -> Near {
    Near {
        hash: u64::from(byte) + 256,
        kind: match byte {
            b'\n' | b'\r' => Kind::Line,
            b'.' | b'!' | b'?' => Kind::Stop,
            _ => Kind::Mark,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_known_of_what_is_no_word() {
        for hash in 0..=OWNER {
            let kind = Kind::Mark;
            let near = Near { hash, kind };
            assert_eq!((near.classes().bits(), near.does()), (0, 0), "{hash}");
        }
    }

    #[test]
    fn neighbours_are_what_a_slow_reading_makes_of_them() {
        let pieces = [
            "a",
            "Ravi",
            "of",
            "customerName",
            "XMLHttp",
            "7",
            "42",
            "é",
            "रवि",
            " ",
            "-",
            ".",
            "_",
            "\"",
            "longerword",
            "[",
            "`",
            "@",
            "{",
            "/",
            ":",
            "IBM",
        ];
        let (mut state, mut read) = (11_u64, 0);
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..6 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                text.push_str(pieces[(state % pieces.len() as u64) as usize]);
            }
            let bytes = text.as_bytes();
            let of_word = |b: &&u8| b.is_ascii_alphanumeric() || !b.is_ascii();
            let same = |one: Near, two: Near| (one.hash, one.kind) == (two.hash, two.kind);
            for at in 0..bytes.len() {
                let length = bytes[at..].iter().take(BESIDE).take_while(of_word).count();
                if length > 0 {
                    let (near, long) = word_behind(bytes, at);
                    assert_eq!(long, length, "{text:?} at {at}");
                    assert!(same(near, near_word(bytes, at, length)), "{text:?} at {at}");
                    read += 1;
                }
                let before = bytes[..at].iter().rev().take(BESIDE);
                let length = before.take_while(of_word).count();
                if length > 0 {
                    let hump = last_hump(&bytes[at - length..at]);
                    let (near, long) = word_before(bytes, at);
                    assert_eq!(long, length, "{text:?} before {at}");
                    assert!(
                        same(near, near_word(bytes, at - hump, hump)),
                        "{text:?} before {at}"
                    );
                    read += 1;
                }
            }
        }
        assert!(read > 10_000, "{read} words");
    }
}
