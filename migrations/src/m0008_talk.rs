//! What students and their proctors say to each other, raised hands, and what was noticed about attention.

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

// `attempt_talk` is the sum that a wall shows without counting: it moves with every row of the other two. What was
// noticed has no number of its own: the same thing at the same microsecond is the same event, sent twice.
const UP: &str = "
CREATE TABLE attempt_talk (
    attempt_id {id} NOT NULL,
    version {int} NOT NULL,
    last_seq {int} NOT NULL,
    student_count {int} NOT NULL,
    staff_count {int} NOT NULL,
    read_by_student {int} NOT NULL,
    unread_by_student {int} NOT NULL,
    unread_by_staff {int} NOT NULL,
    hand_since_us {int},
    integrity_count {int} NOT NULL,
    integrity_kind TEXT,
    integrity_at_us {int},
    CONSTRAINT attempt_talk_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT attempt_talk_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT attempt_talk_integrity_check CHECK ((integrity_kind IS NULL) = (integrity_at_us IS NULL))
){end};

CREATE TABLE attempt_messages (
    attempt_id {id} NOT NULL,
    seq {int} NOT NULL,
    message_id {id} NOT NULL,
    author TEXT NOT NULL,
    author_id {id} NOT NULL,
    at_us {int} NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT attempt_messages_pkey PRIMARY KEY (attempt_id, seq),
    CONSTRAINT attempt_messages_message_key UNIQUE (attempt_id, message_id),
    CONSTRAINT attempt_messages_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id),
    CONSTRAINT attempt_messages_author_fkey FOREIGN KEY (author_id) REFERENCES accounts (id),
    CONSTRAINT attempt_messages_author_check CHECK (author IN ('student', 'staff')),
    CONSTRAINT attempt_messages_seq_check CHECK (seq >= 1)
){clustered};

CREATE TABLE attempt_integrity (
    attempt_id {id} NOT NULL,
    at_us {int} NOT NULL,
    kind TEXT NOT NULL,
    received_at_us {int} NOT NULL,
    seconds {int},
    CONSTRAINT attempt_integrity_pkey PRIMARY KEY (attempt_id, at_us, kind),
    CONSTRAINT attempt_integrity_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
){clustered};
";

const DOWN: &str = "
DROP TABLE attempt_integrity;
DROP TABLE attempt_messages;
DROP TABLE attempt_talk;
";
