//! The Redis vault: sealed records in a Redis server, for many processes and machines to share.
//!
//! A scope is one hash, `parda:{address}`: the field `h` holds the header, each id its end and its sealed value. So a
//! scope sits on one node of a cluster, every call is one script and one round trip, and forgetting is one `DEL`.

use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};
use crate::token::TokenId;
use redis::{Connection, Script, ScriptInvocation};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A vault in a Redis server.
///
/// How durable a record is depends on the server: with `appendfsync always` an `Ok` is on disk, with `everysec` a
/// crash may lose the last second. A server that may evict keys is refused: an evicted mapping is a lost one.
pub struct RedisVault {
    client: redis::Client,
    connection: Mutex<Option<Connection>>,
    clock: Clock,
    patience: Duration,
}

/// The longest wait for a connection, and for an answer, unless set otherwise.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ends are sixteen digits, so that they compare as text. This one is never.
const NEVER: u64 = 9_999_999_999_999_999;

const PUT: &str = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= ARGV[1] then return {-1} end
local taken, ends = {}, {}
for i = 3, #ARGV, 3 do
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  ends[i] = ARGV[i + 1]
  if old and string.sub(old, 1, 16) > ARGV[2] then
    if string.sub(old, 17) ~= ARGV[i + 2] then taken[#taken + 1] = (i - 3) / 3
    elseif string.sub(old, 1, 16) > ends[i] then ends[i] = string.sub(old, 1, 16) end
  end
end
if #taken > 0 then return taken end
for i = 3, #ARGV, 3 do redis.call('HSET', KEYS[1], ARGV[i], ends[i] .. ARGV[i + 2]) end
return {}
";

const GET: &str = r"
local header = redis.call('HGET', KEYS[1], 'h')
local current = header and string.sub(header, 2, 17) == ARGV[1]
local out = {}
for i = 3, #ARGV do
  local old = current and redis.call('HGET', KEYS[1], ARGV[i])
  out[i - 2] = old and string.sub(old, 1, 16) > ARGV[2] and string.sub(old, 17) or false
end
return out
";

const REMOVE: &str = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= ARGV[1] then return 0 end
local removed, bare = 0, {}
for i = 2, #ARGV do
  removed = removed + redis.call('HDEL', KEYS[1], ARGV[i])
  if not string.find(ARGV[i], '_', 1, true) then bare[ARGV[i]] = true end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local at = string.find(field, '_', 1, true)
  if at and bare[string.sub(field, 1, at - 1)] then removed = removed + redis.call('HDEL', KEYS[1], field) end
end
return removed
";

const CREATE: &str = r"
redis.call('HSETNX', KEYS[1], 'h', ARGV[1])
return redis.call('HGET', KEYS[1], 'h')
";

const REWRAP: &str = r"
local header = redis.call('HGET', KEYS[1], 'h')
if not header or string.sub(header, 2, 17) ~= string.sub(ARGV[1], 2, 17) then return 0 end
redis.call('HSET', KEYS[1], 'h', ARGV[1])
return 1
";

const FORGET: &str = r"
local fields = redis.call('HLEN', KEYS[1])
redis.call('DEL', KEYS[1])
return math.max(fields - 1, 0)
";

const SWEEP: &str = r"
local removed, all = 0, redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if removed == tonumber(ARGV[2]) then break end
  if all[i] ~= 'h' and string.sub(all[i + 1], 1, 16) <= ARGV[1] then
    removed = removed + redis.call('HDEL', KEYS[1], all[i])
  end
end
return removed
";

const COUNT: &str = r"
local records, bytes, all = 0, 0, redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= 'h' then
    records = records + 1
    bytes = bytes + string.len(all[i + 1]) - 16
  end
end
return {records, bytes}
";

impl RedisVault {
    /// Connects to `redis://[user][:password@]host[:port][/database]`.
    ///
    /// # Errors
    ///
    /// When the address is not one, the server cannot be reached or refuses the credentials, or may evict keys.
    pub fn open(url: &str) -> Result<RedisVault, VaultError> {
        let client = redis::Client::open(url).map_err(translate)?;
        let vault = RedisVault {
            client,
            connection: Mutex::new(None),
            clock: Clock::system(),
            patience: PATIENCE,
        };
        vault.with(|connection| redis::cmd("PING").query::<String>(connection))?;
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
    pub fn patience(mut self, patience: Duration) -> RedisVault {
        self.patience = patience;
        self.connection = Mutex::new(None);
        self
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

    /// Runs `call` on the connection. A connection that broke is replaced, and the call made once more: every call is
    /// safe to repeat.
    fn with<T>(
        &self,
        call: impl Fn(&mut Connection) -> redis::RedisResult<T>,
    ) -> Result<T, VaultError> {
        let mut held = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let reused = held.is_some();
        let mut connection = match held.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let mut outcome = call(&mut connection);
        let timed_out = outcome.as_ref().is_err_and(redis::RedisError::is_timeout);
        if reused && !timed_out && outcome.as_ref().is_err_and(is_broken) {
            connection = self.connect()?;
            outcome = call(&mut connection);
        }
        // An answer that came too late must not be taken for the next call's.
        if !outcome.as_ref().is_err_and(is_broken) {
            *held = Some(connection);
        }
        outcome.map_err(translate)
    }

    fn run<T: redis::FromRedisValue>(
        &self,
        script: &str,
        scope: &ScopeAddress,
        arguments: impl Fn(&mut ScriptInvocation<'_>),
    ) -> Result<T, VaultError> {
        let script = Script::new(script);
        self.with(|connection| {
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
            let (next, keys): (u64, Vec<String>) = self.with(|connection| {
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

/// Whether the connection is of no further use.
fn is_broken(error: &redis::RedisError) -> bool {
    error.is_io_error() || error.is_timeout() || error.is_connection_dropped()
}

/// The driver's error, which may quote what it was sent: ids and ciphertext, never a value.
fn translate(error: redis::RedisError) -> VaultError {
    match error.code() {
        Some("OOM") => VaultError::full().because(error),
        Some("WRONGPASS" | "NOAUTH" | "NOPERM") => {
            VaultError::refused("the Redis server refuses the user or password").because(error)
        }
        _ => VaultError::unavailable(error),
    }
}

impl Vault for RedisVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        let stored: Option<Vec<u8>> = self.with(|connection| {
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
        let stored: Vec<u8> = self.run(CREATE, scope, |script| {
            script.arg(fresh.as_bytes());
        })?;
        Header::from_bytes(stored).ok_or_else(VaultError::corrupt)
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let changed: u64 = self.run(REWRAP, scope, |script| {
            script.arg(header.as_bytes());
        })?;
        if changed == 0 {
            return Err(VaultError::stale());
        }
        Ok(())
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let now = end(Some(self.clock.now()));
        let taken: Vec<i64> = self.run(PUT, &scope.address, |script| {
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
        let got: Vec<Option<Vec<u8>>> = self.run(GET, &scope.address, |script| {
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
        self.run(REMOVE, &scope.address, |script| {
            script.arg(scope.generation.as_bytes());
            for id in ids {
                script.arg(id.as_str());
            }
        })
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.run(FORGET, scope, |_| {})
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let now = end(Some(self.clock.now()));
        let mut removed = 0;
        for scope in self.addresses()? {
            let left = (most as u64).saturating_sub(removed);
            if left == 0 {
                return Ok(Swept {
                    removed,
                    more: true,
                });
            }
            removed += self.run::<u64>(SWEEP, &scope, |script| {
                script.arg(&now).arg(left);
            })?;
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
            let (entries, bytes): (u64, u64) = self.run(COUNT, &scope, |_| {})?;
            stats.scopes += 1;
            stats.entries += entries;
            stats.bytes += bytes;
        }
        Ok(stats)
    }
}

impl fmt::Debug for RedisVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisVault").finish_non_exhaustive()
    }
}
