//! The file vault: sealed records in one SQLite file, for a host's processes to share.
//!
//! SQLite in WAL mode with full synchronisation: a commit that returned is on disk, a crash between leaves the last
//! commit, and any number of processes on one host may use the file at once. The file is made with mode 0600, and a
//! link or a file of another user is refused. What it holds is ciphertext and ids. What is erased or swept is overwritten
//! in the file and goes from its journal too, and the file gives back the room.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{
    Answer, Clock, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault, VaultError,
};
use crate::error::{Error, ErrorKind};
use crate::token::TokenId;

/// The version of the file's layout, in SQLite's `user_version`.
const FORMAT: i64 = 1;
/// What the file is, in SQLite's `application_id`: `PRDA`.
const APPLICATION: i64 = 0x5052_4441;
/// Free pages are given back when asked for, in SQLite's `auto_vacuum`.
const VACUUM: i64 = 2;
/// How long a call waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

const LAYOUT: &str = "
CREATE TABLE scopes (address BLOB PRIMARY KEY, generation BLOB NOT NULL, header BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    address BLOB NOT NULL, generation BLOB NOT NULL, id TEXT NOT NULL, sealed BLOB NOT NULL, expires INTEGER,
    PRIMARY KEY (address, generation, id)
) WITHOUT ROWID;
CREATE INDEX records_by_end ON records (expires) WHERE expires IS NOT NULL;
";

/// A vault in a file.
///
/// ```no_run
/// let vault = parda::FileVault::open("vault.db")?;
/// # Ok::<(), parda::Error>(())
/// ```
pub struct FileVault {
    connection: Mutex<Connection>,
    clock: Clock,
}

impl FileVault {
    /// Opens the vault at `path`, and makes it when there is none.
    ///
    /// # Errors
    ///
    /// When the file cannot be made or opened, is a link, belongs to another user, can be read by others, or is not a
    /// vault of a version that this one knows; the error names the path.
    pub fn open(path: impl AsRef<Path>) -> Result<FileVault, Error> {
        let path = path.as_ref();
        guard(path)?;
        let wrong = |error: rusqlite::Error| {
            Error::from(ErrorKind::VaultFile(path.to_owned(), error.to_string()))
        };
        let mut connection = Connection::open(path).map_err(wrong)?;
        connection.busy_timeout(PATIENCE).map_err(wrong)?;
        lay_out(&mut connection, path)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
            )
            .map_err(wrong)?;
        Ok(FileVault {
            connection: Mutex::new(connection),
            clock: Clock::system(),
        })
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> FileVault {
        self.clock = clock;
        self
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A thread that panicked inside a transaction has rolled it back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> i64 {
        i64::try_from(self.clock.now()).unwrap_or(i64::MAX)
    }
}

impl std::fmt::Debug for FileVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileVault").finish_non_exhaustive()
    }
}

/// Makes the file with mode 0600 when there is none, and refuses one that others can read or redirect.
fn guard(path: &Path) -> Result<(), Error> {
    let wrong = |why: String| Error::from(ErrorKind::VaultFile(PathBuf::from(path), why));
    match std::fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(wrong(
            "it is not a plain file; a link or folder is refused".to_owned(),
        )),
        Ok(found) => private(&found).map_err(wrong),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            match options.open(path) {
                Ok(_) => Ok(()),
                // Another process made it meanwhile.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
                Err(error) => Err(wrong(error.to_string())),
            }
        }
        Err(error) => Err(wrong(error.to_string())),
    }
}

