//! The tagger: reads the words around a place that may begin a name, and says how far the name goes.

use super::code::is_code;
use super::indic;
use super::model::{Labels, Model, Weights, label};
use super::near::Kind;
use super::plain::Plain;
use super::read::{
    Run, Shape, Word, around, capital_at, first_word, letter, lower_run, may_be_small, run_of,
    word, word_end,
};
use super::table::{classes, hash};
use super::turned::{given_at, is_one};
use super::word_table::{LABEL, beside, is_not_people, is_short};
use std::ops::Range;

/// Steps that a title before the name is worth: none, one that more than people bear, one of people.
const TITLED: [i32; 3] = [0, 16, 120];

/// Steps by which a word may fail to be a part of the name that it stands beside.
const NEARLY: i32 = -64;

/// Steps that a surname and a comma before a given name are worth.
const TURNED: i32 = 64;

/// How sure a name in a line of code has to be.
const PLAIN: u8 = 66;

/// A name that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its place in the text.
    pub range: Range<usize>,
    /// How sure it is, of a hundred.
    pub score: u8,
    /// What it was found by.
    pub why: &'static str,
}

/// Finds names at the words that the scanner shows it, in order of place.
pub struct Tagger<'w> {
    model: Model<'w>,
    done: usize,
    /// Where each run is read into.
    run: Run,
}

