//! Anchors: the bytes at which a check is worth calling, by bit tricks over the classes of 64 bytes at a time.
//!
//! An anchor stands at the last byte of what makes it one, so that everything it needs lies behind it and no block waits
//! for the next. What crosses the edge of a block comes in from the block before.

mod plain;

use crate::simd::{BLOCK, Classes, Prose};

pub(super) use plain::{Behind, Pair, Plain};

/// The anchors of one block; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Anchors {
    /// An `@`.
    pub(super) at: u64,
    /// The fourth digit of a run, where the run's first four end.
    pub(super) four: u64,
    /// The third digit of a run.
    pub(super) three: u64,
    /// A digit behind one separator or two behind a digit.
    pub(super) chain: u64,
    /// What makes a short number part of a value: a character beyond ASCII right behind it or a space before it, a letter
    /// one separator behind it, or, at the second of two digits, a letter one separator or a point and a space before
    /// them; or the capital that a comma and a space part from it.
    pub(super) unit: u64,
    /// The last byte of a word's first three, `LLD`, or first five, `LLLLD` (L a letter, D a digit), or the twelfth of a
    /// run with a digit among its last four.
    pub(super) code: u64,
    /// A `:` or `=` that may stand between a key and its value.
    pub(super) assign: u64,
    /// The second slash of `://`.
    pub(super) scheme: u64,
    /// The third of three colons at most five bytes apart, or the second of two in a row.
    pub(super) colons: u64,
    /// The digit behind the second dot of `D.D.D`, groups of at most three digits.
    pub(super) dots: u64,
    /// A hyphen behind a space.
    pub(super) flags: u64,
    /// The fifth of five hyphens.
    pub(super) dashes: u64,
    /// A byte that may begin a character or escape to be folded, or the byte behind it.
    pub(super) disguise: u64,
    /// Those that a plain block has too.
    pub(super) plain: Plain,
    /// No anchors: what words are made of, in this block and the one before.
    pub(super) words: Words,
}

/// Letters and digits, and the digits among them, of a block and the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    word: [u64; 2],
    digit: [u64; 2],
}

impl Words {
    /// The word around byte `n` of the block, or right before it: bytes of it before `n`, bytes from `n` on, and its
    /// digits, bit 0 its first byte; `None` where there is none, where it does not end in the block, and where it is
    /// longer than 64 bytes.
    #[inline]
    pub(super) fn around(&self, n: usize) -> Option<(usize, usize, u64)> {
        let [before, word] = self.word;
        let rest = (word >> n).trailing_ones() as usize;
        if n + rest >= BLOCK {
            return None;
        }
        let mut lead = match n {
            0 => 0,
            n => (word << (BLOCK - n)).leading_ones() as usize,
        };
        if lead == n {
            lead += before.leading_ones() as usize;
        }
        let length = lead + rest;
        if !(1..=BLOCK).contains(&length) {
            return None;
        }
        let both = u128::from(self.digit[0]) | u128::from(self.digit[1]) << BLOCK;
        let digits = (both >> (BLOCK + n - lead)) as u64;
        Some((lead, rest, digits & (u64::MAX >> (BLOCK - length))))
    }
}

impl Anchors {
    /// All that the structured checks need, together.
    #[inline(always)]
    pub(super) fn structured(&self) -> u64 {
        self.at
            | self.four
            | self.three
            | self.chain
            | self.unit
            | self.code
            | self.assign
            | self.scheme
            | self.colons
            | self.dots
            | self.flags
            | self.dashes
            | self.disguise
            | self.plain.all()
    }
}

/// The anchors of names in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// The first letter of a capitalised word.
    pub(super) capital: u64,
    /// The `m` of `am`, as in `name` and `naam`.
    pub(super) am: u64,
    /// The first byte of a run beyond ASCII.
    pub(super) foreign: u64,
}

impl Names {
    /// All together.
    #[inline(always)]
    pub(super) fn all(&self) -> u64 {
        self.capital | self.am | self.foreign
    }
}

/// What the block before left behind: its classes. What is made of them is rare enough to be made when it is asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Carry {
    behind: Behind,
    a: u64,
    /// Empty behind a plain block, in which nothing of it stands.
    rest: Rest,
    plain: bool,
}

/// What no plain block has.
#[derive(Clone, Copy, Default)]
struct Rest {
    digit: u64,
    colon: u64,
    equals: u64,
    dash: u64,
    slash: u64,
    high: u64,
    /// Dashes, slashes and brackets.
    gap: u64,
    underscore: u64,
    /// What else is no mark: colons, `=`, underscores, `@`, what begins an escape, and what is beyond ASCII.
    other: u64,
    four: u64,
    digit_dot: u64,
    colon_near: u64,
    five: u64,
}

/// Long runs of a block.
#[derive(Default)]
struct Runs {
    /// The twelfth byte of each.
    twelve: u64,
    /// The sixteenth.
    sixteen: u64,
}

