//! Takes the figures that are looked at rather than counted, at the moment somebody scrapes.

use crate::gateway::machine;
use crate::service::Context;
use crate::service::ops::presence::Presence;
use crate::telemetry::metric;

/// Sets every gauge.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
pub fn sample(cx: &Context, presence: Presence) {
    metrics::gauge!(metric::ACTIVE_SOCKETS).set(presence.sockets as f64);
    metrics::gauge!(metric::ACTIVE_USERS).set(presence.people as f64);
    metrics::gauge!(metric::PASSWORD_HASHES_WAITING).set(cx.hasher.waiting() as f64);
    for pool in cx.store.pools() {
        metrics::gauge!(metric::DATABASE_CONNECTIONS, "pool" => pool.name, "state" => "used")
            .set(pool.open - pool.idle);
        metrics::gauge!(metric::DATABASE_CONNECTIONS, "pool" => pool.name, "state" => "idle").set(pool.idle);
        metrics::gauge!(metric::DATABASE_CONNECTIONS_MAX, "pool" => pool.name).set(pool.max);
    }
    if let Some(skew) = cx.vitals.skew() {
        metrics::gauge!(metric::CLOCK_SKEW_SECONDS).set(skew.behind.0 as f64 / 1e6);
    }
    let seen = machine::look();
    let process = [
        (metric::PROCESS_CPU_SECONDS, seen.cpu_s),
        (metric::PROCESS_MEMORY_BYTES, seen.memory_bytes.map(|bytes| bytes as f64)),
        (metric::PROCESS_OPEN_FDS, seen.open_files.map(|files| files as f64)),
        (metric::PROCESS_MAX_FDS, seen.open_files_max.map(|files| files as f64)),
    ];
    for (name, figure) in process {
        if let Some(figure) = figure {
            metrics::gauge!(name).set(figure);
        }
    }
}
