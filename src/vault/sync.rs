//! Locks and counters of the vaults: the standard library's, or those of a model checker that tries the orders in which
//! threads may meet.
//!
//! `RUSTFLAGS="--cfg shuttle" cargo test -p parda --lib vault::sync --target-dir target/shuttle`

#[cfg(not(all(test, shuttle)))]
pub(super) use std::sync::atomic::AtomicUsize;
#[cfg(not(all(test, shuttle)))]
pub(super) use std::sync::{Mutex, MutexGuard};

#[cfg(all(test, shuttle))]
pub(super) use shuttle::sync::atomic::AtomicUsize;
#[cfg(all(test, shuttle))]
pub(super) use shuttle::sync::{Mutex, MutexGuard};

#[cfg(all(test, shuttle))]
mod tests;
