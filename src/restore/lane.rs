//! The quick way through plain text: what must wait, known byte by byte from a table, with nothing read twice.
//!
//! It knows less than [`tolerant`](super::tolerant) and never less than is safe: it holds back at least what may still
//! become a token, and gives up where a byte means more than itself (an escape, an entity, another script) or behind
//! letters that end in their check letter.

use crate::token::{IdLength, check};

/// Letters of a label; a longer word is none.
const LABEL: u8 = 8;
/// Bytes between label and id: two gaps of at most four and what joins them.
const GAP: u8 = 9;

// The states. In `WORD + n` and `ID + n` the word has n letters so far, in `GAP_AT + n` the gap n bytes.
/// Nothing is held.
const FREE: u8 = 0;
/// A bracket, which may belong to the token that comes next.
const BRACKET: u8 = 1;
/// A word that is too long for a label.
const LONG: u8 = 2;
/// The long way must be taken.
const LEFT: u8 = 3;
/// The last letter of what may be an id.
const LAST: u8 = 4;
/// A word that may be a label.
const WORD: u8 = 4;
/// Spaces, an underscore or a hyphen behind a label.
const GAP_AT: u8 = WORD + LABEL;
/// A word behind those: it may be an id, or the next label.
const ID: u8 = GAP_AT + GAP;
/// Behind letters that end in their check letter, with no byte more and with one: of less nothing is decided.
const BEHIND: u8 = ID + 17;
const STATES: usize = BEHIND as usize + 2;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Ends whatever is open.
    Other,
    Letter,
    Space,
    Joiner,
    Bracket,
    /// Means more than itself.
    Special,
}

const CLASS: [Class; 256] = {
    let mut all = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        all[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            b' ' | b'\t' | b'\n' | b'\r' => Class::Space,
            b'_' | b'-' => Class::Joiner,
            b'[' => Class::Bracket,
            b'\\' | b'&' | b'%' | 0x80.. => Class::Special,
            _ => Class::Other,
        };
        byte += 1;
    }
    all
};

/// What a byte does: the next state, and of the bytes that were held either all or none, with so many more.
#[derive(Clone, Copy)]
struct Move {
    next: u8,
    all: u8,
    more: u8,
}

const fn keep(next: u8) -> Move {
    Move {
        next,
        all: 0xff,
        more: 1,
    }
}

const fn only(next: u8, more: u8) -> Move {
    Move { next, all: 0, more }
}

/// What a byte of `class` does in `state`, where ids have so many `letters`.
const fn step(state: u8, class: Class, letters: u8) -> Move {
    match class {
        _ if state == LEFT => only(LEFT, 0),
        Class::Special => only(LEFT, 0),
        _ if state == BEHIND => keep(BEHIND + 1),
        _ if state == BEHIND + 1 => only(LEFT, 0),
        Class::Other => only(FREE, 0),
        Class::Bracket => only(BRACKET, 1),
        Class::Letter => match state {
            FREE | BRACKET => keep(WORD + 1),
            LONG | LAST => only(LONG, 0),
            _ if state < GAP_AT => keep(state + 1),
            GAP_AT => only(LONG, 0),
            _ if state <= ID => keep(ID + 1),
            _ if state - ID + 1 == letters => keep(LAST),
            _ => keep(state + 1),
        },
        Class::Space | Class::Joiner => {
            // A joiner may begin a token that has no label.
            let anew = match class {
                Class::Joiner => only(GAP_AT + 1, 1),
                _ => only(FREE, 0),
            };
            match (state, class) {
                (BRACKET, Class::Joiner) => keep(GAP_AT + 1),
                (FREE | BRACKET | LONG | LAST | ID, _) => anew,
                _ if state <= GAP_AT => keep(GAP_AT + 1),
                _ if state < ID => keep(state + 1),
                // The word is the next label, and what was before it is none.
                _ if state - ID <= LABEL => only(GAP_AT + 1, state - ID + 1),
                _ => anew,
            }
        }
    }
}

