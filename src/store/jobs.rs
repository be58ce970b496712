//! Work that waits in SQL: written in the transaction that needs it, claimed with a lease, done at least once.
//!
//! A lease that runs out makes the job claimable again, so every change of a claimed job asks whether the lease is still
//! held. Finished and dead jobs move to the history.

mod done;
mod waiting;

pub use done::{list_dead, sweep};
pub use waiting::Model;

use super::{StoreError, sql};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, FromQueryResult, IntoActiveModel, Value};
use waiting::{Column, Entity};

/// A job to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: String,
    /// While a job with this key waits, another one is not added.
    pub dedupe_key: Option<String>,
    /// The lowest goes first.
    pub priority: i64,
    pub run_at: Timestamp,
    /// JSON.
    pub payload: String,
    /// At least 1.
    pub attempts_max: i64,
    pub created_at: Timestamp,
}

/// Who holds claimed jobs, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease<'a> {
    /// The instance, including its start: a restarted one does not hold what it held before.
    pub owner: &'a str,
    pub until: Timestamp,
}

/// What became of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// It will be tried again.
    Waits,
    /// That was the last attempt; it lies in the history as dead.
    Dead,
    /// The lease had run out, so the failure is not ours to record.
    LeaseLost,
}

/// Adds a job; `false` when one with its key waits.
pub async fn enqueue<C: ConnectionTrait>(connection: &C, job: NewJob) -> Result<bool, StoreError> {
    let row = Model {
        id: job.id.0,
        kind: job.kind,
        dedupe_key: job.dedupe_key,
        priority: job.priority,
        run_at_us: job.run_at.0,
        payload: job.payload,
        attempts: 0,
        attempts_max: job.attempts_max,
        lease_owner: None,
        lease_until_us: None,
        last_error: None,
        created_at_us: job.created_at.0,
    };
    let once = OnConflict::column(Column::DedupeKey).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Takes back the job with this key, whether or not somebody works on it; `false` when none waits.
pub async fn withdraw<C: ConnectionTrait>(connection: &C, dedupe_key: &str) -> Result<bool, StoreError> {
    Ok(sql::execute(connection, "DELETE FROM jobs WHERE dedupe_key = $1", [dedupe_key.into()]).await? == 1)
}

/// Claims up to `limit` due jobs of these kinds that nobody holds, by priority and time, counting the attempt. Two claimers
/// never get the same job: on PostgreSQL the second skips what the first has locked, on SQLite it waits for its turn to
/// write.
pub async fn claim<C: ConnectionTrait>(
    connection: &C,
    kinds: &[&str],
    now: Timestamp,
    lease: Lease<'_>,
    limit: u32,
) -> Result<Vec<Model>, StoreError> {
    let lock = match connection.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let claim = format!(
        "UPDATE jobs SET lease_owner = $1, lease_until_us = $2, attempts = attempts + 1
         WHERE id IN (
             SELECT id FROM jobs
             WHERE run_at_us <= $3 AND (lease_until_us IS NULL OR lease_until_us < $3) AND attempts < attempts_max
                   AND kind IN ({kinds})
             ORDER BY priority, run_at_us, id LIMIT $4 {lock}
         )
         RETURNING *",
        kinds = sql::placeholders(5, kinds.len()),
    );
    let values = [lease.owner.into(), lease.until.0.into(), now.0.into(), i64::from(limit).into()];
    let values = values.into_iter().chain(kinds.iter().map(|kind| Value::from(*kind)));
    let mut claimed: Vec<Model> = sql::all(connection, &claim, values).await?;
    // RETURNING promises no order.
    claimed.sort_unstable_by_key(|job| (job.priority, job.run_at_us, job.id));
    Ok(claimed)
}

/// Holds a job longer. `false` when the lease is lost: stop working on it.
pub async fn extend_lease<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    lease: Lease<'_>,
) -> Result<bool, StoreError> {
    let change = "UPDATE jobs SET lease_until_us = $1 WHERE id = $2 AND lease_owner = $3";
    Ok(sql::execute(connection, change, [lease.until.0.into(), job.0.into(), lease.owner.into()]).await? == 1)
}

/// Moves a done job to the history. `false` when the lease is lost: somebody else does it again, so the transaction
/// with its effects should not be committed.
pub async fn finish<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = take(connection, job, owner).await? else { return Ok(false) };
    done::insert(connection, row, now, done::Outcome::Done).await?;
    Ok(true)
}

