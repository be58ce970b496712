//! Rooms as their journals made them. The row is the journal's sum: it moves only together with a journal entry, and
//! only from the version that the command saw.

use super::journal::{self, Entry};
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, constraint, sql};
use examhall_domain::id::{AccountId, SittingId};
use examhall_domain::rooms::{RoomPhase, RoomState};
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{DbBackend, FromQueryResult, QueryOrder, QuerySelect, Value};
use std::sync::LazyLock;

/// A row of `rooms`. `version` is the sequence of the last journal entry; 0 before the first.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rooms")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sitting_id: Uuid,
    pub version: i64,
    pub phase: String,
    pub started_at_us: Option<i64>,
    pub paused_since_us: Option<i64>,
    pub paused_total_us: i64,
    pub extension_us: i64,
    pub window_closes_at_us: i64,
    pub ended_at_us: Option<i64>,
}

/// How many rooms are started and not ended.
pub async fn count_running<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Phase.is_in(["running", "paused"])).count(connection).await?)
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of a room in a state.
    pub fn of(sitting: SittingId, state: &RoomState) -> Self {
        Self {
            sitting_id: sitting.0,
            version: state.version,
            phase: state.phase.name().to_owned(),
            started_at_us: state.started_at.map(|at| at.0),
            paused_since_us: state.paused_since().map(|at| at.0),
            paused_total_us: state.paused_total.0,
            extension_us: state.extension.0,
            window_closes_at_us: state.window_closes_at.0,
            ended_at_us: state.ended_at().map(|at| at.0),
        }
    }

    /// The state of a room whose plan opens the window at `window_opens_at`.
    ///
    /// Errors: [`StoreError::Corrupt`] when phase and instants contradict each other.
    pub fn state(&self, window_opens_at: Timestamp) -> Result<RoomState, StoreError> {
        Ok(RoomState {
            version: self.version,
            phase: self.phase()?,
            window_opens_at,
            window_closes_at: Timestamp(self.window_closes_at_us),
            started_at: self.started_at_us.map(Timestamp),
            extension: Span(self.extension_us),
            paused_total: Span(self.paused_total_us),
        })
    }

    /// Where the room stands.
    ///
    /// Errors: [`StoreError::Corrupt`] as above.
    pub fn phase(&self) -> Result<RoomPhase, StoreError> {
        match (self.phase.as_str(), self.paused_since_us, self.ended_at_us) {
            ("lobby", None, None) => Ok(RoomPhase::Lobby),
            ("running", None, None) => Ok(RoomPhase::Running),
            ("paused", Some(since), None) => Ok(RoomPhase::Paused { since: Timestamp(since) }),
            ("ended", None, Some(at)) => Ok(RoomPhase::Ended { at: Timestamp(at) }),
            (phase, _, _) => Err(StoreError::corrupt("rooms.phase", &format_args!("{phase} with other instants"))),
        }
    }
}

/// Adds the room of a new sitting.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    state: &RoomState,
) -> Result<(), StoreError> {
    sql::insert(connection, Model::of(sitting, state)).await
}

/// One room.
pub async fn find<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(sitting.0).one(connection).await?)
}

/// One room, kept from others who would move it until the transaction ends: commands to one room wait for each other and
/// each decides on what the one before left.
pub async fn lock<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Option<Model>, StoreError> {
    let query = Entity::find_by_id(sitting.0);
    // SQLite has no row locks and needs none: a transaction that may write is alone. "No key": rows that only refer to
    // the room may come meanwhile.
    let locked = match connection.get_database_backend() {
        DbBackend::Postgres => query.lock(LockType::NoKeyUpdate),
        _ => query,
    };
    Ok(locked.one(connection).await?)
}

/// Several rooms, in no order; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, sittings: &[SittingId]) -> Result<Vec<Model>, StoreError> {
    let ids = sittings.iter().map(|sitting| sitting.0);
    Ok(Entity::find().filter(Column::SittingId.is_in(ids)).all(connection).await?)
}

/// Whether the actor of a journal's entry may do what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Was found already, or the clock needs none.
    Given,
    /// Only while the actor is among the sitting's staff.
    IfAssigned,
}

/// Moves a room to `state`, one version on, together with the journal entry that moved it and the record of whose deed it
/// was. On PostgreSQL it is one statement.
///
/// Errors: a conflict with [`constraint::ROOM_VERSION`] when the room has moved on from `expected_version`, or when the
/// permission does not hold: find out which, load it and decide again.
pub async fn advance<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    expected_version: i64,
    state: &RoomState,
    entry: &Entry,
    deed: &Deed,
    permission: Permission,
) -> Result<(), StoreError> {
    assert_eq!(state.version, expected_version + 1, "a command moves a room by one journal entry");
    assert_eq!(entry.seq, state.version, "a room's version is the sequence of its last entry");
    let refused = StoreError::Conflict { constraint: constraint::ROOM_VERSION };
    let staff = match (permission, entry.actor) {
        (Permission::Given, _) => None,
        (Permission::IfAssigned, Some(actor)) => Some(actor),
        // The clock is assigned to nothing.
        (Permission::IfAssigned, None) => return Err(refused),
    };
    let moving = moving(sitting, expected_version, state, staff);
    let moved = match connection.get_database_backend() {
        DbBackend::Postgres => {
            let values = moving.into_iter().chain(journal::inserted(sitting, entry)).chain(audit::appended(deed));
            sql::execute(connection, &ADVANCE, values).await?
        }
        _ => {
            let moved = sql::execute(connection, MOVE, moving).await?;
            if moved > 0 {
                journal::insert(connection, sitting, entry).await?;
                audit::append(connection, deed).await?;
            }
            moved
        }
    };
    match moved {
        0 => Err(refused),
        _ => Ok(()),
    }
}

