//! Redacting over an asynchronous vault: what [`blocking`](super::blocking) does, with its calls awaited.

use std::sync::Arc;

use super::draft::{Draft, Stored};
use super::room::emptied;
use super::{After, Input, Redacted, RedactedText, Session, TRIES, after, length_of};
use crate::error::{Error, ErrorKind};
use crate::observe;
use crate::vault::header::ScopeKeys;
use crate::vault::{AsyncVault, VaultError};

impl<V: AsyncVault> Session<'_, V> {
    /// As [`redact`](Session::redact), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `redact`.
    pub async fn redact_async<'t>(&self, text: &'t str) -> Result<RedactedText<'t>, Error> {
        self.redact_after_async(text, 0).await
    }

    /// As `redact_after`, over an asynchronous vault.
    pub(crate) async fn redact_after_async<'t>(
        &self,
        text: &'t str,
        after: u64,
    ) -> Result<RedactedText<'t>, Error> {
        let _call = observe::call("redact", text.len());
        let Some(mut draft) = self.begin_one(text, after)? else {
            return Ok(Redacted::unchanged(text));
        };
        let stored = self.commit_async(&mut draft).await?;
        let redacted = draft.release_one(&stored);
        self.room.give_back(draft.into_room());
        redacted.ok_or_else(|| ErrorKind::Unsettled.into())
    }

    /// As [`redact_all`](Session::redact_all), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `redact_all`.
    pub async fn redact_all_async<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<RedactedText<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        let inputs = inputs.into_iter().map(Into::into).collect();
        self.redact_inputs_async(inputs, false).await
    }

    /// As [`redact_apart`](Session::redact_apart), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `redact_all`.
    pub async fn redact_apart_async<'t, I>(
        &self,
        inputs: impl IntoIterator<Item = I>,
    ) -> Result<Vec<RedactedText<'t>>, Error>
    where
        I: Into<Input<'t>>,
    {
        let inputs = inputs.into_iter().map(Into::into).collect();
        self.redact_inputs_async(inputs, true).await
    }

    async fn redact_inputs_async<'t>(
        &self,
        inputs: Vec<Input<'t>>,
        apart: bool,
    ) -> Result<Vec<RedactedText<'t>>, Error> {
        let _call = observe::call("redact", length_of(&inputs));
        let mut draft = self.begin(inputs, apart)?;
        let stored = self.commit_async(&mut draft).await?;
        Ok(self.released(draft, &stored))
    }

    async fn commit_async(&self, draft: &mut Draft<'_>) -> Result<Stored, Error> {
        if draft.is_clean() {
            return Ok(Stored::new());
        }
        let (vault, erasures) = (self.engine.vault(), self.engine.erasures());
        let mut keys = self.keys_async(true).await?.ok_or(ErrorKind::Unsettled)?;
        for _ in 0..TRIES {
            keys = match self.locked_async(keys).await {
                Err(error) if error.vault().is_some_and(VaultError::is_stale) => {
                    self.again_async().await?
                }
                locked => locked?,
            };
            let pasted = draft.pasted(keys.minter.length());
            if !pasted.is_empty() {
                let sealed = vault.get_many(&keys.scope, &pasted).await?;
                draft.recognise(&pasted, &sealed);
            }
            draft.mint(&keys, &self.minted, self.engine.erasures())?;
            let room = emptied(draft.room_for_entries());
            let entries = draft.entries(room, |entity| self.expires(entity, &keys));
            let put = if entries.is_empty() {
                Ok(())
            } else {
                vault.put_many(&keys.scope, &entries).await
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
                After::Stale => keys = self.again_async().await?,
            }
        }
        Err(ErrorKind::NoFreeToken.into())
    }

    /// As [`forget`](Session::forget), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `forget`.
    pub async fn forget_async(self) -> Result<u64, Error> {
        let vault = self.engine.vault();
        let erasure = self.before_erasure(vault.header(&self.address).await?.as_ref())?;
        self.engine.forget_keys(&self.address);
        self.engine.erased();
        erasure.ended(self.engine, vault.forget(&self.address).await)
    }

    async fn again_async(&self) -> Result<Arc<ScopeKeys>, Error> {
        self.engine.forget_keys(&self.address);
        let keys = self.keys_async(true).await?;
        keys.ok_or_else(|| ErrorKind::Unsettled.into())
    }

    async fn locked_async(&self, keys: Arc<ScopeKeys>) -> Result<Arc<ScopeKeys>, Error> {
        let Some(until) = self.lock_to_set(keys.locked_until) else {
            return Ok(keys);
        };
        let vault = self.engine.vault();
        let header = vault.header(&self.address).await?;
        let header = self.under_lock(header, until)?;
        vault.rewrap(&self.address, &header).await?;
        self.open(&header)
    }

    pub(super) async fn keys_async(&self, make: bool) -> Result<Option<Arc<ScopeKeys>>, Error> {
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
