//! The operator's page: what this instance and the house do at the moment.

use crate::bus::{self, Channel};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::mail::tally_mails::tally_mails;
use crate::service::ops::presence::Presence;
use crate::service::ops::vitals::State;
use crate::service::problem::ProblemType;
use crate::service::rooms::api::activity;
use crate::service::{Answer, Context};
use crate::store::{audit, jobs};
use examhall_domain::accounts::{Action, Decision, Scope, permits};
use serde::Serialize;
use utoipa::ToSchema;

/// What goes on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    pub instance: String,
    pub version: &'static str,
    pub started_at: Instant,
    pub uptime_s: i64,
    pub draining: bool,
    /// Sockets of this instance.
    pub sockets: usize,
    /// People with a signed-in socket on this instance.
    pub people: usize,
    /// Rooms with somebody in them on this instance.
    pub rooms_open: usize,
    /// Sockets of this instance that are in a room.
    pub members: usize,
    /// Rooms that are started and not ended, on any instance.
    pub rooms_running: u64,
    /// Attempts that are being written, on any instance.
    pub attempts_open: u64,
    pub jobs: Jobs,
    pub mails: Mails,
    /// Audit entries that wait for the sealer.
    pub audit_unsealed: u64,
    /// Passwords that wait to be hashed.
    pub hashes_waiting: usize,
    pub store_pools: Vec<Pool>,
    pub event_bus: Bus,
    pub clock: Clock,
}

/// Work that waits in SQL.
#[derive(Debug, Serialize, ToSchema)]
pub struct Jobs {
    pub waiting: i64,
    pub due: i64,
    /// Given up; somebody has to look.
    pub dead: i64,
}

/// Mails to people; they are among the jobs, too.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mails {
    pub waiting: i64,
    /// Given up; somebody has to look.
    pub dead: i64,
}

/// One pool of connections to the database.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pool {
    pub name: &'static str,
    pub used: u32,
    pub idle: u32,
    pub max: u32,
}

/// The transport of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct Bus {
    pub state: State,
}

/// The clock against the database's; nothing where the database has none of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Clock {
    /// By how much it was behind at the last comparison.
    pub skew_us: Option<i64>,
    pub compared_at: Option<Instant>,
}

/// The status, for admins.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn read_status(cx: &Context, caller: &Caller, presence: Presence) -> Answer<Status> {
    if permits(caller.roles, Action::ViewStatus, Scope::NONE) != Decision::Allowed {
        return Err(ProblemType::Forbidden.into());
    }
    let activity = activity(cx).await?;
    let tally = jobs::tally(cx.store.read(), cx.clock.now()).await?;
    let mails = tally_mails(cx).await?;
    let rooms = cx.hub.open_rooms();
    Ok(Status {
        instance: cx.vitals.instance.clone(),
        version: env!("CARGO_PKG_VERSION"),
        started_at: cx.vitals.started_at.into(),
        uptime_s: (cx.clock.now() - cx.vitals.started_at).as_secs(),
        draining: cx.vitals.is_draining(),
        sockets: presence.sockets,
        people: presence.people,
        rooms_open: rooms.len(),
        members: rooms.iter().map(|room| cx.hub.members(Channel::Room(*room))).sum(),
        rooms_running: activity.rooms_running,
        attempts_open: activity.attempts_open,
        jobs: Jobs { waiting: tally.waiting, due: tally.due, dead: tally.dead },
        mails: Mails { waiting: mails.waiting, dead: mails.dead },
        audit_unsealed: audit::count_unsealed(cx.store.read()).await?,
        hashes_waiting: cx.hasher.waiting(),
        store_pools: pools(cx),
        event_bus: Bus { state: bus_state(cx) },
        clock: clock(cx),
    })
}

fn pools(cx: &Context) -> Vec<Pool> {
    let pools = cx.store.pools().into_iter();
    pools.map(|pool| Pool { name: pool.name, used: pool.open - pool.idle, idle: pool.idle, max: pool.max }).collect()
}

fn bus_state(cx: &Context) -> State {
    match cx.hub.health() {
        bus::Health::Connected => State::Ok,
        bus::Health::Degraded => State::Degraded,
    }
}

fn clock(cx: &Context) -> Clock {
    let skew = cx.vitals.skew();
    Clock { skew_us: skew.map(|skew| skew.behind.0), compared_at: skew.map(|skew| skew.compared_at.into()) }
}
