//! The immutable versions of questions; papers name versions, so that a correction never changes a paper that was sat.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::bank::searchable;
use examhall_domain::exams::{Marks, Question};
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use sea_orm::FromQueryResult;
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
    /// What the author suggests that it is worth; a paper says what it is worth there.
    pub points: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The text that a search for this version looks in.
    ///
    /// Errors: [`StoreError::Corrupt`] when the body is no question.
    pub fn searchable(&self) -> Result<String, StoreError> {
        Ok(searchable(&json::decode::<Question>("question_versions.body", &self.body)?))
    }
}

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

/// One version with who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub id: QuestionVersionId,
    /// Counted from 1.
    pub number: i64,
    pub question: Question,
    pub points: Marks,
}

/// A line of a question's history.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct HistoryRow {
    pub id: Uuid,
    /// Counted from 1.
    pub version: i64,
    /// The word of the kind.
    pub kind: String,
    pub name: String,
    pub created_at_us: i64,
    /// The name of who made it.
    pub author: String,
}

/// A version among all those of an exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: QuestionVersionId,
    pub question: Question,
    /// Whether it is the one that stands in the bank, archived or not.
    pub is_latest: bool,
}

#[derive(FromQueryResult)]
struct KeptRow {
    id: Uuid,
    body: String,
    latest_version_id: Uuid,
}

/// A page of all versions of an exam's questions made since an instant, after the one that ended the page before.
///
/// Errors: [`StoreError::Corrupt`] when a body is no question.
pub async fn list_kept<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    since: Timestamp,
    after: Option<QuestionVersionId>,
    limit: u64,
) -> Result<Vec<Kept>, StoreError> {
    let (after, limit) = (after.map_or(Uuid::nil(), |id| id.0), i64::try_from(limit).unwrap_or(i64::MAX));
    let values = [exam.0.into(), since.0.into(), after.into(), limit.into()];
    let rows: Vec<KeptRow> = sql::all(connection, KEPT, values).await?;
    let kept = |row: KeptRow| {
        let question = json::decode("question_versions.body", &row.body)?;
        Ok(Kept { id: QuestionVersionId(row.id), question, is_latest: row.id == row.latest_version_id })
    };
    rows.into_iter().map(kept).collect()
}

/// One version of a question by its number.
///
/// Errors: [`StoreError::Corrupt`] when the body is no question.
pub async fn find_numbered<C: ConnectionTrait>(
    connection: &C,
    question: QuestionId,
    number: i64,
) -> Result<Option<Version>, StoreError> {
    let query = Entity::find().filter(Column::QuestionId.eq(question.0)).filter(Column::Version.eq(number));
    query.one(connection).await?.map(read).transpose()
}

/// The version of a question that stands in the bank.
///
/// Errors: [`StoreError::Corrupt`] when the body is no question.
pub async fn find_latest<C: ConnectionTrait>(
    connection: &C,
    question: QuestionId,
) -> Result<Option<Version>, StoreError> {
    let row: Option<Model> = sql::one(connection, LATEST, [question.0.into()]).await?;
    row.map(read).transpose()
}

/// A page of a question's history, the latest version first, after the one that ended the page before.
pub async fn history<C: ConnectionTrait>(
    connection: &C,
    question: QuestionId,
    after: Option<QuestionVersionId>,
    limit: u64,
) -> Result<Vec<HistoryRow>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    match after {
        None => {
            let query = format!("{HISTORY} ORDER BY v.version DESC LIMIT $2");
            sql::all(connection, &query, [question.0.into(), limit.into()]).await
        }
        Some(after) => {
            let query = format!("{HISTORY} AND {BEFORE} ORDER BY v.version DESC LIMIT $2");
            sql::all(connection, &query, [question.0.into(), limit.into(), after.0.into()]).await
        }
    }
}

const KEPT: &str = "
SELECT v.id, v.body, q.latest_version_id
FROM question_versions v
JOIN questions q ON q.id = v.question_id
WHERE q.exam_id = $1 AND v.created_at_us >= $2 AND v.id > $3
ORDER BY v.id
LIMIT $4";

const LATEST: &str = "
SELECT v.* FROM questions q JOIN question_versions v ON v.id = q.latest_version_id WHERE q.id = $1";

const HISTORY: &str = "
SELECT v.id, v.version, v.kind, v.name, v.created_at_us, a.name AS author
FROM question_versions v
JOIN accounts a ON a.id = v.created_by
WHERE v.question_id = $1";

const BEFORE: &str = "v.version < (SELECT o.version FROM question_versions o WHERE o.id = $3)";

fn read(row: Model) -> Result<Version, StoreError> {
    Ok(Version {
        id: QuestionVersionId(row.id),
        number: row.version,
        question: json::decode("question_versions.body", &row.body)?,
        points: Marks(row.points),
    })
}
