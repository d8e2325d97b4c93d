//! What a restore did, counted by entity: for the audit.

use crate::entity::Entity;
use crate::recognise;
use std::collections::BTreeMap;

/// Counts by entity. They hold no value and no token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    restored: BTreeMap<Entity, u64>,
    masked: BTreeMap<Entity, u64>,
    denied: BTreeMap<Entity, u64>,
    unknown: u64,
}

impl Tally {
    /// Values that were restored as they are.
    #[must_use]
    pub fn restored(&self) -> &BTreeMap<Entity, u64> {
        &self.restored
    }

    /// Values that were restored masked.
    #[must_use]
    pub fn masked(&self) -> &BTreeMap<Entity, u64> {
        &self.masked
    }

    /// Tokens that were not restored because of who asked, or of where they stood. `UNKNOWN` counts those that were
    /// not even looked up, since nothing is restored at that sink.
    #[must_use]
    pub fn denied(&self) -> &BTreeMap<Entity, u64> {
        &self.denied
    }

    /// Well-formed tokens that the scope does not know: never issued, expired or erased, or with the label of another
    /// entity.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Tally::default()
    }

    pub(crate) fn count_restored(&mut self, label: &str, times: u64) {
        *self.restored.entry(entity(label)).or_default() += times;
    }

    pub(crate) fn count_masked(&mut self, label: &str, times: u64) {
        *self.masked.entry(entity(label)).or_default() += times;
    }

    pub(crate) fn count_denied(&mut self, label: &str, times: u64) {
        *self.denied.entry(entity(label)).or_default() += times;
    }

    pub(crate) fn count_unknown(&mut self, tokens: usize) {
        self.unknown += tokens as u64;
    }

    pub(crate) fn add(&mut self, other: &Tally) {
        let maps = [
            (&mut self.restored, &other.restored),
            (&mut self.masked, &other.masked),
            (&mut self.denied, &other.denied),
        ];
        for (own, others) in maps {
            for (entity, count) in others {
                *own.entry(*entity).or_default() += count;
            }
        }
        self.unknown += other.unknown;
    }
}

/// The entity of a stored label: a built-in one, or one of the service's own.
fn entity(label: &str) -> Entity {
    recognise::entity_named(label)
        .or_else(|| Entity::custom(label).ok())
        .unwrap_or(Entity::UNKNOWN)
}
