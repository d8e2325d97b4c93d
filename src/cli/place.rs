//! Where a command's key and vault are.

use std::path::{Path, PathBuf};

use parda::{Access, AuditLog, Key, MemoryVault, Vault};

use crate::args::{Auditing, Place};
use crate::failure::Failure;

/// The key of `--key-file`, or of `PARDA_KEY`; none is ever made up.
pub(crate) fn key(file: Option<&Path>) -> Result<Key, Failure> {
    if let Some(path) = file {
        return Ok(Key::from_file(path)?);
    }
    Key::from_env()?.ok_or_else(|| {
        Failure::work(
            "no key: run `parda init` to make one, then give --key-file parda.key or set PARDA_KEY to its digits",
        )
    })
}

/// The log of `--audit`, and who asks.
pub(crate) fn audit(auditing: &Auditing, key: &Key) -> Result<Option<(AuditLog, Access)>, Failure> {
    let Auditing {
        audit: Some(path),
        caller: Some(caller),
        purpose: Some(purpose),
    } = auditing
    else {
        return Ok(None);
    };
    let access = Access::new(caller, purpose).map_err(Failure::usage)?;
    Ok(Some((AuditLog::open(path, key)?, access)))
}

/// The vault of `--vault`, or the file under the user's data directory.
pub(crate) fn vault(place: &Place) -> Result<Box<dyn Vault>, Failure> {
    let Some(url) = &place.vault else {
        let path = default_vault()?;
        if let Some(folder) = path.parent() {
            private_folder(folder)?;
        }
        return open_file(&path);
    };
    match url.split_once(':') {
        Some(("memory", "")) => Ok(Box::new(MemoryVault::new())),
        Some(("file", path)) if !path.is_empty() => open_file(Path::new(path)),
        Some(("redis" | "rediss", _)) => open_redis(url),
        Some(("postgres" | "postgresql", _)) => open_postgres(url),
        _ => Err(Failure::usage(format_args!(
            "--vault takes memory:, file:PATH, redis://... or postgres://..., not {:?}",
            url.split_once(':').map_or("a name", |(scheme, _)| scheme)
        ))),
    }
}

fn open_file(path: &Path) -> Result<Box<dyn Vault>, Failure> {
    Ok(Box::new(parda::FileVault::open(path)?))
}

fn open_redis(url: &str) -> Result<Box<dyn Vault>, Failure> {
    let vault = parda::vault::RedisVault::open(url).map_err(parda::Error::from)?;
    Ok(Box::new(vault))
}

fn open_postgres(url: &str) -> Result<Box<dyn Vault>, Failure> {
    let vault = parda::vault::PostgresVault::open(url).map_err(parda::Error::from)?;
    Ok(Box::new(vault))
}

/// `$XDG_DATA_HOME/parda/vault.db`, or under `~/.local/share`.
fn default_vault() -> Result<PathBuf, Failure> {
    let data = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
        .ok_or_else(|| Failure::work("no home directory is known: give --vault file:PATH"))?;
    Ok(data.join("parda").join("vault.db"))
}

fn private_folder(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
        .create(folder)
        .map_err(|error| Failure::work(format_args!("cannot make {}: {error}", folder.display())))
}
