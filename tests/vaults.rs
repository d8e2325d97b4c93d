//! Every backend against the contract, in every form it can be used in.

#![cfg(all(feature = "conformance", feature = "file"))]

#[path = "support/wait.rs"]
mod wait;

use std::sync::Arc;

use wait::wait;

use parda::vault::conformance::check;
use parda::vault::{Bridge, Clock};
use parda::{AsyncVault, Engine, FileVault, Key, MemoryVault, Vault};

/// An asynchronous vault as a blocking one, to run the blocking suite through a bridge.
struct Waited<V>(V);

impl<V: AsyncVault> Vault for Waited<V> {
    fn header(
        &self,
        scope: &parda::vault::ScopeAddress,
    ) -> Result<Option<parda::vault::Header>, parda::VaultError> {
        wait(self.0.header(scope))
    }
    fn create(
        &self,
        scope: &parda::vault::ScopeAddress,
        fresh: &parda::vault::Header,
    ) -> Result<parda::vault::Header, parda::VaultError> {
        wait(self.0.create(scope, fresh))
    }
    fn rewrap(
        &self,
        scope: &parda::vault::ScopeAddress,
        header: &parda::vault::Header,
    ) -> Result<(), parda::VaultError> {
        wait(self.0.rewrap(scope, header))
    }
    fn put_many(
        &self,
        scope: &parda::vault::ScopeRef,
        entries: &[parda::vault::Entry<'_>],
    ) -> Result<(), parda::VaultError> {
        wait(self.0.put_many(scope, entries))
    }
    fn get_many(
        &self,
        scope: &parda::vault::ScopeRef,
        ids: &[parda::TokenId],
    ) -> Result<parda::vault::Answer, parda::VaultError> {
        wait(self.0.get_many(scope, ids))
    }
    fn remove_many(
        &self,
        scope: &parda::vault::ScopeRef,
        ids: &[parda::TokenId],
    ) -> Result<u64, parda::VaultError> {
        wait(self.0.remove_many(scope, ids))
    }
    fn forget(&self, scope: &parda::vault::ScopeAddress) -> Result<u64, parda::VaultError> {
        wait(self.0.forget(scope))
    }
    fn sweep(&self, most: usize) -> Result<parda::vault::Swept, parda::VaultError> {
        wait(self.0.sweep(most))
    }
    fn scopes(
        &self,
        after: Option<&parda::vault::ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(parda::vault::ScopeAddress, parda::vault::Header)>, parda::VaultError> {
        wait(self.0.scopes(after, most))
    }
    fn stats(&self) -> Result<parda::vault::Stats, parda::VaultError> {
        wait(self.0.stats())
    }
}

/// The suite over a backend as it is, boxed, shared, and bridged.
fn every_form<V: Vault + 'static>(make: impl Fn(Clock) -> V) {
    check(&make);
    check(|clock| -> Box<dyn Vault> { Box::new(make(clock)) });
    check(|clock| -> Arc<dyn Vault> { Arc::new(make(clock)) });
    check(|clock| Waited(Bridge::new(make(clock), 3).expect("threads")));
    check(|clock| {
        let bridge = Bridge::new(make(clock), 3).expect("threads");
        Waited(Box::new(bridge) as Box<dyn AsyncVault>)
    });
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn memory() {
    every_form(|clock| MemoryVault::new().clock(clock));
}

#[test]
fn file() {
    let path = folder("conformance-file").join("vault.db");
    every_form(|clock| FileVault::open(&path).expect("opened").clock(clock));
}

#[cfg(feature = "redis")]
fn redis_url() -> String {
    std::env::var("PARDA_TEST_REDIS_URL").unwrap_or_else(|_| "redis://127.0.0.1/".to_owned())
}

/// A vault on the server of the tests; without a server a developer's run passes over it, and a checked one fails.
#[cfg(any(feature = "postgres", feature = "redis"))]
fn server<V>(opened: Result<V, parda::VaultError>) -> Option<V> {
    match opened {
        Ok(vault) => Some(vault),
        Err(error) if std::env::var_os("CI").is_some() => panic!("{error}: {error:?}"),
        Err(_) => None,
    }
}

#[cfg(feature = "redis")]
#[test]
fn redis() {
    use parda::vault::RedisVault;
    if server(RedisVault::open(&redis_url())).is_none() {
        return;
    }
    every_form(|clock| RedisVault::open(&redis_url()).expect("opened").clock(clock));
}

#[cfg(feature = "redis")]
#[test]
fn a_redis_that_is_not_there_or_refuses_is_an_error() {
    use parda::vault::RedisVault;
    let gone = RedisVault::open("redis://127.0.0.1:1/").expect_err("nobody listens");
    assert!(gone.is_retryable());
    if server(RedisVault::open(&redis_url())).is_some() {
        let url = redis_url().replacen("redis://", "redis://nobody:wrong@", 1);
        assert!(RedisVault::open(&url).is_err());
    }
}

#[cfg(feature = "redis")]
#[test]
fn two_redis_clients_share_a_scope() {
    use parda::vault::RedisVault;
    let (Some(one), Some(two)) = (
        server(RedisVault::open(&redis_url())),
        server(RedisVault::open(&redis_url())),
    ) else {
        return;
    };
    let key = Key::generate().expect("randomness");
    let engine = |vault| Engine::builder().key(key.clone()).vault(vault).build();
    let (one, two) = (engine(one).expect("built"), engine(two).expect("built"));
    let name = format!("shared-{}", std::process::id());
    let redacted = one
        .session(&name)
        .expect("a session")
        .redact("mail asha@example.com")
        .expect("redacted");
    let session = two.session(&name).expect("a session");
    assert_eq!(
        session.restore(redacted.text()).expect("restored").expose(),
        "mail asha@example.com"
    );
    session.forget().expect("forgotten");
}

#[cfg(feature = "postgres")]
fn postgres_url() -> String {
    std::env::var("PARDA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://root@127.0.0.1/root".to_owned())
}

/// The URL of the tests' server with tables of this test's own, which are made empty; `None` where no server is.
#[cfg(feature = "postgres")]
fn schema(name: &str) -> Option<String> {
    let url = postgres_url();
    let mut client = match postgres::Client::connect(&url, postgres::NoTls) {
        Ok(client) => client,
        Err(error) if std::env::var_os("CI").is_some() => panic!("{error}"),
        Err(_) => return None,
    };
    let schema = format!("parda_test_{name}");
    client
        .batch_execute(&format!(
            "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}"
        ))
        .expect("a schema");
    let mark = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{mark}options=-c%20search_path%3D{schema}"))
}

#[cfg(feature = "postgres")]
#[test]
fn postgres() {
    use parda::vault::PostgresVault;
    let Some(url) = schema("conformance") else {
        return;
    };
    every_form(|clock| PostgresVault::open(&url).expect("opened").clock(clock));
}

#[cfg(feature = "postgres")]
#[test]
fn a_postgres_that_is_not_there_or_refuses_is_an_error_and_releases_nothing() {
    use parda::vault::PostgresVault;
    let gone = PostgresVault::open("postgres://root@127.0.0.1:1/root").expect_err("nobody listens");
    assert!(gone.is_retryable());
    assert!(PostgresVault::open("postgres://root@127.0.0.1/root?sslmode=require").is_err());
    assert!(PostgresVault::open("no address").is_err());
    let Some(url) = schema("refusing") else {
        return;
    };
    let vault = PostgresVault::open(&url).expect("opened");
    let key = Key::generate().expect("randomness");
    let engine = |vault| Engine::builder().key(key.clone()).vault(vault).build();
    let writing = engine(vault).expect("built");
    let session = writing.session("chat").expect("a session");
    let redacted = session.redact("mail asha@example.com").expect("redacted");
    // A server that only reads, as a standby does.
    let reading = url.replace(
        "options=",
        "options=-c%20default_transaction_read_only%3Don%20",
    );
    let reading = PostgresVault::open(&reading);
    if let Ok(vault) = reading {
        let reading = engine(vault).expect("built");
        let session = reading.session("chat").expect("a session");
        assert!(session.redact("mail ravi@example.com").is_err());
    }
    assert_eq!(
        session.restore(redacted.text()).expect("restored").expose(),
        "mail asha@example.com"
    );
}

#[cfg(feature = "postgres")]
#[test]
fn a_postgres_connection_that_broke_is_made_anew_and_a_changed_row_gives_no_wrong_value() {
    use parda::vault::PostgresVault;
    let Some(url) = schema("broken") else {
        return;
    };
    // Other tests' connections stay.
    let named = format!("{url}&application_name=parda_broken");
    let vault = PostgresVault::open(&named).expect("opened");
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .build()
        .expect("built");
    let session = engine.session("chat").expect("a session");
    let text = "mail asha@example.com";
    let redacted = session.redact(text).expect("redacted");
    let mut client = postgres::Client::connect(&url, postgres::NoTls).expect("a server");
    client
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = 'parda_broken' AND pid <> pg_backend_pid() AND query LIKE '%parda_%'",
            &[],
        )
        .expect("terminated");
    let restored = session.restore(redacted.text()).expect("restored");
    assert_eq!(restored.expose(), text);
    let length: i32 = client
        .query_one("SELECT min(length(sealed)) FROM parda_records", &[])
        .expect("a row")
        .get(0);
    for place in 0..length {
        let flip =
            "UPDATE parda_records SET sealed = set_byte(sealed, $1, get_byte(sealed, $1) # 1)";
        client.execute(flip, &[&place]).expect("flipped");
        if let Ok(restored) = session.restore(redacted.text()) {
            assert_eq!(restored.expose(), redacted.text(), "byte {place}");
        }
        client.execute(flip, &[&place]).expect("flipped back");
    }
    let restored = session.restore(redacted.text()).expect("restored");
    assert_eq!(restored.expose(), text);
}

#[cfg(feature = "postgres")]
#[test]
fn clients_of_one_postgres_that_put_at_once_agree() {
    use parda::vault::PostgresVault;
    let Some(url) = schema("agreeing") else {
        return;
    };
    let key = Key::generate().expect("randomness");
    let texts: Vec<String> = (0..40)
        .map(|n| format!("mail asha{}@example.com", n % 10))
        .collect();
    let redacted: Vec<Vec<String>> = std::thread::scope(|threads| {
        let one = || {
            let vault = PostgresVault::open(&url).expect("opened");
            let engine = Engine::builder().key(key.clone()).vault(vault).build();
            let engine = engine.expect("built");
            let session = engine.session("chat").expect("a session");
            let redact = |text: &String| {
                session
                    .redact(text)
                    .expect("redacted")
                    .into_text()
                    .into_owned()
            };
            texts.iter().map(redact).collect()
        };
        let running: Vec<_> = (0..4).map(|_| threads.spawn(one)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().expect("done"))
            .collect()
    });
    assert!(redacted.windows(2).all(|pair| pair[0] == pair[1]));
    let vault = PostgresVault::open(&url).expect("opened");
    assert_eq!(vault.stats().expect("counted").entries, 10);
    let engine = Engine::builder()
        .key(key)
        .vault(vault)
        .build()
        .expect("built");
    let session = engine.session("chat").expect("a session");
    for (text, redacted) in texts.iter().zip(&redacted[0]) {
        assert_eq!(session.restore(redacted).expect("restored").expose(), text);
    }
}

#[test]
fn an_asynchronous_session_redacts_and_restores() {
    let vault = Bridge::new(MemoryVault::new(), 1).expect("a thread");
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(vault)
        .build()
        .expect("an engine");
    let session = engine.session("chat").expect("a session");
    let text = "mail asha@example.com, then Asha@Example.COM";
    let redacted = wait(session.redact_async(text)).expect("redacted");
    assert!(!redacted.text().to_lowercase().contains("asha"));
    let restored = wait(session.restore_async(redacted.text())).expect("restored");
    assert_eq!(restored.expose(), text);
    wait(session.forget_async()).expect("forgotten");
}
