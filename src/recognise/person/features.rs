//! What the model looks at in a word of a run, as places in its table of weights.

use super::near::{Kind, Near};
use super::read::Run;
use super::table::hash;
use super::word_table::{NOT_PEOPLE, beside, is_not_people};

/// The weights are 2^17.
pub const BITS: u32 = 17;

/// What is the same for each word of a run.
pub struct Shared {
    /// The last of its words that names something else.
    pub other: Option<usize>,
    /// Whether the word behind it does.
    pub goes_on: bool,
    length: u64,
    starts: bool,
    /// What the words beside the run do, the nearest first.
    left: [u64; 2],
    right: [u64; 2],
    /// The kinds of its words.
    pattern: u64,
    /// What it is listed with.
    listed: u64,
    /// The kinds of what stands beside it.
    kinds: u64,
    /// How many ordinary words are in it, and whether one names something else.
    ordinary: u64,
    /// The classes of its first and last words.
    ends: u64,
}

impl Shared {
    /// Of this run.
    pub fn of(run: &Run) -> Shared {
        let all = run.all();
        let length = all.len().min(4) as u64;
        let kinds = run.left.iter().chain(&run.right);
        let other = all.iter().rposition(|w| is_not_people(w.hash));
        let ordinary = all
            .iter()
            .filter(|w| w.classes.level() > 1 && !w.classes.given());
        let kind = |near: &Near| match near.kind {
            Kind::Lower | Kind::Capital | Kind::Upper => u64::from(beside(near.hash)),
            _ => 0,
        };
        let pattern = all.iter().take(4);
        let right = [kind(&run.right[0]), kind(&run.right[1])];
        Shared {
            length,
            starts: sentence_start(run),
            left: [kind(&run.left[0]), kind(&run.left[1])],
            right,
            pattern: pattern.fold(1, |pattern, w| pattern << 4 | u64::from(w.classes.kind())),
            listed: listed(&run.left) << 5 | listed(&run.right),
            kinds: kinds.fold(length, |kinds, near| kinds << 3 | near.kind as u64),
            other,
            goes_on: right[0] == u64::from(NOT_PEOPLE),
            ordinary: u64::from(other.is_some()) << 12 | (ordinary.count().min(3) as u64) << 8,
            ends: u64::from(all[all.len() - 1].classes.bits()) << 8
                | u64::from(all[0].classes.bits()),
        }
    }
}

