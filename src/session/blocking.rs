//! Redacting over a blocking vault, and the rotation and erasure of a scope.

use std::sync::Arc;

use super::draft::{Draft, Stored};
use super::room::emptied;
use super::{After, Input, Redacted, RedactedText, Session, TRIES, after, length_of};
use crate::error::{Error, ErrorKind};
use crate::observe;
use crate::vault::header::ScopeKeys;
use crate::vault::{Vault, VaultError};

impl<V: Vault> Session<'_, V> {
    /// Replaces what the policy hides in `text`. Text in which nothing is found comes back borrowed, with no vault
    /// call.
    ///
    /// # Errors
    ///
    /// When policy blocks what was found, a recogniser fails, a limit is met, the key is wrong, or the vault cannot
    /// store; nothing is released then.
    pub fn redact<'t>(&self, text: &'t str) -> Result<RedactedText<'t>, Error> {
        self.redact_after(text, 0)
    }

    /// As `redact` for a text that comes after so many bytes of a stream.
    pub(crate) fn redact_after<'t>(
        &self,
        text: &'t str,
        after: u64,
    ) -> Result<RedactedText<'t>, Error> {
        let _call = observe::call("redact", text.len());
        let Some(mut draft) = self.begin_one(text, after)? else {
            return Ok(Redacted::unchanged(text));
        };
        let stored = self.commit(&mut draft)?;
        let redacted = draft.release_one(&stored);
        self.room.give_back(draft.into_room());
        redacted.ok_or_else(|| ErrorKind::Unsettled.into())
    }

    /// As [`redact`](Session::redact) for several messages, with one vault call for all.
    ///
    /// # Errors
    ///
    /// As `redact`; nothing of any message is released then.
    pub fn redact_all<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<RedactedText<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        self.redact_inputs(inputs.into_iter().map(Into::into).collect(), false)
    }

    /// As [`redact_all`](Session::redact_all) for texts that have nothing to do with each other, as the lines of a batch:
    /// a full name in one makes its parts findings in that one only.
    ///
    /// # Errors
    ///
    /// As `redact_all`.
    pub fn redact_apart<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<RedactedText<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        self.redact_inputs(inputs.into_iter().map(Into::into).collect(), true)
    }

    fn redact_inputs<'t>(
        &self,
        inputs: Vec<Input<'t>>,
        apart: bool,
    ) -> Result<Vec<RedactedText<'t>>, Error> {
        let _call = observe::call("redact", length_of(&inputs));
        let mut draft = self.begin(inputs, apart)?;
        let stored = self.commit(&mut draft)?;
        Ok(self.released(draft, &stored))
    }

    /// Stores the records of a draft, and only then gives its texts out.
    fn commit(&self, draft: &mut Draft<'_>) -> Result<Stored, Error> {
        if draft.is_clean() {
            return Ok(Stored::new());
        }
        let (vault, erasures) = (self.engine.vault(), self.engine.erasures());
        let mut keys = self.keys(true)?.ok_or(ErrorKind::Unsettled)?;
        for _ in 0..TRIES {
            keys = match self.locked(keys) {
                Err(error) if error.vault().is_some_and(VaultError::is_stale) => self.again()?,
                locked => locked?,
            };
            let pasted = draft.pasted(keys.minter.length());
            if !pasted.is_empty() {
                draft.recognise(&pasted, &vault.get_many(&keys.scope, &pasted)?);
            }
            draft.mint(&keys, &self.minted, self.engine.erasures())?;
            let room = emptied(draft.room_for_entries());
            let entries = draft.entries(room, |entity| self.expires(entity, &keys));
            let put = if entries.is_empty() {
                Ok(())
            } else {
                vault.put_many(&keys.scope, &entries)
            };
            let room = emptied(entries);
            draft.keep_room(room);
            match after(put, draft)? {
                After::Stored(stored) => {
                    draft.keep(&keys, &self.minted, &stored);
                    self.learn(draft, &keys, erasures);
                    return Ok(stored);
                }
                After::Again => {}
                After::Stale => keys = self.again()?,
            }
        }
        Err(ErrorKind::NoFreeToken.into())
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
            Some(header) => {
                let key = self.engine.renewed_key()?;
                if header.epoch() == key.epoch() {
                    return Ok(false);
                }
                vault.rewrap(&self.address, &header.rewrapped(&key, &self.address)?)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Erases the scope: none of its tokens can be restored again. Returns how many records went.
    ///
    /// # Errors
    ///
    /// When a retention lock holds it, no grant lets the caller erase, the audit cannot be kept, or the vault cannot be
    /// asked or refuses.
    pub fn forget(self) -> Result<u64, Error> {
        let vault = self.engine.vault();
        let erasure = self.before_erasure(vault.header(&self.address)?.as_ref())?;
        self.engine.forget_keys(&self.address);
        self.engine.erased();
        erasure.ended(self.engine, vault.forget(&self.address))
    }

    /// The keys of the scope as it is now, made where it is not there.
    fn again(&self) -> Result<Arc<ScopeKeys>, Error> {
        self.engine.forget_keys(&self.address);
        self.keys(true)?.ok_or_else(|| ErrorKind::Unsettled.into())
    }

    pub(super) fn keys(&self, make: bool) -> Result<Option<Arc<ScopeKeys>>, Error> {
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
