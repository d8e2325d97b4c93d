//! The Redis vault: sealed records in a Redis server, for many processes and machines to share.
//!
//! A scope is one hash, `parda:{address}`: the field `h` holds the header, each id its end and its sealed value. So a
//! scope sits on one node of a cluster, every call is one command or script and one round trip, and forgetting is one
//! `UNLINK`.

mod nodes;
mod pool;
mod request;
mod scripts;

use std::fmt;
use std::time::Duration;

use redis::{RedisResult, Script};

use self::nodes::Nodes;
use self::pool::{Lane, Limits};
use self::request::Request;
use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError, batch,
};
use crate::token::TokenId;

/// A vault in a Redis server (5 or later), or one that speaks its language.
///
/// How durable a record is depends on the server: with `appendfsync always` an `Ok` is on disk, with `everysec` a
/// crash may lose the last second. A server that may evict keys is refused: an evicted mapping is a lost one.
///
/// Where all records of a scope have an end, the server removes the scope a day after the last of them, swept or not.
///
/// A server that is a node of a cluster leads to the others: each scope is on one of them, calls go where the cluster
/// says (`MOVED`, `ASK`), and a replica that takes a lost node's place is found by asking the rest.
pub struct RedisVault {
    nodes: Nodes,
    clock: Clock,
}

/// The longest wait for a connection, and for an answer, unless set otherwise.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections at most, unless set otherwise.
const CONNECTIONS: usize = 8;

/// Ends are sixteen digits, so that they compare as text.
const DIGITS: usize = 16;
/// The end of what has none.
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
        let limits = Limits {
            most: CONNECTIONS,
            patience: PATIENCE,
        };
        Ok(RedisVault {
            nodes: Nodes::at(client, limits)?,
            clock: Clock::system(),
        })
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
            nodes: self.nodes.with(|limits| limits.patience = patience),
            ..self
        }
    }

    /// With at most that many connections to each server, one at least; eight unless set. As many calls run at once,
    /// others wait.
    #[must_use]
    pub fn connections(self, most: usize) -> RedisVault {
        RedisVault {
            nodes: self.nodes.with(|limits| limits.most = most.max(1)),
            ..self
        }
    }

    /// The addresses of all scopes, in order.
    fn addresses(&self) -> Result<Vec<ScopeAddress>, VaultError> {
        let mut addresses = Vec::new();
        for node in self.nodes.primaries()? {
            let mut cursor = 0_u64;
            loop {
                let mut scan = redis::cmd("SCAN");
                scan.arg(cursor).arg("MATCH").arg("parda:{*}");
                scan.arg("COUNT").arg(1_000);
                let step = |lane: &mut Lane<'_>| -> RedisResult<(u64, Vec<String>)> {
                    scan.query(lane.connection())
                };
                let (next, keys) = nodes::told(node.run(false, &step))?;
                addresses.extend(keys.iter().filter_map(|key| address(key)));
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        addresses.sort_unstable();
        addresses.dedup();
        Ok(addresses)
    }
}

/// A script on a scope's hash, with that many short arguments.
fn on(script: &'static Script, scope: &ScopeAddress, arguments: usize) -> Request {
    Request::script(script, &key(scope), arguments, 24 * arguments)
}

const KEY: &[u8; 7] = b"parda:{";

/// The scope's hash. What stands in braces decides which node of a cluster it is on.
fn key(scope: &ScopeAddress) -> [u8; 40] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut key = [b'}'; 40];
    key[..7].copy_from_slice(KEY);
    for (digits, byte) in key[7..39].chunks_exact_mut(2).zip(scope.as_bytes()) {
        digits[0] = HEX[usize::from(byte >> 4)];
        digits[1] = HEX[usize::from(byte & 15)];
    }
    key
}

fn address(key: &str) -> Option<ScopeAddress> {
    let digits = key.strip_prefix("parda:{")?.strip_suffix('}')?;
    let number = u128::from_str_radix(digits, 16).ok()?;
    (digits.len() == 32).then(|| ScopeAddress::from_bytes(number.to_be_bytes()))
}

