//! Question banks: the questions of an exam, each at its latest version.

use super::{question_tag, question_version};
use crate::store::{StoreError, json, sql};
use examhall_domain::exams::{PoolEntry, Question};
use examhall_domain::id::{AccountId, ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// A row of `questions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "questions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub exam_id: Uuid,
    /// The path of the category, its parts separated by `/`; empty at the top.
    pub category: String,
    pub latest_version_id: Uuid,
    pub archived_at_us: Option<i64>,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A question that comes into a bank.
#[derive(Clone, Debug)]
pub struct NewQuestion {
    pub id: QuestionId,
    pub version: QuestionVersionId,
    pub category: String,
    pub tags: BTreeSet<String>,
    pub question: Question,
}

/// A question of a bank at its latest version.
#[derive(Clone, Debug)]
pub struct BankedQuestion {
    pub id: QuestionId,
    pub category: String,
    pub version: QuestionVersionId,
    /// Counted from 1.
    pub version_number: i64,
    pub question: Question,
}

/// How many rows one statement inserts; their variables stay below what either engine allows.
const CHUNK: usize = 500;

/// Adds questions with their first versions and tags.
///
/// Errors: a conflict when one of the ids exists.
pub async fn insert_many<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    author: AccountId,
    now: Timestamp,
    questions: &[NewQuestion],
) -> Result<(), StoreError> {
    for chunk in questions.chunks(CHUNK) {
        let rows = chunk.iter().map(|new| banked(exam, now, new).into_active_model());
        Entity::insert_many(rows).exec_without_returning(connection).await?;
        let mut versions = Vec::with_capacity(chunk.len());
        for new in chunk {
            versions.push(first_version(author, now, new)?.into_active_model());
        }
        question_version::Entity::insert_many(versions).exec_without_returning(connection).await?;
    }
    insert_tags(connection, questions.iter().map(|new| (new.id, &new.tags))).await
}

/// Gives questions other tags instead of those that they have.
pub(super) async fn replace_tags<'t, C: ConnectionTrait>(
    connection: &C,
    questions: impl Iterator<Item = (QuestionId, &'t BTreeSet<String>)>,
) -> Result<(), StoreError> {
    let questions: Vec<(QuestionId, &BTreeSet<String>)> = questions.collect();
    for chunk in questions.chunks(CHUNK) {
        let ids = chunk.iter().map(|(question, _)| question.0);
        let old = question_tag::Entity::delete_many().filter(question_tag::Column::QuestionId.is_in(ids));
        old.exec(connection).await?;
    }
    insert_tags(connection, questions.into_iter()).await
}

/// Adds the next version of a question and makes it the latest.
///
/// Errors: a conflict with [`crate::store::constraint::QUESTION_VERSIONS_NUMBER`] when somebody else added that version.
pub async fn insert_version<C: ConnectionTrait>(
    connection: &C,
    version: question_version::Model,
) -> Result<(), StoreError> {
    let latest = [version.id.into(), version.question_id.into()];
    sql::insert(connection, version).await?;
    sql::execute(connection, "UPDATE questions SET latest_version_id = $1 WHERE id = $2", latest).await?;
    Ok(())
}

/// A page of an exam's bank by id, which is the order of arrival, without what was archived.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    after: Option<QuestionId>,
    limit: u64,
) -> Result<Vec<BankedQuestion>, StoreError> {
    let after = after.map_or(Uuid::nil(), |question| question.0);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = format!("{BANKED} AND q.exam_id = $1 AND q.id > $2 ORDER BY q.id LIMIT $3");
    let rows: Vec<BankedRow> = sql::all(connection, &query, [exam.0.into(), after.into(), limit.into()]).await?;
    rows.into_iter().map(BankedRow::read).collect()
}

/// The latest versions of the named questions, as far as they belong to the exam and are not archived.
pub async fn latest_versions<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    questions: &[QuestionId],
) -> Result<BTreeMap<QuestionId, QuestionVersionId>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in questions.chunks(CHUNK) {
        let rows = Entity::find()
            .filter(Column::ExamId.eq(exam.0))
            .filter(Column::ArchivedAtUs.is_null())
            .filter(Column::Id.is_in(chunk.iter().map(|question| question.0)))
            .all(connection)
            .await?;
        found.extend(rows.iter().map(|row| (QuestionId(row.id), QuestionVersionId(row.latest_version_id))));
    }
    Ok(found)
}

