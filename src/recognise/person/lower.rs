//! Lines that are written without capitals, as in a chat, and the words in them that may be names.

use super::code::{closed, marks};
use super::plain::{HIGH, letters_of};
use super::read::LONGEST as LONGEST_WORD;
use super::table::{hash_at, hash_short};
use std::ops::Range;

/// Bytes of the longest line that is read word by word.
const LONGEST: usize = 2_000;

/// Calls `with` at each word of three letters or more in the lines whose writer does without capitals: a line that
/// begins with a small letter, and does not go on from the line above. With it goes the word's hash, where nothing joins it
/// to more.
pub fn words(text: &str, mut with: impl FnMut(usize, Option<u64>)) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut goes_on = false;
    while start < bytes.len() {
        let line = &bytes[start..];
        let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
        let line = &line[..end];
        if !goes_on && end <= LONGEST && casual(line) {
            each(bytes, start..start + end, &mut with);
        }
        let last = line.iter().rev().find(|b| !b.is_ascii_whitespace());
        goes_on = last.is_some_and(|b| b.is_ascii_alphabetic() || *b == b',');
        start += end + 1;
    }
}

/// Whether the line begins with a small letter, quotes and list marks aside.
fn casual(line: &[u8]) -> bool {
    let opens = |b: &&u8| {
        matches!(
            b,
            b'"' | b'\'' | b'>' | b'-' | b'*' | b' ' | b'(' | b'@' | b'#'
        )
    };
    let skipped = line.iter().take(6).take_while(opens).count();
    if !line.get(skipped).is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    // Code is in lower case too, and says nothing of people.
    !closed(line) && !marks(line) && !assigns(line)
}

/// `name = "clippy"`, `def connect(self, conn):`, but not `name = ravi`.
fn assigns(line: &[u8]) -> bool {
    let assigned = |n: usize| {
        let around = n.checked_sub(1).and_then(|before| line.get(before..n + 3));
        matches!(around, Some([b' ', b'=', b' ', b'"' | b'\'' | b'[' | b'{']))
    };
    line.ends_with(b"):")
        || line.trim_ascii_start().starts_with(b"elif ")
        || memchr::memchr_iter(b'=', line).any(assigned)
}

/// The words of the line.
fn each(bytes: &[u8], line: Range<usize>, with: &mut impl FnMut(usize, Option<u64>)) {
    let mut at = line.start;
    while at < line.end {
        let small = Small::at(bytes, at..line.end);
        let behind = at + small.length;
        if small.length >= 3 {
            let before = if at > line.start { bytes[at - 1] } else { b' ' };
            let after = if behind < line.end {
                bytes[behind]
            } else {
                b' '
            };
            if PROSE[usize::from(before)]
                && PROSE[usize::from(after)]
                && !argument(&bytes[line.start..at], after)
            {
                // `o'brien`, `al-zahra`
                let joined = matches!(after, b'\'' | b'-');
                with(at, if joined { None } else { small.hash(bytes, at) });
            }
        } else if small.length == 1 && behind < line.end && bytes[behind] == b'\'' {
            // `d'souza`
            with(at, None);
        }
        at = behind;
        // The rest of a word that goes on with anything but small letters; or what is between two.
        let mut goes_on = false;
        while at < line.end && GOES_ON[usize::from(bytes[at])] {
            (at, goes_on) = (at + 1, true);
        }
        at += usize::from(!goes_on);
    }
}

/// Small letters side by side.
struct Small {
    length: usize,
    /// The first eight bytes, where the text has as many.
    eight: Option<u64>,
}

impl Small {
    /// Those at the start of `within`.
    #[inline]
    fn at(bytes: &[u8], within: Range<usize>) -> Small {
        let Some(eight) = bytes[within.start..].first_chunk() else {
            let letters = bytes[within].iter().take_while(|b| b.is_ascii_lowercase());
            return Small {
                length: letters.count(),
                eight: None,
            };
        };
        let eight = u64::from_le_bytes(*eight);
        let others = !(letters_of(eight) & eight << 2) & HIGH;
        let mut length = others.trailing_zeros() as usize / 8;
        if others == 0 {
            let rest = bytes[within].iter().skip(8);
            length = 8 + rest.take_while(|b| b.is_ascii_lowercase()).count();
        }
        Small {
            length,
            eight: Some(eight),
        }
    }

    /// The hash of a word of them alone.
    #[inline]
    fn hash(&self, bytes: &[u8], at: usize) -> Option<u64> {
        match self.eight {
            Some(eight) if self.length < 8 => {
                let mask = (1 << (8 * self.length)) - 1;
                Some(hash_short(eight & mask, self.length))
            }
            _ => (self.length <= LONGEST_WORD).then(|| hash_at(bytes, at, self.length)),
        }
    }
}

/// Whether the word behind `line` is what is handed to a function, or a pointer: `name(first)`, `*param`, but not
/// `*ravi*`.
#[inline]
fn argument(line: &[u8], after: u8) -> bool {
    match line {
        [.., before, b'('] => before.is_ascii_alphanumeric() || *before == b'_',
        [.., b'*'] => after != b'*',
        _ => false,
    }
}

/// Whether a byte is of a word: a letter or digit of ASCII, or beyond it.
static GOES_ON: [bool; 256] = {
    let mut goes_on = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        goes_on[byte] = byte > 127 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    goes_on
};

/// Whether a byte stands beside words of prose.
static PROSE: [bool; 256] = {
    let mut prose = [false; 256];
    let marks = b" ,.!?;:\"'()\t\r*->&";
    let mut n = 0;
    while n < marks.len() {
        prose[marks[n] as usize] = true;
        n += 1;
    }
    prose
};
