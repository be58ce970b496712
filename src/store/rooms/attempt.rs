//! Attempts: whose they are, their papers, and their deadlines. Phase, last sequence and device follow the log and are
//! changed by [`super::attempt_log::append_batch`] only; deadlines are changed here only.

use crate::store::{StoreError, json, sql};
use examhall_domain::exams::AttemptPaper;
use examhall_domain::id::{AccountId, AttemptId, SittingId};
use examhall_domain::rooms::{AttemptPhase, CloseReason};
use examhall_domain::time::{Span, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{DbBackend, FromQueryResult, QueryOrder, QuerySelect};
use std::fmt;

/// A row of `attempts`. `paper` is the exact JSON of the drawn paper; `seed` is what it was drawn with.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sitting_id: Uuid,
    pub account_id: Uuid,
    pub number: i64,
    pub paper: String,
    pub paper_digest: Vec<u8>,
    pub seed: Option<Vec<u8>>,
    pub phase: String,
    pub opened_at_us: Option<i64>,
    pub closes_at_us: Option<i64>,
    /// What this person was given beside what everybody was given.
    pub extension_us: i64,
    pub closed_at_us: Option<i64>,
    pub closed_by: Option<String>,
    pub device_id: Option<Uuid>,
    pub last_seq: i64,
    /// JSON: the questions that the student marked for a second look.
    pub flags: String,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// An open attempt whose deadline and grace are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub attempt: AttemptId,
    pub sitting: SittingId,
    pub closes_at: Timestamp,
    pub grace: Span,
}

/// An attempt's new deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub closes_at: Timestamp,
}

impl fmt::Debug for Model {
    /// Without the paper and its seed, which tell what is asked before the start.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("id", &self.id)
            .field("phase", &self.phase)
            .field("last_seq", &self.last_seq)
            .field("closes_at_us", &self.closes_at_us)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// The paper.
    ///
    /// Errors: [`StoreError::Corrupt`].
    pub fn read_paper(&self) -> Result<AttemptPaper, StoreError> {
        json::decode("attempts.paper", &self.paper)
    }

    /// The digest that the chain starts from.
    ///
    /// Errors: [`StoreError::Corrupt`] when it has not 32 bytes.
    pub fn digest(&self) -> Result<[u8; 32], StoreError> {
        sql::bytes("attempts.paper_digest", &self.paper_digest)
    }

    /// Where the attempt stands, with its present deadline.
    ///
    /// Errors: [`StoreError::Corrupt`] when phase and instants contradict each other.
    pub fn phase(&self) -> Result<AttemptPhase, StoreError> {
        let reason = self.closed_by.as_deref().and_then(CloseReason::parse);
        match (self.phase.as_str(), self.opened_at_us, self.closes_at_us, self.closed_at_us, reason) {
            ("prepared", None, None, None, None) => Ok(AttemptPhase::Prepared),
            ("open", Some(opened_at), Some(closes_at), None, None) => {
                Ok(AttemptPhase::Open { opened_at: Timestamp(opened_at), closes_at: Timestamp(closes_at) })
            }
            ("closed", _, _, Some(at), Some(reason)) => Ok(AttemptPhase::Closed { reason, at: Timestamp(at) }),
            (phase, ..) => Err(StoreError::corrupt("attempts.phase", &format_args!("{phase} with other instants"))),
        }
    }
}

/// Adds a prepared attempt.
///
/// Errors: a conflict with [`crate::store::constraint::ATTEMPTS_NUMBER`] when the person has an attempt of this number.
pub async fn insert<C: ConnectionTrait>(connection: &C, attempt: Model) -> Result<(), StoreError> {
    sql::insert(connection, attempt).await
}

/// One attempt.
pub async fn find<C: ConnectionTrait>(connection: &C, attempt: AttemptId) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(attempt.0).one(connection).await?)
}

/// Several attempts, in no order; unknown ids are left out.
pub async fn find_many<C: ConnectionTrait>(connection: &C, attempts: &[AttemptId]) -> Result<Vec<Model>, StoreError> {
    let mut found = Vec::with_capacity(attempts.len());
    for chunk in attempts.chunks(CHUNK) {
        let ids = chunk.iter().map(|attempt| attempt.0);
        found.extend(Entity::find().filter(Column::Id.is_in(ids)).all(connection).await?);
    }
    Ok(found)
}

/// One attempt, if it is this person's.
pub async fn find_own<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    account: AccountId,
) -> Result<Option<Model>, StoreError> {
    Ok(Entity::find_by_id(attempt.0).filter(Column::AccountId.eq(account.0)).one(connection).await?)
}

/// The same, kept from others until the transaction ends, for whoever writes back what it read.
pub async fn hold_own<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    account: AccountId,
) -> Result<Option<Model>, StoreError> {
    let own = Entity::find_by_id(attempt.0).filter(Column::AccountId.eq(account.0));
    // SQLite has no row locks and needs none: a transaction that may write is alone.
    let held = match connection.get_database_backend() {
        DbBackend::Postgres => own.lock_exclusive(),
        _ => own,
    };
    Ok(held.one(connection).await?)
}

