//! Values respelled: joined over odd separators, freed of what touches them, read from words or from an encoding.
//!
//! Plain text is full of numbers side by side that are no one value, so a respelled value needs a [`Proof`] that the
//! same value in plain spelling would not.

pub(in crate::scan) mod address;
mod code;
mod digits;
mod encoded;
mod single;
pub(in crate::scan) mod words;

use std::ops::Range;

use crate::finding::Score;
use crate::recognise::CATALOGUE;
use crate::recognise::candidate::{Context, Cx, Origin};
use crate::recognise::cue::CueSet;
use crate::scan::RawHit;
use crate::scan::dispatch::Dispatch;
use crate::scan::walk;
use crate::wiped;

/// What a respelled value must show to be a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    /// A check that holds or an unmistakable shape, and nothing that refutes it.
    Check,
    /// The same, in the form in which the value is printed, or announced.
    Strong,
    /// A cue word, and a shape or check that fits.
    Announced,
    /// A cue word and a check that holds.
    Both,
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
        if self.text.capacity() == self.text.len() {
            // Room for most values at once: growing wipes and copies.
            wiped::make_room(&mut self.text, ROOM);
            self.origin.reserve(ROOM);
        }
        wiped::push_char(&mut self.text, char::from(byte));
        self.origin.push(Origin::new(source.start, source.end));
    }

    /// Adds bytes of the source as they are; they must be ASCII.
    fn copy(&mut self, bytes: &[u8], range: Range<usize>) {
        for at in range {
            self.push(bytes[at], at..at + 1);
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.text);
    }
}

/// Where a respelling looks: the text with its rules, and what is found.
pub(in crate::scan) struct Respeller<'c, 't> {
    cx: &'c Cx<'t>,
    judge: Judge<'c>,
    draft: Draft,
}

/// What becomes of a draft.
enum Judge<'c> {
    /// The checks look at it, and what they find is kept.
    Checks {
        dispatch: &'c Dispatch,
        hits: Vec<RawHit>,
        raw: &'c mut Vec<RawHit>,
    },
    /// The first one that stands for the whole text is kept.
    Whole(Option<String>),
}

/// `surface` in plain spelling, where the whole of it is one respelled value.
pub(super) fn plain(surface: &str, cx: &Cx<'_>) -> Option<String> {
    let mut respeller = Respeller {
        cx,
        judge: Judge::Whole(None),
        draft: Draft::default(),
    };
    respeller.look();
    match respeller.judge {
        Judge::Whole(kept) => kept.filter(|kept| kept != surface),
        Judge::Checks { .. } => None,
    }
}

/// Bytes of most values.
const ROOM: usize = 32;
/// Bytes looked at on each side of a digit for the ends of its word.
const WORD: usize = 65;
/// Bytes between two probes: every spaced and every encoded value is longer, and every number in words than two.
const STRIDE: usize = 12;

/// Hits among which one of the number just scanned is looked for.
const LAST_HITS: usize = 16;

/// For each byte: whether a respelled number or address may begin there.
static MAY_BEGIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut digit = b'0';
    while digit <= b'9' {
        table[digit as usize] = true;
        digit += 1;
    }
    table[b'@' as usize] = true;
    table[b'[' as usize] = true;
    table[b'(' as usize] = true;
    table[b'{' as usize] = true;
    table[b'a' as usize] = true;
    table
};

impl<'c, 't> Respeller<'c, 't> {
    /// Looks in the text of `cx`, and adds what is found to `raw`.
    pub(in crate::scan) fn new(
        cx: &'c Cx<'t>,
        dispatch: &'c Dispatch,
        raw: &'c mut Vec<RawHit>,
    ) -> Respeller<'c, 't> {
        Respeller {
            cx,
            judge: Judge::Checks {
                dispatch,
                hits: Vec::new(),
                raw,
            },
            draft: Draft::default(),
        }
    }
}

impl Respeller<'_, '_> {
    /// Goes over the text and tries what may be a respelled value.
    pub(in crate::scan) fn look(&mut self) {
        let bytes = self.cx.bytes();
        let mut at = 0;
        let mut word_done = 0;
        while let Some(skipped) = bytes
            .get(at..)
            .and_then(|rest| rest.iter().position(|b| MAY_BEGIN[usize::from(*b)]))
        {
            at += skipped;
            match bytes[at] {
                b'0'..=b'9' => {
                    if at >= word_done {
                        word_done = self.word(at);
                    }
                    at = self.digits(at);
                }
                b'a' => {
                    if self.cx.byte(at + 1) == b't'
                        && self.cx.byte(at + 2) == b' '
                        && self.cx.before(at) == b' '
                    {
                        self.address(at);
                    }
                    at += 1;
                }
                _ => {
                    self.address(at);
                    at += 1;
                }
            }
        }
        let (mut words_done, mut single_done, mut encoded_done) = (0, 0, 0);
        for at in (STRIDE..bytes.len()).step_by(STRIDE) {
            if at >= words_done && at / STRIDE % 2 == 1 {
                words_done = self.words(at);
            }
            if at >= single_done {
                single_done = self.single(at);
            }
            if at >= encoded_done {
                encoded_done = self.encoded(at);
            }
        }
    }

