//! Who may have what restored: a caller with a purpose, and the grants that say which entities go to which sinks,
//! plain or masked. What no grant names is not restored.

use super::sink::Sink;
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::recognise;
use std::sync::Arc;

/// Bytes in the name of a caller, a role or a purpose.
const MOST_NAME: usize = 256;

/// Who asks for values, and what for. Both go into the audit log: name people by the identifiers that your own
/// records of staff use.
///
/// ```
/// use parda::Access;
/// let access = Access::new("emp-4711", "refund")?.in_role("support")?;
/// assert_eq!((access.caller(), access.purpose()), ("emp-4711", "refund"));
/// assert!(Access::new("", "refund").is_err());
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    caller: Arc<str>,
    purpose: Arc<str>,
    roles: Vec<Arc<str>>,
}

impl Access {
    /// A caller with a purpose.
    ///
    /// # Errors
    ///
    /// When either is empty, longer than 256 bytes, or holds a control character.
    pub fn new(caller: &str, purpose: &str) -> Result<Access, Error> {
        Ok(Access {
            caller: named("caller", caller)?,
            purpose: named("purpose", purpose)?,
            roles: Vec::new(),
        })
    }

    /// The caller acts in this role too; the service that calls has checked that he may.
    ///
    /// # Errors
    ///
    /// As [`new`](Access::new).
    pub fn in_role(mut self, role: &str) -> Result<Access, Error> {
        self.roles.push(named("role", role)?);
        Ok(self)
    }

    /// Who asks.
    #[must_use]
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> &str {
        &self.purpose
    }
}

fn named(what: &'static str, name: &str) -> Result<Arc<str>, Error> {
    if name.is_empty() || name.len() > MOST_NAME || name.chars().any(char::is_control) {
        return Err(ErrorKind::AccessName(what).into());
    }
    Ok(name.into())
}

/// To whom a grant is made.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Holder {
    Caller(Box<str>),
    Role(Box<str>),
}

/// One grant: to a caller or a role, for a purpose, the entities and the sinks. A new one grants nothing yet.
///
/// Callers and roles are two sets of names: nobody gets a role's grants by being called like it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Grant {
    holder: Holder,
    /// `None` is every purpose.
    purpose: Option<Box<str>>,
    /// `None` is every entity.
    entities: Option<Vec<Entity>>,
    sinks: Vec<Sink>,
    masked: bool,
    erasure: bool,
}

impl Grant {
    fn to(holder: Holder) -> Grant {
        Grant {
            holder,
            purpose: None,
            entities: Some(Vec::new()),
            sinks: Vec::new(),
            masked: false,
            erasure: false,
        }
    }

    /// To the caller of this name.
    pub fn to_caller(name: &str) -> Grant {
        Grant::to(Holder::Caller(name.into()))
    }

    /// To whoever [acts in](Access::in_role) the role of this name.
    pub fn to_role(name: &str) -> Grant {
        Grant::to(Holder::Role(name.into()))
    }

    /// For this purpose only; for every purpose unless set.
    pub fn purpose(mut self, purpose: &str) -> Grant {
        self.purpose = Some(purpose.into());
        self
    }

    /// These entities.
    pub fn entities(mut self, entities: impl IntoIterator<Item = Entity>) -> Grant {
        if let Some(own) = &mut self.entities {
            own.extend(entities);
        }
        self
    }

    /// Every entity, those of one's own recognisers included.
    pub fn every_entity(mut self) -> Grant {
        self.entities = None;
        self
    }

    /// At this sink. A tool is a sink by its name; [`Sink::Url`] also stands for links and targets in what a reader
    /// gets. The [`Delivery`](crate::Delivery) must permit it as well.
    pub fn at(mut self, sink: Sink) -> Grant {
        self.sinks.push(sink);
        self
    }

    /// Values are shown as their entity's mask shows them: `XXXX XXXX 0124`. Another grant may show them plain.
    pub fn masked(mut self) -> Grant {
        self.masked = true;
        self
    }

    /// Scopes and values may be erased, and expired records removed.
    pub fn erasure(mut self) -> Grant {
        self.erasure = true;
        self
    }

    fn is_for(&self, access: &Access) -> bool {
        let held = match &self.holder {
            Holder::Caller(name) => **name == *access.caller,
            Holder::Role(name) => access.roles.iter().any(|role| **role == **name),
        };
        held && self
            .purpose
            .as_deref()
            .is_none_or(|purpose| *purpose == *access.purpose)
    }

    fn covers(&self, label: &str, sink: &Sink) -> bool {
        self.sinks.contains(sink)
            && self
                .entities
                .as_ref()
                .is_none_or(|entities| entities.iter().any(|entity| entity.label() == label))
    }
}

/// All grants of an engine.
///
/// ```
/// use parda::{Access, Engine, Entity, Grant, Grants, Key, MemoryVault, Sink};
///
/// let grants = Grants::new()
///     .with(Grant::to_role("support").entities([Entity::EMAIL]).at(Sink::Reader))
///     .with(Grant::to_role("support").entities([Entity::AADHAAR]).at(Sink::Reader).masked());
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).grants(grants).build()?;
///
/// let support = Access::new("emp-4711", "refund")?.in_role("support")?;
/// let session = engine.session("chat-42", &support)?;
/// let prompt = session.redact("asha@example.com, PAN ABCPE1234F, Aadhaar 2345 6789 0124")?;
/// let seen = session.restore(prompt.text())?;
/// assert!(seen.expose().contains("asha@example.com"));
/// assert!(seen.expose().contains("XXXX XXXX 0124"));
/// assert!(!seen.expose().contains("ABCPE1234F"), "no grant names PAN");
/// # Ok::<(), parda::Error>(())
/// ```
///
/// An engine with grants opens no session without a caller:
///
/// ```compile_fail,E0061
/// # use parda::{Engine, Grants, Key, MemoryVault};
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).grants(Grants::new()).build()?;
/// let session = engine.session("chat-42")?;
/// # Ok::<(), parda::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Grants {
    all: Vec<Grant>,
}

