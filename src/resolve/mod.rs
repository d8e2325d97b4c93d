//! Resolution: overlapping hits become disjoint findings in order.
//!
//! The stronger and longer evidence wins. What it leaves of a weaker hit stays a finding of its own, so that nothing
//! that was flagged is left uncovered; but for the few characters at an edge that tell nothing, and the separators.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::entity::Entity;
use crate::finding::{Finding, Hit};
use crate::scan::RawHit;

/// Appends the findings of `raw` to `found`: disjoint, sorted, on character boundaries.
///
/// A hit whose range is empty, out of bounds or inside a character is widened or dropped: a recogniser of the caller's
/// own may report anything.
pub(crate) fn resolve<'t>(
    text: &'t str,
    raw: &mut Vec<RawHit>,
    entity: impl Fn(u16) -> Entity,
    found: &mut Vec<Finding<'t>>,
) {
    raw.retain_mut(|raw| sound(text, &mut raw.hit.range));
    if !disjoint(raw) {
        raw.sort_unstable_by_key(|raw| (raw.hit.range.start, raw.hit.range.end, raw.rule));
    }
    let mut rest = raw.as_mut_slice();
    while let Some(first) = rest.first() {
        let mut end = first.hit.range.end;
        let touching = rest[1..].iter().take_while(|next| {
            let touches = next.hit.range.start < end;
            end = end.max(next.hit.range.end);
            touches
        });
        let (group, behind) = rest.split_at_mut(1 + touching.count());
        match group {
            [only] => found.extend(Finding::new(text, entity(only.rule), &only.hit)),
            _ => settle(text, group, &entity, found),
        }
        rest = behind;
    }
}

/// Appends the findings of hits that touch one another.
fn settle<'t>(
    text: &'t str,
    group: &mut [RawHit],
    entity: &impl Fn(u16) -> Entity,
    found: &mut Vec<Finding<'t>>,
) {
    let from = found.len();
    group.sort_unstable_by_key(|RawHit { rule, hit }| {
        let Range { start, end } = hit.range;
        (Reverse(strength(hit)), *rule, start, end)
    });
    let (mut few, mut many) = (Few::default(), BTreeMap::new());
    let is_few = group.len() <= FEW;
    for RawHit { rule, hit } in group.iter() {
        let entity = entity(*rule);
        let mut piece_of = |piece: Range<usize>| {
            let piece = match piece == hit.range {
                true => piece,
                false => told(text, piece)?,
            };
            let hit = Hit::new(piece.clone(), hit.score, hit.why);
            found.extend(Finding::new(text, entity, &hit));
            Some(piece)
        };
        if is_few {
            let free = few.uncovered(&hit.range);
            free.all()
                .cloned()
                .filter_map(&mut piece_of)
                .for_each(|piece| few.add(piece));
        } else {
            for piece in uncovered(&many, &hit.range) {
                if let Some(piece) = piece_of(piece) {
                    many.insert(piece.start, piece.end);
                }
            }
        }
    }
    found[from..].sort_unstable_by_key(|finding| finding.range().start);
}

/// Hits of one group whose pieces are kept without a map.
const FEW: usize = 8;
/// The most pieces that they leave: each that is taken parts a hole in two at most.
const PIECES: usize = 2 * FEW;

/// Ranges that are disjoint and in order.
#[derive(Default)]
struct Few {
    ranges: [Range<usize>; PIECES],
    count: usize,
}

impl Few {
    fn all(&self) -> impl Iterator<Item = &Range<usize>> {
        self.ranges[..self.count].iter()
    }

    fn add(&mut self, range: Range<usize>) {
        let before = self.all().take_while(|taken| taken.start < range.start);
        let at = before.count();
        if self.count < PIECES {
            self.ranges[at..=self.count].rotate_right(1);
            self.ranges[at] = range;
            self.count += 1;
        }
    }

    /// The parts of `range` that none of these covers, in order.
    fn uncovered(&self, range: &Range<usize>) -> Few {
        let mut free = Few::default();
        let mut at = range.start;
        for taken in self.all().filter(|taken| taken.end > range.start) {
            if taken.start >= range.end {
                break;
            }
            if at < taken.start {
                free.add(at..taken.start);
            }
            at = at.max(taken.end);
        }
        if at < range.end {
            free.add(at..range.end);
        }
        free
    }
}

/// Fewest letters and digits that say something of a value whose other part is a finding already.
const TELLING: usize = 4;

