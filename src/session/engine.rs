//! The engine: a scanner, a policy, a key and a vault, checked when it is built and shared by all sessions.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::Session;
use super::builder::Settings;
use crate::audit::{Audit, ScopeHash};
use crate::error::{Error, ErrorKind};
use crate::policy::Policy;
use crate::restore::{Access, Warrant};
use crate::scan::Scanner;
use crate::token::IdLength;
use crate::token::key::Key;
use crate::token::provider::{self, KeyProvider};
use crate::vault::header::{Header, ScopeKeys, ScopeName};
use crate::vault::{Clock, ScopeAddress};

/// Scopes whose keys are kept unwrapped.
const KEPT_SCOPES: usize = 1024;

/// Redacts and restores: one for the process, shared by all threads.
///
/// ```
/// use parda::{Engine, Key, MemoryVault};
///
/// let engine = Engine::builder().key(Key::generate()?).vault(MemoryVault::new()).build()?;
/// let session = engine.session("chat-42")?;
/// let prompt = session.redact("Write to asha@example.com")?;
/// assert!(prompt.text().starts_with("Write to EMAIL_"));
/// assert_eq!(session.restore(prompt.text())?.expose(), "Write to asha@example.com");
/// # Ok::<(), parda::Error>(())
/// ```
pub struct Engine<V, G = Open> {
    parts: Parts<V>,
    governance: PhantomData<fn() -> G>,
}

/// An engine that asks nobody who restores: whoever holds it may.
#[derive(Debug)]
pub enum Open {}

/// An engine with [grants](super::EngineBuilder::grants) or an [audit](super::EngineBuilder::audit): it asks who restores, and what
/// for.
#[derive(Debug)]
pub enum Governed {}

/// What an engine is made of, and what its sessions use.
pub(super) struct Parts<V> {
    scanner: Scanner,
    key: RwLock<Key>,
    provider: Box<dyn KeyProvider>,
    vault: V,
    settings: Settings,
    scopes: Mutex<HashMap<ScopeAddress, Arc<ScopeKeys>, ByAddress>>,
    /// How often something was erased: what sessions remember from before is forgotten.
    erasures: AtomicU64,
}

/// Hashes addresses by their first bytes: they are digests already.
type ByAddress = BuildHasherDefault<FirstBytes>;

#[derive(Default)]
struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_ne_bytes(*first);
        }
    }

    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<V> Engine<V, Open> {
    /// A session of the scope of that name: the boundary within which tokens can be linked and restored.
    ///
    /// # Errors
    ///
    /// When the name is empty or longer than 256 bytes.
    pub fn session(&self, scope: &str) -> Result<Session<'_, V>, Error> {
        Ok(Session::new(&self.parts, self.parts.scope(scope)?, None))
    }
}

impl<V> Engine<V, Governed> {
    /// A session of the scope of that name for a caller with a purpose: what it restores is what the grants allow
    /// them, and is recorded. Anyone may redact in it.
    ///
    /// # Errors
    ///
    /// When the name is empty or longer than 256 bytes.
    pub fn session(&self, scope: &str, access: &Access) -> Result<Session<'_, V>, Error> {
        let warrant = self.parts.warrant(access);
        Ok(Session::new(
            &self.parts,
            self.parts.scope(scope)?,
            Some(warrant),
        ))
    }
}

impl<V, G> Engine<V, G> {
    pub(super) fn of(parts: Parts<V>) -> Engine<V, G> {
        Engine {
            parts,
            governance: PhantomData,
        }
    }

    /// The vault.
    pub fn vault(&self) -> &V {
        &self.parts.vault
    }

    /// The scanner.
    pub fn scanner(&self) -> &Scanner {
        &self.parts.scanner
    }

    /// How the audit names the scope of that name: what to look for in a log.
    ///
    /// # Errors
    ///
    /// When the name is empty or longer than 256 bytes.
    pub fn audit_scope(&self, scope: &str) -> Result<String, Error> {
        let address = self.parts.scope(scope)?.address();
        Ok(ScopeHash::of(&self.parts.key(), &address)?.to_string())
    }

    pub(super) fn parts(&self) -> &Parts<V> {
        &self.parts
    }
}

