//! How a command fails: one line on stderr that says what, where and how to mend it, and an exit status.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// A failed command. It never holds scanned text.
pub(crate) struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    /// The work failed: exit status 1.
    pub(crate) fn work(message: impl fmt::Display) -> Failure {
        Failure {
            message: message.to_string(),
            status: 1,
        }
    }

    /// The command was used wrongly: exit status 2.
    pub(crate) fn usage(message: impl fmt::Display) -> Failure {
        Failure {
            message: message.to_string(),
            status: 2,
        }
    }

    /// Writes the message to stderr and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{red}parda:{red:#} {}", self.message);
        ExitCode::from(self.status)
    }
}

impl From<parda::Error> for Failure {
    fn from(error: parda::Error) -> Failure {
        Failure::work(error)
    }
}

/// Output that cannot be written: a closed pipe ends quietly, anything else is a failure.
pub(crate) fn output(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        Failure {
            message: "the reader of the output went away".to_owned(),
            status: 1,
        }
    } else {
        Failure::work(format_args!("cannot write the output: {error}"))
    }
}
