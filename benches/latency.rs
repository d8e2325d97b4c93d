//! What one prompt costs: `cargo bench --bench latency`.
//!
//! Median and 99th percentile of single calls on 4 KiB of chat, a different piece each time; and, in fresh processes, the
//! time to the first scanner and the memory that it and its first scan take up.

#![allow(missing_docs)]

mod support;

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use parda::{Entity, Scanner};
use support::corpora;

const CALL: usize = 4 << 10;
const PIECES: usize = 64;
const CALLS: usize = 20_000;
const STARTS: usize = 21;
/// The argument by which the bench calls itself for a start.
const START: &str = "--start";

fn main() {
    if std::env::args().any(|arg| arg == START) {
        return start();
    }
    let text = corpora::chat(CALL * PIECES);
    let pieces = support::pieces(&text, CALL);
    for (case, scanner) in [("structured", structured()), ("with names", Scanner::new())] {
        let mut times = Vec::with_capacity(CALLS);
        for n in 0..CALLS {
            let piece = pieces[n % pieces.len()];
            let start = Instant::now();
            black_box(scanner.scan(black_box(piece)).len());
            times.push(start.elapsed().as_nanos() as u64);
        }
        times.sort_unstable();
        println!(
            "4 KiB of chat, {case:<12} p50 {:>8.2} us   p99 {:>8.2} us",
            times[CALLS / 2] as f64 / 1e3,
            times[CALLS * 99 / 100] as f64 / 1e3
        );
    }
    let mut starts: Vec<(u64, u64)> = (0..STARTS).filter_map(|_| started()).collect();
    starts.sort_unstable();
    if let Some((nanos, _)) = starts.get(starts.len() / 2) {
        println!("cold start             {:>8.1} us", *nanos as f64 / 1e3);
    }
    let mut kept: Vec<u64> = starts.iter().map(|(_, kept)| *kept).collect();
    kept.sort_unstable();
    if let Some(kept) = kept.get(kept.len() / 2) {
        println!("resident with a first scan of 64 KiB  {kept:>6} KiB more");
    }
}

fn structured() -> Scanner {
    Scanner::builder()
        .without(Entity::PERSON)
        .build()
        .expect("a scanner")
}

/// In a process of its own: the time to a scanner, and what it and a scan add to the resident memory.
fn start() {
    let text = corpora::chat(64 << 10);
    let before = resident();
    let start = Instant::now();
    let scanner = black_box(Scanner::new());
    let time = start.elapsed().as_nanos();
    black_box(scanner.scan(black_box(&text)).len());
    println!("{time} {}", resident().saturating_sub(before));
}

fn started() -> Option<(u64, u64)> {
    let own = std::env::current_exe().ok()?;
    let run = Command::new(own).arg(START).output().ok()?;
    let said = String::from_utf8(run.stdout).ok()?;
    let (time, kept) = said.trim().split_once(' ')?;
    Some((time.parse().ok()?, kept.parse().ok()?))
}

/// Resident memory in KiB, 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
