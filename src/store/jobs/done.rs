//! The history of jobs: what was done and what was given up.

use super::waiting::Model as Job;
use crate::store::{StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;

/// A row of `jobs_done`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs_done")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub dedupe_key: Option<String>,
    pub priority: i64,
    pub payload: String,
    pub attempts: i64,
    pub attempts_max: i64,
    pub last_error: Option<String>,
    pub created_at_us: i64,
    pub finished_at_us: i64,
    pub outcome: String,
    /// For how long it was worked on.
    pub busy_us: i64,
    /// How often it failed.
    pub failures: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Dead,
}

impl Outcome {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// Records a job that was taken from the waiting ones.
pub(super) async fn insert<C: ConnectionTrait>(
    connection: &C,
    job: Job,
    now: Timestamp,
    outcome: Outcome,
) -> Result<(), StoreError> {
    let busy_us = job.busy_until(now);
    let row = Model {
        id: job.id,
        kind: job.kind,
        dedupe_key: job.dedupe_key,
        priority: job.priority,
        payload: job.payload,
        attempts: job.attempts,
        attempts_max: job.attempts_max,
        last_error: job.last_error,
        created_at_us: job.created_at_us,
        finished_at_us: now.0,
        outcome: outcome.name().to_owned(),
        busy_us,
        failures: job.failures,
    };
    sql::insert(connection, row).await
}

/// Forgets done jobs that finished before an instant, at most `limit` of them; says how many. Dead ones stay until
/// somebody has looked at them.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    finished_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    sql::execute(
        connection,
        "DELETE FROM jobs_done WHERE id IN (
             SELECT id FROM jobs_done WHERE finished_at_us < $1 AND outcome = 'done' LIMIT $2
         )",
        [finished_before.0.into(), i64::from(limit).into()],
    )
    .await
}
