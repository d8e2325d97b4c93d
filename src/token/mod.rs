//! Tokens: the keys they derive from, how they are minted, and how they are written and found in text.
//!
//! A token is `LABEL_` and an id of lower-case letters: `EMAIL_qkzwmrtpx`. The id derives from the scope's key, the
//! entity and the value's canonical form, so the same value gets the same token everywhere, with no coordination. Its
//! last letter is a check letter. Another spelling of the same value takes a two-letter suffix:
//! `PHONE_qkzwmrtpx_bn`.

pub(crate) mod check;
pub(crate) mod grammar;
pub mod key;
mod listed_words_table;
pub(crate) mod mint;
pub(crate) mod provider;
pub(crate) mod random;

use crate::entity::Entity;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

impl Entity {
    /// Text that looks like a token but was not issued here: it is tokenised itself, so that nobody can have a token
    /// restored that they typed or pasted.
    pub const TOKEN: Entity = Entity::new("TOKEN", "REF");
}

/// How many letters an id has, fixed within a scope: a token that was cut short is then never another token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdLength {
    /// Nine letters, 37.6 bits: a conversation, a document, up to about 10,000 values.
    #[default]
    Nine,
    /// Thirteen letters, 56.4 bits: a tenant, up to about a million values.
    Thirteen,
    /// Seventeen letters, 75.2 bits: a large tenant, up to about a hundred million values.
    Seventeen,
}

impl IdLength {
    pub(crate) const ALL: [IdLength; 3] = [IdLength::Nine, IdLength::Thirteen, IdLength::Seventeen];

    /// The number of letters, check letter included.
    #[must_use]
    pub const fn letters(self) -> usize {
        match self {
            IdLength::Nine => 9,
            IdLength::Thirteen => 13,
            IdLength::Seventeen => 17,
        }
    }

    /// The length of that many letters.
    pub(crate) fn of(letters: usize) -> Option<IdLength> {
        IdLength::ALL
            .into_iter()
            .find(|length| length.letters() == letters)
    }
}

/// The part of a token that a vault knows it by: its letters, and the suffix where the spelling is not the usual one.
///
/// `Display` gives `qkzwmrtpx` or `qkzwmrtpx_bn`. An id says nothing about the value without the scope's key.
///
/// Ids are in the order of their letters.
#[derive(Clone, Copy)]
pub struct TokenId {
    bytes: [u8; TokenId::MOST],
    length: u8,
}

impl TokenId {
    /// The longest id in bytes: seventeen letters, an underscore, and two letters.
    pub const MOST: usize = 20;

    /// Bytes of a suffix, the underscore included.
    pub(crate) const SUFFIX: usize = 3;

    /// No id, where one may stand. An `Option` would leave its bytes as it finds them, with whatever was there before.
    pub(crate) const NONE: TokenId = TokenId {
        bytes: [0; TokenId::MOST],
        length: 0,
    };

    /// The id, where it is one.
    pub(crate) fn some(self) -> Option<TokenId> {
        (self.length > 0).then_some(self)
    }

    /// The id that `text` spells: 9, 13 or 17 lower-case letters of which the last is the right check letter, and
    /// perhaps `_` and two lower-case letters.
    #[must_use]
    pub fn parse(text: &str) -> Option<TokenId> {
        let (letters, suffix) = match text.split_once('_') {
            Some((letters, suffix)) => (letters, Some(suffix)),
            None => (text, None),
        };
        let bare = TokenId::bare(letters.as_bytes())?;
        match suffix {
            None => Some(bare),
            Some(suffix) => bare.with_suffix(suffix.as_bytes().try_into().ok()?),
        }
    }

    /// The id of these letters, when they are of a right number and end in their check letter.
    #[inline]
    pub(crate) fn bare(letters: &[u8]) -> Option<TokenId> {
        if !check::holds(letters) {
            return None;
        }
        IdLength::of(letters.len())?;
        Some(TokenId::read(letters))
    }

    /// The id of these letters, perhaps with a suffix, which are known to be one.
    pub(crate) fn read(letters: &[u8]) -> TokenId {
        let mut bytes = [0; TokenId::MOST];
        match letters.first_chunk::<9>() {
            // The usual length is copied without a call.
            Some(nine) if letters.len() == 9 => bytes[..9].copy_from_slice(nine),
            _ => bytes[..letters.len()].copy_from_slice(letters),
        }
        TokenId {
            bytes,
            length: letters.len() as u8,
        }
    }

    /// This id's letters with that suffix.
    pub(crate) fn with_suffix(self, suffix: [u8; 2]) -> Option<TokenId> {
        if !suffix.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let letters = self.without_suffix();
        let at = usize::from(letters.length);
        let mut bytes = letters.bytes;
        bytes[at] = b'_';
        bytes[at + 1] = suffix[0];
        bytes[at + 2] = suffix[1];
        Some(TokenId {
            bytes,
            length: (at + 3) as u8,
        })
    }

