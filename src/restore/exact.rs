//! Restore of one's own text: the exact inverse of redaction, in one pass.
//!
//! A text may hold a great many tokens, and one value stands often several times in a row. So what is decided is a run
//! of tokens with one id, and a token alone costs what it takes to find it and to copy.

use super::{Answers, Put, Reason, Restored, Sink, Tally, Unresolved, Warrant};
use crate::observe;
use crate::token::grammar;
use crate::token::{IdLength, TokenId};
use crate::wiped;

/// The tokens of a text, and the ids to ask the vault for.
pub(crate) struct Asked {
    /// Where the tokens stand.
    spots: Vec<(usize, usize)>,
    runs: Vec<Run>,
    /// The ids of the runs in order, each once, and behind a suffixed one the one without. Empty where there is but one.
    ids: Vec<TokenId>,
}

/// So many spots in a row with one id.
struct Run {
    id: TokenId,
    spots: usize,
    /// Of the answers, once they are there.
    place: Option<u32>,
}

/// Spots that room is made for with the first: a block of that size is had for little.
const SPOTS: usize = 32;

/// Finds what to ask for, in a text that has no underscore before `first`.
pub(crate) fn ask(text: &str, first: usize, length: IdLength) -> Asked {
    let mut spots: Vec<(usize, usize)> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    let (mut last, mut begins): (&[u8], usize) = (&[], 0);
    grammar::each(text, first, length, |shape| {
        if !grammar::same(shape.letters, last) {
            match runs.last_mut() {
                Some(run) => run.spots = spots.len() - begins,
                None => spots.reserve_exact(SPOTS),
            }
            (last, begins) = (shape.letters, spots.len());
            let id = shape.id();
            runs.push(Run {
                id,
                spots: 0,
                place: None,
            });
        }
        spots.push((shape.start, shape.end));
    });
    if let Some(run) = runs.last_mut() {
        run.spots = spots.len() - begins;
    }
    let mut ids = Vec::new();
    if runs.len() > 1 || runs.iter().any(|run| run.id.has_suffix()) {
        ids.reserve(runs.len() + 1);
        for Run { id, .. } in &runs {
            ids.push(*id);
            if id.has_suffix() {
                ids.push(id.without_suffix());
            }
        }
        ids.sort_unstable();
        ids.dedup();
    }
    Asked { spots, runs, ids }
}

impl Asked {
    /// What to ask the vault for: in order, and each once.
    pub(crate) fn ids(&self) -> &[TokenId] {
        match self.runs.as_slice() {
            [only] if self.ids.is_empty() => std::slice::from_ref(&only.id),
            _ => &self.ids,
        }
    }
}

/// What becomes of the tokens of a run.
enum Fate<'a> {
    Put {
        put: Put<'a>,
        /// Whether brackets around the token belong to it.
        fenced: bool,
        /// Bytes of a suffix that was never issued, and is no part of the token: the value is the same without it.
        without: usize,
    },
    Stays(Reason),
}

impl Run {
    /// Looks for the record.
    fn look(&mut self, answers: &Answers) {
        let usual = || answers.place(self.id.without_suffix());
        self.place = answers.place(self.id).or_else(usual);
    }

    /// Bytes of all its values.
    fn room(&self, answers: &Answers) -> usize {
        let value = self.place.and_then(|place| answers.at(place));
        value.map_or(0, |(_, opened)| opened.expose().len() * self.spots)
    }

    fn fate<'a>(
        &self,
        answers: &'a Answers,
        warrant: Option<&Warrant>,
        tally: &mut Tally,
    ) -> Fate<'a> {
        let times = self.spots as u64;
        let Some((id, opened)) = self.place.and_then(|place| answers.at(place)) else {
            tally.count_unknown(self.spots);
            return Fate::Stays(Reason::Unknown);
        };
        match Put::of(opened, &Sink::Reader, warrant, (tally, times)) {
            Some(put) => Fate::Put {
                put,
                fenced: opened.is_fenced(),
                without: if id == self.id { 0 } else { TokenId::SUFFIX },
            },
            None => Fate::Stays(Reason::NotPermitted),
        }
    }
}

/// Makes room in what is empty: as long as the text will be, and a little more for the tokens.
fn make_room(out: &mut String, text: &str, runs: &[Run], answers: &Answers) {
    if out.capacity() == 0 {
        let values = runs.iter().map(|run| run.room(answers));
        out.reserve_exact(text.len() + values.sum::<usize>());
    }
}

/// Puts the values into `text`, as far as `warrant` shows them to a reader. What is put in is not looked at again.
pub(crate) fn restore<'t>(
    text: &'t str,
    mut asked: Asked,
    answers: &Answers,
    warrant: Option<&Warrant>,
    tally: &mut Tally,
) -> Restored<'t> {
    for run in &mut asked.runs {
        run.look(answers);
    }
    let mut unresolved = Vec::new();
    let mut out = String::new();
    let (mut done, mut restored) = (0, 0);
    let mut spots = asked.spots.as_slice();
    for run in &asked.runs {
        let (here, rest) = spots.split_at(run.spots);
        spots = rest;
        match run.fate(answers, warrant, tally) {
            Fate::Stays(reason) => unresolved.extend(here.iter().map(|(start, end)| {
                observe::unresolved(reason.name());
                Unresolved {
                    range: *start..*end,
                    id: run.id,
                    reason,
                }
            })),
            Fate::Put {
                put,
                fenced,
                without,
            } => {
                make_room(&mut out, text, &asked.runs, answers);
                restored += here.len();
                for (start, end) in here {
                    let (mut start, mut end) = (*start, *end - without);
                    let bytes = text.as_bytes();
                    if fenced
                        && start > done
                        && bytes[start - 1] == b'['
                        && bytes.get(end) == Some(&b']')
                    {
                        start -= 1;
                        end += 1;
                    }
                    wiped::push(&mut out, &text[done..start]);
                    wiped::push(&mut out, put.text());
                    done = end;
                }
            }
        }
    }
    if restored == 0 {
        return Restored::left(text, unresolved);
    }
    wiped::push(&mut out, &text[done..]);
    observe::restored(restored);
    Restored::delivered(out, restored, unresolved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::check;

    #[test]
    fn each_id_is_asked_for_once_and_in_order() {
        let mut letters = b"qkzwmrtp".to_vec();
        letters.push(check::letter(&letters));
        let nine = String::from_utf8(letters).expect("letters");
        let other = "aaaaaaaaa";
        let text = format!("A_{nine} EMAIL_{nine}_ab PAN_{other}, UID_{nine}_ab UID_{nine}");
        let first = text.find('_').expect("an underscore");
        let asked = ask(&text, first, IdLength::Nine);
        let ids: Vec<&str> = asked.ids().iter().map(TokenId::as_str).collect();
        assert_eq!(ids, [other, &nine, &format!("{nine}_ab")]);
        assert_eq!(asked.spots.len(), 4);
    }
}
