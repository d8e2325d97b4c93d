//! A vault that tells how often it was called, for how long, and whether it worked.

use std::time::Instant;

use super::{
    Answer, AsyncVault, BoxFuture, Entry, Header, ScopeAddress, ScopeRef, Stats, Swept, Vault,
    VaultError,
};
use crate::observe;
use crate::token::TokenId;

/// Any vault, with its calls counted and timed: `parda_vault_calls_total` and `parda_vault_seconds` with the feature
/// `metrics`, events of the target `parda` with the feature `tracing`.
///
/// ```
/// use parda::{Engine, Key, MemoryVault, vault::Observed};
///
/// let vault = Observed::new(MemoryVault::new());
/// let engine = Engine::builder().key(Key::generate()?).vault(vault).build()?;
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Debug)]
pub struct Observed<V>(V);

impl<V> Observed<V> {
    /// Watches `vault`.
    pub fn new(vault: V) -> Observed<V> {
        Observed(vault)
    }

    /// The vault itself.
    pub fn get(&self) -> &V {
        &self.0
    }
}

/// Counts the call that `began` then.
fn told<T>(
    op: &'static str,
    began: Instant,
    outcome: Result<T, VaultError>,
) -> Result<T, VaultError> {
    observe::vault_call(op, outcome.is_ok(), began.elapsed());
    outcome
}

macro_rules! blocking {
    ($($op:ident($($name:ident: $type:ty),*) -> $out:ty;)*) => {$(
        fn $op(&self, $($name: $type),*) -> Result<$out, VaultError> {
            let began = Instant::now();
            told(stringify!($op), began, self.0.$op($($name),*))
        }
    )*};
}

impl<V: Vault> Vault for Observed<V> {
    blocking! {
        header(scope: &ScopeAddress) -> Option<Header>;
        create(scope: &ScopeAddress, fresh: &Header) -> Header;
        rewrap(scope: &ScopeAddress, header: &Header) -> ();
        put_many(scope: &ScopeRef, entries: &[Entry<'_>]) -> ();
        get_many(scope: &ScopeRef, ids: &[TokenId]) -> Answer;
        remove_many(scope: &ScopeRef, ids: &[TokenId]) -> u64;
        forget(scope: &ScopeAddress) -> u64;
        sweep(most: usize) -> Swept;
        scopes(after: Option<&ScopeAddress>, most: usize) -> Vec<(ScopeAddress, Header)>;
        stats() -> Stats;
    }
}

macro_rules! futures {
    ($($op:ident($($name:ident: $type:ty),*) -> $out:ty;)*) => {$(
        fn $op<'a>(&'a self, $($name: $type),*) -> BoxFuture<'a, Result<$out, VaultError>> {
            Box::pin(async move {
                let began = Instant::now();
                told(stringify!($op), began, self.0.$op($($name),*).await)
            })
        }
    )*};
}

impl<V: AsyncVault> AsyncVault for Observed<V> {
    futures! {
        header(scope: &'a ScopeAddress) -> Option<Header>;
        create(scope: &'a ScopeAddress, fresh: &'a Header) -> Header;
        rewrap(scope: &'a ScopeAddress, header: &'a Header) -> ();
        put_many(scope: &'a ScopeRef, entries: &'a [Entry<'a>]) -> ();
        get_many(scope: &'a ScopeRef, ids: &'a [TokenId]) -> Answer;
        remove_many(scope: &'a ScopeRef, ids: &'a [TokenId]) -> u64;
        forget(scope: &'a ScopeAddress) -> u64;
        sweep(most: usize) -> Swept;
        scopes(after: Option<&'a ScopeAddress>, most: usize) -> Vec<(ScopeAddress, Header)>;
        stats() -> Stats;
    }
}
