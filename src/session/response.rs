//! The way back: tokens in a response become values, for one's own text and for what a model said.

use std::sync::Arc;

use super::Session;
use crate::error::Error;
use crate::observe;
use crate::restore::{self, Answers, Core, Delivery, Restored, Sink, Tally};
use crate::token::{IdLength, TokenId};
use crate::vault::header::ScopeKeys;
use crate::vault::{Answer, AsyncVault, Vault};

/// The records of ids, with the keys that open them. Both are of one generation.
type Got = (Arc<ScopeKeys>, Answer);

impl<V> Session<'_, V> {
    /// How long the ids are: the scope's own length, or that of new ones.
    fn length(&self, keys: Option<&Arc<ScopeKeys>>) -> IdLength {
        keys.map_or(self.engine.id_length(), |keys| keys.minter.length())
    }

    /// The response with what the vault gave put in, once that is recorded.
    fn restored<'t>(
        &self,
        response: &'t str,
        asked: restore::Asked,
        got: Option<Got>,
    ) -> Result<Restored<'t>, Error> {
        let answers = match got {
            Some((keys, sealed)) => self.opened.open(asked.ids(), sealed, &keys)?,
            None => Answers::none(),
        };
        let mut tally = Tally::default();
        let warrant = self.warrant.as_deref();
        let restored = restore::restore(response, asked, &answers, warrant, &mut tally);
        self.settle(&Delivery::to(Sink::Reader), tally)?;
        Ok(restored)
    }

    /// What reads a response that comes piece by piece, in a scope whose ids are of that length.
    pub(crate) fn core(&self, delivery: &Delivery, length: IdLength) -> Core {
        Core::new(length, delivery, self.warrant.clone())
    }

    /// What is to be looked up for all the texts, sorted.
    fn wanted(texts: &[(&mut Core, &mut String)]) -> Vec<TokenId> {
        if let [(core, _)] = texts {
            return core.ids();
        }
        let mut ids: Vec<_> = texts.iter().flat_map(|(core, _)| core.ids()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn opened(&self, ids: &[TokenId], got: Option<Got>) -> Result<Option<Answers>, Error> {
        got.map(|(keys, sealed)| self.opened.open(ids, sealed, &keys))
            .transpose()
    }
}

/// What came of asking with keys that were kept.
enum Asked {
    Done(Option<Got>),
    /// Keys that were kept may be those of a scope that another process has forgotten since, and made again: none of
    /// its records are there then.
    Doubtful(Arc<ScopeKeys>, Answer),
}

fn asked(keys: Arc<ScopeKeys>, kept: bool, sealed: Answer) -> Asked {
    if !kept || sealed.iter().any(Option::is_some) {
        Asked::Done(Some((keys, sealed)))
    } else {
        Asked::Doubtful(keys, sealed)
    }
}

impl<V: Vault> Session<'_, V> {
    /// Puts the values back in place of this scope's tokens. What it does not know stays as it stands and is
    /// [reported](Restored::unresolved).
    ///
    /// This is for text of one's own: what [`redact`](Session::redact) wrote, read back from a store, a log or a
    /// queue. It is the exact inverse, so it fills every token in, those in URLs too: they stood there before. Text
    /// that a model had a hand in goes through [`deliver`](Session::deliver), which does not fill in URLs, since the
    /// model, or who instructed it, may have put the token there.
    ///
    /// # Errors
    ///
    /// When the key is wrong, the vault cannot be asked, or what it gave was changed by others.
    pub fn restore<'t>(&self, response: &'t str) -> Result<Restored<'t>, Error> {
        let _call = observe::call("restore", response.len());
        self.engine.check_size(response)?;
        let Some(first) = restore::first_sign(response) else {
            return Ok(Restored::unchanged(response));
        };
        let (was_kept, keys) = match self.engine.recall(&self.address) {
            Some(keys) => (true, Some(keys)),
            // The vault is not asked for nothing.
            None if !restore::may_hold_tokens(response) => {
                return Ok(Restored::unchanged(response));
            }
            None => (false, self.keys(false)?),
        };
        let asked = restore::ask(response, first, self.length(keys.as_ref()));
        if asked.ids().is_empty() {
            return Ok(Restored::unchanged(response));
        }
        let got = self.get(asked.ids(), keys, was_kept)?;
        self.restored(response, asked, got)
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
        let _call = observe::call("deliver", response.len());
        self.engine.check_size(response)?;
        let mut core = self.core(delivery, self.ids_now()?);
        core.push(response, true);
        if core.is_quiet() {
            return Ok(Restored::unchanged(response));
        }
        let mut out = String::with_capacity(response.len());
        self.release(&mut [(&mut core, &mut out)])?;
        Ok(core.into_restored(response, out))
    }

    /// How long the scope's ids are.
    pub(crate) fn ids_now(&self) -> Result<IdLength, Error> {
        Ok(self.length(self.keys(false)?.as_ref()))
    }

    /// Asks for the records of what was found in the texts, and appends what is decided of each to the string beside
    /// it.
    pub(crate) fn release(&self, texts: &mut [(&mut Core, &mut String)]) -> Result<(), Error> {
        let ids = Self::wanted(texts);
        let mut answers = None;
        if !ids.is_empty() {
            let kept = self.engine.recall(&self.address);
            let was_kept = kept.is_some();
            let keys = kept.map_or_else(|| self.keys(false), |keys| Ok(Some(keys)))?;
            answers = self.opened(&ids, self.get(&ids, keys, was_kept)?)?;
        }
        self.give(texts, answers.as_ref())
    }

    /// The records of `ids`; `None` where the scope is not there.
    fn get(
        &self,
        ids: &[TokenId],
        keys: Option<Arc<ScopeKeys>>,
        kept: bool,
    ) -> Result<Option<Got>, Error> {
        let Some(keys) = keys else {
            return Ok(None);
        };
        let vault = self.engine.vault();
        let sealed = vault.get_many(&keys.scope, ids)?;
        let (keys, sealed) = match asked(keys, kept, sealed) {
            Asked::Done(got) => return Ok(got),
            Asked::Doubtful(keys, sealed) => (keys, sealed),
        };
        self.engine.forget_keys(&self.address);
        match self.keys(false)? {
            Some(fresh) if fresh.scope != keys.scope => {
                let sealed = vault.get_many(&fresh.scope, ids)?;
                Ok(Some((fresh, sealed)))
            }
            fresh => Ok(fresh.map(|keys| (keys, sealed))),
        }
    }
}

