//! The audit in a file: one line a record, each durable before its restore is given out.

use super::chain::{self, HEAD, Head, Link};
use super::verify::{self, AuditReport};
use super::{Audit, AuditRecord};
use crate::error::{Error, ErrorKind};
use crate::token::key::Key;
use crate::token::random;
use std::error::Error as StdError;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The longest line of a record, in bytes, its end included.
pub(super) const MOST_LINE: u64 = 64 << 10;

/// An audit log in a file, which several processes of one host may share.
///
/// Each record is one line of JSON, chained to the line before it by HMAC-SHA256 under a key that derives from the
/// root key, and synced before [`append`](Audit::append) returns. A crash in the middle leaves a torn last line, which
/// [`verify`](AuditLog::verify) recognises and the next record replaces. The first line says how many records there are,
/// so that records missing at the end are missed.
///
/// Whoever can write the file can put an older copy of the whole in its place: send the number of records and the
/// last code, which `verify` reports, somewhere else from time to time.
///
/// Locks are those of `flock`: keep the file on a local disk.
pub struct AuditLog {
    path: PathBuf,
    key: Key,
    file: Mutex<File>,
}

impl AuditLog {
    /// Opens the log at `path`, or makes one that its owner alone may read.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or made, others may write it, it is no plain file, or it is no log of this key.
    pub fn open(path: impl AsRef<Path>, key: &Key) -> Result<AuditLog, Error> {
        let path = path.as_ref();
        let wrong = |why: String| Error::from(ErrorKind::AuditLog(path.to_owned(), why));
        let failed = |error: io::Error| wrong(error.to_string());
        match std::fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => {
                return Err(wrong(
                    "it is not a plain file; a link is refused".to_owned(),
                ));
            }
            Ok(found) => private(&found).map_err(wrong)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, key)?,
            Err(error) => return Err(failed(error)),
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(failed)?;
        let log = AuditLog {
            path: path.to_owned(),
            key: key.clone(),
            file: Mutex::new(file),
        };
        log.locked(|file| log.state(file)).map_err(wrong)?;
        Ok(log)
    }

    /// Reads a log and says whether it is whole: which records were changed, dropped, reordered or cut off.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn verify(path: impl AsRef<Path>, key: &Key) -> Result<AuditReport, Error> {
        let path = path.as_ref();
        let failed =
            |error: io::Error| Error::from(ErrorKind::AuditLog(path.to_owned(), error.to_string()));
        let file = File::open(path).map_err(failed)?;
        // A record that is being written is waited for.
        file.lock_shared().map_err(failed)?;
        verify::read(&file, key).map_err(failed)
    }

    fn locked<T>(&self, work: impl FnOnce(&mut File) -> Result<T, String>) -> Result<T, String> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.lock().map_err(|error| error.to_string())?;
        let done = work(&mut file);
        // The lock goes with the file at the latest.
        let _ = file.unlock();
        done
    }

    /// Where the chain stands. What a crash left behind the last record is counted when it is whole, and else removed.
    fn state(&self, file: &mut File) -> Result<Head, String> {
        let failed = |error: io::Error| error.to_string();
        same_file(&self.path, file)?;
        let mut first = [0; HEAD];
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        file.read_exact(&mut first)
            .map_err(|_| "it is no audit log: its first line is missing".to_owned())?;
        let head = std::str::from_utf8(&first)
            .ok()
            .and_then(|line| Head::read(line, &self.key));
        let head = match head {
            Some((head, true)) => head,
            Some((_, false)) => {
                return Err(
                    "it was kept with another key, or its first line was changed".to_owned(),
                );
            }
            None => return Err("it is no audit log".to_owned()),
        };
        let length = file.metadata().map_err(failed)?.len();
        if length < head.end {
            return Err(format!(
                "it holds {length} bytes and should hold {}: records were cut off",
                head.end
            ));
        }
        if length == head.end {
            return Ok(head);
        }
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(head.end)).map_err(failed)?;
        file.take(MOST_LINE)
            .read_to_end(&mut tail)
            .map_err(failed)?;
        let next = std::str::from_utf8(&tail)
            .ok()
            .and_then(|tail| Link::read(tail.strip_suffix('\n')?, &self.key))
            .filter(|link| link.genuine && link.previous == head.last);
        match next {
            // Counted before another follows, so that never more than one is not.
            Some(link) => {
                let head = head.after(&link, tail.len());
                let first = head.line(&self.key).map_err(|error| error.to_string())?;
                file.seek(SeekFrom::Start(0))
                    .and_then(|_| file.write_all(first.as_bytes()))
                    .map_err(failed)?;
                Ok(head)
            }
            None => {
                file.set_len(head.end).map_err(failed)?;
                Ok(head)
            }
        }
    }

    fn write(&self, file: &mut File, record: &AuditRecord) -> Result<(), String> {
        let failed = |error: io::Error| error.to_string();
        let head = self.state(file)?;
        let line =
            chain::line(&self.key, &head, &record.fields()).map_err(|error| error.to_string())?;
        let next = Link::read(line.trim_end(), &self.key)
            .filter(|_| line.len() as u64 <= MOST_LINE)
            .map(|link| head.after(&link, line.len()))
            .ok_or("the record is too long")?;
        let first = next.line(&self.key).map_err(|error| error.to_string())?;
        let appended = file
            .seek(SeekFrom::Start(head.end))
            .and_then(|_| file.write_all(line.as_bytes()))
            .and_then(|()| file.sync_data())
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(first.as_bytes()));
        if appended.is_err() {
            // What was written of it counts for nothing; the next one removes it when this does not.
            let _ = file.set_len(head.end);
        }
        appended.map_err(failed)
    }
}

impl Audit for AuditLog {
    fn append(&self, record: &AuditRecord) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self.locked(|file| self.write(file, record))
            .map_err(|why| Error::from(ErrorKind::AuditLog(self.path.clone(), why)).into())
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// Makes a log without records: under another name first, so that nobody finds half of it.
fn make(path: &Path, key: &Key) -> Result<(), Error> {
    let failed =
        |error: io::Error| Error::from(ErrorKind::AuditLog(path.to_owned(), error.to_string()));
    let line = Head::fresh()?.line(key)?;
    let unique = random::bytes::<8>()?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}", u64::from_be_bytes(*unique)));
    let draft = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let made = options
        .open(&draft)
        .and_then(|mut file| {
            file.write_all(line.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| match std::fs::hard_link(&draft, path) {
            // Another process made it meanwhile.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        })
        .and_then(|()| sync_folder(path));
    let _ = std::fs::remove_file(&draft);
    made.map_err(failed)
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn private(found: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    if found.mode() & 0o022 != 0 {
        return Err(format!(
            "it has mode {:04o}; others may not write it: chmod 600",
            found.mode() & 0o7777
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn private(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}

/// A log that was moved away or removed is not written on: nobody would find the records.
#[cfg(unix)]
fn same_file(path: &Path, file: &File) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt;
    let gone = || "it was moved or removed while it was in use".to_owned();
    let own = file.metadata().map_err(|error| error.to_string())?;
    let there = std::fs::symlink_metadata(path).map_err(|_| gone())?;
    if (own.dev(), own.ino()) == (there.dev(), there.ino()) {
        Ok(())
    } else {
        Err(gone())
    }
}

#[cfg(not(unix))]
fn same_file(_: &Path, _: &File) -> Result<(), String> {
    Ok(())
}
