//! Learns the weights: a linear chain over the words of each run, by stochastic gradients with a step for each weight.

use crate::corpus::Corpus;
use crate::person::features::{Shared, features, pair};
use crate::person::lower;
use crate::person::model::{COUNT, STEPS};
use crate::person::read::{Run, WORDS, lower_run};
use crate::person::table::Classes;
use crate::person::tagger::candidate;
use crate::random::Random;

/// How the weights are learned.
#[derive(Clone, Copy)]
pub struct Plan {
    pub rounds: usize,
    /// How often all is learned anew, in another order; the weights are the mean.
    pub runs: u64,
    pub step: f32,
    /// Where the sum of squared slopes starts: the larger, the less a rare feature moves at once.
    pub start: f32,
    /// Pull of each weight that is used towards zero.
    pub decay: f32,
    /// Share of words whose own spelling is not looked at, so that the rest learns to do without.
    pub unseen: f32,
    /// Share of words of which the table is taken to know nothing.
    pub unlisted: f32,
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            rounds: 12,
            runs: 10,
            step: 0.04,
            start: 1e-6,
            decay: 3e-5,
            unseen: 0.55,
            unlisted: 0.05,
            seed: 20_261_121,
        }
    }
}

struct Example<'t> {
    text: &'t str,
    run: Run,
    names: u8,
    weight: f32,
}

/// The places where a capitalised word begins, as the scanner finds them.
pub fn capitals(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(|at| {
        bytes[*at].is_ascii_uppercase()
            && at.checked_sub(1).is_none_or(|before| {
                !bytes[before].is_ascii_alphanumeric() && bytes[before].is_ascii()
            })
    })
}

fn examples<'t>(corpus: &'t Corpus, weight: f32, into: &mut Vec<Example<'t>>) {
    for record in &corpus.records {
        let mut add = |run: Run| {
            let mut names = 0;
            for (n, word) in run.all().iter().enumerate() {
                let inside =
                    |name: &std::ops::Range<usize>| word.start < name.end && word.end > name.start;
                names |= u8::from(record.people.iter().any(inside)) << n;
            }
            into.push(Example {
                text: &record.text,
                run,
                names,
                weight,
            });
        };
        let (mut done, mut run) = (0, Run::default());
        for at in capitals(&record.text) {
            if at >= done
                && let Some(end) = candidate(&record.text, at, &mut run)
            {
                done = end;
                add(run);
            }
        }
        lower::words(&record.text, |at, _| {
            if lower_run(&record.text, at, &mut run) {
                add(run);
            }
        });
    }
}

/// Learns from the corpora, each with the weight of one of its runs.
pub fn learn(corpora: &[(&Corpus, f32)], plan: Plan) -> Box<[u8; COUNT]> {
    let mut all = Vec::new();
    for (corpus, weight) in corpora {
        examples(corpus, *weight, &mut all);
    }
    // Each on a thread of its own; the sum is in their order, and the same on every machine.
    let learned: Vec<Vec<f32>> = std::thread::scope(|scope| {
        let all = &all;
        let runs: Vec<_> = (0..plan.runs)
            .map(|run| scope.spawn(move || once(all, plan, plan.seed + run)))
            .collect();
        runs.into_iter().filter_map(|run| run.join().ok()).collect()
    });
    let mut mean = vec![0_f32; COUNT];
    for weights in &learned {
        for (mean, weight) in mean.iter_mut().zip(weights) {
            *mean += weight / plan.runs as f32;
        }
    }
    let mut table = Box::new([0; COUNT]);
    for (byte, weight) in table.iter_mut().zip(&mean) {
        *byte = ((weight * STEPS).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
    }
    table
}

/// Learns once, in an order and with words left out as the seed has it.
fn once(all: &[Example<'_>], plan: Plan, seed: u64) -> Vec<f32> {
    let mut random = Random(seed);
    let mut weights = vec![0_f32; COUNT];
    let mut squares = vec![plan.start; COUNT];
    let mut mean = vec![0_f32; COUNT];
    let mut order: Vec<usize> = (0..all.len()).collect();
    for round in 0..plan.rounds {
        random.shuffle(&mut order);
        for &n in &order {
            let example = &all[n];
            follow(example, &mut weights, &mut squares, &plan, &mut random);
        }
        if round >= plan.rounds / 2 {
            let share = 1.0 / (plan.rounds - plan.rounds / 2) as f32;
            for (mean, weight) in mean.iter_mut().zip(&weights) {
                *mean += weight * share;
            }
        }
    }
    mean
}

/// One step down the gradient of one example.
fn follow(
    example: &Example<'_>,
    weights: &mut [f32],
    squares: &mut [f32],
    plan: &Plan,
    random: &mut Random,
) {
    let mut run = example.run;
    for n in 0..run.count {
        if random.chance(plan.unlisted) {
            let word = &mut run.words[n];
            let bits = word.classes.bits();
            // What is ordinary stays ordinary; a name may be one that no list has.
            word.classes = Classes::new(
                bits & !(Classes::GIVEN | Classes::FAMILY | Classes::FREQUENT | Classes::INDIAN),
            );
        }
    }
    let count = run.count;
    let mut used: [Vec<usize>; WORDS] = Default::default();
    let mut inside = [0_f32; WORDS];
    let mut pairs = [0_f32; WORDS];
    let shared = Shared::of(&run);
    for n in 0..count {
        let unseen = random.chance(plan.unseen);
        features(example.text, &run, &shared, n, |bucket, spelled| {
            if !(unseen && spelled) {
                used[n].push(bucket);
            }
        });
        inside[n] = used[n].iter().map(|bucket| weights[*bucket]).sum();
        if n + 1 < count {
            pairs[n] = pair(&run, n).iter().map(|bucket| weights[*bucket]).sum();
        }
    }
    // Sums over all readings, as logarithms: the word in a name, and not.
    let add = |a: f32, b: f32| a.max(b) + (-(a - b).abs()).exp().ln_1p();
    let mut forward = [(0_f32, 0_f32); WORDS];
    forward[0] = (inside[0], 0.0);
    for n in 1..count {
        let (name, none) = forward[n - 1];
        forward[n] = (inside[n] + add(name + pairs[n - 1], none), add(name, none));
    }
    let mut backward = [(0_f32, 0_f32); WORDS];
    for n in (0..count - 1).rev() {
        let (name, none) = backward[n + 1];
        let name = name + inside[n + 1];
        backward[n] = (add(name + pairs[n], none), add(name, none));
    }
    let total = add(forward[count - 1].0, forward[count - 1].1);
    let gold = |n: usize| f32::from(example.names >> n & 1);
    for n in 0..count {
        let likely = (forward[n].0 + backward[n].0 - total).exp();
        let slope = (likely - gold(n)) * example.weight;
        if slope.abs() > 1e-4 {
            for &bucket in &used[n] {
                step(bucket, slope, weights, squares, plan);
            }
        }
        if n + 1 < count {
            let both = (forward[n].0 + pairs[n] + inside[n + 1] + backward[n + 1].0 - total).exp();
            let slope = (both - gold(n) * gold(n + 1)) * example.weight;
            if slope.abs() > 1e-4 {
                for bucket in pair(&run, n) {
                    step(bucket, slope, weights, squares, plan);
                }
            }
        }
    }
}

fn step(bucket: usize, slope: f32, weights: &mut [f32], squares: &mut [f32], plan: &Plan) {
    let slope = slope + plan.decay * weights[bucket];
    squares[bucket] += slope * slope;
    weights[bucket] -= plan.step * slope / squares[bucket].sqrt();
}
