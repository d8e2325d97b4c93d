//! Names of people: a model of the words around them, a word table, titles and cue phrases.
//!
//! No authority says what a name is. A run of capitalised words is read with what stands before and behind it by a
//! linear chain learned from annotated text, with a table of names and ordinary words among what it looks at. Titles and
//! the labels of forms announce a name whatever the model says. Lines that are written without capitals are read word by
//! word. `names.bin` is made from the lists under `data/names` by the test `names_table`, `weights.bin` by the program in
//! `data/trainer`; `data/README.md` says what each was made of, with its licence.

#[cfg(feature = "names")]
mod akshara;
#[cfg(feature = "names")]
mod brands;
#[cfg(feature = "names")]
mod code;
#[cfg(feature = "names")]
mod features;
#[cfg(feature = "names")]
mod indic;
#[cfg(feature = "names")]
mod indic_table;
#[cfg(feature = "names")]
mod lower;
#[cfg(feature = "names")]
#[allow(
    dead_code,
    reason = "the trainer, which shares the file, uses what the crate does not"
)]
mod model;
#[cfg(feature = "names")]
mod near;
#[cfg(feature = "names")]
mod plain;
#[cfg(feature = "names")]
mod read;
#[cfg(feature = "names")]
mod shape;
#[cfg(feature = "names")]
#[allow(
    dead_code,
    reason = "the trainer, which shares the file, uses what the crate does not"
)]
mod table;
#[cfg(feature = "names")]
mod tagger;
#[cfg(feature = "names")]
mod turned;
#[cfg(feature = "names")]
mod word_table;

use super::Rule;
use super::spelling::{Spelling, mask_all};
use crate::entity::Entity;
use crate::finding::Hit;
#[cfg(feature = "names")]
use crate::finding::Score;
use crate::wiped;
use zeroize::Zeroizing;

impl Entity {
    /// A person's name.
    pub const PERSON: Entity = Entity::new("PERSON", "NAME");
}

/// The scanner calls the tagger at words of its own; the rule says how names are spelled.
pub(super) static RULE: Rule = Rule {
    entity: Entity::PERSON,
    triggers: &[],
    cues: &[],
    spelling: Spelling {
        canonical,
        usual,
        mask: mask_all,
    },
};

/// Lower case, one space between words, no dots behind initials.
fn canonical(surface: &str) -> String {
    let mut words = surface
        .split(|c: char| c.is_whitespace() || c == '.')
        .filter(|w| !w.is_empty());
    let mut name = String::with_capacity(surface.len());
    wiped::push(&mut name, &lower(words.next().unwrap_or_default()));
    for word in words {
        wiped::push_char(&mut name, ' ');
        wiped::push(&mut name, &lower(word));
    }
    name
}

fn lower(word: &str) -> Zeroizing<String> {
    Zeroizing::new(word.to_lowercase())
}

/// Each word with a capital at its start.
fn usual(canonical: &str) -> String {
    let mut name = String::with_capacity(canonical.len());
    let mut starts = true;
    for c in canonical.chars() {
        if starts {
            name.extend(c.to_uppercase());
        } else {
            name.push(c);
        }
        starts = matches!(c, ' ' | '-' | '\'');
    }
    name
}

/// The weights that the trainer wrote: one byte each, signed.
#[cfg(feature = "names")]
static WEIGHTS: &[u8; model::COUNT] = include_bytes!("weights.bin");
/// Finds names at the words that the scanner shows it, in order of place.
#[cfg(feature = "names")]
pub(crate) struct Tagger(tagger::Tagger<'static>);

#[cfg(feature = "names")]
impl Tagger {
    /// A tagger at the start of a text.
    pub(crate) fn new() -> Tagger {
        let weights = model::Weights {
            table: WEIGHTS,
            bias: model::BIAS,
        };
        Tagger(tagger::Tagger::new(weights))
    }

    /// A capitalised word begins at `at`.
    #[inline(always)]
    pub(crate) fn capital(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        self.0.capital(text, at, &mut |name| hits(hit(name)));
    }

    /// The text says `name` or `naam` right before `at`: a name in lower case may follow.
    pub(crate) fn cue(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        self.0.cue(text, at, &mut |name| hits(hit(name)));
    }

    /// A word beyond ASCII begins at `at`.
    pub(crate) fn foreign(&mut self, text: &str, at: usize, hits: &mut impl FnMut(Hit)) {
        self.0.foreign(text, at, &mut |name| hits(hit(name)));
    }

    /// Reads the lines that are written without capitals.
    pub(crate) fn small(text: &str, hits: &mut impl FnMut(Hit)) {
        // Few texts have such lines.
        let mut made = None;
        lower::words(text, |at, hash| {
            let Tagger(tagger) = made.get_or_insert_with(Tagger::new);
            tagger.lower(text, at, hash, &mut |name| hits(hit(name)))
        });
    }
}

#[cfg(feature = "names")]
fn hit(name: tagger::Name) -> Hit {
    Hit::new(name.range, Score::new(name.score), name.why)
}

/// Without the feature `names` there is nothing to find names by.
#[cfg(not(feature = "names"))]
pub(crate) struct Tagger;

#[cfg(not(feature = "names"))]
impl Tagger {
    pub(crate) fn new() -> Tagger {
        Tagger
    }

    pub(crate) fn capital(&mut self, _: &str, _: usize, _: &mut impl FnMut(Hit)) {}

    pub(crate) fn cue(&mut self, _: &str, _: usize, _: &mut impl FnMut(Hit)) {}

    pub(crate) fn foreign(&mut self, _: &str, _: usize, _: &mut impl FnMut(Hit)) {}

    pub(crate) fn small(_: &str, _: &mut impl FnMut(Hit)) {}
}
