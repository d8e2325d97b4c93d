//! A word list as a recogniser: project names, customers, anything that is known by heart.

use std::fmt;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Recogniser;
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::{Hit, Score};

/// Words and phrases that are one entity wherever they stand as whole words.
///
/// ASCII letters match in either case unless [`case_sensitive`](WordListRecogniser::case_sensitive). A word is whole
/// when neither neighbour is a letter, digit, underscore or combining mark.
///
/// ```
/// use parda::{Entity, Scanner, WordListRecogniser};
///
/// let projects = WordListRecogniser::new(Entity::custom("PROJECT")?, ["Blue Heron", "Kestrel"])?;
/// let scanner = Scanner::builder().recogniser(projects).build()?;
/// assert_eq!(scanner.scan("the blue heron launch")[0].range(), 4..14);
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone)]
pub struct WordListRecogniser {
    entity: Entity,
    words: Vec<String>,
    automaton: AhoCorasick,
    score: Score,
}

impl WordListRecogniser {
    /// A recogniser of `words`.
    ///
    /// # Errors
    ///
    /// When there are no words, one is empty, or the list is too large for an automaton; the error names the entity.
    pub fn new<W: AsRef<str>>(
        entity: Entity,
        words: impl IntoIterator<Item = W>,
    ) -> Result<WordListRecogniser, Error> {
        let words: Vec<String> = words
            .into_iter()
            .map(|w| w.as_ref().trim().to_owned())
            .collect();
        let automaton = build(entity, &words, true)?;
        Ok(WordListRecogniser {
            entity,
            words,
            automaton,
            score: Score::STRONG,
        })
    }

    /// ASCII letters match in their own case only.
    ///
    /// # Errors
    ///
    /// As [`new`](WordListRecogniser::new).
    pub fn case_sensitive(mut self) -> Result<Self, Error> {
        self.automaton = build(self.entity, &self.words, false)?;
        Ok(self)
    }

    /// The score of a hit; 0.90 unless set.
    #[must_use]
    pub fn score(mut self, score: Score) -> Self {
        self.score = score;
        self
    }
}

fn build(entity: Entity, words: &[String], fold: bool) -> Result<AhoCorasick, Error> {
    let wrong = |reason: &str| {
        Error::from(ErrorKind::Pattern {
            entity: entity.label(),
            reason: reason.to_owned(),
        })
    };
    if words.is_empty() {
        return Err(wrong("the word list is empty"));
    }
    if words.iter().any(String::is_empty) {
        return Err(wrong("a word of the list is empty"));
    }
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(fold)
        .build(words)
        .map_err(|_| wrong("the word list is too large for one automaton; split it"))
}

impl Recogniser for WordListRecogniser {
    fn entity(&self) -> Entity {
        self.entity
    }

    fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
        let mut at = 0;
        while let Some(hit) = self
            .automaton
            .find(aho_corasick::Input::new(text).range(at..))
        {
            if whole(text, hit.start(), hit.end()) {
                found(Hit::new(hit.range(), self.score, "word list"));
                at = hit.end();
            } else {
                // A longer entry that is cut off by a letter may hide a shorter whole one at the same place.
                if let Some(end) = self.shorter(text, hit.start(), hit.end()) {
                    found(Hit::new(hit.start()..end, self.score, "word list"));
                    at = end;
                    continue;
                }
                at = hit.start() + 1;
                while !text.is_char_boundary(at) {
                    at += 1;
                }
            }
        }
    }
}

impl WordListRecogniser {
    /// The end of the longest whole word at `start` that ends before `end`.
    fn shorter(&self, text: &str, start: usize, mut end: usize) -> Option<usize> {
        while end > start {
            let input = aho_corasick::Input::new(text)
                .range(start..end - 1)
                .anchored(aho_corasick::Anchored::No);
            let hit = self
                .automaton
                .find(input)
                .filter(|hit| hit.start() == start)?;
            if whole(text, hit.start(), hit.end()) {
                return Some(hit.end());
            }
            end = hit.end();
        }
        None
    }
}

fn whole(text: &str, start: usize, end: usize) -> bool {
    let joins = |c: char| {
        c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c) || indic_sign(c)
    };
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    !before.is_some_and(joins) && !after.is_some_and(joins)
}

/// Vowel signs and viramas, which go on with the word though they are not letters.
fn indic_sign(c: char) -> bool {
    ('\u{0900}'..='\u{0DFF}').contains(&c) && !matches!(c, '\u{0964}' | '\u{0965}' | '\u{0970}')
}

impl fmt::Debug for WordListRecogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordListRecogniser")
            .field("entity", &self.entity)
            .field("words", &self.words.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_only_and_the_longest() {
        let entity = Entity::custom("OWN_THING").expect("a label");
        let list = WordListRecogniser::new(entity, ["Ann", "Ann Lee", "राम", "x"]).expect("a list");
        let found = |text: &str| {
            let mut seen = Vec::new();
            list.find(text, &mut |hit| seen.push(text[hit.range].to_owned()));
            seen
        };
        assert_eq!(found("ANN LEE and ann, not Anna"), ["ANN LEE", "ann"]);
        assert_eq!(found("Ann Leeward"), ["Ann"]);
        assert_eq!(found("राम, रामा"), ["राम"]);
        assert_eq!(found("x_y xx x"), ["x"]);
        let exact = list.clone().case_sensitive().expect("a list");
        let mut seen = 0;
        exact.find("ann Ann", &mut |_| seen += 1);
        assert_eq!(seen, 1);
        assert!(WordListRecogniser::new(entity, Vec::<String>::new()).is_err());
        assert!(WordListRecogniser::new(entity, ["a", " "]).is_err());
    }
}
