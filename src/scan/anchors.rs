//! Anchors: the bytes at which a check is worth calling, by bit tricks over the classes of 64 bytes at a time.
//!
//! An anchor stands at the last byte of what makes it one, so that everything it needs lies behind it and no block waits
//! for the next. What crosses the edge of a block comes in from the block before.

use super::simd::Classes;

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
    /// it, or, at the second of two digits, a letter one separator before them.
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
    /// The fifth of five hyphens.
    pub(super) dashes: u64,
    /// The byte behind two dots that four bytes stand between, as in a MAC address of three groups.
    pub(super) dotted: u64,
    /// A byte that may begin a character or escape to be folded, or the byte behind it.
    pub(super) disguise: u64,
    /// The byte behind the word `at`, where it may stand for the sign.
    pub(super) at_word: u64,
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
}

impl Anchors {
    /// All that names need, together.
    #[inline(always)]
    pub(super) fn names(&self) -> u64 {
        self.capital | self.am | self.foreign
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
            | self.dashes
            | self.dotted
            | self.at_word
            | self.single
            | self.short_words
            | self.disguise
    }
}

/// What the block before left behind.
#[derive(Clone, Copy, Default)]
pub(super) struct Carry {
    classes: Classes,
    four: u64,
    run2: u64,
    run4: u64,
    run8: u64,
    run12: u64,
    run16: u64,
    digit_dot: u64,
    colon_near: u64,
    five: u64,
    apart: u64,
    short: u64,
    short2: u64,
}

/// `now` moved up by `by` bytes, with what `before` had at its end.
#[inline(always)]
const fn up(now: u64, before: u64, by: u32) -> u64 {
    now << by | before >> (64 - by)
}

impl Carry {
    /// The anchors of the next block.
    #[inline(always)]
    pub(super) fn next(&mut self, c: &Classes) -> Anchors {
        let p = self.classes;
        let word = c.letter | c.digit;
        let word_before = p.letter | p.digit;
        let letter3 = up(c.letter, p.letter, 3);
        // Most blocks of prose hold no digit, and most blocks no colon: a branch costs less than the shifts.
        let numbers = if c.digit | p.digit == 0 {
            Numbers::default()
        } else {
            self.numbers(c, word, word_before, letter3)
        };

        let run = word | c.underscore | c.dash;
        let run_before = word_before | p.underscore | p.dash;
        let run2 = run & up(run, run_before, 1);
        let run4 = run2 & up(run2, self.run2, 2);
        let run8 = run4 & up(run4, self.run4, 4);
        let run16 = run8 & up(run8, self.run8, 8);
        let run12 = run8 & up(run4, self.run4, 8);
        let twelve = run12 & !up(run12, self.run12, 1) & numbers.near;
        let long = run16 & !up(run16, self.run16, 1);

        let key = c.colon | c.equals;
        let key_before = p.colon | p.equals;
        let assign = key & !up(key | c.digit, key_before | p.digit, 1);
        let scheme = c.slash & up(c.slash, p.slash, 1) & up(c.colon, p.colon, 2);

        let (near, colons) = if c.colon | p.colon == 0 {
            (0, 0)
        } else {
            self.colons(c)
        };

        let dotted = word & up(c.dot, p.dot, 1) & up(c.dot, p.dot, 6);

        let dash2 = c.dash & up(c.dash, p.dash, 1);
        let all_five =
            dash2 & up(c.dash, p.dash, 2) & up(c.dash, p.dash, 3) & up(c.dash, p.dash, 4);
        let dashes = all_five & !up(all_five, self.five, 1);

        let at_word = !c.letter & up(c.t, p.t, 1) & up(c.a, p.a, 2) & !letter3;
        let separator = c.space | c.dash;
        let separator_before = p.space | p.dash;
        let apart =
            separator & up(separator, separator_before, 2) & !up(separator, separator_before, 1);
        let single = apart & up(apart, self.apart, 4) & up(apart, self.apart, 8);
        let short = c.space
            & (up(c.space, p.space, 4)
                | up(c.space, p.space, 5)
                | up(c.space, p.space, 6)
                | up(c.space, p.space, 7));
        let short2 = short
            & (up(short, self.short, 4)
                | up(short, self.short, 5)
                | up(short, self.short, 6)
                | up(short, self.short, 7));
        let short_words = short2
            & (up(short2, self.short2, 8)
                | up(short2, self.short2, 9)
                | up(short2, self.short2, 10)
                | up(short2, self.short2, 11)
                | up(short2, self.short2, 12));

        // Number words of other scripts are longer: one space a block meets every number spelled in them.
        let foreign = if c.high.count_ones() < 16 {
            0
        } else {
            c.space & c.space.wrapping_neg()
        };

        let disguise = c.escape | c.equals | c.lead | c.indic_digit;
        let capital = c.upper & !up(word, word_before, 1);

        self.classes = *c;
        self.four = numbers.all_four;
        self.run2 = run2;
        self.run4 = run4;
        self.run8 = run8;
        self.run12 = run12;
        self.run16 = run16;
        self.digit_dot = numbers.digit_dot;
        self.colon_near = near;
        self.five = all_five;
        self.apart = apart;
        self.short = short;
        self.short2 = short2;
        Anchors {
            at: c.at,
            four: numbers.four,
            three: numbers.three,
            chain: numbers.chain,
            unit: numbers.unit,
            code: numbers.code | twelve,
            long,
            assign,
            scheme,
            colons,
            dots: numbers.dots,
            dashes,
            dotted,
            at_word,
            single,
            short_words: short_words | foreign,
            disguise,
            capital,
            am: c.m & up(c.a, p.a, 1),
            foreign: c.high & !up(c.high, p.high, 1),
        }
    }

