//! Restore: tokens in a response become the values again, in one pass.

mod deliver;
mod exact;
mod grant;
mod lane;
mod sink;
mod spelling;
mod tally;
pub(crate) mod tolerant;

pub(crate) use deliver::Core;
pub(crate) use exact::{Asked, ask, restore};
pub use grant::{Access, Grant, Grants};
pub(crate) use grant::{Shown, Warrant};
pub(crate) use sink::write_json;
pub use sink::{Delivery, Sink};
pub use tally::Tally;

use crate::error::Error;
use crate::token::grammar;
use crate::token::{IdLength, TokenId};
use crate::vault::Answer;
use crate::vault::seal::Opened;
use crate::wiped;
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A response with the values put back.
///
/// It borrows the response when nothing was. `Debug` shows neither text nor values.
#[must_use]
pub struct Restored<'t> {
    text: Exposed<'t>,
    restored: usize,
    unresolved: Vec<Unresolved>,
}

/// A text that may hold values: wiped when it is dropped, unless it was taken out.
struct Exposed<'t>(Cow<'t, str>);

impl Drop for Exposed<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(text) = &mut self.0 {
            wiped::wipe(text);
        }
    }
}

impl<'t> Restored<'t> {
    pub(crate) fn delivered(text: String, restored: usize, unresolved: Vec<Unresolved>) -> Self {
        Restored {
            text: Exposed(Cow::Owned(text)),
            restored,
            unresolved,
        }
    }

    pub(crate) fn left(text: &'t str, unresolved: Vec<Unresolved>) -> Self {
        Restored {
            unresolved,
            ..Restored::unchanged(text)
        }
    }

    pub(crate) fn unchanged(text: &'t str) -> Restored<'t> {
        Restored {
            text: Exposed(Cow::Borrowed(text)),
            restored: 0,
            unresolved: Vec::new(),
        }
    }

    /// The text with the values in it: for the person whom they may be shown to.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text.0
    }

    /// As [`expose`](Restored::expose), owned where something was restored. What is not taken out so is wiped when it
    /// is dropped; this is not.
    #[must_use]
    pub fn into_exposed(mut self) -> Cow<'t, str> {
        std::mem::take(&mut self.text.0)
    }

    /// How many tokens were restored.
    #[must_use]
    pub fn restored(&self) -> usize {
        self.restored
    }

    /// The token-shaped stretches that were left as they stand, in order. More than a few are the first sign of
    /// prompt injection.
    #[must_use]
    pub fn unresolved(&self) -> &[Unresolved] {
        &self.unresolved
    }
}

impl fmt::Debug for Restored<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restored")
            .field("restored", &self.restored)
            .field("unresolved", &self.unresolved)
            .finish_non_exhaustive()
    }
}

/// A token-shaped stretch that was left as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    range: Range<usize>,
    id: TokenId,
    reason: Reason,
}

impl Unresolved {
    /// Where it stands in the response: UTF-8 bytes, end exclusive.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> TokenId {
        self.id
    }

    /// Why it was left.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }
}

/// Why a token-shaped stretch was left as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// This scope did not issue it, or it has expired or was erased.
    Unknown,
    /// It stands where it would be sent to others (a URL, a target, a tool's arguments), or the caller asks for what
    /// no [grant](crate::Grant) gives.
    NotPermitted,
    /// Its label is that of another entity.
    LabelMismatch,
}

impl Reason {
    /// The reason in a word, as metrics and logs name it: `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Unknown => "unknown",
            Reason::NotPermitted => "not-permitted",
            Reason::LabelMismatch => "label-mismatch",
        }
    }
}

/// Where the first underscore is, which every token has.
pub(crate) fn first_sign(text: &str) -> Option<usize> {
    memchr::memchr(b'_', text.as_bytes())
}

/// Whether `text` can hold a token of any length: cheap, and without a scope's keys.
pub(crate) fn may_hold_tokens(text: &str) -> bool {
    grammar::any(text)
}

/// Whether `text` holds what [`deliver`](crate::Session::deliver) could read as a token of that length, or of any.
pub(crate) fn may_hold_spellings(text: &str, length: Option<IdLength>) -> bool {
    let holds = |length| tolerant::likely(text, length).next().is_some();
    match length {
        Some(length) => holds(length),
        None => IdLength::ALL.into_iter().any(holds),
    }
}

/// The records that a vault gave, opened, in the order of their ids.
#[derive(Default)]
pub(crate) struct Answers {
    /// Beside the others, which most responses do not have.
    first: Option<(TokenId, Arc<Opened>)>,
    others: Vec<(TokenId, Arc<Opened>)>,
}

