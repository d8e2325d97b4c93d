//! What governs a session: the audit that comes before anything is given out or erased, and the duty to keep.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{Parts, Session};
use crate::audit::{AuditEvent, AuditRecord, Outcome, ScopeHash};
use crate::entity::Entity;
use crate::error::{Error, ErrorKind};
use crate::restore::{Answers, Core, Delivery, Sink, Tally, Warrant};
use crate::vault::header::{Header, ScopeKeys};
use crate::vault::{ScopeAddress, Vault, VaultError};
use crate::wiped;

/// The most that a retention lock lasts over, twice: it is renewed once in this time.
const SLACK: Duration = Duration::from_secs(24 * 60 * 60);

impl<V> Session<'_, V> {
    /// Records what was restored, before it is given out. Nothing is recorded where nobody keeps an audit, or where
    /// the text had no token.
    pub(super) fn settle(&self, delivery: &Delivery, tally: Tally) -> Result<(), Error> {
        let (Some(audit), Some(warrant)) = (self.engine.audit(), &self.warrant) else {
            return Ok(());
        };
        if tally.is_empty() {
            return Ok(());
        }
        let mut record = AuditRecord::new(
            self.engine.clock().now(),
            AuditEvent::Restore,
            Outcome::of(&tally),
            &warrant.access,
        );
        record.sink = Some(sink_name(delivery));
        record.scope = Some(ScopeHash::of(&self.engine.key(), &self.address)?);
        record.tally = tally;
        audit
            .append(&record)
            .map_err(|error| ErrorKind::Audit(error).into())
    }

    /// Appends what is decided of each text to the string beside it, once it is recorded.
    pub(super) fn give(
        &self,
        texts: &mut [(&mut Core, &mut String)],
        answers: Option<&Answers>,
    ) -> Result<(), Error> {
        if self.engine.audit().is_none() || self.warrant.is_none() {
            for (core, out) in texts {
                core.release(answers, out);
            }
            return Ok(());
        }
        let mut tallies: Vec<(Delivery, Tally)> = Vec::new();
        let mut given = Vec::with_capacity(texts.len());
        for (core, _) in texts.iter_mut() {
            let mut text = Zeroizing::new(String::new());
            core.release(answers, &mut text);
            given.push(text);
            let tally = core.take_tally();
            let at = |(delivery, _): &&mut (Delivery, Tally)| delivery == core.delivery();
            match tallies.iter_mut().find(at) {
                Some((_, sum)) => sum.add(&tally),
                None => tallies.push((core.delivery().clone(), tally)),
            }
        }
        for (delivery, tally) in tallies {
            self.settle(&delivery, tally)?;
        }
        for ((_, out), text) in texts.iter_mut().zip(given) {
            wiped::push(out, &text);
        }
        Ok(())
    }

    /// Until when the scope of `header` may not be erased, where that is still to come.
    fn lock(&self, header: Option<&Header>) -> Option<u64> {
        held(self.engine, header)
    }

    /// Before a scope is erased: whether it may be, and a record that it will be.
    pub(super) fn before_erasure(&self, header: Option<&Header>) -> Result<Erasure, Error> {
        let scope = Some(self.address);
        let warrant = self.warrant.as_deref();
        let erasure = Erasure::begin(self.engine, warrant, AuditEvent::EraseScope, scope)?;
        if let Some(until) = self.lock(header) {
            erasure.end(self.engine, Outcome::Locked, BTreeMap::new())?;
            return Err(VaultError::locked(until).into());
        }
        Ok(erasure)
    }

    /// The header under a lock until then; stale where there is none.
    pub(super) fn under_lock(&self, header: Option<Header>, until: u64) -> Result<Header, Error> {
        let header = header.ok_or_else(VaultError::stale)?;
        header.locked(&self.engine.key_for(&header)?, &self.address, until)
    }

    /// The end of a lock that has to be set or renewed before `keys` are used to store.
    pub(super) fn lock_to_set(&self, locked_until: u64) -> Option<u64> {
        let keep = self.engine.keep()?;
        let slack = SLACK.min(keep / 32);
        let clock = self.engine.clock();
        (locked_until < clock.after(keep + slack)).then(|| clock.after(keep + 2 * slack))
    }
}

