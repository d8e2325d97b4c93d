//! What an operator may know: counts, bytes and seconds, by entity and by outcome. Never a value, a token, a scope or
//! a length of a single value.
//!
//! With the feature `metrics` these go to the recorder of the [`metrics`](https://docs.rs/metrics) facade, with the
//! feature `tracing` to spans and events of the target `parda`. With neither, every function here is empty.
//!
//! | metric | kind | labels | counts |
//! |---|---|---|---|
//! | `parda_bytes_total` | counter | `call` | bytes of text taken in |
//! | `parda_call_seconds` | histogram | `call` | how long a call took, vault included |
//! | `parda_findings_total` | counter | `entity`, `action` | values replaced |
//! | `parda_blocked_total` | counter | `entity` | texts that policy refused |
//! | `parda_tokens_restored_total` | counter | | tokens that became values again |
//! | `parda_tokens_unresolved_total` | counter | `reason` | token-shaped text left as it stands |
//! | `parda_vault_calls_total` | counter | `op`, `outcome` | calls of an [`Observed`](crate::vault::Observed) vault |
//! | `parda_vault_seconds` | histogram | `op` | how long those took |
//!
//! An alarm rule that pays (Prometheus): unknown tokens are rare in honest traffic, so a rise is somebody who makes the
//! model write tokens it was not given, or a vault that lost its records.
//!
//! ```yaml
//! groups:
//!   - name: parda
//!     rules:
//!       - alert: PardaUnknownTokens
//!         expr: >
//!           sum(rate(parda_tokens_unresolved_total{reason="unknown"}[5m]))
//!             > 0.02 * sum(rate(parda_tokens_restored_total[5m])) + 0.05
//!         for: 10m
//!       - alert: PardaBlockedPrompts
//!         expr: sum(rate(parda_blocked_total[10m])) > 3 * sum(rate(parda_blocked_total[1d] offset 10m)) + 0.01
//!         for: 10m
//!       - alert: PardaVaultFails
//!         expr: sum(rate(parda_vault_calls_total{outcome="error"}[5m])) > 0
//!         for: 2m
//! ```

// Without either feature the arguments are not used.
#![cfg_attr(
    not(any(feature = "metrics", feature = "tracing")),
    allow(unused_variables, clippy::missing_const_for_fn)
)]

use crate::entity::Entity;

/// A metric of the call of that name. The facade allocates for a label that it does not know when it is compiled, and
/// clean text costs no allocation.
#[cfg(feature = "metrics")]
macro_rules! by_call {
    ($kind:ident, $metric:literal, $name:expr) => {
        match $name {
            "redact" => metrics::$kind!($metric, "call" => "redact"),
            "restore" => metrics::$kind!($metric, "call" => "restore"),
            "deliver" => metrics::$kind!($metric, "call" => "deliver"),
            other => metrics::$kind!($metric, "call" => other),
        }
    };
}

/// A call that is under way; its end is when this is dropped.
#[must_use]
pub(crate) struct Call {
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    began: std::time::Instant,
    #[cfg(feature = "metrics")]
    name: &'static str,
    /// Not entered: a future may go to another thread between polls.
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

/// A call begins that takes in so many bytes.
pub(crate) fn call(name: &'static str, bytes: usize) -> Call {
    #[cfg(feature = "metrics")]
    by_call!(counter, "parda_bytes_total", name).increment(bytes as u64);
    Call {
        #[cfg(any(feature = "metrics", feature = "tracing"))]
        began: std::time::Instant::now(),
        #[cfg(feature = "metrics")]
        name,
        #[cfg(feature = "tracing")]
        span: tracing::info_span!(target: "parda", "parda", call = name, bytes),
    }
}

#[cfg(any(feature = "metrics", feature = "tracing"))]
impl Drop for Call {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        #[cfg(feature = "metrics")]
        by_call!(histogram, "parda_call_seconds", self.name).record(took);
        #[cfg(feature = "tracing")]
        tracing::info!(target: "parda", parent: &self.span, micros = took.as_micros() as u64, "done");
    }
}

/// So many values of `entity` were replaced.
pub(crate) fn replaced(entity: Entity, action: &'static str, values: u64) {
    #[cfg(feature = "metrics")]
    metrics::counter!("parda_findings_total", "entity" => entity.label(), "action" => action)
        .increment(values);
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "parda", entity = entity.label(), action, values, "replaced");
}

/// Policy refused a text.
pub(crate) fn blocked(entity: Entity) {
    #[cfg(feature = "metrics")]
    metrics::counter!("parda_blocked_total", "entity" => entity.label()).increment(1);
    #[cfg(feature = "tracing")]
    tracing::warn!(target: "parda", entity = entity.label(), "blocked");
}

/// A token became a value again.
pub(crate) fn restored(tokens: usize) {
    #[cfg(feature = "metrics")]
    if tokens > 0 {
        metrics::counter!("parda_tokens_restored_total").increment(tokens as u64);
    }
    #[cfg(feature = "tracing")]
    if tokens > 0 {
        tracing::debug!(target: "parda", tokens, "restored");
    }
}

/// Token-shaped text was left as it stands.
pub(crate) fn unresolved(reason: &'static str) {
    #[cfg(feature = "metrics")]
    metrics::counter!("parda_tokens_unresolved_total", "reason" => reason).increment(1);
    #[cfg(feature = "tracing")]
    tracing::warn!(target: "parda", reason, "unresolved token");
}

/// A vault was called, with what outcome and for how long.
#[cfg(any(feature = "metrics", feature = "tracing"))]
pub(crate) fn vault_call(op: &'static str, ok: bool, took: std::time::Duration) {
    let outcome = if ok { "ok" } else { "error" };
    #[cfg(feature = "metrics")]
    {
        metrics::counter!("parda_vault_calls_total", "op" => op, "outcome" => outcome).increment(1);
        metrics::histogram!("parda_vault_seconds", "op" => op).record(took);
    }
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "parda", op, outcome, micros = took.as_micros() as u64, "vault");
}
