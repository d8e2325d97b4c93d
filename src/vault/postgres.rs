//! The PostgreSQL vault: sealed records in two tables, for many processes and machines to share.
//!
//! Every batch is one statement, prepared once for each connection.

mod layout;
mod link;

use std::fmt;
use std::time::Duration;

use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, Row};

use self::link::{Database, Encryption, Links};
use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError, batch,
};
use crate::token::TokenId;

/// A vault in a PostgreSQL database (12 or later).
///
/// The tables `parda_scopes` and `parda_records` are made where there are none, in the first schema of the search path,
/// and those of an older version are brought up to date. `Ok` means what the server's `synchronous_commit` means. Rows of
/// a scope stand under its address, a digest of tenant and name.
///
/// A row belongs to the role that stored it, and row-level security shows it to no other: give each tenant a role of its
/// own, and the server keeps them apart whatever a statement says. (Superusers and roles with `BYPASSRLS` see all rows;
/// the vault itself asks for its own role's only.) Where logins change, take on one role with `options=-c role=NAME`.
///
/// Connections are encrypted with the feature `tls`: [`open`](PostgresVault::open) refuses an address that asks for
/// `sslmode=require` without it. Records are sealed before they leave the process in any case, and a password is proved
/// without being sent (SCRAM).
///
/// ```no_run
/// let vault = parda::vault::PostgresVault::open("postgres://parda@127.0.0.1/parda")?;
/// # Ok::<(), parda::VaultError>(())
/// ```
pub struct PostgresVault {
    links: Box<Links>,
    patience: Duration,
    clock: Clock,
}

/// Connections at most, unless set otherwise.
const CONNECTIONS: usize = 4;
/// The longest wait for a connection, and for the answer to a whole call.
const CONNECT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(15);
/// What a session sets. The server itself ends what takes too long. Each statement is planned once for a connection, on
/// tables that may be empty then: it takes the index from the start, or it would read whole tables when these have grown.
/// Stricter isolation would fail calls that meet at a row.
const SESSION: &str = "-c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000 \
    -c enable_seqscan=off -c default_transaction_isolation=read\\ committed";

/// The scope's row is locked for the statement: it cannot be forgotten in between, only its header be replaced.
const PUT: &str = "
INSERT INTO parda_records AS r (address, generation, id, sealed, expires)
SELECT $1, $2, e.id, e.sealed, e.expires
FROM unnest($3::text[], $4::bytea[], $5::bigint[]) AS e (id, sealed, expires)
WHERE EXISTS (
    SELECT 1 FROM parda_scopes WHERE tenant = current_user AND address = $1 AND generation = $2 FOR KEY SHARE)
ON CONFLICT (tenant, address, generation, id) DO UPDATE SET
    expires = CASE WHEN r.sealed <> excluded.sealed THEN excluded.expires
        WHEN r.expires IS NULL OR excluded.expires IS NULL THEN NULL
        ELSE greatest(r.expires, excluded.expires) END,
    sealed = excluded.sealed
WHERE r.sealed = excluded.sealed OR r.expires <= $6";

/// Asked where not all was stored: whether the scope is there, and the rows whose ids are bound to other bytes.
const REFUSED: &str = "
SELECT EXISTS (SELECT 1 FROM parda_scopes WHERE tenant = current_user AND address = $1 AND generation = $2),
    ARRAY(SELECT e.place
        FROM unnest($3::text[], $4::bytea[]) WITH ORDINALITY AS e (id, sealed, place)
        WHERE e.sealed <> (
            SELECT sealed FROM parda_records
            WHERE tenant = current_user AND address = $1 AND generation = $2 AND id = e.id COLLATE \"C\"
                AND (expires IS NULL OR expires > $5)))";

/// How often a batch is stored anew when what refused it is gone by the time it is asked for.
const TRIES: usize = 8;

/// Each id is looked up for itself: a join, or `= ANY`, is planned as a walk through the whole scope where the server does
/// not know yet how large that has grown. Records of a generation are there only as long as its header is, since `put`
/// locks it, and `forget` takes both in one transaction.
const GET: &str = "
SELECT e.id, (
    SELECT sealed FROM parda_records
    WHERE tenant = current_user AND address = $1 AND generation = $2 AND id = e.id COLLATE \"C\"
        AND (expires IS NULL OR expires > $4))
FROM unnest($3::text[]) AS e (id)";

const REMOVE: &str = "
DELETE FROM parda_records
WHERE tenant = current_user AND address = $1 AND generation = $2
    AND (id = ANY ($3) OR split_part(id, '_', 1) = ANY ($4))";

const CREATE: &str = "
WITH made AS (
    INSERT INTO parda_scopes (address, generation, header) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING header
)
SELECT header FROM made UNION ALL
SELECT header FROM parda_scopes WHERE tenant = current_user AND address = $1 LIMIT 1";

const SWEEP: &str = "
DELETE FROM parda_records WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM parda_records WHERE tenant = current_user AND expires <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

