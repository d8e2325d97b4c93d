//! The pass: the walk at memory speed. It calls the same checks as [`walk`](super::walk), at anchors found 64 bytes at a
//! time, and is tested against it.

mod beside;

use super::RawHit;
use super::anchors::{Anchors, Behind, Carry, Names, Plain, Words};
use super::dispatch::Dispatch;
use super::joint::{Spelled, between_marks, between_words, may_respell, spelled};
use super::view::{self, Respeller};
use super::walk::{self, LONGEST_RUN, PASSWORD, SHORTEST_RUN, run_byte};
use crate::finding::Score;
use crate::recognise::candidate::Cx;
use crate::recognise::person::Tagger;
use crate::simd::{self, BLOCK, Classes, Fold, Level, Prose};
use beside::{card_value, group_before, name_ends, parted, wrapped_before};
use std::ops::Range;

/// Bytes looked back for the groups of a digit chain before the one that was noticed.
const CHAIN_BACK: usize = 64;
/// Bytes looked back for the first colon of an address.
const COLONS_BACK: usize = 45;
/// Bytes of the shortest code that is looked for in another spelling.
const SHORTEST_CODE: usize = 10;
/// Bytes of a word that tell a registration number.
const PLATE: usize = 4;
/// Bytes looked at on each side of an anchor for the ends of its word.
const WORD: usize = 65;

/// Calls every check at every anchor of the text.
pub(super) fn pass(cx: &Cx<'_>, dispatch: &Dispatch, level: Level, raw: &mut Vec<RawHit>) {
    let bytes = cx.bytes();
    let mut pass = Pass {
        cx,
        dispatch,
        raw,
        base: 0,
        digits_done: 0,
        word_done: 0,
        run_done: 0,
        colons_done: 0,
        joined_done: 0,
        joined_last: usize::MAX,
        dot_last: usize::MAX,
        words_done: 0,
        single_done: 0,
        encoded_done: 0,
        disguised: None,
        tagger: Tagger::new(),
    };
    if dispatch.person.is_some() {
        over(level, bytes, &mut Everything(&mut pass));
    } else {
        over(level, bytes, &mut Structured(&mut pass));
    }
    if let Some(rule) = dispatch.person {
        let raw = &mut *pass.raw;
        Tagger::small(cx.text(), &mut |hit| raw.push(RawHit { rule, hit }));
    }
    let disguised = pass.disguised;
    if let Some(first) = disguised {
        view::walk_from(cx, dispatch, first, pass.raw);
    }
}

struct Pass<'a, 't> {
    cx: &'a Cx<'t>,
    dispatch: &'a Dispatch,
    raw: &'a mut Vec<RawHit>,
    base: usize,
    digits_done: usize,
    word_done: usize,
    run_done: usize,
    colons_done: usize,
    joined_done: usize,
    /// The number last looked at as the first group of another spelling; each is noticed a few times.
    joined_last: usize,
    /// The dot last looked at as the first of an address.
    dot_last: usize,
    words_done: usize,
    single_done: usize,
    encoded_done: usize,
    /// The first place that is worth a view; from there on the views find their own.
    disguised: Option<usize>,
    tagger: Tagger,
}

/// Hands every block of `bytes` to `fold`.
fn over<F: Fold<Carry = Carry>>(level: Level, bytes: &[u8], fold: &mut F) {
    let (blocks, tail) = bytes.as_chunks::<BLOCK>();
    let carry = simd::each_block(level, &[0; BLOCK], blocks, Carry::default(), fold);
    if !tail.is_empty() {
        let mut last = [0_u8; BLOCK];
        last[..tail.len()].copy_from_slice(tail);
        let before = blocks.last().unwrap_or(&[0; BLOCK]);
        let last = std::slice::from_ref(&last);
        let _ = simd::each_block(level, before, last, carry, fold);
    }
}

/// The pass without names: what they need is not made.
struct Structured<'p, 'a, 't>(&'p mut Pass<'a, 't>);

