//! The immutable versions of an exam's paper.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::PaperDefinition;
use examhall_domain::id::{ExamId, PaperId};
use examhall_domain::time::Timestamp;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

/// A row of `papers`; `definition` is the domain's definition as JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "papers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exam_id: Uuid,
    pub version: i64,
    pub definition: String,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The definition itself.
    ///
    /// Errors: [`StoreError::Corrupt`].
    pub fn read(&self) -> Result<PaperDefinition, StoreError> {
        json::decode("papers.definition", &self.definition)
    }
}

/// Adds the next version of an exam's paper and says its number, counted from 1.
///
/// Errors: a conflict with [`crate::store::constraint::PAPERS_VERSION`] when somebody else added that version.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    paper: PaperId,
    exam: ExamId,
    definition: &PaperDefinition,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let last: Option<Option<i64>> = Entity::find()
        .select_only()
        .column_as(Column::Version.max(), "version")
        .filter(Column::ExamId.eq(exam.0))
        .into_tuple()
        .one(connection)
        .await?;
    let version = last.flatten().unwrap_or(0) + 1;
    let row = Model {
        id: paper.0,
        exam_id: exam.0,
        version,
        definition: json::encode("papers.definition", definition)?,
        created_at_us: now.0,
    };
    sql::insert(connection, row).await?;
    Ok(version)
}

/// One version.
pub async fn find<C: ConnectionTrait>(connection: &C, paper: PaperId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(paper.0).one(connection).await?)
}
