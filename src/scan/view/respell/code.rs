//! Codes of letters and digits, PAN so far: with its parts apart, with the letters O and l among its digits, with small
//! letters that touch it.

use super::digits::{GLUE, place};
use super::{Proof, Respeller};
use std::ops::Range;

/// Letters, digits and letters of a PAN.
const HEAD: usize = 5;
const DIGITS: usize = 4;
const LENGTH: usize = 10;

impl Respeller<'_, '_> {
    /// Tries the code that is the word at `range`, or a part of it.
    pub(in crate::scan) fn code(&mut self, range: Range<usize>) {
        let bytes = self.cx.bytes();
        let word = &bytes[range.clone()];
        if !(LENGTH..=LENGTH + 2 * GLUE).contains(&word.len()) {
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
        if !head.iter().chain(tail).all(u8::is_ascii_uppercase)
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

    /// A PAN whose parts stand apart: five letters, the four digits at `at`, a letter.
    pub(super) fn apart(&mut self, at: usize) {
        let bytes = self.cx.bytes();
        let separator = |b: u8| matches!(b, b' ' | b'-' | b'.' | b'/' | b'\n');
        let left = usize::from(separator(self.cx.before(at)));
        let right = usize::from(separator(self.cx.byte(at + 4)));
        let (Some(letters), last) = ((at - left).checked_sub(5), at + 4 + right) else {
            return;
        };
        let holds = left + right > 0
            && bytes[letters..letters + 5]
                .iter()
                .all(u8::is_ascii_uppercase)
            && self.cx.byte(last).is_ascii_uppercase()
            && !self.cx.before(letters).is_ascii_alphanumeric()
            && !self.cx.byte(last + 1).is_ascii_alphanumeric();
        if !holds {
            return;
        }
        self.draft.clear();
        self.draft.copy(bytes, letters..letters + 5);
        self.draft.copy(bytes, at..at + 4);
        self.draft.copy(bytes, last..last + 1);
        // A value wrapped at a line's end is one value; words and numbers side by side are not.
        let wrapped =
            left + right == 1 && (self.cx.before(at) == b'\n' || self.cx.byte(at + 4) == b'\n');
        self.try_draft(if wrapped {
            Proof::Strong
        } else {
            Proof::Announced
        });
    }
}
