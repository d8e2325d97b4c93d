//! Vaults: where tokens lead to sealed values.
//!
//! A vault is given ciphertext and ids only, so every backend is equally safe: it cannot read what it holds, and a
//! driver's error can leak nothing. [`Vault`] is the contract for blocking backends, [`AsyncVault`] the same for
//! asynchronous ones.

#[cfg(any(feature = "postgres", feature = "redis"))]
mod batch;
pub mod bridge;
pub mod cache;
pub mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
pub(crate) mod error;
#[cfg(feature = "file")]
pub mod file;
pub(crate) mod header;
#[cfg(any(feature = "postgres", feature = "redis"))]
mod lending;
pub mod memory;
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub mod observed;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "redis")]
pub mod redis;
pub(crate) mod scope;
pub(crate) mod seal;
mod sync;
#[cfg(feature = "tls")]
pub mod tls;

#[cfg(feature = "postgres")]
pub use self::postgres::PostgresVault;
#[cfg(feature = "redis")]
pub use self::redis::RedisVault;
pub use bridge::Bridge;
pub use cache::Cached;
pub use clock::Clock;
pub use error::VaultError;
#[cfg(feature = "file")]
pub use file::FileVault;
pub use header::Header;
pub use memory::MemoryVault;
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub use observed::Observed;
pub use scope::{Generation, ScopeAddress, ScopeRef};
#[cfg(feature = "tls")]
pub use tls::Tls;

use crate::token::TokenId;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What a vault gives for a batch of ids: in their order and as many, `None` for what is not there.
pub type Answer = Vec<Option<Box<[u8]>>>;

/// One record to store: an id, the sealed value, and when it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The id, with its suffix.
    pub id: TokenId,
    /// Ciphertext; opaque to the vault, and the same bytes each time the same value is put.
    pub sealed: &'a [u8],
    /// Milliseconds since 1970-01-01 UTC from which the record is gone; `None` for never.
    pub expires: Option<u64>,
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({}, {} bytes)", self.id, self.sealed.len())
    }
}

/// What one round of sweeping did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Records and headers removed.
    pub removed: u64,
    /// Whether there is more to remove.
    pub more: bool,
}

/// How much a vault holds, expired records that were not swept yet included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Scopes with a header.
    pub scopes: u64,
    /// Records.
    pub entries: u64,
    /// Bytes of sealed values.
    pub bytes: u64,
}

/// A place to keep sealed values, blocking.
///
/// The contract, which [`conformance`] checks where that feature is on:
///
/// - A scope is known by its address. Its header holds its keys, wrapped, and is stored before any record. Records
///   belong to one generation of a scope: a scope that was forgotten and made again has a new one, and records or
///   requests of the old one are [stale](VaultError::stale).
/// - `Ok` from a method that writes means durable to the degree that the backend offers. After an error some of it
///   may have been written; writing the same again is always safe.
/// - What is down, slow or refuses is an error, never `None`: `None` means never stored, expired, or forgotten.
/// - A record whose time has come is never returned, whether or not a sweep has passed.
/// - Methods may be called from many threads and processes at once.
///
/// [`conformance`]: crate::vault
pub trait Vault: Send + Sync {
    /// The header of a scope, if it has one.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked.
    fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError>;

    /// Stores `fresh` when the scope has no header, and returns the one that it has then: of several callers at once
    /// one wins, and all get the winner's.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked, is full or refuses.
    fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError>;

    /// Replaces the header of the same generation: the keys in it were wrapped anew.
    ///
    /// # Errors
    ///
    /// [Stale](VaultError::stale) when the scope has no header of that generation; else as `create`.
    fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError>;

    /// Stores records. One that is there already with the same bytes is kept, to the later of both ends; one that is
    /// there with other bytes stays as it is, and is named in a [conflict](VaultError::conflict).
    ///
    /// # Errors
    ///
    /// Stale, conflict, full, or the backend's own. Nothing may be taken as stored.
    fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError>;

    /// The sealed values of `ids`, in their order and as many.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked. A generation that is gone is not an error: all are `None`.
    fn get_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<Answer, VaultError>;

    /// Removes these records and returns how many there were; an id without a suffix takes those with one along.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked or refuses.
    fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError>;

    /// Removes a scope, its header first: without it nothing of the scope can be read, in backups neither. Returns
    /// how many records went; a scope that is not there is zero.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked or refuses.
    fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError>;

    /// Removes at most `most` records that have expired. Call until nothing is left.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked or refuses.
    fn sweep(&self, most: usize) -> Result<Swept, VaultError>;

    /// At most `most` scopes with their headers, in order of address, behind `after`.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked.
    fn scopes(
        &self,
        after: Option<&ScopeAddress>,
        most: usize,
    ) -> Result<Vec<(ScopeAddress, Header)>, VaultError>;

    /// How much it holds.
    ///
    /// # Errors
    ///
    /// When the backend cannot be asked.
    fn stats(&self) -> Result<Stats, VaultError>;
}

