//! The questions that a paper names, as far as its author has to know them; bodies stay where they are.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::QuestionKind;
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Value};
use std::collections::BTreeMap;

/// A question at its latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedQuestion {
    pub version: QuestionVersionId,
    /// Counted from 1.
    pub version_number: i64,
    pub name: String,
    pub kind: QuestionKind,
    pub category: String,
    pub archived_at: Option<Timestamp>,
}

/// How many ids one query names; below the variables that either engine allows.
const CHUNK: usize = 500;

/// Those of the questions that belong to the exam, archived or not.
///
/// Errors: [`StoreError::Corrupt`] when a kind is none.
pub async fn find_many<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    questions: &[QuestionId],
) -> Result<BTreeMap<QuestionId, NamedQuestion>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in questions.chunks(CHUNK) {
        let places: Vec<String> = (0..chunk.len()).map(|at| format!("${}", at + 2)).collect();
        let query = format!("{NAMED} AND q.id IN ({})", places.join(", "));
        let values = std::iter::once(exam.0.into()).chain(chunk.iter().map(|question| Value::from(question.0)));
        let rows: Vec<Row> = sql::all(connection, &query, values).await?;
        for row in rows {
            found.insert(QuestionId(row.id), row.read()?);
        }
    }
    Ok(found)
}

const NAMED: &str = "
SELECT q.id, q.category, q.archived_at_us, v.id AS version_id, v.version, v.name, v.kind
FROM questions q
JOIN question_versions v ON v.id = q.latest_version_id
WHERE q.exam_id = $1";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    category: String,
    archived_at_us: Option<i64>,
    version_id: Uuid,
    version: i64,
    name: String,
    kind: String,
}

impl Row {
    fn read(self) -> Result<NamedQuestion, StoreError> {
        Ok(NamedQuestion {
            version: QuestionVersionId(self.version_id),
            version_number: self.version,
            kind: json::from_word("question_versions.kind", &self.kind)?,
            name: self.name,
            category: self.category,
            archived_at: self.archived_at_us.map(Timestamp),
        })
    }
}
