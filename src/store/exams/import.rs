//! What was imported into which exam, with the report that its author saw.

use crate::store::{StoreError, sql};
use examhall_domain::id::ExamId;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `imports`; `report` is JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exam_id: Uuid,
    pub imported_by: Uuid,
    pub format: String,
    pub at_us: i64,
    pub accepted: i64,
    pub report: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Records a run.
pub async fn insert<C: ConnectionTrait>(connection: &C, import: Model) -> Result<(), StoreError> {
    sql::insert(connection, import).await
}

/// An exam's imports, the latest first.
pub async fn list<C: ConnectionTrait>(connection: &C, exam: ExamId, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::ExamId.eq(exam.0)).order_by_desc(Column::Id).limit(limit);
    Ok(query.all(connection).await?)
}