/// `now` moved up by `by` bytes, with what `before` had at its end.
#[inline(always)]
const fn up(now: u64, before: u64, by: u32) -> u64 {
    now << by | before >> (64 - by)
}

/// Where runs reach their twelfth and sixteenth byte.
#[inline(always)]
fn runs(run: u64, before: u64) -> Runs {
    // Only the upper bytes of what is made of `before` are asked for, and those are right.
    let before2 = before & before << 1;
    let before4 = before2 & before2 << 2;
    let before8 = before4 & before4 << 4;
    let run2 = run & up(run, before, 1);
    let run4 = run2 & up(run2, before2, 2);
    let run8 = run4 & up(run4, before4, 4);
    let run12 = run8 & up(run4, before4, 8);
    let run16 = run8 & up(run8, before8, 8);
    let (before12, before16) = (before8 & before4 << 8, before8 & before8 << 8);
    Runs {
        twelve: run12 & !up(run12, before12, 1),
        sixteen: run16 & !up(run16, before16, 1),
    }
}

impl Carry {
    /// Letters and digits.
    #[inline(always)]
    fn word(&self) -> u64 {
        self.behind.letter | self.rest.digit
    }

    /// Letters, digits, underscores and dashes.
    #[inline(always)]
    fn run(&self) -> u64 {
        self.word() | self.rest.underscore | self.rest.dash
    }

    /// Whether the end of the block before asks for all classes of the next.
    #[inline(always)]
    pub(super) fn asks_for_all(&self) -> bool {
        self.rest.digit >> 61 != 0
    }

    /// What the anchors of a plain block are made of.
    #[inline(always)]
    pub(super) fn plain(&mut self, p: &Prose) -> Pair {
        let pair = self.pair(p, p.letter, p.space);
        self.behind = pair.left_behind();
        if !self.plain {
            self.plain = true;
            self.rest = Rest::default();
        }
        pair
    }

    /// What names need of a block whose letters and digits are `word`. To be asked for every block or none, and before
    /// its other anchors.
    #[inline(always)]
    pub(super) fn names(&mut self, p: &Prose, word: u64, foreign: u64) -> Names {
        let capital = p.upper & !up(word, self.word(), 1);
        let am = p.m & up(p.a, self.a, 1);
        self.a = p.a;
        Names {
            capital,
            am,
            foreign,
        }
    }

    /// What names need of a block that is not plain.
    #[inline(always)]
    pub(super) fn names_of_all(&mut self, p: &Prose, c: &Classes) -> Names {
        let foreign = c.high & !up(c.high, self.rest.high, 1);
        self.names(p, p.letter | c.digit, foreign)
    }

    /// What the anchors are made of that every block may have.
    #[inline(always)]
    fn pair(&self, p: &Prose, run: u64, separator: u64) -> Pair {
        let before = [self.run(), self.behind.space | self.rest.dash];
        self.behind.pair(before, p, [run, separator])
    }

    /// What is left behind, where plain blocks may be passed over: behind another.
    #[inline(always)]
    pub(super) fn skim(&self) -> Option<Behind> {
        self.plain.then_some(self.behind)
    }

    /// Goes on behind plain blocks that were passed over.
    #[inline(always)]
    pub(super) fn skimmed(&mut self, behind: Behind) {
        self.behind = behind;
    }

    /// The anchors of the next block.
    #[inline(always)]
    pub(super) fn next(&mut self, p: &Prose, c: &Classes) -> Anchors {
        let b = self.rest;
        let word = p.letter | c.digit;
        let run = word | c.underscore | c.dash;
        let separator = p.space | c.dash;
        let gap = c.dash | c.slash | c.bracket;
        let other = c.colon | c.equals | c.underscore | c.high | c.escape | c.at;
        // Most blocks hold no digit, and most no colon: a branch costs less than the shifts.
        let numbers = if c.digit | b.digit == 0 {
            Numbers::default()
        } else {
            self.numbers(p, c, word, gap, other)
        };

        let key = c.colon | c.equals;
        let assign = if key == 0 {
            0
        } else {
            key & !up(key | c.digit, b.colon | b.equals | b.digit, 1)
        };
        let scheme = if c.slash == 0 {
            0
        } else {
            c.slash & up(c.slash, b.slash, 1) & up(c.colon, b.colon, 2)
        };
        let (near, colons) = if c.colon | b.colon == 0 {
            (0, 0)
        } else {
            self.colons(c)
        };
        let (mut flags, mut five, mut dashes) = (0, 0, 0);
        if c.dash != 0 {
            flags = c.dash & up(p.space, self.behind.space, 1);
            five = c.dash
                & up(c.dash, b.dash, 1)
                & up(c.dash, b.dash, 2)
                & up(c.dash, b.dash, 3)
                & up(c.dash, b.dash, 4);
            dashes = five & !up(five, b.five, 1);
        }

        // Number words of other scripts are longer: one space a block meets every number spelled in them.
        let foreign = if c.high.count_ones() < 16 {
            0
        } else {
            p.space & p.space.wrapping_neg()
        };
        let words = Words {
            word: [self.word(), word],
            digit: [b.digit, c.digit],
        };
        let pair = self.pair(p, run, separator);
        let plain = match pair.may_have_any() {
            true => pair.anchors(),
            false => Plain::default(),
        };
        self.behind = pair.left_behind();
        self.plain = false;
        self.rest = Rest {
            digit: c.digit,
            colon: c.colon,
            equals: c.equals,
            dash: c.dash,
            slash: c.slash,
            high: c.high,
            gap,
            underscore: c.underscore,
            other,
            four: numbers.all_four,
            digit_dot: numbers.digit_dot,
            colon_near: near,
            five,
        };
        Anchors {
            at: c.at,
            four: numbers.four,
            three: numbers.three,
            chain: numbers.chain,
            unit: numbers.unit,
            code: numbers.code,
            assign,
            scheme,
            colons,
            dots: numbers.dots,
            flags,
            dashes,
            disguise: c.escape | c.equals | c.lead | c.indic_digit,
            plain: Plain {
                short_words: plain.short_words | foreign,
                ..plain
            },
            words,
        }
    }

