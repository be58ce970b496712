//! What people gave answers: rows are appended and never changed, the last one of an answer counts.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AttemptId, MarkingTaskId, QuestionId};
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;

/// A row of `hand_marks`; `body` is JSON that says what was given and by which rubric.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hand_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at_us: i64,
    pub marked_by: Uuid,
    pub body: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The mark of an answer that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    pub question: QuestionId,
    pub body: String,
}

/// Appends a mark.
///
/// Errors: a conflict with [`crate::store::constraint::HAND_MARKS`] when the answer has a mark of this number.
pub async fn append<C: ConnectionTrait>(connection: &C, mark: Model) -> Result<(), StoreError> {
    sql::insert(connection, mark).await
}

/// One mark.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    task: MarkingTaskId,
    seq: i64,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id((task.0, seq)).one(connection).await?)
}

/// The marks of an attempt that count, in no order.
pub async fn counting<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Vec<Counting>, StoreError> {
    let rows: Vec<CountingRow> = sql::all(connection, COUNTING, [attempt.0.into()]).await?;
    Ok(rows.into_iter().map(|row| Counting { question: QuestionId(row.question_id), body: row.body }).collect())
}

const COUNTING: &str = "
SELECT t.question_id, m.body
FROM marking_tasks t
JOIN hand_marks m ON m.task_id = t.id AND m.seq = t.version
WHERE t.attempt_id = $1";

#[derive(FromQueryResult)]
struct CountingRow {
    question_id: Uuid,
    body: String,
}
