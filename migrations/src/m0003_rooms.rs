//! Rooms and their journal, attempts with their append-only log, evidence, results and receipts.

use crate::dialect::{run, run_on_postgres};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        run_on_postgres(manager, POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}

// `attempt_log` has no foreign key to `attempts`: the check would lock each attempt's row once more per answer, and the
// statement that appends a batch updates those same rows and counts them, so a log without its attempt cannot come
// to be.
const UP: &str = "
CREATE TABLE house (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT house_pkey PRIMARY KEY (key)
){end};

CREATE TABLE rooms (
    sitting_id {id} NOT NULL,
    version {int} NOT NULL,
    phase TEXT NOT NULL,
    started_at_us {int},
    paused_since_us {int},
    paused_total_us {int} NOT NULL,
    extension_us {int} NOT NULL,
    window_closes_at_us {int} NOT NULL,
    ended_at_us {int},
    CONSTRAINT rooms_pkey PRIMARY KEY (sitting_id),
    CONSTRAINT rooms_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT rooms_phase_check CHECK (phase IN ('lobby', 'running', 'paused', 'ended')),
    CONSTRAINT rooms_pause_check CHECK ((phase = 'paused') = (paused_since_us IS NOT NULL)),
    CONSTRAINT rooms_end_check CHECK ((phase = 'ended') = (ended_at_us IS NOT NULL))
){end};
CREATE INDEX rooms_open_idx ON rooms (window_closes_at_us) WHERE phase <> 'ended';

CREATE TABLE room_journal (
    sitting_id {id} NOT NULL,
    seq {int} NOT NULL,
    kind TEXT NOT NULL,
    at_us {int} NOT NULL,
    actor_id {id},
    body TEXT NOT NULL,
    CONSTRAINT room_journal_pkey PRIMARY KEY (sitting_id, seq),
    CONSTRAINT room_journal_room_fkey FOREIGN KEY (sitting_id) REFERENCES rooms (sitting_id),
    CONSTRAINT room_journal_seq_check CHECK (seq >= 1)
){clustered};

CREATE TABLE attempts (
    id {id} NOT NULL,
    sitting_id {id} NOT NULL,
    account_id {id} NOT NULL,
    number {int} NOT NULL,
    paper TEXT NOT NULL,
    paper_digest {bytes} NOT NULL,
    seed {bytes},
    phase TEXT NOT NULL,
    opened_at_us {int},
    closes_at_us {int},
    extension_us {int} NOT NULL,
    closed_at_us {int},
    closed_by TEXT,
    device_id {id},
    last_seq {int} NOT NULL,
    flags TEXT NOT NULL,
    created_at_us {int} NOT NULL,
    CONSTRAINT attempts_pkey PRIMARY KEY (id),
    CONSTRAINT attempts_number_key UNIQUE (sitting_id, account_id, number),
    CONSTRAINT attempts_sitting_fkey FOREIGN KEY (sitting_id) REFERENCES sittings (id),
    CONSTRAINT attempts_account_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT attempts_phase_check CHECK (phase IN ('prepared', 'open', 'closed')),
    CONSTRAINT attempts_closed_by_check CHECK (closed_by IN ('submit', 'deadline', 'ended')),
    CONSTRAINT attempts_open_check CHECK (phase <> 'open' OR (opened_at_us IS NOT NULL AND closes_at_us IS NOT NULL)),
    CONSTRAINT attempts_closed_check CHECK ((phase = 'closed') = (closed_at_us IS NOT NULL)
        AND (phase = 'closed') = (closed_by IS NOT NULL))
){end};
CREATE INDEX attempts_account_idx ON attempts (account_id, sitting_id);
CREATE INDEX attempts_due_idx ON attempts (closes_at_us) WHERE phase = 'open';

CREATE TABLE attempt_log (
    attempt_id {id} NOT NULL,
    seq {int} NOT NULL,
    kind {small} NOT NULL,
    at_us {int} NOT NULL,
    question_id {id},
    revision {int},
    save_id {id},
    device_id {id},
    late {bool} NOT NULL,
    salt {bytes},
    body {bytes},
    inner_digest {bytes} NOT NULL,
    chain {bytes} NOT NULL,
    CONSTRAINT attempt_log_pkey PRIMARY KEY (attempt_id, seq),
    CONSTRAINT attempt_log_save_key UNIQUE (attempt_id, save_id),
    CONSTRAINT attempt_log_seq_check CHECK (seq >= 1)
){clustered};

CREATE TABLE attempt_evidence (
    id {id} NOT NULL,
    attempt_id {id} NOT NULL,
    at_us {int} NOT NULL,
    reason TEXT NOT NULL,
    device_id {id},
    save_id {id},
    question_id {id},
    body {bytes} NOT NULL,
    CONSTRAINT attempt_evidence_pkey PRIMARY KEY (id),
    CONSTRAINT attempt_evidence_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
){end};
CREATE INDEX attempt_evidence_attempt_idx ON attempt_evidence (attempt_id, at_us);

CREATE TABLE attempt_results (
    attempt_id {id} NOT NULL,
    score {int} NOT NULL,
    max {int} NOT NULL,
    provisional {bool} NOT NULL,
    marked_at_us {int} NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT attempt_results_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT attempt_results_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
){end};

CREATE TABLE receipts (
    attempt_id {id} NOT NULL,
    body TEXT NOT NULL,
    key_id TEXT NOT NULL,
    signature {bytes} NOT NULL,
    issued_at_us {int} NOT NULL,
    CONSTRAINT receipts_pkey PRIMARY KEY (attempt_id),
    CONSTRAINT receipts_attempt_fkey FOREIGN KEY (attempt_id) REFERENCES attempts (id)
){end};
";

// Attempts are updated with every batch of answers: free space in the page lets the new row stay beside the old one
// without touching an index. Bodies are short JSON, which is not worth the time of trying to compress it.
const POSTGRES: &str = "
ALTER TABLE attempts SET (fillfactor = 70);
ALTER TABLE attempt_log ALTER COLUMN body SET STORAGE EXTERNAL;
";

const DOWN: &str = "
DROP TABLE receipts;
DROP TABLE attempt_results;
DROP TABLE attempt_evidence;
DROP TABLE attempt_log;
DROP TABLE attempts;
DROP TABLE room_journal;
DROP TABLE rooms;
DROP TABLE house;
";
