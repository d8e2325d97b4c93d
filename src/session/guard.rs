//! The output guard: personal data in what a model said that did not come from the vault.
//!
//! A response is guarded before it is restored. Our own values are tokens in it still, so whatever the scanner finds
//! there the model remembered, invented, or was told by others.

use std::borrow::Cow;
use std::fmt;

use super::Session;
use crate::error::{Error, ErrorKind};
use crate::finding::Finding;
use crate::observe;
use crate::policy::Action;
use crate::recognise;

/// What happens to personal data that a model brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputPolicy {
    /// It stays and is reported.
    Report,
    /// It is masked as the entity's authority allows, and reported.
    Mask,
    /// The response is refused.
    Block,
}

/// A response that was looked through. It borrows the response when nothing was masked.
#[must_use]
pub struct Guarded<'t> {
    text: Cow<'t, str>,
    findings: Vec<Finding<'t>>,
}

impl<'t> Guarded<'t> {
    /// The response, to restore next.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was found, with its places in the response as the model gave it.
    #[must_use]
    pub fn findings(&self) -> &[Finding<'t>] {
        &self.findings
    }
}

impl fmt::Debug for Guarded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guarded")
            .field("findings", &self.findings)
            .finish_non_exhaustive()
    }
}

impl<V> Session<'_, V> {
    /// Looks through a response, before it is restored, for personal data that is no token of ours. What the engine's
    /// policy allows is passed over.
    ///
    /// # Errors
    ///
    /// When the response is too long, a recogniser fails, or something is found and `output` is
    /// [`OutputPolicy::Block`].
    pub fn guard<'t>(&self, response: &'t str, output: OutputPolicy) -> Result<Guarded<'t>, Error> {
        self.engine.check_size(response)?;
        let mut findings = self.engine.scanner().try_scan(response)?;
        findings.retain(|finding| self.engine.policy().decide(finding) != Action::Allow);
        if let (OutputPolicy::Block, Some(first)) = (output, findings.first()) {
            observe::blocked(first.entity());
            return Err(ErrorKind::Blocked(first.entity()).into());
        }
        let mut text = Cow::Borrowed(response);
        if output == OutputPolicy::Mask && !findings.is_empty() {
            let mut out = String::with_capacity(response.len());
            let mut done = 0;
            for finding in &findings {
                out.push_str(&response[done..finding.range().start]);
                let mask = recognise::spelling(finding.entity()).mask;
                out.push_str(&mask(finding.expose()));
                done = finding.range().end;
            }
            out.push_str(&response[done..]);
            text = Cow::Owned(out);
        }
        Ok(Guarded { text, findings })
    }
}