impl Answers {
    /// Of a scope that is not there.
    pub(crate) fn none() -> Answers {
        Answers::default()
    }

    /// The records of `ids`, which are sorted: what the vault gave for each, opened by `open`.
    pub(crate) fn of(
        ids: &[TokenId],
        sealed: Answer,
        mut open: impl FnMut(TokenId, Box<[u8]>) -> Result<Arc<Opened>, Error>,
    ) -> Result<Answers, Error> {
        let mut answers = Answers::none();
        for (id, sealed) in ids.iter().zip(sealed) {
            let Some(sealed) = sealed else {
                continue;
            };
            let answer = (*id, open(*id, sealed)?);
            match &answers.first {
                None => answers.first = Some(answer),
                Some(_) => {
                    if answers.others.is_empty() {
                        answers.others.reserve_exact(ids.len() - 1);
                    }
                    answers.others.push(answer);
                }
            }
        }
        Ok(answers)
    }

    pub(crate) fn get(&self, id: TokenId) -> Option<&Opened> {
        self.at(self.place(id)?).map(|(_, opened)| opened)
    }

    /// Which of the records is that of `id`.
    fn place(&self, id: TokenId) -> Option<u32> {
        if self.first.as_ref()?.0 == id {
            return Some(0);
        }
        let other = self.others.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(other as u32 + 1)
    }

    /// The record at that place, and its id.
    fn at(&self, place: u32) -> Option<(TokenId, &Opened)> {
        let (id, opened) = match place.checked_sub(1) {
            None => self.first.as_ref()?,
            Some(other) => self.others.get(other as usize)?,
        };
        Some((*id, opened))
    }
}

/// What goes into a text in place of a token: the value, or its mask.
enum Put<'a> {
    Value(&'a str),
    Mask(Zeroizing<String>),
}

impl Put<'_> {
    /// What `warrant` shows of a value at `sink`; nothing where it shows nothing. Both are counted, so
    /// many times.
    #[inline]
    fn of<'a>(
        opened: &'a Opened,
        sink: &Sink,
        warrant: Option<&Warrant>,
        (tally, times): (&mut Tally, u64),
    ) -> Option<Put<'a>> {
        // Nobody reads the counts where nobody is asked.
        let Some(warrant) = warrant else {
            return Some(Put::Value(opened.expose()));
        };
        let label = opened.entity_label();
        match warrant.shows(label, sink) {
            Shown::Plain => {
                tally.count_restored(label, times);
                Some(Put::Value(opened.expose()))
            }
            Shown::Masked => {
                tally.count_masked(label, times);
                let mask = grant::masked(label, opened.expose());
                Some(Put::Mask(Zeroizing::new(mask)))
            }
            Shown::Not => {
                tally.count_denied(label, times);
                None
            }
        }
    }

    fn text(&self) -> &str {
        match self {
            Put::Value(text) => text,
            Put::Mask(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::check;

    fn id(length: IdLength) -> String {
        let mut letters = b"qkzwmrtpqkzwmrtp"[..length.letters() - 1].to_vec();
        letters.push(check::letter(&letters));
        String::from_utf8(letters).unwrap()
    }

    #[test]
    fn the_vault_is_asked_only_where_a_token_may_stand() {
        for length in IdLength::ALL {
            let id = id(length);
            let token = format!("to EMAIL_{id}.");
            assert!(may_hold_tokens(&token), "{token}");
            for spelled in [token.clone(), token.to_lowercase(), format!("email {id}")] {
                assert!(may_hold_spellings(&spelled, None), "{spelled}");
                for other in IdLength::ALL {
                    assert_eq!(may_hold_spellings(&spelled, Some(other)), other == length);
                }
            }
            for none in ["", "to whom", "A_B", &format!("write {id}"), &token[..9]] {
                assert!(!may_hold_tokens(none), "{none}");
                assert!(!may_hold_spellings(none, None), "{none}");
                assert!(!may_hold_spellings(none, Some(length)), "{none}");
            }
        }
    }

    #[test]
    fn what_was_restored_is_taken_out_as_it_is_and_not_shown() {
        let restored = || Restored::delivered("to asha@example.com".to_owned(), 1, Vec::new());
        assert_eq!(
            format!("{:?}", restored()),
            "Restored { restored: 1, unresolved: [], .. }"
        );
        let owned = restored().into_exposed();
        assert!(matches!(&owned, Cow::Owned(text) if text == "to asha@example.com"));
        let borrowed = Restored::unchanged("as it is").into_exposed();
        assert!(matches!(borrowed, Cow::Borrowed("as it is")));
    }
}
