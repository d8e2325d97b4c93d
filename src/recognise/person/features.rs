//! What the model looks at in a word of a run, as places in its table of weights.

use super::near::{Kind, Near};
use super::read::{Run, Word};
use super::table::hash;
use super::word_table::{NOT_PEOPLE, is_not_people};

/// The weights are 2^17.
pub const BITS: u32 = 17;

/// What is the same for each word of a run.
pub struct Shared {
    /// The last of its words that names something else, where there is more than one.
    pub other: Option<usize>,
    /// Whether the word behind it does.
    pub goes_on: bool,
    length: u32,
    starts: bool,
    /// What the words beside the run do, the nearest first.
    left: [u32; 2],
    right: [u32; 2],
    /// What is known of the words right beside it.
    left_classes: u32,
    right_classes: u32,
    /// The kinds of its words.
    pattern: u32,
    /// What it is listed with.
    listed: u32,
    /// The kinds of what stands beside it.
    kinds: u32,
    /// How many ordinary words are in it, and whether one names something else. A word alone tells it by itself.
    ordinary: u32,
}

impl Shared {
    /// Of this run.
    #[inline]
    pub fn of(run: &Run) -> Shared {
        Shared::of_words(run, run.all())
    }

    /// Of this run of one word.
    #[inline]
    pub fn alone(run: &Run) -> Shared {
        Shared::of_words(run, std::slice::from_ref(&run.words[0]))
    }

    #[inline(always)]
    fn of_words(run: &Run, all: &[Word]) -> Shared {
        let length = all.len().min(4) as u32;
        let kinds = run.left.iter().chain(&run.right);
        let kind = |near: &Near| u32::from(near.does());
        let pattern = all.iter().take(4);
        let right = [kind(&run.right[0]), kind(&run.right[1])];
        let (other, ordinary) = if all.len() == 1 {
            (None, 0)
        } else {
            let usual = all.iter().map(|word| usize::from(usual(word)));
            let usual = usual.sum::<usize>().min(3) as u32;
            let other = all.iter().rposition(|w| is_not_people(w.hash));
            (other, ordinary(other.is_some(), usual))
        };
        Shared {
            length,
            starts: run.starts(),
            left: [kind(&run.left[0]), kind(&run.left[1])],
            right,
            left_classes: u32::from(run.left[0].classes().bits()),
            right_classes: u32::from(run.right[0].classes().bits()),
            pattern: pattern.fold(1, |pattern, w| pattern << 4 | u32::from(w.classes.kind())),
            listed: listed(&run.left) << 5 | listed(&run.right),
            kinds: kinds.fold(length, |kinds, near| kinds << 3 | near.kind as u32),
            other,
            goes_on: right[0] == u32::from(NOT_PEOPLE),
            ordinary,
        }
    }
}

/// Whether an ordinary word, and no given name.
#[inline]
fn usual(word: &Word) -> bool {
    word.classes.level() > 1 && !word.classes.given()
}

/// How many ordinary words are in a run, and whether one names something else.
#[inline]
fn ordinary(other: bool, usual: u32) -> u32 {
    u32::from(other) << 12 | usual << 8
}

/// Calls `with` for each feature of word `n`: its place in the table, and whether it names the word itself.
#[allow(dead_code, reason = "of the trainer; the crate reads them in parts")]
#[inline]
pub fn features(text: &str, run: &Run, shared: &Shared, n: usize, with: impl FnMut(usize, bool)) {
    parts::<true, true>(text, run, run.all(), shared, n, with);
}

/// The features that a word has wherever it stands in the same place of a run of the same length.
#[inline]
pub fn own(text: &str, run: &Run, shared: &Shared, n: usize, with: impl FnMut(usize, bool)) {
    parts::<true, false>(text, run, run.all(), shared, n, with);
}

/// All others.
#[inline]
pub fn others(text: &str, run: &Run, shared: &Shared, n: usize, with: impl FnMut(usize, bool)) {
    parts::<false, true>(text, run, run.all(), shared, n, with);
}

/// All others of a word that stands alone.
#[inline]
pub fn others_alone(text: &str, run: &Run, shared: &Shared, with: impl FnMut(usize, bool)) {
    let all = std::slice::from_ref(&run.words[0]);
    parts::<false, true>(text, run, all, shared, 0, with);
}

/// All others of both words of a run of two, with the number of each.
#[inline]
pub fn others_of_two(text: &str, run: &Run, shared: &Shared, mut with: impl FnMut(usize, usize)) {
    let Some(both) = run.words.first_chunk::<2>() else {
        return;
    };
    parts::<false, true>(text, run, both, shared, 0, |bucket, _| with(0, bucket));
    parts::<false, true>(text, run, both, shared, 1, |bucket, _| with(1, bucket));
}

