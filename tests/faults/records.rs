//! What the database holds after the exam, read with SQL of these tests rather than with the server's own repositories.

use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId};
use examhall_domain::rooms::{Content, Head, LogKind, LogRow, Salt};
use examhall_domain::time::Timestamp;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One attempt with its log.
pub struct Attempt {
    pub row: AttemptRow,
    pub log: Vec<LogRow>,
}

/// A row of `attempts`.
#[derive(Debug, FromQueryResult)]
pub struct AttemptRow {
    pub id: Uuid,
    pub account_id: Uuid,
    pub paper: String,
    pub paper_digest: Vec<u8>,
    pub phase: String,
    pub last_seq: i64,
}

/// A row of the room's journal.
#[derive(Debug)]
pub struct JournalRow {
    pub seq: i64,
    pub kind: String,
    pub body: Value,
}

#[derive(FromQueryResult)]
struct RawJournalRow {
    seq: i64,
    kind: String,
    body: String,
}

#[derive(FromQueryResult)]
struct RawLogRow {
    attempt_id: Uuid,
    seq: i64,
    kind: i16,
    at_us: i64,
    question_id: Option<Uuid>,
    revision: Option<i64>,
    save_id: Option<Uuid>,
    device_id: Option<Uuid>,
    late: bool,
    salt: Vec<u8>,
    body: Vec<u8>,
    chain: Vec<u8>,
}

/// All attempts of a sitting by their students.
pub async fn attempts(database: &DatabaseConnection, sitting: Uuid) -> BTreeMap<Uuid, Attempt> {
    let rows: Vec<AttemptRow> = select(
        database,
        "SELECT id, account_id, paper, paper_digest, phase, last_seq FROM attempts WHERE sitting_id = $1",
        sitting,
    )
    .await;
    let raw: Vec<RawLogRow> = select(
        database,
        "SELECT l.attempt_id, l.seq, l.kind, l.at_us, l.question_id, l.revision, l.save_id, l.device_id, l.late, \
         l.salt, l.body, l.chain FROM attempt_log l JOIN attempts a ON a.id = l.attempt_id \
         WHERE a.sitting_id = $1 ORDER BY l.attempt_id, l.seq",
        sitting,
    )
    .await;
    let mut logs: BTreeMap<Uuid, Vec<LogRow>> = BTreeMap::new();
    for row in raw {
        logs.entry(row.attempt_id).or_default().push(row.read());
    }
    let attempt = |row: AttemptRow| (row.account_id, Attempt { log: logs.remove(&row.id).unwrap_or_default(), row });
    rows.into_iter().map(attempt).collect()
}

/// The room's journal in order.
pub async fn journal(database: &DatabaseConnection, sitting: Uuid) -> Vec<JournalRow> {
    let rows: Vec<RawJournalRow> =
        select(database, "SELECT seq, kind, body FROM room_journal WHERE sitting_id = $1 ORDER BY seq", sitting).await;
    let read = |row: RawJournalRow| JournalRow {
        seq: row.seq,
        kind: row.kind,
        body: serde_json::from_str(&row.body).unwrap(),
    };
    rows.into_iter().map(read).collect()
}

impl Attempt {
    /// Checks the paper against its digest and the log against its chain; returns the last head.
    pub fn verify(&self) -> Result<Head, String> {
        let digest: [u8; 32] = self.row.paper_digest.as_slice().try_into().unwrap();
        let paper: examhall_domain::exams::AttemptPaper =
            serde_json::from_str(&self.row.paper).map_err(|error| format!("the paper cannot be read: {error}"))?;
        if paper.digest() != digest {
            return Err("the paper is not the one of the digest".to_owned());
        }
        examhall_domain::rooms::chain::verify(AttemptId(self.row.id), &digest, &self.log).map_err(|why| why.to_string())
    }
}

impl RawLogRow {
    fn read(self) -> LogRow {
        LogRow {
            seq: self.seq,
            kind: LogKind::from_code(self.kind.try_into().unwrap()).unwrap(),
            at: Timestamp(self.at_us),
            question: self.question_id.map(QuestionId),
            revision: self.revision,
            save_id: self.save_id.map(SaveId),
            device: self.device_id.map(DeviceId),
            late: self.late,
            content: Content::Kept { salt: Salt(self.salt.try_into().unwrap()), body: self.body },
            chain: Head(self.chain.try_into().unwrap()),
        }
    }
}

async fn select<R: FromQueryResult>(database: &DatabaseConnection, sql: &str, sitting: Uuid) -> Vec<R> {
    let statement = Statement::from_sql_and_values(database.get_database_backend(), sql, [sitting.into()]);
    R::find_by_statement(statement).all(database).await.unwrap()
}
