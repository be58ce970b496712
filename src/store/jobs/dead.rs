//! Jobs that were given up: looked at, tried again, or discarded by a person.

use super::done::{Column, Entity, Model, Outcome};
use super::waiting;
use crate::store::{StoreError, sql};
use examhall_domain::id::JobId;
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

/// The jobs that were given up, the latest first.
pub async fn list_dead<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Vec<Model>, StoreError> {
    Ok(latest(limit).all(connection).await?)
}

/// Those of one kind; with `after` only what comes after that job, nothing when there is none.
pub async fn list_dead_of<C: ConnectionTrait>(
    connection: &C,
    kind: &str,
    after: Option<JobId>,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let mut query = latest(limit).filter(Column::Kind.eq(kind));
    if let Some(after) = after {
        let Some(last) = Entity::find_by_id(after.0).one(connection).await? else { return Ok(Vec::new()) };
        let same_instant = Column::FinishedAtUs.eq(last.finished_at_us).and(Column::Id.lt(last.id));
        query = query.filter(Column::FinishedAtUs.lt(last.finished_at_us).or(same_instant));
    }
    Ok(query.all(connection).await?)
}

/// What became of one that is to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revived {
    /// It is due, with all its tries before it.
    Due,
    /// Another job with its key waits already, and does what this one would; the history has lost it.
    Waits,
    /// There is no such dead job.
    Unknown,
}

/// Makes a dead job of this kind due again.
pub async fn revive<C: ConnectionTrait>(
    connection: &C,
    kind: &str,
    job: JobId,
    now: Timestamp,
) -> Result<Revived, StoreError> {
    let Some(dead) = take(connection, kind, job).await? else { return Ok(Revived::Unknown) };
    let row = waiting::Model {
        id: dead.id,
        kind: dead.kind,
        dedupe_key: dead.dedupe_key,
        priority: dead.priority,
        run_at_us: now.0,
        payload: dead.payload,
        attempts: 0,
        attempts_max: dead.attempts_max,
        lease_owner: None,
        lease_until_us: None,
        last_error: dead.last_error,
        created_at_us: dead.created_at_us,
        claimed_at_us: None,
        rung_at_us: None,
        busy_us: dead.busy_us,
        failures: dead.failures,
    };
    let once = OnConflict::column(waiting::Column::DedupeKey).do_nothing().to_owned();
    let insert = waiting::Entity::insert(row.into_active_model()).on_conflict(once);
    let added = insert.exec_without_returning(connection).await? == 1;
    Ok(if added { Revived::Due } else { Revived::Waits })
}

/// Forgets a dead job of this kind and says what it was.
pub async fn discard<C: ConnectionTrait>(connection: &C, kind: &str, job: JobId) -> Result<Option<Model>, StoreError> {
    take(connection, kind, job).await
}

fn latest(limit: u64) -> Select<Entity> {
    Entity::find()
        .filter(Column::Outcome.eq(Outcome::Dead.name()))
        .order_by_desc(Column::FinishedAtUs)
        .order_by_desc(Column::Id)
        .limit(limit)
}

async fn take<C: ConnectionTrait>(connection: &C, kind: &str, job: JobId) -> Result<Option<Model>, StoreError> {
    let take = "DELETE FROM jobs_done WHERE id = $1 AND kind = $2 AND outcome = 'dead' RETURNING *";
    sql::one(connection, take, [job.0.into(), kind.into()]).await
}
