//! By what an import recognises a question that it brought before.

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

// Digests, because names and category paths are longer than an index entry may be.
const UP: &str = "
CREATE TABLE question_keys (
    exam_id {id} NOT NULL,
    key_digest {bytes} NOT NULL,
    question_id {id} NOT NULL,
    content_digest {bytes} NOT NULL,
    CONSTRAINT question_keys_pkey PRIMARY KEY (exam_id, key_digest),
    CONSTRAINT question_keys_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT question_keys_question_fkey FOREIGN KEY (question_id) REFERENCES questions (id) ON DELETE CASCADE
){clustered};
CREATE INDEX question_keys_question_idx ON question_keys (question_id);
";

const DOWN: &str = "
DROP TABLE question_keys;
";
