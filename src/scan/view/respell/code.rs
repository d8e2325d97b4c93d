//! Codes of letters and digits: PAN, GSTIN and IFSC with their parts apart, PAN with the letters O and l among its digits
//! and all of them and IBAN with small letters that touch it.

use super::digits::{GLUE, place};
use super::{Proof, Respeller};
use std::ops::Range;

/// The longest word that is looked at: an IBAN of most countries with letters on both sides.
const LONGEST_GLUED: usize = 34 + 2 * GLUE;

/// Letters, digits and letters of a PAN.
const HEAD: usize = 5;
const DIGITS: usize = 4;
const LENGTH: usize = 10;

impl Respeller<'_, '_> {
    /// Tries the code that is the word at `range`, or a part of it.
    pub(in crate::scan) fn code(&mut self, range: Range<usize>) {
        let bytes = self.cx.bytes();
        let word = &bytes[range.clone()];
        if !(LENGTH..=LONGEST_GLUED).contains(&word.len()) {
            return;
        }
        if self.glued(&range) {
            return;
        }
        // The capitals of a PAN are the only ones of the word: small letters set it off.
        let lead = word.iter().take_while(|b| b.is_ascii_lowercase()).count();
        let Some(code) = word.get(lead..lead + LENGTH) else {
            return;
        };
        let (head, tail) = code.split_at(HEAD);
        let (digits, tail) = tail.split_at(DIGITS);
        let plain = digits.iter().all(u8::is_ascii_digit);
        let disguised = !plain && word.len() == LENGTH && digits.iter().any(u8::is_ascii_digit);
        let touched = plain && word.len() > LENGTH;
        if word.len() > LENGTH + 2 * GLUE
            || !head.iter().chain(tail).all(u8::is_ascii_uppercase)
            || !digits.iter().all(|b| place(*b).is_some())
            || !(disguised || touched)
            || !word[lead + LENGTH..].iter().all(u8::is_ascii_lowercase)
        {
            return;
        }
        let start = range.start + lead;
        self.draft.clear();
        self.draft.copy(bytes, start..start + HEAD);
        for (digit, at) in digits.iter().filter_map(|b| place(*b)).zip(start + HEAD..) {
            self.draft.push(digit, at..at + 1);
        }
        self.draft.copy(bytes, start + LENGTH - 1..start + LENGTH);
        self.try_draft(Proof::Strong);
    }

