//! The one error type: opaque, with questions one can ask; it never holds text that was scanned or restored.

use std::fmt;
use std::path::PathBuf;

use crate::entity::Entity;
use crate::vault::VaultError;

/// Why a call failed. Nothing is released when one is returned.
///
/// It never holds prompt text, values, keys or tokens; `Display` says what, where and how to mend it.
pub struct Error(Box<ErrorKind>);

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum ErrorKind {
    #[error(
        "entity label {0:?} is not 2 to 32 characters of A-Z, 0-9 and _ that start with a letter"
    )]
    EntityLabel(String),
    #[error("the recogniser of {entity} cannot be used: {reason}")]
    Pattern {
        entity: &'static str,
        reason: String,
    },
    #[error("the recogniser of {entity} failed: {why}; nothing was released")]
    Recogniser {
        entity: Entity,
        /// The program's words, not the text's.
        why: &'static str,
    },
    #[error("a scanner takes fewer than 65,535 recognisers; join word lists into one")]
    TooManyRecognisers,
    #[error("the policy cannot be used: {reason}{}", place(*.line, *.column))]
    PolicyFile {
        reason: String,
        line: usize,
        column: usize,
    },
    #[error("the operating system has no randomness to give")]
    NoRandomness,
    #[error("line {0} of the key is not 64 hex digits")]
    KeyFormat(usize),
    #[error("the key is not random; make one with `parda init` or `openssl rand -hex 32`")]
    KeyWeak,
    #[error("the key provider gives no key: {0}")]
    KeyProvider(Box<dyn std::error::Error + Send + Sync>),
    #[error("the key provider gives a key that does not begin with the epochs of the key in use")]
    KeyReplaced,
    #[error("the key file {}: {}", .0.display(), .1)]
    KeyFile(PathBuf, #[source] std::io::Error),
    #[error("the key file {} has mode {:04o}; others may not read it: chmod 600", .0.display(), .1)]
    KeyFileOpen(PathBuf, u32),
    #[error("the scope was made with another key, or its header was changed")]
    WrongKey,
    #[error("a value could not be sealed")]
    Sealing,
    #[error("a stored value was changed, or was sealed with another key")]
    Tampered,
    #[error("the {0} is 1 to 256 bytes without control characters")]
    AccessName(&'static str),
    #[error("the audit could not be kept, so nothing was done: {0}")]
    Audit(Box<dyn std::error::Error + Send + Sync>),
    #[error("it was done, but the audit does not hold its end: {0}")]
    AuditAfter(Box<dyn std::error::Error + Send + Sync>),
    #[error("the audit log {}: {}", .0.display(), .1)]
    AuditLog(PathBuf, String),
    #[error("no grant lets this caller erase")]
    NoErasure,
    #[error("a scope name is 1 to 256 bytes")]
    ScopeName,
    #[error("an engine needs a {0}; give it one with the builder")]
    Missing(&'static str),
    #[error("policy blocks {0}")]
    Blocked(Entity),
    #[error("{what} is over the limit of {most}; {raise}")]
    Limit {
        what: &'static str,
        most: usize,
        raise: &'static str,
    },
    #[error(
        "no free token was found for a value: the scope holds too many for its ids; give new scopes longer ones with EngineBuilder::id_length"
    )]
    NoFreeToken,
    #[error("the scope was forgotten again and again while it was written to")]
    Unsettled,
    #[error("a value that was replaced is still in the text")]
    LeftOver,
    #[cfg(feature = "file")]
    #[error("the vault file {}: {}", .0.display(), .1)]
    VaultFile(PathBuf, String),
    #[error("not JSON at {pointer:?}, byte {at}: {what}")]
    Json {
        pointer: String,
        at: usize,
        what: &'static str,
    },
    #[error("the stream failed before and may not be used any more")]
    Poisoned,
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl Error {
    /// Whether the policy blocks what was found.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.blocked().is_some()
    }

    /// The entity that the policy blocks.
    #[must_use]
    pub fn blocked(&self) -> Option<Entity> {
        match *self.0 {
            ErrorKind::Blocked(entity) => Some(entity),
            _ => None,
        }
    }

    /// The entity whose recogniser, one of the caller's own, failed.
    #[must_use]
    pub fn failed_recogniser(&self) -> Option<Entity> {
        match *self.0 {
            ErrorKind::Recogniser { entity, .. } => Some(entity),
            _ => None,
        }
    }

    /// Whether trying the same again may help: the vault was down or busy, or a recogniser of the caller's own failed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            ErrorKind::Vault(error) => error.is_retryable(),
            kind => matches!(kind, ErrorKind::Unsettled | ErrorKind::Recogniser { .. }),
        }
    }

    /// Whether a limit was met: of the text, of findings, of the vault's room.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        match &*self.0 {
            ErrorKind::Vault(error) => error.is_full(),
            kind => matches!(kind, ErrorKind::Limit { .. } | ErrorKind::NoFreeToken),
        }
    }

    /// Whether the key is missing, malformed, or not the one that the scope was made with.
    #[must_use]
    pub fn is_key(&self) -> bool {
        matches!(
            *self.0,
            ErrorKind::KeyFormat(_)
                | ErrorKind::KeyWeak
                | ErrorKind::KeyProvider(_)
                | ErrorKind::KeyReplaced
                | ErrorKind::KeyFile(..)
                | ErrorKind::KeyFileOpen(..)
                | ErrorKind::WrongKey
                | ErrorKind::Missing("key")
        )
    }

    /// Whether the audit could not be kept. Nothing was restored or erased then, unless the error says that an erasure
    /// was done and only the record of its end is missing.
    #[must_use]
    pub fn is_audit(&self) -> bool {
        matches!(
            *self.0,
            ErrorKind::Audit(_) | ErrorKind::AuditAfter(_) | ErrorKind::AuditLog(..)
        )
    }

    /// Whether no grant lets the caller do it.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        matches!(*self.0, ErrorKind::NoErasure)
    }

    /// Whether something stored was changed by others, or is damaged.
    #[must_use]
    pub fn is_tampered(&self) -> bool {
        match &*self.0 {
            ErrorKind::Vault(error) => error.is_corrupt(),
            kind => matches!(kind, ErrorKind::Tampered),
        }
    }

    /// The vault's own error, where it is one.
    #[must_use]
    pub fn vault(&self) -> Option<&VaultError> {
        match &*self.0 {
            ErrorKind::Vault(error) => Some(error),
            _ => None,
        }
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Error {
        ErrorKind::Vault(error).into()
    }
}

/// Where in a file, where that is known; lines and columns count from 1.
fn place(line: usize, column: usize) -> String {
    match (line, column) {
        (0, _) => String::new(),
        (line, 0) => format!(" (line {line})"),
        (line, column) => format!(" (line {line}, column {column})"),
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({})", self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
