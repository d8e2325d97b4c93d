//! Which checks run at which anchor, chosen once when the scanner is built.

use std::ops::Range;

use super::RawHit;
use super::chain::{self, Chain};
use super::instant::Instant;
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::{Code, Cx, Digits};
use crate::recognise::cue::CueSet;
use crate::recognise::shape::{Needs, Shape, Shapes};
use crate::recognise::sign::{Around, Sign};
use crate::recognise::{Rule, Trigger};

/// Digits in the longest window that a check is given.
pub(super) const MOST_DIGITS: usize = 24;
/// Bytes in the longest word of letters and digits that a check is given.
pub(super) const LONGEST_CODE: usize = 64;

/// Digits of the shortest number with a check digit.
const SHORTEST_CHECKED: usize = 9;

type Checks<F> = Vec<(u16, F)>;
type EndsCheck = fn([u8; 2]) -> bool;
type SignCheck = fn(&Cx<'_>, &Sign) -> Option<Hit>;
type PlaceCheck = fn(&Cx<'_>, usize) -> Option<Hit>;
type RangeCheck = fn(&Cx<'_>, Range<usize>) -> Option<Hit>;
type DigitsCheck = fn(&Cx<'_>, &Digits<'_>) -> Option<Hit>;
type CodeCheck = fn(&Cx<'_>, &Code<'_>) -> Option<Hit>;

/// The checks of a scanner's rules by anchor; those for digits and codes by length too.
pub(super) struct Dispatch {
    at: Checks<(Around, SignCheck)>,
    pub(super) long: Checks<RangeCheck>,
    assign: Checks<(EndsCheck, PlaceCheck)>,
    pub(super) scheme: Checks<PlaceCheck>,
    pub(super) colons: Checks<PlaceCheck>,
    pub(super) dots: Checks<PlaceCheck>,
    pub(super) flags: Checks<PlaceCheck>,
    pub(super) dashes: Checks<PlaceCheck>,
    pub(super) password: Checks<PlaceCheck>,
    /// The rule of persons, where names are looked for.
    pub(super) person: Option<u16>,
    digits: [Numbers; MOST_DIGITS + 1],
    codes: [Checks<CodeCheck>; LONGEST_CODE + 1],
}

/// The checks for numbers of one length.
#[derive(Clone)]
struct Numbers {
    shapes: Shapes,
    checks: Checks<DigitsCheck>,
    /// The rules of those that need a hint or a cue.
    hinted: CueSet,
}

/// Checks for numbers of one length: as many as [`Shapes`] holds.
const MOST_CHECKS: usize = 64;

impl Dispatch {
    pub(super) fn build<'r>(rules: impl Iterator<Item = (usize, &'r Rule)>) -> Dispatch {
        let mut dispatch = Dispatch {
            at: Vec::new(),
            long: Vec::new(),
            assign: Vec::new(),
            scheme: Vec::new(),
            colons: Vec::new(),
            dots: Vec::new(),
            flags: Vec::new(),
            dashes: Vec::new(),
            password: Vec::new(),
            person: None,
            digits: [const {
                Numbers {
                    shapes: Shapes::NONE,
                    checks: Vec::new(),
                    hinted: CueSet::NONE,
                }
            }; MOST_DIGITS + 1],
            codes: [const { Vec::new() }; LONGEST_CODE + 1],
        };
        for (index, rule) in rules {
            let id = u16::try_from(index).unwrap_or(u16::MAX);
            if rule.entity == Entity::PERSON {
                dispatch.person = Some(id);
            }
            for trigger in rule.triggers {
                match *trigger {
                    Trigger::At(needs, check) => dispatch.at.push((id, (needs, check))),
                    Trigger::Long(check) => dispatch.long.push((id, check)),
                    Trigger::Assign(ends, check) => dispatch.assign.push((id, (ends, check))),
                    Trigger::Scheme(check) => dispatch.scheme.push((id, check)),
                    Trigger::Colons(check) => dispatch.colons.push((id, check)),
                    Trigger::Dots(check) => dispatch.dots.push((id, check)),
                    Trigger::Flag(check) => dispatch.flags.push((id, check)),
                    Trigger::Dashes(check) => dispatch.dashes.push((id, check)),
                    Trigger::Password(check) => dispatch.password.push((id, check)),
                    Trigger::Digits(least, most, check) => {
                        dispatch.number(id, least, most, Shape::groups(1, 8), check);
                    }
                    Trigger::Shaped(least, most, shape, check) => {
                        dispatch.number(id, least, most, shape, check);
                    }
                    Trigger::Code(least, most, check) => {
                        let most = usize::from(most).min(LONGEST_CODE);
                        for checks in &mut dispatch.codes[usize::from(least)..=most] {
                            checks.push((id, check));
                        }
                    }
                }
            }
        }
        dispatch
    }

    fn number(&mut self, id: u16, least: u8, most: u8, shape: Shape, check: DigitsCheck) {
        let most = usize::from(most).min(MOST_DIGITS);
        for digits in usize::from(least)..=most {
            let numbers = &mut self.digits[digits];
            debug_assert!(numbers.checks.len() < MOST_CHECKS, "a shape too many");
            numbers
                .shapes
                .add(numbers.checks.len() % MOST_CHECKS, shape, digits);
            numbers.checks.push((id, check));
            if shape.needs() != Needs::Nothing {
                numbers.hinted = numbers.hinted.with(CueSet::rule(usize::from(id)));
            }
        }
    }

    /// Runs the checks for an `@` that what stands beside it leaves.
    pub(super) fn sign(&self, cx: &Cx<'_>, sign: &Sign, raw: &mut Vec<RawHit>) {
        for &(rule, (needs, check)) in &self.at {
            if sign.may(needs) {
                cx.set_rule(CueSet::rule(usize::from(rule)));
                push(cx, raw, rule, check(cx, sign));
            }
        }
    }

    /// Runs the checks for one place.
    pub(super) fn place(
        checks: &Checks<PlaceCheck>,
        cx: &Cx<'_>,
        at: usize,
        raw: &mut Vec<RawHit>,
    ) {
        for &(rule, check) in checks {
            cx.set_rule(CueSet::rule(usize::from(rule)));
            push(cx, raw, rule, check(cx, at));
        }
    }

    /// Runs the checks for a `:` or `=` behind a key that ends in these bytes; all of them where `any`.
    pub(super) fn assign(
        &self,
        cx: &Cx<'_>,
        at: usize,
        ends: [u8; 2],
        any: bool,
        raw: &mut Vec<RawHit>,
    ) {
        for &(rule, (may, check)) in &self.assign {
            if any || may(ends) {
                cx.set_rule(CueSet::rule(usize::from(rule)));
                push(cx, raw, rule, check(cx, at));
            }
        }
    }

    /// Runs the checks for a long run.
    pub(super) fn long(&self, cx: &Cx<'_>, range: &Range<usize>, raw: &mut Vec<RawHit>) {
        for &(rule, check) in &self.long {
            cx.set_rule(CueSet::rule(usize::from(rule)));
            push(cx, raw, rule, check(cx, range.clone()));
        }
    }

    /// Whether any check takes numbers of so many digits.
    pub(super) fn wants_digits(&self, digits: usize) -> bool {
        let numbers = self.digits.get(digits);
        numbers.is_some_and(|numbers| !numbers.checks.is_empty())
    }

    /// Whether any check takes words of that length (at most 64).
    pub(super) fn wants_code(&self, length: usize) -> bool {
        self.codes
            .get(length)
            .is_some_and(|checks| !checks.is_empty())
    }

    /// Runs the checks for a word of letters and digits.
    pub(super) fn code(&self, cx: &Cx<'_>, code: &Code<'_>, raw: &mut Vec<RawHit>) {
        let Some(checks) = self.codes.get(code.word.len()) else {
            return;
        };
        for &(rule, check) in checks {
            cx.set_rule(CueSet::rule(usize::from(rule)));
            push(cx, raw, rule, check(cx, code));
        }
    }

    /// Runs the checks for each window of the digit chain that starts at `at`, and returns where to go on.
    pub(super) fn digits(&self, cx: &Cx<'_>, at: usize, raw: &mut Vec<RawHit>) -> usize {
        let one = self.one_group(cx, at, raw);
        let octets = one.or_else(|| octets(cx, at));
        octets.unwrap_or_else(|| self.chain(cx, at, raw))
    }

    /// As [`digits`](Self::digits), where the chain is one group, as most are: it needs no copy.
    #[inline]
    pub(super) fn one_group(&self, cx: &Cx<'_>, at: usize, raw: &mut Vec<RawHit>) -> Option<usize> {
        let digits = chain::single(cx.bytes(), at)?;
        if !chain::of_time(cx.bytes(), &digits) {
            self.window(cx, &digits, raw);
        }
        Some(digits.end)
    }

    /// As [`digits`](Self::digits), for a chain that is neither one group nor four octets.
    #[inline(never)]
    pub(super) fn chain(&self, cx: &Cx<'_>, at: usize, raw: &mut Vec<RawHit>) -> usize {
        if let Some(instant) = Instant::read(cx.bytes(), at).filter(|_| !cx.explains()) {
            let date = instant.date();
            cx.asks_of(&date.range());
            self.window(cx, &date, raw);
            return instant.end;
        }
        let mut chain = Chain::EMPTY;
        chain.read(cx.bytes(), at);
        // The sign of a country's code is asked of with it.
        let start = at - usize::from(cx.before(at) == b'+');
        cx.asks_of(&(start..chain.end()));
        // The value that was found by its check digits or its like, whose parts are none.
        let mut whole = 0..0;
        let one_value = chain.one_value(cx.bytes()).filter(|_| !cx.explains());
        let may = |digits: usize, groups, lengths, separator| {
            let numbers = self.digits.get(digits);
            numbers.is_some_and(|numbers| numbers.shapes.may_take(groups, lengths, separator))
        };
        chain.windows(cx.bytes(), one_value, may, |digits| {
            let inside = whole.start <= digits.start && digits.end <= whole.end;
            if inside && digits.value.len() < SHORTEST_CHECKED && !cx.explains() {
                return;
            }
            let known = raw.len();
            self.window(cx, digits, raw);
            if digits.value.len() > SHORTEST_CHECKED
                && let Some(found) = raw[known..]
                    .iter()
                    .find(|raw| raw.hit.score >= Score::STRONG)
            {
                whole = found.hit.range.clone();
            }
        });
        chain.next()
    }

    #[inline]
    fn window(&self, cx: &Cx<'_>, digits: &Digits<'_>, raw: &mut Vec<RawHit>) {
        let Some(numbers) = self.digits.get(digits.value.len()) else {
            return;
        };
        let mut taking = numbers.shapes.taking(digits);
        let mut hinted = taking & numbers.shapes.hinted;
        if cx.least() > Score::WEAK {
            hinted |= taking & numbers.shapes.hinted_for_more;
        }
        if hinted != 0 && !cx.explains() {
            let range = digits.range();
            let near = if hinted & !numbers.shapes.beside == 0 {
                cx.near_beside(&range)
            } else {
                cx.near(&range)
            };
            if near.meets(numbers.hinted) {
                taking &= !hinted | self.announced(numbers, hinted, near);
            } else {
                taking &= !hinted;
            }
        }
        if taking != 0 {
            self.take(cx, numbers, taking, digits, raw);
        }
    }

    /// Those of the checks in `hinted` whose rule is among `near`.
    fn announced(&self, numbers: &Numbers, hinted: u64, near: CueSet) -> u64 {
        let mut kept = 0;
        let mut rest = hinted;
        while rest != 0 {
            let n = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if near.meets(CueSet::rule(usize::from(numbers.checks[n].0))) {
                kept |= 1 << n;
            }
        }
        kept
    }

    #[inline(never)]
    fn take(
        &self,
        cx: &Cx<'_>,
        numbers: &Numbers,
        mut taking: u64,
        digits: &Digits<'_>,
        raw: &mut Vec<RawHit>,
    ) {
        while taking != 0 {
            let n = taking.trailing_zeros() as usize;
            taking &= taking - 1;
            let (rule, check) = numbers.checks[n];
            cx.set_rule(CueSet::rule(usize::from(rule)));
            let cued = numbers.shapes.cued >> n & 1 == 1;
            if !cued || cx.explains() || cx.cued(&digits.range()) {
                push(cx, raw, rule, check(cx, digits));
            }
        }
    }
}

/// Where the four octets end that begin at `at`, as [`chain::octets`] says: none of them is a number of its own.
#[inline]
pub(super) fn octets(cx: &Cx<'_>, at: usize) -> Option<usize> {
    chain::octets(cx.bytes(), at).filter(|_| !cx.explains())
}

#[inline(always)]
fn push(cx: &Cx<'_>, raw: &mut Vec<RawHit>, rule: u16, hit: Option<Hit>) {
    if let Some(hit) = hit.filter(|hit| hit.score >= cx.least()) {
        raw.push(RawHit { rule, hit });
    }
}
