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

/// An input piece by piece, as it comes: each ends where `ends` says that it may, of the bytes that are there.
pub(crate) fn pieces(
    path: &str,
    most: u64,
    ends: fn(&[u8]) -> usize,
) -> Result<impl Iterator<Item = Result<String, Failure>>, Failure> {
    let mut pieces = Pieces {
        named: name(path).to_owned(),
        input: Some(open(path)?),
        waiting: Vec::new(),
        before: 0,
        most,
        ends,
    };
    Ok(std::iter::from_fn(move || pieces.next().transpose()))
}

/// Bytes asked for at once.
const PIECE: usize = 64 << 10;

struct Pieces {
    named: String,
    input: Option<Box<dyn Read>>,
    waiting: Vec<u8>,
    before: usize,
    most: u64,
    ends: fn(&[u8]) -> usize,
}

impl Pieces {
    fn next(&mut self) -> Result<Option<String>, Failure> {
        let mut piece = vec![0; PIECE];
        while let Some(input) = &mut self.input {
            let count = match input.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(|error| {
                    Failure::work(format_args!("cannot read {}: {error}", self.named))
                })?,
            };
            self.waiting.extend_from_slice(&piece[..count]);
            let mut end = (self.ends)(&self.waiting);
            if count == 0 {
                self.input = None;
                end = self.waiting.len();
            }
            if (self.waiting.len() - end) as u64 > self.most {
                return Err(Failure::work(format_args!(
                    "{} has a word longer than {} bytes; give --max-bytes to allow more",
                    self.named, self.most
                )));
            }
            if end > 0 {
                let rest = self.waiting.split_off(end);
                let whole = std::mem::replace(&mut self.waiting, rest);
                return self.text(whole).map(Some);
            }
        }
        Ok(None)
    }

    fn text(&mut self, bytes: Vec<u8>) -> Result<String, Failure> {
        let length = bytes.len();
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = self.before + error.utf8_error().valid_up_to();
            Failure::work(format_args!(
                "{} is not UTF-8 from byte {at} on; convert it first, for example with iconv",
                self.named
            ))
        })?;
        self.before += length;
        Ok(text)
    }
}

/// Behind the last character that no token of ours is made of or is fenced with.
pub(crate) fn between_tokens(bytes: &[u8]) -> usize {
    let whole = between_characters(bytes);
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_[]".contains(byte);
    // The last byte of any other character: scripts without spaces have nothing else between tokens.
    bytes[..whole]
        .iter()
        .rposition(|byte| !part(byte))
        .map_or(0, |at| at + 1)
}

/// Behind the last whole character.
pub(crate) fn between_characters(bytes: &[u8]) -> usize {
    let begins = bytes.iter().rposition(|byte| *byte < 0x80 || *byte >= 0xc0);
    let Some(at) = begins else {
        return bytes.len();
    };
    match std::str::from_utf8(&bytes[at..]) {
        Err(error) if error.error_len().is_none() => at,
        _ => bytes.len(),
    }
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
