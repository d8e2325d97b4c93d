//! parda beside its peers on one generated corpus, in one process: `cargo run --release [-- PYTHON]`.
//!
//! Speed: each engine finds everything it knows in every document, interleaved, medians of five rounds, one thread, its
//! CPU time, so that a busy machine does not count.
//! The engines do not do the same work: parda also looks for names and some thirty kinds more, redact-core for about
//! sixty kinds, cerberust for six and over two hundred secrets.
//! Accuracy: a span counts as found when an engine has the same kind and at least half of it.

mod corpus;
mod engines;

use std::collections::BTreeMap;

use cpu_time::ThreadTime;
use engines::{Cerberust, Engine, Parda, RedactCore};

#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    start: usize,
    end: usize,
    label: String,
}

impl Span {
    fn of(start: usize, end: usize, own: &str) -> Option<Span> {
        engines::label(own).map(|label| Span {
            start,
            end,
            label: label.to_owned(),
        })
    }

    fn covers_half(&self, gold: &Span) -> bool {
        let common = self
            .end
            .min(gold.end)
            .saturating_sub(self.start.max(gold.start));
        self.label == gold.label && common * 2 >= gold.end - gold.start
    }
}

#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Count {
    fn f1(self) -> f64 {
        let (right, all) = (
            2.0 * self.right as f64,
            (2 * self.right + self.missed + self.wrong) as f64,
        );
        if all == 0.0 { 1.0 } else { right / all }
    }
}

fn judge(gold: &[&[Span]], found: &[Vec<Span>]) -> BTreeMap<String, Count> {
    let mut counts = BTreeMap::<String, Count>::new();
    for (gold, found) in gold.iter().zip(found) {
        for span in *gold {
            let count = counts.entry(span.label.clone()).or_default();
            match found.iter().any(|f| f.covers_half(span)) {
                true => count.right += 1,
                false => count.missed += 1,
            }
        }
        for span in found {
            if !gold.iter().any(|g| span.covers_half(g)) {
                counts.entry(span.label.clone()).or_default().wrong += 1;
            }
        }
    }
    counts
}

fn main() {
    let python = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "python3".to_owned());
    let documents = corpus::generate(7, 3000);
    let texts: Vec<&str> = documents
        .iter()
        .map(|document| document.text.as_str())
        .collect();
    let gold: Vec<&[Span]> = documents
        .iter()
        .map(|document| document.spans.as_slice())
        .collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let spans: usize = gold.iter().map(|spans| spans.len()).sum();
    println!(
        "{} documents, {:.2} MB, {spans} values\n",
        documents.len(),
        bytes as f64 / 1e6
    );

    let engines: Vec<Box<dyn Engine>> = vec![
        Box::new(Parda(parda::Scanner::new())),
        Box::new(RedactCore(redact_core::AnalyzerEngine::new())),
        Box::new(Cerberust),
    ];
    let mut seconds = vec![Vec::new(); engines.len()];
    let mut found = vec![Vec::new(); engines.len()];
    for _ in 0..5 {
        for (at, engine) in engines.iter().enumerate() {
            let began = ThreadTime::now();
            found[at] = texts.iter().map(|text| engine.find(text)).collect();
            seconds[at].push(began.elapsed().as_secs_f64());
        }
    }
    let mut rows: Vec<(&str, f64, BTreeMap<String, Count>)> = Vec::new();
    for (at, engine) in engines.iter().enumerate() {
        seconds[at].sort_by(f64::total_cmp);
        let median = seconds[at][seconds[at].len() / 2];
        rows.push((
            engine.name(),
            bytes as f64 / 1e6 / median,
            judge(&gold, &found[at]),
        ));
    }
    match engines::presidio(&python, &texts) {
        Some((found, seconds)) => rows.push((
            "presidio",
            bytes as f64 / 1e6 / seconds,
            judge(&gold, &found),
        )),
        None => println!("(Presidio is left out: {python} has no presidio_analyzer)\n"),
    }

    println!("| engine | MB/s | precision | recall |");
    println!("|---|---|---|---|");
    for (name, speed, counts) in &rows {
        let sum = |field: fn(&Count) -> usize| counts.values().map(field).sum::<usize>() as f64;
        // Presidio has no recogniser of credentials.
        let secrets = if *name == "presidio" {
            counts.get("SECRET").copied().unwrap_or_default().missed
        } else {
            0
        };
        let (right, missed, wrong) = (
            sum(|c| c.right),
            sum(|c| c.missed) - secrets as f64,
            sum(|c| c.wrong),
        );
        println!(
            "| {name} | {speed:.2} | {:.3} | {:.3} |",
            right / (right + wrong),
            right / (right + missed)
        );
    }
    println!(
        "\n| F1 of | {} |",
        rows.iter().map(|row| row.0).collect::<Vec<_>>().join(" | ")
    );
    println!("|---|{}", "---|".repeat(rows.len()));
    for label in rows[0].2.keys() {
        let cells = rows.iter().map(|(_, _, counts)| {
            let count = counts.get(label).copied().unwrap_or_default();
            if count.right == 0 {
                "none".to_owned()
            } else {
                format!("{:.3}", count.f1())
            }
        });
        println!("| {label} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_is_the_same_each_time_and_its_spans_hold_its_values() {
        let (one, two) = (corpus::generate(7, 50), corpus::generate(7, 50));
        for (one, two) in one.iter().zip(&two) {
            assert_eq!(one.text, two.text);
            for span in one.spans.iter().filter(|span| span.label == "EMAIL") {
                assert!(one.text[span.start..span.end].contains('@'));
            }
        }
        assert_ne!(one[0].text, corpus::generate(8, 1)[0].text);
    }

    #[test]
    fn half_of_a_span_of_the_same_kind_is_found() {
        let gold = Span {
            start: 10,
            end: 20,
            label: "EMAIL".into(),
        };
        assert!(
            Span {
                start: 10,
                end: 15,
                label: "EMAIL".into()
            }
            .covers_half(&gold)
        );
        assert!(
            !Span {
                start: 10,
                end: 14,
                label: "EMAIL".into()
            }
            .covers_half(&gold)
        );
        assert!(
            !Span {
                start: 10,
                end: 20,
                label: "CARD".into()
            }
            .covers_half(&gold)
        );
    }
}
