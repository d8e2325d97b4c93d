//! Recognisers that a service brings: a pattern, a word list, or any code behind the [`Recogniser`] trait.

mod pattern;
mod words;

pub use pattern::{PatternRecogniser, Validator};
pub use words::WordListRecogniser;

pub(crate) use pattern::PatternSet;

use crate::entity::Entity;
use crate::finding::Hit;

/// A recogniser of the caller's own: a neural model, a database of customers, a grammar.
///
/// It is given the whole text of each call and reports byte ranges of it. Ranges are checked: one that is out of
/// bounds is cut, one inside a character is widened. A panic passes through to the caller, and nothing is released: that
/// is how a recogniser fails. `examples/neural_recogniser.rs` plugs in a neural model, and fails so without a panic's noise.
pub trait Recogniser: Send + Sync {
    /// What it finds.
    fn entity(&self) -> Entity;

    /// Calls `found` for each hit in `text`, in any order.
    fn find(&self, text: &str, found: &mut dyn FnMut(Hit));
}
