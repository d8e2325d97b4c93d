//! What redaction gives out: text that may leave, and what was replaced in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::entity::Entity;
use crate::policy::Action;
use crate::token::TokenId;

/// What may leave: everything that was found in it is replaced, and the records are stored. Only an engine makes one.
///
/// A function that takes a `Redacted<T>` cannot be given a `T`: [`RedactedText`] is a text, and
/// `Redacted<`[`ChatRequest`](crate::chat::ChatRequest)`>` the body of a request.
#[must_use]
pub struct Redacted<T> {
    payload: T,
    replacements: Vec<Replacement>,
}

/// A text that may leave. It borrows the original when nothing was replaced.
pub type RedactedText<'t> = Redacted<Cow<'t, str>>;

impl<T> Redacted<T> {
    pub(crate) fn of(payload: T, replacements: Vec<Replacement>) -> Redacted<T> {
        Redacted {
            payload,
            replacements,
        }
    }

    /// What to send.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.payload
    }

    /// What to send, owned.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.payload
    }

    /// What was replaced, in order. Of several texts in one payload the ranges are those of the text, as it reads when
    /// its escapes are undone.
    #[must_use]
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    pub(crate) fn into_replacements(self) -> Vec<Replacement> {
        self.replacements
    }

    /// The tokens in it, in order, with their labels: `EMAIL_qkzwmrtpx`.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        self.replacements
            .iter()
            .filter_map(|replacement| {
                let id = replacement.id()?;
                Some(format!("{}_{id}", replacement.entity.token_label()))
            })
            .collect()
    }
}

impl<'t> Redacted<Cow<'t, str>> {
    pub(super) fn unchanged(text: &'t str) -> RedactedText<'t> {
        Redacted::of(Cow::Borrowed(text), Vec::new())
    }

    /// The text to send.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.payload
    }

    /// The text to send, owned where something was replaced.
    #[must_use]
    pub fn into_text(self) -> Cow<'t, str> {
        self.payload
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redacted")
            .field("replacements", &self.replacements)
            .finish_non_exhaustive()
    }
}

/// One replacement in a redacted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    pub(super) entity: Entity,
    pub(super) action: Action,
    pub(super) source: Range<usize>,
    pub(super) range: Range<usize>,
    pub(super) id: TokenId,
}

impl Replacement {
    /// What was found.
    #[must_use]
    pub fn entity(&self) -> Entity {
        self.entity
    }

    /// What was done to it.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// Where it stood in the original: UTF-8 bytes, end exclusive.
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.source.clone()
    }

    /// Where its replacement stands in the redacted text.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The token's id, where it is a token.
    #[must_use]
    pub fn id(&self) -> Option<TokenId> {
        self.id.some()
    }
}
