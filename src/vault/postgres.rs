//! The PostgreSQL vault: sealed records in two tables, for many processes and machines to share.
//!
//! Every batch is one statement. Each call runs on a thread of the vault's own, of which there are a few with a
//! connection each: the blocking driver may not run on a thread of an asynchronous runtime, and a call that the server
//! never answers ends at the caller's patience all the same. A connection that broke is made anew.

use std::collections::HashMap;
use std::fmt;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use postgres::config::SslMode;
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};

use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};
use crate::token::TokenId;

/// A vault in a PostgreSQL database (12 or later).
///
/// The tables `parda_scopes` and `parda_records` are made where there are none, in the first schema of the search path.
/// `Ok` means what the server's `synchronous_commit` means. Rows of a scope stand under its address, a keyed hash of
/// tenant and name: who has no key can tell neither, and nothing of one scope is read through another's address.
///
/// Connections are not encrypted: records are sealed before they leave the process, a password is proved without being
/// sent (SCRAM). An address that asks for `sslmode=require` is refused; put a tunnel or a proxy on the way then.
///
/// ```no_run
/// let vault = parda::vault::PostgresVault::open("postgres://parda@127.0.0.1/parda")?;
/// # Ok::<(), parda::VaultError>(())
/// ```
pub struct PostgresVault {
    jobs: SyncSender<Job>,
    clock: Clock,
}

type Job = Box<dyn FnOnce(&mut Link) + Send>;

/// Connections at most.
const CONNECTIONS: usize = 4;
/// Calls that wait for a connection.
const WAITING: usize = 64;
/// The longest wait for a connection; then for a statement; then for an answer to a whole call.
const CONNECT: Duration = Duration::from_secs(5);
const STATEMENT: &str =
    "-c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=10000";
const PATIENCE: Duration = Duration::from_secs(15);
/// The version of the tables.
const LAYOUT: i32 = 1;

const LAY_OUT: &str = r#"
CREATE TABLE parda_scopes (address bytea PRIMARY KEY, generation bytea NOT NULL, header bytea NOT NULL);
CREATE TABLE parda_records (
    address bytea NOT NULL, generation bytea NOT NULL, id text COLLATE "C" NOT NULL, sealed bytea NOT NULL,
    expires bigint, PRIMARY KEY (address, generation, id)
);
CREATE INDEX parda_records_by_end ON parda_records (expires) WHERE expires IS NOT NULL;
"#;

/// The scope's row is locked for the statement: it cannot be forgotten in between.
const PUT: &str = "
WITH live AS MATERIALIZED (
    SELECT 1 FROM parda_scopes WHERE address = $1 AND generation = $2 FOR SHARE
), put AS (
    INSERT INTO parda_records AS r (address, generation, id, sealed, expires)
    SELECT $1, $2, e.id, e.sealed, e.expires
    FROM unnest($3::text[], $4::bytea[], $5::bigint[]) AS e (id, sealed, expires), live
    ON CONFLICT (address, generation, id) DO UPDATE SET
        expires = CASE WHEN r.sealed <> excluded.sealed THEN excluded.expires
            WHEN r.expires IS NULL OR excluded.expires IS NULL THEN NULL
            ELSE greatest(r.expires, excluded.expires) END,
        sealed = excluded.sealed
    WHERE r.sealed = excluded.sealed OR r.expires <= $6
    RETURNING id
)
SELECT (SELECT count(*) FROM live), (SELECT coalesce(array_agg(id), '{}') FROM put)";

const GET: &str = "
SELECT r.sealed
FROM unnest($3::text[]) WITH ORDINALITY AS w (id, place)
LEFT JOIN parda_records r ON r.address = $1 AND r.generation = $2 AND r.id = w.id COLLATE \"C\"
    AND (r.expires IS NULL OR r.expires > $4)
    AND EXISTS (SELECT 1 FROM parda_scopes WHERE address = $1 AND generation = $2)
ORDER BY w.place";

const REMOVE: &str = "
DELETE FROM parda_records
WHERE address = $1 AND generation = $2 AND (id = ANY ($3) OR split_part(id, '_', 1) = ANY ($4))";

const CREATE: &str = "
WITH made AS (
    INSERT INTO parda_scopes (address, generation, header) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING header
)
SELECT header FROM made UNION ALL SELECT header FROM parda_scopes WHERE address = $1 LIMIT 1";

const SWEEP: &str = "
DELETE FROM parda_records WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM parda_records WHERE expires <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

/// One thread's connection.
struct Link {
    config: Config,
    client: Option<Client>,
}

impl Link {
    fn client(&mut self) -> Result<&mut Client, VaultError> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.client = Some(self.config.connect(NoTls)?);
        }
        self.client
            .as_mut()
            .ok_or_else(|| VaultError::unavailable("no connection"))
    }

    /// Runs a call; once more where the connection had broken, which every call bears.
    fn run<T>(
        &mut self,
        call: &impl Fn(&mut Client) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let known = self.client.is_some();
        let first = self.client().and_then(call);
        let broken = self.client.as_ref().is_none_or(Client::is_closed);
        if first.is_err() && broken && known {
            self.client = None;
            return self.client().and_then(call);
        }
        first
    }
}

