//! Counts what was found, missed and invented.

use crate::corpus::{Corpus, Record};
use crate::learn::capitals;
use crate::person::lower;
use crate::person::model::Weights;
use crate::person::read::{Run, Word, run};
use crate::person::tagger::{Name, Tagger};
use std::fmt;
use std::ops::Range;

/// Names found, of those there are, by overlap and exactly.
#[derive(Clone, Copy, Default)]
pub struct Score {
    pub there: usize,
    pub found: usize,
    pub said: usize,
    pub right: usize,
    pub exact: usize,
}

impl Score {
    pub fn add(&mut self, other: Score) {
        self.there += other.there;
        self.found += other.found;
        self.said += other.said;
        self.right += other.right;
        self.exact += other.exact;
    }

    pub fn precision(&self) -> f64 {
        self.right as f64 / self.said.max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.found as f64 / self.there.max(1) as f64
    }

    pub fn f1(&self) -> f64 {
        2.0 * self.precision() * self.recall() / (self.precision() + self.recall()).max(1e-9)
    }

    pub fn strict(&self) -> f64 {
        2.0 * self.exact as f64 / (self.there + self.said).max(1) as f64
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "P {:.3} R {:.3} F1 {:.3} strict {:.3}",
            self.precision(),
            self.recall(),
            self.f1(),
            self.strict()
        )
    }
}

/// The names that the tagger finds.
pub fn names(text: &str, weights: Weights<'_>) -> Vec<Name> {
    let mut names = Vec::new();
    let mut tagger = Tagger::new(weights);
    let bytes = text.as_bytes();
    let beyond = |n: usize| !bytes[n].is_ascii() && (n == 0 || bytes[n - 1].is_ascii());
    let mut foreign = (0..bytes.len()).filter(|n| beyond(*n)).peekable();
    for at in capitals(text).map(Some).chain([None]) {
        while let Some(before) = foreign.next_if(|before| at.is_none_or(|at| *before < at)) {
            tagger.foreign(text, before, &mut |name| names.push(name));
        }
        if let Some(at) = at {
            tagger.capital(text, at, &mut |name| names.push(name));
        }
    }
    let mut tagger = Tagger::new(weights);
    lower::words(text, |at, hash| {
        tagger.lower(text, at, hash, &mut |name| {
            if names.iter().all(|other| {
                other.range.end <= name.range.start || name.range.end <= other.range.start
            }) {
                names.push(name);
            }
        });
    });
    names
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn add(record: &Record, names: &[Name], score: &mut Score) {
    score.there += record.people.len();
    score.said += names.len();
    for gold in &record.people {
        score.found += usize::from(names.iter().any(|name| overlap(&name.range, gold)));
        score.exact += usize::from(names.iter().any(|name| name.range == *gold));
    }
    for name in names {
        score.right += usize::from(record.people.iter().any(|gold| overlap(&name.range, gold)));
    }
}

/// How well the weights do on the corpus.
pub fn score(corpus: &Corpus, weights: Weights<'_>) -> Score {
    let mut score = Score::default();
    for record in &corpus.records {
        add(record, &names(&record.text, weights), &mut score);
    }
    score
}

/// How well the word table does alone: each run of words that it has as names and as nothing else.
pub fn by_lists(corpus: &Corpus) -> Score {
    let mut score = Score::default();
    for record in &corpus.records {
        let mut names = Vec::new();
        let (mut done, mut words) = (0, Run::default());
        for at in capitals(&record.text) {
            if at < done {
                continue;
            }
            let Some(end) = run(&record.text, at, &mut words) else {
                continue;
            };
            done = end;
            let run = &words;
            let listed = |word: &&Word| word.classes.surely_name();
            if let (Some(first), Some(last)) = (
                run.all().iter().find(listed),
                run.all().iter().rfind(listed),
            ) {
                names.push(Name {
                    range: first.start..last.end,
                    score: 60,
                    why: "lists",
                });
            }
        }
        add(record, &names, &mut score);
    }
    score
}

/// Prints what was missed and what was invented, each with its text.
pub fn show_errors(corpus: &Corpus, weights: Weights<'_>) {
    for record in &corpus.records {
        let names = names(&record.text, weights);
        let line = record.text.replace('\n', "⏎");
        for name in &names {
            if !record.people.iter().any(|gold| overlap(gold, &name.range)) {
                println!(
                    "  wrong  {} [{}] {line}",
                    name.score,
                    &record.text[name.range.clone()]
                );
            }
        }
        for gold in &record.people {
            if !names.iter().any(|name| overlap(gold, &name.range)) {
                println!("  missed [{}] {line}", &record.text[gold.clone()]);
            } else if !names.iter().any(|name| name.range == *gold) {
                let near = names.iter().filter(|name| overlap(&name.range, gold));
                let near: Vec<_> = near.map(|name| &record.text[name.range.clone()]).collect();
                println!("  edges  [{}] {near:?} {line}", &record.text[gold.clone()]);
            }
        }
    }
}
