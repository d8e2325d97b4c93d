//! Numbers that are spelled out, digit by digit: "five three nine eight", "nau aath saat", "पाँच तीन नौ".

use super::{Proof, Respeller};
use std::ops::Range;

/// The longest word for a digit, in bytes.
const LONGEST: usize = 21;
/// Words of one number.
const WORDS: usize = 24;
/// Digits from which words are a number.
const FEWEST: usize = 9;
/// Bytes between two words.
const GAP: usize = 3;

static DIGITS: &[(&str, u8)] = &[
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
    ("sunya", b'0'),
    ("shoonya", b'0'),
    ("ek", b'1'),
    ("do", b'2'),
    ("teen", b'3'),
    ("tin", b'3'),
    ("char", b'4'),
    ("chaar", b'4'),
    ("paanch", b'5'),
    ("panch", b'5'),
    ("chhe", b'6'),
    ("chhah", b'6'),
    ("chah", b'6'),
    ("che", b'6'),
    ("saat", b'7'),
    ("sat", b'7'),
    ("aath", b'8'),
    ("aat", b'8'),
    ("nau", b'9'),
    ("शून्य", b'0'),
    ("एक", b'1'),
    ("दो", b'2'),
    ("तीन", b'3'),
    ("चार", b'4'),
    ("पाँच", b'5'),
    ("पांच", b'5'),
    ("छह", b'6'),
    ("छः", b'6'),
    ("छे", b'6'),
    ("सात", b'7'),
    ("आठ", b'8'),
    ("नौ", b'9'),
];

/// Words that say how often the next digit stands.
static TIMES: &[(&str, usize)] = &[("double", 2), ("triple", 3), ("treble", 3)];

#[derive(Clone, Copy)]
enum Word {
    Digit(u8),
    Times(usize),
}

/// Places in `ASCII`, by hash of the word.
const SLOTS: usize = 256;

/// The words in ASCII, as eight little-endian bytes, with their number in `DIGITS` or behind it in `TIMES`, from 1.
static ASCII: [(u64, u8); SLOTS] = {
    let mut slots = [(0, 0); SLOTS];
    let mut n = 0;
    while n < DIGITS.len() + TIMES.len() {
        let name = if n < DIGITS.len() {
            DIGITS[n].0.as_bytes()
        } else {
            TIMES[n - DIGITS.len()].0.as_bytes()
        };
        if name.len() <= 8 && name[0] < 0x80 {
            let mut packed = 0;
            let mut at = 0;
            while at < name.len() {
                packed |= (name[at] as u64) << (8 * at);
                at += 1;
            }
            let mut slot = slot(packed);
            while slots[slot].1 != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = (packed, n as u8 + 1);
        }
        n += 1;
    }
    slots
};

const fn slot(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % SLOTS
}

fn word(bytes: &[u8]) -> Option<Word> {
    match bytes {
        [digit @ b'0'..=b'9'] => return Some(Word::Digit(*digit)),
        [0xE0, _, third, ..] if bytes.len() <= LONGEST => {
            if FOREIGN.0 >> (third % 64) & 1 == 0 {
                return None;
            }
            let digit = DIGITS.iter().find(|(name, _)| name.as_bytes() == bytes);
            return digit.map(|(_, digit)| Word::Digit(*digit));
        }
        _ if (2..=7).contains(&bytes.len()) => {}
        _ => return None,
    }
    let packed = bytes.iter().rev().fold(0, |packed, b| {
        packed << 8 | u64::from(b.to_ascii_lowercase())
    });
    let mut at = slot(packed);
    loop {
        let (name, n) = ASCII[at % SLOTS];
        let n = usize::from(n).checked_sub(1)?;
        if name == packed {
            return DIGITS
                .get(n)
                .map(|(_, digit)| Word::Digit(*digit))
                .or_else(|| Some(Word::Times(TIMES.get(n - DIGITS.len())?.1)));
        }
        at += 1;
    }
}

/// The third and the last bytes of the words beyond ASCII, by their low six bits.
static FOREIGN: (u64, u64) = {
    let (mut third, mut last) = (0, 0);
    let mut n = 0;
    while n < DIGITS.len() {
        let name = DIGITS[n].0.as_bytes();
        if name[0] >= 0x80 {
            third |= 1 << (name[2] % 64);
            last |= 1 << (name[name.len() - 1] % 64);
        }
        n += 1;
    }
    (third, last)
};

fn inside(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn gap(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b'-' | b'\n' | b'.')
}

/// Where the word begins that ends at `end`.
fn word_start(bytes: &[u8], end: usize) -> usize {
    let length = bytes[..end]
        .iter()
        .rev()
        .take(LONGEST + 1)
        .take_while(|b| inside(**b))
        .count();
    end - length
}

/// Where the word ends that begins at `start`.
fn word_end(bytes: &[u8], start: usize) -> usize {
    start
        + bytes[start..]
            .iter()
            .take(LONGEST + 1)
            .take_while(|b| inside(**b))
            .count()
}

/// Whether the word that ends right before the space at `at` is a number's.
pub(in crate::scan) fn ends_in_number(bytes: &[u8], at: usize) -> bool {
    let lead = bytes.get(at.saturating_sub(2)..at);
    // The last two letters of the words in ASCII leave little to look up.
    let may = lead.is_some_and(|lead| match lead {
        [_, last @ 0x80..=0xFF] => FOREIGN.1 >> (last % 64) & 1 == 1,
        [a, b] => {
            LAST_TWO[usize::from(a | 0x20) % 32] >> ((b | 0x20) % 32) & 1 == 1 || b.is_ascii_digit()
        }
        _ => true,
    });
    may && word(&bytes[word_start(bytes, at)..at]).is_some()
}