    /// The id of the value's usual spelling.
    #[must_use]
    pub fn without_suffix(self) -> TokenId {
        if !self.has_suffix() {
            return self;
        }
        let mut bare = self;
        bare.length -= TokenId::SUFFIX as u8;
        bare.bytes[usize::from(bare.length)..].fill(0);
        bare
    }

    /// Whether it names a spelling other than the usual one.
    #[must_use]
    pub fn has_suffix(self) -> bool {
        // Ids have 9, 13 or 17 letters: a multiple of four is one of these and a suffix, but for none at all.
        self.length > 0 && self.length.is_multiple_of(4)
    }

    /// The id's letters, and its suffix where it has one.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length).min(TokenId::MOST)]
    }

    /// All of it as two numbers, which are in the order of the letters: what follows them is zero.
    #[inline]
    fn number(&self) -> (u128, u64) {
        // Whole words: taken apart into bytes, an id is also copied byte by byte.
        let first = self.bytes.first_chunk().copied().unwrap_or_default();
        let last = self.bytes.last_chunk().copied().unwrap_or_default();
        let last = u64::from(u32::from_be_bytes(last)) << 8 | u64::from(self.length);
        (u128::from_be_bytes(first), last)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

impl PartialEq for TokenId {
    #[inline]
    fn eq(&self, other: &TokenId) -> bool {
        self.number() == other.number()
    }
}

impl Eq for TokenId {}

impl PartialOrd for TokenId {
    #[inline]
    fn partial_cmp(&self, other: &TokenId) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TokenId {
    #[inline]
    fn cmp(&self, other: &TokenId) -> Ordering {
        self.number().cmp(&other.number())
    }
}

impl Hash for TokenId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number().hash(state);
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_their_letters() {
        for length in IdLength::ALL {
            assert_eq!(IdLength::of(length.letters()), Some(length));
            assert_eq!(
                mint::Minter::new(&[7; 32], length).length().letters(),
                length.letters()
            );
        }
        for letters in [0, 8, 10, 12, 14, 16, 18] {
            assert_eq!(IdLength::of(letters), None);
        }
        assert!(!TokenId::NONE.has_suffix());
        assert_eq!(TokenId::NONE.some(), None);
        let shortest = TokenId::parse("aaaaaaaaa").unwrap();
        assert_eq!(shortest.some(), Some(shortest));
    }

    #[test]
    fn ids_hash_and_show_by_their_letters() {
        use std::collections::hash_map::DefaultHasher;
        let hashed = |id: &TokenId| {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            hasher.finish()
        };
        let key = mint::Minter::new(&[7; 32], IdLength::Nine);
        let one = key.id(Entity::EMAIL, "asha@example.com", 0).id;
        let other = key.id(Entity::EMAIL, "asha@example.com", 1).id;
        assert_eq!(hashed(&one), hashed(&TokenId::parse(one.as_str()).unwrap()));
        assert_ne!(hashed(&one), hashed(&other));
        assert_eq!(format!("{one:?}"), format!("TokenId({})", one.as_str()));
    }

    #[test]
    fn ids_are_in_the_order_of_their_text_and_equal_where_it_is() {
        let key = mint::Minter::new(&[7; 32], IdLength::Nine);
        let mut ids: Vec<TokenId> = (0..200)
            .map(|n| key.id(Entity::EMAIL, "asha@example.com", n).id)
            .flat_map(|id| [Some(id), id.with_suffix(*b"ab"), id.with_suffix(*b"zz")])
            .flatten()
            .collect();
        for length in [IdLength::Thirteen, IdLength::Seventeen] {
            let key = mint::Minter::new(&[7; 32], length);
            let id = key.id(Entity::EMAIL, "asha@example.com", 0).id;
            ids.push(id);
            ids.extend([*b"ab", *b"az", *b"zz"].map(|suffix| id.with_suffix(suffix).unwrap()));
        }
        for id in &ids {
            let (letters, suffix) = id.as_str().split_once('_').unzip();
            assert_eq!(id.has_suffix(), suffix.is_some());
            let bare = id.without_suffix();
            assert_eq!(bare.as_str(), letters.unwrap_or(id.as_str()));
            assert_eq!(Some(bare), TokenId::parse(bare.as_str()));
        }
        for one in &ids {
            for other in &ids {
                assert_eq!(one.cmp(other), one.as_str().cmp(other.as_str()));
                assert_eq!(one == other, one.as_str() == other.as_str());
            }
        }
    }
}