impl<V> Parts<V> {
    /// The parts, with the key as its provider has it now.
    pub(super) fn new(
        scanner: Scanner,
        provider: Box<dyn KeyProvider>,
        vault: V,
        settings: Settings,
    ) -> Result<Parts<V>, Error> {
        Ok(Parts {
            scanner,
            key: RwLock::new(provider::ask(&*provider)?),
            provider,
            vault,
            settings,
            scopes: Mutex::default(),
            erasures: AtomicU64::new(0),
        })
    }

    fn scope(&self, name: &str) -> Result<ScopeName, Error> {
        if name.is_empty() || name.len() > 256 {
            return Err(ErrorKind::ScopeName.into());
        }
        Ok(ScopeName {
            tenant: self.settings.tenant.clone(),
            name: name.into(),
        })
    }

    pub(super) fn warrant(&self, access: &Access) -> Arc<Warrant> {
        Arc::new(Warrant::of(access, self.settings.grants.as_ref()))
    }

    pub(super) fn vault(&self) -> &V {
        &self.vault
    }

    pub(super) fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    pub(super) fn audit(&self) -> Option<&dyn Audit> {
        self.settings.audit.as_deref()
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.settings.policy
    }

    pub(super) fn key(&self) -> Key {
        let key = self.key.read().unwrap_or_else(PoisonError::into_inner);
        key.clone()
    }

    /// The key as its provider has it now: with the epochs of the one in use, and perhaps more.
    pub(super) fn renewed_key(&self) -> Result<Key, Error> {
        let fresh = provider::ask(&*self.provider)?;
        let mut key = self.key.write().unwrap_or_else(PoisonError::into_inner);
        if key.continues(&fresh) {
            // Another thread was here with a newer one.
            return Ok(key.clone());
        }
        if !fresh.continues(&key) {
            return Err(ErrorKind::KeyReplaced.into());
        }
        *key = fresh.clone();
        Ok(fresh)
    }

    /// The key with the epoch that wraps `header`, asked for anew where the one in use lacks it.
    pub(super) fn key_for(&self, header: &Header) -> Result<Key, Error> {
        let key = self.key();
        if header.epoch() > key.epoch() {
            return self.renewed_key();
        }
        Ok(key)
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.settings.clock
    }

    pub(super) fn ttl(&self) -> Option<Duration> {
        self.settings.ttl
    }

    pub(super) fn keep(&self) -> Option<Duration> {
        self.settings.keep
    }

    pub(super) fn id_length(&self) -> IdLength {
        self.settings.length
    }

    pub(super) fn random_tokens(&self) -> bool {
        self.settings.random_tokens
    }

    pub(super) fn most_findings(&self) -> usize {
        self.settings.most_findings
    }

    pub(super) fn check_size(&self, text: &str) -> Result<(), Error> {
        if text.len() > self.settings.most_bytes {
            return Err(ErrorKind::Limit {
                what: "the text in bytes",
                most: self.settings.most_bytes,
                raise: "raise it with EngineBuilder::input_limit, or redact the text in parts",
            }
            .into());
        }
        Ok(())
    }

    pub(super) fn recall(&self, scope: &ScopeAddress) -> Option<Arc<ScopeKeys>> {
        let scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.get(scope).cloned()
    }

    pub(super) fn remember(&self, scope: ScopeAddress, keys: &Arc<ScopeKeys>) {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        if scopes.len() >= KEPT_SCOPES && !scopes.contains_key(&scope) {
            // Any will do: what is dropped is read again from the vault.
            if let Some(other) = scopes.keys().next().copied() {
                scopes.remove(&other);
            }
        }
        scopes.insert(scope, Arc::clone(keys));
    }

    /// Something is erased: no session may go by what it remembers of people.
    pub(super) fn erased(&self) {
        self.erasures.fetch_add(1, Ordering::AcqRel);
    }

    pub(super) fn erasures(&self) -> u64 {
        self.erasures.load(Ordering::Acquire)
    }

    pub(super) fn forget_keys(&self, scope: &ScopeAddress) {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.remove(scope);
    }
}

impl<V, G> std::fmt::Debug for Engine<V, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
