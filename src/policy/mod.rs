//! Policy: what happens to each entity that is found.

#[cfg(feature = "policy-file")]
mod file;
#[cfg(feature = "policy-file")]
mod lint;
mod preset;
mod suggest;

#[cfg(feature = "policy-file")]
pub use file::PolicyFile;
#[cfg(feature = "policy-file")]
pub use lint::Complaint;
pub use preset::Preset;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use crate::entity::Entity;
use crate::finding::{Finding, Score};

/// What happens to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl Action {
    /// The action of that name, as policy files write it: `tokenise`, `mask`, `redact`, `block`, `allow`.
    #[must_use]
    pub fn named(name: &str) -> Option<Action> {
        Some(match name {
            "tokenise" | "tokenize" => Action::Tokenise,
            "mask" => Action::Mask,
            "redact" => Action::Redact,
            "block" => Action::Block,
            "allow" => Action::Allow,
            _ => return None,
        })
    }

    /// The action's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Action::Tokenise => "tokenise",
            Action::Mask => "mask",
            Action::Redact => "redact",
            Action::Block => "block",
            Action::Allow => "allow",
        }
    }
}

/// Per entity: an action and a threshold; and values that are never findings.
#[derive(Clone, PartialEq)]
pub struct Policy {
    otherwise: Action,
    actions: BTreeMap<Entity, Action>,
    thresholds: BTreeMap<Entity, Score>,
    threshold: Score,
    allowed: BTreeSet<String>,
    retention: BTreeMap<Entity, Duration>,
    otherwise_retention: Option<Duration>,
    id_length: Option<u8>,
    link_names: bool,
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
            retention: BTreeMap::new(),
            otherwise_retention: None,
            id_length: None,
            link_names: true,
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
    ///
    /// One above [`Score::ANNOUNCED`] asks for strict checks: a number that words announce and whose check digit is wrong
    /// scores that, and is let through then.
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

    /// How long the vault keeps originals of `entity`.
    #[must_use]
    pub fn retain(mut self, entity: Entity, period: Duration) -> Policy {
        self.retention.insert(entity, period);
        self
    }

    /// How long the vault keeps originals of entities without a period of their own; for ever unless set.
    #[must_use]
    pub fn default_retention(mut self, period: Duration) -> Policy {
        self.otherwise_retention = Some(period);
        self
    }

    /// The length of token ids in letters: 9, 13 or 17. Other lengths are taken up to the next of these.
    #[must_use]
    pub fn tokens_of(mut self, letters: u8) -> Policy {
        self.id_length = Some(match letters {
            0..=9 => 9,
            10..=13 => 13,
            _ => 17,
        });
        self
    }

    /// Whether a full name makes its parts findings behind it, in the text and in the session: `Ravi Kumar`, and then
    /// `Ravi` and `Mr Kumar`. On unless set.
    #[must_use]
    pub fn link_names(mut self, on: bool) -> Policy {
        self.link_names = on;
        self
    }

    /// Whether a full name makes its parts findings behind it.
    #[must_use]
    pub fn links_names(&self) -> bool {
        self.link_names
    }

    /// How long the vault keeps originals of `entity`; `None` is for ever.
    #[must_use]
    pub fn retention(&self, entity: Entity) -> Option<Duration> {
        let own = self.retention.get(&entity).copied();
        own.or(self.otherwise_retention)
    }

    /// The length of token ids in letters, where the policy says one.
    #[must_use]
    pub fn id_length(&self) -> Option<u8> {
        self.id_length
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

/// Values that are allowed are counted, not shown.
impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("otherwise", &self.otherwise)
            .field("actions", &self.actions)
            .field("thresholds", &self.thresholds)
            .field("threshold", &self.threshold)
            .field("allowed", &self.allowed.len())
            .field("retention", &self.retention)
            .field("otherwise_retention", &self.otherwise_retention)
            .field("id_length", &self.id_length)
            .field("link_names", &self.link_names)
            .finish()
    }
}

impl Default for Policy {
    fn default() -> Policy {
        Policy::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Hit;

    #[test]
    fn a_score_counts_from_its_threshold_on_and_an_allowed_value_never() {
        let text = "asha@example.com";
        let decided = |policy: &Policy, score| {
            let hit = Hit::new(0..text.len(), Score::new(score), "test");
            policy.decide(&Finding::new(text, Entity::EMAIL, &hit).unwrap())
        };
        let usual = Policy::new().on(Entity::EMAIL, Action::Mask);
        assert_eq!(
            [49, 50, 51].map(|score| decided(&usual, score)),
            [Action::Allow, Action::Mask, Action::Mask]
        );
        // Its own threshold counts, and not that of others.
        let own = usual
            .clone()
            .threshold(Entity::EMAIL, Score::new(70))
            .threshold(Entity::PAN, Score::new(20));
        assert_eq!(
            [69, 70, 71].map(|score| decided(&own, score)),
            [Action::Allow, Action::Mask, Action::Mask]
        );
        assert_eq!(own.lowest_threshold(), Score::new(20));
        let allowed = usual.clone().allow_value("Asha@EXAMPLE.com");
        assert_eq!(decided(&allowed, 99), Action::Allow);
        let another = usual.allow_value("ravi@example.com");
        assert_eq!(decided(&another, 99), Action::Mask);
    }

    #[test]
    fn a_length_is_taken_up_to_one_that_there_is() {
        for (letters, length) in [
            (0, 9),
            (9, 9),
            (10, 13),
            (13, 13),
            (14, 17),
            (17, 17),
            (255, 17),
        ] {
            assert_eq!(Policy::new().tokens_of(letters).id_length(), Some(length));
        }
    }
}
