//! Credentials: what opens something. The rule's name stands in `why`: `aws-access-key`, `github-pat`, `jwt`, ...
//!
//! Five kinds of evidence, each from its own anchor:
//!
//! - the shapes of keys as their issuers document them (`*_rules.rs`, found by [`index`]), with the issuer's check
//!   where there is one;
//! - containers whose format says what they are: private keys in armour (RFC 7468, RFC 4880), JSON Web Tokens
//!   (RFC 7519), connection strings with a password (RFC 3986);
//! - `Authorization` headers (RFC 7617, RFC 6750);
//! - a password that a sentence or a command line announces ([`spoken`], [`command`]);
//! - a key that is named as one, with a value that looks drawn at random or like a password ([`assign`]).
//!
//! A connection string is hidden whole, since a token inside a URL would stand in a place where nothing is restored;
//! of an assignment or a header only the value is hidden, so that the model still sees what is configured. Web addresses
//! with credentials are the business of [`Entity::URL`].
//!
//! What stands for a secret is none: `<password>`, `${VAR}`, `{{ x }}`, `os.environ[...]`, `changeme`, `xxxx`,
//! `your-api-key-here`. Keys published as examples that are of the issuer's exact shape are found like any other.

mod account;
mod armour;
mod assign;
mod cloud_rules;
mod code_rules;
mod command;
mod commerce_rules;
mod connection;
mod index;
mod judge;
pub(super) mod login;
mod model_rules;
mod names_table;
mod odd;
mod placeholder;
mod service_rules;
mod shape;
mod spoken;
#[cfg(test)]
mod tests;

pub(super) use assign::may_be_named;

use super::shape::{Beside, Shape};
use super::sign::Around;
use super::spelling::Spelling;
use super::{Rule, Trigger};
use crate::entity::Entity;

impl Entity {
    /// A credential: a key, token, password, private key or connection string.
    pub const SECRET: Entity = Entity::new("SECRET", "KEY");
}

/// A number that a letter or a mark stands right before.
const TOUCHED: Shape =
    Shape::groups(1, 1).behind(&[Beside::Letter, Beside::Star, Beside::Other, Beside::Plus]);

pub(super) static RULE: Rule = Rule {
    entity: Entity::SECRET,
    triggers: &[
        Trigger::Long(index::at_run),
        Trigger::Assign(may_be_named, assign::value),
        Trigger::Scheme(connection::string),
        Trigger::Dashes(armour::block),
        Trigger::Password(spoken::password),
        Trigger::Flag(command::flag),
        Trigger::At(Around::LOGIN, login::at_sign),
        Trigger::Shaped(4, 8, TOUCHED, command::spoken),
    ],
    cues: &[
        "password",
        "passwd",
        "pwd",
        "secret",
        "token",
        "api key",
        "apikey",
        "credential",
        "credentials",
    ],
    spelling: Spelling::EXACT,
};
