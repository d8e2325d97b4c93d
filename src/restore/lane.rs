//! The quick way through plain text: what must wait, known byte by byte from a table, with nothing read twice.
//!
//! It knows less than [`tolerant`](super::tolerant) and never less than is safe: it holds back at least what may still
//! become a token, and gives up where a byte means more than itself (an escape, an entity, another script) or where
//! letters end in their check letter.

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
const STATES: usize = ID as usize + 17;

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

type Table = [[Move; 6]; STATES];

const fn table(letters: u8) -> Table {
    const CLASSES: [Class; 6] = [
        Class::Other,
        Class::Letter,
        Class::Space,
        Class::Joiner,
        Class::Bracket,
        Class::Special,
    ];
    let mut all = [[only(LEFT, 0); 6]; STATES];
    let mut state = 0;
    while state < STATES {
        let mut class = 0;
        while class < CLASSES.len() {
            all[state][class] = step(state as u8, CLASSES[class], letters);
            class += 1;
        }
        state += 1;
    }
    all
}

static NINE: Table = table(9);
static THIRTEEN: Table = table(13);
static SEVENTEEN: Table = table(17);

/// What is kept of the sum on the way into a state, and what its letter weighs.
const SUM: [(u32, u32); STATES] = {
    let mut all = [(0, 0); STATES];
    all[LAST as usize] = (u32::MAX, 0);
    let mut letters = 1;
    while (ID as usize) + letters < STATES {
        let keep = if letters == 1 { 0 } else { u32::MAX };
        all[ID as usize + letters] = (keep, check::weight(letters - 1));
        letters += 1;
    }
    all
};

/// Where the text stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lane {
    state: u8,
    /// Bytes that are held back.
    held: u8,
    /// The weighted sum of the letters of what may be an id.
    sum: u32,
}

impl Lane {
    /// Whether it may begin behind these bytes, which were released.
    pub(super) fn may_begin(behind: &[u8]) -> bool {
        let special = |byte: &u8| CLASS[usize::from(*byte)] == Class::Special;
        !behind.iter().any(special)
    }

    /// Bytes at the end of the text that must wait.
    pub(super) fn held(self) -> usize {
        usize::from(self.held)
    }

    /// Behind the piece; nothing where the long way must be taken.
    pub(super) fn take(self, piece: &[u8], length: IdLength) -> Option<Lane> {
        let table = match length {
            IdLength::Nine => &NINE,
            IdLength::Thirteen => &THIRTEEN,
            IdLength::Seventeen => &SEVENTEEN,
        };
        let Lane {
            mut state,
            mut held,
            mut sum,
        } = self;
        for &byte in piece {
            let Move { next, all, more } =
                table[usize::from(state)][CLASS[usize::from(byte)] as usize];
            held = (held & all).wrapping_add(more);
            let lower = byte | 0x20;
            let (kept, weight) = SUM[usize::from(next)];
            sum =
                (sum & kept).wrapping_add(u32::from(lower.wrapping_sub(b'a')).wrapping_mul(weight));
            state = next;
            if state == LAST {
                if check::of(sum) == lower {
                    return None;
                }
                (state, held) = (LONG, 0);
            }
        }
        (state != LEFT).then_some(Lane { state, held, sum })
    }
}