    /// Tries the word of letters and digits that holds the byte at `at`, and returns where it ends.
    fn word(&mut self, at: usize) -> usize {
        let bytes = self.cx.bytes();
        let inside = |b: &&u8| b.is_ascii_alphanumeric();
        let lead = bytes[..at]
            .iter()
            .rev()
            .take(WORD)
            .take_while(inside)
            .count();
        let rest = bytes[at..].iter().take(WORD).take_while(inside).count();
        if lead < WORD && rest < WORD {
            self.code(at - lead..at + rest);
        }
        at + rest
    }

    /// Whether the checks look at drafts, and not the caller at the first.
    fn checks(&self) -> bool {
        matches!(self.judge, Judge::Checks { .. })
    }

    /// Whether the checks have found a likely value at `range`, as one of the last hits.
    fn is_found(&self, range: &Range<usize>) -> bool {
        match &self.judge {
            Judge::Checks { raw, .. } => {
                let last = raw.iter().rev().take(LAST_HITS);
                last.into_iter()
                    .any(|raw| raw.hit.range == *range && raw.hit.score >= Score::LIKELY)
            }
            Judge::Whole(_) => false,
        }
    }

    /// Runs the checks over the draft; true where one finds a value that is the whole of it and has the proof.
    fn try_draft(&mut self, proof: Proof) -> bool {
        let whole = 0..self.draft.text.len();
        self.try_part(proof, |range| *range == whole)
    }

    /// As [`try_draft`](Self::try_draft), where a finding's range need only be `wanted`.
    fn try_part(&mut self, proof: Proof, wanted: impl Fn(&Range<usize>) -> bool) -> bool {
        let (dispatch, hits, raw) = match &mut self.judge {
            Judge::Checks {
                dispatch,
                hits,
                raw,
            } => (dispatch, hits, raw),
            Judge::Whole(kept) => {
                let span = Origin::span(&self.draft.origin, &(0..self.draft.text.len()));
                if kept.is_none() && span == Some(0..self.cx.bytes().len()) {
                    *kept = Some(self.draft.text.clone());
                }
                return kept.is_some();
            }
        };
        hits.clear();
        let inside = Cx::over(&self.draft.text, &self.draft.origin, self.cx);
        // No proof makes more of a hit that is less than likely.
        let mut inside = inside.at_least(Score::LIKELY);
        if let Some(first) = only_number(inside.bytes()) {
            inside = inside.without_words();
            dispatch.digits(&inside, first, hits);
        } else {
            walk::walk(&inside, dispatch, hits);
        }
        let mut found = false;
        for RawHit { rule, mut hit } in hits.drain(..) {
            if !wanted(&hit.range) {
                continue;
            }
            inside.set_rule(CueSet::rule(usize::from(rule)));
            let context = inside.context(&hit.range);
            let proven = match proof {
                Proof::Check => {
                    // A telephone number has no check: its grouping is no proof once it was undone.
                    let checked = CATALOGUE
                        .get(usize::from(rule))
                        .is_none_or(|rule| rule.entity.label() != "PHONE");
                    let proof = checked || hit.score >= Score::STRONG || context == Context::Cued;
                    hit.score >= Score::LIKELY && context != Context::Refuted && proof
                }
                Proof::Strong => hit.score >= Score::STRONG && context != Context::Refuted,
                Proof::Announced => hit.score >= Score::LIKELY && context == Context::Cued,
                Proof::Both => hit.score >= Score::STRONG && context == Context::Cued,
            };
            if let Some(source) = Origin::span(&self.draft.origin, &hit.range).filter(|_| proven) {
                hit.range = source;
                raw.push(RawHit { rule, hit });
                found = true;
            }
        }
        found
    }
}

/// The first digit of a draft that is one number, a plus before it or not.
fn only_number(draft: &[u8]) -> Option<usize> {
    let first = usize::from(draft.first() == Some(&b'+'));
    draft[first..]
        .iter()
        .all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-'))
        .then_some(first)
        .filter(|first| draft.get(*first).is_some_and(u8::is_ascii_digit))
}
