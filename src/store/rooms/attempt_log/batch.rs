//! A batch brings the attempts to where their logs will stand and appends the rows of those that stood where it was supposed:
//! on PostgreSQL in one statement, so that a batch of answers alone is one round trip.

use super::Model;
use crate::store::{StoreError, sql};
use examhall_domain::id::{AttemptId, DeviceId};
use examhall_domain::rooms::{AttemptPhase, LogKind, LogRow};
use examhall_domain::time::Timestamp;
use sea_orm::sea_query::ArrayType;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use uuid::Uuid;

/// The rows of one batch, at most.
pub const BATCH_ROWS_MAX: usize = 256;

/// A row to be appended, and where its attempt stands after it.
#[derive(Clone, Debug)]
pub struct Append {
    pub attempt: AttemptId,
    pub row: LogRow,
    /// The attempt's phase after the row. Only an opening or a closing writes it: a save must not carry an old
    /// deadline back over an extension.
    pub phase: AttemptPhase,
    /// The device that may write after the row.
    pub device: Option<DeviceId>,
    /// What else must still hold.
    pub expected: Expected,
}

/// What the decision rested on beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing else.
    Log,
    /// The deadline: a closing is lost when an extension has moved it.
    ClosesAt(Timestamp),
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is stored once the transaction commits.
    Stored,
    /// Nothing of its attempt's part of the batch is stored: somebody else's row is there, the save is logged already,
    /// or what was expected does not hold. Read the log and decide again.
    Lost,
}

/// Updates the attempts of up to [`BATCH_ROWS_MAX`] rows and appends the rows; tells the fate of each in the given order. On
/// PostgreSQL it is one statement.
///
/// Several rows of one attempt must follow each other in the batch's order. No attempt may be in two batches of one
/// process at once, or they wait for each other's commit.
///
/// Errors: those of the store; a conflict when a row is there although its attempt stands where it was supposed, which is a
/// save that was logged before and was not known of. Then nothing is known of any row and the transaction must not be
/// committed.
pub async fn append_batch<C: ConnectionTrait>(connection: &C, batch: &[Append]) -> Result<Vec<Fate>, StoreError> {
    assert!(batch.len() <= BATCH_ROWS_MAX, "the writer takes at most {BATCH_ROWS_MAX} rows at once");
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let standings = standings(batch);
    let rows = batch.iter().map(|append| Model::of(append.attempt, &append.row));
    let updated = match connection.get_database_backend() {
        DbBackend::Postgres => {
            let rows: Vec<Model> = rows.collect();
            let (statement, values): (&LazyLock<String>, Vec<Value>) = match (&standings[..], &rows[..]) {
                ([standing], [row]) => {
                    (&APPEND_ONE, update_values(standing).into_iter().chain(insert_values(row)).collect())
                }
                _ => (&APPEND_ARRAYS, update_arrays(&standings).into_iter().chain(insert_arrays(&rows)).collect()),
            };
            ids(sql::all(connection, statement, values).await?)
        }
        _ => {
            let updated = update(connection, &standings).await?;
            let rows: Vec<Model> = rows.filter(|row| updated.contains(&row.attempt_id)).collect();
            insert(connection, &rows).await?;
            updated
        }
    };
    let fate = |append: &Append| if updated.contains(&append.attempt.0) { Fate::Stored } else { Fate::Lost };
    Ok(batch.iter().map(fate).collect())
}

/// Where an attempt stands after its last row of the batch; `None` leaves a column as it is.
struct Standing {
    attempt: Uuid,
    first_seq: i64,
    last_seq: i64,
    device: Option<Uuid>,
    phase: Option<&'static str>,
    opened_at: Option<i64>,
    closes_at: Option<i64>,
    closed_at: Option<i64>,
    closed_by: Option<&'static str>,
    expected_closes_at: Option<i64>,
}

