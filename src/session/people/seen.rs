//! Texts that came before: what a session learned after a text does not change it when it comes again.
//!
//! A conversation is sent again with each turn, and what was rendered one way must not be rendered another way
//! because a later turn named somebody in full. So of each text a keyed hash is kept, with the time up to which the
//! session's knowledge counted for it. A text that begins with one that came before takes that one's time as far as it
//! goes.

use std::collections::VecDeque;

use super::{ByHash, NEVER, Seed, mix};

/// Texts that are kept, twice: the newer ones, and those that were newer before.
const MOST_TEXTS: usize = 2048;
/// Lengths of which a beginning is looked for.
const MOST_LENGTHS: usize = 32;

/// Up to which byte of a text what was learned before which time counts, in order.
type Pieces = Box<[(usize, u32)]>;

/// What is kept of texts.
#[derive(Default)]
pub(super) struct Seen {
    newer: ByHash<Pieces>,
    older: ByHash<Pieces>,
    lengths: VecDeque<usize>,
}

/// What counts for one text.
#[derive(Clone, Copy)]
pub(super) struct Counts<'s> {
    pieces: &'s [(usize, u32)],
    then: u32,
    /// The mark of the text, where it was looked for.
    mark: Option<u64>,
}

/// What counted for one text, to be kept.
pub(in crate::session) struct Counted {
    pieces: Pieces,
    mark: Option<u64>,
}

impl Counted {
    /// Of a text of that length for which nothing was known.
    pub(super) fn nothing(length: usize) -> Counted {
        Counted {
            pieces: [(length, 0)].into(),
            mark: None,
        }
    }
}

impl<'s> Counts<'s> {
    /// What was learned before `then` counts for the whole text.
    pub(super) const fn all(then: u32) -> Counts<'s> {
        Counts {
            pieces: &[],
            then,
            mark: None,
        }
    }

    /// Before which time a thing must have been learned to count at byte `at`.
    pub(super) fn before(&self, at: usize) -> u32 {
        let piece = self.pieces.partition_point(|(end, _)| *end <= at);
        self.pieces.get(piece).map_or(self.then, |(_, time)| *time)
    }

    /// The same, of a text of that length, to be kept.
    pub(super) fn keep(&self, length: usize) -> Counted {
        let mut pieces = self.pieces.to_vec();
        match pieces.last_mut() {
            Some((end, time)) if *time == self.then || *end >= length => *end = length.max(*end),
            _ => pieces.push((length, self.then)),
        }
        Counted {
            pieces: pieces.into(),
            mark: self.mark,
        }
    }
}

impl Seen {
    /// What counts for `text` now; what was learned before `now` where it is new. `after` tells texts of a stream
    /// apart that are the same.
    pub(super) fn counts(&self, text: &str, after: u64, seed: Seed, now: u32) -> Counts<'_> {
        if self.lengths.is_empty() {
            return Counts::all(now);
        }
        let mut lengths = [0; MOST_LENGTHS + 1];
        let mut count = 0;
        for length in self.lengths.iter().filter(|length| **length < text.len()) {
            lengths[count] = *length;
            count += 1;
        }
        lengths[count] = text.len();
        let lengths = &mut lengths[..=count];
        lengths.sort_unstable();
        let mut found = Counts::all(now);
        each_beginning(text, after, seed, lengths, |hash| {
            if let Some(pieces) = self.newer.get(&hash).or_else(|| self.older.get(&hash)) {
                found.pieces = pieces;
            }
            // The last one is that of the whole.
            found.mark = Some(hash);
        });
        found
    }

    /// Keeps what counted for a text.
    pub(super) fn keep(&mut self, text: &str, after: u64, seed: Seed, counted: &Counted) {
        let hash = counted.mark.unwrap_or_else(|| mark(text, after, seed));
        if self.newer.contains_key(&hash) {
            return;
        }
        if self.newer.len() >= MOST_TEXTS {
            self.older = std::mem::take(&mut self.newer);
        }
        let older = self.older.remove(&hash);
        let pieces = older.unwrap_or_else(|| counted.pieces.clone());
        self.newer.insert(hash, pieces);
        if !self.lengths.contains(&text.len()) {
            self.lengths.truncate(MOST_LENGTHS - 1);
            self.lengths.push_front(text.len());
        }
    }
}