impl PostgresVault {
    /// Opens the vault in the database at `url`, `postgres://USER:PASSWORD@HOST/DATABASE`, and makes its tables when there
    /// are none. With `?sslmode=require` the connection is encrypted, and the server's certificate and name are checked
    /// against the system's roots.
    ///
    /// # Errors
    ///
    /// When the address is not one, asks for encryption without the feature `tls`, or the server cannot be reached within
    /// five seconds or refuses; when the tables are of a version that this one does not know.
    pub fn open(url: &str) -> Result<PostgresVault, VaultError> {
        let config = parsed(url)?;
        if config.get_ssl_mode() != SslMode::Require {
            return PostgresVault::of(config, Encryption::None);
        }
        #[cfg(feature = "tls")]
        {
            let tls = super::Tls::new().for_postgres()?;
            PostgresVault::of(config, Encryption::Tls(tls))
        }
        #[cfg(not(feature = "tls"))]
        Err(VaultError::refused(
            "the address asks for sslmode=require, and this build has no TLS: turn the feature `tls` on",
        ))
    }

    /// As [`open`](PostgresVault::open), always encrypted, with roots or a certificate of one's own.
    ///
    /// # Errors
    ///
    /// As `open`, and when a certificate cannot be read.
    #[cfg(feature = "tls")]
    pub fn open_tls(url: &str, tls: &super::Tls) -> Result<PostgresVault, VaultError> {
        let mut config = parsed(url)?;
        config.ssl_mode(SslMode::Require);
        PostgresVault::of(config, Encryption::Tls(tls.for_postgres()?))
    }

    fn of(mut config: Config, encryption: Encryption) -> Result<PostgresVault, VaultError> {
        let options = format!("{SESSION} {}", config.get_options().unwrap_or_default());
        config
            .connect_timeout(CONNECT)
            .tcp_user_timeout(PATIENCE)
            .options(&options);
        // A name that the address gives tells one service from another on the server.
        if config.get_application_name().is_none() {
            config.application_name("parda");
        }
        let vault = PostgresVault {
            links: Box::new(Links::new(config, encryption, CONNECTIONS)),
            patience: PATIENCE,
            clock: Clock::system(),
        };
        vault.call(layout::lay_out)?;
        Ok(vault)
    }

    /// With at most that many connections, one at least; four unless set. As many calls run at once, others wait.
    #[must_use]
    pub fn connections(mut self, most: usize) -> PostgresVault {
        self.links = Box::new(self.links.most(most));
        self
    }

    /// With another longest time for a call, waiting for a connection included; fifteen seconds unless set.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> PostgresVault {
        self.patience = patience;
        self
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> PostgresVault {
        self.clock = clock;
        self
    }

    /// Runs `call` on one of the connections; it may be run twice.
    fn call<T: Send>(
        &self,
        call: impl Fn(&mut Database<'_>) -> Result<T, VaultError> + Send + Sync,
    ) -> Result<T, VaultError> {
        self.links.run(self.patience, call)
    }

    fn now(&self) -> i64 {
        time(self.clock.now())
    }
}

impl fmt::Debug for PostgresVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresVault").finish_non_exhaustive()
    }
}

fn parsed(url: &str) -> Result<Config, VaultError> {
    url.parse()
        .map_err(|_| VaultError::refused("it is no address of a PostgreSQL database"))
}

fn header_of(bytes: Vec<u8>) -> Result<Header, VaultError> {
    Header::from_bytes(bytes).ok_or_else(VaultError::corrupt)
}

/// The parts of a scope's place, for a statement.
fn place(scope: &ScopeRef) -> (&[u8], &[u8]) {
    (
        scope.address.as_bytes().as_slice(),
        scope.generation.as_bytes().as_slice(),
    )
}

/// A time as the tables hold it.
fn time(at: u64) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

