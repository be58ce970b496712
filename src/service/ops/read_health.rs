//! How this instance and what it depends on are, and whether it may be sent people.

use crate::bus;
use crate::gateway::machine;
use crate::service::Context;
use crate::service::ops::probe::probe;
use crate::service::ops::vitals::{Dependency, House, Probe, State};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::ratelimit::api::{Counting, counting};
use examhall_domain::time::Span;
use serde::Serialize;

/// Seconds after which somebody who found no ready instance may look again.
const RETRY_S: u32 = 2;

/// The whole report.
#[derive(Debug, Serialize)]
pub struct Health {
    /// `down` when nothing can be written, `degraded` when anything else is not as it should be.
    pub status: State,
    pub version: &'static str,
    pub instance: String,
    pub roles: Vec<&'static str>,
    pub uptime_s: i64,
    pub draining: bool,
    pub dependencies: Vec<Dependency>,
    pub system: System,
}

/// The machine and this process; a figure that the system does not give is absent.
#[derive(Debug, Serialize)]
pub struct System {
    pub load_1_min: Option<f64>,
    pub load_5_min: Option<f64>,
    pub load_15_min: Option<f64>,
    pub cores: Option<usize>,
    pub cpu_s: Option<f64>,
    pub memory_bytes: Option<u64>,
    pub memory_available_bytes: Option<u64>,
    pub open_files: Option<usize>,
    pub open_files_max: Option<u64>,
}

/// Looks at everything.
pub async fn read_health(cx: &Context) -> Health {
    let probe = probe(cx).await;
    let mut dependencies: Vec<Dependency> = probe.parts().cloned().collect();
    dependencies.push(bus(cx));
    dependencies.extend(redis(cx));
    dependencies.push(rate_limits(cx));
    dependencies.extend(clock(cx));
    dependencies.extend(others(cx));
    let worst = dependencies.iter().map(|dependency| dependency.state).max().unwrap_or(State::Ok);
    Health {
        status: if serves(&probe) { worst.min(State::Degraded) } else { State::Down },
        version: env!("CARGO_PKG_VERSION"),
        instance: cx.vitals.instance.clone(),
        roles: cx.settings.instance.roles.iter().map(|role| role.name()).collect(),
        uptime_s: (cx.clock.now() - cx.vitals.started_at).as_secs(),
        draining: cx.vitals.is_draining(),
        dependencies,
        system: system(),
    }
}

/// Whether people may be sent here.
///
/// # Errors
/// `draining`; `store-unavailable` when nothing can be written or the schema is not complete.
pub async fn check_ready(cx: &Context) -> Result<(), Refusal> {
    if cx.vitals.is_draining() {
        return Err(Refusal::new(ProblemType::Draining).retry_after(RETRY_S));
    }
    if serves(&*probe(cx).await) {
        return Ok(());
    }
    Err(Refusal::new(ProblemType::StoreUnavailable).retry_after(RETRY_S))
}

fn serves(probe: &Probe) -> bool {
    !probe.write.is_down() && !probe.schema.is_down()
}

fn bus(cx: &Context) -> Dependency {
    let (state, detail) = match cx.hub.health() {
        bus::Health::Connected => (State::Ok, None),
        bus::Health::Degraded => (State::Degraded, Some("journals are polled until events arrive again".to_owned())),
    };
    Dependency { name: "event_bus", state, latency_ms: None, detail }
}

/// Redis, where there is one. Without it nothing is lost, so that it makes nobody unready.
fn redis(cx: &Context) -> Option<Dependency> {
    if !cx.settings.redis.is_set() {
        return None;
    }
    let (state, detail) = match (cx.hub.health(), counting(cx)) {
        (bus::Health::Connected, Counting::Exact) => (State::Ok, None),
        (bus::Health::Degraded, _) => (State::Degraded, Some("it does not answer, or not in time".to_owned())),
        (bus::Health::Connected, Counting::Apart) => (State::Degraded, Some("it keeps no limits".to_owned())),
    };
    let latency_ms = cx.hub.round_trip().map(|took| took.as_secs_f64() * 1_000.0);
    Some(Dependency { name: "redis", state, latency_ms, detail })
}

fn rate_limits(cx: &Context) -> Dependency {
    let (state, detail) = match counting(cx) {
        Counting::Exact => (State::Ok, None),
        Counting::Apart => {
            (State::Degraded, Some("each instance counts for itself until the engine answers".to_owned()))
        }
    };
    Dependency { name: "rate_limits", state, latency_ms: None, detail }
}

/// The clock, where there is one to compare it with.
fn clock(cx: &Context) -> Option<Dependency> {
    let behind = cx.vitals.skew()?.behind;
    let is_off = behind.0.saturating_abs() > Span(cx.settings.ops.clock_skew_ms.saturating_mul(1_000)).0;
    let detail = is_off.then(|| format!("the clock was {} ms off the database's and was set", behind.0 / 1_000));
    let state = if is_off { State::Degraded } else { State::Ok };
    Some(Dependency { name: "clock", state, latency_ms: None, detail })
}

/// The instances with roles that others rely on; nothing before the first look at them.
fn others(cx: &Context) -> Option<Dependency> {
    let house = cx.vitals.house()?;
    let missing = match house {
        House { workers: 0, .. } => Some("no instance has the role worker: nothing that is due gets done"),
        House { webhooks: 0, .. } => Some("no instance has the role webhook: gateways' messages are not taken"),
        House { .. } => None,
    };
    let state = if missing.is_some() { State::Degraded } else { State::Ok };
    Some(Dependency { name: "instances", state, latency_ms: None, detail: missing.map(str::to_owned) })
}

fn system() -> System {
    let seen = machine::look();
    System {
        load_1_min: seen.load.map(|load| load[0]),
        load_5_min: seen.load.map(|load| load[1]),
        load_15_min: seen.load.map(|load| load[2]),
        cores: seen.cores,
        cpu_s: seen.cpu_s,
        memory_bytes: seen.memory_bytes,
        memory_available_bytes: seen.available_bytes,
        open_files: seen.open_files,
        open_files_max: seen.open_files_max,
    }
}
