//! The fronts: an engine for the process, a session for each scope, redact on the way out and restore on the way back.
//!
//! Both fronts, blocking and asynchronous, drive the same draft: it holds the redacted text and the records to
//! store, and gives the text out only against the proof that the records are stored.

mod asynchronous;
mod blocking;
mod builder;
mod draft;
mod engine;
mod govern;
mod guard;
mod kept;
mod ledger;
mod mentions;
mod opened;
mod people;
mod places;
mod redacted;
mod response;
mod room;
mod upkeep;

pub use builder::EngineBuilder;
use engine::Parts;
pub use engine::{Engine, Governed, Open};
pub use guard::{Guarded, OutputPolicy};
pub use redacted::{Redacted, RedactedText, Replacement};
pub use upkeep::{Receipt, RetentionLocks};

use crate::entity::Entity;
use crate::error::Error;
use crate::finding::Finding;
use crate::restore::{self, Warrant};
use crate::vault::header::{Header, ScopeKeys, ScopeName};
use crate::vault::{ScopeAddress, VaultError};
use draft::{Draft, Stored};
use kept::KeptTokens;
use opened::OpenedRecords;
use people::{Kept, Memory};
use room::KeptRoom;
use std::sync::{Arc, MutexGuard};

/// A text to redact, and how far it is trusted.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Input<'t> {
    /// What a user, a document or a tool said: text in it that looks like a token is data, and is tokenised itself.
    Untrusted(&'t str),
    /// What went to or came from the model before: tokens that this scope issued stay as they are.
    History(&'t str),
}

impl<'t> Input<'t> {
    fn text(self) -> &'t str {
        match self {
            Input::Untrusted(text) | Input::History(text) => text,
        }
    }
}

impl<'t> From<&'t str> for Input<'t> {
    fn from(text: &'t str) -> Input<'t> {
        Input::Untrusted(text)
    }
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Input::Untrusted(_) => "Untrusted",
            Input::History(_) => "History",
        })
    }
}

/// Bytes of all texts.
fn length_of(inputs: &[Input<'_>]) -> usize {
    inputs.iter().map(|input| input.text().len()).sum()
}

/// How often a draft is minted anew when ids are taken or the scope was forgotten meanwhile.
const TRIES: usize = 8;

/// One scope of an engine: a conversation, a tenant. Cheap to make; any number may be open for one scope at once.
///
/// For as long as it is there it remembers who was named in full, up to 1,024 people: `Ravi Kumar` makes a later `Ravi`
/// and `Mr Kumar` findings, with tokens of the same letters (`NAME_qkzwmrtpx` and `NAME_qkzwmrtpx_bn`). So hold one for
/// each conversation, or redact a conversation whole: names are linked within a call too. See
/// [concepts](crate::guide::concepts).
pub struct Session<'e, V> {
    engine: &'e Parts<V>,
    scope: ScopeName,
    address: ScopeAddress,
    /// Who asks, where the engine asks who.
    warrant: Option<Arc<Warrant>>,
    opened: OpenedRecords,
    /// Who was named in full so far.
    people: Memory,
    minted: KeptTokens,
    room: KeptRoom,
}

impl<V> std::fmt::Debug for Session<'_, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.address)
    }
}

