//! parda (पर्दा, "veil") finds personal data and credentials in a prompt, replaces each with a deterministic keyed
//! token, keeps the mapping in a vault, and puts the originals back into the model's response.

// Tests, benches and examples may; the library and the command line may not.
#![warn(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

pub mod chat;
pub mod entity;
pub mod error;
pub mod finding;
pub mod policy;
pub(crate) mod recognise;
pub(crate) mod resolve;
pub(crate) mod restore;
pub mod scan;
pub mod session;
pub mod stream;
pub mod token;
pub mod vault;

pub use entity::Entity;
pub use error::Error;
pub use finding::{Finding, Hit, Score};
pub use policy::{Action, Policy, Preset};
#[cfg(feature = "policy-file")]
pub use policy::{Complaint, PolicyFile};
pub use recognise::custom::{PatternRecogniser, Recogniser, Validator, WordListRecogniser};
pub use restore::{Delivery, Reason, Restored, Sink, Unresolved};
pub use scan::{Scanner, ScannerBuilder};
pub use session::{
    Engine, EngineBuilder, Guarded, Input, OutputPolicy, Receipt, Redacted, Replacement, Session,
};
pub use stream::{RedactStream, RestoreStream};
pub use token::key::Key;
pub use token::{IdLength, TokenId};
#[cfg(feature = "file")]
pub use vault::FileVault;
pub use vault::{AsyncVault, MemoryVault, Vault, VaultError};

#[cfg(test)]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::panic)]
#[path = "../tests/support/documents.rs"]
mod documents;
