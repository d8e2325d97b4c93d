//! Instructions per byte, counted by callgrind: the same figure on a busy machine as on a quiet one.
//!
//! `cargo bench --bench instructions` prints a table (`-- --json` one JSON object a line); a word behind it chooses the
//! cases whose names hold it. Needs `valgrind` on the path. Each case runs in a process of its own, with two numbers of
//! rounds, so that what is done once cancels out. Valgrind shows no AVX-512: the figures are of the AVX2 level.

#![allow(missing_docs)]

mod support;

use std::hint::black_box;
use std::process::{Command, ExitCode};

use parda::{Delivery, Engine, Entity, Key, MemoryVault, RestoreStream, Scanner, Sink};
use support::corpora;

const BYTES: usize = 64 << 10;
const CALL: usize = 4 << 10;
const CORPORA: &[&str] = &["clean", "prose", "chat", "json", "code", "hindi", "reply"];
/// `redact-first` redacts what its session has not seen; `redact` what it has, as each turn of a conversation does.
const CASES: &[&str] = &[
    "scan",
    "scan-structured",
    "redact-first",
    "redact",
    "restore",
    "restore-stream",
];
/// A fixed key, so that each run counts the same.
const KEY: &str = "238fa28a94976c7da14563bc873c2729bd5cd325389085bb4c6dd0de28923590";
/// The argument by which the bench calls itself.
const RUN: &str = "--run";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [run, case, corpus, rounds] = &args[..]
        && run == RUN
    {
        rounds_of(case, &text(corpus), rounds.parse().unwrap_or(1));
        return ExitCode::SUCCESS;
    }
    let json = args.iter().any(|arg| arg == "--json");
    let only = args.iter().find(|arg| !arg.starts_with("--"));
    for case in CASES {
        for corpus in CORPORA {
            let name = format!("{case}/{corpus}");
            if only.is_some_and(|only| !name.contains(only.as_str())) {
                continue;
            }
            let counted = count(case, corpus, 1).and_then(|one| Ok((one, count(case, corpus, 3)?)));
            let (one, three) = match counted {
                Ok(counted) => counted,
                Err(error) => {
                    eprintln!("{name}: {error}");
                    return ExitCode::FAILURE;
                }
            };
            let each = three.saturating_sub(one) as f64 / 2.0 / text(corpus).len() as f64;
            if json {
                println!(
                    "{{\"case\": \"{case}\", \"corpus\": \"{corpus}\", \"instructions_per_byte\": {each:.4}}}"
                );
            } else {
                println!("{case:<16} {corpus:<8} {each:>10.3} instructions a byte");
            }
        }
    }
    ExitCode::SUCCESS
}

fn text(corpus: &str) -> String {
    match corpus {
        "clean" => corpora::clean(BYTES),
        "prose" => corpora::prose(BYTES),
        "chat" => corpora::chat(BYTES),
        "json" => corpora::json(BYTES),
        "code" => corpora::code(BYTES),
        "hindi" => corpora::hindi(BYTES),
        path if path.starts_with('/') => std::fs::read_to_string(path).expect("a text"),
        "reply" => support::pieces(&corpora::clean(BYTES), 500).join(" asha@example.com "),
        hostile => corpora::hostile(BYTES)
            .into_iter()
            .find(|(name, _)| *name == hostile)
            .map_or_else(String::new, |(_, text)| text),
    }
}

/// What callgrind counts for that many rounds.
fn count(case: &str, corpus: &str, rounds: u32) -> Result<u64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(own)
        .args([RUN, case, corpus, &rounds.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be run ({error}); install it to count"))?;
    let said = String::from_utf8_lossy(&run.stderr);
    if !run.status.success() {
        return Err(said.into_owned());
    }
    said.lines()
        .find_map(|line| line.split("Collected : ").nth(1)?.trim().parse().ok())
        .ok_or_else(|| format!("callgrind counted nothing: {said}"))
}

fn rounds_of(case: &str, text: &str, rounds: u32) {
    let scanner = match case {
        "scan" => Scanner::new(),
        _ => Scanner::builder()
            .without(Entity::PERSON)
            .build()
            .expect("a scanner"),
    };
    let engine = Engine::builder()
        .key(Key::parse(KEY).expect("a key"))
        .vault(MemoryVault::new())
        .build()
        .expect("an engine");
    let session = engine.session("bench").expect("a scope");
    let calls = support::pieces(text, CALL);
    let answer = match case {
        "restore" | "restore-stream" => session.redact(text).expect("redacted").text().to_owned(),
        _ => String::new(),
    };
    let chunks = support::pieces(&answer, 4);
    let mut out = String::with_capacity(2 * answer.len());
    let mut found = Vec::new();
    for _ in 0..rounds {
        match case {
            "redact" => {
                for call in &calls {
                    let _ = black_box(session.redact(black_box(call)).expect("redacted"));
                }
            }
            "redact-first" => {
                let session = engine.session("bench").expect("a scope");
                for call in &calls {
                    let _ = black_box(session.redact(black_box(call)).expect("redacted"));
                }
            }
            "restore-stream" => {
                out.clear();
                let reader = Delivery::to(Sink::Reader);
                let mut stream = RestoreStream::new(&session, &reader).expect("a stream");
                for chunk in &chunks {
                    stream.push(black_box(chunk), &mut out).expect("restored");
                }
                stream.finish(&mut out).expect("restored");
                black_box(&out);
            }
            "restore" => {
                let _ = black_box(session.restore(black_box(&answer)).expect("restored"));
            }
            _ => {
                found.clear();
                scanner.scan_into(black_box(text), &mut found);
                black_box(found.len());
            }
        }
    }
}