    /// The anchors that need a digit in this block or the one before.
    #[inline(always)]
    fn numbers(&self, p: &Prose, c: &Classes, word: u64, gap: u64, other: u64) -> Numbers {
        let b = self.rest;
        let letter1 = up(p.letter, self.behind.letter, 1);
        let letter2 = up(p.letter, self.behind.letter, 2);
        let letter3 = up(p.letter, self.behind.letter, 3);
        let letter4 = up(p.letter, self.behind.letter, 4);
        let digit1 = up(c.digit, b.digit, 1);
        let digit2 = up(c.digit, b.digit, 2);
        let digit3 = up(c.digit, b.digit, 3);
        let all_four = c.digit & digit1 & digit2 & digit3;

        let gap = p.space | p.dot | gap;
        let gap_before = self.behind.space | self.behind.dot | b.gap;
        let gap1 = up(gap, gap_before, 1);
        let gap2 = up(gap, gap_before, 2);
        let two_one = c.digit & letter1 & letter2 & !up(word, self.word(), 3);
        let four_one = c.digit & letter1 & letter2 & letter3 & letter4 & !up(word, self.word(), 5);
        let run = word | c.underscore | c.dash;
        let near = c.digit | digit1 | digit2 | digit3;
        let digit_dot = c.digit & up(p.dot, self.behind.dot, 1) & digit2;
        // `No. 12`
        let shortened = up(p.space, self.behind.space, 2) & up(p.dot, self.behind.dot, 3) & letter4;
        // `12, MG Road`: the mark is a comma, or one of a few that are as rare there.
        let mark = !(word | gap | other);
        let mark_before = !(self.word() | gap_before | b.other);
        let behind_mark = up(p.space, self.behind.space, 1) & up(mark, mark_before, 2);
        Numbers {
            four: all_four & !up(all_four, b.four, 1),
            chain: c.digit & gap1 & (digit2 | gap2 & digit3),
            unit: c.lead & digit1
                | c.digit & up(p.space, self.behind.space, 1) & up(c.high, b.high, 2)
                | p.letter & gap1 & digit2
                | (c.digit | p.letter) & digit1 & gap2 & letter3
                | (c.digit | p.letter) & digit1 & shortened
                | c.upper & behind_mark & digit3,
            three: c.digit & digit1 & digit2 & !digit3,
            code: two_one | four_one | runs(run, self.run()).twelve & near,
            dots: digit_dot
                & (up(digit_dot, b.digit_dot, 2)
                    | up(digit_dot, b.digit_dot, 3)
                    | up(digit_dot, b.digit_dot, 4)),
            all_four,
            digit_dot,
        }
    }

    /// The colons with another at most five bytes before, and the anchors among them.
    #[inline(always)]
    fn colons(&self, c: &Classes) -> (u64, u64) {
        let (colon, colon_before) = (c.colon, self.rest.colon);
        let colon1 = up(colon, colon_before, 1);
        let near = colon
            & (colon1
                | up(colon, colon_before, 2)
                | up(colon, colon_before, 3)
                | up(colon, colon_before, 4)
                | up(colon, colon_before, 5));
        let third = near
            & (up(near, self.rest.colon_near, 1)
                | up(near, self.rest.colon_near, 2)
                | up(near, self.rest.colon_near, 3)
                | up(near, self.rest.colon_near, 4)
                | up(near, self.rest.colon_near, 5));
        (near, third | colon & colon1)
    }
}

/// The anchors of a block that need a digit.
#[derive(Default)]
struct Numbers {
    four: u64,
    three: u64,
    chain: u64,
    unit: u64,
    code: u64,
    dots: u64,
    all_four: u64,
    digit_dot: u64,
}

#[cfg(test)]
mod tests;
