//! Streams: text that comes in pieces, redacted and restored as the whole would be.
//!
//! Neither does I/O or needs a runtime. What a stream yields does not depend on how the text was cut.
//!
//! Over an asynchronous vault the methods that end in `_async` do the same; the feature `async` adds adaptors to the
//! traits of `futures-core` and `futures-io`, which every runtime knows or has a bridge to.

#[cfg(feature = "async")]
pub(crate) mod futures;
mod io;
pub(crate) mod poison;
mod redact;
mod restore;

#[cfg(feature = "async")]
pub use futures::{Transform, Transformed, TransformedReader};
pub use io::{RestoreReader, RestoreWriter};
pub use redact::RedactStream;
pub use restore::RestoreStream;
