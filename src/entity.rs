//! Entities: the kinds of sensitive data, by their published labels.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::error::{Error, ErrorKind};

/// The services' own entities of this process, by label.
static OWN: OnceLock<Mutex<BTreeMap<&'static str, Entity>>> = OnceLock::new();

/// The token label of an entity that is not built in.
fn token_label_of(label: &str) -> String {
    let letters = label.chars().filter(char::is_ascii_uppercase).take(8);
    let token: String = letters.collect();
    if token.len() < 2 {
        "REF".to_owned()
    } else {
        token
    }
}

/// A kind of sensitive data: `AADHAAR`, `EMAIL`, `PERSON`, ...
///
/// The set is open. Each built-in entity is a constant that its recogniser's file declares; a service adds its
/// own with [`Entity::custom`]. Two entities are equal when their labels are.
#[derive(Clone, Copy)]
pub struct Entity {
    label: &'static str,
    token: &'static str,
}

impl Entity {
    /// What a finding without a recogniser would be; policies treat it as any entity they do not name.
    pub(crate) const UNKNOWN: Entity = Entity::new("UNKNOWN", "REF");

    pub(crate) const fn new(label: &'static str, token: &'static str) -> Entity {
        Entity { label, token }
    }

    /// An entity of the caller's own, for user-supplied recognisers.
    ///
    /// `label` is 2 to 32 characters of `A-Z`, `0-9` and `_`, and starts with a letter. The label of a built-in
    /// entity gives that entity. The token label is the label without digits and underscores, cut to eight
    /// letters. Labels live as long as the process, once each.
    ///
    /// # Errors
    ///
    /// When the label is not of that form; the error names the rule, not the label's surroundings.
    pub fn custom(label: &str) -> Result<Entity, Error> {
        let well_formed = (2..=32).contains(&label.len())
            && label.as_bytes()[0].is_ascii_uppercase()
            && label
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if !well_formed {
            return Err(ErrorKind::EntityLabel(label.chars().take(40).collect()).into());
        }
        if let Some(known) = crate::recognise::entity_named(label) {
            return Ok(known);
        }
        let mut own = OWN
            .get_or_init(Mutex::default)
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = own.get(label) {
            return Ok(*known);
        }
        let token = token_label_of(label);
        let entity = Entity {
            label: Box::leak(label.to_owned().into_boxed_str()),
            token: Box::leak(token.into_boxed_str()),
        };
        own.insert(entity.label, entity);
        Ok(entity)
    }

    /// Every built-in entity, in the catalogue's order.
    pub fn built_in() -> impl Iterator<Item = Entity> {
        crate::recognise::CATALOGUE.iter().map(|rule| rule.entity)
    }

    /// Whether tokens of the entity of `label` carry `token`.
    pub(crate) fn carries(label: &str, token: &str) -> bool {
        let known = Entity::built_in().chain([Entity::TOKEN, Entity::UNKNOWN]);
        match known.into_iter().find(|known| known.label == label) {
            Some(known) => known.token == token,
            None => token_label_of(label) == token,
        }
    }

    /// Whether tokens of any entity carry `token`: a built-in one, or one of the service's own.
    pub(crate) fn is_token_label(token: &str) -> bool {
        let own = || {
            let own = OWN.get().map(|own| own.lock());
            let own = own.map(|own| own.unwrap_or_else(PoisonError::into_inner));
            own.is_some_and(|own| own.values().any(|entity| entity.token == token))
        };
        let mut known = Entity::built_in().chain([Entity::TOKEN]);
        known.any(|known| known.token == token) || own()
    }

    /// The published label, as in policies, findings and gold files: `AADHAAR`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.label
    }

    /// The short label that tokens of this entity carry: `UID`. Two to eight letters `A-Z`.
    #[must_use]
    pub const fn token_label(self) -> &'static str {
        self.token
    }
}

impl PartialEq for Entity {
    fn eq(&self, other: &Entity) -> bool {
        self.label == other.label
    }
}

impl Eq for Entity {}

impl PartialOrd for Entity {
    fn partial_cmp(&self, other: &Entity) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entity {
    fn cmp(&self, other: &Entity) -> std::cmp::Ordering {
        self.label.cmp(other.label)
    }
}

impl std::hash::Hash for Entity {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.label.hash(state);
    }
}

impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label)
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label)
    }
}
