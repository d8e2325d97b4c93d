//! Restore: tokens in a response become the values again, in one pass.

mod deliver;
mod sink;
mod spelling;
pub(crate) mod tolerant;

pub(crate) use deliver::Core;
pub(crate) use sink::write_json;
pub use sink::{Delivery, Sink};

use crate::error::Error;
use crate::token::grammar::{self, Candidate};
use crate::token::{IdLength, TokenId};
use crate::vault::Answer;
use crate::vault::seal::{Opened, Sealer};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// A response with the values put back.
///
/// It borrows the response when nothing was. `Debug` shows neither text nor values.
#[must_use]
pub struct Restored<'t> {
    text: Cow<'t, str>,
    restored: usize,
    unresolved: Vec<Unresolved>,
}

impl<'t> Restored<'t> {
    pub(crate) fn delivered(text: String, restored: usize, unresolved: Vec<Unresolved>) -> Self {
        Restored {
            text: Cow::Owned(text),
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
            text: Cow::Borrowed(text),
            restored: 0,
            unresolved: Vec::new(),
        }
    }

    /// The text with the values in it: for the person whom they may be shown to.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// As [`expose`](Restored::expose), owned where something was restored.
    #[must_use]
    pub fn into_exposed(self) -> Cow<'t, str> {
        self.text
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
    /// It stands where it would be sent to others (a URL, a target, a tool's arguments), which was not granted.
    NotPermitted,
    /// Its label is that of another entity.
    LabelMismatch,
}

/// The tokens of a text, and the ids to ask the vault for.
pub(crate) struct Asked {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) ids: Vec<TokenId>,
}

/// Whether `text` can hold a token of any length: cheap, and without a scope's keys.
pub(crate) fn may_hold_tokens(text: &str) -> bool {
    IdLength::ALL
        .into_iter()
        .any(|length| grammar::find(text, length).next().is_some())
}

/// Finds what to ask for: each id once, and behind a suffixed id the one without.
pub(crate) fn ask(text: &str, length: IdLength) -> Asked {
    let candidates: Vec<Candidate> = grammar::find(text, length).collect();
    let mut ids: Vec<TokenId> = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        ids.push(candidate.id);
        if candidate.id.has_suffix() {
            ids.push(candidate.id.without_suffix());
        }
    }
    ids.sort_unstable();
    ids.dedup();
    Asked { candidates, ids }
}

/// Nothing is restored: the scope is not there.
pub(crate) fn all_unknown(text: &str, length: IdLength) -> Restored<'_> {
    let unresolved = grammar::find(text, length)
        .map(|candidate| Unresolved {
            range: candidate.range(),
            id: candidate.id,
            reason: Reason::Unknown,
        })
        .collect();
    Restored {
        unresolved,
        ..Restored::unchanged(text)
    }
}

/// The records that a vault gave, opened.
pub(crate) struct Answers {
    by_id: HashMap<TokenId, Opened>,
}

impl Answers {
    /// Opens what the vault gave for `ids`.
    pub(crate) fn open(ids: &[TokenId], sealed: Answer, sealer: &Sealer) -> Result<Answers, Error> {
        let by_id = ids
            .iter()
            .zip(sealed)
            .filter_map(|(id, sealed)| Some((*id, sealed?)))
            .map(|(id, sealed)| Ok((id, sealer.open(id, &sealed)?)))
            .collect::<Result<_, Error>>()?;
        Ok(Answers { by_id })
    }

    pub(crate) fn get(&self, id: TokenId) -> Option<&Opened> {
        self.by_id.get(&id)
    }
}

/// Puts the values into `text`. One pass: what is put in is not looked at again.
pub(crate) fn restore<'t>(text: &'t str, asked: &Asked, answers: &Answers) -> Restored<'t> {
    let mut out = String::new();
    let mut done = 0;
    let mut restored = 0;
    let mut unresolved = Vec::new();
    for candidate in &asked.candidates {
        let bare = candidate.id.without_suffix();
        let (opened, mut range) = match (answers.get(candidate.id), answers.get(bare)) {
            (Some(exact), _) => (exact, candidate.range()),
            // A suffix that was never issued is not part of the token; the value is the same without it.
            (None, Some(usual)) => (usual, candidate.start..candidate.bare_end()),
            (None, None) => {
                unresolved.push(Unresolved {
                    range: candidate.range(),
                    id: candidate.id,
                    reason: Reason::Unknown,
                });
                continue;
            }
        };
        let fence = range.start > done
            && text[..range.start].ends_with('[')
            && text[range.end..].starts_with(']');
        if opened.is_fenced() && fence {
            range = range.start - 1..range.end + 1;
        }
        if restored == 0 {
            let values: usize = answers.by_id.values().map(|o| o.expose().len()).sum();
            out.reserve(text.len() + values);
        }
        out.push_str(&text[done..range.start]);
        out.push_str(opened.expose());
        done = range.end;
        restored += 1;
    }
    let text = if restored == 0 {
        Cow::Borrowed(text)
    } else {
        out.push_str(&text[done..]);
        Cow::Owned(out)
    };
    Restored {
        text,
        restored,
        unresolved,
    }
}
