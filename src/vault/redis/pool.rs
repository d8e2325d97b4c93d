//! Connections to the server: a few, made when they are needed and kept.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use redis::{Connection, RedisError, RedisResult};

use crate::vault::VaultError;

pub(super) struct Pool {
    client: redis::Client,
    state: Mutex<State>,
    freed: Condvar,
    limits: Limits,
}

/// What a vault may use of a server.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Connections at most.
    pub(super) most: usize,
    /// The longest wait for a connection, and for an answer.
    pub(super) patience: Duration,
}

/// A connection, for the time of one call.
pub(super) struct Lane<'c> {
    connection: &'c mut Connection,
    /// Whether each command is announced as one for a slot that is on its way to this node.
    asking: bool,
}

impl Lane<'_> {
    /// Before each command that is for a slot on its way here.
    pub(super) fn announce(&mut self) -> RedisResult<()> {
        if self.asking {
            redis::cmd("ASKING").exec(self.connection)?;
        }
        Ok(())
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection
    }
}

/// Why a call gave nothing: what the server or the wire to it said, or that it was not asked.
pub(super) enum Failure {
    Server(RedisError),
    Vault(VaultError),
}

impl From<RedisError> for Failure {
    fn from(error: RedisError) -> Failure {
        Failure::Server(error)
    }
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    /// Connections in use, and those that are being made.
    lent: usize,
}

impl Pool {
    pub(super) fn new(client: redis::Client, limits: Limits) -> Pool {
        Pool {
            client,
            state: Mutex::default(),
            freed: Condvar::new(),
            limits,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `call` on a connection. One that broke is replaced, and the call made once more: every call is safe to
    /// repeat. Waiting for a connection, making one and each answer take the patience at most.
    pub(super) fn run<T>(
        &self,
        asking: bool,
        call: &impl Fn(&mut Lane<'_>) -> RedisResult<T>,
    ) -> Result<T, Failure> {
        let once = |connection: &mut Connection| call(&mut Lane { connection, asking });
        let mut lent = self.lend().map_err(Failure::Vault)?;
        let (mut connection, kept) = match lent.connection.take() {
            Some(kept) => (kept, true),
            None => (self.connect()?, false),
        };
        let mut outcome = once(&mut connection);
        let timed_out = outcome.as_ref().is_err_and(RedisError::is_timeout);
        if kept && !timed_out && outcome.as_ref().is_err_and(is_broken) {
            // The server was started anew, most likely, and what else is kept broke too.
            self.state().idle.clear();
            connection = self.connect()?;
            outcome = once(&mut connection);
        }
        // An answer that came too late must not be taken for the next call's.
        if !outcome.as_ref().is_err_and(is_broken) {
            lent.connection = Some(connection);
        }
        Ok(outcome?)
    }

    /// The right to one connection, with one that is open where there is one.
    fn lend(&self) -> Result<Lent<'_>, VaultError> {
        let until = Instant::now() + self.limits.patience;
        let mut state = self.state();
        while state.lent >= self.limits.most.max(1) {
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

    fn connect(&self) -> Result<Connection, Failure> {
        let patience = self.limits.patience;
        let mut connection = self.client.get_connection_with_timeout(patience)?;
        connection.set_read_timeout(Some(patience))?;
        connection.set_write_timeout(Some(patience))?;
        let memory: String = redis::cmd("INFO").arg("memory").query(&mut connection)?;
        let policy = memory
            .lines()
            .find_map(|line| line.trim().strip_prefix("maxmemory_policy:"));
        if policy != Some("noeviction") {
            return Err(Failure::Vault(VaultError::refused(
                "the Redis server may evict keys; set its maxmemory-policy to noeviction",
            )));
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
pub(super) fn is_broken(error: &RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_connection_dropped()
}
