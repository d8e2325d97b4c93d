//! Connections to the server: a few, made when they are needed and kept.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::Connection;

use super::translate;
use crate::vault::VaultError;

pub(super) struct Pool {
    client: redis::Client,
    state: Mutex<State>,
    freed: Condvar,
    pub(super) most: usize,
    pub(super) patience: Duration,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// Connections in use, and those that are being made.
    lent: usize,
}

impl Pool {
    pub(super) fn new(client: redis::Client, most: usize, patience: Duration) -> Pool {
        Pool {
            client,
            state: Mutex::default(),
            freed: Condvar::new(),
            most,
            patience,
        }
    }

    /// With a setting changed; what is open was opened with the old one, and goes.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Pool)) -> Pool {
        change(&mut self);
        self.state = Mutex::default();
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `call` on a connection. One that broke is replaced, and the call made once more: every call is safe to
    /// repeat. Waiting for a connection, making one and each answer take the patience at most.
    pub(super) fn run<T>(
        &self,
        call: impl Fn(&mut Connection) -> redis::RedisResult<T>,
    ) -> Result<T, VaultError> {
        let mut lent = self.lend()?;
        let (mut connection, kept) = match lent.connection.take() {
            Some(kept) => (kept, true),
            None => (self.connect()?, false),
        };
        let mut outcome = call(&mut connection);
        let timed_out = outcome.as_ref().is_err_and(redis::RedisError::is_timeout);
        if kept && !timed_out && outcome.as_ref().is_err_and(is_broken) {
            // The server was started anew, most likely, and what else is kept broke too.
            self.state().idle.clear();
            connection = self.connect()?;
            outcome = call(&mut connection);
        }
        // An answer that came too late must not be taken for the next call's.
        if !outcome.as_ref().is_err_and(is_broken) {
            lent.connection = Some(connection);
        }
        outcome.map_err(translate)
    }

    /// The right to one connection, with one that is open where there is one.
    fn lend(&self) -> Result<Lent<'_>, VaultError> {
        let until = Instant::now() + self.patience;
        let mut state = self.state();
        while state.lent >= self.most.max(1) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(VaultError::unavailable(
                    "all connections to the server are in use; give the vault more",
                ));
            }
            state = self
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        state.lent += 1;
        Ok(Lent {
            connection: state.idle.pop(),
            pool: self,
        })
    }

    fn connect(&self) -> Result<Connection, VaultError> {
        let mut connection = self
            .client
            .get_connection_with_timeout(self.patience)
            .map_err(translate)?;
        let wait = Some(self.patience);
        connection.set_read_timeout(wait).map_err(translate)?;
        connection.set_write_timeout(wait).map_err(translate)?;
        let memory: String = redis::cmd("INFO")
            .arg("memory")
            .query(&mut connection)
            .map_err(translate)?;
        let policy = memory
            .lines()
            .find_map(|line| line.trim().strip_prefix("maxmemory_policy:"));
        if policy != Some("noeviction") {
            return Err(VaultError::refused(
                "the Redis server may evict keys; set its maxmemory-policy to noeviction",
            ));
        }
        Ok(connection)
    }
}

/// Gives its place back when it is dropped, and the connection where it is still good.
struct Lent<'p> {
    connection: Option<Connection>,
    pool: &'p Pool,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.lent -= 1;
        state.idle.extend(self.connection.take());
        self.pool.freed.notify_one();
    }
}

/// Whether the connection is of no further use.
fn is_broken(error: &redis::RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_connection_dropped()
}
