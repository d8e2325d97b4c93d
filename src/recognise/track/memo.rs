//! Words last looked up.

use std::ops::Range;

use crate::recognise::cue::{CueSet, CueTable};
use crate::recognise::stretch::low;
use crate::recognise::word::{self, eight, finish, step};

/// Words last looked up, by their letters: those of a log come again line by line.
pub(super) struct Words([(u64, CueSet); WORDS]);

/// Words remembered, and the letters of the longest of them.
const WORDS: usize = 32;
const LETTERS: usize = 8;

impl Default for Words {
    fn default() -> Words {
        Words([(0, CueSet::NONE); WORDS])
    }
}

impl Words {
    /// What the word that begins with `eight` may announce as the telling word of a phrase.
    pub(super) fn telling(
        &mut self,
        table: &CueTable,
        bytes: &[u8],
        word: Range<usize>,
        eight: u64,
    ) -> CueSet {
        if word.len() > LETTERS {
            return telling(table, bytes, word);
        }
        let letters = eight & low(8 * word.len());
        let place = letters.wrapping_mul(word::SEED) >> (64 - WORDS.ilog2());
        let known = &mut self.0[place as usize % WORDS];
        if known.0 != letters {
            *known = (letters, telling(table, bytes, word));
        }
        known.1
    }
}

/// What the word may announce as the telling word of a phrase.
#[inline(never)]
fn telling(table: &CueTable, bytes: &[u8], word: Range<usize>) -> CueSet {
    let length = word.len();
    let Some(word) = bytes.get(word) else {
        return CueSet::NONE;
    };
    if !table.telling_words.may_hold(eight(word, 0), length) {
        return CueSet::NONE;
    }
    let (mut hash, mut at) = (word::SEED, 0);
    while at + 8 <= length {
        hash = step(hash, eight(word, at));
        at += 8;
    }
    let set = table.telling(finish(step(hash, eight(word, at) & low(8 * (length - at)))));
    if set == CueSet::NONE {
        word::inflected(word, |stem| table.telling(stem))
    } else {
        set
    }
}