/// For the last letter but one of a word, by its low five bits: the last letters that a number's word has behind it.
static LAST_TWO: [u32; 32] = {
    let mut table = [0; 32];
    let mut n = 0;
    while n < DIGITS.len() + TIMES.len() {
        let name = if n < DIGITS.len() {
            DIGITS[n].0.as_bytes()
        } else {
            TIMES[n - DIGITS.len()].0.as_bytes()
        };
        if name[0] < 0x80 {
            table[name[name.len() - 2] as usize % 32] |= 1 << (name[name.len() - 1] % 32);
        }
        n += 1;
    }
    table
};

/// Bytes between the word that ends at `end` and the next. A lone hyphen joins words only where the text is known to be
/// one value, as `joined` says: elsewhere the recognisers read such runs.
fn gap_length(bytes: &[u8], end: usize, joined: bool) -> usize {
    let blanks = bytes[end..].iter().take(GAP).take_while(|b| gap(**b));
    match blanks.count() {
        1 if !joined && bytes[end] == b'-' => 0,
        blanks => blanks,
    }
}

/// Where the word for a digit begins that stands before the one at `start`.
fn previous_word(bytes: &[u8], start: usize, joined: bool) -> Option<usize> {
    let lead = bytes[..start].iter().rev().take(GAP);
    let blanks = lead.take_while(|b| gap(**b)).count();
    if blanks == 1 && !joined && bytes[start - 1] == b'-' {
        return None;
    }
    let previous = word_start(bytes, start - blanks);
    (blanks > 0 && word(&bytes[previous..start - blanks]).is_some()).then_some(previous)
}

impl Respeller<'_, '_> {
    /// Tries the number in words around `at`, and returns where to go on.
    pub(in crate::scan) fn words(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let joined = !self.checks();
        let first = if inside(bytes[at]) {
            word_start(bytes, at)
        } else {
            at + 1
        };
        let end = word_end(bytes, first.min(bytes.len()));
        if word(&bytes[first.min(end)..end]).is_none() {
            return at;
        }
        let mut start = first;
        for _ in 0..WORDS {
            let Some(previous) = previous_word(bytes, start, joined) else {
                return self.number_words(start);
            };
            start = previous;
        }
        // What is longer is no number, and is not looked at again.
        let mut end = end;
        loop {
            let next = end + gap_length(bytes, end, joined);
            let behind = word_end(bytes, next);
            if next == end || word(&bytes[next..behind]).is_none() {
                return end;
            }
            end = behind;
        }
    }

    /// Tries the number whose first word begins at `start`, and returns where it ends.
    fn number_words(&mut self, start: usize) -> usize {
        let bytes = self.cx.bytes();
        let joined = !self.checks();
        self.draft.clear();
        let (mut spelled, mut times) = (0, 1);
        let mut from = start;
        let mut done = start;
        // Letters before and behind: the rest of a code, `ABCPE one two three four F`.
        let letters = {
            let end = start.saturating_sub(1);
            let begin = word_start(bytes, end);
            let upper = bytes[begin..end].iter().all(u8::is_ascii_uppercase);
            (matches!(end - begin, 4 | 5) && upper && self.cx.byte(end) == b' ')
                .then_some(begin..end)
        };
        for _ in 0..WORDS {
            let end = word_end(bytes, from);
            let (digit, length) = match word(&bytes[from..end]) {
                Some(Word::Times(n)) => {
                    times = n;
                    from = end + gap_length(bytes, end, joined);
                    continue;
                }
                Some(Word::Digit(digit)) => (digit, end - from),
                None => break,
            };
            spelled += usize::from(length > 1);
            // A digit said to stand twice came from both words.
            let since = if times > 1 { done.max(start) } else { from };
            let since = since + bytes[since..from].iter().take_while(|b| gap(**b)).count();
            for _ in 0..times {
                self.draft.push(digit, since..end);
            }
            times = 1;
            done = end;
            from = end + gap_length(bytes, end, joined);
            if from == end {
                break;
            }
        }
        let digits = self.draft.text.len();
        if digits >= FEWEST && spelled * 2 >= digits.min(FEWEST) {
            self.try_draft(Proof::Check);
        } else if let (7, Some(letters)) = (digits, letters.clone().filter(|l| l.len() == 4)) {
            // The letters of a bank, and its branch in words.
            self.behind(letters);
            self.try_draft(Proof::Both);
        } else if let (4, Some(letters)) = (digits, letters.filter(|l| l.len() == 5)) {
            let last = done + 1;
            let closes = self.cx.byte(done) == b' '
                && self.cx.byte(last).is_ascii_uppercase()
                && !inside(self.cx.byte(last + 1));
            if closes {
                self.behind(letters);
                self.draft.copy(bytes, last..last + 1);
                self.try_draft(Proof::Strong);
            }
        }
        done.max(start + 1)
    }

    /// Puts the letters at `letters` before the digits of the draft.
    fn behind(&mut self, letters: Range<usize>) {
        let spelled = std::mem::take(&mut self.draft);
        self.draft.copy(self.cx.bytes(), letters);
        self.draft.text += &spelled.text;
        self.draft.origin.extend_from_slice(&spelled.origin);
    }
}