    /// Tries a longer code of capitals and digits that small letters touch, and whether the word is one.
    fn glued(&mut self, range: &Range<usize>) -> bool {
        let bytes = self.cx.bytes();
        let small = |b: &&u8| b.is_ascii_lowercase();
        let word = &bytes[range.clone()];
        let lead = word.iter().take_while(small).count();
        let tail = word.iter().rev().take_while(small).count();
        let Some(core) = word
            .get(lead..word.len() - tail)
            .filter(|core| core.len() > LENGTH)
        else {
            return false;
        };
        let glue = lead + tail > 0 && lead <= GLUE && tail <= GLUE;
        // A bank's letters and a zero, a state's digits, a country's letters and two digits.
        let proof = match core {
            [a, b, c, d, b'0', ..] if [a, b, c, d].iter().all(|b| b.is_ascii_uppercase()) => {
                (core.len() == LONGEST_BRANCH).then_some(Proof::Both)
            }
            [a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                (core.len() == LONGEST).then_some(Proof::Strong)
            }
            [_, _, a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                (core.len() >= LONGEST).then_some(Proof::Both)
            }
            _ => None,
        };
        let Some(proof) = proof.filter(|_| glue) else {
            return false;
        };
        if !core
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            return false;
        }
        let start = range.start + lead;
        self.draft.clear();
        self.draft.copy(bytes, start..start + core.len());
        self.try_draft(proof);
        true
    }

    /// A code whose parts stand apart, around the `run` digits at `at`: the four of a PAN or GSTIN, or the last of an
    /// IFSC.
    pub(super) fn apart(&mut self, at: usize, run: usize) {
        let bytes = self.cx.bytes();
        let Some(beside) = Parts::default().step(bytes, at, true) else {
            return;
        };
        // A letter stands right before the digits of most.
        let lettered = bytes[beside].is_ascii_uppercase();
        if run == DIGITS && lettered {
            // Most letters touch the digits on both sides: nothing stands apart up to the first of them.
            let head = at.checked_sub(HEAD).and_then(|from| bytes.get(from..at));
            let whole = head.is_some_and(|head| head.iter().all(u8::is_ascii_uppercase))
                && self.cx.byte(at + run).is_ascii_uppercase();
            if whole {
                let before = Parts::default().step(bytes, at - HEAD, true);
                if !before.is_some_and(|i| bytes[i].is_ascii_digit()) {
                    return;
                }
            }
            // A value wrapped at a line's end is one value; words and numbers side by side are not.
            let proof = |parts: &Parts| match parts.gaps {
                1 if parts.wrapped => Proof::Strong,
                _ => Proof::Announced,
            };
            if self.gather(at, run, b"AAAAA", b"A", proof) {
                return;
            }
            // The check character vouches for it.
            self.gather(at, run, b"99AAAAA", b"A*A*", |_| Proof::Strong);
        }
        if self.cx.byte(at) == b'0' && lettered {
            // The zero behind the bank's letters, and what of the branch follows.
            let rest = BRANCH.get(run..).unwrap_or_default();
            if self.gather(at, run, b"AAAA", rest, |_| Proof::Both) {
                return;
            }
        }
        if (BRANCH.len() - 3..BRANCH.len()).contains(&run) {
            let before = BRANCH_CODE.get(..BRANCH_CODE.len() - run);
            self.gather(at, run, before.unwrap_or_default(), b"", |_| Proof::Both);
        }
    }

    /// Tries the code of the `run` digits at `at` with what `before` and `after` ask for around them, and whether it has
    /// that form. `9` stands for a digit, `A` for a capital, `0` for a zero, `*` for a digit or capital.
    fn gather(
        &mut self,
        at: usize,
        run: usize,
        before: &[u8],
        after: &[u8],
        proof: impl FnOnce(&Parts) -> Proof,
    ) -> bool {
        let bytes = self.cx.bytes();
        let mut parts = Parts::default();
        let mut places = [0; LONGEST];
        let mut start = at;
        for (place, kind) in before.iter().enumerate().rev() {
            let Some(found) = parts
                .step(bytes, start, true)
                .filter(|i| fits(bytes[*i], *kind))
            else {
                return false;
            };
            places[place] = found;
            start = found;
        }
        let mut count = before.len();
        for place in at..at + run {
            places[count] = place;
            count += 1;
        }
        let mut end = at + run;
        for kind in after {
            let Some(found) = parts
                .step(bytes, end, false)
                .filter(|i| fits(bytes[*i], *kind))
            else {
                return false;
            };
            places[count] = found;
            count += 1;
            end = found + 1;
        }
        let touched = self.cx.before(start).is_ascii_alphanumeric()
            || self.cx.byte(end).is_ascii_alphanumeric();
        if touched || !(1..=MOST_GAPS).contains(&parts.gaps) {
            return false;
        }
        let proof = proof(&parts);
        // What only a word vouches for needs no draft where none does.
        if matches!(proof, Proof::Announced | Proof::Both)
            && self.checks()
            && !self.cx.anything_near(&(start..end))
        {
            return true;
        }
        self.draft.clear();
        for &place in &places[..count] {
            self.draft.copy(bytes, place..place + 1);
        }
        self.try_draft(proof);
        true
    }
}

/// What an IFSC's branch is made of, the zero before it too.
const BRANCH: &[u8] = b"0******";
/// The same behind the bank's letters.
const BRANCH_CODE: &[u8] = b"AAAA0******";
/// Characters of an IFSC.
const LONGEST_BRANCH: usize = BRANCH_CODE.len();
/// The longest code, in characters.
const LONGEST: usize = 15;
/// Gaps between the parts of a code, at most, and bytes of one.
const MOST_GAPS: usize = 3;
const GAP: usize = 3;

/// The gaps that were met between the characters of a code.
#[derive(Default)]
struct Parts {
    gaps: usize,
    wrapped: bool,
}

impl Parts {
    /// The character next to `at`, over a gap or not.
    #[inline(always)]
    fn step(&mut self, bytes: &[u8], at: usize, back: bool) -> Option<usize> {
        let next = if back { at.checked_sub(1)? } else { at };
        match bytes.get(next)? {
            byte if is_gap(*byte) => self.over_gap(bytes, at, back),
            _ => Some(next),
        }
    }

    /// As [`step`](Self::step), over a gap.
    #[inline(never)]
    fn over_gap(&mut self, bytes: &[u8], at: usize, back: bool) -> Option<usize> {
        let place = |n: usize| {
            if back {
                at.checked_sub(n + 1)
            } else {
                Some(at + n)
            }
        };
        let mut gap = 0;
        loop {
            let found = place(gap)?;
            let byte = *bytes.get(found)?;
            if !is_gap(byte) {
                self.gaps += 1;
                return (self.gaps <= MOST_GAPS).then_some(found);
            }
            self.wrapped |= byte == b'\n';
            gap += 1;
            if gap > GAP {
                return None;
            }
        }
    }
}

/// Whether a byte may part a code.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/' | b'_' | b'\n' | b'\r')
}

fn fits(byte: u8, kind: u8) -> bool {
    match kind {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'0' => byte == b'0',
        _ => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
    }
}
