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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_added_each_to_its_own() {
        let mut one = Tally::default();
        assert!(one.is_empty());
        one.count_restored("EMAIL", 1);
        one.count_masked("CARD", 1);
        one.count_denied("PAN", 1);
        one.count_unknown(3);
        let mut sum = one.clone();
        sum.count_restored("EMAIL", 2);
        sum.count_restored("PAN", 1);
        sum.count_unknown(2);
        sum.add(&one);
        assert_eq!(
            *sum.restored(),
            [(Entity::EMAIL, 4), (Entity::PAN, 1)].into()
        );
        assert_eq!(*sum.masked(), [(Entity::CARD, 2)].into());
        assert_eq!(*sum.denied(), [(Entity::PAN, 2)].into());
        assert_eq!((sum.unknown(), sum.is_empty()), (8, false));
    }

    #[test]
    fn a_stored_label_is_an_entity_of_ours_or_of_the_services_own() {
        assert_eq!(entity("EMAIL"), Entity::EMAIL);
        assert_eq!(entity("STAFF_BADGE").label(), "STAFF_BADGE");
        assert_eq!(entity("no label"), Entity::UNKNOWN);
    }
}
