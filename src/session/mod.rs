//! The fronts: an engine for the process, a session for each scope, redact on the way out and restore on the way back.
//!
//! Both fronts, blocking and asynchronous, drive the same draft: it holds the redacted text and the records to
//! store, and gives the text out only against the proof that the records are stored.

mod draft;
mod engine;
mod guard;
mod mentions;
mod redacted;
mod upkeep;

pub use engine::{Engine, EngineBuilder};
pub use guard::{Guarded, OutputPolicy};
pub use redacted::{Redacted, Replacement};
pub use upkeep::Receipt;

use crate::error::{Error, ErrorKind};
use crate::restore::{self, Answers, Core, Delivery, Restored};
use crate::token::TokenId;
use crate::vault::header::{Header, ScopeKeys, ScopeName};
use crate::vault::{AsyncVault, Entry, ScopeAddress, Vault, VaultError};
use draft::{Draft, Stored};
use std::sync::Arc;

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

/// How often a draft is minted anew when ids are taken or the scope was forgotten meanwhile.
const TRIES: usize = 8;

/// One scope of an engine: a conversation, a tenant. Cheap to make; any number may be open for one scope at once.
pub struct Session<'e, V> {
    engine: &'e Engine<V>,
    scope: ScopeName,
    address: ScopeAddress,
}

impl<V> std::fmt::Debug for Session<'_, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Session({})", self.address)
    }
}