/// Kinds of bytes.
const CLASSES: [Class; 6] = [
    Class::Other,
    Class::Letter,
    Class::Space,
    Class::Joiner,
    Class::Bracket,
    Class::Special,
];

/// What one byte does, and what two do that stand one behind the other.
struct Table {
    /// By state and class, three bits.
    one: [u32; 1 << 9],
    /// By state, class and class, three bits each class. There is room for every number of 12 bits, so that no look-up
    /// is checked.
    two: [u32; 1 << 12],
}

// An entry of `two` is what the lane becomes, with two bits more.
/// One of the bytes ends what may be an id: two are taken one by one, and one is looked at.
const APART: u32 = 1 << 30;
/// What was held before is held still, and comes on top.
const ALL: u32 = 1 << 31;

const fn entry(to: Move, apart: bool) -> u32 {
    let all = if to.all != 0 { ALL } else { 0 };
    let apart = if apart { APART } else { 0 };
    Lane::at(to.next, to.more).0 | all | apart
}

const fn table(letters: u8) -> Table {
    let mut one = [Lane::at(LEFT, 0).0; 1 << 9];
    let mut two = [Lane::at(LEFT, 0).0; 1 << 12];
    let mut state = 0;
    while state < STATES {
        let mut pair = 0;
        while pair < 36 {
            let first = step(state as u8, CLASSES[pair / 6], letters);
            let second = step(first.next, CLASSES[pair % 6], letters);
            let both = Move {
                next: second.next,
                all: first.all & second.all,
                more: (first.more & second.all) + second.more,
            };
            let apart = first.next == LAST || second.next == LAST;
            one[state * 8 + pair / 6] = entry(first, first.next == LAST);
            two[state << 6 | (pair / 6) << 3 | (pair % 6)] = entry(both, apart);
            pair += 1;
        }
        state += 1;
    }
    Table { one, two }
}

static NINE: Table = table(9);
static THIRTEEN: Table = table(13);
static SEVENTEEN: Table = table(17);

/// Where the text stands: the state in bits 6 to 11, so that it is most of a place in the table, and from bit 16 on how
/// many bytes are held back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane(u32);

/// The bits of the state.
const STATE: u32 = 0xfc0;
/// The bits of the number of bytes.
const HELD: u32 = 0xff << 16;

impl Lane {
    const fn at(state: u8, held: u8) -> Lane {
        Lane((state as u32) << 6 | (held as u32) << 16)
    }

    /// At the beginning of a text.
    pub(super) const BEGIN: Lane = Lane::at(FREE, 0);

    /// Where the long way must be taken.
    pub(super) const NONE: Lane = Lane::at(LEFT, 0);

    /// Whether it may begin behind these bytes, which were released.
    pub(super) fn may_begin(behind: &[u8]) -> bool {
        let special = |byte: &u8| CLASS[usize::from(*byte)] == Class::Special;
        !behind.iter().any(special)
    }

