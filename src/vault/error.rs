//! Why a vault failed, as questions that a caller can act on.

use std::error::Error as StdError;
use std::fmt;

/// Why a vault could not do what it was asked. It holds no value and no key; backends are given neither.
#[derive(Debug)]
pub struct VaultError {
    kind: Kind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Stale,
    Conflict(Vec<usize>),
    Full,
    Unavailable,
    Refused(&'static str),
    Corrupt,
    Locked(u64),
}

impl VaultError {
    /// The scope's generation is gone: it was forgotten, and perhaps made again.
    #[must_use]
    pub fn stale() -> VaultError {
        Kind::Stale.into()
    }

    /// The entries at these places of the batch are bound to other bytes, which stay.
    #[must_use]
    pub fn conflict(places: Vec<usize>) -> VaultError {
        Kind::Conflict(places).into()
    }

    /// There is no room.
    #[must_use]
    pub fn full() -> VaultError {
        Kind::Full.into()
    }

    /// The backend is down, slow, or broke off: trying again may help.
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> VaultError {
        VaultError {
            kind: Kind::Unavailable,
            source: Some(source.into()),
        }
    }

    /// The backend is set up in a way that would lose or expose records; says how to mend it.
    #[must_use]
    pub fn refused(why: &'static str) -> VaultError {
        Kind::Refused(why).into()
    }

    /// What is stored is damaged.
    #[must_use]
    pub fn corrupt() -> VaultError {
        Kind::Corrupt.into()
    }

    /// The duty to keep forbids to erase before that time, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn locked(until: u64) -> VaultError {
        Kind::Locked(until).into()
    }

    /// With the error that the backend's driver gave.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> VaultError {
        self.source = Some(source.into());
        self
    }

    /// Whether the scope's generation is gone.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.kind == Kind::Stale
    }

    /// The places of the batch that are bound to other bytes.
    #[must_use]
    pub fn conflicts(&self) -> &[usize] {
        match &self.kind {
            Kind::Conflict(places) => places,
            _ => &[],
        }
    }

    /// Whether there is no room.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.kind == Kind::Full
    }

    /// Whether stored bytes are damaged.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        self.kind == Kind::Corrupt
    }

    /// Whether the duty to keep forbids it still.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.kind, Kind::Locked(_))
    }

    /// Whether trying the same again may help.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind == Kind::Unavailable
    }
}

impl From<Kind> for VaultError {
    fn from(kind: Kind) -> VaultError {
        VaultError { kind, source: None }
    }
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Stale => f.write_str("the scope was forgotten meanwhile"),
            Kind::Conflict(places) => {
                write!(f, "{} tokens are bound to other values", places.len())
            }
            Kind::Full => f.write_str("the vault is full; sweep it, or give it more room"),
            Kind::Unavailable => f.write_str("the vault cannot be reached"),
            Kind::Refused(why) => write!(f, "the vault cannot be used: {why}"),
            Kind::Corrupt => f.write_str("what the vault holds is damaged"),
            Kind::Locked(until) => write!(
                f,
                "a retention lock holds it until {}",
                super::clock::rfc3339(*until)
            ),
        }
    }
}

impl StdError for VaultError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