/// The pass with names.
struct Everything<'p, 'a, 't>(&'p mut Pass<'a, 't>);

impl Fold for Structured<'_, '_, '_> {
    type Carry = Carry;
    type Skim = Behind;

    #[inline(always)]
    fn skim(&self, carry: &Carry) -> Option<Behind> {
        carry.skim()
    }

    #[inline(always)]
    fn skimmed(&mut self, carry: &mut Carry, behind: Behind, blocks: usize) {
        carry.skimmed(behind);
        self.0.base += blocks * BLOCK;
    }

    #[inline(always)]
    fn plain(&mut self, carry: &mut Carry, prose: &Prose) -> bool {
        self.0.plain(carry, prose, false)
    }

    #[inline(always)]
    fn block(&mut self, carry: &mut Carry, prose: &Prose, classes: &Classes) {
        self.0.block(carry, prose, classes, false);
    }
}

impl Fold for Everything<'_, '_, '_> {
    type Carry = Carry;
    type Skim = Behind;

    /// Most blocks of prose hold a capital.
    #[inline(always)]
    fn skim(&self, _: &Carry) -> Option<Behind> {
        None
    }

    #[inline(always)]
    fn skimmed(&mut self, _: &mut Carry, _: Behind, _: usize) {}

    #[inline(always)]
    fn plain(&mut self, carry: &mut Carry, prose: &Prose) -> bool {
        self.0.plain(carry, prose, true)
    }

    #[inline(always)]
    fn block(&mut self, carry: &mut Carry, prose: &Prose, classes: &Classes) {
        self.0.block(carry, prose, classes, true);
    }
}

