//! Learns the weights of the person-name model, and measures it.
//!
//! ```text
//! parda-trainer learn CORPORA     leaves each corpus out in turn, prints the figures, then learns from all and writes
//!                                 src/recognise/person/weights.bin
//! parda-trainer leave CORPORA NAME    leaves one corpus out, and prints what is missed and invented in it
//! parda-trainer judge [FILE]      figures of the written weights for each file of tests/data/person-dev; a file's
//!                                 errors in full
//! parda-trainer judge FOLDER      the same of another folder of files that are marked so, with all errors
//! parda-trainer read FILE         the names found in a text, with what stands around them, and how many a megabyte
//! ```

mod corpus;
mod generate;
mod learn;
mod random;
mod score;

#[allow(dead_code, reason = "the crate uses what this program does not")]
#[path = "../../../src/recognise/person"]
mod person {
    pub mod akshara;
    pub mod brands;
    pub mod code;
    pub mod features;
    pub mod indic;
    pub mod indic_table;
    pub mod lower;
    pub mod model;
    pub mod near;
    pub mod plain;
    pub mod read;
    pub mod shape;
    pub mod table;
    pub mod tagger;
    pub mod turned;
    pub mod word_table;
}

use corpus::Corpus;
use learn::{Plan, learn};
use person::model::{BIAS, COUNT, Weights};
use score::Score;
use std::fs;
use std::path::{Path, PathBuf};

/// The annotated corpora, JSONL; they stay outside the repository.
const CORPORA: &[&str] = &[
    "fiction-litbank",
    "judgments-in",
    "tweets-btc",
    "tweets-wnut17",
    "youtube-wnut17",
];
/// How often each template is filled.
const TIMES: usize = 6;
/// What a run of synthetic text weighs beside one of annotated text.
const SHARE: f32 = 0.3;

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["learn", folder] => learn_all(Path::new(folder)),
        ["leave", folder, name] => leave(Path::new(folder), name),
        ["judge"] => judge(&root().join("tests/data/person-dev"), |_| false),
        ["judge", folder] if Path::new(folder).is_dir() => judge(Path::new(folder), |_| true),
        ["judge", file] => judge(&root().join("tests/data/person-dev"), |name| name == file),
        ["read", text] => read(Path::new(text)),
        _ => Err("learn CORPORA, leave CORPORA NAME, judge [FILE] or read TEXT".to_owned()),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn leave(folder: &Path, name: &str) -> Result<(), String> {
    let corpora: Vec<Corpus> = CORPORA
        .iter()
        .map(|name| corpus::read(&folder.join(format!("{name}.jsonl"))))
        .collect::<Result<_, _>>()?;
    let plan = Plan::default();
    let data = root().join("data");
    let lists = generate::Lists::read(&data)?;
    let templates = data.join("trainer/templates");
    let written = generate::generate(&templates, &lists, TIMES, plan.seed)?;
    let rest: Vec<_> = corpora
        .iter()
        .filter(|corpus| corpus.name != name)
        .map(|corpus| (corpus, 1.0))
        .chain(written.iter().map(|corpus| (corpus, SHARE)))
        .collect();
    let weights = learn(&rest, plan);
    for corpus in corpora.iter().filter(|corpus| corpus.name == name) {
        score::show_errors(corpus, weighed(&weights));
        println!("{}", score::score(corpus, weighed(&weights)));
    }
    Ok(())
}

fn learn_all(folder: &Path) -> Result<(), String> {
    let corpora: Vec<Corpus> = CORPORA
        .iter()
        .map(|name| corpus::read(&folder.join(format!("{name}.jsonl"))))
        .collect::<Result<_, _>>()?;
    let plan = Plan::default();
    let data = root().join("data");
    let lists = generate::Lists::read(&data)?;
    let templates = data.join("trainer/templates");
    let written = generate::generate(&templates, &lists, TIMES, plan.seed)?;
    let synthetic = || written.iter().map(|corpus| (corpus, SHARE));
    println!("left out             by the lists alone     by the model");
    let mut means = [0.0; 2];
    for (n, left_out) in corpora.iter().enumerate() {
        let rest = corpora.iter().enumerate().filter(|(other, _)| *other != n);
        let rest: Vec<_> = rest
            .map(|(_, corpus)| (corpus, 1.0))
            .chain(synthetic())
            .collect();
        let weights = learn(&rest, plan);
        let scores = [
            score::by_lists(left_out),
            score::score(left_out, weighed(&weights)),
        ];
        println!(
            "{:20} F1 {:.3}               {}",
            left_out.name,
            scores[0].f1(),
            scores[1]
        );
        for (mean, score) in means.iter_mut().zip(&scores) {
            *mean += score.f1() / corpora.len() as f64;
        }
    }
    println!(
        "{:20} F1 {:.3}               F1 {:.3}",
        "mean", means[0], means[1]
    );
    let all: Vec<_> = corpora
        .iter()
        .map(|corpus| (corpus, 1.0))
        .chain(synthetic())
        .collect();
    let path = root().join("src/recognise/person/weights.bin");
    fs::write(&path, learn(&all, plan).as_slice())
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn weighed(table: &[u8; COUNT]) -> Weights<'_> {
    Weights { table, bias: BIAS }
}

fn weights() -> Result<Box<[u8; COUNT]>, String> {
    let path = root().join("src/recognise/person/weights.bin");
    let read = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let sized = read.into_boxed_slice().try_into();
    sized.map_err(|_| format!("{}: not as many weights as there should be", path.display()))
}

fn judge(folder: &Path, in_full: impl Fn(&str) -> bool) -> Result<(), String> {
    let weights = weights()?;
    let mut total = Score::default();
    for corpus in corpus::marked(folder)? {
        let score = score::score(&corpus, weighed(&weights));
        total.add(score);
        if in_full(&corpus.name) {
            score::show_errors(&corpus, weighed(&weights));
        }
        println!("{:14} {score}", corpus.name);
    }
    println!("{:14} {total}", "all");
    Ok(())
}

fn read(path: &Path) -> Result<(), String> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let text = String::from_utf8_lossy(&text);
    let weights = weights()?;
    let names = score::names(&text, weighed(&weights));
    for name in &names {
        let line = |from: usize, to: usize| text[from..to].replace(['\n', '\r'], "⏎");
        let near =
            |mut places: std::ops::Range<usize>| places.find(|at| text.is_char_boundary(*at));
        let start = near(name.range.start.saturating_sub(100)..name.range.start);
        let end = near(name.range.end + 60..text.len()).unwrap_or(text.len());
        let start = start.unwrap_or(name.range.start);
        println!(
            "{:3} [{}] {} [[]] {}",
            name.score,
            line(name.range.start, name.range.end),
            line(start, name.range.start),
            line(name.range.end, end)
        );
    }
    let rate = names.len() as f64 * 1e6 / text.len().max(1) as f64;
    println!(
        "{} names in {} bytes: {rate:.1} a MB",
        names.len(),
        text.len()
    );
    Ok(())
}
