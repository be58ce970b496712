//! The answers that people mark: in which order they come, who holds one now, and how often it was marked.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, MarkingTaskId, QuestionId, SittingId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{DbBackend, FromQueryResult, IntoActiveModel, QuerySelect};

/// A row of `marking_tasks`. `place` is drawn at random once; `version` is the sequence of the last mark, 0 before the first.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "marking_tasks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub attempt_id: Uuid,
    pub question_id: Uuid,
    pub sitting_id: Uuid,
    pub place: i64,
    pub version: i64,
    pub held_by: Option<Uuid>,
    pub held_until_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which answers of a question are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that nobody has marked.
    Unmarked,
    /// All, to look at marks again.
    All,
}

/// A question of a sitting, and who asks for its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    pub sitting: SittingId,
    pub question: QuestionId,
    pub account: AccountId,
}

/// How far a question's answers are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Progress {
    pub question_id: Uuid,
    pub total: i64,
    pub marked: i64,
}

impl Model {
    /// Whether somebody else marks it now.
    pub fn is_held_from(&self, account: AccountId, now: Timestamp) -> bool {
        let held = self.held_until_us.is_some_and(|until| until > now.0);
        held && self.held_by != Some(account.0)
    }
}

/// Adds a task; an answer that has one keeps it.
pub async fn add<C: ConnectionTrait>(connection: &C, task: Model) -> Result<(), StoreError> {
    let once = OnConflict::columns([Column::AttemptId, Column::QuestionId]).do_nothing().to_owned();
    Entity::insert(task.into_active_model()).on_conflict(once).exec_without_returning(connection).await?;
    Ok(())
}

/// One task.
pub async fn find<C: ConnectionTrait>(connection: &C, task: MarkingTaskId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(task.0).one(connection).await?)
}

/// The same, kept from others until the transaction ends.
pub async fn hold<C: ConnectionTrait>(connection: &C, task: MarkingTaskId) -> Result<Option<Model>, StoreError> {
    let found = Entity::find_by_id(task.0);
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let held = match connection.get_database_backend() {
        DbBackend::Postgres => found.lock_exclusive(),
        _ => found,
    };
    Ok(held.one(connection).await?)
}

/// Lets go of whatever the marker holds of the question.
pub async fn let_go<C: ConnectionTrait>(connection: &C, marker: Marker) -> Result<(), StoreError> {
    let change = "UPDATE marking_tasks SET held_by = NULL, held_until_us = NULL
        WHERE sitting_id = $1 AND question_id = $2 AND held_by = $3";
    sql::execute(connection, change, [marker.sitting.0.into(), marker.question.0.into(), marker.account.0.into()])
        .await?;
    Ok(())
}

/// Gives the marker the next answer after `after` that nobody else holds, until `until`. Two markers never get the same:
/// on PostgreSQL the second skips what the first has locked, on SQLite it waits for its turn to write.
pub async fn take<C: ConnectionTrait>(
    connection: &C,
    marker: Marker,
    wanted: Wanted,
    after: Option<&Model>,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Model>, StoreError> {
    let lock = match connection.get_database_backend() {
        DbBackend::Postgres => "FOR UPDATE SKIP LOCKED",
        _ => "",
    };
    let unmarked = match wanted {
        Wanted::Unmarked => "AND version = 0",
        Wanted::All => "",
    };
    let take = format!(
        "UPDATE marking_tasks SET held_by = $3, held_until_us = $5
         WHERE id IN (
             SELECT id FROM marking_tasks
             WHERE sitting_id = $1 AND question_id = $2 AND (place, id) > ($6, $7) {unmarked}
               AND (held_until_us IS NULL OR held_until_us <= $4 OR held_by = $3)
             ORDER BY place, id LIMIT 1 {lock}
         )
         RETURNING *"
    );
    let (place, id) = after.map_or((-1, Uuid::nil()), |after| (after.place, after.id));
    let values = [
        marker.sitting.0.into(),
        marker.question.0.into(),
        marker.account.0.into(),
        now.0.into(),
        until.0.into(),
        place.into(),
        id.into(),
    ];
    sql::one(connection, &take, values).await
}

/// Counts one more mark and lets go. `false` when the task has moved on from `version`.
pub async fn advance<C: ConnectionTrait>(
    connection: &C,
    task: MarkingTaskId,
    version: i64,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Version, Expr::value(version + 1))
        .col_expr(Column::HeldBy, Expr::value(Option::<Uuid>::None))
        .col_expr(Column::HeldUntilUs, Expr::value(Option::<i64>::None))
        .filter(Column::Id.eq(task.0))
        .filter(Column::Version.eq(version));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// How far each question of a sitting is marked, in no order; questions without answers are left out.
pub async fn progress<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Progress>, StoreError> {
    sql::all(connection, PROGRESS, [sitting.0.into()]).await
}

const PROGRESS: &str = "
SELECT question_id, COUNT(*) AS total, SUM(CASE WHEN version > 0 THEN 1 ELSE 0 END) AS marked
FROM marking_tasks
WHERE sitting_id = $1
GROUP BY question_id";
