//! What is doubtful in a policy file, beyond what makes it unreadable.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::file::PolicyFile;
use super::{Action, suggest};
use crate::entity::Entity;
use crate::recognise;

/// Something in a policy file that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Whether the file is refused for it.
    pub fatal: bool,
    /// What and where, in a sentence.
    pub message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.fatal { "error" } else { "warning" };
        write!(f, "{kind}: {}", self.message)
    }
}

impl PolicyFile {
    /// All that is doubtful: an entity with two actions, one that nothing detects, a threshold out of range, one that
    /// changes nothing since the entity is allowed, a recogniser that can find nothing, duplicates.
    #[must_use]
    pub fn lint(&self) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        self.actions_agree(&mut complaints);
        self.scores_fit(&mut complaints);
        self.entities_exist(&mut complaints);
        self.recognisers_work(&mut complaints);
        let mut seen = BTreeSet::new();
        for (at, value) in self.allow_values.iter().enumerate() {
            if value.trim().is_empty() {
                warn(
                    &mut complaints,
                    "an empty string in allow_values allows nothing".to_owned(),
                );
            } else if !seen.insert(value.to_lowercase()) {
                // The value may be personal data: it is not repeated here.
                let place = at + 1;
                warn(
                    &mut complaints,
                    format!("entry {place} of allow_values stands there twice"),
                );
            }
        }
        complaints
    }

    fn actions_agree(&self, complaints: &mut Vec<Complaint>) {
        let listed = self
            .actions
            .iter()
            .flat_map(|(action, labels)| labels.iter().map(move |label| (label.0, action.0)));
        let own = self.entities.iter();
        let own = own.filter_map(|(label, rule)| Some((label.0, rule.action?.0)));
        let mut actions = BTreeMap::<Entity, Action>::new();
        for (entity, action) in listed.chain(own) {
            match actions.insert(entity, action) {
                Some(before) if before == action => warn(
                    complaints,
                    format!("{entity} is listed twice under {}", action.name()),
                ),
                Some(before) => complaints.push(Complaint {
                    fatal: true,
                    message: format!(
                        "{entity} cannot have two actions: {} and {}",
                        before.name(),
                        action.name()
                    ),
                }),
                None => {}
            }
        }
        for (label, rule) in &self.entities {
            if rule.threshold.is_some() && actions.get(&label.0) == Some(&Action::Allow) {
                warn(
                    complaints,
                    format!("{} is allowed; its threshold changes nothing", label.0),
                );
            }
        }
    }

    fn scores_fit(&self, complaints: &mut Vec<Complaint>) {
        let own = self.entities.iter();
        let own =
            own.map(|(label, rule)| (format!("the threshold of {}", label.0), rule.threshold));
        let recognisers = self.recognisers.iter();
        let recognisers =
            recognisers.map(|own| (format!("the score of recogniser {:?}", own.name), own.score));
        let all = std::iter::once(("threshold".to_owned(), self.threshold))
            .chain(own)
            .chain(recognisers);
        for (what, score) in all {
            let Some(score) = score else { continue };
            if !(0.0..=1.0).contains(&score) {
                let hint = if (1.0..=100.0).contains(&score) {
                    format!("; write {}", score / 100.0)
                } else {
                    String::new()
                };
                complaints.push(Complaint {
                    fatal: true,
                    message: format!("{what} is {score}, not between 0 and 1{hint}"),
                });
            }
        }
    }

    fn entities_exist(&self, complaints: &mut Vec<Complaint>) {
        let own: BTreeSet<Entity> = self.recognisers.iter().map(|own| own.entity.0).collect();
        let known = || recognise::CATALOGUE.iter().map(|rule| rule.entity.label());
        let named = self.actions.values().flatten().map(|label| label.0);
        let named: BTreeSet<Entity> = named
            .chain(self.entities.keys().map(|label| label.0))
            .collect();
        for entity in named {
            let label = entity.label();
            if own.contains(&entity) || recognise::entity_named(label).is_some() {
                continue;
            }
            let hint = suggest::nearest(label, known())
                .map_or(String::new(), |near| format!("; did you mean {near}?"));
            warn(complaints, format!("nothing detects {label}{hint}"));
        }
    }

    fn recognisers_work(&self, complaints: &mut Vec<Complaint>) {
        let mut names = BTreeSet::new();
        for own in &self.recognisers {
            if !names.insert(&own.name) {
                warn(
                    complaints,
                    format!("two recognisers are named {:?}", own.name),
                );
            }
            let kinds = usize::from(own.pattern.is_some()) + usize::from(own.words.is_some());
            if kinds != 1 {
                complaints.push(Complaint {
                    fatal: true,
                    message: format!("recogniser {:?} needs either a pattern or words", own.name),
                });
            }
            if own.words.as_ref().is_some_and(Vec::is_empty) {
                warn(
                    complaints,
                    format!("recogniser {:?} has no words", own.name),
                );
            }
        }
    }
}

fn warn(complaints: &mut Vec<Complaint>, message: String) {
    complaints.push(Complaint {
        fatal: false,
        message,
    });
}
