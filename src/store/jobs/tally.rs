//! How many jobs there are, for the operator and for whoever bounds a lane.

use crate::store::{StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

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

/// How many jobs of a priority are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct OfPriority {
    pub priority: i64,
    pub jobs: i64,
}

/// What became of jobs that ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Outcomes {
    /// Jobs that were done.
    pub done: i64,
    /// Jobs that were given up.
    pub dead: i64,
    /// How often one of them failed and was tried again.
    pub retried: i64,
    /// For how long those that were done were worked on, all together.
    pub busy_us: i64,
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

/// How many jobs of these kinds somebody works on.
pub async fn running<C: ConnectionTrait>(connection: &C, kinds: &[&str], now: Timestamp) -> Result<i64, StoreError> {
    let query = format!("{RUNNING} AND kind IN ({})", sql::placeholders(2, kinds.len()));
    sql::scalar(connection, &query, named(now.0.into(), kinds)).await
}

/// How many jobs of a kind are due, whether or not somebody works on them, by their priorities, the first to go first. What
/// waits for a later time does not count: it is no work yet.
pub async fn by_priority<C: ConnectionTrait>(
    connection: &C,
    kind: &str,
    now: Timestamp,
) -> Result<Vec<OfPriority>, StoreError> {
    sql::all(connection, BY_PRIORITY, [kind.into(), now.0.into()]).await
}

/// What became of the jobs of a kind that ended since an instant.
pub async fn ended_since<C: ConnectionTrait>(
    connection: &C,
    kind: &str,
    since: Timestamp,
) -> Result<Outcomes, StoreError> {
    let counted = sql::one(connection, ENDED, [kind.into(), since.0.into()]).await?;
    Ok(counted.unwrap_or_default())
}

fn named<'a>(first: Value, kinds: &'a [&str]) -> impl Iterator<Item = Value> + 'a {
    std::iter::once(first).chain(kinds.iter().map(|kind| Value::from(*kind)))
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

const RUNNING: &str = "SELECT COUNT(*) FROM jobs WHERE lease_until_us >= $1";

const BY_PRIORITY: &str = "
SELECT priority, COUNT(*) AS jobs FROM jobs WHERE kind = $1 AND run_at_us <= $2 GROUP BY priority ORDER BY priority";

// A sum of whole numbers is a decimal on PostgreSQL, whatever its size.
const ENDED: &str = "
SELECT CAST(COALESCE(SUM(CASE WHEN outcome = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT) AS done,
       CAST(COALESCE(SUM(CASE WHEN outcome = 'dead' THEN 1 ELSE 0 END), 0) AS BIGINT) AS dead,
       CAST(COALESCE(SUM(CASE WHEN outcome = 'dead' THEN failures - 1 ELSE failures END), 0) AS BIGINT) AS retried,
       CAST(COALESCE(SUM(CASE WHEN outcome = 'done' THEN busy_us ELSE 0 END), 0) AS BIGINT) AS busy_us
FROM jobs_done
WHERE kind = $1 AND finished_at_us >= $2";
