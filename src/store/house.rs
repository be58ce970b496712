//! What holds for the whole installation: a few named values, first of all the epoch of the journals.

use super::{StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QuerySelect};

/// A row of `house`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "house")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub value: String,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The key of the journals' epoch. It changes only when a database is restored to an earlier state, so that clients do
/// not mistake new events for those they have seen.
pub const EPOCH: &str = "epoch";

/// The key of the step that a program has to know to run on this schema.
pub const SCHEMA_NEEDS: &str = "schema_needs";

/// The key of the lease that the sealer of the audit log holds.
pub const SEALER: &str = "audit_sealer";

/// The key that is written to find out whether anything can be written.
pub const PROBE: &str = "probe";

/// The key of how the queue of payments is to be worked off, as JSON.
pub const PAYMENT_QUEUE: &str = "payment_queue";

/// The key of what the last reconciliation of payments found, as JSON.
pub const PAYMENTS_RECONCILED: &str = "payments_reconciled";

/// The key of the turn at reconciling payments.
pub const PAYMENTS_RECONCILER: &str = "payments_reconciler";

/// The value under a key.
pub async fn find<C: ConnectionTrait>(connection: &C, key: &str) -> Result<Option<String>, StoreError> {
    Ok(Entity::find_by_id(key).one(connection).await?.map(|row| row.value))
}

/// The same, kept from others until the transaction ends.
pub async fn hold<C: ConnectionTrait>(connection: &C, key: &str) -> Result<Option<String>, StoreError> {
    // The builder leaves the lock out for SQLite, where a transaction that may write is alone anyway.
    Ok(Entity::find_by_id(key).lock_exclusive().one(connection).await?.map(|row| row.value))
}

/// The value under a key, which is `offered` unless there was one: of instances that start together, all get the same.
pub async fn find_or_put<C: ConnectionTrait>(connection: &C, key: &str, offered: &str) -> Result<String, StoreError> {
    let row = Model { key: key.to_owned(), value: offered.to_owned() };
    let once = OnConflict::column(Column::Key).do_nothing().to_owned();
    Entity::insert(row.into_active_model()).on_conflict(once).exec_without_returning(connection).await?;
    sql::scalar(connection, "SELECT value FROM house WHERE key = $1", [key.into()]).await
}

/// Replaces the value under a key.
pub async fn put<C: ConnectionTrait>(connection: &C, key: &str, value: &str) -> Result<(), StoreError> {
    let row = Model { key: key.to_owned(), value: value.to_owned() };
    let replace = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}

/// Takes or keeps the lease under a key for `owner`; `false` while somebody else holds it. Runs in the transaction whose
/// work it protects: of two at once, one commits.
pub async fn take_lease<C: ConnectionTrait>(
    connection: &C,
    key: &str,
    owner: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let wanted = format!("{} {owner}", until.0);
    let held = find_or_put(connection, key, &wanted).await?;
    if held == wanted {
        return Ok(true);
    }
    let (ends, holder) = held.split_once(' ').unwrap_or_default();
    let runs = ends.parse::<i64>().is_ok_and(|ends_us| ends_us > now.0);
    if runs && holder != owner {
        return Ok(false);
    }
    let exchange = "UPDATE house SET value = $1 WHERE key = $2 AND value = $3";
    Ok(sql::execute(connection, exchange, [wanted.into(), key.into(), held.into()]).await? == 1)
}
