//! Work that waits in SQL, and the history of what was done.

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

const UP: &str = "
CREATE TABLE jobs (
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT,
    priority {int} NOT NULL,
    run_at_us {int} NOT NULL,
    payload TEXT NOT NULL,
    attempts {int} NOT NULL,
    attempts_max {int} NOT NULL,
    lease_owner TEXT,
    lease_until_us {int},
    last_error TEXT,
    created_at_us {int} NOT NULL,
    CONSTRAINT jobs_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_dedupe_key UNIQUE (dedupe_key),
    CONSTRAINT jobs_attempts_check CHECK (attempts_max >= 1),
    CONSTRAINT jobs_lease_check CHECK ((lease_owner IS NULL) = (lease_until_us IS NULL))
){end};
CREATE INDEX jobs_due_idx ON jobs (priority, run_at_us);

CREATE TABLE jobs_done (
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    dedupe_key TEXT,
    priority {int} NOT NULL,
    payload TEXT NOT NULL,
    attempts {int} NOT NULL,
    attempts_max {int} NOT NULL,
    last_error TEXT,
    created_at_us {int} NOT NULL,
    finished_at_us {int} NOT NULL,
    outcome TEXT NOT NULL,
    CONSTRAINT jobs_done_pkey PRIMARY KEY (id),
    CONSTRAINT jobs_done_outcome_check CHECK (outcome IN ('done', 'dead'))
){end};
CREATE INDEX jobs_done_age_idx ON jobs_done (finished_at_us);
CREATE INDEX jobs_done_dead_idx ON jobs_done (finished_at_us) WHERE outcome = 'dead';
";

const DOWN: &str = "
DROP TABLE jobs_done;
DROP TABLE jobs;
";