impl<'e, V> Session<'e, V> {
    fn new(
        engine: &'e Parts<V>,
        scope: ScopeName,
        warrant: Option<Arc<Warrant>>,
    ) -> Session<'e, V> {
        Session {
            engine,
            address: scope.address(),
            scope,
            warrant,
            opened: OpenedRecords::default(),
            people: Memory::new(),
            minted: KeptTokens::default(),
            room: KeptRoom::default(),
        }
    }

    fn fresh(&self) -> Result<Header, Error> {
        // A scope outlives its records: they carry their own end, prolonged by each use.
        let key = self.engine.key();
        let fresh = Header::fresh(
            &key,
            &self.scope,
            self.engine.id_length(),
            self.engine.random_tokens(),
        )?;
        match self.lock_to_set(0) {
            Some(until) => fresh.locked(&key, &self.address, until),
            None => Ok(fresh),
        }
    }

    fn open(&self, header: &Header) -> Result<Arc<ScopeKeys>, Error> {
        let key = self.engine.key_for(header)?;
        let keys = Arc::new(header.open(&key, &self.address)?);
        self.engine.remember(self.address, &keys);
        Ok(keys)
    }

    /// What is found in all texts, decided. Texts that stand `apart` have nothing to do with each other.
    fn begin<'t>(&self, inputs: Vec<Input<'t>>, apart: bool) -> Result<Draft<'t>, Error> {
        for input in &inputs {
            self.engine.check_size(input.text())?;
        }
        let scanner = self.engine.scanner();
        // Before what is known is locked.
        let scanned: Vec<(Vec<Finding<'t>>, bool)> = inputs
            .iter()
            .map(|input| {
                let findings = scanner.try_scan(input.text())?;
                Ok((findings, self.may_hold_tokens(input.text())))
            })
            .collect::<Result<_, Error>>()?;
        let mut scanned = scanned.into_iter();
        let scan = |_: &'t str, found: &mut Vec<Finding<'t>>| {
            let (findings, tokens) = scanned.next().unwrap_or_default();
            *found = findings;
            tokens
        };
        let (policy, most) = (self.engine.policy(), self.engine.most_findings());
        let (inputs, room) = (inputs.into_iter(), self.room.take());
        if apart {
            let linking = self.people.linking(None, 0).under(policy).apart();
            return Draft::of(inputs, policy, most, linking, room, scan);
        }
        let known = self.known();
        let linking = self.people.linking(known.as_deref(), 0).under(policy);
        Draft::of(inputs, policy, most, linking, room, scan)
    }

    /// What the session knows of people, where it knows anybody.
    fn known(&self) -> Option<MutexGuard<'_, Kept>> {
        let clock = self.engine.clock();
        self.people.recall(self.engine.erasures(), clock)
    }

    /// Keeps what a draft has taught, now that it is stored.
    fn learn(&self, draft: &Draft<'_>, keys: &ScopeKeys, erasures: u64) {
        let until = self.expires(Entity::PERSON, keys);
        self.people
            .learn(draft.lessons(), (keys.scope, erasures, until));
    }

    /// The texts of a draft, and its room kept for the next.
    fn released<'t>(&self, mut draft: Draft<'t>, stored: &Stored) -> Vec<RedactedText<'t>> {
        let redacted = draft.release(stored);
        self.room.give_back(draft.into_room());
        redacted
    }

    /// Whether `text` holds what a restore could read as a token.
    fn may_hold_tokens(&self, text: &str) -> bool {
        let keys = self.engine.recall(&self.address);
        let length = keys.map(|keys| keys.minter.length());
        restore::may_hold_tokens(text) || restore::may_hold_spellings(text, length)
    }

    /// As `begin` for one untrusted text; `None` where nothing in it is found and nothing looks like a token, which
    /// costs no allocation. `after` tells texts of a stream apart that are the same.
    fn begin_one<'t>(&self, text: &'t str, after: u64) -> Result<Option<Draft<'t>>, Error> {
        self.engine.check_size(text)?;
        let mut room = self.room.take();
        let mut found = std::mem::take(&mut room.findings);
        self.engine.scanner().try_scan_into(text, &mut found)?;
        let tokens = self.may_hold_tokens(text);
        let (known, policy) = (self.known(), self.engine.policy());
        let linking = self.people.linking(known.as_deref(), after).under(policy);
        if found.is_empty() && !tokens && !linking.finds(text, policy)? {
            room.findings = found;
            self.room.give_back(room);
            return Ok(None);
        }
        let inputs = [Input::Untrusted(text)].into_iter();
        let most = self.engine.most_findings();
        let draft = Draft::of(inputs, policy, most, linking, room, |_, findings| {
            *findings = std::mem::take(&mut found);
            tokens
        });
        draft.map(Some)
    }

    /// When a value of `entity` that is stored now ends: by the policy's retention, or else by the engine's; never
    /// before a lock does.
    fn expires(&self, entity: Entity, keys: &ScopeKeys) -> Option<u64> {
        let kept = self.engine.policy().retention(entity).or(self.engine.ttl());
        kept.map(|period| self.engine.clock().after(period).max(keys.locked_until))
    }
}

/// What to do after a put: done, or again with other ids or other keys.
enum After {
    Stored(Stored),
    Again,
    Stale,
}

fn after(put: Result<(), VaultError>, draft: &mut Draft<'_>) -> Result<After, Error> {
    match put {
        Ok(()) => Ok(After::Stored(Stored::new())),
        Err(error) if error.is_stale() => Ok(After::Stale),
        Err(error) if !error.conflicts().is_empty() => {
            draft.move_on(error.conflicts());
            Ok(After::Again)
        }
        Err(error) => Err(error.into()),
    }
}
