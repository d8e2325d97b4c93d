//! Mentions: a value that was found once is found wherever it stands again as a whole word, cue or no cue; and after
//! the text is built, none may be left in it.

use std::ops::Range;

use crate::simd::{self, BLOCK, Level};

/// Values shorter than that, in bytes, are parts of words and numbers.
const SHORTEST: usize = 6;
/// Words of 64 bits in the filter by first bytes.
const PLACES: usize = 64;

/// A value with what is known of it, and the place of the longest other one that it begins with.
pub(super) type Watched<'v, T> = (&'v str, T, Option<usize>);

/// The values of one text, ready to be looked for.
pub(super) struct Mentions<'v, T> {
    /// In order.
    values: Vec<Watched<'v, T>>,
    /// One bit for the first bytes of each: most words of a text are told by it.
    begins: [u64; PLACES],
}

impl<'v, T: Copy + Ord> Mentions<'v, T> {
    /// Values with what is known of each, in the room of an empty vector; of equal ones the first counts.
    pub(super) fn new(
        values: impl Iterator<Item = (&'v str, T)>,
        mut room: Vec<Watched<'v, T>>,
    ) -> Mentions<'v, T> {
        let long = values.filter(|(value, _)| value.len() >= SHORTEST);
        room.extend(long.map(|(value, known)| (value, known, None)));
        room.sort_unstable();
        room.dedup_by_key(|(value, ..)| *value);
        let mut begins = [0; PLACES];
        for next in 0..room.len() {
            let value = room[next].0;
            let (place, bit) = first_bytes(value.as_bytes());
            begins[place] |= bit;
            // What this one begins with stands before it, and so does whatever that begins with.
            let mut shorter = next.checked_sub(1);
            while let Some(at) = shorter.filter(|at| !value.starts_with(room[*at].0)) {
                shorter = room[at].2;
            }
            room[next].2 = shorter;
        }
        Mentions {
            values: room,
            begins,
        }
    }

    /// The vector that it was made in.
    pub(super) fn into_room(self) -> Vec<Watched<'v, T>> {
        self.values
    }

    /// Calls `found` with each mention as a whole word and what is known of the value, in order; of several that begin
    /// at one place with the longest.
    pub(super) fn each(&self, text: &str, mut found: impl FnMut(Range<usize>, T)) {
        if self.values.is_empty() {
            return;
        }
        let (bytes, level) = (text.as_bytes(), Level::detect());
        let (mut done, mut inside_before) = (0, 0);
        let (blocks, tail) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        last[..tail.len()].copy_from_slice(tail);
        for (block, base) in blocks.iter().chain([&last]).zip((0..).step_by(BLOCK)) {
            let words = simd::words(level, block);
            let inside = words.letter | words.digit;
            let mut starts = !(inside << 1 | inside_before);
            inside_before = inside >> (BLOCK - 1);
            while starts != 0 {
                let at = base + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let (place, bit) = first_bytes(bytes.get(at..).unwrap_or_default());
                if self.begins[place] & bit != 0
                    && at >= done
                    && let Some((end, known)) = self.at(text, at)
                {
                    found(at..end, known);
                    done = end;
                }
            }
        }
    }

    /// The longest value that stands at `at` as a whole word: where it ends, and what is known of it.
    fn at(&self, text: &str, at: usize) -> Option<(usize, T)> {
        let rest = text.get(at..)?;
        let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        if !apart(text[..at].chars().next_back()) {
            return None;
        }
        let last = self.values.partition_point(|(value, ..)| *value <= rest);
        let mut next = last.checked_sub(1);
        while let Some((value, known, shorter)) = next.map(|at| self.values[at]) {
            if rest.starts_with(value) && apart(rest[value.len()..].chars().next()) {
                return Some((at + value.len(), known));
            }
            next = shorter;
        }
        None
    }
}

/// The bit of the first six bytes.
#[inline(always)]
fn first_bytes(bytes: &[u8]) -> (usize, u64) {
    let six = match bytes.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight) & 0xffff_ffff_ffff,
        None => bytes
            .iter()
            .take(SHORTEST)
            .rev()
            .fold(0, |six, byte| six << 8 | u64::from(*byte)),
    };
    let hash = six.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
    (hash as usize / 64, 1 << (hash % 64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;

    #[test]
    fn whole_words_are_found() {
        let values = [
            ("asha@example.com", 7),
            ("short", 8),
            ("asha@example.com", 9),
        ];
        let mentions = Mentions::new(values.into_iter(), Vec::new());
        let text = "asha@example.com, xasha@example.com short (asha@example.com)";
        let mut seen = Vec::new();
        mentions.each(text, |range, known| seen.push((range.start, known)));
        assert_eq!(seen, [(0, 7), (43, 7)]);
    }

    #[test]
    fn what_is_found_is_what_a_look_at_each_place_finds() {
        let pieces = [
            "aaaaaa",
            "aaaaaab",
            "aaaaaa bb",
            "ab",
            " ",
            "-",
            "é",
            "bb",
            "+91 98",
            "aaaaaa b",
        ];
        let mut dice = Dice::new(5);
        for _ in 0..20_000 {
            let mut make = |most: usize| -> String {
                (0..1 + dice.below(most))
                    .map(|_| pieces[dice.below(pieces.len())])
                    .collect()
            };
            let values: Vec<String> = (0..4).map(|_| make(3)).collect();
            let text = make(12);
            let mentions = Mentions::new(values.iter().map(String::as_str).zip(0..), Vec::new());
            let mut seen = Vec::new();
            mentions.each(&text, |range, known: usize| {
                assert_eq!(text[range.clone()], values[known]);
                seen.push(range);
            });
            let (mut wanted, mut at) = (Vec::new(), 0);
            let whole = |range: Range<usize>| {
                let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
                apart(text[..range.start].chars().next_back())
                    && apart(text[range.end..].chars().next())
            };
            while at < text.len() {
                let here = values.iter().filter(|v| v.len() >= SHORTEST);
                let longest = here
                    .filter(|v| {
                        text.get(at..)
                            .is_some_and(|rest| rest.starts_with(v.as_str()))
                    })
                    .filter(|v| whole(at..at + v.len()))
                    .map(|v| v.len())
                    .max();
                if let Some(length) = longest {
                    wanted.push(at..at + length);
                }
                at += longest.unwrap_or(1);
            }
            assert_eq!(seen, wanted, "{values:?} in {text:?}");
        }
    }
}
