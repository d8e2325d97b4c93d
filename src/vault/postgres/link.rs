//! Connections to the database, each on a thread of the vault's own.
//!
//! A thread drives its connection itself, under a limit of time for the whole of a call. So a server that is stopped, or
//! a network that swallows what is sent, costs the connection and not the thread; and a caller may be on a thread of an
//! asynchronous runtime, where blocking on another is not allowed.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use crate::vault::VaultError;

type Job = Box<dyn FnOnce(&mut Link) + Send>;

/// Calls that wait for a connection.
const WAITING: usize = 64;
/// How much longer than its limit a call is waited for, should the machine be that busy.
const GRACE: Duration = Duration::from_secs(5);

/// How a connection is encrypted; without the feature there is one way, not at all.
#[derive(Clone)]
pub(super) enum Encryption {
    None,
    #[cfg(feature = "tls")]
    Tls(tokio_postgres_rustls::MakeRustlsConnect),
}

/// The vault's threads, which end with it.
pub(super) struct Links {
    jobs: SyncSender<Job>,
}

impl Links {
    pub(super) fn new(
        config: &Config,
        encryption: &Encryption,
        connections: usize,
    ) -> Result<Links, VaultError> {
        let (jobs, waiting) = sync_channel::<Job>(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..connections.max(1) {
            let mut link = Link {
                config: config.clone(),
                encryption: encryption.clone(),
                runtime: tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .map_err(VaultError::unavailable)?,
                open: None,
            };
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new()
                .name("parda-postgres".to_owned())
                .spawn(move || {
                    while let Some(job) = next(&waiting) {
                        job(&mut link);
                    }
                })
                .map_err(VaultError::unavailable)?;
        }
        Ok(Links { jobs })
    }

    /// Runs `call` on one of the threads, within `patience`; it may be run twice.
    pub(super) fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        call: impl Fn(&mut Database<'_>) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let until = Instant::now() + patience;
        let (answer, answered) = sync_channel(1);
        let job: Job = Box::new(move |link| {
            // Who waits no longer needs no answer.
            let _ = answer.send(link.run(until, &call));
        });
        self.jobs
            .try_send(job)
            .map_err(|_| VaultError::unavailable("too many calls wait for the database"))?;
        answered
            .recv_timeout(patience + GRACE)
            .map_err(|_| too_late())?
    }
}

fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .recv()
        .ok()
}

fn too_late() -> VaultError {
    VaultError::unavailable("the database did not answer in time")
}

/// One thread's connection.
struct Link {
    config: Config,
    encryption: Encryption,
    runtime: Runtime,
    open: Option<Open>,
}

struct Open {
    client: Client,
    driver: JoinHandle<()>,
    prepared: HashMap<&'static str, Statement>,
}