/// Calls `with` for each feature of word `n`: its place in the table, and whether it names the word itself.
#[inline]
pub fn features(
    text: &str,
    run: &Run,
    shared: &Shared,
    n: usize,
    mut with: impl FnMut(usize, bool),
) {
    let bytes = text.as_bytes();
    let all = run.all();
    let word = &all[n];
    let spelled = &bytes[word.start..word.end];
    let classes = u64::from(word.classes.bits());
    let shape = word.shape as u64;
    let first = n == 0;
    let last = n + 1 == all.len();
    let place = u64::from(first) << 1 | u64::from(last);
    let (left, left_classes, left_kind) = match n.checked_sub(1) {
        Some(before) => (
            all[before].hash,
            u64::from(all[before].classes.bits()),
            8 + all[before].shape as u64,
        ),
        None => (
            run.left[0].hash,
            u64::from(run.left[0].classes.bits()),
            run.left[0].kind as u64,
        ),
    };
    let second_left = match n {
        0 => run.left[1].hash,
        1 => run.left[0].hash,
        _ => all[n - 2].hash,
    };
    let (right, right_classes, right_kind) = match all.get(n + 1) {
        Some(next) => (
            next.hash,
            u64::from(next.classes.bits()),
            8 + next.shape as u64,
        ),
        None => (
            run.right[0].hash,
            u64::from(run.right[0].classes.bits()),
            run.right[0].kind as u64,
        ),
    };
    let second_right = match all.get(n + 2) {
        Some(next) => next.hash,
        None if last => run.right[1].hash,
        None => run.right[0].hash,
    };
    let starts = first && shared.starts;
    let form = classes << 4 | shape;
    let length = shared.length;
    let lower = |back: usize| u64::from(spelled[spelled.len() - back].to_ascii_lowercase());
    let head = |n: usize| u64::from(spelled[n].to_ascii_lowercase());

    // The word itself.
    with(bucket(1, word.hash), true);
    with(bucket(2, word.hash ^ shape << 1 ^ u64::from(starts)), true);
    with(bucket(3, form), false);
    with(bucket(4, form << 3 | place << 1 | u64::from(starts)), false);
    with(
        bucket(
            5,
            form << 4 | length << 2 | if first { u64::from(run.titled) } else { 0 },
        ),
        false,
    );
    if spelled.len() > 2 {
        let two = lower(2) << 8 | lower(1);
        let three = lower(3) << 16 | two;
        with(bucket(6, three), false);
        with(bucket(7, two << 8 | u64::from(word.classes.level())), false);
        with(bucket(8, head(0) << 16 | head(1) << 8 | head(2)), false);
        if spelled.len() > 4 {
            with(bucket(9, lower(4) << 24 | three), false);
        }
    }
    with(bucket(10, shape << 5 | spelled.len().min(15) as u64), false);
    // `sooo`, `Feddddd`: drawn out.
    if spelled.windows(3).any(|w| w[0] == w[1] && w[1] == w[2]) {
        with(bucket(29, shape), false);
    }
    // What stands beside it.
    with(bucket(11, left), false);
    with(bucket(12, right), false);
    with(bucket(13, second_left), false);
    with(bucket(14, second_right), false);
    with(bucket(15, left ^ form << 1), false);
    with(bucket(16, right ^ form << 1), false);
    with(bucket(17, left.rotate_left(9) ^ second_left), false);
    with(bucket(18, right.rotate_left(9) ^ second_right), false);
    with(
        bucket(19, left_classes << 24 | left_kind << 16 | form),
        false,
    );
    with(
        bucket(20, right_classes << 24 | right_kind << 16 | form),
        false,
    );
    with(bucket(21, left_kind << 20 | right_kind << 12 | form), false);
    with(bucket(22, left.rotate_left(21) ^ right), false);
    // The same in fewer kinds.
    let kind = u64::from(word.classes.kind());
    let ([near, far], [next, after]) = (shared.left, shared.right);
    let at = kind << 8 | place << 4 | shape;
    with(bucket(30, at << 8 | near << 4 | length), false);
    with(bucket(31, at << 8 | next << 4 | length), false);
    with(
        bucket(
            32,
            kind << 16 | near << 12 | next << 8 | place << 4 | length,
        ),
        false,
    );
    with(bucket(33, at << 8 | far << 4 | near), false);
    with(bucket(34, at << 8 | after << 4 | next), false);
    let pattern = shared.pattern;
    with(
        bucket(35, pattern << 8 | (n.min(15) as u64) << 4 | length),
        false,
    );
    with(
        bucket(
            36,
            pattern << 16 | near << 12 | next << 8 | n.min(15) as u64,
        ),
        false,
    );
    // What it is listed with: `Israel and Jordan`, `Asha, Ravi`.
    with(bucket(37, form << 10 | shared.listed), false);
    with(bucket(38, shared.kinds << 12 | at), false);
    // The run.
    let ends = &all[all.len() - 1];
    with(bucket(23, run.left[0].hash ^ place << 3 ^ length), false);
    with(bucket(24, run.right[0].hash ^ place << 3 ^ length), false);
    with(bucket(25, ends.hash ^ place), !last);
    with(bucket(26, all[0].hash ^ place), !first);
    with(bucket(27, shared.ordinary | length << 4 | place), false);
    with(bucket(28, shared.ends | length << 16 | place << 20), false);
}

/// The place of what the model looks at in two words of a run that may be of one name.
#[inline]
pub fn pair(run: &Run, n: usize) -> [usize; 2] {
    let (one, two) = (&run.words[n], &run.words[n + 1]);
    let gap = (two.start - one.end).min(3) as u64;
    let classes = u64::from(one.classes.bits()) << 8 | u64::from(two.classes.bits());
    [
        bucket(40, (one.shape as u64) << 12 | (two.shape as u64) << 4 | gap),
        bucket(41, classes),
    ]
}

/// What a comma or `and` joins the run to: nothing, or the kind of the word there.
#[inline]
fn listed(near: &[Near; 2]) -> u64 {
    const AND: u64 = hash(b"and");
    const OR: u64 = hash(b"or");
    const COMMA: u64 = b',' as u64 + 256;
    const AMPERSAND: u64 = b'&' as u64 + 256;
    match near[0].hash {
        AND | OR | COMMA | AMPERSAND if matches!(near[1].kind, Kind::Capital | Kind::Upper) => {
            16 + u64::from(near[1].classes.kind())
        }
        AND | OR | COMMA | AMPERSAND => near[1].kind as u64 + 1,
        _ => 0,
    }
}

/// Whether the run begins a sentence or a line.
fn sentence_start(run: &Run) -> bool {
    matches!(run.left[0].kind, Kind::Line | Kind::Stop)
}

#[inline]
fn bucket(kind: u64, value: u64) -> usize {
    let value = value ^ kind.wrapping_mul(0xd6e8_feb8_6659_fd93);
    // What differs in its upper half alone has to differ in the place too.
    let value = value ^ value >> 32;
    (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}
