//! The audit: a record of every restore, denial and erasure, kept before anything is given out.
//!
//! A record says who asked, what for, when, in which scope (a keyed hash of its name), how many values of which
//! entities went where, and how it ended. It never holds a value, a length or a token. [`AuditLog`] keeps records in a
//! file whose chain only the key's holder can continue; a service may keep them elsewhere with an [`Audit`] of its own.

mod chain;
mod log;
mod record;
mod verify;

pub use log::AuditLog;
pub use record::{AuditEvent, AuditRecord, Outcome};
pub use verify::{AuditProblem, AuditReport};

pub(crate) use chain::ScopeHash;

use std::error::Error as StdError;
use std::sync::Arc;

/// Where records of the audit go.
///
/// It is called before values are given out and before anything is erased; when it fails, the call fails and nothing
/// is given out. It is called on the thread that restores, in asynchronous code too: one that waits for a network should
/// write to a queue that is as safe.
///
/// ```
/// use parda::audit::{Audit, AuditRecord};
/// use std::sync::Mutex;
///
/// struct Lines(Mutex<Vec<String>>);
///
/// impl Audit for Lines {
///     fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
///         self.0.lock().map_err(|_| "poisoned")?.push(record.to_json());
///         Ok(())
///     }
/// }
/// ```
pub trait Audit: Send + Sync {
    /// Keeps a record. `Ok` means that it will be there whatever happens next.
    ///
    /// # Errors
    ///
    /// When it cannot be kept; the error is shown to the caller, so it must not hold what he may not see.
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>>;
}

impl<A: Audit + ?Sized> Audit for Arc<A> {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>> {
        (**self).append(record)
    }
}

impl<A: Audit + ?Sized> Audit for Box<A> {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>> {
        (**self).append(record)
    }
}

/// The first, and then the second: a file and somewhere else. When either fails, nothing is given out.
impl<A: Audit, B: Audit> Audit for (A, B) {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self.0.append(record)?;
        self.1.append(record)
    }
}

/// Sends records to `tracing` as events of the target `parda::audit`, beside a log that keeps them: nobody says whether
/// a subscriber did.
///
/// ```
/// use parda::audit::TracingAudit;
/// use parda::{AuditLog, Engine, Key, MemoryVault};
///
/// # fn main() -> Result<(), parda::Error> {
/// # let path = std::env::temp_dir().join(format!("parda-doc-{}.log", std::process::id()));
/// let key = Key::generate()?;
/// let log = AuditLog::open(&path, &key)?;
/// let engine = Engine::builder().key(key).vault(MemoryVault::new()).audit((log, TracingAudit)).build()?;
/// # let _ = (engine, std::fs::remove_file(path));
/// # Ok(()) }
/// ```
#[cfg(feature = "tracing")]
#[derive(Clone, Copy, Debug)]
pub struct TracingAudit;

#[cfg(feature = "tracing")]
impl Audit for TracingAudit {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>> {
        tracing::info!(
            target: "parda::audit",
            event = record.event().name(),
            outcome = record.outcome().name(),
            caller = record.caller(),
            purpose = record.purpose(),
            record = %record.to_json(),
        );
        Ok(())
    }
}
