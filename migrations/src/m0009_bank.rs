//! Banks that authors work in: what a search looks in, what a version is worth, and which papers ask a question.

use crate::dialect::run;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr, JsonValue, QueryResult, Statement, Value};
use std::collections::BTreeSet;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        fill_search(manager).await?;
        fill_papers(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// `question_id` has no foreign key: a paper's definition is the truth, and this table only answers who it names.
const UP: &str = "
ALTER TABLE questions ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE question_versions ADD COLUMN points {int} NOT NULL DEFAULT 100000;

CREATE TABLE paper_questions (
    question_id {id} NOT NULL,
    paper_id {id} NOT NULL,
    CONSTRAINT paper_questions_pkey PRIMARY KEY (question_id, paper_id),
    CONSTRAINT paper_questions_paper_fkey FOREIGN KEY (paper_id) REFERENCES papers (id)
){clustered};
";

const DOWN: &str = "
DROP TABLE paper_questions;
ALTER TABLE question_versions DROP COLUMN points;
ALTER TABLE questions DROP COLUMN search;
";

/// Rows that one statement reads or writes.
const CHUNK: usize = 500;
/// How much of title and text a search looks in.
const SEARCH_CHARS_MAX: usize = 10_000;

async fn fill_search(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut last = Uuid::nil();
    loop {
        let rows = all(manager, QUESTIONS, [last.into()]).await?;
        for row in &rows {
            last = row.try_get("", "id")?;
            let (name, body): (String, String) = (row.try_get("", "name")?, row.try_get("", "body")?);
            let values = [searchable(&name, &json(&body)?).into(), last.into()];
            execute(manager, "UPDATE questions SET search = $1 WHERE id = $2", values).await?;
        }
        if rows.len() < CHUNK {
            return Ok(());
        }
    }
}

async fn fill_papers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut last = Uuid::nil();
    // One by one, since a paper with pools can be large.
    while let Some(row) = all(manager, PAPER, [last.into()]).await?.first() {
        last = row.try_get("", "id")?;
        let definition: String = row.try_get("", "definition")?;
        let asked: Vec<Uuid> = asked(&json(&definition)?).into_iter().collect();
        for chunk in asked.chunks(CHUNK) {
            let rows = (0..chunk.len()).map(|at| format!("(${}, $1)", at + 2)).collect::<Vec<_>>().join(", ");
            let insert = format!("INSERT INTO paper_questions (question_id, paper_id) VALUES {rows}");
            let values = std::iter::once(last).chain(chunk.iter().copied()).map(Value::from);
            execute(manager, &insert, values).await?;
        }
    }
    Ok(())
}

const QUESTIONS: &str = "
SELECT q.id, v.name, v.body FROM questions q JOIN question_versions v ON v.id = q.latest_version_id
WHERE q.id > $1 ORDER BY q.id LIMIT 500";

const PAPER: &str = "SELECT id, definition FROM papers WHERE id > $1 ORDER BY id LIMIT 1";

fn searchable(name: &str, body: &JsonValue) -> String {
    let text = format!("{name}\n{}", body["text"]["source"].as_str().unwrap_or_default());
    let shown = text.to_lowercase().chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    shown.chars().take(SEARCH_CHARS_MAX).collect()
}

/// The questions that a definition names: of fixed items, and of the pools that are drawn from.
fn asked(definition: &JsonValue) -> BTreeSet<Uuid> {
    let list = |value: &JsonValue| value.as_array().cloned().unwrap_or_default();
    let items = list(&definition["sections"]).into_iter().flat_map(|section| list(&section["items"]));
    let named = items.flat_map(|item| {
        let drawn = list(&item["pool"]).into_iter().map(|entry| entry[0].clone());
        drawn.chain([item["question"].clone()]).collect::<Vec<_>>()
    });
    named.filter_map(|id| id.as_str().and_then(|id| Uuid::parse_str(id).ok())).collect()
}

fn json(text: &str) -> Result<JsonValue, DbErr> {
    text.parse().map_err(|_| DbErr::Custom("a stored text is no JSON".to_owned()))
}

async fn all(
    manager: &SchemaManager<'_>,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, DbErr> {
    let connection = manager.get_connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.query_all_raw(statement).await
}

async fn execute(manager: &SchemaManager<'_>, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    connection.execute_raw(statement).await.map(|_| ())
}