impl Vault for PostgresVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        let address = scope.as_bytes().as_slice();
        self.call(|database| {
            database
                .rows(
                    "SELECT header FROM parda_scopes WHERE tenant = current_user AND address = $1",
                    &[&address],
                )?
                .first()
                .map(|row| header_of(row.try_get(0)?))
                .transpose()
        })
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let address = scope.as_bytes().as_slice();
        let generation = fresh.generation();
        let (generation, header) = (generation.as_bytes().as_slice(), fresh.as_bytes());
        self.call(|database| {
            // One that another process is making is there, but not to be seen by this statement yet.
            for _ in 0..16 {
                let rows = database.rows(CREATE, &[&address, &generation, &header])?;
                if let Some(row) = rows.first() {
                    return header_of(row.try_get(0)?);
                }
            }
            Err(VaultError::unavailable(
                "the scope is made and forgotten again and again",
            ))
        })
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let address = scope.as_bytes().as_slice();
        let generation = header.generation();
        let (generation, header) = (generation.as_bytes().as_slice(), header.as_bytes());
        self.call(|database| {
            let changed = database.execute(
                "UPDATE parda_scopes SET header = $3
                 WHERE tenant = current_user AND address = $1 AND generation = $2",
                &[&address, &generation, &header],
            )?;
            if changed == 0 {
                return Err(VaultError::stale());
            }
            Ok(())
        })
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let rows = batch::rows(entries)?;
        let ids: Vec<&str> = rows
            .iter()
            .map(|(at, _)| entries[*at].id.as_str())
            .collect();
        let sealed: Vec<&[u8]> = rows.iter().map(|(at, _)| entries[*at].sealed).collect();
        let until: Vec<Option<i64>> = rows.iter().map(|(_, until)| until.map(time)).collect();
        let (address, generation) = place(scope);
        let now = self.now();
        self.call(|database| {
            for _ in 0..TRIES {
                let stored =
                    database.execute(PUT, &[&address, &generation, &ids, &sealed, &until, &now])?;
                if stored == rows.len() as u64 {
                    return Ok(());
                }
                let row = database.row(REFUSED, &[&address, &generation, &ids, &sealed, &now])?;
                if !row.try_get::<_, bool>(0)? {
                    return Err(VaultError::stale());
                }
                let places = row.try_get::<_, Vec<i64>>(1)?.into_iter();
                let mut conflicts: Vec<usize> = places
                    .filter_map(|place| Some(rows.get(usize::try_from(place - 1).ok()?)?.0))
                    .collect();
                if !conflicts.is_empty() {
                    conflicts.sort_unstable();
                    return Err(VaultError::conflict(conflicts));
                }
            }
            Err(VaultError::unavailable(
                "what is stored changes again and again",
            ))
        })
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let (address, generation) = place(scope);
        let wanted: Vec<&str> = ids.iter().map(TokenId::as_str).collect();
        let now = self.now();
        let rows =
            self.call(|database| database.rows(GET, &[&address, &generation, &wanted, &now]))?;
        if rows.len() != wanted.len() {
            return Err(VaultError::corrupt());
        }
        wanted
            .iter()
            .zip(&rows)
            .map(|(wanted, row)| {
                // They come in the order in which they were asked for, though the server does not promise it.
                let is_it = |row: &Row| row.try_get::<_, &str>(0).is_ok_and(|id| id == *wanted);
                let row = if is_it(row) {
                    row
                } else {
                    let found = rows.iter().find(|row| is_it(row));
                    found.ok_or_else(VaultError::corrupt)?
                };
                Ok(row.try_get::<_, Option<&[u8]>>(1)?.map(Box::from))
            })
            .collect()
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let (address, generation) = place(scope);
        let of = |suffixed: bool| -> Vec<&str> {
            let ids = ids.iter().filter(|id| id.has_suffix() == suffixed);
            ids.map(TokenId::as_str).collect()
        };
        let (exact, bare) = (of(true), of(false));
        self.call(|database| database.execute(REMOVE, &[&address, &generation, &exact, &bare]))
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        let address = scope.as_bytes().as_slice();
        self.call(|database| {
            // The header first: whoever was storing is done when its lock is had, and is seen by the second statement.
            database.transaction(|database| {
                database.execute(
                    "DELETE FROM parda_scopes WHERE tenant = current_user AND address = $1",
                    &[&address],
                )?;
                database.execute(
                    "DELETE FROM parda_records WHERE tenant = current_user AND address = $1",
                    &[&address],
                )
            })
        })
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let (now, most) = (self.now(), i64::try_from(most).unwrap_or(i64::MAX));
        self.call(|database| {
            let removed = database.execute(SWEEP, &[&now, &most])?;
            Ok(Swept {
                removed,
                more: i64::try_from(removed).unwrap_or(i64::MAX) == most,
            })
        })
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        let after = after.map_or(&[][..], |after| after.as_bytes());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.call(|database| {
            database
                .rows(
                    "SELECT address, header FROM parda_scopes
                     WHERE tenant = current_user AND address > $1 ORDER BY address LIMIT $2",
                    &[&after, &most],
                )?
                .iter()
                .map(|row| {
                    let address = <[u8; 16]>::try_from(row.try_get::<_, Vec<u8>>(0)?)
                        .map_err(|_| VaultError::corrupt())?;
                    Ok((
                        ScopeAddress::from_bytes(address),
                        header_of(row.try_get(1)?)?,
                    ))
                })
                .collect()
        })
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        self.call(|database| {
            let row = database.row(
                "SELECT (SELECT count(*) FROM parda_scopes WHERE tenant = current_user), count(*),
                    coalesce(sum(length(sealed)), 0)::bigint FROM parda_records WHERE tenant = current_user",
                &[],
            )?;
            let count = |at| Ok::<_, VaultError>(row.try_get::<_, i64>(at)?.max(0).cast_unsigned());
            Ok(Stats {
                scopes: count(0)?,
                entries: count(1)?,
                bytes: count(2)?,
            })
        })
    }
}
