//! The figures that count: parda beside what a service would write without it, as ratios in one process.
//!
//! `cargo bench --bench ratios` prints a table; `-- --json` one JSON object a line and nothing else on stdout. Both
//! sides run in turn on one core; figures are medians. Baselines and texts are under `benches/support`.

mod support;

use std::hint::black_box;
use std::time::Duration;

use parda::{Delivery, Engine, Entity, Key, MemoryVault, RestoreStream, Scanner, Sink};
use support::baseline::{Multi, Naive, Tail};
use support::{corpora, timing};

/// A prompt's worth of text, hot in cache.
const HOT: usize = 64 << 10;
/// A call's worth of text.
const CALL: usize = 4 << 10;

struct Report {
    json: bool,
    budget: Duration,
    only: Option<String>,
}

impl Report {
    fn row(
        &self,
        case: &str,
        corpus: &str,
        baseline: &str,
        text: &str,
        ours: impl FnMut(),
        theirs: impl FnMut(),
    ) {
        let name = format!("{case}/{corpus}/{baseline}");
        if self
            .only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            return;
        }
        let (ours, theirs) = timing::interleaved(ours, theirs, self.budget);
        let speed = |time: Duration| text.len() as f64 / time.as_nanos().max(1) as f64;
        let (ours, theirs) = (speed(ours), speed(theirs));
        let ratio = ours / theirs;
        if self.json {
            println!(
                "{{\"case\": \"{case}\", \"corpus\": \"{corpus}\", \"bytes\": {}, \"ours_gbps\": {ours:.4}, \
                 \"baseline\": \"{baseline}\", \"baseline_gbps\": {theirs:.4}, \"ratio\": {ratio:.4}}}",
                text.len()
            );
        } else {
            println!(
                "{case:<16} {corpus:<20} {ours:>9.3} GB/s   {baseline:<12} {theirs:>9.3} GB/s   ratio {ratio:>8.2}"
            );
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let report = Report {
        json: args.iter().any(|arg| arg == "--json"),
        budget: Duration::from_millis(if args.iter().any(|arg| arg == "--quick") {
            60
        } else {
            400
        }),
        only: args.iter().find(|arg| !arg.starts_with("--")).cloned(),
    };
    let names = Scanner::new();
    let structured = Scanner::builder()
        .without(Entity::custom("PERSON").expect("a label"))
        .build()
        .expect("a scanner");
    let naive = Naive::new();
    let multi = Multi::new();

    let mut texts = vec![
        ("prose", corpora::prose(HOT)),
        ("chat", corpora::chat(HOT)),
        ("json", corpora::json(HOT)),
        ("code", corpora::code(HOT)),
        ("hindi", corpora::hindi(HOT)),
    ];
    let hostile = corpora::hostile(HOT);
    texts.extend(hostile);
    for (corpus, text) in &texts {
        for (case, scanner) in [("scan", &names), ("scan-structured", &structured)] {
            let mut found = Vec::new();
            let mut scan = |text: &'static str| {
                found.clear();
                scanner.scan_into(text, &mut found);
                black_box(found.len());
            };
            // Findings borrow the text: a leaked copy outlives every reuse of the vector.
            let text: &'static str = Box::leak(text.clone().into_boxed_str());
            report.row(
                case,
                corpus,
                "naive-regex",
                text,
                || scan(black_box(text)),
                || {
                    black_box(naive.count(black_box(text)));
                },
            );
            if !corpus.starts_with("hostile") {
                report.row(
                    case,
                    corpus,
                    "multi-regex",
                    text,
                    || scan(black_box(text)),
                    || {
                        black_box(multi.count(black_box(text)));
                    },
                );
            }
        }
    }
    for (corpus, bytes) in [("clean", HOT), ("clean-20mb", 20 << 20)] {
        let text = corpora::clean(bytes);
        let mut copy = vec![0_u8; text.len()];
        report.row(
            "scan-structured",
            corpus,
            "memcpy",
            &text,
            || {
                black_box(structured.scan(black_box(&text)).len());
            },
            || {
                copy.copy_from_slice(black_box(text.as_bytes()));
                black_box(&copy);
            },
        );
    }
    tokens(&report, &naive);
}

/// Redact and restore, tokens and memory vault included.
fn tokens(report: &Report, naive: &Naive) {
    let engine = || {
        Engine::builder()
            .key(Key::generate().expect("randomness"))
            .vault(MemoryVault::new())
            .build()
            .expect("an engine")
    };
    let redacting = engine();
    let session = redacting.session("bench").expect("a scope");
    let mut tail = Tail::new();
    for (corpus, text) in [
        ("prose", corpora::prose(HOT)),
        ("chat", corpora::chat(HOT)),
        ("json", corpora::json(HOT)),
    ] {
        let calls = support::pieces(&text, CALL);
        report.row(
            "redact",
            corpus,
            "naive-regex",
            &text,
            || {
                for call in &calls {
                    let _ = black_box(session.redact(black_box(call)).expect("redacted"));
                }
            },
            || {
                for call in &calls {
                    black_box(tail.redact(black_box(call), naive.spans(call)));
                }
            },
        );
    }

    let restoring = engine();
    let session = restoring.session("bench").expect("a scope");
    let redacted = session
        .redact("write to asha@example.com")
        .expect("redacted");
    let token = redacted
        .tokens()
        .first()
        .map_or("", |token| token)
        .to_owned();
    let clean = corpora::clean(8 << 10);
    let mut answered = String::new();
    for piece in support::pieces(&clean, 500) {
        answered.push_str(piece);
        answered.push(' ');
        answered.push_str(&token);
        answered.push(' ');
    }
    for (corpus, text) in [("clean", &clean), ("prose", &answered)] {
        let mut copy = vec![0_u8; text.len()];
        report.row(
            "restore",
            corpus,
            "memcpy",
            text,
            || {
                let _ = black_box(session.restore(black_box(text)).expect("restored"));
            },
            || {
                copy.copy_from_slice(black_box(text.as_bytes()));
                black_box(&copy);
            },
        );
        let chunks = support::pieces(text, 4);
        let (mut out, mut copy) = (String::new(), String::new());
        report.row(
            "restore-stream",
            corpus,
            "memcpy",
            text,
            || {
                out.clear();
                let mut stream =
                    RestoreStream::new(&session, &Delivery::to(Sink::Reader)).expect("a stream");
                for chunk in &chunks {
                    stream.push(black_box(chunk), &mut out).expect("restored");
                }
                stream.finish(&mut out).expect("restored");
                black_box(&out);
            },
            || {
                copy.clear();
                for chunk in &chunks {
                    copy.push_str(black_box(chunk));
                }
                black_box(&copy);
            },
        );
    }
}