impl From<postgres::Error> for VaultError {
    fn from(error: postgres::Error) -> VaultError {
        match error.code() {
            Some(code) if *code == SqlState::DISK_FULL => VaultError::full().because(error),
            Some(code)
                if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED =>
            {
                VaultError::corrupt().because(error)
            }
            _ => VaultError::unavailable(error),
        }
    }
}

impl PostgresVault {
    /// Opens the vault in the database at `url`, `postgres://USER:PASSWORD@HOST/DATABASE`, and makes its tables when there
    /// are none.
    ///
    /// # Errors
    ///
    /// When the address is not one, asks for encryption, or the server cannot be reached within five seconds or refuses;
    /// when the tables are of a version that this one does not know.
    pub fn open(url: &str) -> Result<PostgresVault, VaultError> {
        let mut config: Config = url
            .parse()
            .map_err(|_| VaultError::refused("it is no address of a PostgreSQL database"))?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(VaultError::refused(
                "this vault does not encrypt its connection: drop sslmode=require, and tunnel it where it leaves the host",
            ));
        }
        let given = config.get_options().unwrap_or_default();
        let options = format!("{STATEMENT} {given}");
        config
            .connect_timeout(CONNECT)
            .tcp_user_timeout(PATIENCE)
            .application_name("parda")
            .options(&options);
        let (jobs, waiting) = sync_channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..CONNECTIONS {
            let link = Link {
                config: config.clone(),
                client: None,
            };
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new()
                .name("parda-postgres".to_owned())
                .spawn(move || serve(link, &waiting))
                .map_err(VaultError::unavailable)?;
        }
        let vault = PostgresVault {
            jobs,
            clock: Clock::system(),
        };
        vault.call(lay_out)?;
        Ok(vault)
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> PostgresVault {
        self.clock = clock;
        self
    }

    /// Runs `call` on one of the vault's threads; it may be run twice.
    fn call<T: Send + 'static>(
        &self,
        call: impl Fn(&mut Client) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (answer, answered) = sync_channel(1);
        let job: Job = Box::new(move |link| {
            // Who waits no longer needs no answer.
            let _ = answer.send(link.run(&call));
        });
        self.jobs
            .try_send(job)
            .map_err(|_| VaultError::unavailable("too many calls wait for the database"))?;
        answered
            .recv_timeout(PATIENCE)
            .map_err(|_| VaultError::unavailable("the database did not answer in time"))?
    }

    fn now(&self) -> i64 {
        i64::try_from(self.clock.now()).unwrap_or(i64::MAX)
    }
}

impl fmt::Debug for PostgresVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresVault").finish_non_exhaustive()
    }
}

/// A thread of the vault: it ends with the vault.
fn serve(mut link: Link, waiting: &Mutex<Receiver<Job>>) {
    loop {
        let job = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        match job {
            Ok(job) => job(&mut link),
            Err(_) => return,
        }
    }
}

fn lay_out(client: &mut Client) -> Result<(), VaultError> {
    let mut transaction = client.transaction()?;
    // One process lays the tables out, others wait for it.
    transaction.batch_execute(
        "SELECT pg_advisory_xact_lock(1347568705);
         CREATE TABLE IF NOT EXISTS parda_layout (version integer NOT NULL)",
    )?;
    let version = transaction
        .query_opt("SELECT version FROM parda_layout", &[])?
        .map(|row| row.try_get::<_, i32>(0))
        .transpose()?;
    match version {
        Some(LAYOUT) => {}
        Some(_) => {
            return Err(VaultError::refused(
                "its tables are of a newer version: update parda",
            ));
        }
        None => {
            transaction.batch_execute(LAY_OUT)?;
            transaction.execute("INSERT INTO parda_layout VALUES ($1)", &[&LAYOUT])?;
        }
    }
    Ok(transaction.commit()?)
}

fn header_of(bytes: Vec<u8>) -> Result<Header, VaultError> {
    Header::from_bytes(bytes).ok_or_else(VaultError::corrupt)
}

/// The parts of a scope's place, for a statement.
fn place(scope: &ScopeRef) -> (Vec<u8>, Vec<u8>) {
    (
        scope.address.as_bytes().to_vec(),
        scope.generation.as_bytes().to_vec(),
    )
}

fn ends(entry: &Entry<'_>) -> Option<i64> {
    entry
        .expires
        .map(|at| i64::try_from(at).unwrap_or(i64::MAX))
}

