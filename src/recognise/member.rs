//! Members of objects: the words that speak of a value right behind its key are those of the key, which is told from a few
//! bytes. The keys of a log come again line by line, so that what each announces is found out once.

use std::ops::Range;

use super::candidate::Context;
use super::cue::{CueSet, CueTable};
use super::form::{self, AHEAD};
use super::turn;
use super::word::{SEED, eight};

/// Bytes of the longest key with what stands between it and the value, and of what may follow within its quotes.
const LONGEST: usize = 48;
/// Bytes in which each word may be a cue, so that none is left out of those around a place.
const FEW: usize = 36;
/// Bytes before a value in which the brace or line stands that tells what is above it.
const ABOVE: usize = 384;
/// How far before a value the turn begins that it may answer.
const TURN: usize = 64;
/// Keys remembered.
const KEYS: usize = 16;

/// The keys of the members last asked about.
pub(super) struct Members {
    keys: [(u32, u32); KEYS],
    sets: [CueSet; KEYS],
    /// Where nothing stood above a value, the last line or brace before it, and whether the same is true of those behind
    /// it up to the next of these.
    clear: usize,
    mark: Option<usize>,
    /// The value last asked about of which all is known, and what is announced and refuted there.
    sure: (usize, usize, CueSet),
}

impl Default for Members {
    fn default() -> Members {
        Members {
            keys: [(0, 0); KEYS],
            sets: [CueSet::NONE; KEYS],
            clear: usize::MAX,
            mark: None,
            sure: (usize::MAX, 0, CueSet::NONE),
        }
    }
}

impl Members {
    /// What the words may announce that speak of the value at `range`, these rules and no others; `None` where it is no
    /// member, or where more than its key may speak of it.
    #[inline]
    pub(super) fn announced(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        range: &Range<usize>,
    ) -> Option<CueSet> {
        let (from, quoted) = field(bytes, range.start)?;
        let behind = behind(bytes, range.end, quoted)?;
        if !self.stands_below_nothing(bytes, range.start) {
            return None;
        }
        let key = self.of_key(table, bytes, from..range.start);
        // The letters of a time of day are no word.
        let letter = |b: &u8| b.is_ascii_alphabetic() && !matches!(b, b'T' | b'Z');
        let more = match bytes[behind.clone()].iter().any(letter) {
            true => self.of_key(table, bytes, behind.clone()),
            false => CueSet::NONE,
        };
        if range.start - from <= FEW && behind.is_empty() {
            self.sure = (range.start, range.end, key);
        }
        Some(key.with(more))
    }

    /// What the words say of the value at `range`, where it was asked about and not both are near: what announces any of
    /// `rules`, and what refutes.
    #[inline]
    pub(super) fn surely(&self, range: &Range<usize>, rules: CueSet) -> Option<Context> {
        let (start, end, set) = self.sure;
        if start != range.start || end != range.end {
            return None;
        }
        match (set.meets(rules), set.meets(CueSet::REFUTES)) {
            (true, true) => None,
            (true, false) => Some(Context::Cued),
            (false, true) => Some(Context::Refuted),
            (false, false) => Some(Context::Silent),
        }
    }

    /// What the words at `range` announce.
    fn of_key(&mut self, table: &CueTable, bytes: &[u8], range: Range<usize>) -> CueSet {
        let text = &bytes[range.clone()];
        let ends = eight(text, 1) ^ eight(text, text.len().saturating_sub(9)).rotate_left(17);
        let place = ends.wrapping_mul(SEED) >> (64 - KEYS.ilog2());
        let place = place as usize % KEYS;
        let (start, length) = self.keys[place];
        let known = start as usize..start as usize + length as usize;
        if bytes.get(known) != Some(text) {
            // A place that is cut is another's, whose bytes are compared all the same.
            self.keys[place] = (range.start as u32, range.len() as u32);
            self.sets[place] = table.announced(text);
        }
        self.sets[place]
    }

