//! Every instance that serves this database, as each last wrote it down.

use super::beat::{is_alive, roles};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::instances::{self, Model};
use crate::store::{StoreError, json};
use examhall_domain::accounts::{Action, Decision, Scope, permits};
use examhall_domain::id::BootId;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// All of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Instances {
    /// By name and start.
    pub instances: Vec<InstanceView>,
}

/// One instance.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstanceView {
    /// Names this start of it.
    #[schema(value_type = String, format = Uuid)]
    pub boot: BootId,
    pub name: String,
    pub version: String,
    /// `web`, `worker`, `webhook`.
    pub roles: Vec<String>,
    /// Where it listens, as it sees itself.
    pub address: String,
    pub state: InstanceState,
    /// Whether an operator has asked it to send its people away.
    pub drain_asked: bool,
    /// Whether it is the one that answers.
    pub answers: bool,
    pub started_at: Instant,
    pub seen_at: Instant,
    pub sockets: i64,
    pub people: i64,
    /// Rooms with somebody in them there.
    pub rooms: i64,
    /// Sockets in rooms.
    pub members: i64,
    /// Dependencies that are not as they should be, by their names in its health.
    pub degraded: Vec<String>,
}

/// How an instance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstanceState {
    /// It takes people in.
    Serves,
    /// It sends them away.
    Drains,
    /// It has not been heard of for too long.
    Gone,
}

/// All instances, for admins.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn list_instances(cx: &Context, caller: &Caller) -> Answer<Instances> {
    demand_operator(caller)?;
    let now = cx.clock.now();
    let rows = instances::list(cx.store.read()).await?;
    let views: Result<Vec<InstanceView>, StoreError> = rows.into_iter().map(|row| view(cx, row, now)).collect();
    Ok(Instances { instances: views? })
}

/// Lets those through who operate the house.
///
/// # Errors
/// `forbidden`.
pub(super) fn demand_operator(caller: &Caller) -> Result<(), Refusal> {
    match permits(caller.roles, Action::ViewStatus, Scope::NONE) {
        Decision::Allowed => Ok(()),
        Decision::Hidden | Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}

fn view(cx: &Context, row: Model, now: Timestamp) -> Result<InstanceView, StoreError> {
    let state = match (is_alive(cx, &row, now), row.draining) {
        (false, _) => InstanceState::Gone,
        (true, true) => InstanceState::Drains,
        (true, false) => InstanceState::Serves,
    };
    Ok(InstanceView {
        boot: BootId(row.boot),
        roles: roles(&row).map(str::to_owned).collect(),
        state,
        drain_asked: row.drain_asked,
        answers: BootId(row.boot) == cx.vitals.boot,
        started_at: Timestamp(row.started_at_us).into(),
        seen_at: Timestamp(row.seen_at_us).into(),
        sockets: row.sockets,
        people: row.people,
        rooms: row.rooms,
        members: row.members,
        degraded: json::decode("instances.degraded", &row.degraded)?,
        name: row.name,
        version: row.version,
        address: row.address,
    })
}
