//! One record of the audit, and how it is written.

use super::chain::ScopeHash;
use crate::entity::Entity;
use crate::restore::{Access, Tally, write_json};
use crate::vault::clock;
use std::collections::BTreeMap;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuditEvent {
    /// Values in place of tokens.
    Restore,
    /// The erasure of a scope.
    EraseScope,
    /// The erasure of values, wherever they are stored.
    EraseValues,
    /// The removal of expired records.
    Purge,
}

impl AuditEvent {
    /// Its name in a record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AuditEvent::Restore => "restore",
            AuditEvent::EraseScope => "erase-scope",
            AuditEvent::EraseValues => "erase-values",
            AuditEvent::Purge => "purge",
        }
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// An erasure is about to begin; a record of its end follows.
    Begun,
    /// All of it was done.
    Done,
    /// Some tokens were restored, others not.
    Partly,
    /// Nothing, for want of a grant or of a sink that permits it.
    Denied,
    /// Nothing: the scope knows none of the tokens.
    Unknown,
    /// Nothing more: a retention lock holds it.
    Locked,
    /// It broke off with an error.
    Failed,
}

impl Outcome {
    /// Its name in a record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Begun => "begun",
            Outcome::Done => "done",
            Outcome::Partly => "partly",
            Outcome::Denied => "denied",
            Outcome::Unknown => "unknown",
            Outcome::Locked => "locked",
            Outcome::Failed => "failed",
        }
    }

    /// The outcome of a restore.
    pub(crate) fn of(tally: &Tally) -> Outcome {
        let given = !tally.restored().is_empty() || !tally.masked().is_empty();
        let denied = !tally.denied().is_empty();
        match (given, denied, tally.unknown() > 0) {
            (true, false, false) => Outcome::Done,
            (true, _, _) => Outcome::Partly,
            (false, true, _) => Outcome::Denied,
            (false, false, _) => Outcome::Unknown,
        }
    }
}

/// A record of the audit: never a value, a length or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    pub(crate) time: u64,
    pub(crate) event: AuditEvent,
    pub(crate) outcome: Outcome,
    pub(crate) access: Access,
    pub(crate) sink: Option<String>,
    pub(crate) scope: Option<ScopeHash>,
    pub(crate) tally: Tally,
    pub(crate) erased: BTreeMap<Entity, u64>,
}

impl AuditRecord {
    pub(crate) fn new(time: u64, event: AuditEvent, outcome: Outcome, access: &Access) -> Self {
        AuditRecord {
            time,
            event,
            outcome,
            access: access.clone(),
            sink: None,
            scope: None,
            tally: Tally::default(),
            erased: BTreeMap::new(),
        }
    }

    /// When, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn time(&self) -> u64 {
        self.time
    }

    /// What was asked for.
    #[must_use]
    pub fn event(&self) -> AuditEvent {
        self.event
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Who asked.
    #[must_use]
    pub fn caller(&self) -> &str {
        self.access.caller()
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> &str {
        self.access.purpose()
    }

    /// Where restored text went: `reader`, `markup`, `url`, `log`, `tool`, or `tool:` and the name of a granted tool.
    #[must_use]
    pub fn sink(&self) -> Option<&str> {
        self.sink.as_deref()
    }

    /// The scope, as 32 hex digits that [`Engine::audit_scope`](crate::Engine::audit_scope) gives for its name.
    #[must_use]
    pub fn scope(&self) -> Option<String> {
        self.scope.map(|scope| scope.to_string())
    }

    /// What was restored, by entity.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Records that were erased, by entity; `UNKNOWN` where the vault does not tell.
    #[must_use]
    pub fn erased(&self) -> &BTreeMap<Entity, u64> {
        &self.erased
    }

    /// The record as one JSON object, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        format!("{{{}}}", self.fields())
    }

    /// The members of the JSON object.
    pub(crate) fn fields(&self) -> String {
        let mut out = String::with_capacity(256);
        let mut text = |name: &str, value: &str| {
            if !out.is_empty() {
                out.push(',');
            }
            out.push('"');
            out.push_str(name);
            out.push_str("\":\"");
            write_json(value, &mut out);
            out.push('"');
        };
        text("time", &clock::rfc3339(self.time));
        text("event", self.event.name());
        text("outcome", self.outcome.name());
        text("caller", self.caller());
        text("purpose", self.purpose());
        if let Some(sink) = &self.sink {
            text("sink", sink);
        }
        if let Some(scope) = self.scope() {
            text("scope", &scope);
        }
        let counts = [
            ("restored", self.tally.restored()),
            ("masked", self.tally.masked()),
            ("denied", self.tally.denied()),
            ("erased", &self.erased),
        ];
        for (name, counts) in counts {
            if counts.is_empty() {
                continue;
            }
            let counts: Vec<String> = counts
                .iter()
                .map(|(entity, count)| format!("\"{entity}\":{count}"))
                .collect();
            out.push_str(&format!(",\"{name}\":{{{}}}", counts.join(",")));
        }
        if self.tally.unknown() > 0 {
            out.push_str(&format!(",\"unknown\":{}", self.tally.unknown()));
        }
        out
    }
}
