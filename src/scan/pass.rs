//! The pass: the walk at memory speed. It calls the same checks as [`walk`](super::walk), at anchors found 64 bytes at a
//! time, and is tested against it.

mod beside;
mod numbers;
mod words;

use super::RawHit;
use super::anchors::{Anchors, Behind, Carry, Names, Plain};
use super::dispatch::Dispatch;
use super::view::{self, Respeller};
use super::walk;
use crate::recognise::candidate::Cx;
use crate::recognise::person::Tagger;
use crate::recognise::sign::Sign;
use crate::simd::{self, BLOCK, Classes, Fold, Level, Never, Prose};
use beside::{card_value, name_ends, parted};

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
    /// Most blocks of prose hold a capital.
    type Skim = Never;

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
            let sign = Sign::read(self.cx.bytes(), base + n);
            self.dispatch.sign(self.cx, &sign, self.raw);
            if view::may_hide(self.cx.bytes(), &sign) {
                self.respeller().address(base + n);
            }
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