    /// The anchors that need a digit in this block or the one before.
    #[inline(always)]
    fn numbers(&self, c: &Classes, word: u64, word_before: u64, letter3: u64) -> Numbers {
        let p = self.classes;
        let digit1 = up(c.digit, p.digit, 1);
        let digit2 = up(c.digit, p.digit, 2);
        let digit3 = up(c.digit, p.digit, 3);
        let all_four = c.digit & digit1 & digit2 & digit3;

        let gap = c.space | c.dash | c.slash | c.bracket | c.dot;
        let gap_before = p.space | p.dash | p.slash | p.bracket | p.dot;
        let gap1 = up(gap, gap_before, 1);
        let gap2 = up(gap, gap_before, 2);
        let letter1 = up(c.letter, p.letter, 1);
        let letter2 = up(c.letter, p.letter, 2);
        let two_one = c.digit & letter1 & letter2 & !up(word, word_before, 3);
        let four_one = c.digit
            & letter1
            & letter2
            & letter3
            & up(c.letter, p.letter, 4)
            & !up(word, word_before, 5);
        let digit_dot = c.digit & up(c.dot, p.dot, 1) & digit2;
        Numbers {
            near: c.digit | digit1 | digit2 | digit3,
            four: all_four & !up(all_four, self.four, 1),
            chain: c.digit & gap1 & (digit2 | gap2 & digit3),
            unit: c.lead & digit1
                | c.letter & gap1 & digit2
                | (c.digit | c.letter) & digit1 & gap2 & letter3,
            three: c.digit & digit1 & digit2 & !digit3,
            code: two_one | four_one,
            dots: digit_dot
                & (up(digit_dot, self.digit_dot, 2)
                    | up(digit_dot, self.digit_dot, 3)
                    | up(digit_dot, self.digit_dot, 4)),
            all_four,
            digit_dot,
        }
    }

    /// The colons with another at most five bytes before, and the anchors among them.
    #[inline(always)]
    fn colons(&self, c: &Classes) -> (u64, u64) {
        let (colon, colon_before) = (c.colon, self.classes.colon);
        let colon1 = up(colon, colon_before, 1);
        let near = colon
            & (colon1
                | up(colon, colon_before, 2)
                | up(colon, colon_before, 3)
                | up(colon, colon_before, 4)
                | up(colon, colon_before, 5));
        let third = near
            & (up(near, self.colon_near, 1)
                | up(near, self.colon_near, 2)
                | up(near, self.colon_near, 3)
                | up(near, self.colon_near, 4)
                | up(near, self.colon_near, 5));
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
