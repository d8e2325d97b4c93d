//! What redaction gives out: text that may leave, and what was replaced in it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::entity::Entity;
use crate::policy::Action;
use crate::token::TokenId;

/// A text whose records are stored: it may leave. Only an engine makes one.
///
/// It borrows the text when nothing was replaced.
#[must_use]
pub struct Redacted<'t> {
    text: Cow<'t, str>,
    replacements: Vec<Replacement>,
}

impl<'t> Redacted<'t> {
    pub(super) fn unchanged(text: &'t str) -> Redacted<'t> {
        Redacted {
            text: Cow::Borrowed(text),
            replacements: Vec::new(),
        }
    }

    pub(super) fn new(text: String, replacements: Vec<Replacement>) -> Redacted<'t> {
        Redacted {
            text: Cow::Owned(text),
            replacements,
        }
    }

    /// The text to send.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text to send, owned where something was replaced.
    #[must_use]
    pub fn into_text(self) -> Cow<'t, str> {
        self.text
    }

    /// What was replaced, in order.
    #[must_use]
    pub fn replacements(&self) -> &[Replacement] {
        &self.replacements
    }

    /// The tokens in the text, in order, with their labels: `EMAIL_qkzwmrtpx`.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        self.replacements
            .iter()
            .filter_map(|replacement| {
                let id = replacement.id?;
                Some(format!("{}_{id}", replacement.entity.token_label()))
            })
            .collect()
    }
}

impl fmt::Debug for Redacted<'_> {
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
    pub(super) id: Option<TokenId>,
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
        self.id
    }
}