/// Calls `with` for each bit of `mask`, lowest first.
#[inline(always)]
fn bits(mut mask: u64, mut with: impl FnMut(usize)) {
    while mask != 0 {
        with(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}

impl<'t> Pass<'_, 't> {
    #[inline(always)]
    fn plain(&mut self, carry: &mut Carry, prose: &Prose, names: bool) -> bool {
        if carry.asks_for_all() {
            return false;
        }
        let of_names = names.then(|| carry.names(prose, prose.letter, 0));
        let pair = carry.plain(prose);
        if pair.may_have_any() {
            let pair = pair;
            self.words_alone(&pair.anchors());
        }
        if let Some(names) = of_names.filter(|names| names.all() != 0) {
            self.names(&names);
        }
        self.base += BLOCK;
        true
    }

    #[inline(always)]
    fn block(&mut self, carry: &mut Carry, prose: &Prose, classes: &Classes, names: bool) {
        let of_names = names.then(|| carry.names_of_all(prose, classes));
        let anchors = carry.next(prose, classes);
        if anchors.structured() != 0 {
            self.candidates(&anchors);
        }
        if let Some(names) = of_names.filter(|names| names.all() != 0) {
            self.names(&names);
        }
        self.base += BLOCK;
    }

    /// The anchors of a plain block.
    #[inline(never)]
    fn words_alone(&mut self, anchors: &Plain) {
        bits(anchors.long, |n| self.run(self.base + n));
        self.spoken(anchors);
        bits(anchors.dotted, |n| self.dotted(self.base + n));
    }

    #[inline(never)]
    fn candidates(&mut self, anchors: &Anchors) {
        let base = self.base;
        // In order of place, since each leaves a mark up to which its kind is done.
        let numbers = anchors.four | anchors.three | anchors.chain | anchors.unit;
        bits(numbers | anchors.code | anchors.plain.long, |n| {
            let at = base + n;
            let is = |mask: u64| mask >> n & 1 == 1;
            // The word first: its first digits may stand before these.
            if is(anchors.four | anchors.code) {
                self.code(at, &anchors.words);
            }
            if is(anchors.four) {
                self.number(at - 3);
            } else if is(anchors.chain) {
                self.number(at);
            } else if is(anchors.three) {
                let more = self.cx.byte(at + 1).is_ascii_digit();
                if !more && card_value(self.cx.bytes(), at - 2) || parted(self.cx.bytes(), at) {
                    self.number(at - 2);
                }
            } else if is(anchors.unit) {
                let byte = |back: usize| self.cx.byte(at - back).is_ascii_digit();
                let end = at + 1 - (0..4).find(|back| byte(*back)).unwrap_or(0);
                let digits = self.cx.bytes()[..end].iter().rev().take(4);
                self.number(end - digits.take_while(|b| b.is_ascii_digit()).count());
            }
            if is(anchors.plain.long) {
                self.run(at);
            }
        });
        bits(anchors.at, |n| {
            // Of several signs in a row the last.
            if self.cx.byte(base + n + 1) == b'@' {
                return;
            }
            Dispatch::place(&self.dispatch.at, self.cx, base + n, self.raw);
            self.respeller().address(base + n);
        });
        self.spoken(&anchors.plain);
        bits(anchors.assign, |n| {
            walk::assign(self.cx, self.dispatch, base + n, self.raw)
        });
        bits(anchors.scheme, |n| {
            Dispatch::place(&self.dispatch.scheme, self.cx, base + n - 2, self.raw);
        });
        bits(anchors.colons, |n| self.colons(base + n));
        bits(anchors.dots, |n| self.dots(base + n));
        bits(anchors.flags, |n| {
            Dispatch::place(&self.dispatch.flags, self.cx, base + n, self.raw);
        });
        bits(anchors.dashes, |n| {
            Dispatch::place(&self.dispatch.dashes, self.cx, base + n - 4, self.raw);
        });
        bits(anchors.plain.dotted, |n| self.dotted(base + n));
        if self.disguised.is_none() {
            self.disguise(anchors.disguise);
        }
    }

    /// What is spelled in words: a sign, a credential's label, characters one by one, digits.
    #[inline(always)]
    fn spoken(&mut self, anchors: &Plain) {
        let base = self.base;
        bits(anchors.at_word, |n| {
            // ` at `, or the word in brackets of some kind.
            let Some(word) = (base + n).checked_sub(2) else {
                return;
            };
            let at = self.cx.bytes().get(word..base + n);
            if !at.is_some_and(|at| at.eq_ignore_ascii_case(b"at")) {
                return;
            }
            match (self.cx.before(word), self.cx.byte(base + n)) {
                (b' ', b' ') => {
                    // `asha [ at ] example [ dot ] com`
                    if matches!(self.cx.before(word - 1), b'[' | b'(' | b'{') {
                        self.respeller().address(word - 2);
                    } else if view::may_be_host(self.cx.bytes(), base + n + 1) {
                        self.respeller().address(word);
                    }
                }
                (b'[' | b'(' | b'{', b']' | b')' | b'}') => self.respeller().address(word - 1),
                _ => {}
            }
        });
        bits(anchors.password, |n| {
            let at = (base + n).saturating_sub(4);
            if self.cx.bytes()[at..].starts_with(PASSWORD) {
                Dispatch::place(&self.dispatch.password, self.cx, at, self.raw);
            }
        });
        bits(anchors.single, |n| {
            if base + n >= self.single_done {
                let done = self.respeller().single(base + n - 6);
                self.single_done = done.max(base + n);
            }
        });
        bits(anchors.short_words, |n| {
            if base + n > self.words_done && view::ends_in_number(self.cx.bytes(), base + n) {
                let done = self.respeller().words(base + n - 1);
                self.words_done = done.max(base + n);
            }
        });
    }

    /// The run whose sixteenth byte is at `at`.
    fn run(&mut self, at: usize) {
        self.long(at + 1 - SHORTEST_RUN);
        if at >= self.encoded_done {
            self.encoded_done = self.respeller().encoded(at);
        }
    }

    /// Three groups of an address, each where it would begin, behind the second dot, at `dot`.
    fn dotted(&mut self, dot: usize) {
        let at = dot + 1;
        if !self.cx.byte(at).is_ascii_alphanumeric() {
            return;
        }
        for start in [11, 6, 1].map(|back| (at + 1).saturating_sub(back)) {
            self.word(start);
        }
    }

    /// A digit run that begins at `run`: the chain that it is part of.
    fn number(&mut self, run: usize) {
        if run < self.digits_done {
            self.joined(run);
            return;
        }
        let bytes = self.cx.bytes();
        let floor = self.digits_done.max(run.saturating_sub(CHAIN_BACK));
        let mut start = run;
        while let Some(before) = group_before(bytes, start, floor) {
            start = before;
        }
        let known = self.raw.len();
        let one = self.dispatch.one_group(self.cx, start, self.raw);
        let end = one.unwrap_or_else(|| self.dispatch.chain(self.cx, start, self.raw));
        self.digits_done = end;
        // What is a value as it stands, and a whole one, is none in another spelling.
        let whole = self.raw[known..].iter().any(|raw| {
            let found = &raw.hit.range;
            found.end == end && found.start <= start && raw.hit.score >= Score::LIKELY
        });
        let plain = match one {
            Some(_) if between_marks(bytes, start, end) || between_words(bytes, start, end) => {
                self.joined_last = start;
                return;
            }
            Some(_) => whole && spelled(bytes, start..end) != Spelled::Oddly,
            None => match spelled(bytes, start..end) {
                Spelled::Oddly => false,
                Spelled::Octets => true,
                // Groups that no word announces are joined to nothing.
                Spelled::Plainly => whole || self.cx.nothing_near(&(start..end)),
            },
        };
        if plain && wrapped_before(bytes, start).is_none() {
            self.joined_done = self.joined_done.max(end);
        } else {
            self.joined(start);
        }
    }

    #[inline(never)]
    fn names(&mut self, anchors: &Names) {
        let Some(rule) = self.dispatch.person else {
            return;
        };
        let (base, text, raw) = (self.base, self.cx.text(), &mut *self.raw);
        let mut hits = |hit| raw.push(RawHit { rule, hit });
        bits(anchors.all(), |n| {
            let at = base + n;
            let is = |mask: u64| mask >> n & 1 == 1;
            if is(anchors.capital) {
                self.tagger.capital(text, at, &mut hits);
            } else if is(anchors.foreign) {
                self.tagger.foreign(text, at, &mut hits);
            }
            if is(anchors.am)
                && let Some(end) = name_ends(text.as_bytes(), at)
            {
                self.tagger.cue(text, end, &mut hits);
            }
        });
    }

    fn respeller(&mut self) -> Respeller<'_, 't> {
        Respeller::new(self.cx, self.dispatch, self.raw)
    }

    /// A digit run that begins at `run`, as the first group of a number whose groups stand apart oddly.
    fn joined(&mut self, run: usize) {
        if run < self.joined_done || run == self.joined_last {
            return;
        }
        self.joined_last = run;
        let mut start = run;
        for _ in 0..3 {
            match wrapped_before(self.cx.bytes(), start) {
                Some(before) if before >= self.joined_done => start = before,
                _ => break,
            }
        }
        if start >= self.joined_done && may_respell(self.cx.bytes(), start) {
            self.joined_done = self.respeller().digits(start);
        }
    }

    /// The word of letters and digits that holds the byte at `at`.
    fn code(&mut self, at: usize, words: &Words) {
        if at < self.word_done {
            return;
        }
        let Some((lead, rest, digits)) = words.around(at - self.base) else {
            self.word_done = self.word(at);
            return;
        };
        self.word_done = at + rest;
        // A number is no code.
        if digits.count_ones() as usize != lead + rest {
            let word = at - lead..at + rest;
            walk::coded(self.cx, self.dispatch, word.clone(), digits, self.raw);
            self.code_parts(word);
        }
    }

    /// The checks for the word around the byte at `at`, and where it ends.
    fn word(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let back = bytes[..at].iter().rev().take(WORD);
        let start = at - back.take_while(|b| b.is_ascii_alphanumeric()).count();
        let ahead = bytes[at..].iter().take(WORD);
        let end = at + ahead.take_while(|b| b.is_ascii_alphanumeric()).count();
        // A word that reaches back into one that was cut short is too long for any check.
        let cut = start > 0 && bytes[start - 1].is_ascii_alphanumeric()
            || bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
        if !cut {
            walk::code(self.cx, self.dispatch, start, end, self.raw);
            self.code_parts(start..end);
        }
        end
    }

    /// Tries what a word holds besides a code: a respelled one, and the numbers of a vehicle.
    fn code_parts(&mut self, word: Range<usize>) {
        let bytes = self.cx.bytes();
        let Range { start, end } = word;
        if end - start >= SHORTEST_CODE {
            self.respeller().code(start..end);
        }
        // A registration number's first digits stand inside its word: `MH12AB1234`, `22BH1234AA`.
        match &bytes[start..end.min(start + PLATE)] {
            [a, b, digit, ..]
                if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && digit.is_ascii_digit() =>
            {
                self.number(start + 2);
            }
            [digit, _, b'B' | b'b', b'H' | b'h', ..] if digit.is_ascii_digit() => {
                self.number(start);
            }
            _ => {}
        }
    }

    /// A run of letters, digits, `_` and `-` that begins at `start`, and the words in it.
    fn long(&mut self, start: usize) {
        if start < self.run_done {
            return;
        }
        let bytes = self.cx.bytes();
        let mut from = start;
        loop {
            let length = bytes[from..]
                .iter()
                .take(LONGEST_RUN)
                .take_while(|b| run_byte(**b))
                .count();
            if length >= SHORTEST_RUN {
                self.dispatch
                    .long(self.cx, &(from..from + length), self.raw);
            }
            let mut word = from;
            for part in bytes[from..from + length].split(|b| matches!(b, b'_' | b'-')) {
                if word >= self.word_done && part.len() < LONGEST_RUN {
                    walk::code(self.cx, self.dispatch, word, word + part.len(), self.raw);
                    self.respeller().code(word..word + part.len());
                }
                word += part.len() + 1;
            }
            from += length;
            if length < LONGEST_RUN {
                break;
            }
        }
        self.word_done = self.word_done.max(from);
        self.run_done = from;
    }

    fn colons(&mut self, at: usize) {
        if at < self.colons_done {
            return;
        }
        let bytes = self.cx.bytes();
        let part = |b: &&u8| b.is_ascii_hexdigit() || **b == b':';
        let back = bytes[..at].iter().rev().take(COLONS_BACK);
        let start = at - back.take_while(part).count();
        self.colons_done = at + bytes[at..].iter().take_while(part).count();
        if let Some(first) = bytes[start..=at].iter().position(|b| *b == b':') {
            walk::colon(self.cx, self.dispatch, start + first, self.raw);
        }
    }

    fn dots(&mut self, at: usize) {
        let bytes = self.cx.bytes();
        let back = bytes[..at].iter().rev().take(9);
        let start = at
            - back
                .take_while(|b| b.is_ascii_digit() || **b == b'.')
                .count();
        let first = bytes[start..at].iter().position(|b| *b == b'.');
        if let Some(first) = first.filter(|first| start + first != self.dot_last) {
            self.dot_last = start + first;
            walk::dot(self.cx, self.dispatch, start + first, self.raw);
        }
    }

    fn disguise(&mut self, mask: u64) {
        let (base, text) = (self.base, self.cx.text());
        let mut first = None;
        bits(mask, |n| {
            // The last byte of a digit of an Indic script stands two behind its first.
            let mut at = base + n;
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            if first.is_none() && view::enters(text, at) {
                first = Some(at);
            }
        });
        self.disguised = first;
    }
}

#[cfg(test)]
mod tests;