impl Vault for PostgresVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        let address = scope.as_bytes().to_vec();
        self.call(move |client| {
            client
                .query_opt(
                    "SELECT header FROM parda_scopes WHERE address = $1",
                    &[&address],
                )?
                .map(|row| header_of(row.try_get(0)?))
                .transpose()
        })
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let address = scope.as_bytes().to_vec();
        let generation = fresh.generation().as_bytes().to_vec();
        let header = fresh.as_bytes().to_vec();
        self.call(move |client| {
            // One that another process is making is there, but not to be seen by this statement yet.
            for _ in 0..16 {
                if let Some(row) = client.query_opt(CREATE, &[&address, &generation, &header])? {
                    return header_of(row.try_get(0)?);
                }
            }
            Err(VaultError::unavailable(
                "the scope is made and forgotten again and again",
            ))
        })
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let address = scope.as_bytes().to_vec();
        let generation = header.generation().as_bytes().to_vec();
        let header = header.as_bytes().to_vec();
        self.call(move |client| {
            let changed = client.execute(
                "UPDATE parda_scopes SET header = $3 WHERE address = $1 AND generation = $2",
                &[&address, &generation, &header],
            )?;
            if changed == 0 {
                return Err(VaultError::stale());
            }
            Ok(())
        })
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        // A statement takes an id once, and two that take the same ids take them in the same order.
        let mut first: HashMap<TokenId, usize> = HashMap::new();
        let mut rows: Vec<(usize, Option<i64>)> = Vec::new();
        let mut conflicts = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            match first.get(&entry.id).map(|row| &mut rows[*row]) {
                Some((before, _)) if entries[*before].sealed != entry.sealed => conflicts.push(at),
                Some((_, until)) => *until = until.zip(ends(entry)).map(|(a, b)| a.max(b)),
                None => {
                    first.insert(entry.id, rows.len());
                    rows.push((at, ends(entry)));
                }
            }
        }
        if !conflicts.is_empty() {
            return Err(VaultError::conflict(conflicts));
        }
        rows.sort_unstable_by_key(|(at, _)| entries[*at].id);
        let ids: Vec<String> = rows
            .iter()
            .map(|(at, _)| entries[*at].id.to_string())
            .collect();
        let sealed: Vec<Vec<u8>> = rows
            .iter()
            .map(|(at, _)| entries[*at].sealed.to_vec())
            .collect();
        let until: Vec<Option<i64>> = rows.iter().map(|(_, until)| *until).collect();
        let (address, generation) = place(scope);
        let now = self.now();
        let sent = ids.clone();
        let (live, stored) = self.call(move |client| {
            let row =
                client.query_one(PUT, &[&address, &generation, &ids, &sealed, &until, &now])?;
            Ok((row.try_get::<_, i64>(0)?, row.try_get::<_, Vec<String>>(1)?))
        })?;
        if live == 0 {
            return Err(VaultError::stale());
        }
        if stored.len() == sent.len() {
            return Ok(());
        }
        let mut conflicts: Vec<usize> = rows
            .iter()
            .zip(&sent)
            .filter(|(_, id)| !stored.contains(id))
            .map(|((at, _), _)| *at)
            .collect();
        conflicts.sort_unstable();
        Err(VaultError::conflict(conflicts))
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let (address, generation) = place(scope);
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let now = self.now();
        self.call(move |client| {
            client
                .query(GET, &[&address, &generation, &ids, &now])?
                .iter()
                .map(|row| {
                    Ok(row
                        .try_get::<_, Option<Vec<u8>>>(0)?
                        .map(Vec::into_boxed_slice))
                })
                .collect()
        })
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let (address, generation) = place(scope);
        let of = |suffixed: bool| -> Vec<String> {
            let ids = ids.iter().filter(|id| id.has_suffix() == suffixed);
            ids.map(ToString::to_string).collect()
        };
        let (exact, bare) = (of(true), of(false));
        self.call(
            move |client| Ok(client.execute(REMOVE, &[&address, &generation, &exact, &bare])?),
        )
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        let address = scope.as_bytes().to_vec();
        self.call(move |client| {
            // The header first: whoever was storing is done when its lock is had, and is seen by the second statement.
            let mut transaction = client.transaction()?;
            transaction.execute("DELETE FROM parda_scopes WHERE address = $1", &[&address])?;
            let removed =
                transaction.execute("DELETE FROM parda_records WHERE address = $1", &[&address])?;
            transaction.commit()?;
            Ok(removed)
        })
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let (now, most) = (self.now(), i64::try_from(most).unwrap_or(i64::MAX));
        self.call(move |client| {
            let removed = client.execute(SWEEP, &[&now, &most])?;
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
        let after = after.map_or(Vec::new(), |after| after.as_bytes().to_vec());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.call(move |client| {
            client
                .query(
                    "SELECT address, header FROM parda_scopes WHERE address > $1 ORDER BY address LIMIT $2",
                    &[&after, &most],
                )?
                .iter()
                .map(|row| {
                    let address = <[u8; 16]>::try_from(row.try_get::<_, Vec<u8>>(0)?)
                        .map_err(|_| VaultError::corrupt())?;
                    Ok((ScopeAddress::from_bytes(address), header_of(row.try_get(1)?)?))
                })
                .collect()
        })
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        self.call(|client| {
            let row = client.query_one(
                "SELECT (SELECT count(*) FROM parda_scopes), count(*),
                    coalesce(sum(length(sealed)), 0)::bigint FROM parda_records",
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
