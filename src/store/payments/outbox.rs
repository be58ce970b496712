//! What other systems may want to know: written in the transaction that it tells of, and kept for some time. Nothing in here
//! reads it; whoever carries it elsewhere remembers by itself how far it has come.

use crate::store::{StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;

/// A row of `outbox`; `payload` is JSON. What has the same key is in the order of ids.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub topic: String,
    pub key: String,
    pub payload: String,
    pub created_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds something to be told.
pub async fn insert<C: ConnectionTrait>(connection: &C, row: Model) -> Result<(), StoreError> {
    sql::insert(connection, row).await
}

/// Forgets what was written before an instant, at most `limit` rows; says how many.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    written_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let sweep = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE created_at_us < $1 LIMIT $2)";
    sql::execute(connection, sweep, [written_before.0.into(), i64::from(limit).into()]).await
}
