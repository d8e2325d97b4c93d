//! The figures that count: parda beside what a service would write without it, as ratios in one process.
//!
//! `cargo bench --bench ratios` prints a table; `-- --json` one JSON object a line and nothing else on stdout. Both
//! sides run in turn on one core; figures are medians. Baselines and texts are under `benches/support`.

mod support;

use std::hint::black_box;
use std::time::Duration;

use parda::{Entity, Scanner};
use support::baseline::{Multi, Naive};
use support::{corpora, timing};

/// A prompt's worth of text, hot in cache.
const HOT: usize = 64 << 10;

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
}
