//! The Redis vault: sealed records in a Redis server, for many processes and machines to share.
//!
//! A scope is one hash, `parda:{address}`: the field `h` holds the header, each id its end and its sealed value. So a
//! scope sits on one node of a cluster, every call is one script and one round trip, and forgetting is one `DEL`.

mod pool;
mod scripts;

use std::fmt;
use std::time::Duration;

use redis::{Script, ScriptInvocation};

use self::pool::Pool;
use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};
use crate::token::TokenId;

/// A vault in a Redis server (5 or later), or one that speaks its language.
///
/// How durable a record is depends on the server: with `appendfsync always` an `Ok` is on disk, with `everysec` a
/// crash may lose the last second. A server that may evict keys is refused: an evicted mapping is a lost one.
///
/// Where all records of a scope have an end, the server removes the scope a day after the last of them, swept or not.
pub struct RedisVault {
    pool: Pool,
    clock: Clock,
}

/// The longest wait for a connection, and for an answer, unless set otherwise.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections at most, unless set otherwise.
const CONNECTIONS: usize = 8;

/// Ends are sixteen digits, so that they compare as text. This one is never.
const NEVER: u64 = 9_999_999_999_999_999;

impl RedisVault {
    /// Connects to `redis://[user][:password@]host[:port][/database]`, or to `rediss://...` with TLS where the feature
    /// `tls` is on; the server's certificate is checked against the system's roots then.
    ///
    /// # Errors
    ///
    /// When the address is not one, the server cannot be reached or refuses the credentials, or may evict keys.
    pub fn open(url: &str) -> Result<RedisVault, VaultError> {
        #[cfg(feature = "tls")]
        super::tls::provide();
        RedisVault::of(redis::Client::open(url).map_err(translate)?)
    }

    /// As [`open`](RedisVault::open) of a `rediss://` address, with roots or a certificate of one's own.
    ///
    /// # Errors
    ///
    /// As `open`, and when a certificate cannot be read.
    #[cfg(feature = "tls")]
    pub fn open_tls(url: &str, tls: &super::Tls) -> Result<RedisVault, VaultError> {
        super::tls::provide();
        let client = redis::Client::build_with_tls(url, tls.for_redis()).map_err(translate)?;
        if !matches!(
            client.get_connection_info().addr(),
            redis::ConnectionAddr::TcpTls { .. }
        ) {
            return Err(VaultError::refused(
                "the address asks for no TLS: begin it with rediss://",
            ));
        }
        RedisVault::of(client)
    }

