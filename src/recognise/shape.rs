//! The shape of a number that a check takes: how many groups, what stands between them, whether it stands alone. Most
//! numbers of a text are refused by their shape, before any check is called.

use super::candidate::{Digits, Separator};

/// Which windows of digit groups a check takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A bit for each number of groups (one to eight), for each separator behind them, for standing alone or not, for
    /// other groups beside them or none, and for each kind of neighbour on either side.
    takes: u64,
    needs: Needs,
    printed: Printed,
}

/// The lengths of groups, in order, that windows of several groups must have, or must not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Printed {
    Anyhow,
    As(&'static [&'static [u8]]),
    NotAs(&'static [&'static [u8]]),
}

/// What a check needs of the words around a window: it finds nothing without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// A word that may announce the rule's entity, somewhere near: the check reads the rest for itself.
    Hint,
    /// As `Hint`, for what is more than weak: without, the check finds nothing else.
    HintForMore,
    /// A cue of the rule.
    Cue,
    /// A cue of the rule at most [`REACH`] bytes before the number or half as many behind it, or what stands above it.
    CueBeside,
}

/// How far before a number the nearest cue of a rule may stand that needs one beside it.
pub(crate) const REACH: usize = 32;

/// What a byte beside a window is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Anything else, and the end of the text.
    Other,
    Letter,
    Space,
    /// `+` and `(`, before which a plus may stand.
    Plus,
    /// `-` and `/`.
    Dash,
    Dot,
    /// `,` and `'`.
    Comma,
    /// `*` and `#`.
    Star,
    /// 0x80 and above.
    Foreign,
}

const SEPARATORS: u32 = 8;
const ALONE: u32 = 16;
const CHAINED_BEFORE: u32 = 18;
const CHAINED_AFTER: u32 = 20;
const BEFORE: u32 = 24;
const AFTER: u32 = 36;
/// A bit for each kind of neighbour.
const KINDS: u64 = 0x1ff;

impl Shape {
    /// Windows of `least` to `most` groups (1 to 8), whatever stands between and around them.
    pub(crate) const fn groups(least: u32, most: u32) -> Shape {
        let groups = (1 << most) - (1 << (least - 1));
        Shape {
            takes: groups
                | 0xff << SEPARATORS
                | 3 << ALONE
                | 3 << CHAINED_BEFORE
                | 3 << CHAINED_AFTER
                | KINDS << BEFORE
                | KINDS << AFTER,
            needs: Needs::Nothing,
            printed: Printed::Anyhow,
        }
    }

    /// Those of one group, and those with one of these between all groups.
    pub(crate) const fn between(self, separators: &[Separator]) -> Shape {
        let mut takes = self.takes & !(0xff << SEPARATORS) | bit(Separator::None);
        let mut n = 0;
        while n < separators.len() {
            takes |= bit(separators[n]);
            n += 1;
        }
        Shape { takes, ..self }
    }

    /// Those that no letter, digit or underscore touches.
    pub(crate) const fn alone(self) -> Shape {
        Shape {
            takes: self.takes & !(2 << ALONE),
            ..self
        }
    }

    /// Those that no other group stands before, a separator's distance away.
    pub(crate) const fn first(self) -> Shape {
        Shape {
            takes: self.takes & !(2 << CHAINED_BEFORE),
            ..self
        }
    }

    /// Those that no other group stands before or behind, a separator's distance away.
    pub(crate) const fn whole(self) -> Shape {
        Shape {
            takes: self.takes & !(2 << CHAINED_BEFORE | 2 << CHAINED_AFTER),
            ..self
        }
    }

