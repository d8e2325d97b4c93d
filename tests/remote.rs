//! Redis and PostgreSQL vaults as they are run in earnest: encrypted, with as few rights as will do, by many threads, in
//! an asynchronous runtime.

#![cfg(all(
    feature = "conformance",
    feature = "postgres",
    feature = "redis",
    feature = "tls"
))]

mod support;

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parda::vault::conformance::check;
use parda::vault::{Bridge, Clock, PostgresVault, RedisVault, Tls};
use parda::{Engine, Key, Vault};
use support::servers::{free_port, postgres, redis};

/// An authority, a certificate of it for 127.0.0.1 and one for a client, in a folder.
struct Certificates(std::path::PathBuf);

impl Certificates {
    fn make(name: &str) -> Certificates {
        let all = Certificates(
            std::env::temp_dir().join(format!("parda-certificates-{name}-{}", std::process::id())),
        );
        let _ = std::fs::remove_dir_all(&all.0);
        std::fs::create_dir_all(&all.0).expect("a folder");
        let fresh = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ];
        all.openssl(
            &[
                &[
                    "req",
                    "-x509",
                    "-keyout",
                    "ca.key",
                    "-out",
                    "ca.pem",
                    "-subj",
                    "/CN=authority",
                ],
                &fresh[..],
            ]
            .concat(),
        );
        for (name, subject, names) in [
            ("server", "/CN=server", "IP:127.0.0.1"),
            ("client", "/CN=root", "DNS:root"),
        ] {
            std::fs::write(all.0.join("names"), format!("subjectAltName={names}\n"))
                .expect("written");
            let (key, request, done) = (
                format!("{name}.key"),
                format!("{name}.csr"),
                format!("{name}.pem"),
            );
            all.openssl(
                &[
                    &[
                        "req", "-new", "-keyout", &key, "-out", &request, "-subj", subject,
                    ],
                    &fresh[..5],
                ]
                .concat(),
            );
            all.openssl(&[
                "x509",
                "-req",
                "-in",
                &request,
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-out",
                &done,
                "-days",
                "2",
                "-extfile",
                "names",
            ]);
        }
        all
    }

    fn openssl(&self, arguments: &[&str]) {
        let done = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.0)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(
            done.expect("openssl is on this machine").success(),
            "{arguments:?}"
        );
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).expect("made")
    }

    fn roots(&self) -> Tls {
        Tls::new().roots(&self.read("ca.pem"))
    }

    fn with_client(&self) -> Tls {
        self.roots()
            .certificate(&self.read("client.pem"), &self.read("client.key"))
    }
}

