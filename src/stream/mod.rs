//! Streams: text that comes in pieces, redacted and restored as the whole would be.
//!
//! Neither does I/O or needs a runtime. What a stream yields does not depend on how the text was cut.

mod io;
mod redact;
mod restore;

pub use io::{RestoreReader, RestoreWriter};
pub use redact::RedactStream;
pub use restore::RestoreStream;
