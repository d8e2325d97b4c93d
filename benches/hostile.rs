//! Text made to be slow, from 1 to 16 MiB (whole restores to 32), scanned, redacted as a stream, and restored whole and as
//! a stream: `cargo bench --bench hostile`.
//!
//! Prints the rate of each at the largest size beside that of chat, and fails (exit code 1) where twice the text takes
//! more than 2.2 times as long, a whole restore more than 3 times. `-- --quick` stops early; a word chooses the cases
//! whose names hold it, as in `scan/`. Times are those that the thread had a core, where the system tells, and over as
//! many bytes for each size; what fails is measured again: only work that grows too fast fails each time.

#![allow(missing_docs)]

mod support;

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use parda::{
    Delivery, Engine, Error, Key, MemoryVault, RedactStream, RestoreStream, Scanner, Sink,
};
use support::corpora;

const MIB: usize = 1 << 20;
/// How much longer twice the text may take.
const MOST: f64 = 2.2;
/// The same for whole restores, which run at the speed of memory: its caches and pages make a step of up to a half more.
const MOST_OF_MEMORY: f64 = 3.0;
/// What keeps the system's allocator from giving memory back and asking for it anew in each round.
const KEPT: [(&str, &str); 2] = [
    ("MALLOC_MMAP_MAX_", "0"),
    ("MALLOC_TRIM_THRESHOLD_", "8589934592"),
];
/// Of the rate of chat, what the slowest of these should keep.
const FLOOR: f64 = 0.25;
/// Bytes scanned for one time, and how often a growth that is too fast is measured again.
const BYTES: usize = 16 << 20;
const AGAIN: usize = 4;
/// Bytes of a line of a stream, and of a piece of it.
const LINE: usize = 1000;
const PIECE: usize = 64;

/// What is done with a text.
type Work<'w> = &'w dyn Fn(&str) -> Result<(), Error>;

/// A way through the library, the texts that are made to be slow for it, by their length, and how they are judged.
struct Way<'w> {
    name: &'static str,
    work: Work<'w>,
    texts: &'w dyn Fn(usize) -> Texts,
    /// What stands for ordinary text beside them.
    chat: String,
    /// MiB of each text.
    sizes: &'static [usize],
    /// How much longer twice the text may take.
    most: f64,
}