impl<'w> Tagger<'w> {
    /// A tagger at the start of a text.
    pub fn new(weights: Weights<'w>) -> Tagger<'w> {
        Tagger {
            model: Model::new(weights),
            done: 0,
            run: Run::default(),
        }
    }

    /// A capitalised word begins at `at`.
    #[inline(always)]
    pub fn capital(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        // Most begin a sentence, and are left at once.
        if at >= self.done
            && let Some(first) = first_word(text, at)
        {
            self.run(text, at, first, names);
        }
    }

    /// A run of capitalised words may begin at `at`.
    #[inline(never)]
    fn run(&mut self, text: &str, at: usize, first: Option<Plain>, names: &mut impl FnMut(Name)) {
        let run = &mut self.run;
        let Some(end) = candidate_of(text, at, first, run) else {
            return;
        };
        self.done = end;
        let announced = TITLED[usize::from(run.titled.min(2))];
        let model = &mut self.model;
        let labels = label(text, run, model, announced);
        let done = &mut self.done;
        spans(text, run, &labels, &mut |mut name| {
            if name.score < PLAIN && !labelled(run) && is_code(text, at) {
                return;
            }
            if let Some(end) = turned(text, run, &name.range, model) {
                name.range.end = end;
                *done = end;
            }
            names(name);
        });
    }

    /// A word in lower case begins at `at`, on a line that does without capitals; with its hash, where that is known.
    #[inline]
    pub fn lower(
        &mut self,
        text: &str,
        at: usize,
        hash: Option<u64>,
        names: &mut impl FnMut(Name),
    ) {
        // Most words are ordinary ones.
        if at >= self.done && hash.is_none_or(|hash| may_be_small(classes(hash))) {
            self.small_run(text, at, names);
        }
    }

    /// A name in lower case may begin at `at`.
    #[inline(never)]
    fn small_run(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        let run = &mut self.run;
        if !lower_run(text, at, run) {
            return;
        }
        let labels = label(text, run, &mut self.model, 0);
        let done = &mut self.done;
        spans(text, run, &labels, &mut |name| {
            *done = name.range.end;
            names(name);
        });
    }

    /// The text says `name` or `naam` right before `at`: a name in lower case may follow.
    #[inline(never)]
    pub fn cue(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start_matches([' ', ':', '=', '"', '\'']).len();
        let mut from = at + skipped;
        if skipped == 0 || skipped > 4 || from < self.done {
            return;
        }
        if text
            .as_bytes()
            .get(from..from + 3)
            .is_some_and(|is| is.eq_ignore_ascii_case(b"is "))
        {
            from += 3;
        }
        if !text[from..].starts_with(|c: char| c.is_ascii_lowercase()) {
            return;
        }
        let mut end = from;
        let mut next = Some(from);
        for _ in 0..4 {
            let Some(at) = next else {
                break;
            };
            let (word, behind) = word(text, at);
            let alone = word.end - word.start == 1;
            if !(word.classes.name_in_small() || alone && word.start > from) {
                break;
            }
            end = word.end;
            next = behind;
        }
        if end - from >= 3 {
            self.done = end;
            names(Name {
                range: from..end,
                score: 80,
                why: "cue",
            });
        }
    }

    /// A word beyond ASCII begins at `at`.
    #[inline(never)]
    pub fn foreign(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        if at < self.done || !text.is_char_boundary(at) {
            return;
        }
        let mut from = at;
        // Quotes, dashes and dandas may stand before a word and between words.
        while text.as_bytes().get(from).is_some_and(|b| !b.is_ascii()) {
            let end = indic::word_end(text, from);
            if end == from {
                match self.beyond(text, from, names) {
                    Some(next) => from = next,
                    None => return,
                }
            } else {
                self.done = end;
                if !indic::is_ordinary(text, from, end) {
                    self.indic(text, from, names);
                }
                from = self.done;
            }
        }
    }

    /// A word in a script of India begins at `at` that is not ordinary by itself.
    #[inline(never)]
    fn indic(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        let (end, name) = indic::name(text, at);
        self.done = end;
        if let Some(name) = name {
            names(name);
        }
    }

    /// A letter or mark of no script of India stands at `at`; where to go on behind a mark.
    #[inline(never)]
    fn beyond(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) -> Option<usize> {
        let c = text[at..].chars().next()?;
        if !indic::mark(c) {
            if c.is_uppercase() {
                self.capital(text, at, names);
                return None;
            }
            if c.is_alphabetic() {
                self.listed(text, at, names);
                return None;
            }
        }
        Some(at + c.len_utf8())
    }

    /// A word begins at `at` in a script that has no capitals, or in lower case.
    fn listed(&mut self, text: &str, at: usize, names: &mut impl FnMut(Name)) {
        let (mut from, mut last) = (at, None);
        for _ in 0..4 {
            if text
                .get(from..)
                .is_none_or(|rest| !rest.starts_with(|c: char| !c.is_ascii() && letter(c)))
            {
                break;
            }
            let end = word_end(text, from);
            if end - from < 4 || !classes(hash(&text.as_bytes()[from..end])).surely_name() {
                break;
            }
            last = Some(end);
            from = end + 1;
        }
        if let Some(end) = last {
            self.done = end;
            names(Name {
                range: at..end,
                score: if text[at..end].contains(' ') { 90 } else { 60 },
                why: "gazetteer",
            });
        }
    }
}

/// Where the name ends that goes on with a comma and a given name: `Kumar, Ravi`.
fn turned(text: &str, run: &Run, name: &Range<usize>, model: &mut Model<'_>) -> Option<usize> {
    let at = given_at(text, run, name).filter(|at| capital_at(text, *at))?;
    let mut given = Run::default();
    candidate(text, at, &mut given)?;
    let labels = label(text, &given, model, TURNED);
    let mut end = None;
    spans(text, &given, &labels, &mut |more| {
        if more.range.start == at && is_one(text, run, &given, &more.range) {
            end = Some(more.range.end);
        }
    });
    end
}

/// Whether a label stands before the run: `"name": "Ravi"`.
fn labelled(run: &Run) -> bool {
    run.left[0].kind == Kind::Mark && beside(run.left[1].hash) == LABEL
}

/// Reads the run that begins at `at`, where it may hold a name at all; the byte behind it.
pub fn candidate(text: &str, at: usize, into: &mut Run) -> Option<usize> {
    candidate_of(text, at, first_word(text, at)?, into)
}

/// The same, where its first word is read already.
#[inline]
fn candidate_of(text: &str, at: usize, first: Option<Plain>, into: &mut Run) -> Option<usize> {
    let end = run_of(text, at, first, into);
    let only = &into.words[0];
    let alone = into.count == 1 && into.titled == 0;
    let known = only.classes;
    if alone && (!known.name() && known.level() > 1 || only.end - only.start < 2) {
        return None;
    }
    around(text, into);
    Some(end)
}

/// The words that the labels have in names, and what belongs to them for its form: `A. P. J.` and `Mohd.` before a
/// name, the particle before it and what the particle follows.
fn bound(all: &[Word], names: u8) -> u8 {
    let mut names = names;
    for n in (0..all.len().saturating_sub(1)).rev() {
        if names >> (n + 1) & 1 == 0 {
            continue;
        }
        let (word, next) = (&all[n], &all[n + 1]);
        let belongs = match word.shape {
            Shape::Particle | Shape::InitialDot => true,
            Shape::Short => is_short(word.hash),
            Shape::Camel => false,
            _ => {
                next.shape == Shape::Particle
                    && !is_not_people(word.hash)
                    && (word.classes.name() || word.classes.level() < 2)
            }
        };
        names |= u8::from(belongs) << n;
    }
    // `Ludwig van Beethoven`: what follows the particle behind a name.
    for n in 1..all.len() {
        if names >> (n - 1) & 1 == 0 || all[n].shape != Shape::Particle {
            continue;
        }
        let Some(behind) = (n..all.len()).find(|n| all[*n].shape != Shape::Particle) else {
            break;
        };
        let word = &all[behind];
        if (word.classes.name() || word.classes.level() < 2) && !is_not_people(word.hash) {
            for n in n..=behind {
                names |= 1 << n;
            }
        }
    }
    names
}

/// The names among the words of the run.
fn spans(text: &str, run: &Run, labels: &Labels, names: &mut impl FnMut(Name)) {
    if labels.names == 0 {
        return;
    }
    let all = run.all();
    if let [word] = all {
        let (range, titled) = (word.start..word.end, run.titled > 0);
        if range.len() > 1 && apart(text.as_bytes(), &range, titled) {
            names(Name {
                range,
                score: score(labels.margins[0]),
                why: if titled { "title" } else { "model" },
            });
        }
        return;
    }
    let bits = bound(all, labels.names);
    let mut n = 0;
    while n < all.len() {
        if bits >> n & 1 == 0 {
            n += 1;
            continue;
        }
        let first = n;
        while n < all.len() && bits >> n & 1 == 1 {
            n += 1;
        }
        let mut last = n - 1;
        while last > first && all[last].shape == Shape::Particle {
            last -= 1;
        }
        // What the model would nearly have taken belongs to the name where it is one and nothing else.
        let sure = |n: usize| {
            let word: &Word = &all[n];
            labels.margins[n] > NEARLY
                && (word.classes.surely_name()
                    || matches!(word.shape, Shape::Initial | Shape::InitialDot))
                && !is_not_people(word.hash)
        };
        let titled = run.titled > 0 && first == 0;
        while last + 1 < all.len() && bits >> (last + 1) & 1 == 0 && sure(last + 1) {
            let longer = all[first].start..all[last + 1].end;
            if !apart(text.as_bytes(), &longer, titled) {
                break;
            }
            last += 1;
            n = last + 1;
        }
        let ends = &all[last];
        // The dot of an initial belongs to the name where the name goes on, or the line does.
        let range = all[first].start..ends.end;
        if range.len() < 2 || !apart(text.as_bytes(), &range, titled) {
            continue;
        }
        let margin = labels.margins[first..=last]
            .iter()
            .max()
            .copied()
            .unwrap_or(0);
        names(Name {
            range,
            score: score(margin),
            why: if titled { "title" } else { "model" },
        });
    }
}

/// From 55 where the model is in two minds to 95 where it is sure.
fn score(margin: i32) -> u8 {
    (55 + margin.clamp(0, 160) / 4) as u8
}

/// Whether the byte touches words of code and of paths.
fn code(byte: u8) -> bool {
    matches!(
        byte,
        b'_' | b'/' | b'\\' | b'`' | b'$' | b'#' | b'&' | b'=' | b'+'
    )
}

/// Whether what touches the name is what touches words of prose, forms and data, not of code.
fn apart(bytes: &[u8], range: &Range<usize>, titled: bool) -> bool {
    let before = range.start.checked_sub(1).map_or(b' ', |i| bytes[i]);
    let after = bytes.get(range.end).copied().unwrap_or(b' ');
    let next = bytes.get(range.end + 1).copied().unwrap_or(b' ');
    // Nearly every name stands between these.
    let plainly = match after {
        b' ' => !matches!(next, b'{' | b'='),
        b'.' => !next.is_ascii_lowercase(),
        _ => matches!(
            after,
            b',' | b'\n' | b';' | b'!' | b'?' | b'"' | b'\'' | b')'
        ),
    };
    if plainly && matches!(before, b' ' | b'\n' | b'"' | b'\'' | b'(') {
        return true;
    }
    // A path or a call goes on behind the word: `CStr::from_ptr`, `Self.name`.
    if after == b':' && next == b':' || after == b'.' && next.is_ascii_lowercase() {
        return false;
    }
    if after == b' ' && matches!(next, b'{' | b'=') {
        return false;
    }
    // `OperatingSystem::Darwin`
    if before == b':' && bytes[..range.start].ends_with(b"::") {
        return false;
    }
    // A path has no spaces: `UPI/CR/RAVI KUMAR/SBIN` is none.
    let code = |b: u8| code(b) && !(b == b'/' && bytes[range.clone()].contains(&b' '));
    !(code(before) && before != b'='
        || code(after)
        || after.is_ascii_digit()
        || before == b'.' && !titled
        || before == b':' && after == b':')
        && !matches!(after, b'(' | b'{')
        && (after != b'<' || next == b'/')
}
