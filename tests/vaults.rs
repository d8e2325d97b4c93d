//! Every backend against the contract, in every form it can be used in.

#![cfg(all(feature = "conformance", feature = "file"))]

use std::sync::Arc;

use parda::vault::conformance::check;
use parda::vault::{Bridge, Clock};
use parda::{AsyncVault, Engine, FileVault, Key, MemoryVault, Vault};

/// Polls a future on this thread until it is done.
fn wait<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut context = std::task::Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(out) => return out,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

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
#[cfg(feature = "redis")]
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