#[cfg(unix)]
fn private(found: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    if found.mode() & 0o077 != 0 {
        return Err(format!(
            "it has mode {:04o}; others may not read it: chmod 600",
            found.mode() & 0o7777
        ));
    }
    // The owner of this process's own folder in /proc is its effective user, where there is one.
    match std::fs::metadata("/proc/self") {
        Ok(own) if own.uid() != found.uid() => Err("it belongs to another user".to_owned()),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn private(_found: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}

fn lay_out(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    let wrong = |why: &dyn std::fmt::Display| {
        Error::from(ErrorKind::VaultFile(path.to_owned(), why.to_string()))
    };
    let number = |connection: &Connection, pragma: &str| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .map_err(|error| wrong(&error))
    };
    let known = |format: i64, application: i64| match (format, application) {
        (FORMAT, APPLICATION) => Ok(true),
        (0, 0) => Ok(false),
        (newer, APPLICATION) => Err(wrong(&format_args!(
            "it has layout {newer}; this version knows {FORMAT}"
        ))),
        _ => Err(wrong(&"it is a database of something else")),
    };
    if known(
        number(connection, "user_version")?,
        number(connection, "application_id")?,
    )? {
        return Ok(());
    }
    // Only before the first table is made.
    connection
        .pragma_update(None, "auto_vacuum", VACUUM)
        .map_err(|error| wrong(&error))?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| wrong(&error))?;
    // Another process may have laid it out while this one waited.
    if !known(
        number(&transaction, "user_version")?,
        number(&transaction, "application_id")?,
    )? {
        transaction
            .execute_batch(LAYOUT)
            .and_then(|()| transaction.pragma_update(None, "application_id", APPLICATION))
            .and_then(|()| transaction.pragma_update(None, "user_version", FORMAT))
            .map_err(|error| wrong(&error))?;
    }
    transaction.commit().map_err(|error| wrong(&error))
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> VaultError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => VaultError::full().because(error),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                VaultError::corrupt().because(error)
            }
            _ => VaultError::unavailable(error),
        }
    }
}

fn header_of(bytes: Vec<u8>) -> Result<Header, VaultError> {
    Header::from_bytes(bytes).ok_or_else(VaultError::corrupt)
}

/// Less than this is not worth the moving of pages that giving it back takes.
const FREE_PAGES: i64 = 64;

/// After something was erased. It is overwritten in the file, but the journal still holds the pages as they were: it is
/// emptied. Where a quarter of the file is free then, that is given back.
fn clear(connection: &Connection) -> Result<(), VaultError> {
    // Room that stays is no failure of the erasure, and is looked at again after the next one.
    let _ = compact(connection);
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy != 0 {
        return Err(VaultError::unavailable(
            "it is erased, but somebody reads the file and keeps its journal from being emptied: erase again",
        ));
    }
    Ok(())
}

fn compact(connection: &Connection) -> Result<(), rusqlite::Error> {
    let number =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (free, all) = (number("freelist_count")?, number("page_count")?);
    if free < FREE_PAGES || free < all / 4 {
        return Ok(());
    }
    if number("auto_vacuum")? != VACUUM {
        // A file of before it could.
        return connection.execute_batch(&format!("PRAGMA auto_vacuum = {VACUUM}; VACUUM"));
    }
    // It gives back one page at each step.
    let mut statement = connection.prepare("PRAGMA incremental_vacuum")?;
    let mut pages = statement.query([])?;
    while pages.next()?.is_some() {}
    Ok(())
}

fn stored_header(
    connection: &Connection,
    scope: &ScopeAddress,
) -> Result<Option<Header>, VaultError> {
    connection
        .prepare_cached("SELECT header FROM scopes WHERE address = ?1")?
        .query_row([scope.as_bytes()], |row| row.get::<_, Vec<u8>>(0))
        .optional()?
        .map(header_of)
        .transpose()
}

fn is_current(connection: &Connection, scope: &ScopeRef) -> Result<bool, VaultError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM scopes WHERE address = ?1 AND generation = ?2")?
        .exists(params![
            scope.address.as_bytes(),
            scope.generation.as_bytes()
        ])?)
}

