//! Marking by hand: rubrics, the answers that wait for a person, and the marks that people gave them.

use crate::dialect::run;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        let attempt = match manager.get_database_backend() {
            DbBackend::Postgres => "CAST(attempt_id AS TEXT)",
            _ => "lower(hex(attempt_id))",
        };
        run(manager, &REMARK.replace("{attempt}", attempt)).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// A task has an id of its own because whoever marks must not learn from it whose answer it is.
const UP: &str = "
CREATE TABLE rubrics (
    id {id} NOT NULL,
    question_id {id} NOT NULL,
    version {int} NOT NULL,
    criteria TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    created_by {id} NOT NULL,
    CONSTRAINT rubrics_pkey PRIMARY KEY (id),
    CONSTRAINT rubrics_version_key UNIQUE (question_id, version),
    CONSTRAINT rubrics_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id),
    CONSTRAINT rubrics_author_fkey FOREIGN KEY (created_by) REFERENCES accounts (id)
){end};

CREATE TABLE marking_tasks (
    id {id} NOT NULL,
    attempt_id {id} NOT NULL,
    question_id {id} NOT NULL,
    sitting_id {id} NOT NULL,
    place {int} NOT NULL,
    version {int} NOT NULL,
    held_by {id},
    held_until_us {int},
    CONSTRAINT marking_tasks_pkey PRIMARY KEY (id),
    CONSTRAINT marking_tasks_answer_key UNIQUE (attempt_id, question_id),
    CONSTRAINT marking_tasks_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT marking_tasks_held_check CHECK ((held_by IS NULL) = (held_until_us IS NULL)),
    CONSTRAINT marking_tasks_version_check CHECK (version >= 0)
){end};
CREATE INDEX marking_tasks_order_idx ON marking_tasks (sitting_id, question_id, place, id);

CREATE TABLE hand_marks (
    task_id {id} NOT NULL,
    seq {int} NOT NULL,
    at_us {int} NOT NULL,
    marked_by {id} NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT hand_marks_pkey PRIMARY KEY (task_id, seq),
    CONSTRAINT hand_marks_task_fkey FOREIGN KEY (task_id) REFERENCES marking_tasks (id),
    CONSTRAINT hand_marks_marker_fkey FOREIGN KEY (marked_by) REFERENCES accounts (id),
    CONSTRAINT hand_marks_seq_check CHECK (seq >= 1)
){clustered};
";

// Attempts whose essays wait from before are marked once more, which writes their tasks. The job takes the attempt's id.
const REMARK: &str = "
INSERT INTO jobs (id, kind, priority, run_at_us, payload, attempts, attempts_max, created_at_us)
SELECT attempt_id, 'mark_attempts', 10, marked_at_us, '{\"attempts\":[\"' || {attempt} || '\"]}', 0, 10, marked_at_us
FROM attempt_results WHERE provisional
ON CONFLICT DO NOTHING;
";

const DOWN: &str = "
DROP TABLE hand_marks;
DROP TABLE marking_tasks;
DROP TABLE rubrics;
";
