//! Servers that are killed, stopped, cut off, closed or full: each an error in bounded time, no mapping that was
//! acknowledged is lost, and none is ever said not to be there.

#![cfg(all(feature = "postgres", feature = "redis"))]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use parda::vault::{PostgresVault, RedisVault};
use parda::{Engine, Error, Key, Vault};
use support::servers::{Proxy, Server, Wire, postgres, redis};

/// What the vaults of these tests wait for an answer.
const PATIENCE: Duration = Duration::from_millis(700);
/// What hangs is told from what is slow by this.
const FOR_EVER: Duration = Duration::from_secs(120);

/// Runs `call` on a thread of its own, and fails where it does not come back.
fn in_time<T: Send + 'static>(call: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, answer) = channel();
    std::thread::spawn(move || {
        let _ = done.send(call());
    });
    answer.recv_timeout(FOR_EVER).expect("it comes back")
}

/// An engine over a vault, and every mapping that it acknowledged.
struct House<V> {
    engine: Arc<Engine<V>>,
    key: Key,
    next: AtomicUsize,
    acknowledged: Vec<(String, String)>,
}

impl<V: Vault + 'static> House<V> {
    fn over(vault: V) -> House<V> {
        let key = Key::generate().expect("randomness");
        House {
            engine: Arc::new(House::engine(&key, vault)),
            key,
            next: AtomicUsize::new(0),
            acknowledged: Vec::new(),
        }
    }

    fn engine(key: &Key, vault: V) -> Engine<V> {
        Engine::builder()
            .key(key.clone())
            .vault(vault)
            .build()
            .expect("an engine")
    }

    /// Redacts a prompt that was never redacted before; a text that comes out counts as acknowledged.
    fn redact(&mut self) -> Result<(), Error> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let prompt = format!("mail user{n}@example.com");
        let (engine, asked) = (Arc::clone(&self.engine), prompt.clone());
        let redacted = in_time(move || {
            let session = engine.session("chat")?;
            Ok::<_, Error>(session.redact(&asked)?.into_text().into_owned())
        });
        match redacted {
            Ok(redacted) => {
                assert!(!redacted.contains("user"), "{redacted}");
                self.acknowledged.push((prompt, redacted));
                Ok(())
            }
            Err(error) => {
                let said = format!("{error} {error:?} {:?}", error.vault());
                assert!(!said.contains(&format!("user{n}@")), "{said}");
                Err(error)
            }
        }
    }

    /// Restores the first that was acknowledged: an error, or the very text; never a token left as if unknown.
    fn restore_one(&self) -> Result<(), Error> {
        let (prompt, redacted) = self.acknowledged[0].clone();
        let engine = Arc::clone(&self.engine);
        let restored = in_time(move || {
            let session = engine.session("chat")?;
            Ok::<_, Error>(session.restore(&redacted)?.expose().to_owned())
        })?;
        assert_eq!(
            restored, prompt,
            "what is down is an error and not an answer"
        );
        Ok(())
    }

    /// Waits until the vault of old serves again, as it must without being opened anew.
    fn recovers(&mut self) {
        for _ in 0..200 {
            if self.restore_one().is_ok() && self.redact().is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the vault does not come back: {:?}", self.redact());
    }

    /// Everything acknowledged is there, as a fresh process sees it.
    fn holds(&self, vault: V) {
        let engine = House::engine(&self.key, vault);
        let session = engine.session("chat").expect("a session");
        for (prompt, redacted) in &self.acknowledged {
            assert_eq!(
                session.restore(redacted).expect("restored").expose(),
                prompt
            );
        }
    }
}

fn killed_and_started_again<V: Vault + 'static>(mut server: Server, open: impl Fn() -> V) {
    let mut house = House::over(open());
    for _ in 0..20 {
        house.redact().expect("redacted");
    }
    for _ in 0..3 {
        server.kill();
        let error = house.redact().expect_err("nobody answers");
        assert!(error.is_retryable(), "{error}");
        assert!(house.restore_one().is_err());
        server.start_again();
        house.recovers();
    }
    house.holds(open());
}

