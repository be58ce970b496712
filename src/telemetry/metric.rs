//! Every metric's name and description, and the recorder that renders them for Prometheus.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

/// Requests answered, by method, route pattern and status.
pub const HTTP_REQUESTS_TOTAL: &str = "http_requests_total";
/// Seconds from the head of a request to the head of its answer, by method and route pattern.
pub const HTTP_REQUEST_DURATION_SECONDS: &str = "http_request_duration_seconds";
/// People who registered.
pub const USER_REGISTRATIONS_TOTAL: &str = "user_registrations_total";

const SECONDS_BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

static RECORDER: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();

/// The process's recorder as what renders it; installed by the first call.
///
/// # Errors
/// A sentence when another recorder was installed before.
pub fn start() -> Result<PrometheusHandle, String> {
    RECORDER.get_or_init(install).clone()
}

fn install() -> Result<PrometheusHandle, String> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS_BUCKETS)
        .map_err(|error| error.to_string())?
        .install_recorder()
        .map_err(|error| error.to_string())?;
    metrics::describe_counter!(HTTP_REQUESTS_TOTAL, "Requests answered");
    metrics::describe_counter!(USER_REGISTRATIONS_TOTAL, "People who registered");
    metrics::describe_histogram!(HTTP_REQUEST_DURATION_SECONDS, "Seconds from a request's head to its answer's head");
    Ok(handle)
}