fn standings(batch: &[Append]) -> Vec<Standing> {
    let mut standings: BTreeMap<Uuid, Standing> = BTreeMap::new();
    for append in batch {
        let standing = standings.entry(append.attempt.0).or_insert_with(|| Standing::before(append));
        standing.follow(append);
    }
    standings.into_values().collect()
}

impl Standing {
    fn before(append: &Append) -> Self {
        Self {
            attempt: append.attempt.0,
            first_seq: append.row.seq,
            last_seq: 0,
            device: None,
            phase: None,
            opened_at: None,
            closes_at: None,
            closed_at: None,
            closed_by: None,
            expected_closes_at: None,
        }
    }

    fn follow(&mut self, append: &Append) {
        self.last_seq = append.row.seq;
        self.device = append.device.map(|device| device.0);
        if let Expected::ClosesAt(at) = append.expected {
            self.expected_closes_at = Some(at.0);
        }
        match (append.row.kind, append.phase) {
            (LogKind::Opened, AttemptPhase::Open { opened_at, closes_at }) => {
                self.phase = Some("open");
                self.opened_at = Some(opened_at.0);
                self.closes_at = Some(closes_at.0);
            }
            (LogKind::Closed, AttemptPhase::Closed { reason, at }) => {
                self.phase = Some("closed");
                self.closed_at = Some(at.0);
                self.closed_by = Some(reason.name());
            }
            (LogKind::Saved | LogKind::TakenOver, AttemptPhase::Open { .. }) => {}
            (kind, phase) => unreachable!("no {kind:?} row leaves an attempt {}", phase.name()),
        }
    }
}

async fn insert<C: ConnectionTrait>(connection: &C, rows: &[Model]) -> Result<(), StoreError> {
    for portion in portions(rows) {
        let values = portion.iter().flat_map(insert_values);
        sql::execute(connection, &insert_values_sql(portion.len()), values).await?;
    }
    Ok(())
}

/// SQLite has no arrays, and a statement for every number of rows would be parsed each time: portions come in few sizes, so
/// that their statements stay prepared.
fn portions<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    const SIZES: [usize; 4] = [64, 16, 4, 1];
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (portion, rest) = rows.split_at(size);
        rows = rest;
        Some(portion)
    })
}

#[derive(FromQueryResult)]
struct Updated {
    id: Uuid,
}

fn ids(updated: Vec<Updated>) -> BTreeSet<Uuid> {
    updated.into_iter().map(|row| row.id).collect()
}

/// Updates the attempts that stand where the batch supposed, and names them.
async fn update<C: ConnectionTrait>(connection: &C, standings: &[Standing]) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut updated: Vec<Updated> = Vec::with_capacity(standings.len());
    for portion in portions(standings) {
        let values = portion.iter().flat_map(update_values);
        updated.extend(sql::all::<_, Updated>(connection, &update_values_sql(portion.len()), values).await?);
    }
    Ok(ids(updated))
}

// PostgreSQL gets one array per column, so that the statement is the same for every size of batch and stays prepared.
// Arrays hold no NULL here; these stand for it and cannot be values.
const NO_ID: Uuid = Uuid::nil();
const NO_NUMBER: i64 = i64::MIN;