const MOVE: &str = "
UPDATE rooms
SET version = $3, phase = $4, started_at_us = $5, paused_since_us = $6, paused_total_us = $7, extension_us = $8,
    window_closes_at_us = $9, ended_at_us = $10
WHERE sitting_id = $1 AND version = $2
  AND ($11 IS NULL OR EXISTS (SELECT 1 FROM sitting_staff s WHERE s.sitting_id = $1 AND s.account_id = $11))";

const MOVED: usize = 11;

fn moving(sitting: SittingId, expected_version: i64, state: &RoomState, staff: Option<AccountId>) -> [Value; MOVED] {
    let row = Model::of(sitting, state);
    [
        row.sitting_id.into(),
        expected_version.into(),
        row.version.into(),
        row.phase.into(),
        row.started_at_us.into(),
        row.paused_since_us.into(),
        row.paused_total_us.into(),
        row.extension_us.into(),
        row.window_closes_at_us.into(),
        row.ended_at_us.into(),
        staff.map(|account| account.0).into(),
    ]
}

static ADVANCE: LazyLock<String> = LazyLock::new(|| {
    let noted = journal::insert_from("moved", MOVED + 1);
    let recorded = audit::append_from("moved", MOVED + journal::INSERTED + 1);
    format!("WITH moved AS ({MOVE} RETURNING sitting_id), noted AS ({noted}) {recorded}")
});

/// Keeps a room at a version until the transaction ends. Whoever opens an attempt holds the room it was decided for:
/// an extension that commits in between would otherwise miss the attempt.
///
/// Errors: a conflict with [`constraint::ROOM_VERSION`] when the room has moved on.
pub async fn hold<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    expected_version: i64,
) -> Result<(), StoreError> {
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let lock = match connection.get_database_backend() {
        DbBackend::Postgres => " FOR SHARE",
        _ => "",
    };
    let query = format!("SELECT version FROM rooms WHERE sitting_id = $1{lock}");
    let found: Option<Version> = sql::one(connection, &query, [sitting.0.into()]).await?;
    match found {
        Some(row) if row.version == expected_version => Ok(()),
        _ => Err(StoreError::Conflict { constraint: constraint::ROOM_VERSION }),
    }
}

/// Rooms in their lobby that the clock is to start by now, the earliest window first.
pub async fn list_due_to_start<C: ConnectionTrait>(
    connection: &C,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<SittingId>, StoreError> {
    list_ids(connection, DUE_TO_START, now, limit).await
}

/// Rooms that are not paused, whose window and grace are over and in which nobody writes any more.
pub async fn list_due_to_end<C: ConnectionTrait>(
    connection: &C,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<SittingId>, StoreError> {
    list_ids(connection, DUE_TO_END, now, limit).await
}

/// Rooms that have started and not ended, in no order.
pub async fn list_under_way<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::Phase.is_in(["running", "paused"]))
        .order_by_asc(Column::WindowClosesAtUs)
        .limit(limit);
    Ok(query.all(connection).await?)
}

const DUE_TO_START: &str = "
SELECT r.sitting_id
FROM rooms r
JOIN sittings s ON s.id = r.sitting_id
WHERE r.phase = 'lobby' AND r.window_closes_at_us > $1
  AND s.start_mode = 'clock' AND s.window_opens_at_us <= $1 AND s.cancelled_at_us IS NULL
ORDER BY s.window_opens_at_us
LIMIT $2";

const DUE_TO_END: &str = "
SELECT r.sitting_id
FROM rooms r
JOIN sittings s ON s.id = r.sitting_id
WHERE r.phase IN ('lobby', 'running') AND r.window_closes_at_us <= $1 AND r.window_closes_at_us + s.grace_us < $1
  AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.sitting_id = r.sitting_id AND a.phase = 'open')
ORDER BY r.window_closes_at_us
LIMIT $2";

#[derive(FromQueryResult)]
struct Version {
    version: i64,
}

#[derive(FromQueryResult)]
struct RoomId {
    sitting_id: Uuid,
}

async fn list_ids<C: ConnectionTrait>(
    connection: &C,
    query: &str,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<SittingId>, StoreError> {
    let rows: Vec<RoomId> = sql::all(connection, query, [now.0.into(), i64::from(limit).into()]).await?;
    Ok(rows.into_iter().map(|row| SittingId(row.sitting_id)).collect())
}
