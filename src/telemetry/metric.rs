//! Every metric's name and description, and the recorder that renders them for Prometheus.

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

macro_rules! names {
    ($($kind:ident $constant:ident = $name:literal, $description:literal;)+) => {
        $(#[doc = $description] pub const $constant: &str = $name;)+

        /// Every name.
        pub const ALL: &[&str] = &[$($name),+];

        fn describe() {
            $(names!(@describe $kind, $constant, $description);)+
        }
    };
    (@describe counter, $constant:ident, $description:literal) => {
        metrics::describe_counter!($constant, $description)
    };
    (@describe gauge, $constant:ident, $description:literal) => { metrics::describe_gauge!($constant, $description) };
    (@describe histogram, $constant:ident, $description:literal) => {
        metrics::describe_histogram!($constant, $description)
    };
}

names! {
    counter HTTP_REQUESTS_TOTAL = "http_requests_total", "Requests answered, by method, route pattern and status.";
    histogram HTTP_REQUEST_DURATION_SECONDS = "http_request_duration_seconds",
        "Seconds from the head of a request to the head of its answer, by method and route pattern.";
    counter USER_REGISTRATIONS_TOTAL = "user_registrations_total", "People who registered.";
    gauge ACTIVE_SOCKETS = "active_sockets", "Sockets open on this instance.";
    gauge ACTIVE_SOCKETS_MAX = "active_sockets_max", "Sockets that this instance takes at most.";
    gauge ACTIVE_USERS = "active_users", "People with a signed-in socket on this instance.";
    counter DATABASE_QUERIES_TOTAL = "database_queries_total",
        "Statements that the database answered or refused, by slice and operation.";
    histogram DATABASE_QUERY_DURATION_SECONDS = "database_query_duration_seconds",
        "Seconds that a statement took, by slice and operation.";
    gauge DATABASE_CONNECTIONS = "database_connections", "Connections to the database, by pool and state (used, idle).";
    gauge DATABASE_CONNECTIONS_MAX = "database_connections_max", "Connections that a pool may open.";
    histogram ANSWER_BATCH_SECONDS = "answer_batch_seconds", "Seconds from taking a batch of answers to its commit.";
    histogram ANSWER_BATCH_SIZE = "answer_batch_size", "Requests that were settled together.";
    histogram ANSWER_ACK_SECONDS = "answer_ack_seconds",
        "Seconds from the arrival of an answer to its acknowledgement, which follows the commit.";
    histogram EVENT_BROADCAST_SECONDS = "event_broadcast_seconds",
        "Seconds from the arrival of an event at this instance until a thread has handed it to all of its sockets.";
    gauge EVENT_BUS_CONNECTED = "event_bus_connected", "Whether events of other instances arrive (1) or journals are polled (0).";
    counter DOORBELLS_TOTAL = "doorbells_total",
        "Events between instances, by outcome: sent, received, or lost because Redis did not take them.";
    histogram EVENT_BUS_ROUND_TRIP_SECONDS = "event_bus_round_trip_seconds",
        "Seconds that a word of this instance to itself takes through Redis.";
    counter PAYMENT_TRANSACTIONS_TOTAL = "payment_transactions_total",
        "What became of payments, by gateway and status (captured, surplus, parked, failed, refunded, refund_failed).";
    gauge PAYMENT_QUEUE_DEPTH = "payment_queue_depth",
        "Orders that are due to be brought on, worked on or not, by priority, on all instances.";
    gauge PAYMENT_DEAD_LETTERS = "payment_dead_letters",
        "Orders whose job was given up and that wait for somebody to look, on all instances.";
    gauge PAYMENT_PARTITIONS_AHEAD_SECONDS = "payment_partitions_ahead_seconds",
        "Seconds until the first month begins that has no partitions of its own for payments.";
    counter MAILS_TOTAL = "mails_total", "Tries to send a mail, by outcome (sent, not_sent, given_up).";
    gauge MAILS_WAITING = "mails_waiting", "Mails that wait to be sent, on all instances.";
    gauge MAILS_DEAD = "mails_dead", "Mails that were given up, on all instances.";
    counter GATEWAY_REQUESTS_TOTAL = "gateway_requests_total",
        "Tries to ask a payment gateway, by gateway, operation and outcome (done, refused, not_done, unknown, misconfigured).";
    histogram GATEWAY_REQUEST_DURATION_SECONDS = "gateway_request_duration_seconds",
        "Seconds that a try to ask a payment gateway took, by gateway, operation and outcome.";
    counter UPLOAD_BYTES_TOTAL = "upload_bytes_total", "Bytes of pictures and files that people sent here.";
    counter CACHE_HITS_TOTAL = "cache_hits_total", "Looks into a cache that found something, by cache.";
    counter CACHE_MISSES_TOTAL = "cache_misses_total", "Looks into a cache that found nothing, by cache.";
    gauge PASSWORD_HASHES_WAITING = "password_hashes_waiting", "Passwords that wait to be hashed.";
    counter RATE_LIMIT_REFUSED_TOTAL = "rate_limit_refused_total", "Requests that were refused for coming too fast, by policy.";
    counter RATE_LIMIT_BANS_TOTAL = "rate_limit_bans_total", "Bans of those who kept sending what was refused.";
    gauge RATE_LIMIT_BANNED = "rate_limit_banned", "Accounts and networks that are shut out of this instance.";
    gauge RATE_LIMIT_KEYS = "rate_limit_keys", "Buckets that are not full, by kind (account, network).";
    gauge CLOCK_SKEW_SECONDS = "clock_skew_seconds",
        "By how much the clock was behind the database's when it was last compared.";
    gauge DEPENDENCY_STATE = "dependency_state",
        "How well a dependency is, by dependency: 0 it works, 1 it is degraded, 2 it is down.";
    gauge DEPENDENCY_LATENCY_SECONDS = "dependency_latency_seconds", "Seconds that the last probe took, by dependency.";
    gauge INSTANCE_DRAINING = "instance_draining", "1 while this instance sends people away, else 0.";
    gauge BUILD_INFO = "build_info", "1, with the version that runs.";
    gauge PROCESS_START_TIME_SECONDS = "process_start_time_seconds", "When this process started, in seconds of Unix time.";
    gauge PROCESS_CPU_SECONDS = "process_cpu_seconds_total", "Seconds of processor time that this process has used.";
    gauge PROCESS_MEMORY_BYTES = "process_resident_memory_bytes", "Memory that this process holds.";
    gauge PROCESS_OPEN_FDS = "process_open_fds", "Descriptors that this process has open.";
    gauge PROCESS_MAX_FDS = "process_max_fds", "Descriptors that this process may have open.";
}

/// The bounds that alerts speak of are among them, so that no quantile is guessed around one.
const SECONDS_BUCKETS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
const SIZE_BUCKETS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

static RECORDER: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();

/// The process's recorder as what renders it; installed by the first call.
///
/// # Errors
/// A sentence when another recorder was installed before.
pub fn start() -> Result<PrometheusHandle, String> {
    RECORDER.get_or_init(install).clone()
}

/// Folds what was observed into its buckets; without it, observations pile up until somebody scrapes.
pub fn fold() {
    if let Some(Ok(handle)) = RECORDER.get() {
        handle.run_upkeep();
    }
}

/// Counts a look into a cache, and hands on what it found.
pub fn looked_up<T>(cache: &'static str, found: Option<T>) -> Option<T> {
    let counter = if found.is_some() { CACHE_HITS_TOTAL } else { CACHE_MISSES_TOTAL };
    metrics::counter!(counter, "cache" => cache).increment(1);
    found
}

fn install() -> Result<PrometheusHandle, String> {
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS_BUCKETS)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_size".into()), &SIZE_BUCKETS));
    let handle = builder.and_then(PrometheusBuilder::install_recorder).map_err(|error| error.to_string())?;
    describe();
    Ok(handle)
}
