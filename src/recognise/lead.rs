//! First letters: one bit for those of each word of a set, so that most words of a text need no hash.

use super::stretch::low;
use super::word::{ENDING_STARTS, ENDINGS, SHORTEST_STEM};

/// Bytes by which a word is told: four letters of ASCII, or two of a script whose letters take three bytes and more.
pub(super) const LEAD: usize = 4;
const LONG_LEAD: usize = 7;
/// Words of 64 bits.
const PLACES: usize = 512;

/// The first letters of a set of words.
pub(super) struct Leads(Box<[u64; PLACES]>);

impl Default for Leads {
    fn default() -> Leads {
        Leads(Box::new([0; PLACES]))
    }
}

impl Leads {
    /// Adds a word in lower case, and what it may become with an ending.
    pub(super) fn add(&mut self, word: &str) {
        let ascii = word.bytes().next().is_some_and(|b| b.is_ascii());
        let bytes = word
            .bytes()
            .take(if ascii { LEAD } else { LONG_LEAD })
            .enumerate();
        let lead = bytes.fold(0, |lead, (n, byte)| {
            lead | u64::from(byte | 0x20) << (8 * n)
        });
        self.set(lead);
        if word.len() + 1 == LEAD {
            for next in ENDING_STARTS {
                self.set(lead | u64::from(*next) << (8 * word.len()));
            }
        }
    }

    fn set(&mut self, lead: u64) {
        let (place, bit) = place(lead);
        self.0[place] |= bit;
    }

    /// Whether a word of ASCII with these first four bytes, in lower case, may be one of the set; 0 behind a shorter one.
    #[inline(always)]
    pub(super) fn hold(&self, four: u32) -> bool {
        let (place, bit) = place(u64::from(four));
        self.0[place] & bit != 0
    }

    /// Whether a word of that length with these first eight bytes, in lower case, may be one of the set.
    #[inline(always)]
    pub(super) fn may_hold(&self, eight: u64, length: usize) -> bool {
        let most = if eight & 0x80 == 0 { LEAD } else { LONG_LEAD };
        let (place, bit) = place(eight & low(8 * length.min(most)));
        self.0[place] & bit != 0
    }
}

const fn place(lead: u64) -> (usize, u64) {
    let hash = lead.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 49;
    (hash as usize / 64, 1 << (hash % 64))
}

/// The first eight letters of a set of words of ASCII with what may be written onto them, digits aside: a word that these
/// do not hold, and that holds no digit, is none of the set.
pub(super) struct Heads(Box<[u64; HEADS]>);

/// Words of 64 bits.
const HEADS: usize = 1024;

impl Default for Heads {
    fn default() -> Heads {
        Heads(Box::new([0; HEADS]))
    }
}

impl Heads {
    /// Adds a word in lower case; one beyond ASCII is none of theirs.
    pub(super) fn add(&mut self, word: &str) {
        if !word.is_ascii() {
            return;
        }
        let head = packed(word.as_bytes());
        self.set(head);
        if (SHORTEST_STEM..8).contains(&word.len()) {
            for ending in ENDINGS {
                self.set(head | packed(ending.as_bytes()) << (8 * word.len()));
            }
        }
    }

    fn set(&mut self, head: u64) {
        let hash = spread(head);
        self.0[hash / 64] |= 1 << (hash % 64);
    }

    /// Whether a word of that length with these first eight bytes, in lower case, may be one of the set.
    #[inline(always)]
    pub(super) fn may_hold(&self, eight: u64, length: usize) -> bool {
        // Words have a letter at least.
        let hash = spread(eight & u64::MAX >> (64 - 8 * length.clamp(1, 8)));
        self.0[hash / 64] >> (hash % 64) & 1 == 1
    }
}

const fn spread(head: u64) -> usize {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize
}

/// The first eight bytes of a word, in lower case.
fn packed(word: &[u8]) -> u64 {
    let bytes = word.iter().take(8).enumerate();
    bytes.fold(0, |head, (n, byte)| {
        head | u64::from(byte | 0x20) << (8 * n)
    })
}
