//! The rows of a sitting's results as they are exported and counted: in parts, so that no list of thousands is held.

use crate::store::{StoreError, sql};
use examhall_domain::id::SittingId;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

/// One attempt of somebody who is enrolled, or somebody without an attempt; `detail` is the domain's result as JSON.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ResultRow {
    pub account_id: Uuid,
    pub name: String,
    pub email: String,
    pub group_label: String,
    /// Counted from 1; 0 for somebody without an attempt.
    pub number: i64,
    pub opened_at_us: Option<i64>,
    pub closed_at_us: Option<i64>,
    pub closed_by: Option<String>,
    pub detail: Option<String>,
}

/// The next rows by person and number, after the last one of the part before.
pub async fn list_after<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    after: Option<&ResultRow>,
    limit: u32,
) -> Result<Vec<ResultRow>, StoreError> {
    let (account, number) = after.map_or((Uuid::nil(), 0), |row| (row.account_id, row.number));
    let values = [sitting.0.into(), account.into(), number.into(), i64::from(limit).into()];
    sql::all(connection, ROWS, values).await
}

const ROWS: &str = "
SELECT e.account_id, p.name, p.email, e.group_label, COALESCE(a.number, 0) AS number,
       a.opened_at_us, a.closed_at_us, a.closed_by, r.detail
FROM enrolments e
JOIN accounts p ON p.id = e.account_id
LEFT JOIN attempts a ON a.sitting_id = e.sitting_id AND a.account_id = e.account_id
LEFT JOIN attempt_results r ON r.attempt_id = a.id
WHERE e.sitting_id = $1 AND e.account_id >= $2 AND (e.account_id > $2 OR COALESCE(a.number, 0) > $3)
ORDER BY e.account_id, number
LIMIT $4";
