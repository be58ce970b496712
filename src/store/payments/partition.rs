//! The months of payments. On PostgreSQL what grows with each order lies in a partition for each month of the order's id;
//! SQLite keeps it in one table.
//!
//! A partition is made well before its month, beside the traffic; what comes in a month without one lies in the default
//! partition and moves when its month is made.

use crate::store::{StoreError, sql};
use examhall_domain::time::Timestamp;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};
use uuid::Uuid;

/// The tables that are kept so, and the column that decides.
const TABLES: [(&str, &str); 5] = [
    ("orders", "id"),
    ("order_payments", "order_id"),
    ("order_refunds", "order_id"),
    ("order_events", "order_id"),
    ("ledger_lines", "order_id"),
];

/// Any number that no other program locks in the same database: "mnth" in ASCII.
const ADVISORY_LOCK: i64 = 0x6d6e_7468;

/// A month of the calendar, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month of an instant.
    pub fn of(at: Timestamp) -> Self {
        let day = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Self(TimeZone::UTC.to_datetime(day).date().first_of_month())
    }

    /// So many months later; the last month of the calendar is followed by itself.
    #[must_use]
    pub fn later(self, months: u32) -> Self {
        Self(self.0.saturating_add(i64::from(months).months()))
    }

    /// Its first instant.
    pub fn begins(self) -> Timestamp {
        let since = self.0.duration_since(date(1970, 1, 1));
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn suffix(self) -> String {
        format!("_p{:04}_{:02}", self.0.year(), self.0.month())
    }

    fn parse(suffix: &str) -> Option<Self> {
        let (year, month) = suffix.strip_prefix('p')?.split_once('_')?;
        Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok().map(Self)
    }
}

/// The lowest id that an order made at this instant or later can have: what a filter by time compares ids with.
pub fn first_id(at: Timestamp) -> Uuid {
    let milliseconds = u128::try_from(at.0.div_euclid(1_000)).unwrap_or(0).min((1 << 48) - 1);
    Uuid::from_u128(milliseconds << 80)
}

/// The partitions of a month that are missing are made, with what lies of it in the default one; says how many. Nothing
/// on SQLite.
///
/// Errors: [`StoreError::Retryable`] when a table was not to be had within a moment: another time is as good.
pub async fn make<C: ConnectionTrait>(connection: &C, month: Month) -> Result<u32, StoreError> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(0);
    }
    // Who waits for a table holds up everybody who comes after.
    connection.execute_unprepared("SET LOCAL lock_timeout = '1s'").await?;
    // Instances that make the same month do so one after another; the second finds it made.
    sql::execute(connection, "SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK.into()]).await?;
    let mut made = 0;
    for (table, key) in TABLES {
        if !exists(connection, &format!("{table}{}", month.suffix())).await? {
            connection.execute_unprepared(&make_one(table, key, month)).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// The first month that lacks a partition, counted from `month`; nothing on SQLite, where none is needed.
pub async fn first_missing<C: ConnectionTrait>(connection: &C, month: Month) -> Result<Option<Month>, StoreError> {
    if connection.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let partitions: Vec<Partition> = sql::all(connection, PARTITIONS, []).await?;
    let is_whole = |month: Month| {
        let there = partitions.iter().filter(|there| there.suffix().and_then(Month::parse) == Some(month)).count();
        there == TABLES.len()
    };
    let mut next = month;
    while is_whole(next) && next.later(1) > next {
        next = next.later(1);
    }
    Ok(Some(next))
}

/// A table of its own first, then attached: that locks out nobody who reads or writes the months that are there.
fn make_one(table: &str, key: &str, month: Month) -> String {
    let name = format!("{table}{}", month.suffix());
    let (first, next) = (first_id(month.begins()), first_id(month.later(1).begins()));
    format!(
        "CREATE TABLE {name} (LIKE {table} INCLUDING ALL);
         WITH moved AS (DELETE FROM {table}_default WHERE {key} >= '{first}' AND {key} < '{next}' RETURNING *)
         INSERT INTO {name} SELECT * FROM moved;
         ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{next}');"
    )
}

async fn exists<C: ConnectionTrait>(connection: &C, table: &str) -> Result<bool, StoreError> {
    let query = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1";
    Ok(sql::scalar::<C, i64>(connection, query, [table.into()]).await? > 0)
}

#[derive(FromQueryResult)]
struct Partition {
    parent: String,
    name: String,
}

impl Partition {
    fn suffix(&self) -> Option<&str> {
        self.name.strip_prefix(&self.parent)?.strip_prefix('_')
    }
}

const PARTITIONS: &str = "
SELECT parent.relname::TEXT AS parent, part.relname::TEXT AS name
FROM pg_inherits i
JOIN pg_class parent ON parent.oid = i.inhparent
JOIN pg_class part ON part.oid = i.inhrelid
WHERE parent.relkind = 'p' AND parent.relnamespace = current_schema()::REGNAMESPACE";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_and_are_read_from_names() {
        let at = Timestamp(1_798_761_599_999_999);
        let december = Month::of(at);
        assert_eq!((december.suffix().as_str(), december.later(1).suffix().as_str()), ("_p2026_12", "_p2027_01"));
        assert_eq!(december.later(1).begins(), Timestamp(at.0 + 1));
        assert_eq!(Month::parse("p2026_12"), Some(december));
        for name in ["default", "p2026_13", "p2026", "2026_12"] {
            assert_eq!(Month::parse(name), None, "{name}");
        }
    }

    #[test]
    fn ids_are_bounded_by_their_instant() {
        let at = Timestamp(1_764_000_000_123_456);
        let id = Uuid::from_u128(0x019a_b697_e87b_7000_8000_0000_0000_0000);
        assert_eq!(first_id(at).to_string(), "019ab697-e87b-0000-0000-000000000000");
        assert!(first_id(at) < id && id < first_id(Timestamp(at.0 + 1_000)));
        assert_eq!(first_id(Timestamp(-5)), Uuid::nil());
    }
}
