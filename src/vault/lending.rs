//! Connections that are made when they are needed and kept: so many at most, each lent to one call at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::VaultError;

/// Places for connections `C`, and those that are kept.
pub(super) struct Lending<C> {
    most: usize,
    state: Mutex<State<C>>,
    freed: Condvar,
}

struct State<C> {
    idle: Vec<C>,
    /// Connections in use, and those that are being made.
    lent: usize,
}

impl<C> Lending<C> {
    /// So many places, one at least.
    pub(super) fn new(most: usize) -> Lending<C> {
        Lending {
            most: most.max(1),
            state: Mutex::new(State {
                idle: Vec::new(),
                lent: 0,
            }),
            freed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to one connection, with one that is open where there is one; `busy` is the error where none is free
    /// in time.
    pub(super) fn lend(
        &self,
        until: Instant,
        busy: &'static str,
    ) -> Result<Lent<'_, C>, VaultError> {
        let mut state = self.state();
        while state.lent >= self.most {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(VaultError::unavailable(busy));
            }
            state = self
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.lent += 1;
        Ok(Lent {
            kept: state.idle.pop(),
            lending: self,
        })
    }

    /// Drops the connections that nobody uses.
    #[cfg(feature = "redis")]
    pub(super) fn clear(&self) {
        self.state().idle.clear();
    }
}

/// Gives its place back when it is dropped, and the connection with it; where that was taken, the place alone.
pub(super) struct Lent<'l, C> {
    pub(super) kept: Option<C>,
    lending: &'l Lending<C>,
}

impl<C> Drop for Lent<'_, C> {
    fn drop(&mut self) {
        let mut state = self.lending.state();
        state.lent -= 1;
        state.idle.extend(self.kept.take());
        self.lending.freed.notify_one();
    }
}