    fn of(client: redis::Client) -> Result<RedisVault, VaultError> {
        let vault = RedisVault {
            pool: Pool::new(client, CONNECTIONS, PATIENCE),
            clock: Clock::system(),
        };
        vault
            .pool
            .run(|connection| redis::cmd("PING").query::<String>(connection))?;
        Ok(vault)
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> RedisVault {
        self.clock = clock;
        self
    }

    /// With another longest wait, for a connection and for an answer; five seconds unless set.
    #[must_use]
    pub fn patience(self, patience: Duration) -> RedisVault {
        RedisVault {
            pool: self.pool.with(|pool| pool.patience = patience),
            ..self
        }
    }

    /// With at most that many connections, one at least; eight unless set. As many calls run at once, others wait.
    #[must_use]
    pub fn connections(self, most: usize) -> RedisVault {
        RedisVault {
            pool: self.pool.with(|pool| pool.most = most.max(1)),
            ..self
        }
    }

    fn run<T: redis::FromRedisValue>(
        &self,
        script: &Script,
        scope: &ScopeAddress,
        arguments: impl Fn(&mut ScriptInvocation<'_>),
    ) -> Result<T, VaultError> {
        self.pool.run(|connection| {
            let mut invocation = script.prepare_invoke();
            invocation.key(key(scope));
            arguments(&mut invocation);
            invocation.invoke(connection)
        })
    }

    /// The addresses of all scopes, in order.
    fn addresses(&self) -> Result<Vec<ScopeAddress>, VaultError> {
        let mut addresses = Vec::new();
        let mut cursor = 0_u64;
        loop {
            let (next, keys): (u64, Vec<String>) = self.pool.run(|connection| {
                redis::cmd("SCAN")
                    .arg(cursor)
                    .arg("MATCH")
                    .arg("parda:{*}")
                    .arg("COUNT")
                    .arg(1_000)
                    .query(connection)
            })?;
            addresses.extend(keys.iter().filter_map(|key| address(key)));
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        addresses.sort_unstable();
        addresses.dedup();
        Ok(addresses)
    }
}

fn key(scope: &ScopeAddress) -> String {
    format!("parda:{{{scope}}}")
}

fn address(key: &str) -> Option<ScopeAddress> {
    let digits = key.strip_prefix("parda:{")?.strip_suffix('}')?;
    let number = u128::from_str_radix(digits, 16).ok()?;
    (digits.len() == 32).then(|| ScopeAddress::from_bytes(number.to_be_bytes()))
}

fn end(at: Option<u64>) -> String {
    format!("{:016}", at.unwrap_or(NEVER).min(NEVER))
}

/// The driver's error, which may quote what it was sent: ids and ciphertext, never a value.
fn translate(error: redis::RedisError) -> VaultError {
    let refused = error.kind() == redis::ErrorKind::AuthenticationFailed
        || matches!(error.code(), Some("WRONGPASS" | "NOAUTH"));
    if refused {
        return VaultError::refused("the Redis server refuses the user or password").because(error);
    }
    match error.code() {
        Some("OOM") => VaultError::full().because(error),
        Some("NOPERM") => VaultError::refused(
            "the Redis user may not do what a vault needs; the guide to vaults has the rule to set",
        )
        .because(error),
        _ => VaultError::unavailable(error),
    }
}

impl Vault for RedisVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        let stored: Option<Vec<u8>> = self.pool.run(|connection| {
            redis::cmd("HGET")
                .arg(key(scope))
                .arg("h")
                .query(connection)
        })?;
        stored
            .map(|bytes| Header::from_bytes(bytes).ok_or_else(VaultError::corrupt))
            .transpose()
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let stored: Vec<u8> = self.run(&scripts::CREATE, scope, |script| {
            script.arg(fresh.as_bytes());
        })?;
        Header::from_bytes(stored).ok_or_else(VaultError::corrupt)
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let changed: u64 = self.run(&scripts::REWRAP, scope, |script| {
            script.arg(header.as_bytes());
        })?;
        if changed == 0 {
            return Err(VaultError::stale());
        }
        Ok(())
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let now = end(Some(self.clock.now()));
        let taken: Vec<i64> = self.run(&scripts::PUT, &scope.address, |script| {
            script.arg(scope.generation.as_bytes()).arg(&now);
            for entry in entries {
                script
                    .arg(entry.id.as_str())
                    .arg(end(entry.expires))
                    .arg(entry.sealed);
            }
        })?;
        match taken.first() {
            None => Ok(()),
            Some(place) if *place < 0 => Err(VaultError::stale()),
            Some(_) => Err(VaultError::conflict(
                taken
                    .into_iter()
                    .filter_map(|place| usize::try_from(place).ok())
                    .collect(),
            )),
        }
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let now = end(Some(self.clock.now()));
        let got: Vec<Option<Vec<u8>>> = self.run(&scripts::GET, &scope.address, |script| {
            script.arg(scope.generation.as_bytes()).arg(&now);
            for id in ids {
                script.arg(id.as_str());
            }
        })?;
        if got.len() != ids.len() {
            return Err(VaultError::corrupt());
        }
        Ok(got
            .into_iter()
            .map(|sealed| sealed.map(Vec::into_boxed_slice))
            .collect())
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        self.run(&scripts::REMOVE, &scope.address, |script| {
            script.arg(scope.generation.as_bytes());
            for id in ids {
                script.arg(id.as_str());
            }
        })
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.run(&scripts::FORGET, scope, |_| {})
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let now = end(Some(self.clock.now()));
        let mut removed = 0;
        for scope in self.addresses()? {
            let mut cursor = "0".to_owned();
            loop {
                let left = (most as u64).saturating_sub(removed);
                if left == 0 {
                    return Ok(Swept {
                        removed,
                        more: true,
                    });
                }
                let (next, gone): (String, u64) = self.run(&scripts::SWEEP, &scope, |script| {
                    script.arg(&now).arg(left).arg(&cursor);
                })?;
                removed += gone;
                if next == "0" {
                    break;
                }
                cursor = next;
            }
        }
        Ok(Swept {
            removed,
            more: removed >= most as u64,
        })
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        let mut scopes = Vec::new();
        for scope in self.addresses()? {
            if scopes.len() == most {
                break;
            }
            if after.is_some_and(|after| scope <= *after) {
                continue;
            }
            if let Some(header) = self.header(&scope)? {
                scopes.push((scope, header));
            }
        }
        Ok(scopes)
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        let mut stats = Stats::default();
        for scope in self.addresses()? {
            stats.scopes += 1;
            let mut cursor = "0".to_owned();
            loop {
                let (next, entries, bytes): (String, u64, u64) =
                    self.run(&scripts::COUNT, &scope, |script| {
                        script.arg(&cursor);
                    })?;
                stats.entries += entries;
                stats.bytes += bytes;
                if next == "0" {
                    break;
                }
                cursor = next;
            }
        }
        Ok(stats)
    }
}

impl fmt::Debug for RedisVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisVault").finish_non_exhaustive()
    }
}
