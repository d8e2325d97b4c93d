//! The restore stream between blocking readers and writers.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use super::RestoreStream;
use crate::Vault;

/// Bytes asked for at once.
const PIECE: usize = 8 << 10;

/// Pieces of bytes as pieces of text: a character that was cut waits for its rest.
#[derive(Default)]
pub(super) struct Characters {
    cut: Vec<u8>,
}

impl Characters {
    /// Calls `each` with the text of `bytes` up to the last whole character.
    pub(super) fn text(
        &mut self,
        bytes: &[u8],
        each: impl FnOnce(&str) -> io::Result<()>,
    ) -> io::Result<()> {
        self.cut.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.cut) {
            Ok(_) => self.cut.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(not_text()),
        };
        let rest = self.cut.split_off(whole);
        let text = std::mem::replace(&mut self.cut, rest);
        each(std::str::from_utf8(&text).map_err(|_| not_text())?)
    }

    pub(super) fn end(&self) -> io::Result<()> {
        if self.cut.is_empty() {
            Ok(())
        } else {
            Err(not_text())
        }
    }
}

fn not_text() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the stream is not UTF-8")
}

/// Restores what is read from `R`, as it comes: a read returns what is decided and does not wait for more.
pub struct RestoreReader<'s, V, R> {
    inner: R,
    stream: Option<RestoreStream<'s, V>>,
    characters: Characters,
    ready: Zeroizing<String>,
    given: usize,
}

impl<'s, V: Vault, R: Read> RestoreReader<'s, V, R> {
    /// Reads from `inner` by way of `stream`.
    pub fn new(inner: R, stream: RestoreStream<'s, V>) -> Self {
        RestoreReader {
            inner,
            stream: Some(stream),
            characters: Characters::default(),
            ready: Zeroizing::new(String::new()),
            given: 0,
        }
    }
}

impl<V: Vault, R: Read> Read for RestoreReader<'_, V, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            let Some(stream) = &mut self.stream else {
                return Ok(0);
            };
            let mut piece = [0; PIECE];
            let count = self.inner.read(&mut piece)?;
            let ready = &mut self.ready;
            if count == 0 {
                self.characters.end()?;
                stream.end(ready).map_err(io::Error::other)?;
                self.stream = None;
            } else {
                let bytes = piece.get(..count).unwrap_or_default();
                self.characters.text(bytes, |text| {
                    stream.push(text, ready).map_err(io::Error::other)
                })?;
            }
        }
        let rest = &self.ready.as_bytes()[self.given..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

/// Restores what is written to it and writes it to `W`, as far as it is decided.
///
/// [`finish`](RestoreWriter::finish) writes the rest; a writer that is dropped without it loses what was held back.
pub struct RestoreWriter<'s, V, W> {
    inner: W,
    stream: RestoreStream<'s, V>,
    characters: Characters,
    out: Zeroizing<String>,
}

impl<'s, V: Vault, W: Write> RestoreWriter<'s, V, W> {
    /// Writes to `inner` by way of `stream`.
    pub fn new(inner: W, stream: RestoreStream<'s, V>) -> Self {
        RestoreWriter {
            inner,
            stream,
            characters: Characters::default(),
            out: Zeroizing::new(String::new()),
        }
    }

    /// Writes what was held back, and gives the writer back.
    ///
    /// # Errors
    ///
    /// When the text ends within a character, the vault fails, or the writer does.
    pub fn finish(mut self) -> io::Result<W> {
        self.characters.end()?;
        self.out.clear();
        self.stream.end(&mut self.out).map_err(io::Error::other)?;
        self.inner.write_all(self.out.as_bytes())?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<V: Vault, W: Write> Write for RestoreWriter<'_, V, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.clear();
        let (stream, out) = (&mut self.stream, &mut self.out);
        self.characters.text(bytes, |text| {
            stream.push(text, out).map_err(io::Error::other)
        })?;
        self.inner.write_all(self.out.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<V, R> std::fmt::Debug for RestoreReader<'_, V, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestoreReader").finish_non_exhaustive()
    }
}

impl<V, W> std::fmt::Debug for RestoreWriter<'_, V, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestoreWriter").finish_non_exhaustive()
    }
}
