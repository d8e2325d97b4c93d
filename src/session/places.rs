//! The places of a text that are replaced: what policy hides of what was found, and where it stands again.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use zeroize::Zeroizing;

use super::mentions::{Mentions, Watched};
use super::people::Owner;
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::finding::Finding;
use crate::observe;
use crate::policy::{Action, Policy};
use crate::scan::canonical;

/// A stretch of a text that will be replaced.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) entity: Entity,
    pub(super) action: Action,
    /// Whose name it is a part of.
    pub(super) owner: Option<Owner>,
    /// Whether the value is looked for in the rest of the text. A part of a name is looked for by itself, behind the
    /// name.
    pub(super) watched: bool,
}

/// A canonical form: wiped when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Canonical(Zeroizing<String>);

impl Canonical {
    pub(super) fn of(entity: Entity, surface: &str) -> Canonical {
        Canonical(Zeroizing::new(canonical_of(entity, surface)))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Hash for Canonical {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// The canonical form; the surface itself where the entity's form has nothing of it.
pub(super) fn canonical_of(entity: Entity, surface: &str) -> String {
    let canonical = canonical(entity, surface);
    if canonical.is_empty() {
        surface.to_owned()
    } else {
        canonical
    }
}

/// What the policy does to a finding; `None` where it leaves it.
pub(super) fn decided(finding: &Finding<'_>, policy: &Policy) -> Result<Option<Action>, Error> {
    match policy.decide(finding) {
        Action::Allow => Ok(None),
        Action::Block => {
            observe::blocked(finding.entity());
            Err(ErrorKind::Blocked(finding.entity()).into())
        }
        action => Ok(Some(action)),
    }
}

/// What the policy replaces, in order.
pub(super) fn places(
    found: &[Finding<'_>],
    policy: &Policy,
    mut places: Vec<Place>,
) -> Result<Vec<Place>, Error> {
    places.clear();
    places.reserve(found.len());
    for finding in found {
        if let Some(action) = decided(finding, policy)? {
            places.push(Place {
                range: finding.range(),
                entity: finding.entity(),
                action,
                owner: None,
                watched: true,
            });
        }
    }
    Ok(places)
}

pub(super) fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The values of `places` that are to be looked for again.
pub(super) fn watched<'v, 'p>(
    text: &'v str,
    places: impl IntoIterator<Item = (usize, &'p Place)>,
    room: Vec<Watched<'v, usize>>,
) -> Mentions<'v, usize> {
    let values = places.into_iter().filter(|(_, place)| place.watched);
    let values = values.map(|(at, place)| (&text[place.range.clone()], at));
    Mentions::new(values, room)
}

/// Whether a mention may touch a replaced value, so that it is a whole word in the source and none in the built text:
/// one of them then ends in what is no letter or digit, or both are parted by what belongs to neither.
pub(super) fn may_touch(text: &str, places: &[Place]) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
    places.iter().any(|Place { range, .. }| {
        let value = &text[range.clone()];
        let (first, last) = (value.chars().next(), value.chars().next_back());
        let before = || text[..range.start].chars().next_back();
        let behind = || text[range.end..].chars().next();
        !word(first) && (apart(first) || !apart(before()))
            || !word(last) && (apart(last) || !apart(behind()))
    })
}

/// Adds the mentions of replaced values that the scan left where they stand without a cue.
pub(super) fn with_mentions(text: &str, mut places: Vec<Place>) -> Vec<Place> {
    let mut added = Vec::new();
    watched(text, places.iter().enumerate(), Vec::new()).each(text, |range, like| {
        let at = places.partition_point(|place| place.range.end <= range.start);
        let free = places
            .get(at)
            .is_none_or(|place| place.range.start >= range.end);
        if free {
            added.push(Place {
                range,
                ..places[like].clone()
            });
        }
    });
    if !added.is_empty() {
        added.sort_by_key(|place| place.range.start);
        let mut end = 0;
        added.retain(|place| {
            let keep = place.range.start >= end;
            if keep {
                end = place.range.end;
            }
            keep
        });
        places.extend(added);
        places.sort_by_key(|place| place.range.start);
    }
    places
}

/// The places with token-like stretches among them: a stretch takes over what it meets, and what is kept stays.
pub(super) fn merged<'p>(
    places: &'p [Place],
    extra: &[Range<usize>],
    kept: &[Range<usize>],
) -> Cow<'p, [Place]> {
    if extra.is_empty() && kept.is_empty() {
        return Cow::Borrowed(places);
    }
    let mut all: Vec<Place> = places
        .iter()
        .filter(|place| !kept.iter().any(|kept| meets(&place.range, kept)))
        .cloned()
        .collect();
    for stretch in extra {
        let mut range = stretch.clone();
        all.retain(|place| {
            let met = meets(&place.range, &range);
            if met {
                range = range.start.min(place.range.start)..range.end.max(place.range.end);
            }
            !met
        });
        all.push(Place {
            range,
            entity: Entity::TOKEN,
            action: Action::Tokenise,
            owner: None,
            watched: true,
        });
    }
    all.sort_by_key(|place| place.range.start);
    Cow::Owned(all)
}
