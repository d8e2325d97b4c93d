//! Values respelled: joined over odd separators, freed of what touches them, read from words or from an encoding.
//!
//! Plain text is full of numbers side by side that are no one value, so a respelled value needs a [`Proof`] that the
//! same value in plain spelling would not.

mod address;
mod digits;
mod encoded;
mod single;
mod words;

use std::ops::Range;

use crate::finding::Score;
use crate::recognise::candidate::{Context, Cx, Origin};
use crate::recognise::cue::CueSet;
use crate::scan::RawHit;
use crate::scan::dispatch::Dispatch;
use crate::scan::walk;

/// What a respelled value must show to be a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// A check that holds or an unmistakable shape, and nothing that refutes it.
    Check,
    /// The same, in the form in which the value is printed, or announced.
    Strong,
    /// A cue word, and a shape or check that fits.
    Announced,
}

/// A candidate in plain spelling, and where each byte of it came from.
#[derive(Default)]
pub(super) struct Draft {
    text: String,
    origin: Vec<Origin>,
}

impl Draft {
    fn clear(&mut self) {
        self.text.clear();
        self.origin.clear();
    }

    /// Adds an ASCII character that `source` stands for.
    fn push(&mut self, byte: u8, source: Range<usize>) {
        self.text.push(char::from(byte));
        self.origin.push(Origin::new(source.start, source.end));
    }

    /// Adds bytes of the source as they are; they must be ASCII.
    fn copy(&mut self, bytes: &[u8], range: Range<usize>) {
        for at in range {
            self.push(bytes[at], at..at + 1);
        }
    }
}

/// Where a respelling looks: the text with its rules, and what is found.
pub(super) struct Respeller<'c, 't> {
    cx: &'c Cx<'t>,
    dispatch: &'c Dispatch,
    draft: Draft,
    hits: Vec<RawHit>,
    raw: &'c mut Vec<RawHit>,
}

/// Bytes between two probes. Every number in words, every spaced value and every encoded one is longer.
const STRIDE: usize = 12;

/// Looks for respelled values in the text of `cx`, and adds what is found to `raw`.
pub(super) fn walk_respelled(cx: &Cx<'_>, dispatch: &Dispatch, raw: &mut Vec<RawHit>) {
    let mut respeller = Respeller {
        cx,
        dispatch,
        draft: Draft::default(),
        hits: Vec::new(),
        raw,
    };
    let bytes = cx.bytes();
    let mut digits_done = 0;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if at >= digits_done && !cx.before(at).is_ascii_digit() => {
                digits_done = respeller.digits(at);
            }
            b'@' | b'[' | b'(' | b'{' => respeller.address(at),
            b'a' if bytes[at..].starts_with(b"at ") && cx.before(at) == b' ' => {
                respeller.address(at);
            }
            _ => {}
        }
    }
    let (mut words_done, mut single_done, mut encoded_done) = (0, 0, 0);
    for at in (STRIDE..bytes.len()).step_by(STRIDE) {
        if at >= words_done {
            words_done = respeller.words(at);
        }
        if at >= single_done {
            single_done = respeller.single(at);
        }
        if at >= encoded_done {
            encoded_done = respeller.encoded(at);
        }
    }
}

impl Respeller<'_, '_> {
    /// Runs the checks over the draft; true where one finds a value that is the whole of it and has the proof.
    fn try_draft(&mut self, proof: Proof) -> bool {
        let whole = 0..self.draft.text.len();
        self.try_part(proof, |range| *range == whole)
    }

    /// As [`try_draft`](Self::try_draft), where a finding's range need only be `wanted`.
    fn try_part(&mut self, proof: Proof, wanted: impl Fn(&Range<usize>) -> bool) -> bool {
        self.hits.clear();
        let inside = Cx::over(&self.draft.text, &self.draft.origin, self.cx);
        walk::walk(&inside, self.dispatch, &mut self.hits);
        let mut found = false;
        for RawHit { rule, mut hit } in self.hits.drain(..) {
            if !wanted(&hit.range) {
                continue;
            }
            inside.set_rule(CueSet::rule(usize::from(rule)));
            let context = inside.context(&hit.range);
            let proven = match proof {
                Proof::Check => hit.score >= Score::LIKELY && context != Context::Refuted,
                Proof::Strong => hit.score >= Score::STRONG && context != Context::Refuted,
                Proof::Announced => hit.score >= Score::LIKELY && context == Context::Cued,
            };
            if let Some(source) = Origin::span(&self.draft.origin, &hit.range).filter(|_| proven) {
                hit.range = source;
                self.raw.push(RawHit { rule, hit });
                found = true;
            }
        }
        found
    }
}
