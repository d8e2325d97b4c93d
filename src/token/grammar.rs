//! How tokens stand in text: written with a label, found by their shape and check letter.

use super::{IdLength, TokenId, check};
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
    let mut walk = Walk::default();
    let underscores = memchr::memchr_iter(b'_', text.as_bytes());
    underscores.filter_map(move |at| {
        let shape = walk.at(text.as_bytes(), at, length)?;
        Some(Candidate {
            start: shape.start,
            end: shape.end,
            id: shape.id(),
        })
    })
}

/// Calls `found` with each token that [`find`] finds, in a text that has no underscore before `first`. What is found
/// stays in registers: a token in a row of them costs less than it takes to hand it from iterator to iterator.
#[inline(always)]
pub(crate) fn each<'t>(
    text: &'t str,
    first: usize,
    length: IdLength,
    mut found: impl FnMut(Shape<'t>),
) {
    let mut walk = Walk::default();
    let bytes = text.as_bytes();
    for behind in memchr::memchr_iter(b'_', &bytes[first..]) {
        if let Some(shape) = walk.at(bytes, first + behind, length) {
            found(shape);
        }
    }
}

/// What was found so far in a text.
#[derive(Default)]
struct Walk<'t> {
    /// Where the token before ends.
    from: usize,
    /// Its letters.
    before: &'t [u8],
}

impl<'t> Walk<'t> {
    /// The token whose label ends at the underscore at `at`.
    #[inline(always)]
    fn at(&mut self, bytes: &'t [u8], at: usize, length: IdLength) -> Option<Shape<'t>> {
        if at < self.from {
            return None;
        }
        let shape = shape(bytes, at, length, self.before)?;
        if shape.start < self.from {
            return None;
        }
        self.from = shape.end;
        self.before = shape.letters;
        Some(shape)
    }
}

/// A token as it stands in a text. Its id is left there: to take it out costs more than to find it.
#[derive(Clone, Copy)]
pub(crate) struct Shape<'t> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The letters, and the suffix where there is one.
    pub(crate) letters: &'t [u8],
}

impl Shape<'_> {
    pub(crate) fn id(&self) -> TokenId {
        TokenId::read(self.letters)
    }
}

/// Whether a token of any length stands in `text`.
pub(crate) fn any(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'_', bytes).any(|at| {
        let mut lengths = IdLength::ALL.into_iter();
        // Most underscores have no label before them.
        label(bytes, at).is_some() && lengths.any(|length| shape(bytes, at, length, &[]).is_some())
    })
}

/// Whether nothing that a label or an id could be part of touches.
fn open(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether two ids are the same, letters and suffixes. Most have nine letters: they are compared without a call.
#[inline(always)]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && begins(one, other)
}

/// Whether `letters` are those of `id`.
#[inline(always)]
fn begins(id: &[u8], letters: &[u8]) -> bool {
    match (letters.first_chunk::<9>(), id.first_chunk::<9>()) {
        (Some(nine), Some(first)) if letters.len() == 9 => nine == first,
        _ => id.starts_with(letters),
    }
}

/// Where the label begins that ends at the underscore at `at`.
#[inline]
fn label(bytes: &[u8], at: usize) -> Option<usize> {
    let before = &bytes[..at];
    let capitals = match before.last_chunk::<LABEL>() {
        Some(eight) => {
            // The last letter is the uppermost byte.
            let eight = u64::from_le_bytes(*eight);
            let low = eight & !HIGH;
            let from_a = low + EACH * (0x80 - b'A' as u64);
            let behind_z = low + EACH * (0x7f - b'Z' as u64);
            let capital = from_a & !behind_z & !eight & HIGH;
            (capital ^ HIGH).leading_zeros() as usize / 8
        }
        None => {
            let capitals = before.iter().rev().take_while(|b| b.is_ascii_uppercase());
            capitals.count()
        }
    };
    let start = at - capitals;
    // A longer one has a capital before these.
    let fits = capitals >= 2;
    (fits && open(start.checked_sub(1).and_then(|i| bytes.get(i)))).then_some(start)
}

/// One in each of eight bytes, and the upper bit of each.
const EACH: u64 = u64::from_le_bytes([1; LABEL]);
const HIGH: u64 = EACH << 7;

/// The token whose label ends at the underscore at `at`. One value stands often several times in a row: `before` is
/// the id of the token before it.
#[inline(always)]
fn shape<'t>(bytes: &'t [u8], at: usize, length: IdLength, before: &[u8]) -> Option<Shape<'t>> {
    let id = at + 1;
    let id_end = id + length.letters();
    let letters = bytes.get(id..id_end)?;
    if !(begins(before, letters) || check::holds(letters)) {
        return None;
    }
    let start = label(bytes, at)?;
    let after = bytes.get(id_end);
    let mut end = id_end;
    if after == Some(&b'_')
        && let Some([first, second]) = bytes.get(id_end + 1..id_end + 3)
        && open(bytes.get(id_end + 3))
        && first.is_ascii_lowercase()
        && second.is_ascii_lowercase()
    {
        end += TokenId::SUFFIX;
    } else if !open(after) {
        return None;
    }
    Some(Shape {
        start,
        end,
        letters: &bytes[id..end],
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
    fn an_id_is_read_with_its_suffix_and_is_another_without() {
        let bare = TokenId::parse(&id()).unwrap();
        let other = bare.with_suffix(*b"bn").unwrap();
        let text = format!("to UID_{other}, UID_{bare}, UID_{bare}_b.");
        for first in 0..=text.find('_').unwrap() {
            let mut ids = Vec::new();
            each(&text, first, IdLength::Nine, |shape| ids.push(shape.id()));
            assert_eq!(ids, [other, bare, bare]);
        }
        assert_eq!(other.without_suffix(), bare);
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
                same(one.as_bytes(), other.as_bytes()),
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

    #[test]
    fn a_label_is_read_at_once_as_letter_by_letter() {
        let slow = |bytes: &[u8], at: usize| {
            let capitals = bytes[..at].iter().rev().take(LABEL);
            let start = at - capitals.take_while(|b| b.is_ascii_uppercase()).count();
            let before = start.checked_sub(1).map(|before| bytes[before]);
            let open = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
            (at - start >= 2 && open).then_some(start)
        };
        let kinds = [
            b'A',
            b'M',
            b'Z',
            b'A' - 1,
            b'Z' + 1,
            b'a',
            b'0',
            b' ',
            b'_',
            0,
            0x7f,
            0x80,
            0xc1,
            0xda,
            0xff,
        ];
        let mut dice = crate::documents::Dice::new(3);
        for _ in 0..60_000 {
            let at = dice.below(14);
            let mut bytes: Vec<u8> = (0..at)
                .map(|_| match dice.below(3) {
                    0 => kinds[dice.below(kinds.len())],
                    _ => kinds[dice.below(3)],
                })
                .collect();
            bytes.push(b'_');
            assert_eq!(label(&bytes, at), slow(&bytes, at), "{bytes:?}");
        }
    }
}