    /// Whether the long way must be taken.
    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
        self.state() == LEFT
    }

    /// Bytes at the end of the text that must wait.
    #[inline(always)]
    pub(super) fn held(self) -> usize {
        (self.0 >> 16) as usize
    }

    const fn state(self) -> u8 {
        (self.0 >> 6 & 0x3f) as u8
    }

    /// Behind the piece, with which `text` ends. What is held stands in `text` before the piece.
    #[inline(always)]
    pub(super) fn take(mut self, piece: &[u8], text: &[u8], length: IdLength) -> Lane {
        let table = match length {
            IdLength::Nine => &NINE,
            IdLength::Thirteen => &THIRTEEN,
            IdLength::Seventeen => &SEVENTEEN,
        };
        let mut behind = piece.len();
        let (pairs, last) = piece.as_chunks::<2>();
        // Apart from what is held: the next look-up waits for the state only.
        let mut state = self.0;
        for &[a, b] in pairs {
            behind -= 2;
            let pair = (CLASS[usize::from(a)] as u32) << 3 | CLASS[usize::from(b)] as u32;
            let entry = table.two[(state & STATE | pair) as usize];
            if entry & APART != 0 {
                for behind in [behind + 1, behind] {
                    self = self.single(table, &text[..text.len() - behind], length);
                }
                state = self.0;
            } else {
                self = self.moved(entry);
                state = entry;
            }
        }
        if !last.is_empty() {
            self = self.single(table, text, length);
        }
        self
    }

    #[inline(always)]
    fn moved(self, entry: u32) -> Lane {
        let all = (entry.cast_signed() >> 31).cast_unsigned() & HELD;
        Lane((self.0 & all) + (entry & !(ALL | APART)))
    }

    /// Behind the last byte of `text`.
    #[inline]
    fn single(self, table: &Table, text: &[u8], length: IdLength) -> Lane {
        let Some(byte) = text.last() else {
            return Lane::NONE;
        };
        let class = CLASS[usize::from(*byte)] as u32;
        let entry = table.one[((self.0 & STATE) >> 3 | class) as usize % table.one.len()];
        match entry & APART {
            0 => self.moved(entry),
            _ => self.moved(entry).at_last(text, length),
        }
    }

    /// Behind the last letter of what may be an id.
    #[inline(never)]
    fn at_last(self, text: &[u8], length: IdLength) -> Lane {
        let mut id = [0; 17];
        let id = &mut id[..length.letters()];
        let from = text.len().checked_sub(id.len());
        let Some(letters) = from.and_then(|from| text.get(from..)) else {
            return Lane::NONE;
        };
        id.copy_from_slice(letters);
        id.make_ascii_lowercase();
        match check::holds(id) {
            true => Lane(Lane::at(BEHIND, 0).0 | self.0 & HELD),
            false => Lane::at(LONG, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tolerant::{self, Next};
    use super::*;
    use crate::documents::Dice;

    /// The lane behind the whole text, read in pieces of so many bytes.
    fn read(text: &str, piece: usize, length: IdLength) -> Option<Lane> {
        let bytes = text.as_bytes();
        let pieces = (0..bytes.len()).step_by(piece);
        let lane = pieces.into_iter().fold(Lane::BEGIN, |lane, from| {
            let to = bytes.len().min(from + piece);
            lane.take(&bytes[from..to], &bytes[..to], length)
        });
        (!lane.is_none()).then_some(lane)
    }

    fn id(length: IdLength) -> String {
        let mut letters = b"qkzwmrtpqkzwmrtp"[..length.letters() - 1].to_vec();
        letters.push(check::letter(&letters));
        String::from_utf8(letters).unwrap()
    }

    #[test]
    fn a_word_waits_as_long_as_it_may_be_a_label_or_an_id() {
        let spaces = |n: usize| " ".repeat(n);
        let nine = [
            ("", 0),
            (".", 0),
            (" ", 0),
            ("a", 1),
            ("word", 4),
            ("wordword", 8),
            ("wordwordw", 0),
            ("wordwordwo", 0),
            ("wordwordw ", 0),
            ("wordwordw_", 1),
            ("word.", 0),
            ("word[", 1),
            ("[", 1),
            ("[[", 1),
            ("[ ", 0),
            ("[_", 2),
            ("[word", 5),
            ("[word_", 6),
            ("_", 1),
            ("-", 1),
            (" _", 1),
            ("_ab", 3),
            ("word ", 5),
            ("word-", 5),
            ("word_", 5),
            ("word\t\r\n_ ", 9),
            (&format!("word{}", spaces(9)), 13),
            (&format!("word{}", spaces(10)), 0),
            (&format!("word{}_", spaces(9)), 1),
            (&format!("word{}a", spaces(9)), 14),
            ("wordword_", 9),
            ("wordword_a", 10),
            ("word_abcdefgh", 13),
            ("word_abcdefghi", 0),
            ("word_abcdefghij", 0),
            ("word_abcdefghi ", 0),
            ("word_abcdefghi_", 1),
            ("word_abc ", 4),
            ("word_abc_d", 5),
            ("word_abcdefgh_", 9),
            ("word_abc.", 0),
            ("word_abc[", 1),
        ];
        let thirteen = [
            ("word_abcdefgh ", 9),
            ("word_abcdefghi", 14),
            ("word_abcdefghi ", 0),
            ("word_abcdefghi_", 1),
            ("word_abcdefghijkl", 17),
            ("word_abcdefghijklm", 0),
        ];
        let seventeen = [
            ("word_abcdefghijklmnop", 21),
            ("word_abcdefghijklmnop-", 1),
            ("word_abcdefghijklmnopq", 0),
        ];
        for (length, cases) in [
            (IdLength::Nine, &nine[..]),
            (IdLength::Thirteen, &thirteen),
            (IdLength::Seventeen, &seventeen),
        ] {
            for ((text, held), piece) in cases.iter().flat_map(|case| [(case, 1), (case, 32)]) {
                let lane = read(text, piece, length);
                assert_eq!(lane.map(Lane::held), Some(*held), "{text:?} by {piece}");
            }
            for before in ["x_", "word_", ". word "] {
                let text = format!("{before}{}", id(length));
                assert!(read(&text, 32, length).is_some_and(|lane| lane.held() > 0));
                assert!(read(&(text.clone() + "."), 32, length).is_some(), "{text}");
                assert!(read(&(text.clone() + ". "), 32, length).is_none(), "{text}");
            }
        }
    }

    #[test]
    fn what_means_more_than_itself_is_left_to_the_long_way() {
        for special in ["\\", "&", "%", "é", "क"] {
            for text in [
                special.to_owned(),
                format!("word {special}"),
                format!("{special} word"),
            ] {
                for piece in [1, 2, 32] {
                    assert!(read(&text, piece, IdLength::Nine).is_none(), "{text}");
                }
                assert!(!Lane::may_begin(text.as_bytes()), "{text}");
            }
        }
        assert!(Lane::may_begin(b"a word_ [-.") && Lane::may_begin(b""));
    }

    /// However it is cut, the lane knows the same, and holds back all that the long way would.
    #[test]
    fn the_lane_waits_where_the_long_way_waits_and_gives_up_before_a_token() {
        let mut dice = Dice::new(5);
        let mut held = 0;
        for length in IdLength::ALL {
            let id = id(length);
            let (upper, most) = (id.to_uppercase(), &id[..id.len() - 1]);
            let pieces = [
                "EMAIL",
                "email",
                "word",
                "a",
                "_",
                "_",
                "-",
                " ",
                "  ",
                "\n",
                "[",
                "]",
                ".",
                "x9",
                "connected",
                "s",
                &id,
                &upper,
                most,
                "\r\n",
                "longerword",
            ];
            for _ in 0..4_000 {
                let text: String = (0..dice.below(9))
                    .map(|_| pieces[dice.below(pieces.len())])
                    .collect();
                let whole = read(&text, text.len().max(1), length);
                for piece in [1, 2, 3, 5] {
                    let cut = read(&text, piece, length);
                    let known = |lane: Option<Lane>| lane.map(|lane| (lane.state(), lane.held()));
                    assert_eq!(known(cut), known(whole), "{text:?} by {piece}");
                }
                let Some(lane) = whole else { continue };
                let waits = match tolerant::next(&text, 0, length, false) {
                    // One that a byte stands behind, and no more, waits.
                    Next::Found(found) => text.len() - found.range.start,
                    Next::Hold(at) => text.len() - at,
                    Next::None => 0,
                };
                let bracket = text[..text.len() - waits].ends_with('[');
                assert!(lane.held() >= waits + usize::from(bracket), "{text:?}");
                held += lane.held();
            }
        }
        assert!(held > 10_000, "{held}");
    }
}