impl Link {
    /// Runs a call; once more where the connection had broken while nobody used it, which every call bears.
    fn run<T>(
        &mut self,
        until: Instant,
        call: &impl Fn(&mut Database<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let kept = self.open.is_some();
        match self.once(until, call) {
            Err(_) if kept && self.open.is_none() && Instant::now() < until => {
                self.once(until, call)
            }
            outcome => outcome,
        }
    }

    fn once<T>(
        &mut self,
        until: Instant,
        call: &impl Fn(&mut Database<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut open = match self.open.take() {
            Some(open) if !open.client.is_closed() => open,
            Some(open) => {
                self.close(open);
                self.connect(until)?
            }
            None => self.connect(until)?,
        };
        let mut database = Database {
            runtime: &self.runtime,
            open: &mut open,
            until,
            broken: false,
        };
        let outcome = call(&mut database);
        if database.broken {
            self.close(open);
        } else {
            self.open = Some(open);
        }
        outcome
    }

    /// What the server was asked last may still be under way: nobody waits for its answer.
    fn close(&self, open: Open) {
        open.driver.abort();
        let _ = self.runtime.block_on(open.driver);
    }

    fn connect(&self, until: Instant) -> Result<Open, VaultError> {
        let limit = |left: Instant| left.saturating_duration_since(Instant::now());
        let connected = self.runtime.block_on(async {
            tokio::time::timeout(limit(until), async {
                Ok::<_, tokio_postgres::Error>(match &self.encryption {
                    Encryption::None => {
                        let (client, connection) = self.config.connect(NoTls).await?;
                        let driver = tokio::spawn(async move { drop(connection.await) });
                        (client, driver)
                    }
                    #[cfg(feature = "tls")]
                    Encryption::Tls(tls) => {
                        let (client, connection) = self.config.connect(tls.clone()).await?;
                        let driver = tokio::spawn(async move { drop(connection.await) });
                        (client, driver)
                    }
                })
            })
            .await
        });
        let (client, driver) = connected.map_err(|_| too_late())??;
        Ok(Open {
            client,
            driver,
            prepared: HashMap::new(),
        })
    }
}

/// The database, for the time of one call.
pub(super) struct Database<'l> {
    runtime: &'l Runtime,
    open: &'l mut Open,
    until: Instant,
    /// Whether the connection is of no further use.
    broken: bool,
}

enum Failure {
    Late,
    Server(tokio_postgres::Error),
}

fn wait<T>(
    runtime: &Runtime,
    until: Instant,
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failure> {
    let left = until.saturating_duration_since(Instant::now());
    // The timer is made inside the runtime that it belongs to.
    match runtime.block_on(async { tokio::time::timeout(left, work).await }) {
        Ok(done) => done.map_err(Failure::Server),
        Err(_) => Err(Failure::Late),
    }
}

type Parameters<'p> = &'p [&'p (dyn ToSql + Sync)];

impl Database<'_> {
    /// The rows that a statement gives. It is prepared once for each connection, and costs one round trip from then on.
    pub(super) fn rows(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, VaultError> {
        let statement = self.prepared(sql)?;
        let work = self.open.client.query(&statement, parameters);
        let done = wait(self.runtime, self.until, work);
        self.judged(done)
    }

    /// The one row that a statement gives.
    pub(super) fn row(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Row, VaultError> {
        let mut rows = self.rows(sql, parameters)?;
        rows.pop().ok_or_else(VaultError::corrupt)
    }

    /// How many rows a statement changed.
    pub(super) fn execute(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<u64, VaultError> {
        let statement = self.prepared(sql)?;
        let work = self.open.client.execute(&statement, parameters);
        let done = wait(self.runtime, self.until, work);
        self.judged(done)
    }

    /// Runs `work` in a transaction. Where it fails the connection is closed, which undoes what was done.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        self.batch("BEGIN")?;
        let done = work(self).and_then(|done| self.batch("COMMIT").map(|()| done));
        self.broken |= done.is_err();
        done
    }

    /// Runs several statements without parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), VaultError> {
        let done = wait(
            self.runtime,
            self.until,
            self.open.client.batch_execute(sql),
        );
        self.judged(done)
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, VaultError> {
        if let Some(statement) = self.open.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let done = wait(self.runtime, self.until, self.open.client.prepare(sql));
        let statement = self.judged(done)?;
        self.open.prepared.insert(sql, statement.clone());
        Ok(statement)
    }

    fn judged<T>(&mut self, done: Result<T, Failure>) -> Result<T, VaultError> {
        done.map_err(|failure| match failure {
            Failure::Late => {
                self.broken = true;
                too_late()
            }
            Failure::Server(error) => {
                self.broken |= breaks(&error);
                error.into()
            }
        })
    }
}

/// Whether the connection is of no further use: whatever did not come as an error of a statement, and what the server
/// says when it goes (class 57P).
fn breaks(error: &tokio_postgres::Error) -> bool {
    error
        .code()
        .is_none_or(|code| code.code().starts_with("57P"))
}

impl From<tokio_postgres::Error> for VaultError {
    fn from(error: tokio_postgres::Error) -> VaultError {
        match error.code() {
            Some(code) if *code == SqlState::DISK_FULL => VaultError::full().because(error),
            Some(code)
                if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED =>
            {
                VaultError::corrupt().because(error)
            }
            Some(code)
                if *code == SqlState::INVALID_PASSWORD
                    || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
            {
                VaultError::refused("the PostgreSQL server refuses the user or password")
                    .because(error)
            }
            Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => VaultError::refused(
                "the PostgreSQL role may not use the vault's tables: open the vault once as their owner, and grant them",
            )
            .because(error),
            _ => VaultError::unavailable(error),
        }
    }
}
