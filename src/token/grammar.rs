//! How tokens stand in text: written with a label, found by their shape and check letter.

use super::{IdLength, TokenId};
use crate::entity::Entity;
use std::ops::Range;

/// A token-shaped stretch of text: the right form and check letter, which does not mean that it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) id: TokenId,
}

impl Candidate {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Where it would end without its suffix.
    pub(crate) fn bare_end(&self) -> usize {
        if self.id.has_suffix() {
            self.end - 3
        } else {
            self.end
        }
    }
}

/// The longest label in letters.
const LABEL: usize = 8;

/// Writes `LABEL_id`.
pub(crate) fn write(entity: Entity, id: TokenId, out: &mut String) {
    out.push_str(entity.token_label());
    out.push('_');
    out.push_str(id.as_str());
}

/// The tokens of `length` in `text`, in order and disjoint: two to eight capitals, an underscore, the letters, perhaps
/// a suffix; no ASCII letter or digit on either side.
///
/// Other scripts may touch a token: languages that do not put spaces between words, or inflect them, write so.
pub(crate) fn find(text: &str, length: IdLength) -> impl Iterator<Item = Candidate> + '_ {
    let mut before = TokenId::NONE;
    // They are disjoint as they are: a label is capitals, and a token ends in lower case.
    memchr::memchr_iter(b'_', text.as_bytes()).filter_map(move |at| {
        let candidate = candidate(text.as_bytes(), at, length, before)?;
        before = candidate.id;
        Some(candidate)
    })
}

/// Whether a token of any length stands in `text`.
pub(crate) fn any(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'_', bytes).any(|at| {
        let mut lengths = IdLength::ALL.into_iter();
        // Most underscores have no label before them.
        label(bytes, at).is_some()
            && lengths.any(|length| candidate(bytes, at, length, TokenId::NONE).is_some())
    })
}

