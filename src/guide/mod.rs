//! The guide, chapter by chapter. Every snippet compiles and runs with the tests.
//!
//! ```text
//!  your text ──► scan ──► recognise ──► resolve ──► tokenise ──► seal in vault ──► Redacted ──► model
//!                 one pass  bounded       overlaps,   HMAC over    one batched put   (only now
//!                           checks        policy      the value                      may it leave)
//!
//!  model ──► response ──► find tokens ──► verify ──► one batched get ──► policy of the sink ──► Restored ──► reader
//! ```
//!
//! | chapter | answers |
//! |---|---|
//! | [`quick_start`] | how do I put it around my call of a model? |
//! | [`concepts`] | what are entities, tokens, scopes, sinks? |
//! | [`policies`] | how do I say what is hidden, and how? |
//! | [`vaults`] | where do the values go, and who can read them? |
//! | [`streaming`] | what if the answer comes word by word? |
//! | [`performance`] | what does it cost, and how do I measure it? |
//! | [`operating`] | what do I watch in production? |
//! | [`threat_model`] | from whom does it protect, by what, and what is left over? |
//! | [`from_presidio`] | I have Presidio; what is what? |
//! | [`stability`] | what stays as it is between versions? |

#[doc = include_str!("quick_start.md")]
pub mod quick_start {}

#[doc = include_str!("concepts.md")]
pub mod concepts {}

#[doc = include_str!("policies.md")]
pub mod policies {}

#[doc = include_str!("vaults.md")]
pub mod vaults {}

#[doc = include_str!("streaming.md")]
pub mod streaming {}

#[doc = include_str!("performance.md")]
pub mod performance {}

#[doc = include_str!("operating.md")]
pub mod operating {}

#[doc = include_str!("../../docs/threat-model.md")]
pub mod threat_model {}

#[doc = include_str!("from_presidio.md")]
pub mod from_presidio {}

#[doc = include_str!("stability.md")]
pub mod stability {}
