//! What other systems are to be told: written in the transaction that it tells of, handed on afterwards, at least once.

use crate::store::{StoreError, sql};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `outbox`; `payload` is JSON. What has the same key is handed on in the order of ids.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub topic: String,
    pub key: String,
    pub payload: String,
    pub created_at_us: i64,
    pub published_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds something to be told.
pub async fn insert<C: ConnectionTrait>(connection: &C, row: Model) -> Result<(), StoreError> {
    sql::insert(connection, row).await
}

/// What waits, the oldest first.
pub async fn list_waiting<C: ConnectionTrait>(connection: &C, limit: u64) -> Result<Vec<Model>, StoreError> {
    let query = Entity::find().filter(Column::PublishedAtUs.is_null()).order_by_asc(Column::Id).limit(limit);
    Ok(query.all(connection).await?)
}

/// Notes that these were handed on; says how many had not been.
pub async fn mark_published<C: ConnectionTrait>(
    connection: &C,
    rows: &[Uuid],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let change = Entity::update_many()
        .col_expr(Column::PublishedAtUs, Expr::value(now.0))
        .filter(Column::Id.is_in(rows.iter().copied()))
        .filter(Column::PublishedAtUs.is_null());
    Ok(change.exec(connection).await?.rows_affected)
}

/// Forgets what was handed on before an instant, at most `limit` rows; says how many.
pub async fn sweep<C: ConnectionTrait>(
    connection: &C,
    published_before: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let sweep = "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE published_at_us < $1 LIMIT $2)";
    sql::execute(connection, sweep, [published_before.0.into(), i64::from(limit).into()]).await
}
