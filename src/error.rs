//! The one error type: opaque, with questions one can ask; it never holds text that was scanned or restored.

use std::fmt;

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
    #[error("a scanner takes fewer than 65,535 recognisers; join word lists into one")]
    TooManyRecognisers,
    #[error("the policy cannot be used: {reason}{}", place(*.line, *.column))]
    PolicyFile {
        reason: String,
        line: usize,
        column: usize,
    },
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