/// Texts by their names.
type Texts = Vec<(&'static str, String)>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if std::env::var_os(KEPT[0].0).is_none() {
        let own = std::env::current_exe().expect("a path");
        let run = Command::new(own).args(&args).envs(KEPT).status();
        return match run {
            Ok(status) if status.success() => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        };
    }
    let quick = args.iter().any(|arg| arg == "--quick");
    let only = args.iter().find(|arg| !arg.starts_with("--"));
    let sizes: &[usize] = if quick { &[1, 2, 4] } else { &[1, 2, 4, 8, 16] };
    // At the speed of memory what fits a core's caches is faster by far: those are left behind first.
    let past_caches: &[usize] = if quick { &[4, 8] } else { &[4, 8, 16, 32] };

    let scanner = Scanner::new();
    let engine = Engine::builder()
        .key(Key::generate().expect("randomness"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("bench").expect("a scope");
    let redacted = session.redact("asha@example.com").expect("redacted");
    let token = redacted.text();

    let scan = |text: &str| {
        black_box(scanner.scan(text).len());
        Ok(())
    };
    // A stream takes a text by its lines.
    let redact_stream = |text: &str| {
        let mut out = String::new();
        let mut stream = RedactStream::new(&session);
        for line in support::pieces(text, LINE) {
            for piece in support::pieces(line, PIECE) {
                stream.push(piece, &mut out)?;
            }
            stream.push("\n", &mut out)?;
        }
        stream.finish(&mut out)?;
        black_box(out.len());
        Ok(())
    };
    let restore = |text: &str| {
        black_box(session.restore(text)?.expose().len());
        Ok(())
    };
    let restore_stream = |text: &str| {
        let mut out = String::new();
        let mut stream = RestoreStream::new(&session, &Delivery::to(Sink::Reader))?;
        for piece in support::pieces(text, PIECE) {
            stream.push(piece, &mut out)?;
        }
        stream.finish(&mut out)?;
        black_box(out.len());
        Ok(())
    };

    let texts = |bytes| corpora::hostile(bytes);
    let answers = |bytes| corpora::hostile_answers(bytes, token);
    let chat = corpora::chat(MIB);
    let answer = session.redact(&chat).expect("redacted").text().to_owned();
    let way = |name, work, sizes, most| Way {
        name,
        work,
        texts: &texts,
        chat: chat.clone(),
        sizes,
        most,
    };
    let ways = [
        way("scan", &scan, sizes, MOST),
        way("redact-stream", &redact_stream, sizes, MOST),
        Way {
            texts: &answers,
            chat: answer.clone(),
            ..way("restore", &restore, past_caches, MOST_OF_MEMORY)
        },
        Way {
            texts: &answers,
            chat: answer,
            ..way("restore-stream", &restore_stream, sizes, MOST)
        },
    ];
    let mut failed = Vec::new();
    for way in ways {
        let named = |text: &str| format!("{}/{text}", way.name);
        let names = (way.texts)(1).into_iter().map(|(text, _)| text);
        let chosen: Vec<&str> = names
            .filter(|text| only.is_none_or(|only| named(text).contains(only.as_str())))
            .collect();
        if chosen.is_empty() {
            continue;
        }
        let chat = match mean(way.work, &way.chat, rounds(way.work, &way.chat)) {
            Ok(time) => rate(way.chat.len(), time),
            Err(error) => {
                eprintln!("{}: {error}", named("chat"));
                return ExitCode::FAILURE;
            }
        };
        println!("{:<36} {chat:>9.1} MB/s", named("chat"));
        for text in chosen {
            let name = named(text);
            match linear(&way, text, &name, chat) {
                Ok(true) => {}
                // What is refused takes no time.
                Err(error) if error.is_limit() => println!("{name:<36} refused: {error}"),
                Err(error) => {
                    eprintln!("{name}: {error}");
                    failed.push(name);
                }
                Ok(false) => failed.push(name),
            }
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!(
        "time grows faster than the text, or an error came: {} (limit {MOST}, {MOST_OF_MEMORY} at the speed of memory)",
        failed.join(", ")
    );
    ExitCode::FAILURE
}

fn of(texts: Texts, name: &str) -> String {
    let text = texts.into_iter().find(|(known, _)| *known == name);
    text.map_or_else(String::new, |(_, text)| text)
}

/// Whether the time grows as the text does, which is printed.
fn linear(way: &Way<'_>, text: &str, name: &str, chat: f64) -> Result<bool, Error> {
    let Way { work, most, .. } = *way;
    let sizes = way.sizes.iter();
    let texts: Vec<String> = sizes
        .map(|size| of((way.texts)(size * MIB), text))
        .collect();
    let rounds = texts.first().map_or(1, |text| rounds(work, text));
    let mut times = Vec::new();
    for text in &texts {
        times.push(mean(work, text, rounds)?);
    }
    let mut worst = growth(&times);
    for _ in 0..AGAIN {
        if worst <= most {
            break;
        }
        for (time, text) in times.iter_mut().zip(&texts) {
            *time = (*time).min(mean(work, text, rounds)?);
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
    if worst > most {
        said.push_str("  GROWS TOO FAST");
    }
    println!(
        "{name:<36} {last:>9.1} MB/s  {:>5.2} of the rate of the shortest  {:>6.2} of chat  twice the text: at most {worst:>5.2} \
         times as long{said}",
        last / rates.first().copied().unwrap_or(1.0),
        last / chat,
    );
    Ok(worst <= most)
}

/// The time of one run, as the mean of as many as make up the bytes in so many rounds.
fn mean(work: Work<'_>, text: &str, rounds: u32) -> Result<Duration, Error> {
    let runs = (BYTES / text.len().max(1)).clamp(1, 64) as u32 * rounds;
    let clock = Clock::start();
    for _ in 0..runs {
        work(black_box(text))?;
    }
    Ok(clock.elapsed() / runs)
}

/// Rounds that take long enough: the system counts in steps of milliseconds.
fn rounds(work: Work<'_>, text: &str) -> u32 {
    const ENOUGH: Duration = Duration::from_millis(100);
    let begun = Instant::now();
    let _ = work(black_box(text));
    let round = begun
        .elapsed()
        .mul_f64(BYTES as f64 / text.len().max(1) as f64);
    (ENOUGH.as_secs_f64() / round.as_secs_f64().max(1e-4)).ceil() as u32
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
