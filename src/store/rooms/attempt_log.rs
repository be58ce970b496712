//! The append-only log of attempts, written in batches.
//!
//! The attempt's last sequence is the lock, the fence and the closing barrier: of two writers that saw the same log one
//! finds it moved on and loses, and the batch says exactly who. An attempt is written whole or not at all, so a batch can
//! leave no hole in a chain; the primary key (attempt, seq) would refuse a row that came any other way.

mod batch;

pub use batch::{Append, BATCH_ROWS_MAX, Expected, Fate, append_batch};

use super::attempt;
use crate::store::{StoreError, sql};
use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId};
use examhall_domain::rooms::{Content, Head, LogKind, LogRow, Salt};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// A row of `attempt_log`. Salt and body are empty once the answer was deleted; the inner digest stays.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub attempt_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub kind: i16,
    pub at_us: i64,
    pub question_id: Option<Uuid>,
    pub revision: Option<i64>,
    pub save_id: Option<Uuid>,
    pub device_id: Option<Uuid>,
    pub late: bool,
    pub salt: Option<Vec<u8>>,
    pub body: Option<Vec<u8>>,
    pub inner_digest: Vec<u8>,
    pub chain: Vec<u8>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// An attempt's whole log in order.
///
/// Errors: [`StoreError::Corrupt`] when a row is not one; whether the chain holds is for the domain to verify.
pub async fn read<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Vec<LogRow>, StoreError> {
    let query = Entity::find().filter(Column::AttemptId.eq(attempt.0)).order_by_asc(Column::Seq);
    query.all(connection).await?.into_iter().map(Model::read).collect()
}

/// The whole logs of several attempts; an attempt without rows is left out.
///
/// Errors: as [`read`].
pub async fn read_many<C: ConnectionTrait>(
    connection: &C,
    attempts: &[AttemptId],
) -> Result<BTreeMap<AttemptId, Vec<LogRow>>, StoreError> {
    let mut logs: BTreeMap<AttemptId, Vec<LogRow>> = BTreeMap::new();
    for chunk in attempts.chunks(CHUNK) {
        let query = Entity::find()
            .filter(Column::AttemptId.is_in(chunk.iter().map(|attempt| attempt.0)))
            .order_by_asc(Column::AttemptId)
            .order_by_asc(Column::Seq);
        for row in query.all(connection).await? {
            logs.entry(AttemptId(row.attempt_id)).or_default().push(row.read()?);
        }
    }
    Ok(logs)
}

/// Sequence and stored digest of each row of an attempt's log, in order.
///
/// Errors: [`StoreError::Corrupt`] when a digest is none.
pub async fn read_digests<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
) -> Result<Vec<(i64, [u8; 32])>, StoreError> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Seq, Column::InnerDigest])
        .filter(Column::AttemptId.eq(attempt.0))
        .order_by_asc(Column::Seq);
    let rows: Vec<(i64, Vec<u8>)> = query.into_tuple().all(connection).await?;
    let read = |(seq, digest): (i64, Vec<u8>)| Ok((seq, sql::bytes("attempt_log.inner_digest", &digest)?));
    rows.into_iter().map(read).collect()
}

/// Attempts that have a log although they do not exist.
pub async fn list_orphaned<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Vec<AttemptId>, StoreError> {
    let attempts = Query::select().column(attempt::Column::Id).from(attempt::Entity).to_owned();
    let query = Entity::find()
        .select_only()
        .column(Column::AttemptId)
        .distinct()
        .filter(Column::AttemptId.not_in_subquery(attempts))
        .limit(limit);
    let ids: Vec<Uuid> = query.into_tuple().all(connection).await?;
    Ok(ids.into_iter().map(AttemptId).collect())
}

/// How many attempts one query names.
const CHUNK: usize = 500;

impl Model {
    fn of(attempt: AttemptId, row: &LogRow) -> Self {
        let (salt, body) = match &row.content {
            Content::Kept { salt, body } => (Some(salt.0.to_vec()), Some(body.clone())),
            Content::Deleted { .. } => (None, None),
        };
        Self {
            attempt_id: attempt.0,
            seq: row.seq,
            kind: i16::from(row.kind.code()),
            at_us: row.at.0,
            question_id: row.question.map(|question| question.0),
            revision: row.revision,
            save_id: row.save_id.map(|save| save.0),
            device_id: row.device.map(|device| device.0),
            late: row.late,
            salt,
            body,
            inner_digest: row.content.digest().to_vec(),
            chain: row.chain.0.to_vec(),
        }
    }

    fn read(self) -> Result<LogRow, StoreError> {
        let kind = u8::try_from(self.kind).ok().and_then(LogKind::from_code);
        let content = match (self.salt, self.body) {
            (Some(salt), Some(body)) => Content::Kept { salt: Salt(sql::bytes("attempt_log.salt", &salt)?), body },
            _ => Content::Deleted { digest: sql::bytes("attempt_log.inner_digest", &self.inner_digest)? },
        };
        Ok(LogRow {
            seq: self.seq,
            kind: kind.ok_or_else(|| StoreError::corrupt("attempt_log.kind", &self.kind))?,
            at: Timestamp(self.at_us),
            question: self.question_id.map(QuestionId),
            revision: self.revision,
            save_id: self.save_id.map(SaveId),
            device: self.device_id.map(DeviceId),
            late: self.late,
            content,
            chain: Head(sql::bytes("attempt_log.chain", &self.chain)?),
        })
    }
}
