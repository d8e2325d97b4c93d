//! Anchors: the bytes at which a check is worth calling, by bit tricks over the classes of 64 bytes at a time.
//!
//! An anchor stands at the last byte of what makes it one, so that everything it needs lies behind it and no block waits
//! for the next. What crosses the edge of a block comes in from the block before.

use crate::simd::{BLOCK, Classes, Prose};

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
    /// What makes a short number part of a value: a character beyond ASCII right behind it, a letter one separator behind
    /// it, or, at the second of two digits, a letter one separator or a point and a space before them; or the capital
    /// that a comma and a space part from it.
    pub(super) unit: u64,
    /// The last byte of a word's first three, `LLD`, or first five, `LLLLD` (L a letter, D a digit), or the twelfth of a
    /// run with a digit among its last four.
    pub(super) code: u64,
    /// The sixteenth byte of a run of letters, digits, `_` and `-`.
    pub(super) long: u64,
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
    /// The byte behind two dots that four bytes stand between, as in a MAC address of three groups.
    pub(super) dotted: u64,
    /// A byte that may begin a character or escape to be folded, or the byte behind it.
    pub(super) disguise: u64,
    /// The byte behind the word `at`, where it may stand for the sign.
    pub(super) at_word: u64,
    /// The byte behind what may be the `ssw` of `password`.
    pub(super) password: u64,
    /// A separator that ends five characters that stand one by one.
    pub(super) single: u64,
    /// The space that ends four words of three to six letters each, as number words are.
    pub(super) short_words: u64,
    /// The first letter of a capitalised word.
    pub(super) capital: u64,
    /// The `m` of `am`, as in `name` and `naam`.
    pub(super) am: u64,
    /// The first byte of a run beyond ASCII.
    pub(super) foreign: u64,
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
    /// The word around byte `n` of the block, or right before it: bytes of it before `n`, bytes from `n` on, and its digits, bit 0 its first
    /// byte; `None` where there is none, where it
    /// does not end in the block, and where it is longer than 64 bytes.
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
    /// All that names need, together.
    #[inline(always)]
    pub(super) fn names(&self) -> u64 {
        self.capital | self.am | self.foreign
    }

    /// All that the structured checks need of a plain block, together.
    #[inline(always)]
    pub(super) fn plain(&self) -> u64 {
        self.long | self.dotted | self.at_word | self.password | self.single | self.short_words
    }

    /// All that the structured checks need, together.
    #[inline(always)]
    pub(super) fn structured(&self) -> u64 {
        self.at
            | self.four
            | self.three
            | self.chain
            | self.unit
            | self.code
            | self.long
            | self.assign
            | self.scheme
            | self.colons
            | self.dots
            | self.flags
            | self.dashes
            | self.dotted
            | self.at_word
            | self.password
            | self.single
            | self.short_words
            | self.disguise
    }
}

/// What the block before left behind.
#[derive(Clone, Copy, Default)]
pub(super) struct Carry {
    prose: Prose,
    /// Letters and digits; with underscores and dashes; spaces and dashes.
    word: u64,
    run: u64,
    separator: u64,
    run2: u64,
    run4: u64,
    run8: u64,
    run12: u64,
    run16: u64,
    apart: u64,
    short: u64,
    short2: u64,
    /// Empty behind a plain block, in which nothing of it stands.
    rest: Rest,
    plain: bool,
}

/// What no plain block has.
#[derive(Clone, Copy, Default)]
struct Rest {
    classes: Classes,
    four: u64,
    digit_dot: u64,
    colon_near: u64,
    five: u64,
}

/// Anchors that prose has too.
struct Plain {
    twelve: u64,
    long: u64,
    at_word: u64,
    single: u64,
    short_words: u64,
    dotted: u64,
}

/// `now` moved up by `by` bytes, with what `before` had at its end.
#[inline(always)]
const fn up(now: u64, before: u64, by: u32) -> u64 {
    now << by | before >> (64 - by)
}

