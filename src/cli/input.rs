//! Reading what a command works on: a file or standard input, whole or line by line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use crate::failure::Failure;

/// The largest input that is read whole, in bytes, unless `--max-bytes` says otherwise.
pub(crate) const MOST_BYTES: u64 = 64 << 20;

/// What an input is called in messages.
pub(crate) fn name(path: &str) -> &str {
    if path == "-" { "standard input" } else { path }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &str) -> Result<Box<dyn Read>, Failure> {
    if path == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let unreadable = |error: io::Error| Failure::work(format_args!("cannot read {path}: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        return Err(Failure::work(format_args!(
            "cannot read {path}: it is a folder; name a file in it"
        )));
    }
    Ok(Box::new(file))
}

/// Reads a whole input of at most `most` bytes as UTF-8.
pub(crate) fn read(path: &str, most: u64) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    open(path)?
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::work(format_args!("cannot read {}: {error}", name(path))))?;
    if bytes.len() as u64 > most {
        return Err(Failure::work(format_args!(
            "{} is longer than {most} bytes; give --max-bytes to allow more, or --batch for many texts",
            name(path)
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        Failure::work(format_args!(
            "{} is not UTF-8 from byte {} on; convert it first, for example with iconv",
            name(path),
            error.utf8_error().valid_up_to()
        ))
    })
}

/// The lines of an input, numbered from 1, without their ends.
pub(crate) fn lines(
    path: &str,
) -> Result<impl Iterator<Item = Result<(usize, String), Failure>>, Failure> {
    let named = name(path).to_owned();
    let lines = BufReader::with_capacity(1 << 16, open(path)?).lines();
    Ok(lines.enumerate().map(move |(at, line)| match line {
        Ok(line) => Ok((at + 1, line)),
        Err(error) => Err(Failure::work(format_args!(
            "cannot read line {} of {named}: {error}",
            at + 1
        ))),
    }))
}
