//! Answers that do not count: too late, or from a device that was taken over from. Kept beside the log and its chain.

use crate::store::{StoreError, sql};
use examhall_domain::id::AttemptId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `attempt_evidence`; `body` is what was sent, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub attempt_id: Uuid,
    pub at_us: i64,
    pub reason: String,
    pub device_id: Option<Uuid>,
    pub save_id: Option<Uuid>,
    pub question_id: Option<Uuid>,
    pub body: Vec<u8>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a piece of evidence, unless the attempt has `attempt_max` of them already: a device that repeats itself must
/// not fill the disk. `false` when it was not kept.
pub async fn insert<C: ConnectionTrait>(connection: &C, evidence: Model, attempt_max: u64) -> Result<bool, StoreError> {
    let kept = Entity::find().filter(Column::AttemptId.eq(evidence.attempt_id)).count(connection).await?;
    if kept >= attempt_max {
        return Ok(false);
    }
    sql::insert(connection, evidence).await?;
    Ok(true)
}

/// An attempt's evidence in the order of arrival.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AttemptId.eq(attempt.0))
        .order_by_asc(Column::AtUs)
        .order_by_asc(Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}
