//! Sets of words, of which most words of a text are told without being compared.

/// Words of 64 bits in a set of words, of which each sets two bits: one in sixteen or fewer is set.
const WORDS: usize = 128;

/// The words of some lists, told by their first eight letters and their length: most words of a text are told from all
/// of them without being compared.
pub(super) struct Among {
    words: [u64; WORDS],
    /// For the first letter, by its low five bits, the second ones.
    starts: [u32; 32],
}

impl Among {
    pub(super) const fn of(lists: &[&[&str]]) -> Among {
        let mut among = Among {
            words: [0; WORDS],
            starts: [0; 32],
        };
        let mut list = 0;
        while list < lists.len() {
            let mut n = 0;
            while n < lists[list].len() {
                let word = lists[list][n].as_bytes();
                let second = if word.len() > 1 { word[1] } else { 0 };
                among.starts[(word[0] % 32) as usize] |= 1 << (second % 32);
                let (one, two) = places(word);
                among.words[one / 64] |= 1 << (one % 64);
                among.words[two / 64] |= 1 << (two % 64);
                n += 1;
            }
            list += 1;
        }
        among
    }

    /// Whether a word that begins with these letters may be one of the lists'.
    pub(super) fn may_begin(&self, a: u8, b: u8) -> bool {
        self.starts[usize::from(a % 32)] >> (b % 32) & 1 == 1
    }

    /// Whether the word may be one of the lists', in either case.
    pub(super) fn may_hold(&self, word: &[u8]) -> bool {
        let begins = match word {
            [] => false,
            [a] => self.may_begin(*a, 0),
            [a, b, ..] => self.may_begin(*a, *b),
        };
        begins && {
            let (one, two) = places(word);
            self.words[one / 64] >> (one % 64) & self.words[two / 64] >> (two % 64) & 1 == 1
        }
    }
}

/// A list of words in lower case that is looked into often.
pub(super) struct Listed {
    pub(super) words: &'static [&'static str],
    among: Among,
}

impl Listed {
    pub(super) const fn of(words: &'static [&'static str]) -> Listed {
        Listed {
            words,
            among: Among::of(&[words]),
        }
    }

    /// Whether the word is one of the list's, in either case of ASCII.
    pub(super) fn has(&self, word: &[u8]) -> bool {
        let same = |listed: &&str| listed.as_bytes().eq_ignore_ascii_case(word);
        self.among.may_hold(word) && self.words.iter().any(same)
    }
}

/// The bits of a word: letters that differ in their case only have the same.
const fn places(word: &[u8]) -> (usize, usize) {
    let (mut head, mut n) = (word.len() as u64, 0);
    while n < word.len() && n < 8 {
        head = head << 7 ^ (word[n] | 0x20) as u64;
        n += 1;
    }
    let hash = head.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 51) as usize, (hash >> 38) as usize % (64 * WORDS))
}
