//! The audit log: rows are appended unchained and sealed into one hash chain afterwards.

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
CREATE TABLE audit_log (
    id {id} NOT NULL,
    at_us {int} NOT NULL,
    actor_id {id},
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    seq {int},
    chain {bytes},
    CONSTRAINT audit_log_pkey PRIMARY KEY (id),
    CONSTRAINT audit_log_seq_key UNIQUE (seq),
    CONSTRAINT audit_log_seal_check CHECK ((seq IS NULL) = (chain IS NULL))
){end};
CREATE INDEX audit_log_time_idx ON audit_log (at_us, id);
CREATE INDEX audit_log_object_idx ON audit_log (object_kind, object_id, at_us);
CREATE INDEX audit_log_unsealed_idx ON audit_log (at_us, id) WHERE seq IS NULL;
";

const DOWN: &str = "
DROP TABLE audit_log;
";
