//! The shape of a number that a check takes: how many groups, what stands between them, whether it stands alone. Most
//! numbers of a text are refused by their shape, before any check is called.

use super::candidate::{Digits, Separator};

/// Which windows of digit groups a check takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A bit for each number of groups (one to eight), for each separator behind them, for standing alone or not, and
    /// for each kind of neighbour on either side.
    takes: u64,
    needs: Needs,
}

/// What a check needs of the words around a window: it finds nothing without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing.
    Nothing,
    /// A word that may announce the rule's entity, somewhere near: the check reads the rest for itself.
    Hint,
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

/// All but letters.
pub(crate) const NO_LETTER: &[Beside] = &[
    Beside::Other,
    Beside::Space,
    Beside::Dash,
    Beside::Dot,
    Beside::Comma,
    Beside::Star,
    Beside::Foreign,
];

const SEPARATORS: u32 = 8;
const ALONE: u32 = 16;
const BEFORE: u32 = 24;
const AFTER: u32 = 32;

impl Shape {
    /// Windows of `least` to `most` groups (1 to 8), whatever stands between and around them.
    pub(crate) const fn groups(least: u32, most: u32) -> Shape {
        let groups = (1 << most) - (1 << (least - 1));
        Shape {
            takes: groups | 0xff << SEPARATORS | 3 << ALONE | 0xff << BEFORE | 0xff << AFTER,
            needs: Needs::Nothing,
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

    /// Those with one of these before them.
    pub(crate) const fn behind(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(0xff << BEFORE) | beside(kinds) << BEFORE,
            ..self
        }
    }

    /// Those with one of these behind them.
    pub(crate) const fn ahead_of(self, kinds: &[Beside]) -> Shape {
        Shape {
            takes: self.takes & !(0xff << AFTER) | beside(kinds) << AFTER,
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

    /// What the check needs of the words around a window.
    pub(crate) const fn needs(self) -> Needs {
        self.needs
    }

    /// Whether a window of that [`form`] is one of these.
    #[cfg(test)]
    pub(crate) const fn takes(self, form: Form) -> bool {
        let mut n = 0;
        while n < form.0.len() {
            if self.takes >> form.0[n] & 1 == 0 {
                return false;
            }
            n += 1;
        }
        true
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
pub(crate) struct Form([u8; 5]);

/// The form of a window.
#[inline]
pub(crate) fn form(digits: &Digits<'_>) -> Form {
    let alone = ALONE as u8 + u8::from(!digits.stands_alone());
    Form([
        (digits.groups.len() - 1) as u8 & 7,
        place(digits.separator) as u8,
        alone,
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

/// Up to 64 shapes, by what they take, so that those of a window are told by five look-ups.
#[derive(Clone)]
pub(crate) struct Shapes {
    taking: [u64; SHAPE_BITS],
    /// Those that need a hint, those that need a cue among them.
    pub(crate) hinted: u64,
    /// Those that need a cue.
    pub(crate) cued: u64,
    /// Those that need one beside them.
    pub(crate) beside: u64,
}

/// Bits of a shape.
const SHAPE_BITS: usize = 40;

impl Shapes {
    pub(crate) const NONE: Shapes = Shapes {
        taking: [0; SHAPE_BITS],
        hinted: 0,
        cued: 0,
        beside: 0,
    };

    /// Adds the shape of that number (0 to 63).
    pub(crate) fn add(&mut self, number: usize, shape: Shape) {
        for (n, taking) in self.taking.iter_mut().enumerate() {
            *taking |= (shape.takes >> n & 1) << number;
        }
        self.hinted |= u64::from(shape.needs != Needs::Nothing) << number;
        let beside = shape.needs == Needs::CueBeside;
        self.cued |= u64::from(beside || shape.needs == Needs::Cue) << number;
        self.beside |= u64::from(beside) << number;
    }

    /// Whether any shape takes a window of so many groups (1 to 8) with that separator, whatever stands around it.
    #[inline]
    pub(crate) fn may_take(&self, groups: usize, separator: Separator) -> bool {
        let groups = self.taking[(groups - 1) & 7];
        groups & self.taking[place(separator) as usize] != 0
    }

    /// The numbers of the shapes that take a window of that form, a bit each.
    #[inline]
    pub(crate) fn taking(&self, form: Form) -> u64 {
        form.0.iter().fold(u64::MAX, |all, bit| {
            all & self.taking[usize::from(*bit) % SHAPE_BITS]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_takes_what_it_says() {
        let window = |groups: &'static [u8], separator, after| Digits {
            start: 0,
            end: 12,
            value: b"123456789012",
            groups,
            separator,
            before: b' ',
            after,
            chained_before: false,
            chained_after: false,
        };
        let one = form(&window(&[12], Separator::None, b' '));
        let three = form(&window(&[4, 4, 4], Separator::Space, b' '));
        let slashes = form(&window(&[4, 4, 4], Separator::Slash, b' '));
        let touched = form(&window(&[12], Separator::None, b'x'));
        let shape = Shape::groups(1, 3);
        assert!(
            [one, three, slashes, touched]
                .iter()
                .all(|form| shape.takes(*form))
        );
        let shape = shape.between(&[Separator::Space]).alone();
        assert_eq!(
            [one, three, slashes, touched].map(|form| shape.takes(form)),
            [true, true, false, false]
        );
        let shape = Shape::groups(2, 2);
        assert!(![one, three].iter().any(|form| shape.takes(*form)));
        let behind = Shape::groups(1, 3).behind(&[Beside::Letter, Beside::Dot]);
        assert!(![one, three].iter().any(|form| behind.takes(*form)));
        let ahead = Shape::groups(1, 3).ahead_of(&[Beside::Letter]);
        assert_eq!([one, touched].map(|form| ahead.takes(form)), [false, true]);
    }

    #[test]
    fn many_shapes_take_what_each_does() {
        let shapes = [
            Shape::groups(1, 1),
            Shape::groups(1, 8).between(&[Separator::Dot, Separator::Space]),
            Shape::groups(2, 4).alone().cued(),
            Shape::groups(1, 2).behind(&[Beside::Other]).hinted(),
            Shape::groups(1, 8).ahead_of(&[Beside::Letter, Beside::Foreign]),
        ];
        let mut all = Shapes::NONE;
        for (n, shape) in shapes.iter().enumerate() {
            all.add(n, *shape);
        }
        assert_eq!((all.hinted, all.cued), (0b1100, 0b100));
        let separators = [Separator::Space, Separator::Dot, Separator::Mixed];
        for groups in [&[4][..], &[4, 4], &[1, 2, 3, 4, 5]] {
            for separator in separators {
                for before in *b"\0 a-.,*_\xe0" {
                    for after in *b"\0 a-.,*_\xe0" {
                        let form = form(&Digits {
                            start: 0,
                            end: 4,
                            value: b"1234",
                            groups,
                            separator,
                            before,
                            after,
                            chained_before: false,
                            chained_after: false,
                        });
                        let each = shapes.iter().enumerate();
                        let wanted = each.fold(0, |bits, (n, shape)| {
                            bits | u64::from(shape.takes(form)) << n
                        });
                        assert_eq!(all.taking(form), wanted);
                    }
                }
            }
        }
    }
}
