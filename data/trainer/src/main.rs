//! Learns the weights of the person-name model.

mod corpus;
mod generate;
mod learn;
mod random;
mod score;

#[allow(dead_code, reason = "the crate uses what this program does not")]
#[path = "../../../src/recognise/person"]
mod person {
    pub mod brands;
    pub mod akshara;
    pub mod features;
    pub mod indic;
    pub mod indic_table;
    pub mod lower;
    pub mod model;
    pub mod read;
    pub mod table;
    pub mod tagger;
    pub mod words;
}

use corpus::Corpus;
use learn::{Plan, learn};
use person::model::Weights;
use std::path::Path;

const CORPORA: &[&str] = &[
    "fiction-litbank",
    "judgments-in",
    "tweets-btc",
    "tweets-wnut17",
    "youtube-wnut17",
];

fn main() -> Result<(), String> {
    let dev = std::env::var("DEV").map(std::path::PathBuf::from);
    // Weights that were learned before, to judge without learning again.
    if let (Ok(from), Ok(dev)) = (std::env::var("WEIGHTS"), &dev) {
        let weights = std::fs::read(&from).map_err(|error| format!("{from}: {error}"))?;
        return judge(dev, &weights);
    }
    if let Ok(clean) = std::env::var("CLEAN") {
        let text = std::fs::read(&clean).map_err(|error| format!("{clean}: {error}"))?;
        let text = String::from_utf8_lossy(&text);
        let names = score::names(&text, Weights { table: include_bytes!("../../../src/recognise/person/weights.bin"), bias: 8 });
        println!("{} names in {} bytes: {:.1} a MB", names.len(), text.len(), names.len() as f64 * 1e6 / text.len() as f64);
        for name in names.iter().step_by(1 + names.len() / 60) {
            let from = text[..name.range.start].char_indices().rev().nth(20).map_or(0, |x| x.0);
            println!("  {} [{}] {}", name.score, &text[name.range.clone()], text[from..].chars().take(70).collect::<String>().replace('\n', "⏎"));
        }
        return Ok(());
    }
    let folder = std::env::args().nth(1).ok_or("the folder of the corpora")?;
    let corpora: Vec<Corpus> = CORPORA
        .iter()
        .map(|name| corpus::read(&Path::new(&folder).join(format!("{name}.jsonl"))))
        .collect::<Result<_, _>>()?;
    let mut plan = Plan::default();
    let var = |name: &str, value: &mut f32| {
        if let Some(set) = std::env::var(name).ok().and_then(|v| v.parse().ok()) {
            *value = set;
        }
    };
    var("STEP", &mut plan.step);
    var("START", &mut plan.start);
    var("DECAY", &mut plan.decay);
    var("UNSEEN", &mut plan.unseen);
    var("UNLISTED", &mut plan.unlisted);
    let mut rounds = plan.rounds as f32;
    var("ROUNDS", &mut rounds);
    plan.rounds = rounds as usize;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lists = generate::Lists::read(&data)?;
    let folder = std::env::var("TEMPLATES").map(std::path::PathBuf::from).unwrap_or(data.join("trainer/templates"));
    let mut times = 2.0;
    var("TIMES", &mut times);
    let mut share = 0.8;
    var("SHARE", &mut share);
    let written = generate::generate(&folder, &lists, times as usize, plan.seed).unwrap_or_default();
    let mut means = [0.0; 6];
    for (n, left_out) in corpora.iter().enumerate() {
        let rest: Vec<(&Corpus, f32)> = corpora
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != n)
            .map(|(_, corpus)| (corpus, 1.0))
            .chain(written.iter().map(|corpus| (corpus, share)))
            .collect();
        let weights = learn(&rest, plan);
        print!("{:20}", left_out.name);
        for (bias, mean) in [0, 8, 16, 24, 32, 40].into_iter().zip(&mut means) {
            let score = score::score(left_out, Weights { table: &weights, bias }, 0);
            print!(" | {bias}: {score}");
            *mean += score.f1() / corpora.len() as f64;
        }
        println!();
        if std::env::var_os("ERRORS").is_some() {
            for record in left_out.records.iter().step_by(7).take(200) {
                let names = score::names(&record.text, Weights { table: &weights, bias: 16 });
                for name in &names {
                    if !record.people.iter().any(|g| g.start < name.range.end && name.range.start < g.end) {
                        let from = record.text[..name.range.start].char_indices().rev().nth(25).map_or(0, |x| x.0);
                        println!("  FALSE {} [{}] {}", name.score, &record.text[name.range.clone()], &record.text[from..].chars().take(70).collect::<String>().replace('\n', "⏎"));
                    }
                }
                for gold in &record.people {
                    if !names.iter().any(|n| gold.start < n.range.end && n.range.start < gold.end) {
                        let from = record.text[..gold.start].char_indices().rev().nth(25).map_or(0, |x| x.0);
                        println!("  MISS [{}] {}", &record.text[gold.clone()], &record.text[from..].chars().take(70).collect::<String>().replace('\n', "⏎"));
                    }
                }
            }
        }
    }
    println!("mean {means:.3?}");
    let all: Vec<(&Corpus, f32)> = corpora
        .iter()
        .map(|corpus| (corpus, 1.0))
        .chain(written.iter().map(|corpus| (corpus, share)))
        .collect();
    let weights = learn(&all, plan);
    if let Ok(to) = std::env::var("WRITE") {
        std::fs::write(&to, &weights).map_err(|error| format!("{to}: {error}"))?;
    }
    judge(&dev.unwrap_or_else(|_| data.join("../tests/data/person-dev")), &weights)
}

/// Prints the figures for each file of the development set.
fn judge(dev: &Path, weights: &[u8]) -> Result<(), String> {
    let mut bias = 8.0;
    if let Some(set) = std::env::var("BIAS").ok().and_then(|v| v.parse().ok()) {
        bias = set;
    }
    let weights = Weights { table: weights, bias: bias as i32 };
    let mut total = score::Score::default();
    let errors = std::env::var("SHOW").ok();
    for corpus in corpus::marked(dev)? {
        let mut score = score::Score::default();
        for record in &corpus.records {
            let names = score::names(&record.text, weights);
            score::add(record, &names, 0, &mut score);
            score::add(record, &names, 0, &mut total);
            if errors.as_ref().is_some_and(|e| e == "all" || corpus.name == *e) {
                let over = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| a.start < b.end && b.start < a.end;
                for name in &names {
                    if !record.people.iter().any(|g| over(g, &name.range)) {
                        println!("  FALSE {} [{}] {}", name.score, &record.text[name.range.clone()], record.text.replace('\n', "⏎"));
                    }
                }
                for gold in &record.people {
                    if !names.iter().any(|n| over(gold, &n.range)) {
                        println!("  MISS [{}] {}", &record.text[gold.clone()], record.text.replace('\n', "⏎"));
                    }
                }
            }
        }
        println!("{:14} {score}", corpus.name);
    }
    println!("{:14} {total}", "all");
    Ok(())
}