impl Carry {
    /// The anchors of a plain block; `None` where the end of the block before needs all classes.
    #[inline(always)]
    pub(super) fn plain(&mut self, p: &Prose) -> Option<Anchors> {
        if self.rest.classes.digit >> 61 != 0 {
            return None;
        }
        let plain = self.prose(p, p.letter, p.letter, p.space, 0);
        if !self.plain {
            self.plain = true;
            self.rest = Rest::default();
        }
        let anchors = Anchors {
            long: plain.long,
            dotted: plain.dotted,
            at_word: plain.at_word,
            password: p.password,
            single: plain.single,
            short_words: plain.short_words,
            capital: p.upper & !up(p.letter, self.word, 1),
            am: p.m & up(p.a, self.prose.a, 1),
            ..Anchors::default()
        };
        self.keep(p, p.letter, p.letter, p.space);
        Some(anchors)
    }

    #[inline(always)]
    fn keep(&mut self, p: &Prose, word: u64, run: u64, separator: u64) {
        self.prose = *p;
        self.word = word;
        self.run = run;
        self.separator = separator;
    }

    /// The anchors that every block may have; `digit1` are the bytes behind a digit.
    #[inline(always)]
    fn prose(&mut self, p: &Prose, word: u64, run: u64, separator: u64, digit1: u64) -> Plain {
        let b = self.prose;
        let run2 = run & up(run, self.run, 1);
        let run4 = run2 & up(run2, self.run2, 2);
        let run8 = run4 & up(run4, self.run4, 4);
        let run16 = run8 & up(run8, self.run8, 8);
        let run12 = run8 & up(run4, self.run4, 8);
        let twelve = run12 & !up(run12, self.run12, 1);
        let long = run16 & !up(run16, self.run16, 1);

        let apart =
            separator & up(separator, self.separator, 2) & !up(separator, self.separator, 1);
        let single = apart & up(apart, self.apart, 4) & up(apart, self.apart, 8);

        let spaced = up(p.space, b.space, 4)
            | up(p.space, b.space, 5)
            | up(p.space, b.space, 6)
            | up(p.space, b.space, 7);
        let short = p.space & spaced;
        let short2 = short
            & (up(short, self.short, 4)
                | up(short, self.short, 5)
                | up(short, self.short, 6)
                | up(short, self.short, 7));
        let short_words = short2
            & (p.number | digit1)
            & (up(short2, self.short2, 8)
                | up(short2, self.short2, 9)
                | up(short2, self.short2, 10)
                | up(short2, self.short2, 11)
                | up(short2, self.short2, 12));

        self.run2 = run2;
        self.run4 = run4;
        self.run8 = run8;
        self.run12 = run12;
        self.run16 = run16;
        self.apart = apart;
        self.short = short;
        self.short2 = short2;
        Plain {
            twelve,
            long,
            at_word: p.at & !p.letter,
            single,
            short_words,
            dotted: word & up(p.dot, b.dot, 1) & up(p.dot, b.dot, 6),
        }
    }

    /// The anchors of the next block.
    #[inline(always)]
    pub(super) fn next(&mut self, p: &Prose, c: &Classes) -> Anchors {
        let b = self.rest.classes;
        let word = p.letter | c.digit;
        let run = word | c.underscore | c.dash;
        let separator = p.space | c.dash;
        // Most blocks hold no digit, and most no colon: a branch costs less than the shifts.
        let numbers = if c.digit | b.digit == 0 {
            Numbers::default()
        } else {
            self.numbers(p, c, word)
        };
        let plain = self.prose(p, word, run, separator, up(c.digit, b.digit, 1));

        let key = c.colon | c.equals;
        let key_before = b.colon | b.equals;
        let assign = key & !up(key | c.digit, key_before | b.digit, 1);
        let scheme = c.slash & up(c.slash, b.slash, 1) & up(c.colon, b.colon, 2);

        let (near, colons) = if c.colon | b.colon == 0 {
            (0, 0)
        } else {
            self.colons(c)
        };

        let dash2 = c.dash & up(c.dash, b.dash, 1);
        let all_five =
            dash2 & up(c.dash, b.dash, 2) & up(c.dash, b.dash, 3) & up(c.dash, b.dash, 4);
        let dashes = all_five & !up(all_five, self.rest.five, 1);

        // Number words of other scripts are longer: one space a block meets every number spelled in them.
        let foreign = if c.high.count_ones() < 16 {
            0
        } else {
            p.space & p.space.wrapping_neg()
        };

        let anchors = Anchors {
            at: c.at,
            four: numbers.four,
            three: numbers.three,
            chain: numbers.chain,
            unit: numbers.unit,
            code: numbers.code | plain.twelve & numbers.near,
            long: plain.long,
            assign,
            scheme,
            colons,
            dots: numbers.dots,
            flags: c.dash & up(p.space, self.prose.space, 1),
            dashes,
            dotted: plain.dotted,
            at_word: plain.at_word,
            password: p.password,
            single: plain.single,
            short_words: plain.short_words | foreign,
            disguise: c.escape | c.equals | c.lead | c.indic_digit,
            capital: p.upper & !up(word, self.word, 1),
            am: p.m & up(p.a, self.prose.a, 1),
            foreign: c.high & !up(c.high, b.high, 1),
            words: Words {
                word: [self.word, word],
                digit: [b.digit, c.digit],
            },
        };
        self.keep(p, word, run, separator);
        self.plain = false;
        self.rest = Rest {
            classes: *c,
            four: numbers.all_four,
            digit_dot: numbers.digit_dot,
            colon_near: near,
            five: all_five,
        };
        anchors
    }