impl<V: Vault> Session<'_, V> {
    /// The keys under a lock that is long enough.
    pub(super) fn locked(&self, keys: Arc<ScopeKeys>) -> Result<Arc<ScopeKeys>, Error> {
        let Some(until) = self.lock_to_set(keys.locked_until) else {
            return Ok(keys);
        };
        let vault = self.engine.vault();
        let header = self.under_lock(vault.header(&self.address)?, until)?;
        vault.rewrap(&self.address, &header)?;
        self.open(&header)
    }
}

/// Until when the scope of `header` may not be erased, where that is still to come.
pub(super) fn held<V>(engine: &Parts<V>, header: Option<&Header>) -> Option<u64> {
    let until = header?.locked_until()?;
    (until > engine.clock().now()).then_some(until)
}

/// An erasure that was begun, to be recorded when it ends.
#[must_use]
pub(super) struct Erasure {
    record: Option<AuditRecord>,
}

impl Erasure {
    /// Checks the right to erase and records that it begins; a denial is recorded too.
    pub(super) fn begin<V>(
        engine: &Parts<V>,
        warrant: Option<&Warrant>,
        event: AuditEvent,
        scope: Option<ScopeAddress>,
    ) -> Result<Erasure, Error> {
        let Some(warrant) = warrant else {
            return Ok(Erasure { record: None });
        };
        let permitted = warrant.may_erase();
        let mut record = None;
        if let Some(audit) = engine.audit() {
            let outcome = if permitted {
                Outcome::Begun
            } else {
                Outcome::Denied
            };
            let mut begun = AuditRecord::new(engine.clock().now(), event, outcome, &warrant.access);
            begun.scope = scope
                .map(|scope| ScopeHash::of(&engine.key(), &scope))
                .transpose()?;
            audit.append(&begun).map_err(ErrorKind::Audit)?;
            record = Some(begun);
        }
        if permitted {
            Ok(Erasure { record })
        } else {
            Err(ErrorKind::NoErasure.into())
        }
    }

    /// Records how it ended.
    pub(super) fn end<V>(
        self,
        engine: &Parts<V>,
        outcome: Outcome,
        erased: BTreeMap<Entity, u64>,
    ) -> Result<(), Error> {
        let (Some(mut record), Some(audit)) = (self.record, engine.audit()) else {
            return Ok(());
        };
        record.time = engine.clock().now();
        record.outcome = outcome;
        record.erased = erased;
        audit
            .append(&record)
            .map_err(|error| ErrorKind::AuditAfter(error).into())
    }

    /// As [`end`](Erasure::end), with what a call that erases gave.
    pub(super) fn ended<V>(
        self,
        engine: &Parts<V>,
        done: Result<u64, VaultError>,
    ) -> Result<u64, Error> {
        match done {
            Ok(records) => {
                let erased = BTreeMap::from([(Entity::UNKNOWN, records)]);
                self.end(engine, Outcome::Done, erased)?;
                Ok(records)
            }
            Err(error) => {
                // The vault's own error says more than that it could not be recorded.
                let _ = self.end(engine, Outcome::Failed, BTreeMap::new());
                Err(error.into())
            }
        }
    }
}

/// A sink as a record names it. The name of a tool is the model's unless the service granted it.
fn sink_name(delivery: &Delivery) -> String {
    match delivery.sink() {
        Sink::Reader => "reader".to_owned(),
        Sink::Markup => "markup".to_owned(),
        Sink::Url => "url".to_owned(),
        Sink::Log => "log".to_owned(),
        Sink::Tool(name) if delivery.permits() => format!("tool:{name}"),
        Sink::Tool(_) => "tool".to_owned(),
    }
}