impl Drop for Certificates {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn redis_over_tls() {
    let (ours, others) = (
        Certificates::make("redis-tls"),
        Certificates::make("redis-tls-others"),
    );
    let tls_port = free_port();
    let (port, cert, key, ca) = (
        tls_port.to_string(),
        ours.path("server.pem"),
        ours.path("server.key"),
        ours.path("ca.pem"),
    );
    let arguments = [
        "--tls-port",
        &port,
        "--tls-cert-file",
        &cert,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &ca,
        "--tls-auth-clients",
        "yes",
    ];
    let Some(server) = redis("redis-tls", &arguments) else {
        return;
    };
    let url = format!("rediss://127.0.0.1:{tls_port}/");
    check(|clock| {
        RedisVault::open_tls(&url, &ours.with_client())
            .expect("opened")
            .clock(clock)
    });
    RedisVault::open_tls(&url, &ours.roots()).expect_err("the server asks for a certificate");
    RedisVault::open_tls(&url, &others.with_client()).expect_err("another authority");
    RedisVault::open(&url).expect_err("the system does not know the authority");
    let other_name = format!("rediss://localhost:{tls_port}/");
    RedisVault::open_tls(&other_name, &ours.with_client())
        .expect_err("the certificate is for another name");
    RedisVault::open(&format!("redis://127.0.0.1:{tls_port}/"))
        .expect_err("it does not speak in the clear");
    let plain = format!("redis://127.0.0.1:{}/", server.port);
    RedisVault::open_tls(&plain, &ours.with_client())
        .expect_err("what was to be encrypted is not sent in the clear");
}

#[test]
fn postgres_over_tls() {
    let (ours, others) = (
        Certificates::make("pg-tls"),
        Certificates::make("pg-tls-others"),
    );
    for name in ["server.key", "server.pem", "ca.pem"] {
        // The server asks that its key be its own; where the test runs as root the server does not.
        let path = ours.path(name);
        let _ = Command::new("chown")
            .args(["postgres", &path])
            .stderr(Stdio::null())
            .status();
        let _ = Command::new("chmod").args(["600", &path]).status();
    }
    let settings = [
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", ours.path("server.pem")),
        format!("ssl_key_file={}", ours.path("server.key")),
        format!("ssl_ca_file={}", ours.path("ca.pem")),
    ];
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let hba = "hostssl other all 127.0.0.1/32 cert\nhostssl postgres all 127.0.0.1/32 trust\nhostnossl postgres root 127.0.0.1/32 trust\n";
    let Some(server) = postgres("pg-tls", hba, &settings) else {
        return;
    };
    let url = format!("postgres://root@127.0.0.1:{}/postgres", server.port);
    let open = |clock| {
        PostgresVault::open_tls(&url, &ours.roots())
            .expect("opened")
            .clock(clock)
    };
    check(open);
    let mut admin = ::postgres::Client::connect(&url, ::postgres::NoTls).expect("connected");
    let vault = open(Clock::system());
    vault.stats().expect("counted");
    let encrypted: i64 = admin
        .query_one(
            "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'parda' AND ssl",
            &[],
        )
        .expect("counted")
        .get(0);
    assert!(encrypted > 0, "the server sees an encrypted connection");
    PostgresVault::open_tls(&url, &others.roots()).expect_err("another authority");
    PostgresVault::open(&format!("{url}?sslmode=require"))
        .expect_err("the system does not know the authority");
    let other_name = url.replacen("127.0.0.1", "localhost", 1);
    PostgresVault::open_tls(&other_name, &ours.roots())
        .expect_err("the certificate is for another name");
    admin.batch_execute("CREATE DATABASE other").expect("made");
    let other = url
        .strip_suffix("postgres")
        .expect("the database")
        .to_owned()
        + "other";
    PostgresVault::open_tls(&other, &ours.roots()).expect_err("the server asks for a certificate");
    PostgresVault::open_tls(&other, &ours.with_client()).expect("the certificate is who it is");
}

#[test]
fn a_postgres_that_is_set_to_strict_isolation_serves_as_any_other() {
    let strict = ["default_transaction_isolation=serializable"];
    let hba = "host all all 127.0.0.1/32 trust\n";
    let Some(server) = postgres("pg-strict", hba, &strict) else {
        return;
    };
    let url = format!("postgres://root@127.0.0.1:{}/postgres", server.port);
    check(|clock| PostgresVault::open(&url).expect("opened").clock(clock));
    shared(PostgresVault::open(&url).expect("opened"));
}

/// The rule of the guide, and no right more.
const RULE: &str = include_str!("../src/guide/redis.acl");

#[test]
fn a_redis_user_with_the_rights_of_the_guide_can_do_all_that_a_vault_does_and_nothing_else() {
    let Some(server) = redis("redis-acl", &[]) else {
        return;
    };
    let admin = redis::Client::open(format!("redis://127.0.0.1:{}/", server.port)).expect("one");
    let mut admin = admin.get_connection().expect("connected");
    let mut set = redis::cmd("ACL");
    set.arg("SETUSER").arg("parda").arg("on").arg(">opening");
    for right in RULE.split_whitespace() {
        set.arg(right);
    }
    set.exec(&mut admin).expect("the rule is one");
    let url = format!("redis://parda:opening@127.0.0.1:{}/", server.port);
    check(|clock| RedisVault::open(&url).expect("opened").clock(clock));
    // Each right is needed: without it something of the contract fails, and is an error.
    let commands: Vec<&str> = RULE
        .split_whitespace()
        .filter(|right| right.starts_with('+'))
        .collect();
    assert!(commands.len() > 10);
    let mut clerk = redis::Client::open(url.as_str())
        .expect("one")
        .get_connection()
        .expect("connected");
    for forbidden in [
        &["GET", "other"][..],
        &["FLUSHALL"],
        &["HGETALL", "parda:{0}"],
        &["KEYS", "*"],
        &["CONFIG", "GET", "*"],
    ] {
        let mut command = redis::cmd(forbidden[0]);
        command.arg(&forbidden[1..]);
        command.exec(&mut clerk).expect_err("no right to it");
    }
    let mut take = redis::cmd("ACL");
    take.arg("SETUSER")
        .arg("parda")
        .arg("-hset")
        .exec(&mut admin)
        .expect("taken");
    let engine = over(RedisVault::open(&url).expect("opened"));
    let session = engine.session("chat").expect("a session");
    assert!(session.redact("mail asha@example.com").is_err());
}

#[test]
fn a_scope_whose_records_all_end_leaves_the_redis_server_by_itself() {
    let Some(server) = redis("redis-ttl", &[]) else {
        return;
    };
    let url = format!("redis://127.0.0.1:{}/", server.port);
    let mut admin = redis::Client::open(url.as_str())
        .expect("one")
        .get_connection()
        .expect("connected");
    let key = Key::generate().expect("randomness");
    let engine = |ttl: Option<Duration>| {
        let builder = Engine::builder()
            .key(key.clone())
            .vault(RedisVault::open(&url).expect("opened"));
        match ttl {
            Some(ttl) => builder.ttl(ttl).build(),
            None => builder.build(),
        }
        .expect("an engine")
    };
    let mut left = || -> i64 {
        let keys: Vec<String> = redis::cmd("KEYS")
            .arg("parda:*")
            .query(&mut admin)
            .expect("listed");
        assert_eq!(keys.len(), 1);
        redis::cmd("PTTL")
            .arg(&keys[0])
            .query(&mut admin)
            .expect("told")
    };
    const HOUR: i64 = 3_600_000;
    let (short, long, never) = (
        engine(Some(Duration::from_secs(3_600))),
        engine(Some(Duration::from_secs(10 * 3_600))),
        engine(None),
    );
    let redact = |engine: &Engine<RedisVault>, text: &str| {
        engine
            .session("chat")
            .expect("a session")
            .redact(text)
            .map(|_| ())
            .expect("redacted");
    };
    redact(&short, "asha@example.com");
    let hours = left() / HOUR;
    assert!(
        (24..=25).contains(&hours),
        "a day after the last record: {hours}"
    );
    redact(&long, "ravi@example.com");
    assert!((33..=34).contains(&(left() / HOUR)));
    redact(&short, "omar@example.com");
    assert!(
        (33..=34).contains(&(left() / HOUR)),
        "a sooner end takes nothing away"
    );
    redact(&never, "ravi@example.com");
    assert_eq!(left(), -1, "one record without an end keeps the scope");
    redact(&short, "asha@example.com");
    assert_eq!(left(), -1);
}

#[test]
fn many_threads_share_few_connections() {
    let Some(server) = redis("redis-pool", &[]) else {
        return;
    };
    let url = format!("redis://127.0.0.1:{}/", server.port);
    let vault = RedisVault::open(&url)
        .expect("opened")
        .connections(3)
        .patience(Duration::from_secs(30));
    shared(vault);
    let mut admin = redis::Client::open(url.as_str())
        .expect("one")
        .get_connection()
        .expect("connected");
    let info: String = redis::cmd("INFO")
        .arg("stats")
        .query(&mut admin)
        .expect("told");
    let opened = info
        .lines()
        .find_map(|line| line.strip_prefix("total_connections_received:"));
    let opened: u32 = opened.expect("told").trim().parse().expect("a number");
    // Those of the vault, this one, and what asked whether the server is up.
    assert!(opened < 30, "{opened} connections for 3,200 calls");
    let Some(server) = postgres("pg-pool", "host all all 127.0.0.1/32 trust\n", &[]) else {
        return;
    };
    let url = format!("postgres://root@127.0.0.1:{}/postgres", server.port);
    shared(PostgresVault::open(&url).expect("opened").connections(3));
}

/// An engine with a key of its own.
fn over<V>(vault: V) -> Engine<V> {
    Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .build()
        .expect("an engine")
}

fn shared<V: Vault>(vault: V) {
    let engine = over(vault);
    let failed = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for thread in 0..16 {
            let (engine, failed) = (&engine, &failed);
            threads.spawn(move || {
                let session = engine.session("chat").expect("a session");
                for n in 0..20 {
                    let text = format!("mail user{thread}.{n}@example.com and all@example.com");
                    let there = session.redact(&text).is_ok_and(|redacted| {
                        session
                            .restore(redacted.text())
                            .is_ok_and(|restored| restored.expose() == text)
                    });
                    failed.fetch_add(usize::from(!there), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(failed.load(Ordering::Relaxed), 0);
    assert_eq!(engine.stats().expect("counted").entries, 16 * 20 + 1);
}

/// Blocking vaults block, and bridged ones wait; neither panics on a thread of a runtime, of either kind, nor where it is
/// dropped.
#[test]
fn no_vault_panics_inside_a_runtime() {
    let Some(redis_server) = redis("redis-runtime", &[]) else {
        return;
    };
    let Some(pg_server) = postgres("pg-runtime", "host all all 127.0.0.1/32 trust\n", &[]) else {
        return;
    };
    let redis_url = format!("redis://127.0.0.1:{}/", redis_server.port);
    let pg_url = format!("postgres://root@127.0.0.1:{}/postgres", pg_server.port);
    for runtime in runtimes() {
        // On the thread that runs the runtime, and on one of the runtime's own.
        runtime.block_on(used_and_dropped(&redis_url, &pg_url));
        let (redis_url, pg_url) = (redis_url.clone(), pg_url.clone());
        let spawned = runtime.spawn(async move { used_and_dropped(&redis_url, &pg_url).await });
        runtime.block_on(spawned).expect("no panic");
    }
}

fn runtimes() -> [tokio::runtime::Runtime; 2] {
    let one = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let many = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    [one.expect("a runtime"), many.expect("a runtime")]
}

/// All that is made here is dropped here, on a thread of the runtime.
async fn used_and_dropped(redis_url: &str, pg_url: &str) {
    let text = "mail asha@example.com";
    let redis = || RedisVault::open(redis_url).expect("opened");
    let postgres = || PostgresVault::open(pg_url).expect("opened").connections(2);
    let blocking: Vec<Box<dyn Vault>> = vec![Box::new(redis()), Box::new(postgres())];
    for vault in blocking {
        let engine = over(vault);
        let session = engine.session("blocking").expect("a session");
        let redacted = session.redact(text).expect("redacted");
        assert_eq!(
            session.restore(redacted.text()).expect("restored").expose(),
            text
        );
        session.forget().expect("forgotten");
    }
    let bridged: Vec<Arc<dyn parda::AsyncVault>> = vec![
        Arc::new(Bridge::new(redis(), 2).expect("threads")),
        Arc::new(Bridge::new(postgres(), 2).expect("threads")),
    ];
    for vault in bridged {
        let engine = over(vault);
        let session = engine.session("bridged").expect("a session");
        let redacted = session.redact_async(text).await.expect("redacted");
        let restored = session.restore_async(redacted.text()).await;
        assert_eq!(restored.expect("restored").expose(), text);
        session.forget_async().await.expect("forgotten");
    }
}

/// A server that answers nothing holds up the call that asks it, and no other task of the runtime, on whichever thread
/// that is; what waits for it is dropped without waiting.
#[test]
fn a_bridged_vault_never_blocks_the_runtimes_thread() {
    let Some(redis_server) = redis("redis-unblocked", &[]) else {
        return;
    };
    let Some(pg_server) = postgres("pg-unblocked", "host all all 127.0.0.1/32 trust\n", &[]) else {
        return;
    };
    let patience = Duration::from_secs(2);
    let redis_url = format!("redis://127.0.0.1:{}/", redis_server.port);
    let pg_url = format!("postgres://root@127.0.0.1:{}/postgres", pg_server.port);
    for runtime in runtimes() {
        let redis = RedisVault::open(&redis_url)
            .expect("opened")
            .patience(patience);
        let postgres = PostgresVault::open(&pg_url)
            .expect("opened")
            .patience(patience);
        let bridged: Vec<Arc<dyn parda::AsyncVault>> = vec![
            Arc::new(Bridge::new(redis, 1).expect("a thread")),
            Arc::new(Bridge::new(postgres, 1).expect("a thread")),
        ];
        redis_server.pause();
        pg_server.pause();
        runtime.block_on(async {
            for vault in bridged {
                let engine = over(vault);
                let session = engine.session("unblocked").expect("a session");
                let asked = session.redact_async("mail asha@example.com");
                let mut asked = std::pin::pin!(asked);
                let mut turns = 0;
                let began = std::time::Instant::now();
                let outcome = loop {
                    let turn = tokio::time::timeout(Duration::from_millis(5), asked.as_mut()).await;
                    match turn {
                        Ok(outcome) => break outcome,
                        Err(_) => turns += 1,
                    }
                };
                let error = outcome.map(|_| ()).expect_err("nobody answered");
                assert!(error.is_retryable(), "{error}");
                assert!(began.elapsed() < 4 * patience, "{:?}", began.elapsed());
                assert!(turns > 20, "the thread went on: {turns} turns");
                // Another call, dropped halfway.
                let again = session.redact_async("mail ravi@example.com");
                let dropped = std::time::Instant::now();
                let _ = tokio::time::timeout(Duration::from_millis(20), again).await;
                assert!(dropped.elapsed() < patience / 2, "{:?}", dropped.elapsed());
            }
        });
        redis_server.go_on();
        pg_server.go_on();
    }
}
