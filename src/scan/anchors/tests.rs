//! The anchors beside what they are said to be, byte by byte.

use super::*;
use crate::documents::Dice;
use crate::simd::{self, Fold, Level, Never};

/// The classes of each byte, and the anchors that were made of them.
#[derive(Default)]
struct Seen {
    prose: Vec<Prose>,
    classes: Vec<Classes>,
    anchors: Vec<Anchors>,
    names: Vec<Names>,
}

impl Fold for Seen {
    type Carry = Carry;
    type Skim = Never;

    fn plain(&mut self, carry: &mut Carry, prose: &Prose) -> bool {
        if carry.asks_for_all() {
            return false;
        }
        self.names.push(carry.names(prose, prose.letter, 0));
        let pair = carry.plain(prose);
        let plain = match pair.may_have_any() {
            true => pair.anchors(),
            false => Plain::default(),
        };
        self.prose.push(*prose);
        self.classes.push(Classes::default());
        self.anchors.push(Anchors {
            plain,
            ..Anchors::default()
        });
        true
    }

    fn block(&mut self, carry: &mut Carry, prose: &Prose, classes: &Classes) {
        self.names.push(carry.names_of_all(prose, classes));
        self.anchors.push(carry.next(prose, classes));
        self.prose.push(*prose);
        self.classes.push(*classes);
    }
}

/// One class over the whole text, asked for by distance.
struct Class(Vec<u64>);

impl Class {
    /// Whether the byte `back` bytes before `at` is of the class.
    fn has(&self, at: usize, back: usize) -> bool {
        let Some(at) = at.checked_sub(back) else {
            return false;
        };
        self.0[at / BLOCK] >> (at % BLOCK) & 1 == 1
    }
}

struct Text {
    letter: Class,
    upper: Class,
    space: Class,
    dot: Class,
    number: Class,
    spelled: Class,
    digit: Class,
    colon: Class,
    equals: Class,
    dash: Class,
    slash: Class,
    underscore: Class,
    bracket: Class,
    other: Class,
    high: Class,
    lead: Class,
}

impl Text {
    fn of(seen: &Seen) -> Text {
        let prose = |of: fn(&Prose) -> u64| Class(seen.prose.iter().map(of).collect());
        let class = |of: fn(&Classes) -> u64| Class(seen.classes.iter().map(of).collect());
        Text {
            letter: prose(|p| p.letter),
            upper: prose(|p| p.upper),
            space: prose(|p| p.space),
            dot: prose(|p| p.dot),
            number: prose(|p| p.number),
            spelled: prose(|p| p.spelled),
            digit: class(|c| c.digit),
            colon: class(|c| c.colon),
            equals: class(|c| c.equals),
            dash: class(|c| c.dash),
            slash: class(|c| c.slash),
            underscore: class(|c| c.underscore),
            bracket: class(|c| c.bracket),
            other: class(|c| c.at | c.colon | c.equals | c.underscore | c.escape | c.high),
            high: class(|c| c.high),
            lead: class(|c| c.lead),
        }
    }

    fn word(&self, at: usize, back: usize) -> bool {
        self.letter.has(at, back) || self.digit.has(at, back)
    }

    fn run(&self, at: usize, back: usize) -> bool {
        self.word(at, back) || self.underscore.has(at, back) || self.dash.has(at, back)
    }

    fn separator(&self, at: usize, back: usize) -> bool {
        self.space.has(at, back) || self.dash.has(at, back)
    }

    /// What may part two groups of digits.
    fn gap(&self, at: usize, back: usize) -> bool {
        let marks = [
            &self.space,
            &self.dot,
            &self.dash,
            &self.slash,
            &self.bracket,
        ];
        marks.iter().any(|class| class.has(at, back))
    }

    /// A comma, or what is as rare in its place.
    fn mark(&self, at: usize, back: usize) -> bool {
        !self.word(at, back) && !self.gap(at, back) && !self.other.has(at, back)
    }

    /// Whether a row of what `is` ends its first `count` bytes at `at`.
    fn reaches(&self, at: usize, count: usize, is: impl Fn(usize) -> bool) -> bool {
        (0..count).all(&is) && !(at >= count && is(count))
    }

    fn four(&self, at: usize) -> bool {
        self.reaches(at, 4, |back| self.digit.has(at, back))
    }

    fn three(&self, at: usize) -> bool {
        self.reaches(at, 3, |back| self.digit.has(at, back))
    }

