//! A bank as its authors look through it: found by words, category, tag and kind, with what its parts count.

use super::question_tag;
use crate::store::{StoreError, json, sql};
use examhall_domain::exams::bank::Shelf;
use examhall_domain::exams::{Marks, Question, QuestionKind};
use examhall_domain::id::{ExamId, QuestionId, QuestionVersionId};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Which questions are looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub shelf: Shelf,
    /// Each has to be in title or text; folded as what is stored.
    pub words: Vec<String>,
    /// The category with those beneath it; the empty one is the whole bank.
    pub category: String,
    pub tag: Option<String>,
    pub kind: Option<QuestionKind>,
}

/// A question of a bank at its latest version.
#[derive(Clone, Debug)]
pub struct BankedQuestion {
    pub id: QuestionId,
    pub category: String,
    pub archived_at: Option<Timestamp>,
    pub version: QuestionVersionId,
    /// Counted from 1.
    pub version_number: i64,
    pub points: Marks,
    pub question: Question,
    /// How many versions of papers ask it.
    pub papers: i64,
}

/// How often something occurs in a bank.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    pub name: String,
    pub questions: i64,
}

/// A page of the questions that fit, by id, which is the order of arrival.
pub async fn search<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    filter: &Filter,
    after: Option<QuestionId>,
    limit: u64,
) -> Result<Vec<BankedQuestion>, StoreError> {
    let after = after.map_or(Uuid::nil(), |question| question.0);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut query = Query { text: format!("{BANKED} AND {}", on(filter.shelf)), values: vec![exam.0.into()] };
    query.and("q.id > $", after);
    if !filter.category.is_empty() {
        query.and(BENEATH, filter.category.as_str());
    }
    if let Some(tag) = &filter.tag {
        query.and(TAGGED, tag.as_str());
    }
    if let Some(kind) = filter.kind {
        query.and("v.kind = $", json::word("question_versions.kind", &kind)?);
    }
    for word in &filter.words {
        query.and("q.search LIKE $ ESCAPE '\\'", format!("%{}%", sql::literal_pattern(word)));
    }
    query.values.push(limit.into());
    let text = format!("{} ORDER BY q.id LIMIT ${}", query.text, query.values.len());
    let rows: Vec<BankedRow> = sql::all(connection, &text, query.values).await?;
    rows.into_iter().map(BankedRow::read).collect()
}

/// How many versions of papers ask a question.
pub async fn count_papers<C: ConnectionTrait>(connection: &C, question: QuestionId) -> Result<i64, StoreError> {
    let query = "SELECT COUNT(*) FROM paper_questions WHERE question_id = $1";
    sql::scalar(connection, query, [question.0.into()]).await
}

/// How many questions stand in each category itself, by path, at most `limit` categories.
pub async fn count_by_category<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    shelf: Shelf,
    limit: u64,
) -> Result<Vec<Count>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = format!("{CATEGORIES} AND {} GROUP BY q.category ORDER BY q.category LIMIT $2", on(shelf));
    sql::all(connection, &query, [exam.0.into(), limit.into()]).await
}

/// How many questions have each tag, the most used first, at most `limit` tags.
pub async fn count_by_tag<C: ConnectionTrait>(
    connection: &C,
    exam: ExamId,
    shelf: Shelf,
    limit: u64,
) -> Result<Vec<Count>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let query = format!("{TAGS} AND {} GROUP BY t.tag ORDER BY 2 DESC, t.tag LIMIT $2", on(shelf));
    sql::all(connection, &query, [exam.0.into(), limit.into()]).await
}

/// The tags of several questions; one without any is left out.
pub async fn tags_of<C: ConnectionTrait>(
    connection: &C,
    questions: &[QuestionId],
) -> Result<BTreeMap<QuestionId, BTreeSet<String>>, StoreError> {
    let ids = questions.iter().map(|question| question.0);
    let query = question_tag::Entity::find().filter(question_tag::Column::QuestionId.is_in(ids));
    let mut found: BTreeMap<QuestionId, BTreeSet<String>> = BTreeMap::new();
    for row in query.order_by_asc(question_tag::Column::Tag).all(connection).await? {
        found.entry(QuestionId(row.question_id)).or_default().insert(row.tag);
    }
    Ok(found)
}

const BANKED: &str = "
SELECT q.id, q.category, q.archived_at_us, v.id AS version_id, v.version, v.points, v.body,
       (SELECT COUNT(*) FROM paper_questions p WHERE p.question_id = q.id) AS papers
FROM questions q
JOIN question_versions v ON v.id = q.latest_version_id
WHERE q.exam_id = $1";

// LIKE would compare without case on one of the engines.
const BENEATH: &str = "(q.category = $ OR substr(q.category, 1, length($) + 1) = $ || '/')";

const TAGGED: &str = "EXISTS (SELECT 1 FROM question_tags t WHERE t.question_id = q.id AND t.tag = $)";

const CATEGORIES: &str = "
SELECT q.category AS name, COUNT(*) AS questions FROM questions q
WHERE q.exam_id = $1";

const TAGS: &str = "
SELECT t.tag AS name, COUNT(*) AS questions
FROM questions q
JOIN question_tags t ON t.question_id = q.id
WHERE q.exam_id = $1";

const fn on(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Active => "q.archived_at_us IS NULL",
        Shelf::Archive => "q.archived_at_us IS NOT NULL",
    }
}

/// A query that grows by conditions.
struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    /// One condition more; each `$` in it stands for the value.
    fn and(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let numbered = condition.replace('$', &format!("${}", self.values.len()));
        self.text.push_str(" AND ");
        self.text.push_str(&numbered);
    }
}

#[derive(FromQueryResult)]
struct BankedRow {
    id: Uuid,
    category: String,
    archived_at_us: Option<i64>,
    version_id: Uuid,
    version: i64,
    points: i64,
    body: String,
    papers: i64,
}

impl BankedRow {
    fn read(self) -> Result<BankedQuestion, StoreError> {
        Ok(BankedQuestion {
            id: QuestionId(self.id),
            category: self.category,
            archived_at: self.archived_at_us.map(Timestamp),
            version: QuestionVersionId(self.version_id),
            version_number: self.version,
            points: Marks(self.points),
            question: json::decode("question_versions.body", &self.body)?,
            papers: self.papers,
        })
    }
}
