//! Mentions: a value that was found once is found wherever it stands again as a whole word, cue or no cue; and after
//! the text is built, none may be left in it.

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;
use std::ops::Range;

/// Values shorter than that, in bytes, are parts of words and numbers.
const SHORTEST: usize = 6;
/// Values looked for one by one; more of them share an automaton.
const FEW: usize = 16;

/// The values of one text, ready to be looked for.
pub(super) struct Mentions<'v, T> {
    values: Vec<(&'v str, T)>,
    automaton: Option<AhoCorasick>,
}

impl<'v, T: Copy + Ord> Mentions<'v, T> {
    /// Values with what is known of each; of equal ones the first counts.
    pub(super) fn new(values: impl Iterator<Item = (&'v str, T)>) -> Mentions<'v, T> {
        let mut values: Vec<(&str, T)> = values.filter(|(v, _)| v.len() >= SHORTEST).collect();
        values.sort_unstable();
        values.dedup_by_key(|(value, _)| *value);
        let automaton = (values.len() > FEW)
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(values.iter().map(|(value, _)| value))
                    .ok()
            })
            .flatten();
        Mentions { values, automaton }
    }

    /// Calls `found` with each mention as a whole word and what is known of the value, in no order.
    pub(super) fn each(&self, text: &str, mut found: impl FnMut(Range<usize>, T)) {
        let mut whole = |range: Range<usize>, known: T| {
            let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            if apart(text[..range.start].chars().next_back())
                && apart(text[range.end..].chars().next())
            {
                found(range, known);
            }
        };
        if let Some(automaton) = &self.automaton {
            for hit in automaton.find_iter(text) {
                whole(hit.range(), self.values[hit.pattern().as_usize()].1);
            }
            return;
        }
        for (value, known) in &self.values {
            for at in Finder::new(value).find_iter(text.as_bytes()) {
                whole(at..at + value.len(), *known);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found_by_few_and_by_many() {
        let filler: Vec<String> = (0..FEW + 1).map(|n| format!("filler-value-{n}")).collect();
        for fill in [0, filler.len()] {
            let values = filler[..fill].iter().map(|v| (v.as_str(), 0));
            let mentions = Mentions::new(values.chain([("asha@example.com", 7), ("short", 8)]));
            let text = "asha@example.com, xasha@example.com short (asha@example.com)";
            let mut seen = Vec::new();
            mentions.each(text, |range, known| seen.push((range.start, known)));
            seen.sort_unstable();
            assert_eq!(seen, [(0, 7), (43, 7)]);
        }
    }
}