/// The mark of a text that comes after `after`.
pub(super) fn mark(text: &str, after: u64, seed: Seed) -> u64 {
    let mut whole = 0;
    each_beginning(text, after, seed, &[text.len()], |hash| whole = hash);
    whole
}

/// The hashes of the beginnings of `text` of those lengths, which are in order.
fn each_beginning(
    text: &str,
    after: u64,
    seed: Seed,
    lengths: &[usize],
    mut each: impl FnMut(u64),
) {
    let bytes = text.as_bytes();
    // Four hashes side by side: one round waits for the one before, and a text is hashed whole.
    let begin = mix(seed.0 ^ after);
    let mut lanes = [0, 1, 2, 3].map(|lane| mix(begin ^ lane));
    let take = |lanes: &mut [u64; 4], stripe: &[u8; STRIPE]| {
        for (lane, word) in lanes.iter_mut().zip(stripe.as_chunks::<8>().0) {
            *lane = mix(*lane ^ u64::from_le_bytes(*word));
        }
    };
    let mut done = 0;
    for length in lengths {
        let (stripes, rest) = bytes[done..*length].as_chunks::<STRIPE>();
        for stripe in stripes {
            take(&mut lanes, stripe);
        }
        done = length - rest.len();
        let mut last = [0; STRIPE];
        last[..rest.len()].copy_from_slice(rest);
        let mut ends = lanes;
        take(&mut ends, &last);
        let end = ends.into_iter().fold(0, |hash, end| mix(hash ^ end));
        each(mix(end ^ *length as u64 ^ u64::from(NEVER) << 32));
    }
}

/// Bytes of four words.
const STRIPE: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_has_the_hash_of_a_text_that_is_no_longer() {
        let seed = Seed::random();
        let text = "Ravi called. Ravi Kumar came, and then he left.";
        let lengths: Vec<usize> = (0..=text.len()).collect();
        let mut hashes = Vec::new();
        each_beginning(text, 7, seed, &lengths, |hash| hashes.push(hash));
        for (length, hash) in lengths.iter().zip(&hashes) {
            assert_eq!(mark(&text[..*length], 7, seed), *hash);
        }
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), lengths.len());
        assert_ne!(mark(text, 7, seed), mark(text, 8, seed));
    }

    #[test]
    fn a_text_keeps_its_time_and_what_is_added_has_a_later_one() {
        let (seed, mut seen) = (Seed::random(), Seen::default());
        let add = |seen: &mut Seen, text: &str, now| {
            let counted = seen.counts(text, 0, seed, now).keep(text.len());
            seen.keep(text, 0, seed, &counted);
        };
        add(&mut seen, "one ", 1);
        add(&mut seen, "one two ", 5);
        let before = |seen: &Seen, text: &str, at| seen.counts(text, 0, seed, 9).before(at);
        assert_eq!(before(&seen, "one ", 3), 1);
        assert_eq!(before(&seen, "one two three", 3), 1);
        assert_eq!(before(&seen, "one two three", 4), 5);
        assert_eq!(before(&seen, "one two three", 8), 9);
        assert_eq!(before(&seen, "two", 0), 9);
        // It came already: that it comes again changes nothing.
        add(&mut seen, "one ", 9);
        assert_eq!(before(&seen, "one ", 3), 1);
    }

    #[test]
    fn texts_are_bounded_and_the_latest_are_kept() {
        let (seed, mut seen) = (Seed::random(), Seen::default());
        for n in 0..3 * MOST_TEXTS {
            let counted = Counted {
                pieces: [(9, 1)].into(),
                mark: None,
            };
            seen.keep(&n.to_string(), 0, seed, &counted);
        }
        assert!(seen.newer.len() + seen.older.len() <= 2 * MOST_TEXTS);
        assert!(seen.lengths.len() <= MOST_LENGTHS);
        let last = (3 * MOST_TEXTS - 1).to_string();
        assert_eq!(seen.counts(&last, 0, seed, 9).before(0), 1);
        assert_eq!(seen.counts("0", 0, seed, 9).before(0), 9);
    }
}
