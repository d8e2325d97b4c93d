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
/// bounds is cut, one inside a character is widened.
///
/// One that can fail, since it asks a model or a database, says so in [`try_find`](Recogniser::try_find): the call that
/// it was asked for fails then, and nothing is released. To report nothing instead would be to say that there is
/// nothing. A panic passes through to the caller, and releases nothing either. `examples/neural_recogniser.rs` plugs in
/// a neural model.
///
/// ```
/// use parda::{Engine, Entity, Hit, Key, MemoryVault, Recogniser, RecogniserError, Scanner};
///
/// struct Customers;
///
/// impl Recogniser for Customers {
///     fn entity(&self) -> Entity {
///         Entity::PERSON
///     }
///
///     fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
///         let _ = self.try_find(text, found);
///     }
///
///     fn try_find(&self, _: &str, _: &mut dyn FnMut(Hit)) -> Result<(), RecogniserError> {
///         Err(RecogniserError::new("the database does not answer"))
///     }
/// }
///
/// let scanner = Scanner::builder().recogniser(Customers).build()?;
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).scanner(scanner).build()?;
/// let error = engine.session("chat-42")?.redact("who is asha@example.com?").unwrap_err();
/// assert_eq!(error.failed_recogniser(), Some(Entity::PERSON));
/// # Ok::<(), parda::Error>(())
/// ```
pub trait Recogniser: Send + Sync {
    /// What it finds.
    fn entity(&self) -> Entity;

    /// Calls `found` for each hit in `text`, in any order.
    fn find(&self, text: &str, found: &mut dyn FnMut(Hit));

    /// As [`find`](Recogniser::find), for a recogniser that can fail; this is what a scan calls. What was found before
    /// an error is dropped.
    ///
    /// # Errors
    ///
    /// When it cannot say what is in the text. Unless overridden, never.
    fn try_find(&self, text: &str, found: &mut dyn FnMut(Hit)) -> Result<(), RecogniserError> {
        self.find(text, found);
        Ok(())
    }
}

/// Why a recogniser of the caller's own could not read a text.
///
/// It is a phrase of the program's, so that nothing of the text can be in it; what else there is to tell, a recogniser
/// logs itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RecogniserError(&'static str);

impl RecogniserError {
    /// With a phrase that ends a sentence: `"the model does not answer"`.
    #[must_use]
    pub const fn new(why: &'static str) -> RecogniserError {
        RecogniserError(why)
    }

    pub(crate) const fn why(self) -> &'static str {
        self.0
    }
}
