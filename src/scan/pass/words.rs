//! Words and runs that the pass noticed: codes of letters and digits, long runs, and what is spelled in words.

use std::ops::Range;

use super::{Pass, bits};
use crate::recognise::span;
use crate::scan::anchors::{Plain, Words};
use crate::scan::dispatch::Dispatch;
use crate::scan::view;
use crate::scan::walk::{self, LONGEST_RUN, PASSWORD, SHORTEST_RUN};

/// Bytes of the shortest code that is looked for in another spelling.
const SHORTEST_CODE: usize = 10;
/// Bytes of a word that tell a registration number.
const PLATE: usize = 4;
/// Bytes looked at on each side of an anchor for the ends of its word.
const WORD: usize = 65;

impl Pass<'_, '_> {
    /// What is spelled in words: a sign, a credential's label, characters one by one, digits.
    #[inline(always)]
    pub(super) fn spoken(&mut self, anchors: &Plain) {
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
    pub(super) fn run(&mut self, at: usize) {
        self.long(at + 1 - SHORTEST_RUN);
        if at >= self.encoded_done {
            self.encoded_done = self.respeller().encoded(at);
        }
    }

    /// Three groups of an address, each where it would begin, behind the second dot, at `dot`.
    pub(super) fn dotted(&mut self, dot: usize) {
        let at = dot + 1;
        if !self.cx.byte(at).is_ascii_alphanumeric() {
            return;
        }
        for start in [11, 6, 1].map(|back| (at + 1).saturating_sub(back)) {
            self.word(start);
        }
    }

    /// The word of letters and digits that holds the byte at `at`.
    pub(super) fn code(&mut self, at: usize, words: &Words) {
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
    pub(super) fn word(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let start = at - span::WORD.ends(&bytes[at.saturating_sub(WORD)..at]);
        let end = at + span::WORD.leads(&bytes[at..bytes.len().min(at + WORD)]);
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
    pub(super) fn code_parts(&mut self, word: Range<usize>) {
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
    pub(super) fn long(&mut self, start: usize) {
        if start < self.run_done {
            return;
        }
        let bytes = self.cx.bytes();
        let mut from = start;
        loop {
            let length = span::RUN.leads(&bytes[from..bytes.len().min(from + LONGEST_RUN)]);
            if length >= SHORTEST_RUN {
                self.dispatch
                    .long(self.cx, &(from..from + length), self.raw);
            }
            let run = &bytes[from..from + length];
            let mut word = from;
            // The words of most runs were looked at.
            let marks = match from + length <= self.word_done {
                true => &[][..],
                false => run,
            };
            for mark in memchr::memchr2_iter(b'_', b'-', marks).chain([length]) {
                let end = from + mark;
                if word >= self.word_done && end - word < LONGEST_RUN {
                    walk::code(self.cx, self.dispatch, word, end, self.raw);
                    self.respeller().code(word..end);
                }
                word = end + 1;
            }
            from += length;
            if length < LONGEST_RUN {
                break;
            }
        }
        self.word_done = self.word_done.max(from);
        self.run_done = from;
    }
}
