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

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    const DIGITS: &str = "8f1c6b03d95e47aa2e70b4c8135d9f6e017ac2b5d8e34f961b0c7d2ea5f84936";

    #[test]
    #[ignore = "the other half of the test below, which runs it as a process of its own"]
    fn asks_the_environment() {
        let told = match KeyEnvironment.key() {
            Ok(key) if key == Key::parse(DIGITS).unwrap() => "the key".to_owned(),
            Ok(_) => "another key".to_owned(),
            Err(error) => error.to_string(),
        };
        println!("told: {told}.");
    }

    #[test]
    #[cfg_attr(miri, ignore)]
    fn the_environment_gives_the_key_that_it_holds() {
        let told = |value: Option<&str>| {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["--ignored", "--nocapture", "--exact"]);
            child.arg("token::provider::tests::asks_the_environment");
            match value {
                Some(value) => child.env(KEY_VARIABLE, value),
                None => child.env_remove(KEY_VARIABLE),
            };
            let output = child.output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        for (value, wanted) in [
            (Some(DIGITS), "told: the key."),
            (Some(&DIGITS[1..]), "line 1"),
            (Some(""), "line 1"),
            (None, "told: PARDA_KEY is not set."),
        ] {
            let told = told(value);
            assert!(told.contains(wanted), "{value:?}: {told}");
            assert!(!told.contains(&DIGITS[1..]), "{told}");
        }
    }
}