impl<'e, V> Session<'e, V> {
    fn new(engine: &'e Engine<V>, scope: ScopeName) -> Session<'e, V> {
        Session {
            engine,
            address: scope.address(),
            scope,
        }
    }

    fn fresh(&self) -> Result<Header, Error> {
        // A scope outlives its records: they carry their own end, prolonged by each use.
        Header::fresh(
            self.engine.key(),
            &self.scope,
            self.engine.id_length(),
            self.engine.random_tokens(),
        )
    }

    fn open(&self, header: &Header) -> Result<Arc<ScopeKeys>, Error> {
        let keys = Arc::new(header.open(self.engine.key(), &self.address)?);
        self.engine.remember(self.address, &keys);
        Ok(keys)
    }

    /// What is found in all texts, decided.
    fn begin<'t>(&self, inputs: Vec<Input<'t>>) -> Result<Draft<'t>, Error> {
        for input in &inputs {
            self.engine.check_size(input.text())?;
        }
        let scanner = self.engine.scanner();
        let found = inputs
            .into_iter()
            .map(|input| (input, scanner.scan(input.text())));
        Draft::of(found, self.engine.policy())
    }

    /// As `begin` for one untrusted text; `None` where nothing in it is found and nothing looks like a token, which
    /// costs no allocation.
    fn begin_one<'t>(&self, text: &'t str) -> Result<Option<Draft<'t>>, Error> {
        self.engine.check_size(text)?;
        let found = self.engine.scanner().scan(text);
        if found.is_empty() && !restore::may_hold_tokens(text) {
            return Ok(None);
        }
        Draft::of([(text.into(), found)], self.engine.policy()).map(Some)
    }

    /// When a value of `entity` that is stored now ends: by the policy's retention, or else by the engine's.
    fn expires(&self, entity: crate::entity::Entity) -> Option<u64> {
        let kept = self.engine.policy().retention(entity).or(self.engine.ttl());
        kept.map(|period| self.engine.clock().after(period))
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

impl<V: Vault> Session<'_, V> {
    /// Replaces what the policy hides in `text`. Text in which nothing is found comes back borrowed, with no vault
    /// call.
    ///
    /// # Errors
    ///
    /// When policy blocks what was found, a limit is met, the key is wrong, or the vault cannot store; nothing is
    /// released then.
    pub fn redact<'t>(&self, text: &'t str) -> Result<Redacted<'t>, Error> {
        let Some(draft) = self.begin_one(text)? else {
            return Ok(Redacted::unchanged(text));
        };
        let mut all = self.commit(draft)?;
        all.pop().ok_or_else(|| ErrorKind::Unsettled.into())
    }

    /// As [`redact`](Session::redact) for several messages, with one vault call for all.
    ///
    /// # Errors
    ///
    /// As `redact`; nothing of any message is released then.
    pub fn redact_all<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<Redacted<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        self.commit(self.begin(inputs.into_iter().map(Into::into).collect())?)
    }

    /// Stores the records of a draft, and only then gives its texts out.
    fn commit<'t>(&self, mut draft: Draft<'t>) -> Result<Vec<Redacted<'t>>, Error> {
        if draft.is_clean() {
            return Ok(draft.release(&Stored::new()));
        }
        let vault = self.engine.vault();
        let mut keys = self.keys(true)?.ok_or(ErrorKind::Unsettled)?;
        for _ in 0..TRIES {
            let pasted = draft.pasted(keys.minter.length());
            if !pasted.is_empty() {
                draft.recognise(&pasted, &vault.get_many(&keys.scope, &pasted)?);
            }
            draft.mint(&keys)?;
            let entries = draft.entries(|entity| self.expires(entity));
            let put = if entries.is_empty() {
                Ok(())
            } else {
                vault.put_many(&keys.scope, &entries)
            };
            drop(entries);
            match after(put, &mut draft)? {
                After::Stored(stored) => return Ok(draft.release(&stored)),
                After::Again => {}
                After::Stale => {
                    self.engine.forget_keys(&self.address);
                    keys = self.keys(true)?.ok_or(ErrorKind::Unsettled)?;
                }
            }
        }
        Err(ErrorKind::NoFreeToken.into())
    }

    /// Puts the values back in place of this scope's tokens. What it does not know stays as it stands and is
    /// [reported](Restored::unresolved).
    ///
    /// # Errors
    ///
    /// When the key is wrong, the vault cannot be asked, or what it gave was changed by others.
    pub fn restore<'t>(&self, response: &'t str) -> Result<Restored<'t>, Error> {
        self.engine.check_size(response)?;
        if !restore::may_hold_tokens(response) {
            return Ok(Restored::unchanged(response));
        }
        let Some(keys) = self.keys(false)? else {
            return Ok(restore::all_unknown(response, self.engine.id_length()));
        };
        let asked = restore::ask(response, keys.minter.length());
        if asked.ids.is_empty() {
            return Ok(Restored::unchanged(response));
        }
        let sealed = self.engine.vault().get_many(&keys.scope, &asked.ids)?;
        let answers = Answers::open(&asked.ids, sealed, &keys.sealer)?;
        Ok(restore::restore(response, &asked, &answers))
    }

    /// Puts the values back into what a model said, as `delivery` permits: tokens are read however the model spelled
    /// them, those in URLs, targets and attributes stay, and values are escaped for the sink.
    ///
    /// [`restore`](Session::restore) is for text of one's own: it restores what `redact` wrote, everywhere, exactly.
    ///
    /// # Errors
    ///
    /// As `restore`.
    pub fn deliver<'t>(
        &self,
        response: &'t str,
        delivery: &Delivery,
    ) -> Result<Restored<'t>, Error> {
        self.engine.check_size(response)?;
        let mut core = self.core(delivery)?;
        let mut out = String::with_capacity(response.len());
        core.push(response, true);
        if core.is_quiet() {
            return Ok(Restored::unchanged(response));
        }
        let answers = self.answers(core.ids())?;
        core.release(answers.as_ref(), &mut out);
        Ok(core.into_restored(response, out))
    }

    /// Reads a response that comes piece by piece.
    pub(crate) fn core(&self, delivery: &Delivery) -> Result<Core, Error> {
        let length = match self.keys(false)? {
            Some(keys) => keys.minter.length(),
            None => self.engine.id_length(),
        };
        Ok(Core::new(length, delivery))
    }

    /// The records of `ids`; `None` where the scope is not there.
    pub(crate) fn answers(&self, ids: Vec<TokenId>) -> Result<Option<Answers>, Error> {
        if ids.is_empty() {
            return Ok(None);
        }
        let Some(keys) = self.keys(false)? else {
            return Ok(None);
        };
        let sealed = self.engine.vault().get_many(&keys.scope, &ids)?;
        Answers::open(&ids, sealed, &keys.sealer).map(Some)
    }

    /// Wraps the scope's keys by the newest epoch of the engine's key; tokens and records stay as they are. False where
    /// the scope is not there or is wrapped by it already.
    ///
    /// # Errors
    ///
    /// When the key does not hold the epoch that wraps the scope, or the vault cannot be asked.
    pub fn rotate(&self) -> Result<bool, Error> {
        let vault = self.engine.vault();
        match vault.header(&self.address)? {
            Some(header) if header.epoch() != self.engine.key().epoch() => {
                vault.rewrap(
                    &self.address,
                    &header.rewrapped(self.engine.key(), &self.address)?,
                )?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Erases the scope: none of its tokens can be restored again. Returns how many records went.
    ///
    /// # Errors
    ///
    /// When the vault cannot be asked or refuses.
    pub fn forget(self) -> Result<u64, Error> {
        self.engine.forget_keys(&self.address);
        Ok(self.engine.vault().forget(&self.address)?)
    }

    fn keys(&self, make: bool) -> Result<Option<Arc<ScopeKeys>>, Error> {
        if let Some(keys) = self.engine.recall(&self.address) {
            return Ok(Some(keys));
        }
        let vault = self.engine.vault();
        let header = match vault.header(&self.address)? {
            Some(header) => header,
            None if make => vault.create(&self.address, &self.fresh()?)?,
            None => return Ok(None),
        };
        self.open(&header).map(Some)
    }
}

impl<V: AsyncVault> Session<'_, V> {
    /// As [`redact`](Session::redact), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `redact`.
    pub async fn redact_async<'t>(&self, text: &'t str) -> Result<Redacted<'t>, Error> {
        let Some(draft) = self.begin_one(text)? else {
            return Ok(Redacted::unchanged(text));
        };
        let mut all = self.commit_async(draft).await?;
        all.pop().ok_or_else(|| ErrorKind::Unsettled.into())
    }

    /// As [`redact_all`](Session::redact_all), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `redact_all`.
    pub async fn redact_all_async<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<Redacted<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        self.commit_async(self.begin(inputs.into_iter().map(Into::into).collect())?)
            .await
    }

    async fn commit_async<'t>(&self, mut draft: Draft<'t>) -> Result<Vec<Redacted<'t>>, Error> {
        if draft.is_clean() {
            return Ok(draft.release(&Stored::new()));
        }
        let vault = self.engine.vault();
        let mut keys = self.keys_async(true).await?.ok_or(ErrorKind::Unsettled)?;
        for _ in 0..TRIES {
            let pasted = draft.pasted(keys.minter.length());
            if !pasted.is_empty() {
                let sealed = vault.get_many(&keys.scope, &pasted).await?;
                draft.recognise(&pasted, &sealed);
            }
            draft.mint(&keys)?;
            let put = {
                let entries: Vec<Entry<'_>> = draft.entries(|entity| self.expires(entity));
                if entries.is_empty() {
                    Ok(())
                } else {
                    vault.put_many(&keys.scope, &entries).await
                }
            };
            match after(put, &mut draft)? {
                After::Stored(stored) => return Ok(draft.release(&stored)),
                After::Again => {}
                After::Stale => {
                    self.engine.forget_keys(&self.address);
                    keys = self.keys_async(true).await?.ok_or(ErrorKind::Unsettled)?;
                }
            }
        }
        Err(ErrorKind::NoFreeToken.into())
    }

    /// As [`restore`](Session::restore), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `restore`.
    pub async fn restore_async<'t>(&self, response: &'t str) -> Result<Restored<'t>, Error> {
        self.engine.check_size(response)?;
        if !restore::may_hold_tokens(response) {
            return Ok(Restored::unchanged(response));
        }
        let Some(keys) = self.keys_async(false).await? else {
            return Ok(restore::all_unknown(response, self.engine.id_length()));
        };
        let asked = restore::ask(response, keys.minter.length());
        if asked.ids.is_empty() {
            return Ok(Restored::unchanged(response));
        }
        let sealed = self
            .engine
            .vault()
            .get_many(&keys.scope, &asked.ids)
            .await?;
        let answers = Answers::open(&asked.ids, sealed, &keys.sealer)?;
        Ok(restore::restore(response, &asked, &answers))
    }

    /// As [`forget`](Session::forget), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `forget`.
    pub async fn forget_async(self) -> Result<u64, Error> {
        self.engine.forget_keys(&self.address);
        Ok(self.engine.vault().forget(&self.address).await?)
    }

    async fn keys_async(&self, make: bool) -> Result<Option<Arc<ScopeKeys>>, Error> {
        if let Some(keys) = self.engine.recall(&self.address) {
            return Ok(Some(keys));
        }
        let vault = self.engine.vault();
        let header = match vault.header(&self.address).await? {
            Some(header) => header,
            None if make => vault.create(&self.address, &self.fresh()?).await?,
            None => return Ok(None),
        };
        self.open(&header).map(Some)
    }
}
