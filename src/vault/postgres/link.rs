//! Connections to the database: a few, made when they are needed and kept.
//!
//! Each has a runtime of its own, which drives it on the caller's thread, under a limit of time for the whole of a call.
//! So a server that is stopped, or a network that swallows what is sent, costs the connection and not the thread. A
//! thread that is an asynchronous runtime's own may not drive another; what is asked there is done on a thread made for
//! it.

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::runtime::{Handle, Runtime};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

use crate::vault::VaultError;
use crate::vault::lending::Lending;

/// How a connection is encrypted; without the feature there is one way, not at all.
#[derive(Clone)]
pub(super) enum Encryption {
    None,
    #[cfg(feature = "tls")]
    Tls(tokio_postgres_rustls::MakeRustlsConnect),
}

/// The vault's connections.
pub(super) struct Links {
    config: Config,
    encryption: Encryption,
    lending: Lending<Link>,
}

impl Links {
    pub(super) fn new(config: Config, encryption: Encryption, most: usize) -> Links {
        Links {
            config,
            encryption,
            lending: Lending::new(most),
        }
    }

    /// With at most that many connections.
    pub(super) fn most(self, most: usize) -> Links {
        Links::new(self.config.clone(), self.encryption.clone(), most)
    }

    /// Runs `call` on a connection, within `patience`; it may be run twice.
    pub(super) fn run<T: Send>(
        &self,
        patience: Duration,
        call: impl Fn(&mut Database<'_>) -> Result<T, VaultError> + Send + Sync,
    ) -> Result<T, VaultError> {
        let until = Instant::now() + patience;
        if Handle::try_current().is_err_and(|none| none.is_missing_context()) {
            return self.here(until, &call);
        }
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("parda-postgres".to_owned());
            let thread = thread.spawn_scoped(scope, || self.here(until, &call));
            let outcome = thread.map_err(VaultError::unavailable)?.join();
            outcome.unwrap_or_else(|_| Err(VaultError::unavailable("the call broke off")))
        })
    }

    fn here<T>(
        &self,
        until: Instant,
        call: &impl Fn(&mut Database<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let mut lent = self.lending.lend(
            until,
            "all connections to the database are in use; give the vault more",
        )?;
        let mut link = match lent.kept.take() {
            Some(link) => link,
            None => Link::new()?,
        };
        let outcome = link.run(self, until, call);
        lent.kept = Some(link);
        outcome
    }
}

fn too_late() -> VaultError {
    VaultError::unavailable("the database did not answer in time")
}

/// A connection, where it is open, and what drives it.
struct Link {
    /// There until it is dropped.
    runtime: Option<Runtime>,
    open: Option<Open>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.open = None;
        // One that waits for its end panics on a thread of an asynchronous runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

type Driver = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Open {
    client: Client,
    /// Carries what is asked and answered; polled while a call waits, and `None` when it has come to its end.
    driver: Option<Driver>,
    prepared: HashMap<&'static str, Statement>,
}

impl Link {
    fn new() -> Result<Link, VaultError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(VaultError::unavailable)?;
        Ok(Link {
            runtime: Some(runtime),
            open: None,
        })
    }

    /// Runs a call; once more where the connection had broken while nobody used it, which every call bears.
    fn run<T>(
        &mut self,
        links: &Links,
        until: Instant,
        call: &impl Fn(&mut Database<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let kept = self.open.is_some();
        match self.once(links, until, call) {
            Err(_) if kept && self.open.is_none() && Instant::now() < until => {
                self.once(links, until, call)
            }
            outcome => outcome,
        }
    }

    fn once<T>(
        &mut self,
        links: &Links,
        until: Instant,
        call: &impl Fn(&mut Database<'_>) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        let Some(runtime) = &self.runtime else {
            return Err(VaultError::unavailable("the connection is at its end"));
        };
        let mut open = match self.open.take() {
            Some(open) if !open.client.is_closed() => open,
            Some(open) => {
                // What the server was asked last may still be under way: nobody waits for its answer.
                drop(open);
                links.connect(runtime, until)?
            }
            None => links.connect(runtime, until)?,
        };
        let mut database = Database {
            runtime,
            open: &mut open,
            until,
            broken: false,
        };
        let outcome = call(&mut database);
        if !database.broken {
            self.open = Some(open);
        }
        outcome
    }
}

impl Links {
    fn connect(&self, runtime: &Runtime, until: Instant) -> Result<Open, VaultError> {
        let limit = |left: Instant| left.saturating_duration_since(Instant::now());
        let connected = runtime.block_on(async {
            tokio::time::timeout(limit(until), async {
                Ok::<_, tokio_postgres::Error>(match &self.encryption {
                    Encryption::None => {
                        let (client, connection) = self.config.connect(NoTls).await?;
                        let driver: Driver = Box::pin(async move { drop(connection.await) });
                        (client, driver)
                    }
                    #[cfg(feature = "tls")]
                    Encryption::Tls(tls) => {
                        let (client, connection) = self.config.connect(tls.clone()).await?;
                        let driver: Driver = Box::pin(async move { drop(connection.await) });
                        (client, driver)
                    }
                })
            })
            .await
        });
        let (client, driver) = connected.map_err(|_| too_late())??;
        Ok(Open {
            client,
            driver: Some(driver),
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

/// Waits for `work`, and drives the connection meanwhile: as one task, which spares the changing between two.
fn wait<T>(
    runtime: &Runtime,
    until: Instant,
    driver: &mut Option<Driver>,
    work: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, Failure> {
    let left = until.saturating_duration_since(Instant::now());
    let mut work = pin!(work);
    let both = std::future::poll_fn(|context| {
        // What is asked goes to the driver, and what the driver was given is the answer.
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        let ended = match driver.as_mut() {
            Some(driver) => driver.as_mut().poll(context).is_ready(),
            None => false,
        };
        if ended {
            *driver = None;
        }
        work.as_mut().poll(context)
    });
    // The timer is made inside the runtime that it belongs to.
    match runtime.block_on(async { tokio::time::timeout(left, both).await }) {
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
        let done = wait(self.runtime, self.until, &mut self.open.driver, work);
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
        let done = wait(self.runtime, self.until, &mut self.open.driver, work);
        self.judged(done)
    }

    /// Runs `work` in a transaction. Where it fails the connection is closed, which undoes what was done.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        // At a stricter level the second statement would not see what the first had waited for.
        self.batch("BEGIN ISOLATION LEVEL READ COMMITTED")?;
        let done = work(self).and_then(|done| self.batch("COMMIT").map(|()| done));
        self.broken |= done.is_err();
        done
    }

    /// Runs several statements without parameters.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), VaultError> {
        let work = self.open.client.batch_execute(sql);
        let done = wait(self.runtime, self.until, &mut self.open.driver, work);
        self.judged(done)
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, VaultError> {
        if let Some(statement) = self.open.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let work = self.open.client.prepare(sql);
        let done = wait(self.runtime, self.until, &mut self.open.driver, work);
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
