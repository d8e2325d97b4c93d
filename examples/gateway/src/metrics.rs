//! What `/metrics` tells, in Prometheus' text format: the library's counters and the gateway's own.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::refusal::Refusal;

const SECONDS: [f64; 10] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0,
];

/// Installs the recorder of the process.
pub fn install() -> Result<PrometheusHandle, metrics_exporter_prometheus::BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()
}

pub fn refused(refusal: &Refusal) {
    metrics::counter!("gateway_refused_total", "code" => refusal.code()).increment(1);
}

pub fn answered(status: u16, streamed: bool) {
    let kind = if streamed { "stream" } else { "whole" };
    metrics::counter!("gateway_responses_total", "status" => status.to_string(), "kind" => kind)
        .increment(1);
}
