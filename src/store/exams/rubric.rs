//! The immutable versions of questions' rubrics; marks name the version that they were given by.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::Rubric;
use examhall_domain::id::{QuestionId, RubricId};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use std::collections::BTreeMap;

/// A row of `rubrics`; `criteria` is the domain's rubric as JSON.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rubrics")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub question_id: Uuid,
    pub version: i64,
    pub criteria: String,
    pub created_at_us: i64,
    pub created_by: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many ids one query names; below the variables that either engine allows.
const CHUNK: usize = 1_000;

impl Model {
    /// The rubric.
    ///
    /// Errors: [`StoreError::Corrupt`] when the criteria are none.
    pub fn read(&self) -> Result<Rubric, StoreError> {
        json::decode("rubrics.criteria", &self.criteria)
    }
}

/// Adds the next version.
///
/// Errors: a conflict with [`crate::store::constraint::RUBRICS_VERSION`] when somebody else was faster.
pub async fn insert<C: ConnectionTrait>(connection: &C, rubric: Model) -> Result<(), StoreError> {
    sql::insert(connection, rubric).await
}

/// The rubrics with these ids; unknown ids are left out.
///
/// Errors: as [`Model::read`].
pub async fn find_many<C: ConnectionTrait>(
    connection: &C,
    rubrics: &[RubricId],
) -> Result<BTreeMap<RubricId, Rubric>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in rubrics.chunks(CHUNK) {
        let ids = chunk.iter().map(|rubric| rubric.0);
        for row in Entity::find().filter(Column::Id.is_in(ids)).all(connection).await? {
            found.insert(RubricId(row.id), row.read()?);
        }
    }
    Ok(found)
}

/// The latest rubric of each of several questions; those without one are left out.
pub async fn latest<C: ConnectionTrait>(
    connection: &C,
    questions: &[QuestionId],
) -> Result<BTreeMap<QuestionId, Model>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in questions.chunks(CHUNK) {
        let query = Entity::find()
            .filter(Column::QuestionId.is_in(chunk.iter().map(|question| question.0)))
            .order_by_asc(Column::Version);
        // By version, so that the last one stays.
        found.extend(query.all(connection).await?.into_iter().map(|row| (QuestionId(row.question_id), row)));
    }
    Ok(found)
}