    fn chain(&self, at: usize) -> bool {
        let digit = |back| self.digit.has(at, back);
        digit(0) && self.gap(at, 1) && (digit(2) || self.gap(at, 2) && digit(3))
    }

    fn unit(&self, at: usize) -> bool {
        let (digit, letter) = (|n| self.digit.has(at, n), |n| self.letter.has(at, n));
        let space = |n| self.space.has(at, n);
        let shortened = space(2) && self.dot.has(at, 3) && letter(4);
        self.lead.has(at, 0) && digit(1)
            || digit(0) && space(1) && self.high.has(at, 2)
            || letter(0) && self.gap(at, 1) && digit(2)
            || self.word(at, 0) && digit(1) && self.gap(at, 2) && letter(3)
            || self.word(at, 0) && digit(1) && shortened
            || self.upper.has(at, 0) && space(1) && self.mark(at, 2) && digit(3)
    }

    fn code(&self, at: usize) -> bool {
        let letters = |count: usize| (1..=count).all(|back| self.letter.has(at, back));
        let behind = |count| self.digit.has(at, 0) && letters(count) && !self.word(at, count + 1);
        let near = (0..4).any(|back| self.digit.has(at, back));
        behind(2) || behind(4) || near && self.reaches(at, 12, |back| self.run(at, back))
    }

    fn assign(&self, at: usize) -> bool {
        let key = |back| self.colon.has(at, back) || self.equals.has(at, back);
        key(0) && !key(1) && !self.digit.has(at, 1)
    }

    fn scheme(&self, at: usize) -> bool {
        self.slash.has(at, 0) && self.slash.has(at, 1) && self.colon.has(at, 2)
    }

    fn colons(&self, at: usize) -> bool {
        let near = |back: usize| {
            self.colon.has(at, back) && (1..=5).any(|more| self.colon.has(at, back + more))
        };
        self.colon.has(at, 0) && self.colon.has(at, 1) || near(0) && (1..=5).any(near)
    }

    fn dots(&self, at: usize) -> bool {
        let parted = |back: usize| {
            let digit = |more| self.digit.has(at, back + more);
            digit(0) && self.dot.has(at, back + 1) && digit(2)
        };
        parted(0) && (2..=4).any(parted)
    }

    fn flags(&self, at: usize) -> bool {
        self.dash.has(at, 0) && self.space.has(at, 1)
    }

    fn dashes(&self, at: usize) -> bool {
        self.reaches(at, 5, |back| self.dash.has(at, back))
    }

    fn long(&self, at: usize) -> bool {
        self.reaches(at, 16, |back| self.run(at, back))
    }

    fn dotted(&self, at: usize) -> bool {
        self.dot.has(at, 0) && self.dot.has(at, 5)
    }

    fn at_word(&self, at: usize) -> bool {
        let letter = |back| self.letter.has(at, back);
        self.spelled.has(at, 0) && letter(1) && !letter(3) && !letter(0)
    }

    fn password(&self, at: usize) -> bool {
        let letter = |back| self.letter.has(at, back);
        self.spelled.has(at, 0) && letter(1) && letter(3) && letter(0)
    }

    fn single(&self, at: usize) -> bool {
        let apart = |back: usize| {
            let separator = |more| self.separator(at, back + more);
            separator(0) && !separator(1) && separator(2)
        };
        apart(0) && apart(4) && apart(8)
    }

    fn short_words(&self, at: usize) -> bool {
        let numbered = |back| self.space.has(at, back) && self.number.has(at, back);
        let short = |back: usize| {
            self.space.has(at, back) && (4..=7).any(|more| self.space.has(at, back + more))
        };
        let two = |back: usize| short(back) && (4..=7).any(|more| short(back + more));
        numbered(0) && (4..=7).any(numbered) && two(0) && (8..=12).any(two)
    }
}

