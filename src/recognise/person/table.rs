//! The word table: 2^19 slots of a fingerprint and a byte of classes, read in place.

/// What is known of a word, whatever its case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u8);

impl Classes {
    /// A given name.
    pub const GIVEN: u8 = 1;
    /// A surname.
    pub const FAMILY: u8 = 2;
    /// A place.
    pub const PLACE: u8 = 4;
    /// A name of something else: a people, a language, an organisation, a month, a book.
    pub const PROPER: u8 = 8;
    /// How usual the word is in lower case: this, times 0 (never seen) to 3 (one of the most frequent ten thousand).
    pub const LEVEL: u8 = 16;
    /// Among the most frequent names of its kind.
    pub const FREQUENT: u8 = 64;
    /// A name borne in India.
    pub const INDIAN: u8 = 128;

    /// From the byte of the table.
    pub const fn new(bits: u8) -> Classes {
        Classes(bits)
    }

    /// The byte of the table.
    #[inline]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// How usual the word is in lower case, 0 to 3.
    #[inline]
    pub const fn level(self) -> u8 {
        (self.0 / Classes::LEVEL) & 3
    }

    /// A given name or a surname.
    #[inline]
    pub const fn name(self) -> bool {
        self.0 & (Classes::GIVEN | Classes::FAMILY) != 0
    }

    /// A given name.
    #[inline]
    pub const fn given(self) -> bool {
        self.0 & Classes::GIVEN != 0
    }

    /// A surname, or what no list has.
    #[inline]
    pub const fn may_be_family(self) -> bool {
        self.0 & Classes::FAMILY != 0 || self.0 == 0
    }

    /// A usual word, and not one of the most frequent names.
    #[inline]
    pub const fn seldom_name(self) -> bool {
        self.level() > 1 && self.0 & Classes::FREQUENT == 0
    }

    /// An ordinary word that alone is hardly ever a name.
    #[inline]
    pub const fn seldom_alone(self) -> bool {
        SELDOM_ALONE[self.0 as usize]
    }

    const fn is_seldom_alone(self) -> bool {
        self.level() > 1
            && (!self.name() || self.level() > 2 && !self.given() && self.seldom_name())
    }

    /// A word that means something else as well: ordinary, a place, a people.
    #[inline]
    pub const fn else_too(self) -> bool {
        self.0 & (Classes::PLACE | Classes::PROPER | (3 * Classes::LEVEL)) != 0
    }

    /// The classes in fewer kinds: 0 for the unknown, 1 to 6 for names, 7 to 10 for what is none.
    #[inline]
    pub const fn kind(self) -> u8 {
        KINDS[self.0 as usize]
    }

    const fn kind_of(self) -> u8 {
        let bits = self.0;
        if self.name() {
            if bits & (Classes::PLACE | Classes::PROPER) != 0 {
                6
            } else if self.level() > 1 {
                5
            } else if self.level() > 0 {
                4
            } else {
                bits & (Classes::GIVEN | Classes::FAMILY)
            }
        } else if self.level() > 1 {
            7
        } else if bits & Classes::PLACE != 0 {
            8
        } else if bits & Classes::PROPER != 0 {
            9
        } else if self.level() > 0 {
            10
        } else {
            0
        }
    }

    /// A name that no ordinary word is, though a place or a people may be called so too.
    #[inline]
    pub const fn name_in_small(self) -> bool {
        self.name() && self.level() == 0
    }

    /// A name and nothing else.
    #[inline]
    pub const fn surely_name(self) -> bool {
        self.name() && !self.else_too()
    }
}

/// The kinds of all classes: branches on their bits are guessed badly.
static KINDS: [u8; 256] = {
    let (mut kinds, mut bits) = ([0; 256], 0);
    while bits < kinds.len() {
        kinds[bits] = Classes(bits as u8).kind_of();
        bits += 1;
    }
    kinds
};

/// Which of all classes are of a word that alone is hardly ever a name.
static SELDOM_ALONE: [bool; 256] = {
    let (mut seldom, mut bits) = ([false; 256], 0);
    while bits < seldom.len() {
        seldom[bits] = Classes(bits as u8).is_seldom_alone();
        bits += 1;
    }
    seldom
};