    /// Those of one group, and those whose groups have one of these lists of lengths.
    pub(crate) const fn printed(self, lengths: &'static [&'static [u8]]) -> Shape {
        Shape {
            printed: Printed::As(lengths),
            ..self
        }
    }

    /// Those of one group, and those whose groups have none of these lists of lengths.
    pub(crate) const fn not_printed(self, lengths: &'static [&'static [u8]]) -> Shape {
        Shape {
            printed: Printed::NotAs(lengths),
            ..self
        }
    }

    /// Those with one of these before them.
    pub(crate) const fn behind(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(KINDS << BEFORE) | beside(kinds) << BEFORE,
            ..self
        }
    }

    /// Those with none of these before them.
    pub(crate) const fn not_behind(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(beside(kinds) << BEFORE),
            ..self
        }
    }

    /// Those with none of these behind them.
    pub(crate) const fn not_ahead_of(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(beside(kinds) << AFTER),
            ..self
        }
    }

    /// Those with one of these behind them.
    pub(crate) const fn ahead_of(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(KINDS << AFTER) | beside(kinds) << AFTER,
            ..self
        }
    }

    /// Those that a cue of the rule announces: the check finds nothing without.
    pub(crate) const fn cued(self) -> Shape {
        Shape {
            needs: Needs::Cue,
            ..self
        }
    }

    /// Those that a cue of the rule announces which stands beside them, or above: the check finds nothing likely without.
    pub(crate) const fn cued_beside(self) -> Shape {
        Shape {
            needs: Needs::CueBeside,
            ..self
        }
    }

    /// Those near which a word may announce the rule's entity: the check finds nothing without.
    pub(crate) const fn hinted(self) -> Shape {
        Shape {
            needs: Needs::Hint,
            ..self
        }
    }

    /// Those near which a word may announce the rule's entity: the check finds nothing more than weak without.
    pub(crate) const fn hinted_for_more(self) -> Shape {
        Shape {
            needs: Needs::HintForMore,
            ..self
        }
    }

    /// What the check needs of the words around a window.
    pub(crate) const fn needs(self) -> Needs {
        self.needs
    }

    /// Whether a window of that [`form`] is one of these.
    #[cfg(test)]
    fn takes(self, digits: &Digits<'_>) -> bool {
        let listed = |lists: &[&[u8]]| lists.contains(&digits.groups);
        let printed = match self.printed {
            Printed::Anyhow => true,
            Printed::As(lists) => digits.groups.len() == 1 || listed(lists),
            Printed::NotAs(lists) => digits.groups.len() == 1 || !listed(lists),
        };
        printed && form(digits).0.iter().all(|bit| self.takes >> bit & 1 == 1)
    }
}

const fn beside(kinds: &[Beside]) -> u64 {
    let (mut bits, mut n) = (0, 0);
    while n < kinds.len() {
        bits |= 1 << kinds[n] as u64;
        n += 1;
    }
    bits
}

const fn place(separator: Separator) -> u32 {
    SEPARATORS
        + match separator {
            Separator::None => 0,
            Separator::Space => 1,
            Separator::Hyphen => 2,
            Separator::Dot => 3,
            Separator::Slash => 4,
            Separator::Mixed => 5,
        }
}

const fn bit(separator: Separator) -> u64 {
    1 << place(separator)
}

/// The form of a window: the bits of a shape that must be there to take it.
#[derive(Clone, Copy, Debug)]
struct Form([u8; 7]);

/// The form of a window.
#[inline]
fn form(digits: &Digits<'_>) -> Form {
    let alone = ALONE as u8 + u8::from(!digits.stands_alone());
    Form([
        (digits.groups.len() - 1) as u8 & 7,
        place(digits.separator) as u8,
        alone,
        CHAINED_BEFORE as u8 + u8::from(digits.chained_before),
        CHAINED_AFTER as u8 + u8::from(digits.chained_after),
        BEFORE as u8 + BESIDE[usize::from(digits.before)] as u8,
        AFTER as u8 + BESIDE[usize::from(digits.after)] as u8,
    ])
}

/// What each byte is beside a window.
static BESIDE: [Beside; 256] = {
    let mut table = [Beside::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' => Beside::Letter,
            b' ' => Beside::Space,
            b'+' | b'(' => Beside::Plus,
            b'-' | b'/' => Beside::Dash,
            b'.' => Beside::Dot,
            b',' | b'\'' => Beside::Comma,
            b'*' | b'#' => Beside::Star,
            0x80.. => Beside::Foreign,
            _ => Beside::Other,
        };
        byte += 1;
    }
    table
};

/// The lengths of a window's groups as one number: five bits for each.
pub(crate) const fn lengths(groups: &[u8]) -> u64 {
    let (mut lengths, mut n) = (0, 0);
    while n < groups.len() {
        lengths = longer(lengths, groups[n]);
        n += 1;
    }
    lengths
}

