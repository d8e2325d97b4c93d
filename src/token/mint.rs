//! Minting: a scope's key, an entity and a canonical form make an id, the same one always and everywhere.
//!
//! `id = base26(first 128 bits of HMAC-SHA256(key, LP(version) LP(entity) LP(canonical) LP(counter)))`, least
//! significant letter first, and the check letter; `LP` puts a field's length before it as four bytes, big-endian.
//! `tests/data/tokens.json` holds vectors for ports to agree with.

use super::listed_words_table::LISTED;
use super::{IdLength, TokenId, check};
use crate::entity::Entity;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const ID_VERSION: &[u8] = b"parda/1/id";
const SUFFIX_VERSION: &[u8] = b"parda/1/suffix";

/// Makes the ids of one scope. Keyed once; each id clones the keyed state.
#[derive(Clone)]
pub(crate) struct Minter {
    id: Hmac<Sha256>,
    suffix: Hmac<Sha256>,
    length: IdLength,
}

/// An id and the counter that it was made with.
pub(crate) struct Minted {
    pub(crate) id: TokenId,
    /// What tells, in tests, that an id was skipped.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) counter: u32,
}

impl Minter {
    pub(crate) fn new(key: &[u8; 32], length: IdLength) -> Minter {
        let keyed = keyed(key);
        let start = |version| {
            let mut mac = keyed.clone();
            put(&mut mac, version);
            mac
        };
        Minter {
            id: start(ID_VERSION),
            suffix: start(SUFFIX_VERSION),
            length,
        }
    }

    pub(crate) fn length(&self) -> IdLength {
        self.length
    }

    /// The id of the value, from `counter` on: the first that spells no listed word.
    pub(crate) fn id(&self, entity: Entity, canonical: &str, mut counter: u32) -> Minted {
        let mut of_value = self.id.clone();
        put(&mut of_value, entity.label().as_bytes());
        put(&mut of_value, canonical.as_bytes());
        loop {
            let mut mac = of_value.clone();
            put(&mut mac, &counter.to_be_bytes());
            let mut longest = [0; TokenId::MOST];
            let id = &mut longest[..self.length.letters()];
            if let Some((last, letters)) = id.split_last_mut() {
                spell(leftmost(mac), letters);
                *last = check::letter(letters);
            }
            if let Some(id) = TokenId::bare(id).filter(decent) {
                return Minted { id, counter };
            }
            counter = counter.wrapping_add(1);
        }
    }

    /// The suffixed id of a spelling other than the usual one.
    pub(crate) fn variant(
        &self,
        bare: TokenId,
        surface: &str,
        fenced: bool,
        counter: u32,
    ) -> TokenId {
        let mut mac = self.suffix.clone();
        put(&mut mac, bare.without_suffix().as_bytes());
        put(&mut mac, surface.as_bytes());
        put(&mut mac, &[u8::from(fenced)]);
        put(&mut mac, &counter.to_be_bytes());
        let mut suffix = [0; 2];
        spell(leftmost(mac), &mut suffix);
        bare.with_suffix(suffix).unwrap_or(bare)
    }
}

#[allow(clippy::expect_used)]
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC takes a key of any length (RFC 2104, section 2).
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any length is a key")
}

fn put(mac: &mut Hmac<Sha256>, field: &[u8]) {
    mac.update(&(field.len() as u32).to_be_bytes());
    mac.update(field);
}

fn leftmost(mac: Hmac<Sha256>) -> u128 {
    let tag = mac.finalize().into_bytes();
    u128::from_be_bytes(tag.first_chunk().copied().unwrap_or_default())
}

fn spell(mut number: u128, letters: &mut [u8]) {
    // Eight letters at a time: they fit a word, and long division is done seldom.
    for letters in letters.chunks_mut(8) {
        let most = 26_u64.pow(letters.len() as u32);
        let mut part = (number % u128::from(most)) as u64;
        number /= u128::from(most);
        for letter in letters {
            *letter = b'a' + (part % 26) as u8;
            part /= 26;
        }
    }
}

fn decent(id: &TokenId) -> bool {
    spells_none(id.as_bytes())
}

/// Whether no listed word is in these letters.
fn spells_none(id: &[u8]) -> bool {
    // Three letters tell almost every id that spells none of them.
    !id.windows(3).any(|three| {
        let (place, bit) = three_letters(three);
        let spells = |word: &&str| id.windows(word.len()).any(|part| part == word.as_bytes());
        BEGINNINGS[place] & bit != 0 && LISTED.iter().any(spells)
    })
}