/// What a draw from a category chooses among: its questions and those of the categories beneath it, at their latest
/// versions, in the order of arrival. The empty category is the whole bank.
pub async fn pool<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    category: &str,
) -> Result<Vec<PoolEntry>, StoreError> {
    let beneath = format!("{}/%", sql::literal_pattern(category));
    let values = [exam.0.into(), category.into(), beneath.into()];
    let rows: Vec<PoolRow> = sql::all(connection, POOL, values).await?;
    Ok(rows.into_iter().map(|row| PoolEntry(QuestionId(row.id), QuestionVersionId(row.latest_version_id))).collect())
}

/// How many questions each of several exams has; an exam without any is left out.
pub async fn count_by_exam<C: ConnectionTrait>(
    connection: &C,
    exams: &[ExamId],
) -> Result<BTreeMap<ExamId, i64>, StoreError> {
    let rows: Vec<(Uuid, i64)> = Entity::find()
        .select_only()
        .column(Column::ExamId)
        .column_as(Column::Id.count(), "questions")
        .filter(Column::ArchivedAtUs.is_null())
        .filter(Column::ExamId.is_in(exams.iter().map(|exam| exam.0)))
        .group_by(Column::ExamId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(exam, questions)| (ExamId(exam), questions)).collect())
}

/// Takes a question out of the bank; papers that name it keep it. `false` when the exam has no such question any more.
pub async fn archive<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    question: QuestionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let change = "UPDATE questions SET archived_at_us = $1 WHERE id = $2 AND exam_id = $3 AND archived_at_us IS NULL";
    Ok(sql::execute(connection, change, [now.0.into(), question.0.into(), exam.0.into()]).await? == 1)
}

const BANKED: &str = "
SELECT q.id, q.category, v.id AS version_id, v.version, v.body
FROM questions q
JOIN question_versions v ON v.id = q.latest_version_id
WHERE q.archived_at_us IS NULL";

const POOL: &str = "
SELECT id, latest_version_id FROM questions
WHERE exam_id = $1 AND archived_at_us IS NULL AND ($2 = '' OR category = $2 OR category LIKE $3 ESCAPE '\\')
ORDER BY id";

#[derive(FromQueryResult)]
struct BankedRow {
    id: Uuid,
    category: String,
    version_id: Uuid,
    version: i64,
    body: String,
}

impl BankedRow {
    fn read(self) -> Result<BankedQuestion, StoreError> {
        Ok(BankedQuestion {
            id: QuestionId(self.id),
            category: self.category,
            version: QuestionVersionId(self.version_id),
            version_number: self.version,
            question: json::decode("question_versions.body", &self.body)?,
        })
    }
}

#[derive(FromQueryResult)]
struct PoolRow {
    id: Uuid,
    latest_version_id: Uuid,
}

fn banked(exam: ExamId, now: Timestamp, new: &NewQuestion) -> Model {
    Model {
        id: new.id.0,
        exam_id: exam.0,
        category: new.category.clone(),
        latest_version_id: new.version.0,
        archived_at_us: None,
        created_at_us: now.0,
    }
}

/// The row of a question's version.
///
/// Errors: [`StoreError::Corrupt`] when the question has no JSON form.
pub fn version_row(
    id: QuestionVersionId,
    question: QuestionId,
    version_number: i64,
    body: &Question,
    author: AccountId,
    now: Timestamp,
) -> Result<question_version::Model, StoreError> {
    Ok(question_version::Model {
        id: id.0,
        question_id: question.0,
        version: version_number,
        kind: json::word("question_versions.kind", &body.body.kind())?,
        name: body.name.clone(),
        body: json::encode("question_versions.body", body)?,
        created_at_us: now.0,
        created_by: author.0,
    })
}

fn first_version(author: AccountId, now: Timestamp, new: &NewQuestion) -> Result<question_version::Model, StoreError> {
    version_row(new.version, new.id, 1, &new.question, author, now)
}

async fn insert_tags<'t, C: ConnectionTrait>(
    connection: &C,
    questions: impl Iterator<Item = (QuestionId, &'t BTreeSet<String>)>,
) -> Result<(), StoreError> {
    let tags: Vec<question_tag::ActiveModel> = questions
        .flat_map(|(question, tags)| tags.iter().map(move |tag| (question, tag)))
        .map(|(question, tag)| question_tag::Model { question_id: question.0, tag: tag.clone() })
        .map(IntoActiveModel::into_active_model)
        .collect();
    for chunk in tags.chunks(CHUNK) {
        question_tag::Entity::insert_many(chunk.to_vec()).exec_without_returning(connection).await?;
    }
    Ok(())
}
