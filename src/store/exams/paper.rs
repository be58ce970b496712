//! The immutable versions of an exam's paper.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::PaperDefinition;
use examhall_domain::id::{ExamId, PaperId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect, Value};

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
    insert_questions(connection, paper, definition).await?;
    Ok(version)
}

/// How many rows one statement inserts; their variables stay below what either engine allows.
const CHUNK: usize = 500;

/// Which questions the paper can ask, so that a bank can tell where each is used.
async fn insert_questions<C: ConnectionTrait>(
    connection: &C,
    paper: PaperId,
    definition: &PaperDefinition,
) -> Result<(), StoreError> {
    let asked: Vec<Value> = definition.questions().into_iter().map(|(question, ..)| question.0.into()).collect();
    for chunk in asked.chunks(CHUNK) {
        let rows: Vec<String> = (0..chunk.len()).map(|at| format!("(${}, $1)", at + 2)).collect();
        let insert = format!("INSERT INTO paper_questions (question_id, paper_id) VALUES {}", rows.join(", "));
        let values = std::iter::once(paper.0.into()).chain(chunk.iter().cloned());
        sql::execute(connection, &insert, values).await?;
    }
    Ok(())
}

/// One version.
pub async fn find<C: ConnectionTrait>(connection: &C, paper: PaperId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(paper.0).one(connection).await?)
}

/// The number of a version, counted from 1, without its definition.
pub async fn find_version<C: ConnectionTrait>(connection: &C, paper: PaperId) -> Result<Option<i64>, StoreError> {
    let query = Entity::find_by_id(paper.0).select_only().column(Column::Version).into_tuple();
    Ok(query.one(connection).await?)
}
