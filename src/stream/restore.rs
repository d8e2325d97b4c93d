//! A response restored as it comes.

use std::fmt;

use super::poison::Poison;
use crate::error::Error;
use crate::restore::{Core, Delivery, Unresolved};
use crate::session::Session;
use crate::{AsyncVault, Vault};

/// Restores a response piece by piece, with the outcome that
/// [`Session::deliver`] has for the whole.
///
/// Held back is only what may still become a token: at most 160 bytes, in plain text a word and the beginning of the
/// next. Text that cannot is released with the piece it came in, and the vault is asked only where a token is whole.
#[must_use]
pub struct RestoreStream<'s, V> {
    session: &'s Session<'s, V>,
    core: Core,
    poison: Poison,
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
            core: session.core(delivery, session.ids_now()?),
            poison: Poison::default(),
        })
    }

    /// Takes a piece and appends to `out` what is decided.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked or what it gave was changed; the stream may not be used then, and every further
    /// call is an error.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        if !self.core.pass(piece, out) {
            self.core.push(piece, false);
            self.session.release(&mut [(&mut self.core, out)])?;
        }
        self.poison.leave();
        Ok(())
    }

    /// Appends what was held back.
    ///
    /// # Errors
    ///
    /// As [`push`](RestoreStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.end(out)
    }

    /// As [`finish`](RestoreStream::finish), for who asks for the counts afterwards; every further call is an error.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub fn end(&mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.core.push("", true);
        self.session.release(&mut [(&mut self.core, out)])
    }
}

impl<'s, V: AsyncVault> RestoreStream<'s, V> {
    /// As [`new`](RestoreStream::new), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `new`.
    pub async fn new_async(
        session: &'s Session<'s, V>,
        delivery: &Delivery,
    ) -> Result<Self, Error> {
        Ok(RestoreStream {
            session,
            core: session.core(delivery, session.ids_now_async().await?),
            poison: Poison::default(),
        })
    }

    /// As [`push`](RestoreStream::push), over an asynchronous vault. A stream whose future was dropped may not be used
    /// any more.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn push_async(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        if !self.core.pass(piece, out) {
            self.core.push(piece, false);
            self.session
                .release_async(&mut [(&mut self.core, out)])
                .await?;
        }
        self.poison.leave();
        Ok(())
    }

    /// As [`finish`](RestoreStream::finish), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn finish_async(mut self, out: &mut String) -> Result<(), Error> {
        self.end_async(out).await
    }

    /// As [`end`](RestoreStream::end), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn end_async(&mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.core.push("", true);
        self.session
            .release_async(&mut [(&mut self.core, out)])
            .await
    }

    /// Takes a piece without the vault, where it holds no token. False where it must be pushed.
    #[cfg(feature = "async")]
    pub(crate) fn pass(&mut self, piece: &str, out: &mut String) -> bool {
        !self.poison.is_broken() && self.core.pass(piece, out)
    }
}

impl<V> RestoreStream<'_, V> {
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
            .field("poisoned", &self.poison.is_broken())
            .finish_non_exhaustive()
    }
}
