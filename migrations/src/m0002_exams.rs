//! Exams, their question banks, imports, papers, sittings, and who is enrolled in or assigned to a sitting.

use crate::dialect::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// `exams.paper_id` and `questions.latest_version_id` point back at rows that point here. They carry no foreign key:
// each is moved only in the transaction that inserts the row it names, and those rows are never deleted.
const UP: &str = "
CREATE TABLE exams (
    id {id} NOT NULL,
    owner_id {id} NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    search TEXT NOT NULL,
    language TEXT NOT NULL,
    price_minor {int},
    currency TEXT,
    access_days {int} NOT NULL,
    published_at_us {int},
    paper_id {id},
    created_at_us {int} NOT NULL,
    CONSTRAINT exams_pkey PRIMARY KEY (id),
    CONSTRAINT exams_owner_fkey FOREIGN KEY (owner_id) REFERENCES accounts (id),
    CONSTRAINT exams_price_check CHECK (price_minor >= 0 AND (price_minor IS NULL) = (currency IS NULL))
){end};
CREATE INDEX exams_owner_idx ON exams (owner_id, id);
CREATE INDEX exams_published_idx ON exams (id) WHERE published_at_us IS NOT NULL;

CREATE TABLE questions (
    id {id} NOT NULL,
    exam_id {id} NOT NULL,
    category TEXT NOT NULL,
    latest_version_id {id} NOT NULL,
    archived_at_us {int},
    created_at_us {int} NOT NULL,
    CONSTRAINT questions_pkey PRIMARY KEY (id),
    CONSTRAINT questions_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id)
){end};
CREATE INDEX questions_exam_idx ON questions (exam_id, category, id);

CREATE TABLE question_tags (
    question_id {id} NOT NULL,
    tag TEXT NOT NULL,
    CONSTRAINT question_tags_pkey PRIMARY KEY (question_id, tag),
    CONSTRAINT question_tags_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE
){clustered};
CREATE INDEX question_tags_tag_idx ON question_tags (tag);

CREATE TABLE question_versions (
    id {id} NOT NULL,
    question_id {id} NOT NULL,
    version {int} NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    created_by {id} NOT NULL,
    CONSTRAINT question_versions_pkey PRIMARY KEY (id),
    CONSTRAINT question_versions_number_key UNIQUE (question_id, version),
    CONSTRAINT question_versions_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id),
    CONSTRAINT question_versions_author_fkey FOREIGN KEY (created_by) REFERENCES accounts (id)
){end};

CREATE TABLE imports (
    id {id} NOT NULL,
    exam_id {id} NOT NULL,
    imported_by {id} NOT NULL,
    format TEXT NOT NULL,
    at_us {int} NOT NULL,
    accepted {int} NOT NULL,
    report TEXT NOT NULL,
    CONSTRAINT imports_pkey PRIMARY KEY (id),
    CONSTRAINT imports_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT imports_author_fkey FOREIGN KEY (imported_by) REFERENCES accounts (id)
){end};
CREATE INDEX imports_exam_idx ON imports (exam_id, id);

CREATE TABLE papers (
    id {id} NOT NULL,
    exam_id {id} NOT NULL,
    version {int} NOT NULL,
    definition TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    CONSTRAINT papers_pkey PRIMARY KEY (id),
    CONSTRAINT papers_version_key UNIQUE (exam_id, version),
    CONSTRAINT papers_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id)
){end};

CREATE TABLE sittings (
    id {id} NOT NULL,
    exam_id {id} NOT NULL,
    paper_id {id} NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    window_opens_at_us {int} NOT NULL,
    window_closes_at_us {int} NOT NULL,
    time_limit_us {int} NOT NULL,
    grace_us {int} NOT NULL,
    start_mode TEXT NOT NULL,
    attempts_allowed {int} NOT NULL,
    release_policy TEXT NOT NULL,
    review TEXT NOT NULL,
    released_at_us {int},
    paper_key {bytes} NOT NULL,
    created_at_us {int} NOT NULL,
    cancelled_at_us {int},
    CONSTRAINT sittings_pkey PRIMARY KEY (id),
    CONSTRAINT sittings_code_key UNIQUE (code),
    CONSTRAINT sittings_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT sittings_paper_fkey FOREIGN KEY (paper_id) REFERENCES papers (id),
    CONSTRAINT sittings_window_check CHECK (window_opens_at_us < window_closes_at_us),
    CONSTRAINT sittings_start_check CHECK (start_mode IN ('clock', 'proctor')),
    CONSTRAINT sittings_release_check CHECK (release_policy IN ('on_close', 'manual'))
){end};
CREATE INDEX sittings_exam_idx ON sittings (exam_id, window_opens_at_us);
CREATE INDEX sittings_window_idx ON sittings (window_opens_at_us);

CREATE TABLE enrolments (
    sitting_id {id} NOT NULL,
    account_id {id} NOT NULL,
    extra_time_us {int} NOT NULL,
    group_label TEXT NOT NULL,
    enrolled_at_us {int} NOT NULL,
    CONSTRAINT enrolments_pkey PRIMARY KEY (sitting_id, account_id),
    CONSTRAINT enrolments_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT enrolments_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT enrolments_extra_check CHECK (extra_time_us >= 0)
){clustered};
CREATE INDEX enrolments_account_idx ON enrolments (account_id);

CREATE TABLE sitting_staff (
    sitting_id {id} NOT NULL,
    account_id {id} NOT NULL,
    CONSTRAINT sitting_staff_pkey PRIMARY KEY (sitting_id, account_id),
    CONSTRAINT sitting_staff_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT sitting_staff_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id)
){clustered};
CREATE INDEX sitting_staff_account_idx ON sitting_staff (account_id);
";

const DOWN: &str = "
DROP TABLE sitting_staff;
DROP TABLE enrolments;
DROP TABLE sittings;
DROP TABLE papers;
DROP TABLE imports;
DROP TABLE question_versions;
DROP TABLE question_tags;
DROP TABLE questions;
DROP TABLE exams;
";
