//! A regular expression as a recogniser, and many of them behind one automaton.

use std::fmt;
use std::sync::Arc;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;
use regex_automata::{Input, PatternSet as Matched};

use super::Recogniser;
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Context;
use crate::recognise::checksum;
use crate::recognise::cue::{CueSet, CueTable, CueWindow};
use crate::recognise::grid::Grid;

/// The largest compiled pattern, in bytes.
const MOST_BYTES: usize = 4 << 20;

/// What a match must satisfy besides its shape. Separators are left out before a check digit is computed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Validator {
    /// Luhn's check digit (ISO/IEC 7812-1).
    Luhn,
    /// Verhoeff's check digit.
    Verhoeff,
    /// ISO 7064 mod 97-10, as an IBAN carries it: the first four characters count last.
    Mod97,
    /// The caller's own test of the matched text.
    Custom(Arc<dyn Fn(&str) -> bool + Send + Sync>),
}

impl Validator {
    /// The validator of that name, as policy files write it: `luhn`, `verhoeff`, `mod97`.
    #[must_use]
    pub fn named(name: &str) -> Option<Validator> {
        match name {
            "luhn" => Some(Validator::Luhn),
            "verhoeff" => Some(Validator::Verhoeff),
            "mod97" => Some(Validator::Mod97),
            _ => None,
        }
    }

    fn accepts(&self, value: &str) -> bool {
        let digits = || value.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
        let code = || {
            value
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .collect::<Vec<_>>()
        };
        match self {
            Validator::Luhn => checksum::luhn(&digits()),
            Validator::Verhoeff => checksum::verhoeff(&digits()),
            Validator::Mod97 => checksum::mod97(&code()),
            Validator::Custom(test) => test(value),
        }
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Validator::Luhn => "Luhn",
            Validator::Verhoeff => "Verhoeff",
            Validator::Mod97 => "Mod97",
            Validator::Custom(_) => "Custom",
        })
    }
}

/// A regular expression that finds one entity, with an optional validator and context words.
///
/// The syntax is that of the `regex` crate: no back-references, linear time. A match is the whole match, or the
/// group named `value` where the pattern has one.
///
/// ```
/// use parda::{Entity, PatternRecogniser, Scanner};
///
/// let employee = PatternRecogniser::new(Entity::custom("EMPLOYEE_ID")?, r"\bEMP-[0-9]{6}\b")?;
/// let scanner = Scanner::builder().pattern(employee).build()?;
/// assert_eq!(scanner.scan("badge EMP-004217")[0].range(), 6..16);
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone)]
pub struct PatternRecogniser {
    entity: Entity,
    pattern: String,
    regex: Regex,
    group: usize,
    validator: Option<Validator>,
    context: Option<Arc<CueTable>>,
    score: Option<Score>,
}

impl PatternRecogniser {
    /// Compiles `pattern`.
    ///
    /// # Errors
    ///
    /// When the pattern is not a regular expression, matches the empty text, or is too large; the error names the
    /// entity and says where the pattern is wrong.
    pub fn new(entity: Entity, pattern: &str) -> Result<PatternRecogniser, Error> {
        let wrong = |reason: String| {
            Error::from(ErrorKind::Pattern {
                entity: entity.label(),
                reason,
            })
        };
        let regex = Regex::builder()
            .configure(Regex::config().nfa_size_limit(Some(MOST_BYTES)))
            .syntax(syntax::Config::new())
            .build(pattern)
            .map_err(|error| {
                wrong(match error.syntax_error() {
                    Some(syntax) => syntax.to_string(),
                    None => error.to_string(),
                })
            })?;
        if regex.is_match("") {
            return Err(wrong(
                "it matches the empty text, and so everywhere".to_owned(),
            ));
        }
        let group = regex
            .group_info()
            .to_index(regex_automata::PatternID::ZERO, "value")
            .unwrap_or(0);
        Ok(PatternRecogniser {
            entity,
            pattern: pattern.to_owned(),
            regex,
            group,
            validator: None,
            context: None,
            score: None,
        })
    }

    /// Only matches that `validator` accepts are hits.
    #[must_use]
    pub fn validator(mut self, validator: Validator) -> Self {
        self.validator = Some(validator);
        self
    }

    /// Words or phrases of up to three words that announce the entity, in any letter case.
    ///
    /// A match within 64 bytes behind or 24 bytes before one of them scores 0.90. Others keep the score of
    /// [`score`](PatternRecogniser::score), or 0.30 when none is set, which is under the usual threshold.
    #[must_use]
    pub fn context<'w>(mut self, words: impl IntoIterator<Item = &'w str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let table = CueTable::build(words.iter().map(|word| (0, *word)));
        self.context = Some(Arc::new(table));
        self
    }

    /// The score of a match without context; 0.75 unless set or unless there are context words.
    #[must_use]
    pub fn score(mut self, score: Score) -> Self {
        self.score = Some(score);
        self
    }

    fn judge(&self, grid: &mut Grid, text: &str, range: std::ops::Range<usize>) -> Option<Hit> {
        let value = text.get(range.clone())?;
        if range.is_empty() || self.validator.as_ref().is_some_and(|v| !v.accepts(value)) {
            return None;
        }
        let near = self.context.as_ref().map(|table| {
            let mut window = CueWindow::NOWHERE;
            window.read(table, grid, text, &range);
            window.verdict(CueSet::rule(0)) == Context::Cued
        });
        let (score, why) = match (near, self.score) {
            (Some(true), _) => (Score::STRONG, "own pattern, announced"),
            (_, Some(score)) => (score, "own pattern"),
            (Some(false), None) => (Score::WEAK, "own pattern, not announced"),
            (None, None) => (Score::LIKELY, "own pattern"),
        };
        Some(Hit::new(range, score, why))
    }
}

