//! Resolution: overlapping hits become disjoint findings in order.
//!
//! The stronger and longer evidence wins. What it leaves of a weaker hit stays a finding of its own, so that nothing
//! that was flagged is left uncovered; but for the few characters at an edge that tell nothing, and the separators.

use std::cmp::Reverse;
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
    let from = found.len();
    if disjoint(raw) {
        found.extend(
            raw.iter()
                .filter_map(|raw| Finding::new(text, entity(raw.rule), &raw.hit)),
        );
        return;
    }
    raw.sort_by_key(|raw| (Reverse(strength(&raw.hit)), raw.rule, raw.hit.range.start));
    let mut taken = std::collections::BTreeMap::<usize, usize>::new();
    for RawHit { rule, hit } in raw.iter() {
        let entity = entity(*rule);
        for piece in uncovered(&taken, &hit.range) {
            let piece = if piece == hit.range {
                piece
            } else {
                match told(text, piece) {
                    Some(piece) => piece,
                    None => continue,
                }
            };
            taken.insert(piece.start, piece.end);
            let hit = Hit::new(piece, hit.score, hit.why);
            found.extend(Finding::new(text, entity, &hit));
        }
    }
    found[from..].sort_by_key(|finding| finding.range().start);
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
fn uncovered(
    taken: &std::collections::BTreeMap<usize, usize>,
    range: &Range<usize>,
) -> Vec<Range<usize>> {
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
