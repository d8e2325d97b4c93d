//! Names of people: a gazetteer, titles, cue phrases and initials.
//!
//! No authority says what a name is. A word is taken for one when a list of given names and surnames knows it and
//! ordinary text does not write it in lower case, or when a title, a relation or a phrase announces it. The lists, their
//! sources and licences are under `data/names`; `names.bin` is made from them by the test `names_table`.

mod table;
mod tagger;
mod words;

pub(crate) use tagger::Tagger;

use super::Rule;
use super::spelling::{Spelling, mask_all};
use crate::entity::Entity;
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