/// Whose these attempts are, as far as they belong to a sitting, by id.
pub async fn list_owners<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    attempts: &[AttemptId],
) -> Result<Vec<(AttemptId, AccountId)>, StoreError> {
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::AccountId])
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::Id.is_in(attempts.iter().map(|attempt| attempt.0)))
        .order_by_asc(Column::Id);
    let found: Vec<(Uuid, Uuid)> = query.into_tuple().all(connection).await?;
    Ok(found.into_iter().map(|(attempt, account)| (AttemptId(attempt), AccountId(account))).collect())
}

/// How many people have an attempt at a sitting.
pub async fn count_people<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<u64, StoreError> {
    let first = Entity::find().filter(Column::SittingId.eq(sitting.0)).filter(Column::Number.eq(1));
    Ok(first.count(connection).await?)
}

/// Who has an attempt at a sitting, each once, in no order.
pub async fn list_people<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<AccountId>, StoreError> {
    let query = Entity::find()
        .select_only()
        .column(Column::AccountId)
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::Number.eq(1));
    let found: Vec<Uuid> = query.into_tuple().all(connection).await?;
    Ok(found.into_iter().map(AccountId).collect())
}

/// A person's attempts at a sitting by number.
pub async fn list_own<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::AccountId.eq(account.0))
        .order_by_asc(Column::Number);
    Ok(query.all(connection).await?)
}

/// A person's attempts at several sittings by number.
pub async fn list_of_account<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    sittings: &[SittingId],
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::SittingId.is_in(sittings.iter().map(|sitting| sitting.0)))
        .order_by_asc(Column::SittingId)
        .order_by_asc(Column::Number);
    Ok(query.all(connection).await?)
}

/// A person's attempts at whatever sittings, the latest first.
pub async fn list_of_person<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    limit: u64,
) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::AccountId.eq(account.0))
        .order_by_desc(Column::CreatedAtUs)
        .order_by_desc(Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}

/// Everybody's attempts at a sitting by person and number.
pub async fn list_of_sitting<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::SittingId.eq(sitting.0))
        .order_by_asc(Column::AccountId)
        .order_by_asc(Column::Number);
    Ok(query.all(connection).await?)
}

/// The attempts at a sitting that wait for its start.
pub async fn list_prepared<C: ConnectionTrait>(connection: &C, sitting: SittingId) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find()
        .filter(Column::SittingId.eq(sitting.0))
        .filter(Column::Phase.eq("prepared"))
        .order_by_asc(Column::Id);
    Ok(query.all(connection).await?)
}

/// The next attempts by id, of one sitting or of all.
pub async fn list_after<C: ConnectionTrait>(
    connection: &C,
    sitting: Option<SittingId>,
    after: Option<AttemptId>,
    limit: u64,
) -> Result<Vec<AttemptId>, StoreError> {
    let mut query = of_sitting(sitting).select_only().column(Column::Id);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after.0));
    }
    let ids: Vec<Uuid> = query.order_by_asc(Column::Id).limit(limit).into_tuple().all(connection).await?;
    Ok(ids.into_iter().map(AttemptId).collect())
}

/// How many attempts there are at one sitting or at all.
pub async fn count<C: ConnectionTrait>(connection: &C, sitting: Option<SittingId>) -> Result<u64, StoreError> {
    Ok(of_sitting(sitting).count(connection).await?)
}

/// How many attempts are being written.
pub async fn count_open<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().filter(Column::Phase.eq("open")).count(connection).await?)
}

fn of_sitting(sitting: Option<SittingId>) -> Select<Entity> {
    match sitting {
        Some(sitting) => Entity::find().filter(Column::SittingId.eq(sitting.0)),
        None => Entity::find(),
    }
}

/// Whether a person writes anywhere right now; their session must not end meanwhile.
pub async fn has_open<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<bool, StoreError> {
    let query = Entity::find().filter(Column::AccountId.eq(account.0)).filter(Column::Phase.eq("open"));
    Ok(query.one(connection).await?.is_some())
}

/// Open attempts whose deadline and grace are over and whose room is not paused, the earliest first.
pub async fn list_due<C: ConnectionTrait>(connection: &C, now: Timestamp, limit: u32) -> Result<Vec<Due>, StoreError> {
    let rows: Vec<DueRow> = sql::all(connection, DUE, [now.0.into(), i64::from(limit).into()]).await?;
    Ok(rows.into_iter().map(DueRow::read).collect())
}

/// When the next open attempt whose room is not paused closes, its grace included.
pub async fn next_due<C: ConnectionTrait>(connection: &C) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<i64> = sql::scalar(connection, NEXT_DUE, []).await?;
    Ok(next.map(Timestamp))
}

