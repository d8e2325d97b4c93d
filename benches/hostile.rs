//! Text made to be slow, from 1 to 16 MiB: `cargo bench --bench hostile`.
//!
//! Prints the rate of each at the largest size beside that of chat, and fails (exit code 1) where twice the text takes more
//! than 2.2 times as long. `-- --quick` stops at 4 MiB; a word chooses the texts whose names hold it. Times are those that
//! the thread had a core, where the system tells, and over as many bytes for each size; what fails is measured again: only
//! work that grows too fast fails each time.

#![allow(missing_docs)]

mod support;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use parda::Scanner;
use support::corpora;

const MIB: usize = 1 << 20;
/// How much longer twice the text may take.
const MOST: f64 = 2.2;
/// Of the rate of chat, what the slowest of these should keep.
const FLOOR: f64 = 0.25;
/// Bytes scanned for one time, and how often a growth that is too fast is measured again.
const BYTES: usize = 16 << 20;
const AGAIN: usize = 4;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let quick = args.iter().any(|arg| arg == "--quick");
    let only = args.iter().find(|arg| !arg.starts_with("--"));
    let sizes: &[usize] = if quick { &[1, 2, 4] } else { &[1, 2, 4, 8, 16] };
    let scanner = Scanner::new();
    let chat = corpora::chat(MIB);
    let chat = rate(MIB, mean(&scanner, &chat));
    println!("{:<20} {chat:>9.1} MB/s", "chat");
    let names: Vec<&str> = corpora::hostile(1).iter().map(|(name, _)| *name).collect();
    let mut failed = Vec::new();
    for name in names {
        if only.is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let texts: Vec<String> = sizes.iter().map(|size| hostile(name, size * MIB)).collect();
        let mut times: Vec<Duration> = texts.iter().map(|text| mean(&scanner, text)).collect();
        let mut worst = growth(&times);
        for _ in 0..AGAIN {
            if worst <= MOST {
                break;
            }
            for (time, text) in times.iter_mut().zip(&texts) {
                *time = (*time).min(mean(&scanner, text));
            }
            worst = growth(&times);
        }
        let rates: Vec<f64> = times
            .iter()
            .zip(&texts)
            .map(|(time, text)| rate(text.len(), *time))
            .collect();
        let last = rates.last().copied().unwrap_or_default();
        let mut said = String::new();
        if last < FLOOR * chat {
            said.push_str("  under a quarter of chat");
        }
        if worst > MOST {
            said.push_str("  GROWS TOO FAST");
            failed.push(name);
        }
        println!(
            "{name:<20} {last:>9.1} MB/s  {:>5.2} of the rate at 1 MiB  {:>6.2} of chat  twice the text: at most {worst:>5.2} \
             times as long{said}",
            last / rates.first().copied().unwrap_or(1.0),
            last / chat,
        );
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "time grows faster than the text: {} (limit {MOST})",
        failed.join(", ")
    );
    ExitCode::FAILURE
}

fn hostile(name: &str, bytes: usize) -> String {
    corpora::hostile(bytes)
        .into_iter()
        .find(|(known, _)| *known == name)
        .map_or_else(String::new, |(_, text)| text)
}

/// The time of one run, as the mean of as many as make up the bytes.
fn mean(scanner: &Scanner, text: &str) -> Duration {
    let runs = (BYTES / text.len().max(1)).clamp(1, 64) as u32;
    let clock = Clock::start();
    for _ in 0..runs {
        black_box(scanner.scan(black_box(text)).len());
    }
    clock.elapsed() / runs
}

/// The time that this thread had a core: on a busy machine the hours pass faster.
struct Clock {
    wall: Instant,
    core: Option<u64>,
}

impl Clock {
    fn start() -> Clock {
        Clock {
            core: on_core(),
            wall: Instant::now(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.core, on_core()) {
            (Some(then), Some(now)) => Duration::from_nanos(now.saturating_sub(then)),
            _ => self.wall.elapsed(),
        }
    }
}

/// Nanoseconds that this thread has run, as Linux counts them.
fn on_core() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok()
}

/// The most that doubling the text multiplied the time by.
fn growth(times: &[Duration]) -> f64 {
    times
        .windows(2)
        .map(|pair| pair[1].as_secs_f64() / pair[0].as_secs_f64().max(1e-9))
        .fold(0.0, f64::max)
}

/// Megabytes a second.
fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / time.as_secs_f64().max(1e-9) / 1e6
}