/// Killed while threads write: whatever they were told was stored is there.
fn killed_under_load<V: Vault + 'static>(mut server: Server, open: impl Fn() -> V) {
    let house = House::over(open());
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (engine, stop) = (Arc::clone(&house.engine), Arc::clone(&stop));
            std::thread::spawn(move || {
                let session = engine.session("chat").expect("a session");
                let mut acknowledged = Vec::new();
                for n in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let prompt = format!("mail user{writer}.{n}@example.com");
                    if let Ok(redacted) = session.redact(&prompt) {
                        let redacted = redacted.into_text().into_owned();
                        acknowledged.push((prompt, redacted));
                    }
                }
                acknowledged
            })
        })
        .collect();
    for round in 0..5 {
        std::thread::sleep(Duration::from_millis(100 + 37 * round));
        server.kill();
        server.start_again();
    }
    std::thread::sleep(Duration::from_millis(300));
    stop.store(true, Ordering::SeqCst);
    let acknowledged: Vec<_> = writers
        .into_iter()
        .flat_map(|writer| writer.join().expect("no panic"))
        .collect();
    assert!(acknowledged.len() > 20, "{}", acknowledged.len());
    House {
        acknowledged,
        ..house
    }
    .holds(open());
}

fn stopped_and_going_on<V: Vault + 'static>(server: &Server, open: impl Fn() -> V) {
    let mut house = House::over(open());
    house.redact().expect("redacted");
    for _ in 0..2 {
        server.pause();
        let error = house.redact().expect_err("nobody answers");
        assert!(error.is_retryable(), "{error}");
        let error = house.restore_one().expect_err("nobody answers");
        assert!(error.is_retryable(), "{error}");
        server.go_on();
        house.recovers();
    }
    house.holds(open());
}

fn cut_in_the_middle<V: Vault + 'static>(server: &Server, open: impl Fn(u16) -> V) {
    let proxy = Proxy::to(server.port);
    let mut house = House::over(open(proxy.port));
    house.redact().expect("redacted");
    let mut met = 0;
    for wire in [
        Wire::CutBefore,
        Wire::CutAfter,
        Wire::CutWithin,
        Wire::Swallow,
    ] {
        for round in 0..3 {
            proxy.set(wire);
            let outcome = if round % 2 == 0 {
                house.redact()
            } else {
                house.restore_one()
            };
            let error = outcome.expect_err("the wire is cut");
            assert!(error.is_retryable(), "{wire:?}: {error}");
            assert!(proxy.cuts() > met, "{wire:?}");
            met = proxy.cuts();
            proxy.set(Wire::Whole);
            house.recovers();
        }
    }
    house.holds(open(server.port));
}

fn redis_at(port: u16) -> RedisVault {
    RedisVault::open(&format!("redis://127.0.0.1:{port}/"))
        .expect("opened")
        .patience(PATIENCE)
}

#[test]
fn a_redis_that_is_killed_and_started_again() {
    let Some(server) = redis("redis-killed", &[]) else {
        return;
    };
    let port = server.port;
    killed_and_started_again(server, || redis_at(port));
}

#[test]
fn a_redis_that_is_killed_while_it_is_written_to() {
    let Some(server) = redis("redis-load", &[]) else {
        return;
    };
    let port = server.port;
    killed_under_load(server, || redis_at(port));
}

#[test]
fn a_redis_that_is_stopped() {
    let Some(server) = redis("redis-stopped", &[]) else {
        return;
    };
    stopped_and_going_on(&server, || redis_at(server.port));
}

#[test]
fn a_redis_that_is_cut_off_in_a_call() {
    let Some(server) = redis("redis-cut", &[]) else {
        return;
    };
    cut_in_the_middle(&server, redis_at);
}

