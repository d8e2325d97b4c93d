//! A response restored as it comes.

use std::fmt;

use crate::Vault;
use crate::error::{Error, ErrorKind};
use crate::restore::{Core, Delivery, Unresolved};
use crate::session::Session;

/// Restores a response piece by piece, with the outcome that
/// [`Session::deliver`] has for the whole.
///
/// Held back is only what may still become a token: at most 160 bytes, in plain text a word and the beginning of the
/// next. Text that cannot is released with the piece it came in.
#[must_use]
pub struct RestoreStream<'s, V> {
    session: &'s Session<'s, V>,
    core: Core,
    poisoned: bool,
}

impl<'s, V: Vault> RestoreStream<'s, V> {
    /// A stream that goes to `delivery`.
    ///
    /// # Errors
    ///
    /// When the key is wrong or the vault cannot be asked.
    pub fn new(session: &'s Session<'s, V>, delivery: &Delivery) -> Result<Self, Error> {
        Ok(RestoreStream {
            session,
            core: session.core(delivery)?,
            poisoned: false,
        })
    }

    /// Takes a piece and appends to `out` what is decided.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked or what it gave was changed; the stream may not be used then, and every further
    /// call is an error.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.step(piece, false, out)
    }

    /// Appends what was held back.
    ///
    /// # Errors
    ///
    /// As [`push`](RestoreStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.flush(out)
    }

    pub(crate) fn flush(&mut self, out: &mut String) -> Result<(), Error> {
        self.step("", true, out)
    }

    fn step(&mut self, piece: &str, last: bool, out: &mut String) -> Result<(), Error> {
        if self.poisoned {
            return Err(ErrorKind::Poisoned.into());
        }
        self.core.push(piece, last);
        let answers = self.session.answers(self.core.ids());
        self.poisoned = answers.is_err();
        self.core.release(answers?.as_ref(), out);
        Ok(())
    }

    /// How many tokens were restored so far.
    #[must_use]
    pub fn restored(&self) -> usize {
        self.core.restored()
    }

    /// The token-shaped stretches that were left so far, with their places in the response.
    #[must_use]
    pub fn unresolved(&self) -> &[Unresolved] {
        self.core.unresolved()
    }

    /// Bytes that wait for more.
    #[must_use]
    pub fn held(&self) -> usize {
        self.core.held()
    }
}

impl<V> fmt::Debug for RestoreStream<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestoreStream")
            .field("held", &self.core.held())
            .field("poisoned", &self.poisoned)
            .finish_non_exhaustive()
    }
}
