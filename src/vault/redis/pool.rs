//! Connections to the server: a few, made when they are needed and kept.

use std::time::{Duration, Instant};

use redis::{Connection, RedisError, RedisResult};

use crate::vault::VaultError;
use crate::vault::lending::Lending;

pub(super) struct Pool {
    client: redis::Client,
    lending: Lending<Connection>,
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

impl Pool {
    pub(super) fn new(client: redis::Client, limits: Limits) -> Pool {
        Pool {
            client,
            lending: Lending::new(limits.most),
            limits,
        }
    }

    /// Runs `call` on a connection. One that broke is replaced, and the call made once more: every call is safe to
    /// repeat. Waiting for a connection, making one and each answer take the patience at most.
    pub(super) fn run<T>(
        &self,
        asking: bool,
        call: &impl Fn(&mut Lane<'_>) -> RedisResult<T>,
    ) -> Result<T, Failure> {
        let once = |connection: &mut Connection| call(&mut Lane { connection, asking });
        let mut lent = self
            .lending
            .lend(
                Instant::now() + self.limits.patience,
                "all connections to the server are in use; give the vault more",
            )
            .map_err(Failure::Vault)?;
        let (mut connection, kept) = match lent.kept.take() {
            Some(kept) => (kept, true),
            None => (self.connect()?, false),
        };
        let mut outcome = once(&mut connection);
        let timed_out = outcome.as_ref().is_err_and(RedisError::is_timeout);
        if kept && !timed_out && outcome.as_ref().is_err_and(is_broken) {
            // The server was started anew, most likely, and what else is kept broke too.
            self.lending.clear();
            connection = self.connect()?;
            outcome = once(&mut connection);
        }
        // An answer that came too late must not be taken for the next call's.
        if !outcome.as_ref().is_err_and(is_broken) {
            lent.kept = Some(connection);
        }
        Ok(outcome?)
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

/// Whether the connection is of no further use.
pub(super) fn is_broken(error: &RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_connection_dropped()
}