/// A future that is boxed, so that the trait can be used behind `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A place to keep sealed values, asynchronous: the contract of [`Vault`], method by method.
///
/// A future that is dropped halfway counts as an error: some of it may have been written, and writing it again is
/// safe.
pub trait AsyncVault: Send + Sync {
    /// As [`Vault::header`].
    fn header<'a>(
        &'a self,
        scope: &'a ScopeAddress,
    ) -> BoxFuture<'a, Result<Option<Header>, VaultError>>;

    /// As [`Vault::create`].
    fn create<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        fresh: &'a Header,
    ) -> BoxFuture<'a, Result<Header, VaultError>>;

    /// As [`Vault::rewrap`].
    fn rewrap<'a>(
        &'a self,
        scope: &'a ScopeAddress,
        header: &'a Header,
    ) -> BoxFuture<'a, Result<(), VaultError>>;

    /// As [`Vault::put_many`].
    fn put_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        entries: &'a [Entry<'a>],
    ) -> BoxFuture<'a, Result<(), VaultError>>;

    /// As [`Vault::get_many`].
    fn get_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<Answer, VaultError>>;

    /// As [`Vault::remove_many`].
    fn remove_many<'a>(
        &'a self,
        scope: &'a ScopeRef,
        ids: &'a [TokenId],
    ) -> BoxFuture<'a, Result<u64, VaultError>>;

    /// As [`Vault::forget`].
    fn forget<'a>(&'a self, scope: &'a ScopeAddress) -> BoxFuture<'a, Result<u64, VaultError>>;

    /// As [`Vault::sweep`].
    fn sweep(&self, most: usize) -> BoxFuture<'_, Result<Swept, VaultError>>;

    /// As [`Vault::scopes`].
    fn scopes<'a>(
        &'a self,
        after: Option<&'a ScopeAddress>,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<(ScopeAddress, Header)>, VaultError>>;

    /// As [`Vault::stats`].
    fn stats(&self) -> BoxFuture<'_, Result<Stats, VaultError>>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        impl<V: Vault + ?Sized> Vault for $pointer {
            fn header(&self, scope: &ScopeAddress) -> Result<Option<Header>, VaultError> {
                (**self).header(scope)
            }
            fn create(&self, scope: &ScopeAddress, fresh: &Header) -> Result<Header, VaultError> {
                (**self).create(scope, fresh)
            }
            fn rewrap(&self, scope: &ScopeAddress, header: &Header) -> Result<(), VaultError> {
                (**self).rewrap(scope, header)
            }
            fn put_many(&self, scope: &ScopeRef, entries: &[Entry<'_>]) -> Result<(), VaultError> {
                (**self).put_many(scope, entries)
            }
            fn get_many(
                &self,
                scope: &ScopeRef,
                ids: &[TokenId],
            ) -> Result<Answer, VaultError> {
                (**self).get_many(scope, ids)
            }
            fn remove_many(&self, scope: &ScopeRef, ids: &[TokenId]) -> Result<u64, VaultError> {
                (**self).remove_many(scope, ids)
            }
            fn forget(&self, scope: &ScopeAddress) -> Result<u64, VaultError> {
                (**self).forget(scope)
            }
            fn sweep(&self, most: usize) -> Result<Swept, VaultError> {
                (**self).sweep(most)
            }
            fn scopes(
                &self,
                after: Option<&ScopeAddress>,
                most: usize,
            ) -> Result<Vec<(ScopeAddress, Header)>, VaultError> {
                (**self).scopes(after, most)
            }
            fn stats(&self) -> Result<Stats, VaultError> {
                (**self).stats()
            }
        }

        impl<V: AsyncVault + ?Sized> AsyncVault for $pointer {
            fn header<'a>(
                &'a self,
                scope: &'a ScopeAddress,
            ) -> BoxFuture<'a, Result<Option<Header>, VaultError>> {
                (**self).header(scope)
            }
            fn create<'a>(
                &'a self,
                scope: &'a ScopeAddress,
                fresh: &'a Header,
            ) -> BoxFuture<'a, Result<Header, VaultError>> {
                (**self).create(scope, fresh)
            }
            fn rewrap<'a>(
                &'a self,
                scope: &'a ScopeAddress,
                header: &'a Header,
            ) -> BoxFuture<'a, Result<(), VaultError>> {
                (**self).rewrap(scope, header)
            }
            fn put_many<'a>(
                &'a self,
                scope: &'a ScopeRef,
                entries: &'a [Entry<'a>],
            ) -> BoxFuture<'a, Result<(), VaultError>> {
                (**self).put_many(scope, entries)
            }
            fn get_many<'a>(
                &'a self,
                scope: &'a ScopeRef,
                ids: &'a [TokenId],
            ) -> BoxFuture<'a, Result<Answer, VaultError>> {
                (**self).get_many(scope, ids)
            }
            fn remove_many<'a>(
                &'a self,
                scope: &'a ScopeRef,
                ids: &'a [TokenId],
            ) -> BoxFuture<'a, Result<u64, VaultError>> {
                (**self).remove_many(scope, ids)
            }
            fn forget<'a>(&'a self, scope: &'a ScopeAddress) -> BoxFuture<'a, Result<u64, VaultError>> {
                (**self).forget(scope)
            }
            fn sweep(&self, most: usize) -> BoxFuture<'_, Result<Swept, VaultError>> {
                (**self).sweep(most)
            }
            fn scopes<'a>(
                &'a self,
                after: Option<&'a ScopeAddress>,
                most: usize,
            ) -> BoxFuture<'a, Result<Vec<(ScopeAddress, Header)>, VaultError>> {
                (**self).scopes(after, most)
            }
            fn stats(&self) -> BoxFuture<'_, Result<Stats, VaultError>> {
                (**self).stats()
            }
        }
    )*};
}

forward!(Box<V>, Arc<V>);