/// Attempts are locked by id first, as everybody does who moves several: two batches cannot wait for each other in a circle
/// (see [`crate::store::rooms::attempt::shift_open`]). Whoever comes second sees what the first has left.
static APPEND_ARRAYS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH input AS MATERIALIZED (
             SELECT id, first_seq, last_seq, NULLIF(device_id, '00000000-0000-0000-0000-000000000000') AS device_id,
                    NULLIF(phase, '') AS phase, NULLIF(opened_at_us, -9223372036854775808) AS opened_at_us,
                    NULLIF(closes_at_us, -9223372036854775808) AS closes_at_us,
                    NULLIF(closed_at_us, -9223372036854775808) AS closed_at_us, NULLIF(closed_by, '') AS closed_by,
                    NULLIF(expected_us, -9223372036854775808) AS expected_us
             FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[],
                         $8::bigint[], $9::text[], $10::bigint[])
                  AS batch ({INPUT})
         ), held AS MATERIALIZED (
             SELECT a.id FROM attempts a JOIN input ON input.id = a.id ORDER BY a.id FOR NO KEY UPDATE OF a
         ), updated AS (
             {UPDATE} FROM input JOIN held ON held.id = input.id {UPDATE_WHERE}
         ), appended AS (
             INSERT INTO attempt_log ({LOGGED})
             SELECT attempt_id, seq, kind, at_us, NULLIF(question_id, '00000000-0000-0000-0000-000000000000'),
                    NULLIF(revision, -9223372036854775808), NULLIF(save_id, '00000000-0000-0000-0000-000000000000'),
                    NULLIF(batch.device_id, '00000000-0000-0000-0000-000000000000'), late, CASE WHEN kept THEN salt END,
                    CASE WHEN kept THEN body END, inner_digest, chain
             FROM unnest($11::uuid[], $12::bigint[], $13::smallint[], $14::bigint[], $15::uuid[], $16::bigint[],
                         $17::uuid[], $18::uuid[], $19::boolean[], $20::boolean[], $21::bytea[], $22::bytea[],
                         $23::bytea[], $24::bytea[])
                  AS batch (attempt_id, seq, kind, at_us, question_id, revision, save_id, device_id, late, kept, salt,
                            body, inner_digest, chain)
             JOIN updated ON updated.id = batch.attempt_id
         )
         SELECT id FROM updated"
    )
});

/// The same for the batch of a quiet hour, which has nothing to unpack and whose one lock nobody waits for in a circle:
/// PostgreSQL has a third less to do.
static APPEND_ONE: LazyLock<String> = LazyLock::new(|| {
    let row = sql::placeholders(UPDATE_COLUMNS + 1, INSERT_COLUMNS);
    format!(
        "WITH updated AS ({UPDATE} FROM (VALUES {}) AS input ({INPUT}) {UPDATE_WHERE}),
              appended AS (INSERT INTO attempt_log ({LOGGED}) SELECT {row} FROM updated)
         SELECT id FROM updated",
        sql::rows(1, UPDATE_COLUMNS, 1)
    )
});

const INPUT: &str = "id, first_seq, last_seq, device_id, phase, opened_at_us, closes_at_us, closed_at_us, closed_by, \
                     expected_us";

const LOGGED: &str = "attempt_id, seq, kind, at_us, question_id, revision, save_id, device_id, late, salt, body, \
                      inner_digest, chain";

fn insert_arrays(rows: &[Model]) -> Vec<Value> {
    vec![
        array(ArrayType::Uuid, rows, |row| row.attempt_id.into()),
        array(ArrayType::BigInt, rows, |row| row.seq.into()),
        array(ArrayType::SmallInt, rows, |row| row.kind.into()),
        array(ArrayType::BigInt, rows, |row| row.at_us.into()),
        array(ArrayType::Uuid, rows, |row| row.question_id.unwrap_or(NO_ID).into()),
        array(ArrayType::BigInt, rows, |row| row.revision.unwrap_or(NO_NUMBER).into()),
        array(ArrayType::Uuid, rows, |row| row.save_id.unwrap_or(NO_ID).into()),
        array(ArrayType::Uuid, rows, |row| row.device_id.unwrap_or(NO_ID).into()),
        array(ArrayType::Bool, rows, |row| row.late.into()),
        array(ArrayType::Bool, rows, |row| row.body.is_some().into()),
        array(ArrayType::Bytes, rows, |row| row.salt.clone().unwrap_or_default().into()),
        array(ArrayType::Bytes, rows, |row| row.body.clone().unwrap_or_default().into()),
        array(ArrayType::Bytes, rows, |row| row.inner_digest.clone().into()),
        array(ArrayType::Bytes, rows, |row| row.chain.clone().into()),
    ]
}

