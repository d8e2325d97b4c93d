//! Policy: what happens to each entity that is found.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::Entity;
use crate::finding::{Finding, Score};

/// What happens to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Replaced by a token that [`restore`](crate::Session::restore) undoes.
    Tokenise,
    /// Replaced by a masked form that still shows what the entity's authority allows (Aadhaar: the last four digits,
    /// as UIDAI prints it; cards: the first six and last four, PCI DSS 3.4.1). Not undone.
    Mask,
    /// Replaced by `[LABEL]`. Not undone.
    Redact,
    /// The whole call fails and nothing is released.
    Block,
    /// Left as it stands.
    Allow,
}

/// Per entity: an action and a threshold; and values that are never findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    otherwise: Action,
    actions: BTreeMap<Entity, Action>,
    thresholds: BTreeMap<Entity, Score>,
    threshold: Score,
    allowed: BTreeSet<String>,
}

impl Policy {
    /// Every entity is tokenised, from a score of 0.50.
    #[must_use]
    pub fn new() -> Policy {
        Policy {
            otherwise: Action::Tokenise,
            actions: BTreeMap::new(),
            thresholds: BTreeMap::new(),
            threshold: Score::new(50),
            allowed: BTreeSet::new(),
        }
    }

    /// `entity` gets `action`.
    #[must_use]
    pub fn on(mut self, entity: Entity, action: Action) -> Policy {
        self.actions.insert(entity, action);
        self
    }

    /// Entities that are not named get `action`.
    #[must_use]
    pub fn otherwise(mut self, action: Action) -> Policy {
        self.otherwise = action;
        self
    }

    /// The score from which `entity` is a finding.
    #[must_use]
    pub fn threshold(mut self, entity: Entity, score: Score) -> Policy {
        self.thresholds.insert(entity, score);
        self
    }

    /// The score from which entities without a threshold of their own are findings.
    #[must_use]
    pub fn default_threshold(mut self, score: Score) -> Policy {
        self.threshold = score;
        self
    }

    /// `value` is never a finding, in any letter case: a support address, a test card.
    #[must_use]
    pub fn allow_value(mut self, value: &str) -> Policy {
        self.allowed.insert(value.to_lowercase());
        self
    }

    /// What happens to `entity`.
    #[must_use]
    pub fn action(&self, entity: Entity) -> Action {
        self.actions.get(&entity).copied().unwrap_or(self.otherwise)
    }

    /// The lowest score that any entity needs: the scanner's threshold.
    #[must_use]
    pub fn lowest_threshold(&self) -> Score {
        self.thresholds
            .values()
            .copied()
            .fold(self.threshold, Score::min)
    }

    /// What happens to `finding`: `Allow` where its score is under the threshold or its value is allowed.
    #[must_use]
    pub fn decide(&self, finding: &Finding<'_>) -> Action {
        let entity = finding.entity();
        let least = self
            .thresholds
            .get(&entity)
            .copied()
            .unwrap_or(self.threshold);
        let allowed =
            !self.allowed.is_empty() && self.allowed.contains(&finding.expose().to_lowercase());
        if finding.score() < least || allowed {
            Action::Allow
        } else {
            self.action(entity)
        }
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy::new()
    }
}
