//! The shape of a number that a check takes: how many groups, what stands between them, whether it stands alone. Most
//! numbers of a text are refused by their shape, before any check is called.

use super::candidate::{Digits, Separator};

/// Which windows of digit groups a check takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// A bit for each number of groups (one to eight), for each separator behind them, then for standing alone or not.
    takes: u32,
    cued: bool,
}

const SEPARATORS: u32 = 8;
const ALONE: u32 = 16;

impl Shape {
    /// Windows of `least` to `most` groups (1 to 8), whatever stands between and around them.
    pub(crate) const fn groups(least: u32, most: u32) -> Shape {
        let groups = (1 << most) - (1 << (least - 1));
        Shape {
            takes: groups | 0xff << SEPARATORS | 3 << ALONE,
            cued: false,
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

    /// Those that a cue of the rule announces: the check finds nothing without.
    pub(crate) const fn cued(self) -> Shape {
        Shape { cued: true, ..self }
    }

    /// Whether the check finds nothing where no cue of its rule is near.
    pub(crate) const fn needs_cue(self) -> bool {
        self.cued
    }

    /// Whether a window of that [`form`] is one of these.
    pub(crate) const fn takes(self, form: u32) -> bool {
        self.takes & form == form
    }
}

const fn bit(separator: Separator) -> u32 {
    1 << (SEPARATORS
        + match separator {
            Separator::None => 0,
            Separator::Space => 1,
            Separator::Hyphen => 2,
            Separator::Dot => 3,
            Separator::Slash => 4,
            Separator::Mixed => 5,
        })
}

/// The form of a window, as [`Shape::takes`] reads it.
pub(crate) fn form(digits: &Digits<'_>) -> u32 {
    let alone = if digits.stands_alone() { 1 } else { 2 };
    1 << (digits.groups.len() - 1) | bit(digits.separator) | alone << ALONE
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
        assert!(!Shape::groups(1, 1).needs_cue() && Shape::groups(1, 1).cued().needs_cue());
    }
}
