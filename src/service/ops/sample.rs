//! Takes the figures that are looked at rather than counted, at the moment somebody scrapes.

use crate::service::Context;
use crate::service::ops::presence::Presence;
use crate::service::ops::read_health::{Health, read_health};
use crate::service::ops::vitals::State;
use crate::telemetry::metric;

/// Sets every gauge. The store is asked as seldom and waited for as short as health does.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
pub async fn sample(cx: &Context, presence: Presence) {
    metrics::gauge!(metric::ACTIVE_SOCKETS).set(presence.sockets as f64);
    metrics::gauge!(metric::ACTIVE_SOCKETS_MAX).set(cx.settings.socket.sockets_max as f64);
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
    metrics::gauge!(metric::PROCESS_START_TIME_SECONDS).set(cx.vitals.started_at.0 as f64 / 1e6);
    tell(&read_health(cx).await);
}

#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
fn tell(health: &Health) {
    metrics::gauge!(metric::BUILD_INFO, "version" => health.version).set(1.0);
    metrics::gauge!(metric::INSTANCE_DRAINING).set(f64::from(u8::from(health.draining)));
    for dependency in &health.dependencies {
        metrics::gauge!(metric::DEPENDENCY_STATE, "dependency" => dependency.name).set(severity(dependency.state));
        if let Some(latency_ms) = dependency.latency_ms {
            metrics::gauge!(metric::DEPENDENCY_LATENCY_SECONDS, "dependency" => dependency.name).set(latency_ms / 1e3);
        }
    }
    let system = &health.system;
    let process = [
        (metric::PROCESS_CPU_SECONDS, system.cpu_s),
        (metric::PROCESS_MEMORY_BYTES, system.memory_bytes.map(|bytes| bytes as f64)),
        (metric::PROCESS_OPEN_FDS, system.open_files.map(|files| files as f64)),
        (metric::PROCESS_MAX_FDS, system.open_files_max.map(|files| files as f64)),
    ];
    for (name, figure) in process {
        if let Some(figure) = figure {
            metrics::gauge!(name).set(figure);
        }
    }
}

fn severity(state: State) -> f64 {
    match state {
        State::Ok => 0.0,
        State::Degraded => 1.0,
        State::Down => 2.0,
    }
}
