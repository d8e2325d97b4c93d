//! What keeps a stream that has failed from going on.

use crate::error::{Error, ErrorKind};

/// Holds from the first call that does not come to its end: by an error, a panic, or a future that was dropped.
#[derive(Debug, Default)]
pub(crate) struct Poison {
    broken: bool,
}

impl Poison {
    /// Before a call: an error when one before did not come to its end.
    #[inline]
    pub(crate) fn enter(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.broken, true) {
            return Err(ErrorKind::Poisoned.into());
        }
        Ok(())
    }

    /// At the end of a call.
    #[inline]
    pub(crate) fn leave(&mut self) {
        self.broken = false;
    }

    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }
}
