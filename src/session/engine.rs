//! The engine: a scanner, a policy, a key and a vault, checked when it is built and shared by all sessions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Session;
use crate::error::{Error, ErrorKind};
use crate::policy::Policy;
use crate::scan::Scanner;
use crate::token::IdLength;
use crate::token::key::Key;
use crate::vault::header::{ScopeKeys, ScopeName};
use crate::vault::{Clock, ScopeAddress};

/// The longest text of a call unless set otherwise, in bytes.
const MOST_BYTES: usize = 64 << 20;
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
pub struct Engine<V> {
    scanner: Scanner,
    policy: Policy,
    key: Key,
    vault: V,
    clock: Clock,
    tenant: Box<str>,
    ttl: Option<Duration>,
    length: IdLength,
    random_tokens: bool,
    most_bytes: usize,
    scopes: Mutex<HashMap<ScopeAddress, Arc<ScopeKeys>>>,
}

impl Engine<()> {
    /// Begins an engine. It needs a key and a vault.
    pub fn builder() -> EngineBuilder<()> {
        EngineBuilder {
            scanner: None,
            policy: Policy::new(),
            key: None,
            vault: (),
            clock: Clock::system(),
            tenant: "".into(),
            ttl: None,
            length: IdLength::default(),
            random_tokens: false,
            most_bytes: MOST_BYTES,
        }
    }
}

impl<V> Engine<V> {
    /// A session of the scope of that name: the boundary within which tokens can be linked and restored.
    ///
    /// # Errors
    ///
    /// When the name is empty or longer than 256 bytes.
    pub fn session(&self, scope: &str) -> Result<Session<'_, V>, Error> {
        if scope.is_empty() || scope.len() > 256 {
            return Err(ErrorKind::ScopeName.into());
        }
        let scope = ScopeName {
            tenant: self.tenant.clone(),
            name: scope.into(),
        };
        Ok(Session::new(self, scope))
    }

    /// The vault.
    pub fn vault(&self) -> &V {
        &self.vault
    }

    /// The scanner.
    pub fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn ttl(&self) -> Option<Duration> {
        self.ttl
    }

    pub(super) fn id_length(&self) -> IdLength {
        self.length
    }

    pub(super) fn random_tokens(&self) -> bool {
        self.random_tokens
    }

    pub(super) fn check_size(&self, text: &str) -> Result<(), Error> {
        if text.len() > self.most_bytes {
            return Err(ErrorKind::Limit {
                what: "the text in bytes",
                most: self.most_bytes,
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

    pub(super) fn forget_keys(&self, scope: &ScopeAddress) {
        let mut scopes = self.scopes.lock().unwrap_or_else(PoisonError::into_inner);
        scopes.remove(scope);
    }
}

impl<V> std::fmt::Debug for Engine<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// Builds an [`Engine`].
#[must_use]
pub struct EngineBuilder<V> {
    scanner: Option<Scanner>,
    policy: Policy,
    key: Option<Key>,
    vault: V,
    clock: Clock,
    tenant: Box<str>,
    ttl: Option<Duration>,
    length: IdLength,
    random_tokens: bool,
    most_bytes: usize,
}

impl<V> EngineBuilder<V> {
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
    pub fn key(mut self, key: Key) -> Self {
        self.key = Some(key);
        self
    }

    /// Where sealed values are kept.
    pub fn vault<W>(self, vault: W) -> EngineBuilder<W> {
        EngineBuilder {
            scanner: self.scanner,
            policy: self.policy,
            key: self.key,
            vault,
            clock: self.clock,
            tenant: self.tenant,
            ttl: self.ttl,
            length: self.length,
            random_tokens: self.random_tokens,
            most_bytes: self.most_bytes,
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

    /// With another clock, for tests of retention.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The engine.
    ///
    /// # Errors
    ///
    /// When there is no key.
    pub fn build(self) -> Result<Engine<V>, Error> {
        let scanner = match self.scanner {
            Some(scanner) => scanner,
            None => Scanner::builder()
                .threshold(self.policy.lowest_threshold())
                .build()?,
        };
        Ok(Engine {
            scanner,
            policy: self.policy,
            key: self.key.ok_or(ErrorKind::Missing("key"))?,
            vault: self.vault,
            clock: self.clock,
            tenant: self.tenant,
            ttl: self.ttl,
            length: self.length,
            random_tokens: self.random_tokens,
            most_bytes: self.most_bytes,
            scopes: Mutex::default(),
        })
    }
}

impl<V> std::fmt::Debug for EngineBuilder<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineBuilder").finish_non_exhaustive()
    }
}