impl Recogniser for PatternRecogniser {
    fn entity(&self) -> Entity {
        self.entity
    }

    fn find(&self, text: &str, found: &mut dyn FnMut(Hit)) {
        let mut grid = Grid::default();
        if self.group == 0 {
            for hit in self.regex.find_iter(text) {
                self.judge(&mut grid, text, hit.range())
                    .into_iter()
                    .for_each(&mut *found);
            }
            return;
        }
        for captures in self.regex.captures_iter(text) {
            if let Some(span) = captures.get_group(self.group) {
                self.judge(&mut grid, text, span.range())
                    .into_iter()
                    .for_each(&mut *found);
            }
        }
    }
}

impl fmt::Debug for PatternRecogniser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternRecogniser")
            .field("entity", &self.entity)
            .field("pattern", &self.pattern)
            .finish_non_exhaustive()
    }
}

/// The patterns of one scanner behind one automaton, which tells in one pass which of them match at all.
#[derive(Default)]
pub(crate) struct PatternSet {
    patterns: Vec<PatternRecogniser>,
    /// None where there are no patterns. Boxed: room that nothing writes would keep what earlier calls left on the stack.
    any: Option<Box<Regex>>,
}

impl PatternSet {
    /// Joins `patterns`.
    pub(crate) fn join(patterns: Vec<PatternRecogniser>) -> Result<PatternSet, Error> {
        if patterns.is_empty() {
            return Ok(PatternSet::default());
        }
        let sources: Vec<&str> = patterns.iter().map(|p| p.pattern.as_str()).collect();
        let any = Regex::builder()
            .configure(
                Regex::config()
                    .match_kind(regex_automata::MatchKind::All)
                    .nfa_size_limit(Some(MOST_BYTES * 8)),
            )
            .build_many(&sources)
            .map_err(|_| ErrorKind::Pattern {
                entity: patterns.last().map_or("", |p| p.entity.label()),
                reason: "the patterns together are too large; make them shorter or bound their repetitions".to_owned(),
            })?;
        Ok(PatternSet {
            patterns,
            any: Some(Box::new(any)),
        })
    }

    /// The entity of the pattern of that index.
    pub(crate) fn entity(&self, index: usize) -> Option<Entity> {
        self.patterns.get(index).map(|p| p.entity)
    }

    /// How many patterns there are.
    pub(crate) fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Calls `found` with the index of the pattern and each of its hits.
    pub(crate) fn find(&self, text: &str, mut found: impl FnMut(usize, Hit)) {
        let Some(any) = self.any.as_ref().filter(|any| any.is_match(text)) else {
            return;
        };
        let mut matched = Matched::new(self.patterns.len());
        any.which_overlapping_matches(&Input::new(text), &mut matched);
        for id in matched.iter() {
            let index = id.as_usize();
            if let Some(pattern) = self.patterns.get(index) {
                pattern.find(text, &mut |hit| found(index, hit));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(recogniser: &PatternRecogniser, text: &str) -> Vec<(String, u8)> {
        let mut seen = Vec::new();
        recogniser.find(text, &mut |hit| {
            seen.push((text[hit.range].to_owned(), hit.score.hundredths()));
        });
        seen
    }

    fn own(pattern: &str) -> PatternRecogniser {
        PatternRecogniser::new(Entity::custom("OWN_THING").expect("a label"), pattern)
            .expect("a pattern")
    }

    #[test]
    fn a_named_group_narrows_the_match() {
        let recogniser = own(r"member (?P<value>\d{4})\b");
        assert_eq!(
            found(&recogniser, "member 1234, 5678"),
            [("1234".to_owned(), 75)]
        );
    }

    #[test]
    fn context_and_validator_decide() {
        let recogniser = own(r"\b\d{4}\b").context(["staff number"]);
        assert_eq!(
            found(&recogniser, "staff number: 1234"),
            [("1234".to_owned(), 90)]
        );
        assert_eq!(found(&recogniser, "room 1234"), [("1234".to_owned(), 30)]);
        let luhn = own(r"\b\d{11}\b").validator(Validator::Luhn);
        assert_eq!(
            found(&luhn, "79927398713 79927398714"),
            [("79927398713".to_owned(), 75)]
        );
    }

    #[test]
    fn a_bad_pattern_is_an_error_that_names_it() {
        let entity = Entity::custom("OWN_THING").expect("a label");
        for pattern in [
            "(",
            "a*",
            "",
            "[z-a]",
            "(?P<x>a)(?P<x>b)",
            r"\p{Nope}",
            "(a{1000}){1000}",
        ] {
            let error = PatternRecogniser::new(entity, pattern)
                .expect_err(pattern)
                .to_string();
            assert!(error.contains("OWN_THING"), "{error}");
        }
    }

    #[test]
    fn a_joined_set_finds_what_each_pattern_finds() {
        let set = PatternSet::join(vec![own("a+"), own("aab"), own("x")]).expect("a set");
        let mut seen = Vec::new();
        set.find("caab", |index, hit| seen.push((index, hit.range)));
        seen.sort_by_key(|(index, _)| *index);
        assert_eq!(seen, [(0, 1..3), (1, 1..4)]);
    }
}
