//! The anchors that a plain block has too: what is spelled in words, dots between groups, and long runs.
//!
//! Most blocks have none of them. That one may is a few shifts; which it has is made out where it may.

use super::{runs, up};
use crate::simd::{Prose, Skim};

/// The anchors of a plain block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::scan) struct Plain {
    /// The sixteenth byte of a run of letters, digits, `_` and `-`.
    pub(in crate::scan) long: u64,
    /// The second of two dots that four bytes stand between, as in a MAC address of three groups.
    pub(in crate::scan) dotted: u64,
    /// The byte behind the word `at`, where it may stand for the sign.
    pub(in crate::scan) at_word: u64,
    /// The byte behind what may be the `ssw` of `password`.
    pub(in crate::scan) password: u64,
    /// A separator that ends five characters that stand one by one.
    pub(in crate::scan) single: u64,
    /// The space that ends four words of three to six letters each, as number words are, the last two of them perhaps
    /// words for digits.
    pub(in crate::scan) short_words: u64,
}

impl Plain {
    /// All together.
    #[inline(always)]
    pub(in crate::scan) fn all(&self) -> u64 {
        self.long | self.dotted | self.at_word | self.password | self.single | self.short_words
    }
}

/// What a block leaves behind that every next one needs.
#[derive(Clone, Copy, Default)]
pub(in crate::scan) struct Behind {
    pub(super) letter: u64,
    /// Where four bytes of a run stand, at places that four divides.
    fours: u64,
    pub(super) space: u64,
    /// The spaces behind what may be a word for a digit.
    numbered: u64,
    pub(super) dot: u64,
}

impl Behind {
    /// This and the next block, in which the runs and separators stand `now`; `before` they stood here.
    #[inline(always)]
    pub(super) fn pair(&self, before: [u64; 2], p: &Prose, now: [u64; 2]) -> Pair {
        Pair {
            letter: [self.letter, p.letter],
            run: [before[0], now[0]],
            fours: [self.fours, fours(now[0])],
            separator: [before[1], now[1]],
            space: [self.space, p.space],
            numbered: [self.numbered, p.space & p.number],
            dot: [self.dot, p.dot],
            spelled: p.spelled,
        }
    }
}

impl Skim for Behind {
    #[inline(always)]
    fn passes(&mut self, p: &Prose) -> bool {
        let pair = self.pair([self.letter, self.space], p, [p.letter, p.space]);
        let passes = !pair.may_have_any();
        if passes {
            *self = pair.left_behind();
        }
        passes
    }
}

/// What they are made of: each class in the block before and in this one.
#[derive(Clone, Copy)]
pub(in crate::scan) struct Pair {
    letter: [u64; 2],
    /// Letters, digits, underscores and dashes.
    run: [u64; 2],
    /// Where four bytes of a run stand, at places that four divides.
    fours: [u64; 2],
    /// Spaces and dashes.
    separator: [u64; 2],
    space: [u64; 2],
    /// The spaces behind what may be a word for a digit.
    numbered: [u64; 2],
    dot: [u64; 2],
    /// As [`Prose`](crate::simd::Prose) has it, of this block.
    spelled: u64,
}

impl Pair {
    /// What the block leaves behind.
    #[inline(always)]
    pub(super) fn left_behind(&self) -> Behind {
        Behind {
            letter: self.letter[1],
            fours: self.fours[1],
            space: self.space[1],
            numbered: self.numbered[1],
            dot: self.dot[1],
        }
    }

    /// Whether the block may have any of the anchors.
    #[inline(always)]
    pub(in crate::scan) fn may_have_any(&self) -> bool {
        let back = |[before, now]: [u64; 2], by| up(now, before, by);
        let (fours, separator) = (self.fours, self.separator);
        let long = self.run[1] & back(fours, 4) & back(fours, 8) & back(fours, 12);
        let single = separator[1] & back(separator, 2) & back(separator, 4);
        let dotted = self.dot[1] & back(self.dot, 5);
        // Letters stand behind `at` and three before it alike: neither or both.
        let spelled =
            self.spelled & back(self.letter, 1) & !(back(self.letter, 3) ^ self.letter[1]);
        long | single | dotted | spelled | self.two_numbers() != 0
    }

    /// The anchors of the block.
    #[inline(never)]
    pub(in crate::scan) fn anchors(self) -> Plain {
        let [letter_before, letter] = self.letter;
        let letter1 = up(letter, letter_before, 1);
        let letter3 = up(letter, letter_before, 3);
        Plain {
            long: runs(self.run[1], self.run[0]).sixteen,
            dotted: self.dot[1] & up(self.dot[1], self.dot[0], 5),
            at_word: self.spelled & letter1 & !letter3 & !letter,
            password: self.spelled & letter1 & letter3 & letter,
            single: singles(self.separator[1], self.separator[0]),
            short_words: match self.two_numbers() {
                0 => 0,
                two => two & four_words(self.space[1], self.space[0]),
            },
        }
    }

    /// The spaces behind two words for digits, perhaps.
    #[inline(always)]
    fn two_numbers(&self) -> u64 {
        let [before, now] = self.numbered;
        now & up_four(now, before)
    }
}

/// `now` moved up by four, five, six and seven bytes, together.
#[inline(always)]
const fn up_four(now: u64, before: u64) -> u64 {
    // Only the upper bytes of what is made of `before` are asked for, and those are right.
    let before2 = before | before << 1;
    let two = now | up(now, before, 1);
    let (four, before4) = (two | up(two, before2, 2), before2 | before2 << 2);
    up(four, before4, 4)
}

/// Four ones in a row, at places that four divides: right before the four places among which a run has its sixteenth
/// byte, three of these stand side by side, and the first of the four is of the run.
#[inline(always)]
const fn fours(run: u64) -> u64 {
    let two = run & run >> 1;
    two & two >> 2 & 0x1111_1111_1111_1111
}

/// The separators that end five characters that stand one by one.
fn singles(separator: u64, before: u64) -> u64 {
    let apart_before = before & before << 2 & !(before << 1);
    let apart = separator & up(separator, before, 2) & !up(separator, before, 1);
    apart & up(apart, apart_before, 4) & up(apart, apart_before, 8)
}

/// The spaces that end four words of three to six letters each.
fn four_words(space: u64, before: u64) -> u64 {
    let any = |now: u64, before: u64, least: u32, most: u32| {
        (least..=most).fold(0, |any, by| any | up(now, before, by))
    };
    let short_before = before & any(before, 0, 4, 7);
    let short2_before = short_before & any(short_before, 0, 4, 7);
    let short = space & any(space, before, 4, 7);
    let short2 = short & any(short, short_before, 4, 7);
    short2 & any(short2, short2_before, 8, 12)
}
