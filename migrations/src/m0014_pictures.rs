//! Pictures: each stored once, under the digest of its bytes, and which exam has which.

use crate::dialect::{run, run_on_postgres};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        run_on_postgres(manager, PACKED).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// `exam_pictures` repeats the size so that an exam's total is summed without touching the pictures themselves.
const UP: &str = "
CREATE TABLE pictures (
    digest {bytes} NOT NULL,
    media_type TEXT NOT NULL,
    width {int} NOT NULL,
    height {int} NOT NULL,
    size_bytes {int} NOT NULL,
    content {bytes} NOT NULL,
    created_at_us {int} NOT NULL,
    CONSTRAINT pictures_pkey PRIMARY KEY (digest),
    CONSTRAINT pictures_size_check CHECK (width > 0 AND height > 0 AND size_bytes > 0)
){end};

CREATE TABLE exam_pictures (
    exam_id {id} NOT NULL,
    digest {bytes} NOT NULL,
    size_bytes {int} NOT NULL,
    added_at_us {int} NOT NULL,
    added_by {id} NOT NULL,
    CONSTRAINT exam_pictures_pkey PRIMARY KEY (exam_id, digest),
    CONSTRAINT exam_pictures_exam_fkey FOREIGN KEY (exam_id) REFERENCES exams (id),
    CONSTRAINT exam_pictures_picture_fkey FOREIGN KEY (digest) REFERENCES pictures (digest),
    CONSTRAINT exam_pictures_author_fkey FOREIGN KEY (added_by) REFERENCES accounts (id)
){clustered};
";

// Pictures are packed already: packing them once more would only take time.
const PACKED: &str = "
ALTER TABLE pictures ALTER COLUMN content SET STORAGE EXTERNAL;
";

const DOWN: &str = "
DROP TABLE exam_pictures;
DROP TABLE pictures;
";