impl<V: AsyncVault> Session<'_, V> {
    /// As [`restore`](Session::restore), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `restore`.
    pub async fn restore_async<'t>(&self, response: &'t str) -> Result<Restored<'t>, Error> {
        let _call = observe::call("restore", response.len());
        self.engine.check_size(response)?;
        let Some(first) = restore::first_sign(response) else {
            return Ok(Restored::unchanged(response));
        };
        if !restore::may_hold_tokens(response) {
            return Ok(Restored::unchanged(response));
        }
        let kept = self.engine.recall(&self.address).is_some();
        let keys = self.keys_async(false).await?;
        let asked = restore::ask(response, first, self.length(keys.as_ref()));
        if asked.ids().is_empty() {
            return Ok(Restored::unchanged(response));
        }
        let got = self.get_async(asked.ids(), keys, kept).await?;
        self.restored(response, asked, got)
    }

    /// As [`deliver`](Session::deliver), over an asynchronous vault.
    ///
    /// # Errors
    ///
    /// As `restore`.
    pub async fn deliver_async<'t>(
        &self,
        response: &'t str,
        delivery: &Delivery,
    ) -> Result<Restored<'t>, Error> {
        let _call = observe::call("deliver", response.len());
        self.engine.check_size(response)?;
        let mut core = self.core(delivery, self.ids_now_async().await?);
        core.push(response, true);
        if core.is_quiet() {
            return Ok(Restored::unchanged(response));
        }
        let mut out = String::with_capacity(response.len());
        self.release_async(&mut [(&mut core, &mut out)]).await?;
        Ok(core.into_restored(response, out))
    }

    pub(crate) async fn ids_now_async(&self) -> Result<IdLength, Error> {
        Ok(self.length(self.keys_async(false).await?.as_ref()))
    }

    /// As `release`, over an asynchronous vault.
    pub(crate) async fn release_async(
        &self,
        texts: &mut [(&mut Core, &mut String)],
    ) -> Result<(), Error> {
        let ids = Self::wanted(texts);
        let mut answers = None;
        if !ids.is_empty() {
            let kept = self.engine.recall(&self.address).is_some();
            let keys = self.keys_async(false).await?;
            let got = self.get_async(&ids, keys, kept).await?;
            answers = self.opened(&ids, got)?;
        }
        self.give(texts, answers.as_ref())
    }

    async fn get_async(
        &self,
        ids: &[TokenId],
        keys: Option<Arc<ScopeKeys>>,
        kept: bool,
    ) -> Result<Option<Got>, Error> {
        let Some(keys) = keys else {
            return Ok(None);
        };
        let vault = self.engine.vault();
        let sealed = vault.get_many(&keys.scope, ids).await?;
        let (keys, sealed) = match asked(keys, kept, sealed) {
            Asked::Done(got) => return Ok(got),
            Asked::Doubtful(keys, sealed) => (keys, sealed),
        };
        self.engine.forget_keys(&self.address);
        match self.keys_async(false).await? {
            Some(fresh) if fresh.scope != keys.scope => {
                let sealed = vault.get_many(&fresh.scope, ids).await?;
                Ok(Some((fresh, sealed)))
            }
            fresh => Ok(fresh.map(|keys| (keys, sealed))),
        }
    }
}