#[inline(always)]
fn parts<const OWN: bool, const OTHERS: bool>(
    text: &str,
    run: &Run,
    all: &[Word],
    shared: &Shared,
    n: usize,
    mut with: impl FnMut(usize, bool),
) {
    let word = &all[n];
    let classes = u32::from(word.classes.bits());
    let shape = word.shape as u32;
    let first = n == 0;
    let last = n + 1 == all.len();
    let place = u32::from(first) << 1 | u32::from(last);
    let (left, left_classes, left_kind) = match n.checked_sub(1) {
        Some(before) => (
            all[before].hash,
            u32::from(all[before].classes.bits()),
            8 + all[before].shape as u32,
        ),
        None => (
            run.left[0].hash,
            shared.left_classes,
            run.left[0].kind as u32,
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
            u32::from(next.classes.bits()),
            8 + next.shape as u32,
        ),
        None => (
            run.right[0].hash,
            shared.right_classes,
            run.right[0].kind as u32,
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

    // The word itself.
    if OWN {
        let spelled = &text.as_bytes()[word.start..word.end];
        let titled = if first { u32::from(run.titled) } else { 0 };
        with(bucket(1, word.hash), true);
        let written = word.hash ^ u64::from(shape << 1 ^ u32::from(starts));
        with(bucket(2, written), true);
        with(small(3, form), false);
        with(small(4, form << 3 | place << 1 | u32::from(starts)), false);
        with(small(5, form << 4 | length << 2 | titled), false);
        if let Some((head, tail)) = ends_of(spelled) {
            let two = tail & 0xffff;
            with(small(6, tail & 0xff_ffff), false);
            with(small(7, two << 8 | u32::from(word.classes.level())), false);
            with(small(8, head), false);
            if spelled.len() > 4 {
                with(small(9, tail), false);
            }
        }
        with(small(10, shape << 5 | spelled.len().min(15) as u32), false);
        // `sooo`, `Feddddd`: drawn out.
        if spelled.windows(3).any(|w| w[0] == w[1] && w[1] == w[2]) {
            with(small(29, shape), false);
        }
    }
    // What stands beside it.
    let kind = u32::from(word.classes.kind());
    if OTHERS {
        // What is folded once is folded for each value that it is a part of.
        let of_form = u64::from(form << 1);
        let (left_two, right_two) = (left.rotate_left(9), right.rotate_left(9));
        let both = left.rotate_left(21);
        let (left, right) = (folded(left), folded(right));
        let (second_left, second_right) = (folded(second_left), folded(second_right));
        with(seat(11, left), false);
        with(seat(12, right), false);
        with(seat(13, second_left), false);
        with(seat(14, second_right), false);
        with(seat(15, left ^ of_form), false);
        with(seat(16, right ^ of_form), false);
        with(seat(17, folded(left_two) ^ second_left), false);
        with(seat(18, folded(right_two) ^ second_right), false);
        with(
            small(19, left_classes << 24 | left_kind << 16 | form),
            false,
        );
        let right_form = right_classes << 24 | right_kind << 16 | form;
        with(small(20, right_form), false);
        with(small(21, left_kind << 20 | right_kind << 12 | form), false);
        with(seat(22, folded(both) ^ right), false);
        // The same in fewer kinds.
        let ([near, far], [next, after]) = (shared.left, shared.right);
        let at = kind << 8 | place << 4 | shape;
        with(small(30, at << 8 | near << 4 | length), false);
        with(small(31, at << 8 | next << 4 | length), false);
        let both = kind << 16 | near << 12 | next << 8 | place << 4 | length;
        with(small(32, both), false);
        with(small(33, at << 8 | far << 4 | near), false);
        with(small(34, at << 8 | after << 4 | next), false);
    }
    // What is of the run is of the word itself where that is the end of the run, or all of it.
    let part = |own: bool| if own { OWN } else { OTHERS };
    let alone = first && last;
    let (pattern, nth) = (shared.pattern, n.min(15) as u32);
    if part(alone) {
        with(small(35, pattern << 8 | nth << 4 | length), false);
    }
    if OTHERS {
        let ([near, _], [next, _]) = (shared.left, shared.right);
        let beside = u64::from(near << 12 | next << 8 | nth);
        with(bucket(36, u64::from(pattern) << 16 | beside), false);
        // What it is listed with: `Israel and Jordan`, `Asha, Ravi`.
        with(small(37, form << 10 | shared.listed), false);
        let at = kind << 8 | place << 4 | shape;
        with(small(38, shared.kinds << 12 | at), false);
        // The run.
        let of_place = u64::from(place << 3 ^ length);
        with(bucket(23, run.left[0].hash ^ of_place), false);
        with(bucket(24, run.right[0].hash ^ of_place), false);
    }
    if part(last) {
        with(
            bucket(25, all[all.len() - 1].hash ^ u64::from(place)),
            !last,
        );
    }
    if part(first) {
        with(bucket(26, all[0].hash ^ u64::from(place)), !first);
    }
    if part(alone) {
        let ordinary = if alone {
            ordinary(is_not_people(word.hash), u32::from(usual(word)))
        } else {
            shared.ordinary
        };
        with(small(27, ordinary | length << 4 | place), false);
        let last = u32::from(all[all.len() - 1].classes.bits());
        let ends = last << 8 | u32::from(all[0].classes.bits());
        with(small(28, ends | length << 16 | place << 20), false);
    }
}

/// The first three letters of a word of three or more, and the last four, in lower case, the last of them lowest.
#[inline]
fn ends_of(spelled: &[u8]) -> Option<(u32, u32)> {
    let three: &[u8; 3] = spelled.first_chunk()?;
    let head = u32::from_be_bytes([0, three[0], three[1], three[2]]);
    let tail = spelled
        .last_chunk()
        .map_or(head, |four| u32::from_be_bytes(*four));
    Some((lower(head), lower(tail)))
}

/// Four bytes with the capitals of ASCII among them in lower case.
#[inline]
const fn lower(four: u32) -> u32 {
    let low = four & 0x7f7f_7f7f;
    // In each byte the high bit says: `A` or more, more than `Z`.
    let (from_a, beyond_z) = (low + 0x3f3f_3f3f, low + 0x2525_2525);
    four | (from_a & !beyond_z & !four & 0x8080_8080) >> 2
}

/// The place of what the model looks at in two words of a run that may be of one name.
#[inline]
pub fn pair(run: &Run, n: usize) -> [usize; 2] {
    let (one, two) = (&run.words[n], &run.words[n + 1]);
    let gap = (two.start - one.end).min(3) as u32;
    let classes = u32::from(one.classes.bits()) << 8 | u32::from(two.classes.bits());
    [
        small(40, (one.shape as u32) << 12 | (two.shape as u32) << 4 | gap),
        small(41, classes),
    ]
}

/// What a comma or `and` joins the run to: nothing, or the kind of the word there.
#[inline]
fn listed(near: &[Near; 2]) -> u32 {
    const AND: u64 = hash(b"and");
    const OR: u64 = hash(b"or");
    const COMMA: u64 = b',' as u64 + 256;
    const AMPERSAND: u64 = b'&' as u64 + 256;
    let joins = [AND, OR, COMMA, AMPERSAND].map(|joint| near[0].hash == joint);
    if !(joins[0] | joins[1] | joins[2] | joins[3]) {
        return 0;
    }
    match near[1].kind {
        Kind::Capital | Kind::Upper => 16 + u32::from(near[1].classes().kind()),
        kind => kind as u32 + 1,
    }
}

/// The place of a feature's value in the table of weights.
#[inline]
const fn bucket(kind: u64, value: u64) -> usize {
    seat(kind, folded(value))
}

/// The same of a value in whose upper half nothing stands.
#[inline]
const fn small(kind: u64, value: u32) -> usize {
    seat(kind, value as u64)
}

/// The same of a value that is folded.
#[inline]
const fn seat(kind: u64, folded: u64) -> usize {
    let value = folded ^ self::folded(kind.wrapping_mul(0xd6e8_feb8_6659_fd93));
    (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

/// What differs in its upper half alone has to differ in the place too.
#[inline]
const fn folded(value: u64) -> u64 {
    value ^ value >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_place_that_the_weights_were_learned_for() {
        let learned = |kind: u64, value: u64| {
            let value = value ^ kind.wrapping_mul(0xd6e8_feb8_6659_fd93);
            let value = value ^ value >> 32;
            (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 47) as usize
        };
        for kind in 0..50 {
            for value in [0, 1, 77, 0x1234_5678, 0xffff_ffff] {
                assert_eq!(small(kind, value), learned(kind, u64::from(value)));
                let long = hash(&value.to_le_bytes());
                assert_eq!(bucket(kind, long), learned(kind, long));
                let both = folded(long) ^ u64::from(value);
                assert_eq!(seat(kind, both), learned(kind, long ^ u64::from(value)));
            }
        }
    }

    #[test]
    fn the_ends_of_a_word_are_in_lower_case() {
        for word in ["abc", "ABC", "Zoë", "McRae", "@[`{Z", "D'SOUZA", "Élodie"] {
            let lower = |at: usize| u32::from(word.as_bytes()[at].to_ascii_lowercase());
            let (head, tail) = ends_of(word.as_bytes()).expect("three letters");
            assert_eq!(head, lower(0) << 16 | lower(1) << 8 | lower(2), "{word}");
            for back in 1..=word.len().min(4) {
                let found = tail >> (8 * (back - 1)) & 0xff;
                assert_eq!(found, lower(word.len() - back), "{word}");
            }
        }
        assert_eq!(ends_of(b"ab"), None);
    }
}
