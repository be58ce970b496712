//! Work that waits in SQL: written in the transaction that needs it, claimed with a lease, done at least once.
//!
//! A lease that runs out makes the job claimable again, so every change of a claimed job asks whether the lease is still
//! held. Finished and dead jobs move to the history.

mod dead;
mod done;
mod tally;
mod waiting;

pub use dead::{Revived, discard, list_dead, list_dead_of, revive};
pub use done::{Model as Ended, sweep};
pub use tally::{OfPriority, Outcomes, Tally, by_priority, ended_since, running, tally, tally_of};
pub use waiting::Model;

use super::{StoreError, sql};
use examhall_domain::id::JobId;
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel, Value};
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
    add(connection, row(job)).await
}

/// Adds a job that its creator works on at once, as the first try; `false` when one with its key waits.
pub async fn enqueue_claimed<C: ConnectionTrait>(
    connection: &C,
    job: NewJob,
    lease: Lease<'_>,
) -> Result<bool, StoreError> {
    let row = Model {
        attempts: 1,
        lease_owner: Some(lease.owner.to_owned()),
        lease_until_us: Some(lease.until.0),
        claimed_at_us: Some(job.created_at.0),
        ..row(job)
    };
    add(connection, row).await
}

/// Adds a job; the one with its key that waits is due as early as this one would be, and when somebody works on it, it is due
/// once more afterwards. Whatever comes up meanwhile is therefore looked at, with all tries before it.
pub async fn ring<C: ConnectionTrait>(connection: &C, job: NewJob) -> Result<(), StoreError> {
    let row = row(job);
    let values = [
        row.id.into(),
        row.kind.into(),
        row.dedupe_key.into(),
        row.priority.into(),
        row.run_at_us.into(),
        row.payload.into(),
        row.attempts_max.into(),
        row.created_at_us.into(),
    ];
    sql::execute(connection, RING, values).await.map(drop)
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
        "UPDATE jobs SET lease_owner = $1, lease_until_us = $2, attempts = attempts + 1,
             claimed_at_us = $3, rung_at_us = NULL
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

/// Moves a done job to the history, or makes it due when it was rung for meanwhile. `false` when the lease is lost: somebody
/// else does it again, so the transaction with its effects should not be committed.
pub async fn finish<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let take = format!("{TAKE} AND rung_at_us IS NULL RETURNING *");
    match sql::one(connection, &take, [job.0.into(), owner.into()]).await? {
        Some(row) => {
            done::insert(connection, row, now, done::Outcome::Done).await?;
            Ok(true)
        }
        None => reschedule(connection, job, owner, now, now).await,
    }
}

/// Puts a job back that went well and has to go on at `run_at`, or earlier when it was rung for meanwhile: none of its tries
/// is used up. `false` when the lease is lost.
pub async fn reschedule<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
    run_at: Timestamp,
) -> Result<bool, StoreError> {
    let change = format!(
        "UPDATE jobs SET attempts = 0, last_error = NULL, {RELEASE}
         WHERE id = $3 AND lease_owner = $4"
    );
    let values = [run_at.0.into(), now.0.into(), job.0.into(), owner.into()];
    Ok(sql::execute(connection, &change, values).await? == 1)
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
    let again = format!(
        "UPDATE jobs SET last_error = $5, failures = failures + 1, {RELEASE}
         WHERE id = $3 AND lease_owner = $4 AND attempts < attempts_max"
    );
    let values = [(now + back_off).0.into(), now.0.into(), job.0.into(), owner.into(), error.into()];
    if sql::execute(connection, &again, values).await? == 1 {
        return Ok(Failed::Waits);
    }
    let buried = give_up(connection, job, owner, now, error).await?;
    Ok(if buried { Failed::Dead } else { Failed::LeaseLost })
}

/// Moves a job to the history as given up: trying again cannot help. `false` when the lease is lost.
pub async fn give_up<C: ConnectionTrait>(
    connection: &C,
    job: JobId,
    owner: &str,
    now: Timestamp,
    error: &str,
) -> Result<bool, StoreError> {
    let take = format!("{TAKE} RETURNING *");
    let taken: Option<Model> = sql::one(connection, &take, [job.0.into(), owner.into()]).await?;
    let Some(mut row) = taken else { return Ok(false) };
    row.last_error = Some(error.to_owned());
    row.failures += 1;
    done::insert(connection, row, now, done::Outcome::Dead).await?;
    Ok(true)
}

/// Moves jobs to the history whose last attempt ended with its instance; says which.
pub async fn bury_abandoned<C: ConnectionTrait>(connection: &C, now: Timestamp) -> Result<Vec<JobId>, StoreError> {
    let abandoned = "DELETE FROM jobs WHERE attempts >= attempts_max AND lease_until_us < $1 RETURNING *";
    let rows: Vec<Model> = sql::all(connection, abandoned, [now.0.into()]).await?;
    let mut buried = Vec::with_capacity(rows.len());
    for mut row in rows {
        buried.push(JobId(row.id));
        row.failures += 1;
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

const NEXT_DUE: &str =
    "SELECT MIN(CASE WHEN lease_until_us > run_at_us THEN lease_until_us ELSE run_at_us END) FROM jobs
                        WHERE attempts < attempts_max";

/// A job of `$1` that `$2` holds.
const TAKE: &str = "DELETE FROM jobs WHERE id = $1 AND lease_owner = $2";

/// Lets a job go that is to run at `$1`, or as soon as it was rung for; `$2` is now.
const RELEASE: &str = "
    run_at_us = CASE WHEN rung_at_us < $1 THEN rung_at_us ELSE $1 END,
    busy_us = busy_us + CASE WHEN claimed_at_us < $2 THEN $2 - claimed_at_us ELSE 0 END,
    lease_owner = NULL, lease_until_us = NULL, claimed_at_us = NULL, rung_at_us = NULL";

const RING: &str = "
INSERT INTO jobs (id, kind, dedupe_key, priority, run_at_us, payload, attempts, attempts_max, created_at_us)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)
ON CONFLICT (dedupe_key) DO UPDATE SET
    attempts = 0,
    run_at_us = CASE WHEN excluded.run_at_us < jobs.run_at_us THEN excluded.run_at_us ELSE jobs.run_at_us END,
    rung_at_us = excluded.run_at_us";

fn row(job: NewJob) -> Model {
    Model {
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
        claimed_at_us: None,
        rung_at_us: None,
        busy_us: 0,
        failures: 0,
    }
}

async fn add<C: ConnectionTrait>(connection: &C, row: Model) -> Result<bool, StoreError> {
    let once = OnConflict::column(Column::DedupeKey).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}
