//! The word table: 65,536 slots of a fingerprint with class bits, read in place.

/// What is known of a word, in lower case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Classes(u32);

impl Classes {
    const GIVEN: u32 = 1;
    const FAMILY: u32 = 2;
    const COMMON: u32 = 4;

    /// A given name.
    pub(super) const fn given(self) -> bool {
        self.0 & Classes::GIVEN != 0
    }

    /// A surname.
    pub(super) const fn family(self) -> bool {
        self.0 & Classes::FAMILY != 0
    }

    /// A word that ordinary text writes in lower case, a place, a month, an organisation's name.
    pub(super) const fn common(self) -> bool {
        self.0 & Classes::COMMON != 0
    }

    /// A name and nothing else.
    pub(super) const fn surely_name(self) -> bool {
        self.0 & Classes::COMMON == 0 && self.0 & (Classes::GIVEN | Classes::FAMILY) != 0
    }

    /// Nothing is known of it.
    pub(super) const fn unknown(self) -> bool {
        self.0 == 0
    }
}

/// Slots of four bytes, little-endian: 29 bits of the word's hash, and three class bits; zero where empty.
static TABLE: &[u8] = include_bytes!("names.bin");
const MASK: usize = (1 << 16) - 1;

/// What is known of `word`, whatever the case of its ASCII letters.
pub(super) fn classes(word: &[u8]) -> Classes {
    let hash = hash(word);
    let mut slot = (hash >> 40) as usize & MASK;
    // The table is two thirds full: a chain is short, and the bound holds for a damaged table too.
    for _ in 0..64 {
        let Some(bytes) = TABLE.get(slot * 4..slot * 4 + 4) else {
            break;
        };
        let entry = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if entry == 0 {
            break;
        }
        if entry >> 3 == (hash as u32) >> 3 {
            return Classes(entry & 7);
        }
        slot = (slot + 1) & MASK;
    }
    Classes::default()
}

fn hash(word: &[u8]) -> u64 {
    let folded = word.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    });
    (folded ^ folded >> 31).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