/// Moves the deadline of every open attempt at a sitting, after a pause or an extension for all; says how many.
pub async fn shift_open<C: ConnectionTrait>(connection: &C, sitting: SittingId, by: Span) -> Result<u64, StoreError> {
    let change = in_order(
        connection,
        "SELECT id FROM attempts WHERE sitting_id = $1 AND phase = 'open'",
        "UPDATE attempts SET closes_at_us = closes_at_us + $2 WHERE phase = 'open' AND ",
    );
    sql::execute(connection, &change, [sitting.0.into(), by.0.into()]).await
}

/// Brings every open attempt at a sitting to its end when the room ends at `at`, after the shift of the pause that
/// ended with it; says how many there are.
pub async fn end_open<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    at: Timestamp,
    shift: Span,
) -> Result<u64, StoreError> {
    let change = in_order(
        connection,
        "SELECT id FROM attempts WHERE sitting_id = $1 AND phase = 'open'",
        "UPDATE attempts SET closes_at_us = CASE WHEN closes_at_us + $2 < $3 THEN closes_at_us + $2 ELSE $3 END
         WHERE phase = 'open' AND ",
    );
    sql::execute(connection, &change, [sitting.0.into(), shift.0.into(), at.0.into()]).await
}

/// Gives single persons more time, as far as their attempts are open; tells their new deadlines.
pub async fn extend<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    attempts: &[AttemptId],
    by: Span,
) -> Result<Vec<Moved>, StoreError> {
    let mut sorted = attempts.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut moved = Vec::with_capacity(sorted.len());
    for attempt in sorted {
        let values = [attempt.0.into(), sitting.0.into(), by.0.into()];
        let row: Option<MovedRow> = sql::one(connection, EXTEND, values).await?;
        moved.extend(row.map(MovedRow::read));
    }
    Ok(moved)
}

/// Remembers which questions the student marked for a second look; `flags` is JSON. `false` when the attempt is not
/// this person's or not open.
pub async fn set_flags<C: ConnectionTrait>(
    connection: &C,
    attempt: AttemptId,
    account: AccountId,
    flags: &str,
) -> Result<bool, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::Flags, Expr::value(flags))
        .filter(Column::Id.eq(attempt.0))
        .filter(Column::AccountId.eq(account.0))
        .filter(Column::Phase.eq("open"));
    Ok(change.exec(connection).await?.rows_affected == 1)
}

/// How many ids one query names.
const CHUNK: usize = 1_000;

const DUE: &str = "
SELECT a.id, a.sitting_id, a.closes_at_us, s.grace_us
FROM attempts a
JOIN sittings s ON s.id = a.sitting_id
JOIN rooms r ON r.sitting_id = a.sitting_id
WHERE a.phase = 'open' AND a.closes_at_us <= $1 AND a.closes_at_us + s.grace_us < $1 AND r.phase <> 'paused'
ORDER BY a.closes_at_us, a.id
LIMIT $2";

const NEXT_DUE: &str = "
SELECT MIN(a.closes_at_us + s.grace_us)
FROM attempts a
JOIN sittings s ON s.id = a.sitting_id
JOIN rooms r ON r.sitting_id = a.sitting_id
WHERE a.phase = 'open' AND r.phase <> 'paused'";

const EXTEND: &str = "
UPDATE attempts SET closes_at_us = closes_at_us + $3, extension_us = extension_us + $3
WHERE id = $1 AND sitting_id = $2 AND phase = 'open'
RETURNING id, account_id, closes_at_us";

/// An update of many attempts that locks them by id first, as the batches of answers do: two transactions that lock the
/// same rows in different orders would wait for each other. SQLite's writer is alone.
fn in_order<C: ConnectionTrait>(connection: &C, ids: &str, update: &str) -> String {
    match connection.get_database_backend() {
        DbBackend::Postgres => format!(
            "WITH held AS MATERIALIZED ({ids} ORDER BY id FOR NO KEY UPDATE) {update} id IN (SELECT id FROM held)"
        ),
        _ => format!("{update} id IN ({ids})"),
    }
}

#[derive(FromQueryResult)]
struct DueRow {
    id: Uuid,
    sitting_id: Uuid,
    closes_at_us: i64,
    grace_us: i64,
}

impl DueRow {
    fn read(self) -> Due {
        Due {
            attempt: AttemptId(self.id),
            sitting: SittingId(self.sitting_id),
            closes_at: Timestamp(self.closes_at_us),
            grace: Span(self.grace_us),
        }
    }
}

#[derive(FromQueryResult)]
struct MovedRow {
    id: Uuid,
    account_id: Uuid,
    closes_at_us: i64,
}

impl MovedRow {
    fn read(self) -> Moved {
        Moved {
            attempt: AttemptId(self.id),
            account: AccountId(self.account_id),
            closes_at: Timestamp(self.closes_at_us),
        }
    }
}
