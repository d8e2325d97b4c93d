//! A dataset in JSON Lines, redacted in parallel, in order, with progress: `batch IN.jsonl OUT.jsonl [THREADS]`.
//!
//! Memory is bounded: as many lines as threads can take are read ahead, whatever the size of the file.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::num::NonZeroUsize;
use std::time::Instant;

use parda::{Engine, MemoryVault, chat};
use parda_integrations::engine;

/// Lines that a thread takes at once.
const LINES: usize = 256;

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: batch IN.jsonl OUT.jsonl [THREADS]".into());
    };
    let threads = match arguments.next() {
        Some(threads) => threads.parse()?,
        None => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let engine = engine()?;
    let size = std::fs::metadata(&from)?.len();
    let mut lines = BufReader::new(File::open(&from)?).lines();
    let mut out = BufWriter::new(File::create(&to)?);
    let (began, mut bytes, mut records, mut replaced) = (Instant::now(), 0, 0, 0);
    loop {
        let batch: Vec<String> = lines
            .by_ref()
            .take(LINES * threads)
            .collect::<Result<_, _>>()?;
        if batch.is_empty() {
            break;
        }
        for part in redact(&engine, &batch, threads)? {
            for (line, values) in part {
                writeln!(out, "{line}")?;
                replaced += values;
            }
        }
        records += batch.len();
        bytes += batch.iter().map(|line| line.len() as u64 + 1).sum::<u64>();
        let seconds = began.elapsed().as_secs_f64();
        eprint!(
            "\r{:3} %, {:.1} MB/s",
            bytes * 100 / size.max(1),
            bytes as f64 / 1e6 / seconds
        );
    }
    out.flush()?;
    eprintln!();
    println!("{records} records, {replaced} values replaced");
    Ok(())
}

/// Each thread's lines, redacted, in their order.
fn redact(
    engine: &Engine<MemoryVault>,
    batch: &[String],
    threads: usize,
) -> Result<Vec<Vec<(String, usize)>>, Failure> {
    let share = batch.len().div_ceil(threads.max(1));
    std::thread::scope(|scope| {
        let workers: Vec<_> = batch
            .chunks(share)
            .map(|lines| {
                scope.spawn(move || -> Result<Vec<(String, usize)>, parda::Error> {
                    let session = engine.session("dataset")?;
                    lines
                        .iter()
                        .map(|line| {
                            let redacted = chat::redact_request(&session, line)?;
                            let replaced = redacted.replaced();
                            Ok((redacted.into_body(), replaced))
                        })
                        .collect()
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| match worker.join() {
                Ok(lines) => Ok(lines?),
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}