/// Puts a failed job back for `back_off` later, or into the history when that was its last attempt.
pub async fn fail<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
    back_off: Span,
    error: &str,
) -> Result<Failed, StoreError> {
    let again = "UPDATE jobs SET run_at_us = $1, last_error = $2, lease_owner = NULL, lease_until_us = NULL
                 WHERE id = $3 AND lease_owner = $4 AND attempts < attempts_max";
    let values = [(now + back_off).0.into(), error.into(), job.0.into(), owner.into()];
    if sql::execute(connection, again, values).await? == 1 {
        return Ok(Failed::Waits);
    }
    let Some(mut row) = take(connection, job, owner).await? else { return Ok(Failed::LeaseLost) };
    row.last_error = Some(error.to_owned());
    done::insert(connection, row, now, done::Outcome::Dead).await?;
    Ok(Failed::Dead)
}

/// Moves a job to the history as given up: trying again cannot help. `false` when the lease is lost.
pub async fn give_up<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
    error: &str,
) -> Result<bool, StoreError> {
    let Some(mut row) = take(connection, job, owner).await? else { return Ok(false) };
    row.last_error = Some(error.to_owned());
    done::insert(connection, row, now, done::Outcome::Dead).await?;
    Ok(true)
}

/// Moves jobs to the history whose last attempt ended with its instance; says which.
pub async fn bury_abandoned<C: ConnectionTrait>(connection: &C, now: Timestamp) -> Result<Vec<JobId>, StoreError> {
    let abandoned = "DELETE FROM jobs WHERE attempts >= attempts_max AND lease_until_us < $1 RETURNING *";
    let rows: Vec<Model> = sql::all(connection, abandoned, [now.0.into()]).await?;
    let mut buried = Vec::with_capacity(rows.len());
    for row in rows {
        buried.push(JobId(row.id));
        done::insert(connection, row, now, done::Outcome::Dead).await?;
    }
    Ok(buried)
}

/// When the next job of these kinds that nobody holds is due; a lease that runs out counts as due then.
pub async fn next_due<C: ConnectionTrait>(connection: &C, kinds: &[&str]) -> Result<Option<Timestamp>, StoreError> {
    let query = format!("{NEXT_DUE} AND kind IN ({})", sql::placeholders(1, kinds.len()));
    let next: Option<i64> = sql::scalar(connection, &query, kinds.iter().map(|kind| Value::from(*kind))).await?;
    Ok(next.map(Timestamp))
}

/// Whether a job of this kind waits or runs.
pub async fn waits<C: ConnectionTrait>(connection: &C, kind: &str) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::Kind.eq(kind)).one(connection).await?.is_some())
}

/// How many jobs there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Tally {
    /// Jobs that wait or run.
    pub waiting: i64,
    /// Those of them that are due and that nobody works on.
    pub due: i64,
    /// Jobs in the history that were given up.
    pub dead: i64,
}

/// Counts the jobs.
pub async fn tally<C: ConnectionTrait>(connection: &C, now: Timestamp) -> Result<Tally, StoreError> {
    let counted = sql::one(connection, TALLY, [now.0.into()]).await?;
    counted.ok_or_else(|| StoreError::corrupt("jobs", &"a count without a row"))
}

/// Counts the jobs of one kind.
pub async fn tally_of<C: ConnectionTrait>(connection: &C, kind: &str, now: Timestamp) -> Result<Tally, StoreError> {
    let counted = sql::one(connection, TALLY_OF, [now.0.into(), kind.into()]).await?;
    counted.ok_or_else(|| StoreError::corrupt("jobs", &"a count without a row"))
}

const TALLY: &str = "
SELECT (SELECT COUNT(*) FROM jobs) AS waiting,
       (SELECT COUNT(*) FROM jobs
        WHERE run_at_us <= $1 AND (lease_until_us IS NULL OR lease_until_us < $1)) AS due,
       (SELECT COUNT(*) FROM jobs_done WHERE outcome = 'dead') AS dead";

const TALLY_OF: &str = "
SELECT (SELECT COUNT(*) FROM jobs WHERE kind = $2) AS waiting,
       (SELECT COUNT(*) FROM jobs
        WHERE kind = $2 AND run_at_us <= $1 AND (lease_until_us IS NULL OR lease_until_us < $1)) AS due,
       (SELECT COUNT(*) FROM jobs_done WHERE outcome = 'dead' AND kind = $2) AS dead";

const NEXT_DUE: &str =
    "SELECT MIN(CASE WHEN lease_until_us > run_at_us THEN lease_until_us ELSE run_at_us END) FROM jobs
                        WHERE attempts < attempts_max";

async fn take<C: ConnectionTrait>(connection: &C, job: JobId, owner: &str) -> Result<Option<Model>, StoreError> {
    let take = "DELETE FROM jobs WHERE id = $1 AND lease_owner = $2 RETURNING *";
    sql::one(connection, take, [job.0.into(), owner.into()]).await
}
