//! By what an import recognises the questions that an earlier one brought into the same bank.

use super::{question, question_version};
use crate::store::{StoreError, sql};
use examhall_domain::exams::Marks;
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A row of `question_keys`. `key_digest` stands for the author's name of the question, `content_digest` for what was
/// imported under it last.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub exam_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_digest: Vec<u8>,
    pub question_id: Uuid,
    pub content_digest: Vec<u8>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// What is known under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub question: QuestionId,
    pub version: QuestionVersionId,
    /// Counted from 1.
    pub version_number: i64,
    /// What the latest version is worth.
    pub points: Marks,
    /// Of what was imported last; nothing when the question was taken out of the bank since.
    pub content: Option<Digest>,
}

/// A new version of a known question.
#[derive(Clone, Debug)]
pub struct Revision {
    pub key: Digest,
    pub content: Digest,
    pub version: question_version::Model,
    pub category: String,
    pub tags: BTreeSet<String>,
}

/// How many rows one statement names; their variables stay below what either engine allows.
const CHUNK: usize = 500;

/// What an exam's bank knows under several keys.
pub async fn find_many<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    keys: &[Digest],
) -> Result<BTreeMap<Digest, Known>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in keys.chunks(CHUNK) {
        let query = format!("{KNOWN} AND k.key_digest IN ({})", sql::placeholders(2, chunk.len()));
        let keys = chunk.iter().map(|key| key.to_vec().into());
        let values = std::iter::once(Value::from(exam.0)).chain(keys);
        let rows: Vec<KnownRow> = sql::all(connection, &query, values).await?;
        for row in rows {
            let key = sql::bytes("question_keys.key_digest", &row.key_digest)?;
            found.insert(key, row.read()?);
        }
    }
    Ok(found)
}

/// Remembers the keys of questions that are new to the bank.
///
/// Errors: a conflict with [`crate::store::constraint::QUESTION_KEYS`] when another import brought one of them first.
pub async fn insert_many<C: ConnectionTrait>(connection: &C, keys: &[Model]) -> Result<(), StoreError> {
    for chunk in keys.chunks(CHUNK) {
        let rows = chunk.iter().map(|key| key.clone().into_active_model());
        Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Gives questions their next versions, categories and tags, and puts those back that had been taken out of the bank.
/// A few statements for each five hundred, so that the single writer is not held for long.
///
/// Errors: a conflict with [`crate::store::constraint::QUESTION_VERSIONS_NUMBER`] when somebody else added one of the
/// versions first.
pub async fn revise_many<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    revisions: &[Revision],
) -> Result<(), StoreError> {
    for chunk in revisions.chunks(CHUNK) {
        let versions = chunk.iter().map(|revision| revision.version.clone().into_active_model());
        question_version::Entity::insert_many(versions).exec_without_returning(connection).await?;
        let change =
            format!("{LATEST} FROM (VALUES {}) AS n WHERE questions.id = n.column1", sql::rows(1, 4, chunk.len()));
        let mut values: Vec<Value> = Vec::with_capacity(chunk.len() * 4);
        for Revision { version, category, .. } in chunk {
            let search = version.searchable()?;
            values.extend([version.question_id.into(), version.id.into(), category.as_str().into(), search.into()]);
        }
        sql::execute(connection, &change, values).await?;
        let change = format!(
            "{CONTENT} FROM (VALUES {}) AS n WHERE k.exam_id = $1 AND k.key_digest = n.column1",
            sql::rows(2, 2, chunk.len())
        );
        let digests =
            chunk.iter().flat_map(|revision| [revision.key.to_vec().into(), revision.content.to_vec().into()]);
        let values = std::iter::once(Value::from(exam.0)).chain(digests);
        sql::execute(connection, &change, values.collect::<Vec<Value>>()).await?;
        let tags = chunk.iter().map(|revision| (QuestionId(revision.version.question_id), &revision.tags));
        question::replace_tags(connection, tags).await?;
    }
    Ok(())
}

const KNOWN: &str = "
SELECT k.key_digest, k.content_digest, k.question_id, q.latest_version_id, q.archived_at_us,
       (SELECT v.points FROM question_versions v WHERE v.id = q.latest_version_id) AS points,
       (SELECT MAX(v.version) FROM question_versions v WHERE v.question_id = k.question_id) AS version_number
FROM question_keys k
JOIN questions q ON q.id = k.question_id
WHERE k.exam_id = $1";

// Both engines name the columns of VALUES column1, column2, ….
const LATEST: &str = "
UPDATE questions SET latest_version_id = n.column2, category = n.column3, search = n.column4, archived_at_us = NULL";

const CONTENT: &str = "UPDATE question_keys AS k SET content_digest = n.column2";

#[derive(FromQueryResult)]
struct KnownRow {
    key_digest: Vec<u8>,
    content_digest: Vec<u8>,
    question_id: Uuid,
    latest_version_id: Uuid,
    archived_at_us: Option<i64>,
    version_number: i64,
    points: i64,
}

impl KnownRow {
    fn read(self) -> Result<Known, StoreError> {
        let content = sql::bytes("question_keys.content_digest", &self.content_digest)?;
        Ok(Known {
            question: QuestionId(self.question_id),
            version: QuestionVersionId(self.latest_version_id),
            version_number: self.version_number,
            points: Marks(self.points),
            content: self.archived_at_us.is_none().then_some(content),
        })
    }
}