/// A piece of a hit without the separators at its edges; `None` where it tells nothing.
fn told(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let part = &text[piece.clone()];
    let edge = |c: char| !c.is_alphanumeric();
    let start = piece.start + part.len() - part.trim_start_matches(edge).len();
    let end = piece.start + part.trim_end_matches(edge).len();
    let told = part.chars().filter(|c| c.is_alphanumeric());
    (told.take(TELLING).count() == TELLING).then_some(start..end)
}

/// Evidence first, then length: a whole card number beats the twelve digits of it that happen to check.
fn strength(hit: &Hit) -> usize {
    usize::from(hit.score.hundredths()) + hit.range.len().min(32)
}

fn sound(text: &str, range: &mut Range<usize>) -> bool {
    range.end = range.end.min(text.len());
    if range.start >= range.end {
        return false;
    }
    while !text.is_char_boundary(range.start) {
        range.start -= 1;
    }
    while !text.is_char_boundary(range.end) {
        range.end += 1;
    }
    true
}

fn disjoint(raw: &[RawHit]) -> bool {
    raw.windows(2)
        .all(|pair| pair[0].hit.range.end <= pair[1].hit.range.start)
}

/// The parts of `range` that no taken range covers, in order.
fn uncovered(taken: &BTreeMap<usize, usize>, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut free = Vec::new();
    let mut at = range.start;
    if let Some((_, &end)) = taken.range(..=range.start).next_back() {
        at = at.max(end);
    }
    for (&start, &end) in taken.range(range.start..range.end) {
        if at < start {
            free.push(at..start);
        }
        at = at.max(end);
    }
    if at < range.end {
        free.push(at..range.end);
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Dice;
    use crate::finding::Score;

    /// The findings of hits that are laid on the text one by one, the strongest first, byte by byte.
    fn oracle(text: &str, raw: &[RawHit]) -> Vec<(u16, Range<usize>)> {
        let mut hits = raw.to_vec();
        hits.sort_by_key(|raw| {
            let Range { start, end } = raw.hit.range;
            (Reverse(strength(&raw.hit)), raw.rule, start, end)
        });
        let mut taken = vec![false; text.len()];
        let mut found = Vec::new();
        for RawHit { rule, hit } in hits {
            let free: Vec<bool> = taken.iter().map(|taken| !taken).collect();
            let mut at = hit.range.start;
            while at < hit.range.end {
                let length = free[at..hit.range.end]
                    .iter()
                    .take_while(|free| **free)
                    .count();
                let piece = at..at + length;
                at += length.max(1);
                let piece = match piece == hit.range {
                    true => Some(piece),
                    false => told(text, piece),
                };
                if let Some(piece) = piece {
                    taken[piece.clone()].fill(true);
                    found.push((rule, piece));
                }
            }
        }
        found.sort_by_key(|(_, range)| range.start);
        found
    }

    #[test]
    fn hits_are_settled_as_if_each_were_laid_on_the_text() {
        let mut dice = Dice::new(21);
        let mut settled = 0;
        for n in 0..20_000 {
            let length = 20 + dice.below(120);
            let text: String = (0..length)
                .map(|_| dice.pick(&["a", "7", " ", "-"]))
                .collect();
            // Few hits, many in one heap, and several groups.
            let most = [3, 6, 12, 40][n % 4];
            let mut raw: Vec<RawHit> = (0..1 + dice.below(most))
                .map(|_| {
                    let start = dice.below(length);
                    let range = start..(start + 1 + dice.below(30)).min(length);
                    RawHit {
                        rule: dice.below(5) as u16,
                        hit: Hit::new(range, Score::new(50 + dice.below(4) as u8 * 10), "test"),
                    }
                })
                .collect();
            let wanted = oracle(&text, &raw);
            let mut found = Vec::new();
            let entity = |rule: u16| crate::Entity::custom(&format!("E{rule}")).expect("a label");
            resolve(&text, &mut raw, entity, &mut found);
            let found: Vec<_> = found.iter().map(|f| (f.entity(), f.range())).collect();
            let wanted: Vec<_> = wanted
                .into_iter()
                .map(|(rule, range)| (entity(rule), range))
                .collect();
            assert_eq!(found, wanted, "{text:?}");
            settled += usize::from(found.len() > 1);
        }
        assert!(settled > 10_000, "{settled}");
    }
}
