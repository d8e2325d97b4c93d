//! Where the root key comes from.

use super::key::{KEY_VARIABLE, Key};
use crate::error::{Error, ErrorKind};
use std::error::Error as StdError;
use std::path::PathBuf;

/// Gives the root key: from bytes, the environment, a file, or a key management service of one's own.
///
/// An engine asks when it is built, before it rotates, and when it meets a scope that a newer epoch wraps. The key
/// that it gets later must begin with the epochs that it got first.
///
/// ```
/// use parda::{Engine, Key, KeyProvider, MemoryVault};
///
/// /// Unwraps the root key with a service that never gives its own key out.
/// struct Kms { wrapped: Vec<u8> }
///
/// impl KeyProvider for Kms {
///     fn key(&self) -> Result<Key, Box<dyn std::error::Error + Send + Sync>> {
///         # fn unwrap_remotely(wrapped: &[u8]) -> std::io::Result<Vec<u8>> { Ok(wrapped.to_vec()) }
///         let epochs = unwrap_remotely(&self.wrapped)?;
///         Ok(Key::from_bytes(epochs.as_slice().try_into()?)?)
///     }
/// }
///
/// # let wrapped = (0..32_u8).map(|n| n.wrapping_mul(n).wrapping_mul(101) ^ n).collect();
/// let engine = Engine::builder().key_provider(Kms { wrapped }).vault(MemoryVault::new()).build()?;
/// # let _ = engine;
/// # Ok::<(), parda::Error>(())
/// ```
pub trait KeyProvider: Send + Sync {
    /// The key as it is now, all epochs.
    ///
    /// # Errors
    ///
    /// When it cannot be had; the error is shown to the caller, so it must not hold key material.
    fn key(&self) -> Result<Key, Box<dyn StdError + Send + Sync>>;
}

impl KeyProvider for Key {
    /// This key: it never changes.
    fn key(&self) -> Result<Key, Box<dyn StdError + Send + Sync>> {
        Ok(self.clone())
    }
}

/// The key in a file, read anew each time: [`Key::from_file`].
#[derive(Clone, Debug)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The file at `path`.
    pub fn at(path: impl Into<PathBuf>) -> KeyFile {
        KeyFile(path.into())
    }
}

impl KeyProvider for KeyFile {
    fn key(&self) -> Result<Key, Box<dyn StdError + Send + Sync>> {
        Ok(Key::from_file(&self.0)?)
    }
}

/// The key in the environment variable `PARDA_KEY`: [`Key::from_env`].
#[derive(Clone, Copy, Debug)]
pub struct KeyEnvironment;

impl KeyProvider for KeyEnvironment {
    fn key(&self) -> Result<Key, Box<dyn StdError + Send + Sync>> {
        Key::from_env()?.ok_or_else(|| format!("{KEY_VARIABLE} is not set").into())
    }
}

/// The key of a provider, or why there is none: an error of the crate's own as it is.
pub(crate) fn ask(provider: &dyn KeyProvider) -> Result<Key, Error> {
    provider
        .key()
        .map_err(|error| match error.downcast::<Error>() {
            Ok(own) => *own,
            Err(other) => ErrorKind::KeyProvider(other).into(),
        })
}
