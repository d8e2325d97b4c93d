//! A text redacted as it comes.
//!
//! A finding depends on what surrounds it: the words before, the line, a key that spans lines. So text is redacted
//! paragraph by paragraph: a piece is cut only at a blank line, or at a line end once it is long, and never inside
//! armour (`-----BEGIN` to `-----END`). The cut depends on the text alone, so the outcome does not depend on how it
//! came. A value that is broken across a cut is not joined; a blank line breaks it for a reader too.

use std::fmt;

use super::poison::Poison;
use crate::error::{Error, ErrorKind};
use crate::session::Session;
use crate::wiped;
use crate::{AsyncVault, Vault};

/// From this length a piece ends at the next line end.
const LONG: usize = 16 << 10;
/// A piece that has no line end by this length is refused, armour included: 1 MiB.
const MOST: usize = 1 << 20;

/// Redacts a text piece by piece. Each release is final: what was released never changes.
///
/// Held back is the paragraph that is not yet whole, at most 1 MiB.
#[must_use]
pub struct RedactStream<'s, V> {
    session: &'s Session<'s, V>,
    buffer: String,
    /// Up to here the buffer was released.
    taken: usize,
    /// Up to here its lines were looked at for a place to cut.
    seen: usize,
    /// Up to here there is no line end that was not.
    read: usize,
    armour: bool,
    /// Bytes of the paragraphs so far: one that comes twice comes after more of them.
    before: u64,
    poison: Poison,
}

impl<'s, V> RedactStream<'s, V> {
    /// A stream into the session's scope.
    pub fn new(session: &'s Session<'s, V>) -> Self {
        RedactStream {
            session,
            buffer: String::new(),
            taken: 0,
            seen: 0,
            read: 0,
            armour: false,
            before: 0,
            poison: Poison::default(),
        }
    }

    /// Where the next piece ends, once that is known.
    fn cut(&mut self) -> Option<usize> {
        while let Some(length) = memchr::memchr(b'\n', &self.buffer.as_bytes()[self.read..]) {
            let end = self.read + length + 1;
            let line = &self.buffer[self.seen..end];
            (self.seen, self.read) = (end, end);
            if line.contains("-----BEGIN ") {
                self.armour = true;
            }
            if line.contains("-----END ") {
                self.armour = false;
            }
            let blank = line.trim().is_empty();
            let long = end - self.taken;
            let enough = (!self.armour && (blank || long >= LONG)) || long >= MOST;
            if enough {
                return Some(end);
            }
        }
        self.read = self.buffer.len();
        None
    }

    /// The paragraph up to `end`.
    fn paragraph(&self, end: usize) -> Result<&str, Error> {
        if end - self.taken > MOST {
            return Err(ErrorKind::Limit {
                what: "a paragraph in bytes",
                most: MOST,
                raise: "put line breaks into it, or redact the whole with Session::redact",
            }
            .into());
        }
        Ok(&self.buffer[self.taken..end])
    }

    fn take_to(&mut self, end: usize) {
        self.before += (end - self.taken) as u64;
        self.taken = end;
    }

    /// Drops what was released, once for all paragraphs of a piece: to move the rest for each would take long where
    /// there are many. What is left must not be more than a paragraph may be.
    fn settle(&mut self) -> Result<(), Error> {
        self.buffer.drain(..self.taken);
        self.seen -= self.taken;
        self.read -= self.taken;
        self.taken = 0;
        self.paragraph(self.buffer.len()).map(drop)
    }
}

impl<V: Vault> RedactStream<'_, V> {
    /// Takes a piece and appends to `out` the redacted paragraphs that are whole.
    ///
    /// # Errors
    ///
    /// As [`Session::redact`], and when 1 MiB came without a place to cut; nothing of the paragraph is released, and
    /// every further call is an error.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        wiped::push(&mut self.buffer, piece);
        while let Some(end) = self.cut() {
            self.release(end, out)?;
        }
        self.settle()?;
        self.poison.leave();
        Ok(())
    }

    /// Appends the rest.
    ///
    /// # Errors
    ///
    /// As [`push`](RedactStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.release(self.buffer.len(), out)
    }

    fn release(&mut self, end: usize, out: &mut String) -> Result<(), Error> {
        let paragraph = self.paragraph(end)?;
        let redacted = self.session.redact_after(paragraph, self.before)?;
        out.push_str(redacted.text());
        drop(redacted);
        self.take_to(end);
        Ok(())
    }
}

impl<V: AsyncVault> RedactStream<'_, V> {
    /// As [`push`](RedactStream::push), over an asynchronous vault. A stream whose future was dropped may not be used
    /// any more.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn push_async(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        wiped::push(&mut self.buffer, piece);
        while let Some(end) = self.cut() {
            self.release_async(end, out).await?;
        }
        self.settle()?;
        self.poison.leave();
        Ok(())
    }

    /// As [`finish`](RedactStream::finish), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `push`.
    pub async fn finish_async(mut self, out: &mut String) -> Result<(), Error> {
        self.poison.enter()?;
        self.release_async(self.buffer.len(), out).await
    }

    async fn release_async(&mut self, end: usize, out: &mut String) -> Result<(), Error> {
        let paragraph = self.paragraph(end)?;
        let redacted = self
            .session
            .redact_after_async(paragraph, self.before)
            .await?;
        out.push_str(redacted.text());
        drop(redacted);
        self.take_to(end);
        Ok(())
    }
}

impl<V> Drop for RedactStream<'_, V> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.buffer);
    }
}

impl<V> fmt::Debug for RedactStream<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedactStream")
            .field("held", &self.buffer.len())
            .field("poisoned", &self.poison.is_broken())
            .finish_non_exhaustive()
    }
}