impl Grants {
    /// None: nobody may have anything restored.
    pub fn new() -> Grants {
        Grants::default()
    }

    /// With one more.
    pub fn with(mut self, grant: Grant) -> Grants {
        self.all.push(grant);
        self
    }
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Plain,
    Masked,
    Not,
}

/// What one caller may have for one purpose.
#[derive(Debug)]
pub(crate) struct Warrant {
    pub(crate) access: Access,
    /// `None` where the engine has no grants: then all may be shown where the delivery permits it.
    grants: Option<Vec<Grant>>,
}

impl Warrant {
    pub(crate) fn of(access: &Access, grants: Option<&Grants>) -> Warrant {
        Warrant {
            access: access.clone(),
            grants: grants.map(|grants| {
                let mine = grants.all.iter().filter(|grant| grant.is_for(access));
                mine.cloned().collect()
            }),
        }
    }

    /// How a value of the entity of this label is shown at `sink`: the most that any grant allows.
    pub(crate) fn shows(&self, label: &str, sink: &Sink) -> Shown {
        let Some(grants) = &self.grants else {
            return Shown::Plain;
        };
        let mut shown = Shown::Not;
        for grant in grants.iter().filter(|grant| grant.covers(label, sink)) {
            if !grant.masked {
                return Shown::Plain;
            }
            shown = Shown::Masked;
        }
        shown
    }

    /// Whether the caller may erase.
    pub(crate) fn may_erase(&self) -> bool {
        self.grants
            .as_ref()
            .is_none_or(|grants| grants.iter().any(|grant| grant.erasure))
    }
}

/// The value as the mask of its entity shows it.
pub(crate) fn masked(label: &str, value: &str) -> String {
    let entity = recognise::entity_named(label).unwrap_or(Entity::UNKNOWN);
    (recognise::spelling(entity).mask)(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support() -> Access {
        Access::new("emp-1", "refund")
            .unwrap()
            .in_role("support")
            .unwrap()
    }

    #[test]
    fn nothing_is_shown_that_no_grant_names() {
        let reader = Sink::Reader;
        let tool = Sink::Tool("mail".into());
        let base = || {
            Grant::to_role("support")
                .entities([Entity::EMAIL])
                .at(Sink::Reader)
        };
        let cases = [
            (base(), "EMAIL", &reader, Shown::Plain),
            (base(), "PAN", &reader, Shown::Not),
            (base(), "EMAIL", &tool, Shown::Not),
            (base().masked(), "EMAIL", &reader, Shown::Masked),
            (base().every_entity(), "PAN", &reader, Shown::Plain),
            (base().purpose("refund"), "EMAIL", &reader, Shown::Plain),
            (base().purpose("marketing"), "EMAIL", &reader, Shown::Not),
            (base().at(tool.clone()), "EMAIL", &tool, Shown::Plain),
            (
                base().at(Sink::Tool("post".into())),
                "EMAIL",
                &tool,
                Shown::Not,
            ),
            (
                Grant::to_role("support").every_entity(),
                "EMAIL",
                &reader,
                Shown::Not,
            ),
            (
                Grant::to_role("support").at(Sink::Reader),
                "EMAIL",
                &reader,
                Shown::Not,
            ),
            (
                Grant::to_caller("support").every_entity().at(Sink::Reader),
                "EMAIL",
                &reader,
                Shown::Not,
            ),
            (
                Grant::to_role("emp-1").every_entity().at(Sink::Reader),
                "EMAIL",
                &reader,
                Shown::Not,
            ),
            (
                Grant::to_caller("emp-1").every_entity().at(Sink::Reader),
                "EMAIL",
                &reader,
                Shown::Plain,
            ),
        ];
        for (grant, label, sink, shown) in cases {
            let said = format!("{grant:?}");
            let warrant = Warrant::of(&support(), Some(&Grants::new().with(grant)));
            assert_eq!(
                warrant.shows(label, sink),
                shown,
                "{label} at {sink:?}: {said}"
            );
            assert!(!warrant.may_erase());
        }
        let none = Warrant::of(&support(), Some(&Grants::new()));
        assert_eq!(none.shows("EMAIL", &reader), Shown::Not);
    }

    #[test]
    fn of_two_grants_the_one_that_shows_more_holds() {
        let grants = Grants::new()
            .with(
                Grant::to_role("support")
                    .every_entity()
                    .at(Sink::Reader)
                    .masked(),
            )
            .with(
                Grant::to_caller("emp-1")
                    .entities([Entity::EMAIL])
                    .at(Sink::Reader),
            );
        let warrant = Warrant::of(&support(), Some(&grants));
        assert_eq!(warrant.shows("EMAIL", &Sink::Reader), Shown::Plain);
        assert_eq!(warrant.shows("PAN", &Sink::Reader), Shown::Masked);
    }

    #[test]
    fn names_that_would_break_a_log_are_refused() {
        for bad in ["", "a\nb", "a\u{1b}[2J", &"x".repeat(257)] {
            assert!(Access::new(bad, "p").is_err(), "{bad:?}");
            assert!(Access::new("c", bad).is_err(), "{bad:?}");
            assert!(support().in_role(bad).is_err(), "{bad:?}");
        }
        assert!(Access::new(&"x".repeat(256), "p").is_ok());
    }
}