impl Vault for FileVault {
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
        stored_header(&self.connection(), scope)
    }

    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(stored) = stored_header(&transaction, scope)? {
            return Ok(stored);
        }
        transaction.execute(
            "INSERT INTO scopes (address, generation, header) VALUES (?1, ?2, ?3)",
            params![
                scope.as_bytes(),
                fresh.generation().as_bytes(),
                fresh.as_bytes()
            ],
        )?;
        transaction.commit()?;
        Ok(fresh.clone())
    }

    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
        let changed = self.connection().execute(
            "UPDATE scopes SET header = ?3 WHERE address = ?1 AND generation = ?2",
            params![
                scope.as_bytes(),
                header.generation().as_bytes(),
                header.as_bytes()
            ],
        )?;
        if changed == 0 {
            return Err(VaultError::stale());
        }
        Ok(())
    }

    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
        let now = self.now();
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !is_current(&transaction, scope)? {
            return Err(VaultError::stale());
        }
        let mut conflicts = Vec::new();
        {
            // An expired record makes room for another; a live one of the same bytes keeps the later end.
            let mut put = transaction.prepare_cached(
                "INSERT INTO records (address, generation, id, sealed, expires) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET
                    expires = CASE WHEN sealed <> excluded.sealed THEN excluded.expires
                        WHEN expires IS NULL OR excluded.expires IS NULL THEN NULL
                        ELSE max(expires, excluded.expires) END,
                    sealed = excluded.sealed
                 WHERE sealed = excluded.sealed OR expires <= ?6",
            )?;
            for (place, entry) in entries.iter().enumerate() {
                let expires = entry
                    .expires
                    .map(|at| i64::try_from(at).unwrap_or(i64::MAX));
                let changed = put.execute(params![
                    scope.address.as_bytes(),
                    scope.generation.as_bytes(),
                    entry.id.as_str(),
                    entry.sealed,
                    expires,
                    now
                ])?;
                if changed == 0 {
                    conflicts.push(place);
                }
            }
        }
        if !conflicts.is_empty() {
            return Err(VaultError::conflict(conflicts));
        }
        transaction.commit()?;
        Ok(())
    }

    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError> {
        let now = self.now();
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        // Records of a generation are there only as long as its header is: `put_many` and `forget` see to that, each in
        // one transaction.
        let mut get = transaction.prepare_cached(
            "SELECT sealed FROM records
             WHERE address = ?1 AND generation = ?2 AND id = ?3 AND (expires IS NULL OR expires > ?4)",
        )?;
        ids.iter()
            .map(|id| {
                let place = params![
                    scope.address.as_bytes(),
                    scope.generation.as_bytes(),
                    id.as_str(),
                    now
                ];
                let sealed = get
                    .query_row(place, |row| row.get::<_, Vec<u8>>(0))
                    .optional()?;
                Ok(sealed.map(Vec::into_boxed_slice))
            })
            .collect()
    }

    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
        let mut connection = self.connection();
        let mut removed = 0;
        {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for id in ids {
                let spelled = if id.has_suffix() {
                    String::new()
                } else {
                    format!("{id}\\_%")
                };
                removed += transaction.execute(
                    "DELETE FROM records
                     WHERE address = ?1 AND generation = ?2 AND (id = ?3 OR id LIKE ?4 ESCAPE '\\')",
                    params![
                        scope.address.as_bytes(),
                        scope.generation.as_bytes(),
                        id.as_str(),
                        spelled
                    ],
                )?;
            }
            transaction.commit()?;
        }
        clear(&connection)?;
        Ok(removed as u64)
    }

    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
        let mut connection = self.connection();
        let removed = {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM scopes WHERE address = ?1", [scope.as_bytes()])?;
            let removed = transaction
                .execute("DELETE FROM records WHERE address = ?1", [scope.as_bytes()])?;
            transaction.commit()?;
            removed
        };
        clear(&connection)?;
        Ok(removed as u64)
    }

    fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let connection = self.connection();
        let removed = connection.execute(
            "DELETE FROM records WHERE (address, generation, id) IN
                (SELECT address, generation, id FROM records WHERE expires <= ?1 LIMIT ?2)",
            params![self.now(), most],
        )?;
        if removed > 0 {
            clear(&connection)?;
        }
        Ok(Swept {
            removed: removed as u64,
            more: i64::try_from(removed).unwrap_or(i64::MAX) == most,
        })
    }

    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
        let connection = self.connection();
        let mut scopes = connection.prepare_cached(
            "SELECT address, header FROM scopes WHERE address > ?1 ORDER BY address LIMIT ?2",
        )?;
        let after = after.map_or(Vec::new(), |after| after.as_bytes().to_vec());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = scopes.query_map(params![after, most], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
        rows.map(|row| {
            let (address, header) = row?;
            let address = <[u8; 16]>::try_from(address).map_err(|_| VaultError::corrupt())?;
            Ok((ScopeAddress::from_bytes(address), header_of(header)?))
        })
        .collect()
    }

    fn stats(&self) -> Result<Stats, VaultError> {
        let connection = self.connection();
        let count = |query: &str| {
            let count = connection.query_row(query, [], |row| row.get::<_, i64>(0))?;
            Ok::<_, VaultError>(u64::try_from(count).unwrap_or(0))
        };
        Ok(Stats {
            scopes: count("SELECT count(*) FROM scopes")?,
            entries: count("SELECT count(*) FROM records")?,
            bytes: count("SELECT coalesce(sum(length(sealed)), 0) FROM records")?,
        })
    }
}