/// An end in digits.
fn end(at: Option<u64>) -> [u8; DIGITS] {
    let mut rest = at.unwrap_or(NEVER).min(NEVER);
    let mut digits = [0; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

/// What a field holds: sixteen digits of end, and then what is sealed; `None` when its time has come.
fn live(field: Option<Vec<u8>>, now: u64) -> Result<Option<Box<[u8]>>, VaultError> {
    let Some(mut field) = field else {
        return Ok(None);
    };
    let ends = field
        .get(..DIGITS)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let ends: u64 = ends
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(VaultError::corrupt)?;
    if ends <= now {
        return Ok(None);
    }
    field.drain(..DIGITS);
    Ok(Some(field.into_boxed_slice()))
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
        let mut get = Request::new("HGET", 2, 64);
        get.arg(&key(scope)).arg(b"h");
        let stored: Option<Vec<u8>> = self.nodes.run(scope, &get)?;
        stored
            .map(|bytes| Header::from_bytes(bytes).ok_or_else(VaultError::corrupt))
            .transpose()
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let mut create = on(&scripts::CREATE, scope, 1);
        create.arg(fresh.as_bytes());
        let stored: Vec<u8> = self.nodes.run(scope, &create)?;
        Header::from_bytes(stored).ok_or_else(VaultError::corrupt)
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let mut rewrap = on(&scripts::REWRAP, scope, 1);
        rewrap.arg(header.as_bytes());
        let changed: u64 = self.nodes.run(scope, &rewrap)?;
        if changed == 0 {
            return Err(VaultError::stale());
        }
        Ok(())
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let rows = batch::rows(entries)?;
        let bytes: usize = entries
            .iter()
            .map(|entry| entry.sealed.len() + 2 * DIGITS)
            .sum();
        let arguments = 3 + 2 * rows.len();
        let mut put = Request::script(&scripts::PUT, &key(&scope.address), arguments, 64 + bytes);
        let last = rows.iter().map(|(_, until)| end(*until)).max();
        put.arg(scope.generation.as_bytes())
            .arg(&end(Some(self.clock.now())))
            .arg(&last.unwrap_or_else(|| end(None)));
        for (at, until) in &rows {
            let entry = &entries[*at];
            put.arg(entry.id.as_bytes())
                .joined(&end(*until), entry.sealed);
        }
        let taken: Vec<i64> = self.nodes.run(&scope.address, &put)?;
        match taken.first() {
            None => Ok(()),
            Some(place) if *place < 0 => Err(VaultError::stale()),
            Some(_) => {
                let places = taken.iter().filter_map(|row| usize::try_from(*row).ok());
                let mut places: Vec<usize> =
                    places.filter_map(|row| Some(rows.get(row)?.0)).collect();
                places.sort_unstable();
                Err(VaultError::conflict(places))
            }
        }
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let mut get = Request::new("HMGET", 2 + ids.len(), 64 + 20 * ids.len());
        get.arg(&key(&scope.address)).arg(b"h");
        for id in ids {
            get.arg(id.as_bytes());
        }
        // One command reads the header and the records: they are of one moment.
        let got: Vec<Option<Vec<u8>>> = self.nodes.run(&scope.address, &get)?;
        let mut got = got.into_iter();
        let header = got.next().flatten().map(Header::from_bytes);
        match header {
            Some(Some(header)) if header.generation() == scope.generation => {}
            Some(None) => return Err(VaultError::corrupt()),
            _ => return Ok(vec![None; ids.len()]),
        }
        let now = self.clock.now();
        let answer: Answer = got
            .map(|field| live(field, now))
            .collect::<Result<_, _>>()?;
        if answer.len() != ids.len() {
            return Err(VaultError::corrupt());
        }
        Ok(answer)
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let mut remove = on(&scripts::REMOVE, &scope.address, 1 + ids.len());
        remove.arg(scope.generation.as_bytes());
        for id in ids {
            remove.arg(id.as_bytes());
        }
        self.nodes.run(&scope.address, &remove)
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        self.nodes.run(scope, &on(&scripts::FORGET, scope, 0))
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
                let mut sweep = on(&scripts::SWEEP, &scope, 3);
                sweep.arg(&now).number(left).arg(cursor.as_bytes());
                let (next, gone): (String, u64) = self.nodes.run(&scope, &sweep)?;
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
                let mut count = on(&scripts::COUNT, &scope, 1);
                count.arg(cursor.as_bytes());
                let (next, entries, bytes): (String, u64, u64) = self.nodes.run(&scope, &count)?;
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
