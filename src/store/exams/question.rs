//! Question banks: the questions of an exam, each at its latest version.

use super::{question_tag, question_version};
use crate::store::{StoreError, json, sql};
use examhall_domain::exams::bank::searchable;
use examhall_domain::exams::{Marks, PoolEntry, Question};
use examhall_domain::id::{AccountId, ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel, QuerySelect, Value};
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
    /// What [`searchable`] makes of the latest version.
    pub search: String,
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
    pub points: Marks,
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
pub async fn replace_tags<'t, C: ConnectionTrait>(
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

/// One question, archived or not, if it belongs to the exam.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    question: QuestionId,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(question.0).filter(Column::ExamId.eq(exam.0)).one(connection).await?)
}

/// Makes others who lock the question wait until this transaction ends. `false` when the exam has no such question.
pub async fn lock<C: ConnectionTrait>(connection: &C, exam: ExamId, question: QuestionId) -> Result<bool, StoreError> {
    let touch = "UPDATE questions SET category = category WHERE id = $1 AND exam_id = $2";
    Ok(sql::execute(connection, touch, [question.0.into(), exam.0.into()]).await? == 1)
}

/// Adds the next version of a question and makes it the latest.
///
/// Errors: a conflict with [`crate::store::constraint::QUESTION_VERSIONS_NUMBER`] when somebody else added that version.
pub async fn insert_version<C: ConnectionTrait>(
    connection: &C,
    version: question_version::Model,
) -> Result<(), StoreError> {
    let search = version.searchable()?;
    let latest = [version.id.into(), search.into(), version.question_id.into()];
    sql::insert(connection, version).await?;
    sql::execute(connection, "UPDATE questions SET latest_version_id = $1, search = $2 WHERE id = $3", latest).await?;
    Ok(())
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
/// versions, in the order of arrival. The empty category is the whole bank; with a tag only the questions that bear it.
pub async fn pool<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    category: &str,
    tag: Option<&str>,
) -> Result<Vec<PoolEntry>, StoreError> {
    let mut values: Vec<Value> = vec![exam.0.into(), category.into()];
    values.extend(tag.map(Value::from));
    let tagged = if tag.is_some() { TAGGED } else { "" };
    let rows: Vec<PoolRow> = sql::all(connection, &format!("{POOL}{tagged} ORDER BY id"), values).await?;
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

/// Puts an archived question back. `false` when the exam has no such question in its archive.
pub async fn unarchive<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    question: QuestionId,
) -> Result<bool, StoreError> {
    let change =
        "UPDATE questions SET archived_at_us = NULL WHERE id = $1 AND exam_id = $2 AND archived_at_us IS NOT NULL";
    Ok(sql::execute(connection, change, [question.0.into(), exam.0.into()]).await? == 1)
}

/// Puts a question into another category. `false` when the exam has no such question.
pub async fn set_category<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    question: QuestionId,
    category: &str,
) -> Result<bool, StoreError> {
    let change = "UPDATE questions SET category = $1 WHERE id = $2 AND exam_id = $3";
    Ok(sql::execute(connection, change, [category.into(), question.0.into(), exam.0.into()]).await? == 1)
}

// LIKE would compare without case on one of the engines.
const POOL: &str = "
SELECT id, latest_version_id FROM questions
WHERE exam_id = $1 AND archived_at_us IS NULL
  AND ($2 = '' OR category = $2 OR substr(category, 1, length($2) + 1) = $2 || '/')";

const TAGGED: &str = " AND EXISTS (SELECT 1 FROM question_tags t WHERE t.question_id = questions.id AND t.tag = $3)";

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
        search: searchable(&new.question),
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
    points: Marks,
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
        points: points.0,
    })
}

fn first_version(author: AccountId, now: Timestamp, new: &NewQuestion) -> Result<question_version::Model, StoreError> {
    version_row(new.version, new.id, 1, &new.question, new.points, author, now)
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