fn insert_values_sql(rows: usize) -> String {
    format!("INSERT INTO attempt_log ({LOGGED}) VALUES {}", sql::rows(1, INSERT_COLUMNS, rows))
}

const INSERT_COLUMNS: usize = 13;

fn insert_values(row: &Model) -> [Value; INSERT_COLUMNS] {
    [
        row.attempt_id.into(),
        row.seq.into(),
        row.kind.into(),
        row.at_us.into(),
        row.question_id.into(),
        row.revision.into(),
        row.save_id.into(),
        row.device_id.into(),
        row.late.into(),
        row.salt.clone().into(),
        row.body.clone().into(),
        row.inner_digest.clone().into(),
        row.chain.clone().into(),
    ]
}

fn update_arrays(standings: &[Standing]) -> Vec<Value> {
    let number = |number: Option<i64>| Value::from(number.unwrap_or(NO_NUMBER));
    let word = |word: Option<&str>| Value::from(word.unwrap_or(""));
    vec![
        array(ArrayType::Uuid, standings, |row| row.attempt.into()),
        array(ArrayType::BigInt, standings, |row| row.first_seq.into()),
        array(ArrayType::BigInt, standings, |row| row.last_seq.into()),
        array(ArrayType::Uuid, standings, |row| row.device.unwrap_or(NO_ID).into()),
        array(ArrayType::String, standings, |row| word(row.phase)),
        array(ArrayType::BigInt, standings, |row| number(row.opened_at)),
        array(ArrayType::BigInt, standings, |row| number(row.closes_at)),
        array(ArrayType::BigInt, standings, |row| number(row.closed_at)),
        array(ArrayType::String, standings, |row| word(row.closed_by)),
        array(ArrayType::BigInt, standings, |row| number(row.expected_closes_at)),
    ]
}

fn update_values_sql(rows: usize) -> String {
    format!(
        "WITH input ({INPUT}) AS (VALUES {})
         {UPDATE} FROM input {UPDATE_WHERE}",
        sql::rows(1, UPDATE_COLUMNS, rows)
    )
}

const UPDATE_COLUMNS: usize = 10;

fn update_values(row: &Standing) -> [Value; UPDATE_COLUMNS] {
    [
        row.attempt.into(),
        row.first_seq.into(),
        row.last_seq.into(),
        row.device.into(),
        row.phase.into(),
        row.opened_at.into(),
        row.closes_at.into(),
        row.closed_at.into(),
        row.closed_by.into(),
        row.expected_closes_at.into(),
    ]
}

const UPDATE: &str = "
UPDATE attempts SET
    last_seq = input.last_seq,
    device_id = input.device_id,
    phase = COALESCE(input.phase, attempts.phase),
    opened_at_us = COALESCE(input.opened_at_us, attempts.opened_at_us),
    closes_at_us = COALESCE(input.closes_at_us, attempts.closes_at_us),
    closed_at_us = COALESCE(input.closed_at_us, attempts.closed_at_us),
    closed_by = COALESCE(input.closed_by, attempts.closed_by)";

// The sequence settles who writes: of two that saw the same log one finds another there, and no row leaves a hole behind it.
const UPDATE_WHERE: &str = "
WHERE attempts.id = input.id AND attempts.last_seq = input.first_seq - 1
  AND (input.expected_us IS NULL OR attempts.closes_at_us = input.expected_us)
RETURNING attempts.id";

fn array<T>(of: ArrayType, rows: &[T], value: impl Fn(&T) -> Value) -> Value {
    Value::Array(of, Some(Box::new(rows.iter().map(value).collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_of_few_sizes_and_leave_nothing_out() {
        for count in 0..=BATCH_ROWS_MAX {
            let rows: Vec<usize> = (0..count).collect();
            let portions: Vec<&[usize]> = portions(&rows).collect();
            assert_eq!(portions.concat(), rows);
            assert!(portions.iter().all(|portion| [1, 4, 16, 64].contains(&portion.len())));
        }
    }
}