    /// The anchors that need a digit in this block or the one before.
    #[inline(always)]
    fn numbers(&self, p: &Prose, c: &Classes, word: u64) -> Numbers {
        let (before, b) = (self.prose, self.rest.classes);
        let letter3 = up(p.letter, before.letter, 3);
        let digit1 = up(c.digit, b.digit, 1);
        let digit2 = up(c.digit, b.digit, 2);
        let digit3 = up(c.digit, b.digit, 3);
        let all_four = c.digit & digit1 & digit2 & digit3;

        let gap = p.space | c.dash | c.slash | c.bracket | p.dot;
        let gap_before = before.space | b.dash | b.slash | b.bracket | before.dot;
        let gap1 = up(gap, gap_before, 1);
        let gap2 = up(gap, gap_before, 2);
        let letter1 = up(p.letter, before.letter, 1);
        let letter2 = up(p.letter, before.letter, 2);
        let two_one = c.digit & letter1 & letter2 & !up(word, self.word, 3);
        let four_one = c.digit
            & letter1
            & letter2
            & letter3
            & up(p.letter, before.letter, 4)
            & !up(word, self.word, 5);
        let digit_dot = c.digit & up(p.dot, before.dot, 1) & digit2;
        // `No. 12`
        let shortened = up(p.space, before.space, 2)
            & up(p.dot, before.dot, 3)
            & up(p.letter, before.letter, 4);
        // `12, MG Road`: the mark is a comma, or one of a few that are as rare there.
        let mark = !(word | gap | c.colon | c.equals | c.underscore | c.high | c.escape | c.at);
        let mark_before = !(self.word
            | gap_before
            | b.colon
            | b.equals
            | b.underscore
            | b.high
            | b.escape
            | b.at);
        let behind_mark = up(p.space, before.space, 1) & up(mark, mark_before, 2);
        Numbers {
            near: c.digit | digit1 | digit2 | digit3,
            four: all_four & !up(all_four, self.rest.four, 1),
            chain: c.digit & gap1 & (digit2 | gap2 & digit3),
            unit: c.lead & digit1
                | p.letter & gap1 & digit2
                | (c.digit | p.letter) & digit1 & gap2 & letter3
                | (c.digit | p.letter) & digit1 & shortened
                | p.upper & behind_mark & digit3,
            three: c.digit & digit1 & digit2 & !digit3,
            code: two_one | four_one,
            dots: digit_dot
                & (up(digit_dot, self.rest.digit_dot, 2)
                    | up(digit_dot, self.rest.digit_dot, 3)
                    | up(digit_dot, self.rest.digit_dot, 4)),
            all_four,
            digit_dot,
        }
    }

    /// The colons with another at most five bytes before, and the anchors among them.
    #[inline(always)]
    fn colons(&self, c: &Classes) -> (u64, u64) {
        let (colon, colon_before) = (c.colon, self.rest.classes.colon);
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
    /// A digit at most three bytes before.
    near: u64,
    all_four: u64,
    digit_dot: u64,
}