#[test]
fn a_redis_that_refuses_or_only_reads_or_is_full() {
    let Some(server) = redis("redis-refusing", &["--requirepass", "opening"]) else {
        return;
    };
    let port = server.port;
    let url = |password: &str| format!("redis://:{password}@127.0.0.1:{port}/");
    let open = move || {
        RedisVault::open(&url("opening"))
            .expect("opened")
            .patience(PATIENCE)
    };
    let wrong = in_time(move || RedisVault::open(&format!("redis://:guessed@127.0.0.1:{port}/")));
    let error = wrong.expect_err("another password");
    assert!(!error.is_retryable(), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("guessed"),
        "{error:?}"
    );
    let none = in_time(move || RedisVault::open(&format!("redis://127.0.0.1:{port}/")));
    assert!(!none.expect_err("no password").is_retryable());

    let mut house = House::over(open());
    house.redact().expect("redacted");
    let client = redis::Client::open(format!("redis://:opening@127.0.0.1:{port}/")).expect("one");
    let mut admin = client.get_connection().expect("connected");
    let mut set = |name: &str, value: &str| {
        let mut command = redis::cmd("CONFIG");
        command.arg("SET").arg(name).arg(value);
        command.exec(&mut admin).expect("set");
    };
    // It takes writes only when a replica listens, and none does: it only reads.
    set("min-replicas-to-write", "1");
    house.redact().expect_err("it only reads");
    house.restore_one().expect("it reads");
    set("min-replicas-to-write", "0");
    house.redact().expect("it writes again");
    set("maxmemory", "1");
    let error = house.redact().expect_err("it is full");
    assert!(error.is_limit(), "{error}: {:?}", error.vault());
    house.restore_one().expect("a full server reads");
    set("maxmemory", "0");
    house.redact().expect("it has room again");
    // One that begins to evict is refused from the next connection on.
    set("maxmemory-policy", "allkeys-lru");
    assert!(
        in_time(move || RedisVault::open(&format!("redis://:opening@127.0.0.1:{port}/"))).is_err()
    );
    set("maxmemory-policy", "noeviction");
    house.holds(open());

    let arguments = [
        "--replicaof",
        "127.0.0.1",
        &port.to_string(),
        "--masterauth",
        "opening",
    ]
    .map(String::from);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let replica = redis("redis-replica", &arguments).expect("it was there before");
    let mut reading = House {
        engine: Arc::new(House::engine(&house.key, redis_at(replica.port))),
        ..house
    };
    for _ in 0..200 {
        // Until what it copies has come over, the scope is not there yet.
        if redis_at(replica.port).stats().expect("counted").entries > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    reading.restore_one().expect("a replica reads");
    assert!(reading.redact().is_err());
}

const TRUST: &str = "host all root 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

fn postgres_at(port: u16) -> PostgresVault {
    PostgresVault::open(&format!("postgres://root@127.0.0.1:{port}/postgres"))
        .expect("opened")
        .patience(PATIENCE)
}

#[test]
fn a_postgres_that_is_killed_and_started_again() {
    let Some(server) = postgres("postgres-killed", TRUST, &[]) else {
        return;
    };
    let port = server.port;
    killed_and_started_again(server, || postgres_at(port));
}

#[test]
fn a_postgres_that_is_killed_while_it_is_written_to() {
    let Some(server) = postgres("postgres-load", TRUST, &[]) else {
        return;
    };
    let port = server.port;
    killed_under_load(server, || postgres_at(port));
}

#[test]
fn a_postgres_that_is_stopped() {
    let Some(server) = postgres("postgres-stopped", TRUST, &[]) else {
        return;
    };
    stopped_and_going_on(&server, || postgres_at(server.port));
}

#[test]
fn a_postgres_that_is_cut_off_in_a_call() {
    let Some(server) = postgres("postgres-cut", TRUST, &[]) else {
        return;
    };
    cut_in_the_middle(&server, postgres_at);
}

#[test]
fn a_postgres_that_refuses_or_only_reads() {
    let Some(server) = postgres("postgres-refusing", TRUST, &[]) else {
        return;
    };
    let port = server.port;
    let url = format!("postgres://root@127.0.0.1:{port}/postgres");
    let mut admin = postgres::Client::connect(&url, postgres::NoTls).expect("connected");
    let mut run = |sql: &str| admin.batch_execute(sql).expect(sql);
    let mut house = House::over(postgres_at(port));
    house.redact().expect("redacted");

    run("CREATE ROLE clerk LOGIN PASSWORD 'opening'");
    let wrong = in_time(move || {
        PostgresVault::open(&format!(
            "postgres://clerk:guessed@127.0.0.1:{port}/postgres"
        ))
    });
    let error = wrong.expect_err("another password");
    assert!(!error.is_retryable(), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("guessed"),
        "{error:?}"
    );
    let open = move || {
        PostgresVault::open(&format!(
            "postgres://clerk:opening@127.0.0.1:{port}/postgres"
        ))
    };
    let error = in_time(open).expect_err("it may not use the tables");
    assert!(!error.is_retryable(), "{error}");

    run("ALTER SYSTEM SET default_transaction_read_only = on");
    run("SELECT pg_reload_conf()");
    for _ in 0..200 {
        if house.redact().is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    house.redact().expect_err("it only reads");
    house.restore_one().expect("it reads");
    run("SET default_transaction_read_only = off");
    run("ALTER SYSTEM RESET default_transaction_read_only");
    run("SELECT pg_reload_conf()");
    house.recovers();
    house.holds(postgres_at(port));
}

#[test]
fn each_role_of_a_postgres_sees_its_own_rows_whatever_it_asks() {
    let Some(server) = postgres("postgres-rows", "host all all 127.0.0.1/32 trust\n", &[]) else {
        return;
    };
    let url = |role: &str| format!("postgres://{role}@127.0.0.1:{}/postgres", server.port);
    PostgresVault::open(&url("root")).expect("makes the tables");
    let connect =
        |role: &str| postgres::Client::connect(&url(role), postgres::NoTls).expect("connected");
    let mut admin = connect("root");
    for role in ["acme", "bank"] {
        admin
            .batch_execute(&format!(
                "CREATE ROLE {role} LOGIN; GRANT SELECT ON parda_layout TO {role};
                 GRANT SELECT, INSERT, UPDATE, DELETE ON parda_scopes, parda_records TO {role}"
            ))
            .expect("a role");
    }
    let key = Key::generate().expect("randomness");
    // One key and one scope's name, so that nothing but the server keeps them apart.
    let engine = |role: &str| House::engine(&key, PostgresVault::open(&url(role)).expect("opened"));
    let (acme, bank) = (engine("acme"), engine("bank"));
    let text = "mail asha@example.com";
    let redacted = acme
        .session("chat")
        .expect("a session")
        .redact(text)
        .expect("redacted");
    let there = bank
        .session("chat")
        .expect("a session")
        .redact("mail ravi@example.com")
        .expect("redacted");
    let restore = |engine: &Engine<PostgresVault>, text: &str| {
        engine
            .session("chat")
            .expect("a session")
            .restore(text)
            .expect("restored")
            .expose()
            .to_owned()
    };
    assert_eq!(restore(&acme, redacted.text()), text);
    assert_eq!(restore(&bank, redacted.text()), redacted.text());
    assert_eq!(restore(&bank, there.text()), "mail ravi@example.com");
    assert_eq!(acme.stats().expect("counted").entries, 1);
    let mut bank_sql = connect("bank");
    for table in ["parda_scopes", "parda_records"] {
        let mut count = |sql: &str| -> i64 { bank_sql.query_one(sql, &[]).expect(sql).get(0) };
        assert_eq!(count(&format!("SELECT count(*) FROM {table}")), 1);
        assert_eq!(
            count(&format!(
                "WITH gone AS (DELETE FROM {table} WHERE tenant <> 'bank' RETURNING 1) SELECT count(*) FROM gone"
            )),
            0
        );
        bank_sql
            .execute(&format!("UPDATE {table} SET tenant = 'acme'"), &[])
            .expect_err("no row is given away");
    }
    assert_eq!(
        bank.session("chat")
            .expect("a session")
            .forget()
            .expect("forgotten"),
        1
    );
    assert_eq!(restore(&acme, redacted.text()), text);
}
