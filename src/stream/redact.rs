//! A text redacted as it comes.
//!
//! A finding depends on what surrounds it: the words before, the line, a key that spans lines. So text is redacted
//! paragraph by paragraph: a piece is cut only at a blank line, or at a line end once it is long, and never inside
//! armour (`-----BEGIN` to `-----END`). The cut depends on the text alone, so the outcome does not depend on how it
//! came. A value that is broken across a cut is not joined; a blank line breaks it for a reader too.

use std::fmt;

use crate::Vault;
use crate::error::{Error, ErrorKind};
use crate::session::Session;

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
    /// Up to here the buffer was looked through for a place to cut.
    seen: usize,
    armour: bool,
    poisoned: bool,
}

impl<'s, V: Vault> RedactStream<'s, V> {
    /// A stream into the session's scope.
    pub fn new(session: &'s Session<'s, V>) -> Self {
        RedactStream {
            session,
            buffer: String::new(),
            seen: 0,
            armour: false,
            poisoned: false,
        }
    }

    /// Takes a piece and appends to `out` the redacted paragraphs that are whole.
    ///
    /// # Errors
    ///
    /// As [`Session::redact`], and when 1 MiB came without a place to cut; nothing of the paragraph is released, and
    /// every further call is an error.
    pub fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Error> {
        self.guard(|stream| {
            stream.buffer.push_str(piece);
            while let Some(end) = stream.cut() {
                stream.release(end, out)?;
            }
            Ok(())
        })
    }

    /// Appends the rest.
    ///
    /// # Errors
    ///
    /// As [`push`](RedactStream::push).
    pub fn finish(mut self, out: &mut String) -> Result<(), Error> {
        self.guard(|stream| stream.release(stream.buffer.len(), out))
    }

    fn guard(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        if self.poisoned {
            return Err(ErrorKind::Poisoned.into());
        }
        self.poisoned = true;
        work(self)?;
        self.poisoned = false;
        Ok(())
    }

    /// Where the first piece ends, once that is known.
    fn cut(&mut self) -> Option<usize> {
        while let Some(length) = memchr::memchr(b'\n', &self.buffer.as_bytes()[self.seen..]) {
            let end = self.seen + length + 1;
            let line = &self.buffer[self.seen..end];
            self.seen = end;
            if line.contains("-----BEGIN ") {
                self.armour = true;
            }
            if line.contains("-----END ") {
                self.armour = false;
            }
            let blank = line.trim().is_empty();
            let enough = (!self.armour && (blank || end >= LONG)) || end >= MOST;
            if enough {
                return Some(end);
            }
        }
        None
    }

    fn release(&mut self, end: usize, out: &mut String) -> Result<(), Error> {
        if end > MOST || self.buffer.len() - self.seen > MOST {
            return Err(ErrorKind::Limit {
                what: "a paragraph in bytes",
                most: MOST,
            }
            .into());
        }
        let redacted = self.session.redact(&self.buffer[..end])?;
        out.push_str(redacted.text());
        drop(redacted);
        self.buffer.drain(..end);
        self.seen = 0;
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
            .field("poisoned", &self.poisoned)
            .finish_non_exhaustive()
    }
}
