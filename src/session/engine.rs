//! The engine: a scanner, a policy, a key and a vault, checked when it is built and shared by all sessions.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::Session;
use crate::audit::{Audit, ScopeHash};
use crate::error::{Error, ErrorKind};
use crate::policy::Policy;
use crate::restore::{Access, Grants, Warrant};
use crate::scan::Scanner;
use crate::token::IdLength;
use crate::token::key::Key;
use crate::token::provider::{self, KeyProvider};
use crate::vault::header::{Header, ScopeKeys, ScopeName};
use crate::vault::{Clock, ScopeAddress};

/// The longest text of a call unless set otherwise, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// Findings of a call unless set otherwise.
const MOST_FINDINGS: usize = 1_000_000;
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

/// An engine with [grants](EngineBuilder::grants) or an [audit](EngineBuilder::audit): it asks who restores, and what
/// for.
#[derive(Debug)]
pub enum Governed {}

/// What an engine is made of, and what its sessions use.
pub(super) struct Parts<V> {
    scanner: Scanner,
    policy: Policy,
    key: RwLock<Key>,
    provider: Box<dyn KeyProvider>,
    vault: V,
    clock: Clock,
    tenant: Box<str>,
    ttl: Option<Duration>,
    keep: Option<Duration>,
    length: IdLength,
    random_tokens: bool,
    most_bytes: usize,
    most_findings: usize,
    grants: Option<Grants>,
    audit: Option<Box<dyn Audit>>,
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

impl Engine<()> {
    /// Begins an engine. It needs a key and a vault.
    pub fn builder() -> EngineBuilder<()> {
        EngineBuilder {
            scanner: None,
            policy: Policy::new(),
            provider: None,
            vault: (),
            clock: Clock::system(),
            tenant: "".into(),
            ttl: None,
            keep: None,
            length: IdLength::default(),
            random_tokens: false,
            most_bytes: MOST_BYTES,
            most_findings: MOST_FINDINGS,
            grants: None,
            audit: None,
            governance: PhantomData,
        }
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
    fn scope(&self, name: &str) -> Result<ScopeName, Error> {
        if name.is_empty() || name.len() > 256 {
            return Err(ErrorKind::ScopeName.into());
        }
        Ok(ScopeName {
            tenant: self.tenant.clone(),
            name: name.into(),
        })
    }

    pub(super) fn warrant(&self, access: &Access) -> Arc<Warrant> {
        Arc::new(Warrant::of(access, self.grants.as_ref()))
    }

    pub(super) fn vault(&self) -> &V {
        &self.vault
    }

    pub(super) fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    pub(super) fn audit(&self) -> Option<&dyn Audit> {
        self.audit.as_deref()
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
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
        &self.clock
    }

    pub(super) fn ttl(&self) -> Option<Duration> {
        self.ttl
    }

    pub(super) fn keep(&self) -> Option<Duration> {
        self.keep
    }

    pub(super) fn id_length(&self) -> IdLength {
        self.length
    }

    pub(super) fn random_tokens(&self) -> bool {
        self.random_tokens
    }

    pub(super) fn most_findings(&self) -> usize {
        self.most_findings
    }

    pub(super) fn check_size(&self, text: &str) -> Result<(), Error> {
        if text.len() > self.most_bytes {
            return Err(ErrorKind::Limit {
                what: "the text in bytes",
                most: self.most_bytes,
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

/// Builds an [`Engine`].
#[must_use]
pub struct EngineBuilder<V, G = Open> {
    scanner: Option<Scanner>,
    policy: Policy,
    provider: Option<Box<dyn KeyProvider>>,
    vault: V,
    clock: Clock,
    tenant: Box<str>,
    ttl: Option<Duration>,
    keep: Option<Duration>,
    length: IdLength,
    random_tokens: bool,
    most_bytes: usize,
    most_findings: usize,
    grants: Option<Grants>,
    audit: Option<Box<dyn Audit>>,
    governance: PhantomData<fn() -> G>,
}

impl<V, G> EngineBuilder<V, G> {
    /// What finds; the default scanner with the policy's lowest threshold unless set.
    pub fn scanner(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// What happens to findings; everything is tokenised unless set.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The key that tokens derive from and that values are sealed under.
    pub fn key(self, key: Key) -> Self {
        self.key_provider(key)
    }

    /// Where the key comes from, now and after it got a new epoch.
    pub fn key_provider(mut self, provider: impl KeyProvider + 'static) -> Self {
        self.provider = Some(Box::new(provider));
        self
    }

    /// Who may have what restored: nobody anything that no grant names. Sessions then need an [`Access`].
    pub fn grants(mut self, grants: Grants) -> EngineBuilder<V, Governed> {
        self.grants = Some(grants);
        self.governed()
    }

    /// Where every restore, denial and erasure is recorded before it happens. Sessions then need an [`Access`]; without
    /// [grants](EngineBuilder::grants) every caller may have what a [`Delivery`](crate::Delivery) permits.
    pub fn audit(mut self, audit: impl Audit + 'static) -> EngineBuilder<V, Governed> {
        self.audit = Some(Box::new(audit));
        self.governed()
    }

    fn governed(self) -> EngineBuilder<V, Governed> {
        EngineBuilder {
            scanner: self.scanner,
            policy: self.policy,
            provider: self.provider,
            vault: self.vault,
            clock: self.clock,
            tenant: self.tenant,
            ttl: self.ttl,
            keep: self.keep,
            length: self.length,
            random_tokens: self.random_tokens,
            most_bytes: self.most_bytes,
            most_findings: self.most_findings,
            grants: self.grants,
            audit: self.audit,
            governance: PhantomData,
        }
    }

    /// Where sealed values are kept.
    pub fn vault<W>(self, vault: W) -> EngineBuilder<W, G> {
        EngineBuilder {
            scanner: self.scanner,
            policy: self.policy,
            provider: self.provider,
            vault,
            clock: self.clock,
            tenant: self.tenant,
            ttl: self.ttl,
            keep: self.keep,
            length: self.length,
            random_tokens: self.random_tokens,
            most_bytes: self.most_bytes,
            most_findings: self.most_findings,
            grants: self.grants,
            audit: self.audit,
            governance: PhantomData,
        }
    }

    /// Whose scopes these are: two tenants' scopes of one name are two scopes. Empty unless set.
    pub fn tenant(mut self, tenant: &str) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// How long a value can be restored after it was last redacted; for ever unless set.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = Some(ttl);
        self
    }

    /// The duty to keep: for this long after a value was last redacted, nothing of its scope can be erased through any
    /// engine, and no record of it expires, whatever the policy's retention. The lock is part of the scope's header in
    /// the vault, and lasts up to two days longer than asked for, so that it is renewed once a day and not with each
    /// call.
    pub fn retention_lock(mut self, keep: Duration) -> Self {
        self.keep = Some(keep);
        self
    }

    /// How long the ids of new scopes are: nine letters unless set.
    pub fn id_length(mut self, length: IdLength) -> Self {
        self.length = length;
        self
    }

    /// New scopes get a random token key, stored wrapped: tokens in old logs mean nothing once the scope is forgotten,
    /// and nobody can enumerate Aadhaar numbers with the root key alone. Processes that share a scope must then share
    /// its vault, which they do anyway.
    pub fn random_tokens(mut self, on: bool) -> Self {
        self.random_tokens = on;
        self
    }

    /// The longest text of a call, in bytes: 64 MiB unless set.
    pub fn input_limit(mut self, bytes: usize) -> Self {
        self.most_bytes = bytes;
        self
    }

    /// The most findings of a call: a million unless set.
    pub fn findings_limit(mut self, findings: usize) -> Self {
        self.most_findings = findings;
        self
    }

    /// With another clock, for tests of retention.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The engine.
    ///
    /// # Errors
    ///
    /// When there is no key, or its provider has none.
    pub fn build(self) -> Result<Engine<V, G>, Error> {
        let scanner = match self.scanner {
            Some(scanner) => scanner,
            None => Scanner::builder()
                .threshold(self.policy.lowest_threshold())
                .build()?,
        };
        let provider = self.provider.ok_or(ErrorKind::Missing("key"))?;
        Ok(Engine {
            parts: Parts {
                scanner,
                policy: self.policy,
                key: RwLock::new(provider::ask(&*provider)?),
                provider,
                vault: self.vault,
                clock: self.clock,
                tenant: self.tenant,
                ttl: self.ttl,
                keep: self.keep,
                length: self.length,
                random_tokens: self.random_tokens,
                most_bytes: self.most_bytes,
                most_findings: self.most_findings,
                grants: self.grants,
                audit: self.audit,
                scopes: Mutex::default(),
                erasures: AtomicU64::new(0),
            },
            governance: PhantomData,
        })
    }
}

impl<V, G> std::fmt::Debug for EngineBuilder<V, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineBuilder").finish_non_exhaustive()
    }
}