    /// Whether no key, label or question stands above the value at `start`.
    fn stands_below_nothing(&mut self, bytes: &[u8], start: usize) -> bool {
        let since = bytes
            .get(self.clear..start)
            .filter(|since| since.len() < ABOVE);
        if since.is_none_or(|since| memchr::memchr2(b'\n', b'{', since).is_some()) {
            self.clear = usize::MAX;
            if form::may_have_parent(bytes, start) {
                return false;
            }
            let floor = start.saturating_sub(ABOVE);
            let front = &bytes[floor..start];
            let line = memchr::memrchr(b'\n', front).map(|line| floor + line);
            // What is above an indented line is asked of each of its values.
            let indented = line.is_some_and(|line| bytes[line + 1] == b' ');
            if !indented {
                self.clear = start;
            }
            self.mark = memchr::memrchr2(b'\n', b'{', front).map(|mark| floor + mark);
        } else {
            self.clear = start;
        }
        let near = self.mark.is_some_and(|mark| start - mark <= TURN);
        !near || turn::asked(bytes, start).is_none()
    }
}

/// What a byte may be before a member's value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    /// A letter or underscore, of a key or within the quotes of a value.
    Word,
    /// What else may stand within the quotes before a value.
    Joint,
    Digit,
}

static PARTS: [Part; 256] = {
    let mut table = [Part::None; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => Part::Word,
            b'-' | b'/' => Part::Joint,
            b'0'..=b'9' => Part::Digit,
            _ => Part::None,
        };
        byte += 1;
    }
    table
};

/// Where the field begins of the value at `start`, at the quote of its key, and whether the value is quoted; `None` where
/// it is no member of an object.
#[inline]
fn field(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    let floor = start.saturating_sub(LONGEST);
    let mut front = &bytes[floor..start];
    // Letters within the quotes, and single digits: those of codes are many, and of no key.
    let mut last = Part::Digit;
    while let [rest @ .., byte] = front {
        let part = PARTS[usize::from(*byte)];
        if part == Part::None || part == Part::Digit && last == Part::Digit {
            break;
        }
        (front, last) = (rest, part);
    }
    let within = floor + front.len() < start;
    let quoted = matches!(front, [.., b'"']);
    let front = match front {
        [rest @ .., b'"'] => rest,
        _ if within => return None,
        _ => front,
    };
    let front = front.strip_suffix(b" ").unwrap_or(front);
    let mut key = front.strip_suffix(b"\":")?;
    let length = key.len();
    while let [rest @ .., byte] = key {
        if PARTS[usize::from(*byte)] != Part::Word {
            break;
        }
        key = rest;
    }
    let from = floor
        + key
            .strip_suffix(b"\"")
            .filter(|_| key.len() < length)?
            .len();
    let begins = match &bytes[..from] {
        [rest @ .., b','] | [rest @ .., b',', b' '] | [rest @ .., b',', b'{'] => {
            !form::argument(bytes, rest.len())
        }
        [.., b'\n', b'{'] | [b'{'] => true,
        _ => false,
    };
    begins.then_some((from, quoted))
}

/// What stands in the quotes of the value behind `end`; `None` where its field goes on behind them.
fn behind(bytes: &[u8], end: usize, quoted: bool) -> Option<Range<usize>> {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'\n');
    if form::ends_at(bytes, end) {
        return Some(end..end);
    }
    let parted = |at: usize| byte(at) == b',' && byte(at + 1) == b' ' && byte(at + 2) == b'"';
    if !quoted {
        return parted(end).then_some(end..end);
    }
    let part =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'/' | b':' | b'.' | b'+');
    let rest = bytes.get(end..).unwrap_or_default().iter();
    let length = rest.take(AHEAD).take_while(|b| part(**b)).count();
    let quote = end + length;
    (length + 2 < AHEAD && form::ends_at(bytes, quote) && byte(quote) == b'"').then_some(end..quote)
}

#[cfg(test)]
mod tests;
