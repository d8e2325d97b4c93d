//! Builds an engine: what it scans with, its policy, key and vault, and its limits, checked together at the end.

use std::marker::PhantomData;
use std::time::Duration;

use super::engine::{Engine, Governed, Open, Parts};
use crate::audit::Audit;
use crate::error::{Error, ErrorKind};
use crate::policy::Policy;
use crate::restore::Grants;
use crate::scan::Scanner;
use crate::token::IdLength;
use crate::token::key::Key;
use crate::token::provider::KeyProvider;
use crate::vault::Clock;

/// The longest text of a call unless set otherwise, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// Findings of a call unless set otherwise.
const MOST_FINDINGS: usize = 1_000_000;

/// What an engine goes by, besides its scanner, key and vault.
pub(super) struct Settings {
    pub(super) policy: Policy,
    pub(super) clock: Clock,
    pub(super) tenant: Box<str>,
    pub(super) ttl: Option<Duration>,
    pub(super) keep: Option<Duration>,
    pub(super) length: IdLength,
    pub(super) random_tokens: bool,
    pub(super) most_bytes: usize,
    pub(super) most_findings: usize,
    pub(super) grants: Option<Grants>,
    pub(super) audit: Option<Box<dyn Audit>>,
}

/// Builds an [`Engine`].
#[must_use]
pub struct EngineBuilder<V, G = Open> {
    scanner: Option<Scanner>,
    provider: Option<Box<dyn KeyProvider>>,
    vault: V,
    settings: Settings,
    governance: PhantomData<fn() -> G>,
}

impl Engine<()> {
    /// Begins an engine. It needs a key and a vault.
    pub fn builder() -> EngineBuilder<()> {
        EngineBuilder {
            scanner: None,
            provider: None,
            vault: (),
            settings: Settings {
                policy: Policy::new(),
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
            },
            governance: PhantomData,
        }
    }
}

impl<V, G> EngineBuilder<V, G> {
    /// What finds; the default scanner with the policy's lowest threshold unless set.
    pub fn scanner(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// What happens to findings; everything is tokenised unless set.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.settings.policy = policy;
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

    /// Who may have what restored: nobody anything that no grant names. Sessions then need an [`Access`](crate::Access).
    pub fn grants(mut self, grants: Grants) -> EngineBuilder<V, Governed> {
        self.settings.grants = Some(grants);
        self.governed()
    }

    /// Where every restore, denial and erasure is recorded before it happens. Sessions then need an [`Access`](crate::Access); without
    /// [grants](EngineBuilder::grants) every caller may have what a [`Delivery`](crate::Delivery) permits.
    pub fn audit(mut self, audit: impl Audit + 'static) -> EngineBuilder<V, Governed> {
        self.settings.audit = Some(Box::new(audit));
        self.governed()
    }

    fn governed(self) -> EngineBuilder<V, Governed> {
        EngineBuilder {
            scanner: self.scanner,
            provider: self.provider,
            vault: self.vault,
            settings: self.settings,
            governance: PhantomData,
        }
    }

    /// Where sealed values are kept.
    pub fn vault<W>(self, vault: W) -> EngineBuilder<W, G> {
        EngineBuilder {
            scanner: self.scanner,
            provider: self.provider,
            vault,
            settings: self.settings,
            governance: PhantomData,
        }
    }

    /// Whose scopes these are: two tenants' scopes of one name are two scopes. Empty unless set.
    pub fn tenant(mut self, tenant: &str) -> Self {
        self.settings.tenant = tenant.into();
        self
    }

    /// How long a value can be restored after it was last redacted; for ever unless set.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.settings.ttl = Some(ttl);
        self
    }

    /// The duty to keep: for this long after a value was last redacted, nothing of its scope can be erased through any
    /// engine, and no record of it expires, whatever the policy's retention. The lock is part of the scope's header in
    /// the vault, and lasts up to two days longer than asked for, so that it is renewed once a day and not with each
    /// call.
    pub fn retention_lock(mut self, keep: Duration) -> Self {
        self.settings.keep = Some(keep);
        self
    }

    /// How long the ids of new scopes are: nine letters unless set.
    pub fn id_length(mut self, length: IdLength) -> Self {
        self.settings.length = length;
        self
    }

    /// New scopes get a random token key, stored wrapped: tokens in old logs mean nothing once the scope is forgotten,
    /// and nobody can enumerate Aadhaar numbers with the root key alone. Processes that share a scope must then share
    /// its vault, which they do anyway.
    pub fn random_tokens(mut self, on: bool) -> Self {
        self.settings.random_tokens = on;
        self
    }

    /// The longest text of a call, in bytes: 64 MiB unless set.
    pub fn input_limit(mut self, bytes: usize) -> Self {
        self.settings.most_bytes = bytes;
        self
    }

    /// The most findings of a call: a million unless set.
    pub fn findings_limit(mut self, findings: usize) -> Self {
        self.settings.most_findings = findings;
        self
    }

    /// With another clock, for tests of retention.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.settings.clock = clock;
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
                .threshold(self.settings.policy.lowest_threshold())
                .build()?,
        };
        let provider = self.provider.ok_or(ErrorKind::Missing("key"))?;
        let parts = Parts::new(scanner, provider, self.vault, self.settings)?;
        Ok(Engine::of(parts))
    }
}

impl<V, G> std::fmt::Debug for EngineBuilder<V, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineBuilder").finish_non_exhaustive()
    }
}
