//! The model: weights learned from annotated text, and the most likely names of a run.

use super::brands::is_brand;
use super::features::{BITS, Shared, others, others_alone, others_of_two, own, pair};
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

/// The weights, and what they said of words lately: a name stands in its text more than once.
pub struct Model<'w> {
    weights: Weights<'w>,
    /// By the highest bits of the keys. An empty slot has a key that belongs to another.
    keys: [u64; KEPT],
    sums: [i16; KEPT],
}

/// Words that are kept: few enough to be wiped in no time, as many as a page of text has names.
const KEPT: usize = 128;

impl<'w> Model<'w> {
    /// The model with these weights.
    pub fn new(weights: Weights<'w>) -> Model<'w> {
        let mut keys = [0; KEPT];
        keys[0] = u64::MAX;
        Model {
            weights,
            keys,
            sums: [0; KEPT],
        }
    }

    /// The sum of the features of word `n`.
    #[inline(never)]
    fn word(&mut self, text: &str, run: &Run, shared: &Shared, n: usize) -> i32 {
        let mut sum = self.own(text, run, shared, n);
        others(text, run, shared, n, |bucket, _| {
            sum += self.weights.at(bucket)
        });
        sum
    }

    /// The same of both words of a run of two: most runs of more than one are.
    #[inline(never)]
    fn two(&mut self, text: &str, run: &Run, shared: &Shared) -> [i32; 2] {
        let mut sums = [0, 1].map(|n| self.own(text, run, shared, n));
        others_of_two(text, run, shared, |n, bucket| {
            sums[n] += self.weights.at(bucket)
        });
        sums
    }

    /// Of those that it has by itself.
    #[inline]
    fn own(&mut self, text: &str, run: &Run, shared: &Shared, n: usize) -> i32 {
        let word = &run.words[n];
        // How these two are spelled is all in the hash.
        if !matches!(word.shape, Shape::Capital | Shape::Upper) {
            return self.sum(text, run, shared, n);
        }
        let first = n == 0;
        let titled = if first { run.titled } else { 0 };
        let place = (word.shape as usize) << 9
            | usize::from(titled) << 7
            | usize::from(first && run.starts()) << 6
            | usize::from(first) << 5
            | usize::from(n + 1 == run.count) << 4
            | run.count;
        let key = word.hash ^ (place as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let slot = (key >> (64 - KEPT.ilog2())) as usize;
        if self.keys[slot] == key {
            return i32::from(self.sums[slot]);
        }
        let sum = self.sum(text, run, shared, n);
        // Some twenty signed bytes.
        if let Ok(kept) = i16::try_from(sum) {
            (self.keys[slot], self.sums[slot]) = (key, kept);
        }
        sum
    }

    #[inline(never)]
    fn sum(&self, text: &str, run: &Run, shared: &Shared, n: usize) -> i32 {
        let mut sum = 0;
        own(text, run, shared, n, |bucket, _| {
            sum += self.weights.at(bucket)
        });
        sum
    }

    /// The label of a run of one word.
    #[inline(never)]
    fn alone(&mut self, text: &str, run: &Run, announced: i32) -> Labels {
        let mut labels = Labels::default();
        if is_barred(run, 0) {
            labels.margins[0] = NEVER;
            return labels;
        }
        let shared = Shared::alone(run);
        let goes_on = run.titled == 0 && shared.goes_on;
        let mut margin = self.weights.bias + announced - if goes_on { GOES_ON } else { 0 };
        others_alone(text, run, &shared, |bucket, _| {
            margin += self.weights.at(bucket)
        });
        margin += self.own(text, run, &shared, 0);
        labels.margins[0] = margin;
        labels.names = u8::from(margin > 0);
        labels
    }
}

/// Reads the run; `announced` is added for its first word, where something says that a name follows.
pub fn label(text: &str, run: &Run, model: &mut Model<'_>, announced: i32) -> Labels {
    let count = run.count;
    if count == 1 {
        return model.alone(text, run, announced);
    }
    let weights = model.weights;
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
    let (mut barred, mut brands) = (0_u16, 0_u16);
    for n in 0..count {
        barred |= u16::from(is_barred(run, n)) << n;
        if n + 1 < count && is_brand(run, n) {
            brands |= 3 << n;
        }
    }
    let never = barred | brands;
    let both = (count == 2 && never == 0).then(|| model.two(text, run, &shared));
    for n in 0..count {
        inside[n] = if never >> n & 1 == 1 {
            NEVER
        } else {
            let mut sum = bias + if n == 0 { announced } else { 0 };
            sum += match both {
                Some(sums) => sums[n & 1],
                None => model.word(text, run, &shared, n),
            };
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
        if margin > 0 && barred >> n & 1 == 0 {
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

#[cfg(test)]
mod tests {
    use super::super::features::{features, others_of_two};
    use super::super::tagger::candidate;
    use super::*;

    /// Names and other words, in places of every kind; most stand in more than one.
    const TEXT: &str = "Ravi Kumar met Ravi. Kumar saw Dr. Ravi Kumar, and Asha. Dear Asha, MEERA and Meera \
        Nair of Nair Motors left. Sooo Long! Mr. Long, Long Island; long ago A. P. J. Rao met Rao\nRao: Sharmaji \
        said to Sharma. \"name\": \"Ravi\" and name: RAVI KUMAR Feddddd Ravi's McDonald Anne-Marie Anne Zed Ito. \
        Ito Zed, Zed Nagar. Élodie Kumar of Ludwig van Beethoven Kumar Asha Meera Nair Rao Ravi Zed Ito Long";

    /// Calls `with` for each run of the text.
    fn runs(mut with: impl FnMut(&Run)) {
        let (mut run, mut read) = (Run::default(), 0);
        for (at, c) in TEXT.char_indices() {
            if c.is_uppercase() && candidate(TEXT, at, &mut run).is_some() {
                with(&run);
                read += 1;
            }
        }
        assert!(read > 40, "{read} runs");
    }

    fn weights() -> Weights<'static> {
        Weights {
            table: include_bytes!("weights.bin"),
            bias: BIAS,
        }
    }

    #[test]
    fn what_is_kept_of_a_word_is_what_is_summed_anew() {
        let mut kept = Model::new(weights());
        for announced in [0, 16, 120] {
            runs(|run| {
                let again = label(TEXT, run, &mut kept, announced);
                let anew = label(TEXT, run, &mut Model::new(weights()), announced);
                assert_eq!((again.names, again.margins), (anew.names, anew.margins));
            });
        }
    }

    #[test]
    fn the_parts_are_all_features() {
        runs(|run| {
            let shared = Shared::of(run);
            for n in 0..run.count {
                let (mut all, mut parts, mut special) = (Vec::new(), Vec::new(), Vec::new());
                features(TEXT, run, &shared, n, |bucket, _| all.push(bucket));
                own(TEXT, run, &shared, n, |bucket, _| parts.push(bucket));
                match run.count {
                    1 => {
                        let shared = Shared::alone(run);
                        others_alone(TEXT, run, &shared, |bucket, _| special.push(bucket));
                    }
                    2 => others_of_two(TEXT, run, &shared, |of, bucket| {
                        if of == n {
                            special.push(bucket);
                        }
                    }),
                    _ => {}
                }
                let mut rest = Vec::new();
                others(TEXT, run, &shared, n, |bucket, _| rest.push(bucket));
                assert!(special.is_empty() || special == rest);
                parts.extend(rest);
                parts.sort_unstable();
                all.sort_unstable();
                assert_eq!(parts, all);
            }
        });
    }
}
