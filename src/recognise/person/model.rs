//! The model: weights learned from annotated text, and the most likely names of a run.

use super::brands::is_brand;
use super::features::{BITS, Shared, features, pair};
use super::read::{Run, Shape, WORDS};
use super::word_table::title;

/// Steps of a weight in one unit of log odds.
pub const STEPS: f32 = 16.0;

/// Steps by which a word is less of a name where its run names something else.
const OTHER: i32 = 64;

/// The same where what names something else stands behind the run, in lower case.
const GOES_ON: i32 = 28;

/// Steps by which each word is more of a name in a run of names that nothing else is called.
const FULL: i32 = 8;

/// Steps of a word that is no part of a name, whatever the weights say.
const NEVER: i32 = -10_000;

/// The learned weights.
#[derive(Clone, Copy)]
pub struct Weights<'w> {
    /// A signed byte each.
    pub table: &'w [u8; COUNT],
    /// Added for each word, in steps: how readily a word is taken for a name.
    pub bias: i32,
}

impl Weights<'_> {
    #[inline]
    fn at(self, bucket: usize) -> i32 {
        i32::from(self.table[bucket % COUNT].cast_signed())
    }
}

/// Added for each word, in steps: as ready to take it for a name as to make misses and false alarms of equal weight.
pub const BIAS: i32 = -2;

/// How many weights there are.
pub const COUNT: usize = 1 << BITS;

/// The names of a run, as the model sees them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Labels {
    /// A bit for each word that belongs to a name.
    pub names: u8,
    /// For each word how much better the best reading with it in a name is than the best without, in steps.
    pub margins: [i32; WORDS],
}

/// Reads the run; `announced` is added for its first word, where something says that a name follows.
pub fn label(text: &str, run: &Run, weights: Weights<'_>, announced: i32) -> Labels {
    let count = run.count;
    let mut inside = [0_i32; WORDS];
    let mut pairs = [0_i32; WORDS];
    // What stands before the word that ends the name of something else is a part of that name.
    let shared = Shared::of(run);
    let other = shared.other.unwrap_or(0);
    // `Chandni chowk`, `the Phule bridge`.
    let goes_on = run.titled == 0 && shared.goes_on;
    let bias =
        weights.bias - if goes_on { GOES_ON } else { 0 } + if is_full(run) { FULL } else { 0 };
    // `Dr. Lal PathLabs`: a title may belong to the name of something else too.
    let announced = if other > 0 { announced / 3 } else { announced };
    let mut never = 0_u16;
    for n in 0..count {
        never |= u16::from(is_barred(run, n)) << n;
        if n + 1 < count && is_brand(run, n) {
            never |= 3 << n;
        }
    }
    for n in 0..count {
        inside[n] = if never >> n & 1 == 1 {
            NEVER
        } else {
            let mut sum = bias + if n == 0 { announced } else { 0 };
            features(text, run, &shared, n, |bucket, _| sum += weights.at(bucket));
            if other > 0 && n <= other {
                sum -= OTHER;
            }
            sum
        };
        if n + 1 < count {
            pairs[n] = pair(run, n).iter().map(|bucket| weights.at(*bucket)).sum();
        }
    }
    let mut labels = Labels::default();
    if count == 1 {
        labels.margins[0] = inside[0];
        labels.names = u8::from(inside[0] > 0);
        return labels;
    }
    // The best sum up to each word and from each word on, with the word in a name and without.
    let mut forward = [(0_i32, 0_i32); WORDS];
    for n in 0..count {
        forward[n] = match n.checked_sub(1) {
            None => (inside[0], 0),
            Some(before) => {
                let (name, none) = forward[before];
                (inside[n] + (name + pairs[before]).max(none), name.max(none))
            }
        };
    }
    let mut backward = [(0_i32, 0_i32); WORDS];
    for n in (0..count.saturating_sub(1)).rev() {
        let (name, none) = backward[n + 1];
        let name = name + inside[n + 1];
        backward[n] = ((name + pairs[n]).max(none), name.max(none));
    }
    for n in 0..count {
        let margin = forward[n].0 + backward[n].0 - forward[n].1 - backward[n].1;
        labels.margins[n] = margin;
        if margin > 0 && !is_barred(run, n) {
            labels.names |= 1 << n;
        }
    }
    labels
}

/// Whether the run is a given name and more that are names and nothing else: `Rajesh Kumar`.
fn is_full(run: &Run) -> bool {
    let all = run.all();
    (2..=3).contains(&all.len())
        && all[0].classes.given()
        && all.iter().all(|word| {
            word.classes.surely_name() && matches!(word.shape, Shape::Capital | Shape::Upper)
        })
}

/// Whether word `n` is written as no name is.
fn is_barred(run: &Run, n: usize) -> bool {
    let word = &run.words[n];
    // `Advocate General`, `Chief Justice`: a title that ends the run is of nobody, unless it is a name that many bear.
    let office = n + 1 == run.count
        && (!word.classes.name() || run.titled > 0 && word.classes.seldom_name())
        && title(word.hash) > 0;
    word.shape == Shape::Camel || office
}
