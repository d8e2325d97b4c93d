//! parda (पर्दा, "veil") finds personal data and credentials in a prompt, replaces each with a deterministic keyed
//! token, keeps the mapping in a vault, and puts the originals back into the model's response.
//!
//! Begin with the [guide]: [quick start](guide::quick_start), [concepts](guide::concepts), [policies](guide::policies),
//! [vaults](guide::vaults), [streaming](guide::streaming), [performance](guide::performance),
//! [operating](guide::operating), [threat model](guide::threat_model), [from Presidio](guide::from_presidio),
//! [what stays stable](guide::stability).
//!
//! ```
//! use parda::{Delivery, Engine, Key, MemoryVault, Sink};
//!
//! let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
//! let session = engine.session("chat-42")?;
//! let prompt = session.redact("Write to asha@example.com")?;
//! let reply = prompt.text().to_owned(); // of the model
//! assert_eq!(session.deliver(&reply, &Delivery::to(Sink::Reader))?.expose(), "Write to asha@example.com");
//! # Ok::<(), parda::Error>(())
//! ```
//!
//! | feature | adds |
//! |---|---|
//! | (none) | the whole engine, the memory vault, chat payloads, streams |
//! | `names` (default) | names of people: the model and its word table, 1.7 MB |
//! | `async` | adaptors of the streams to `futures_core::Stream` and `futures_io::AsyncRead` |
//! | `file` | `FileVault`: SQLite, compiled in |
//! | `redis` | `RedisVault` |
//! | `postgres` | `PostgresVault` |
//! | `tls` | encrypted connections of those two |
//! | `policy-file` | policies from TOML and JSON |
//! | `metrics`, `tracing` | [what an operator may know](observe) |
//! | `conformance` | the suite that a vault of one's own must pass |

// Tests, benches and examples may; the library and the command line may not.
#![warn(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

pub mod audit;
pub mod chat;
pub mod entity;
pub mod error;
pub mod finding;
pub mod guide;
pub mod observe;
pub mod policy;
pub(crate) mod recognise;
pub(crate) mod resolve;
pub(crate) mod restore;
pub mod scan;
pub mod session;
mod simd;
pub mod stream;
pub mod token;
pub mod vault;
pub(crate) mod wiped;

pub use audit::{Audit, AuditLog, AuditRecord};
pub use entity::Entity;
pub use error::Error;
pub use finding::{Finding, Hit, Score};
pub use policy::{Action, Policy, Preset};
#[cfg(feature = "policy-file")]
pub use policy::{Complaint, PolicyFile};
pub use recognise::custom::{
    PatternRecogniser, Recogniser, RecogniserError, Validator, WordListRecogniser,
};
pub use restore::{Access, Delivery, Grant, Grants, Reason, Restored, Sink, Tally, Unresolved};
pub use scan::{Scanner, ScannerBuilder};
pub use session::{
    Engine, EngineBuilder, Governed, Guarded, Input, Open, OutputPolicy, Receipt, Redacted,
    RedactedText, Replacement, RetentionLocks, Session,
};
pub use stream::{RedactStream, RestoreStream};
pub use token::key::Key;
pub use token::provider::{KeyEnvironment, KeyFile, KeyProvider};
pub use token::{IdLength, TokenId};
#[cfg(feature = "file")]
pub use vault::FileVault;
pub use vault::{AsyncVault, MemoryVault, Vault, VaultError};

/// The README's Rust compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// So does that of the documents.
#[cfg(doctest)]
#[doc = include_str!("../docs/access-and-audit.md")]
struct AccessAndAudit;

#[cfg(test)]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::panic)]
#[path = "../tests/support/documents.rs"]
mod documents;

/// Checks every level of vectors against its scalar twin: for the fuzz target of that name only.
#[cfg(fuzzing)]
#[doc(hidden)]
pub fn simd_levels_agree(bytes: &[u8]) {
    let _ = simd::levels_agree(bytes);
}