/// One bit for the first three letters of each listed word.
static BEGINNINGS: [u64; 512] = {
    let mut begins = [0; 512];
    let mut n = 0;
    while n < LISTED.len() {
        let (place, bit) = three_letters(LISTED[n].as_bytes());
        begins[place] |= bit;
        n += 1;
    }
    begins
};

/// The bit of the first three letters, five bits each.
const fn three_letters(word: &[u8]) -> (usize, u64) {
    let key = (word[0] as usize & 31) << 10 | (word[1] as usize & 31) << 5 | word[2] as usize & 31;
    (key / 64, 1 << (key % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minter(length: IdLength) -> Minter {
        Minter::new(&[7; 32], length)
    }

    #[test]
    fn an_id_depends_on_every_input() {
        let minter = minter(IdLength::Nine);
        let id = |entity, value, counter| minter.id(entity, value, counter).id;
        let first = id(Entity::EMAIL, "asha@example.com", 0);
        assert_eq!(first, id(Entity::EMAIL, "asha@example.com", 0));
        assert_ne!(first, id(Entity::EMAIL, "asha@example.org", 0));
        assert_ne!(first, id(Entity::PAN, "asha@example.com", 0));
        assert_ne!(first, id(Entity::EMAIL, "asha@example.com", 1));
        assert_ne!(
            first,
            Minter::new(&[8; 32], IdLength::Nine)
                .id(Entity::EMAIL, "asha@example.com", 0)
                .id
        );
    }

    #[test]
    fn ids_have_the_length_of_the_scope_and_a_right_check_letter() {
        for length in IdLength::ALL {
            for n in 0..2_000 {
                let id = minter(length).id(Entity::EMAIL, &n.to_string(), 0).id;
                assert_eq!(id.as_str().len(), length.letters());
                assert_eq!(TokenId::parse(id.as_str()), Some(id));
                assert!(decent(&id));
            }
        }
    }

    #[test]
    fn an_id_that_spells_a_listed_word_is_skipped_for_the_next_counter() {
        let minter = minter(IdLength::Seventeen);
        let skipped = (0..20_000)
            .map(|n| (n, minter.id(Entity::EMAIL, &n.to_string(), 0)))
            .filter(|(_, minted)| minted.counter > 0)
            .inspect(|(n, minted)| {
                let again = minter.id(Entity::EMAIL, &n.to_string(), minted.counter);
                assert_eq!(again.id, minted.id);
            })
            .count();
        assert!(skipped > 0, "the sample meets the list");
    }

    #[test]
    fn an_id_is_decent_where_it_holds_no_listed_word() {
        for word in LISTED {
            for before in ["", "q", "qzx"] {
                assert!(
                    !spells_none(format!("{before}{word}x").as_bytes()),
                    "{word}"
                );
            }
        }
        for word in LISTED.iter().filter(|word| word.len() == 3) {
            assert!(!spells_none(word.as_bytes()), "{word}");
        }
        assert!(
            [&b"qkzwmrtpx"[..], b"abu", b""]
                .into_iter()
                .all(spells_none)
        );
    }

    #[test]
    fn a_number_is_spelled_digit_by_digit_to_the_base_26() {
        let mut number = 0x0123_4567_89ab_cdef_0f1e_2d3c_4b5a_6978_u128;
        for length in [8, 12, 16] {
            let mut letters = vec![0; length];
            spell(number, &mut letters);
            let mut rest = number;
            for letter in letters {
                assert_eq!(u128::from(letter - b'a'), rest % 26);
                rest /= 26;
            }
            number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        }
    }

    #[test]
    fn each_three_letters_have_a_bit_of_their_own() {
        let letters = || b'a'..=b'z';
        let mut bits = std::collections::BTreeSet::new();
        for (a, b) in letters().flat_map(|a| letters().map(move |b| (a, b))) {
            for c in letters() {
                let (place, bit) = three_letters(&[a, b, c]);
                assert!(place < BEGINNINGS.len() && bit.count_ones() == 1);
                assert!(bits.insert((place, bit)));
            }
        }
    }

    #[test]
    fn letters_are_even() {
        let minter = minter(IdLength::Nine);
        let mut counts = [[0_u32; 26]; 9];
        for n in 0..26_000 {
            let id = minter.id(Entity::EMAIL, &n.to_string(), 0).id;
            for (at, letter) in id.as_str().bytes().enumerate() {
                counts[at][usize::from(letter - b'a')] += 1;
            }
        }
        // 1,000 expected each; seven standard deviations either way.
        for count in counts.as_flattened() {
            assert!((780..1_220).contains(count), "{count}");
        }
    }
}