/// Text dense with what makes anchors, and stretches that are plain.
fn text(dice: &mut Dice) -> Vec<u8> {
    const PIECES: &[&str] = &[
        "1",
        "12",
        "123",
        "1234",
        "98765",
        "a",
        "Bc",
        "abc",
        "abcd",
        "word",
        " ",
        "  ",
        ".",
        ". ",
        ", ",
        "-",
        "--",
        "-----",
        "/",
        "//",
        "://",
        ":",
        "::",
        ":a:",
        "=",
        "_",
        "@",
        "(",
        ")",
        "%",
        "é",
        "आ",
        "१",
        "\n",
        " at ",
        "[at]",
        "password",
        "one two three four five ",
        "nine six seven ",
        " a b c d e ",
        "extraordinarily",
        "LLD1",
        "AB12",
        "ABCD1",
        "1.2.3",
        "abcd.efab.cdef",
        "No. 12",
        "12, MG",
        "key: ",
        "\0",
    ];
    const PLAIN: &[&str] = &[
        "the lamp was lit ",
        "and, she said. ",
        "Who? ",
        "One two three four ",
        "unquestionably ",
    ];
    let mut text = String::new();
    while text.len() < 24 * BLOCK {
        let (pieces, times) = match dice.below(3) {
            0 => (PLAIN, 12),
            _ => (PIECES, 20),
        };
        for _ in 0..times {
            text.push_str(pieces[dice.below(pieces.len())]);
        }
    }
    text.truncate(
        (0..=24 * BLOCK)
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0),
    );
    let mut bytes = text.into_bytes();
    bytes.resize(24 * BLOCK, b' ');
    bytes
}

#[test]
fn each_anchor_stands_where_it_is_said_to_stand() {
    type Is = fn(&Text, usize) -> bool;
    type Mask = fn(&Anchors) -> u64;
    let kinds: &[(&str, Mask, Is)] = &[
        ("four", |a| a.four, Text::four),
        ("three", |a| a.three, Text::three),
        ("chain", |a| a.chain, Text::chain),
        ("unit", |a| a.unit, Text::unit),
        ("code", |a| a.code, Text::code),
        ("assign", |a| a.assign, Text::assign),
        ("scheme", |a| a.scheme, Text::scheme),
        ("colons", |a| a.colons, Text::colons),
        ("dots", |a| a.dots, Text::dots),
        ("flags", |a| a.flags, Text::flags),
        ("dashes", |a| a.dashes, Text::dashes),
        ("long", |a| a.plain.long, Text::long),
        ("dotted", |a| a.plain.dotted, Text::dotted),
        ("at_word", |a| a.plain.at_word, Text::at_word),
        ("password", |a| a.plain.password, Text::password),
        ("single", |a| a.plain.single, Text::single),
        ("short_words", |a| a.plain.short_words, Text::short_words),
    ];
    let mut dice = Dice::new(11);
    let mut found = vec![0_u32; kinds.len()];
    for _ in 0..60 {
        let bytes = text(&mut dice);
        let (blocks, _) = bytes.as_chunks::<BLOCK>();
        let mut seen = Seen::default();
        let _ = simd::each_block(
            Level::detect(),
            &[0; BLOCK],
            blocks,
            Carry::default(),
            &mut seen,
        );
        let told = Text::of(&seen);
        for (n, (anchors, names)) in seen.anchors.iter().zip(&seen.names).enumerate() {
            // A block of another script has one space for a number that is spelled.
            let foreign = seen.classes[n].high.count_ones() >= 16;
            let mut all = 0;
            for (found, (kind, mask, is)) in found.iter_mut().zip(kinds) {
                let mask = mask(anchors);
                all |= mask;
                if foreign && *kind == "short_words" {
                    continue;
                }
                *found += mask.count_ones();
                for bit in 0..BLOCK {
                    let at = n * BLOCK + bit;
                    let near = String::from_utf8_lossy(&bytes[at.saturating_sub(20)..=at]);
                    assert_eq!(
                        mask >> bit & 1 == 1,
                        is(&told, at),
                        "{kind} at the end of {near:?}"
                    );
                }
            }
            let escapes = seen.classes[n];
            let disguise = escapes.escape | escapes.equals | escapes.lead | escapes.indic_digit;
            assert_eq!(anchors.disguise, disguise);
            assert_eq!(anchors.structured() != 0, all | anchors.at | disguise != 0);
            for bit in 0..BLOCK {
                let at = n * BLOCK + bit;
                let byte = |back: usize| at.checked_sub(back).map_or(0, |at| bytes[at] | 0x20);
                let capital = told.upper.has(at, 0) && !told.word(at, 1);
                let foreign = told.high.has(at, 0) && !told.high.has(at, 1);
                let bit = |mask: u64| mask >> bit & 1 == 1;
                assert_eq!(bit(names.capital), capital);
                assert_eq!(bit(names.am), byte(0) == b'm' && byte(1) == b'a');
                assert_eq!(bit(names.foreign), foreign);
                assert_eq!(bit(names.all()), capital || bit(names.am) || foreign);
            }
        }
    }
    for ((kind, ..), found) in kinds.iter().zip(found) {
        assert!(found > 20, "{kind}: {found}");
    }
}