/// Slots of three bytes: 16 bits of the word's hash, little-endian, and its classes; all zero where empty.
static TABLE: &[u8] = include_bytes!("names.bin");
const BITS: u32 = 19;

/// What is known of the word with this [`hash`].
#[inline]
pub fn classes(hash: u64) -> Classes {
    let slot = (hash >> (64 - BITS)) as usize;
    let Some(two) = TABLE.get(slot * 3..).and_then(<[u8]>::first_chunk) else {
        return chained(hash, slot, LONGEST);
    };
    // The first two slots, without a branch that the text decides: a slot is the last to look at where it is empty or
    // the word's own, and says what is known in either case.
    let two = u64::from_le_bytes(*two);
    let last = |slot: u64| (slot >> 16) as u8 == 0 || slot as u16 == hash as u16;
    let (first, second) = (last(two), last(two >> 24));
    if !(first | second) {
        return chained(hash, slot + 2, LONGEST - 2);
    }
    let slot = if first { two } else { two >> 24 };
    Classes((slot >> 16) as u8)
}

/// Slots that are looked at. The table is not half full: a chain is short, and the bound holds for a damaged table too.
const LONGEST: usize = 32;

/// The same, from this slot on.
#[inline(never)]
fn chained(hash: u64, slot: usize, longest: usize) -> Classes {
    let mut slot = slot & ((1 << BITS) - 1);
    for _ in 0..longest {
        let Some(&[low, high, classes]) = TABLE.get(slot * 3..slot * 3 + 3) else {
            break;
        };
        if classes == 0 {
            break;
        }
        if u16::from_le_bytes([low, high]) == hash as u16 {
            return Classes(classes);
        }
        slot = (slot + 1) & ((1 << BITS) - 1);
    }
    Classes::default()
}

const MULTIPLY: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word, the same for either case of its letters of ASCII.
#[inline]
pub const fn hash(word: &[u8]) -> u64 {
    let mut hash = (word.len() as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let (eights, rest) = word.as_chunks::<8>();
    let mut n = 0;
    while n < eights.len() {
        hash = mix(hash, u64::from_le_bytes(eights[n]));
        n += 1;
    }
    if !rest.is_empty() {
        let mut last = 0;
        let mut n = rest.len();
        while n > 0 {
            n -= 1;
            last = last << 8 | rest[n] as u64;
        }
        hash = mix(hash, last);
    }
    hash
}

/// The [`hash`] of the `length` bytes at `at`, read eight at once where the text goes on behind them.
#[inline(always)]
pub fn hash_at(bytes: &[u8], at: usize, length: usize) -> u64 {
    let Some(padded) = bytes.get(at..at + length.next_multiple_of(8)) else {
        return hash(&bytes[at..at + length]);
    };
    let mut hash = (length as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    if let Some((last, whole)) = padded.as_chunks::<8>().0.split_last() {
        for eight in whole {
            hash = mix(hash, u64::from_le_bytes(*eight));
        }
        let behind = padded.len() - length;
        hash = mix(hash, u64::from_le_bytes(*last) & u64::MAX >> (8 * behind));
    }
    hash
}

/// The [`hash`] of a word of less than eight bytes, the first of them lowest, the rest zero.
#[inline]
pub const fn hash_short(word: u64, length: usize) -> u64 {
    let hash = (length as u64).wrapping_mul(0xff51_afd7_ed55_8ccd);
    if length == 0 { hash } else { mix(hash, word) }
}

#[inline]
const fn mix(hash: u64, eight: u64) -> u64 {
    // A letter of ASCII has the bit 0x40; so has no byte but the first of a letter beyond it.
    let folded = eight | (eight & 0x4040_4040_4040_4040) >> 1;
    let mixed = (hash ^ folded).wrapping_mul(MULTIPLY);
    (mixed ^ mixed >> 32).wrapping_mul(MULTIPLY)
}