/// Whether nothing that a label or an id could be part of touches.
fn open(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether `letters` are those of `id`, which has no suffix. Most ids have nine: they are compared without a call.
#[inline]
fn spells(letters: &[u8], id: TokenId) -> bool {
    let id = id.as_bytes();
    match (letters, id) {
        ([own @ .., last], [others @ .., other]) if own.len() == 8 && others.len() == 8 => {
            own.first_chunk::<8>() == others.first_chunk::<8>() && last == other
        }
        _ => letters == id,
    }
}

/// Where the label begins that ends at the underscore at `at`.
#[inline]
fn label(bytes: &[u8], at: usize) -> Option<usize> {
    let before = &bytes[at.saturating_sub(LABEL)..at];
    let capitals = before.iter().rev().take_while(|b| b.is_ascii_uppercase());
    let start = at - capitals.count();
    // A longer one has a capital before these.
    let fits = at - start >= 2;
    (fits && open(start.checked_sub(1).and_then(|i| bytes.get(i)))).then_some(start)
}

/// The token whose label ends at the underscore at `at`. One value stands often several times in a row: `before` is
/// the id of the token before it.
#[inline]
fn candidate(bytes: &[u8], at: usize, length: IdLength, before: TokenId) -> Option<Candidate> {
    let id_end = at + 1 + length.letters();
    let letters = bytes.get(at + 1..id_end)?;
    let bare = match spells(letters, before) {
        true => before,
        false => TokenId::bare(letters)?,
    };
    let start = label(bytes, at)?;
    let after = bytes.get(id_end);
    if after == Some(&b'_')
        && let Some([first, second]) = bytes.get(id_end + 1..id_end + 3)
        && open(bytes.get(id_end + 3))
        && let Some(id) = bare.with_suffix([*first, *second])
    {
        return Some(Candidate {
            start,
            end: id_end + 3,
            id,
        });
    }
    open(after).then_some(Candidate {
        start,
        end: id_end,
        id: bare,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::check;

    fn found(text: &str) -> Vec<&str> {
        find(text, IdLength::Nine)
            .map(|candidate| &text[candidate.range()])
            .collect()
    }

    fn id() -> String {
        let mut letters = b"qkzwmrtp".to_vec();
        letters.push(check::letter(&letters));
        String::from_utf8(letters).unwrap()
    }

    #[test]
    fn tokens_are_found_where_no_ascii_letter_or_digit_touches_them() {
        let token = format!("EMAIL_{}", id());
        for (before, after) in [
            ("", ""),
            ("<", ">"),
            ("to ", "."),
            ("_", "_"),
            ("**", "'s"),
            ("ईमेल", "को"),
            ("`", "_backup"),
            ("\u{200b}", "\u{301}"),
        ] {
            let text = format!("{before}{token}{after}");
            assert_eq!(found(&text), [token.as_str()], "{text}");
        }
        for (before, after) in [("a", ""), ("", "a"), ("9", ""), ("", "Z"), ("ABCD", "")] {
            let text = format!("{before}{token}{after}");
            assert!(found(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_suffix_belongs_to_the_token_when_it_is_two_letters_and_ends_there() {
        let token = format!("UID_{}", id());
        assert_eq!(found(&format!("{token}_bn.")), [format!("{token}_bn")]);
        for rest in ["_bnx", "_b", "_BN", "_b9"] {
            assert_eq!(found(&format!("{token}{rest}")), [token.as_str()], "{rest}");
        }
    }

    #[test]
    fn wrong_letters_lengths_and_labels_are_not_tokens() {
        let id = id();
        for text in [
            format!("E_{id}"),
            format!("to E_{id}"),
            format!("_{id}"),
            format!("ABCDEFGHI_{id}"),
            format!("email_{id}"),
            format!("EMAIL_{}", &id[1..]),
            format!("EMAIL_b{}", &id[1..]),
            format!("EMAIL {id}"),
            format!("EMAIL_{}", id.to_uppercase()),
        ] {
            assert!(found(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_candidate_ends_before_its_suffix_too() {
        let token = format!("UID_{}", id());
        let text = format!("to {token}_bn, {token}.");
        let ends: Vec<&str> = find(&text, IdLength::Nine)
            .map(|candidate| &text[candidate.range().start..candidate.bare_end()])
            .collect();
        assert_eq!(ends, [token.as_str(), token.as_str()]);
    }

    #[test]
    fn a_token_of_any_length_stands_where_label_and_id_do() {
        assert!(any(&format!("x UID_{}", id())));
        for none in [
            "UID_qkz",
            "UID_QKZWMRTPX",
            &format!("uid_{}", id()),
            &format!("_{}", id()),
            "",
        ] {
            assert!(!any(none), "{none}");
        }
    }

    /// The id before is compared first: another that is like it is another.
    #[test]
    fn neighbours_that_share_letters_are_told_apart() {
        let checked = |mut letters: Vec<u8>| {
            letters.push(check::letter(&letters));
            String::from_utf8(letters).unwrap()
        };
        for length in IdLength::ALL {
            let count = length.letters() - 1;
            let first = checked(vec![b'q'; count]);
            let mut alike = 0;
            for (a, b) in (0..count).flat_map(|a| (0..a).map(move |b| (a, b))) {
                for (one, other) in (b'a'..=b'z').flat_map(|n| (b'a'..=b'z').map(move |m| (n, m))) {
                    let mut letters = vec![b'q'; count];
                    (letters[a], letters[b]) = (one, other);
                    let second = checked(letters);
                    if second == first || second.as_bytes()[count] != first.as_bytes()[count] {
                        continue;
                    }
                    alike += 1;
                    let text = format!("UID_{first} UID_{second} UID_{second}");
                    let found: Vec<String> = find(&text, length)
                        .map(|candidate| candidate.id.as_str().to_owned())
                        .collect();
                    assert_eq!(found, [&first, &second, &second].map(String::as_str));
                }
            }
            assert!(alike > 100, "{alike}");
        }
    }

    /// What is compared without a call is compared as the rest is.
    #[test]
    fn letters_spell_an_id_where_they_are_all_of_its() {
        let ids: Vec<TokenId> = [8, 12, 16]
            .into_iter()
            .map(|count| {
                // The last letters of all are the same, and the last of the suffix too.
                let mut letters = vec![b'a'; count];
                letters.push(check::letter(&letters));
                TokenId::bare(&letters).unwrap()
            })
            .flat_map(|bare| [Some(bare), bare.with_suffix(*b"ba")])
            .flatten()
            .chain([TokenId::NONE])
            .collect();
        for (one, other) in ids.iter().flat_map(|one| ids.iter().map(move |o| (one, o))) {
            assert_eq!(
                spells(one.as_bytes(), *other),
                one == other,
                "{one} {other}"
            );
        }
    }

    #[test]
    fn tokens_in_a_row_are_found_one_by_one() {
        let id = id();
        let text = format!("EMAIL_{id} CARD_{id}_ab,PAN_{id}");
        assert_eq!(found(&text).len(), 3);
    }
}