/// As [`lengths`], with one more group.
pub(crate) const fn longer(lengths: u64, group: u8) -> u64 {
    lengths << 5 | group as u64
}

/// Up to 64 shapes, by what they take, so that those of a window are told by few look-ups.
#[derive(Clone)]
pub(crate) struct Shapes {
    taking: [u64; SHAPE_BITS],
    /// Those that take only what is printed in some way, and for each way those that it makes a difference to.
    only_printed: u64,
    printed: Vec<(u64, u64)>,
    /// Those that ask how a window is printed at all.
    asking: u64,
    /// Those that need a hint, those that need a cue among them.
    pub(crate) hinted: u64,
    /// Those that need a hint for what is more than weak.
    pub(crate) hinted_for_more: u64,
    /// Those that need a cue.
    pub(crate) cued: u64,
    /// Those that need one beside them.
    pub(crate) beside: u64,
}

/// Bits of a shape.
const SHAPE_BITS: usize = 46;

impl Shapes {
    pub(crate) const NONE: Shapes = Shapes {
        taking: [0; SHAPE_BITS],
        only_printed: 0,
        printed: Vec::new(),
        asking: 0,
        hinted: 0,
        hinted_for_more: 0,
        cued: 0,
        beside: 0,
    };

    /// Adds the shape of that number (0 to 63), for windows of so many digits.
    pub(crate) fn add(&mut self, number: usize, shape: Shape, digits: usize) {
        for (n, taking) in self.taking.iter_mut().enumerate() {
            *taking |= (shape.takes >> n & 1) << number;
        }
        self.asking |= u64::from(shape.printed != Printed::Anyhow) << number;
        let lists = match shape.printed {
            Printed::Anyhow => &[][..],
            Printed::As(lists) => {
                self.only_printed |= 1 << number;
                lists
            }
            Printed::NotAs(lists) => lists,
        };
        let sum = |list: &[u8]| list.iter().map(|n| usize::from(*n)).sum::<usize>();
        for list in lists.iter().filter(|list| sum(list) == digits) {
            let lengths = lengths(list);
            match self.printed.iter_mut().find(|known| known.0 == lengths) {
                Some((_, shapes)) => *shapes |= 1 << number,
                None => self.printed.push((lengths, 1 << number)),
            }
        }
        let needs = |any: &[Needs]| u64::from(any.contains(&shape.needs)) << number;
        self.hinted |= needs(&[Needs::Hint, Needs::Cue, Needs::CueBeside]);
        self.hinted_for_more |= needs(&[Needs::HintForMore]);
        self.cued |= needs(&[Needs::Cue, Needs::CueBeside]);
        self.beside |= needs(&[Needs::CueBeside]);
    }

    /// Whether any shape takes a window of so many groups (1 to 8) of those [`lengths`] with that separator, whatever
    /// stands around it.
    #[inline]
    pub(crate) fn may_take(&self, groups: usize, lengths: u64, separator: Separator) -> bool {
        let taking = self.taking[(groups - 1) & 7] & self.taking[place(separator) as usize];
        self.printed(taking, groups, lengths) != 0
    }

    /// Those of the shapes `taking` that take so many groups of those lengths.
    #[inline]
    fn printed(&self, taking: u64, groups: usize, lengths: u64) -> u64 {
        if groups == 1 || taking & self.asking == 0 {
            return taking;
        }
        let listed = self.printed.iter().find(|printed| printed.0 == lengths);
        // Those that take only what is listed, where it is; those that take what is not, where it is not.
        taking & !(self.only_printed ^ listed.map_or(0, |printed| printed.1))
    }

    /// The numbers of the shapes that take the window, a bit each.
    #[inline]
    pub(crate) fn taking(&self, digits: &Digits<'_>) -> u64 {
        let form = form(digits);
        let taking = form.0.iter().fold(u64::MAX, |all, bit| {
            all & self.taking[usize::from(*bit) % SHAPE_BITS]
        });
        self.printed(taking, digits.groups.len(), digits.lengths)
    }
}

#[cfg(test)]
mod tests;
