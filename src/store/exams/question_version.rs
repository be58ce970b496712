//! The immutable versions of questions; papers name versions, so that a correction never changes a paper that was sat.

use crate::store::StoreError;
use crate::store::json;
use examhall_domain::exams::Question;
use examhall_domain::id::QuestionVersionId;
use sea_orm::entity::prelude::*;
use std::collections::BTreeMap;

/// A row of `question_versions`; `body` is the domain's question as JSON, key included.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub question_id: Uuid,
    pub version: i64,
    pub kind: String,
    pub name: String,
    pub body: String,
    pub created_at_us: i64,
    pub created_by: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many ids one query names; below the variables that either engine allows.
const CHUNK: usize = 1_000;

/// The questions behind several versions; unknown ids are left out.
///
/// Errors: [`StoreError::Corrupt`] when a body is no question.
pub async fn find_many<C: ConnectionTrait>(
    connection: &C,
    versions: &[QuestionVersionId],
) -> Result<BTreeMap<QuestionVersionId, Question>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in versions.chunks(CHUNK) {
        let ids = chunk.iter().map(|version| version.0);
        for row in Entity::find().filter(Column::Id.is_in(ids)).all(connection).await? {
            found.insert(QuestionVersionId(row.id), json::decode("question_versions.body", &row.body)?);
        }
    }
    Ok(found)
}
