//! Chat payloads: requests are redacted and responses restored in place, byte for byte elsewhere.
//!
//! ```
//! use parda::{Delivery, Engine, Key, MemoryVault, Sink, chat};
//!
//! let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
//! let session = engine.session("conversation")?;
//! let request = r#"{"messages":[{"role":"user","content":"Write to asha@example.com"}]}"#;
//! let redacted = chat::redact_request(&session, request)?;
//! let said = redacted.body().split('"').find(|s| s.starts_with("Write to")).unwrap_or_default();
//! let response = format!(r#"{{"choices":[{{"message":{{"role":"assistant","content":"{said}"}}}}]}}"#);
//! let restored = chat::restore_response(&session, &response, &Delivery::to(Sink::Reader))?;
//! assert!(restored.expose().contains("Write to asha@example.com"));
//! # Ok::<(), parda::Error>(())
//! ```

mod anthropic;
mod calls;
mod event;
mod fidelity;
mod gemini;
pub(crate) mod json;
mod openai;
mod protocol_table;
mod request;
mod response;
mod rules;
mod spelled;
mod sse;

pub use fidelity::Fidelity;
pub use request::{ChatRequest, RedactedRequest, redact_request, redact_request_async};
pub use response::{restore_response, restore_response_async};
pub use sse::EventStream;

/// A few words for the system prompt that ask the model to keep tokens. Restore does not rely on it.
pub const KEEP_TOKENS: &str = "Words like EMAIL_abcdefghi stand for private values. Copy them exactly, letter for letter, when you refer to them.";

/// Texts of a stream that are joined from event to event, at most; what is beyond is restored event by event. Services
/// have a few choices and blocks.
const MOST_TEXTS: usize = 256;

/// The part of a streamed event that continues a text: which text, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delta {
    /// Names the text within the stream.
    channel: String,
    /// The tool whose arguments it continues.
    tool: Option<Tool>,
}

/// A tool whose arguments come in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tool {
    /// Its name, where the event has it.
    name: Option<String>,
    /// What an earlier event may have named it for.
    told_as: String,
    /// The arguments are JSON.
    json: bool,
}

/// What an event ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    Nothing,
    /// The texts whose channel begins so.
    Channels(Vec<String>),
    All,
}
