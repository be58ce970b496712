//! Who supervises a sitting.

use super::sitting;
use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, SittingId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect};

/// A row of `sitting_staff`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sitting_staff")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sitting_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Somebody who supervises a sitting.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Assigned {
    pub account_id: Uuid,
    pub name: String,
    pub email: String,
}

/// Assigns somebody; `false` when they were assigned before.
pub async fn assign<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let row = Model { sitting_id: sitting.0, account_id: account.0 };
    let once = OnConflict::columns([Column::SittingId, Column::AccountId]).do_nothing().to_owned();
    let insert = Entity::insert(row.into_active_model()).on_conflict(once);
    Ok(insert.exec_without_returning(connection).await? == 1)
}

/// Takes the sitting off somebody's hands; `false` when they were not assigned.
pub async fn dismiss<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
) -> Result<bool, StoreError> {
    Ok(Entity::delete_by_id((sitting.0, account.0)).exec(connection).await?.rows_affected == 1)
}

/// Who supervises a sitting, by name, at most `limit` people.
pub async fn list<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    limit: u64,
) -> Result<Vec<Assigned>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    sql::all(connection, ASSIGNED, [sitting.0.into(), limit.into()]).await
}

/// Whether somebody supervises a sitting.
pub async fn is_assigned<C: ConnectionTrait>(
    connection: &C,
    sitting: SittingId,
    account: AccountId,
) -> Result<bool, StoreError> {
    Ok(Entity::find_by_id((sitting.0, account.0)).one(connection).await?.is_some())
}

/// The sittings that somebody supervises and that were not cancelled, the latest window first.
pub async fn list_sittings<C: ConnectionTrait>(
    connection: &C,
    account: AccountId,
    limit: u64,
) -> Result<Vec<sitting::Model>, StoreError> {
    let assigned =
        Query::select().column(Column::SittingId).from(Entity).and_where(Column::AccountId.eq(account.0)).to_owned();
    let query = sitting::Entity::find()
        .filter(sitting::Column::Id.in_subquery(assigned))
        .filter(sitting::Column::CancelledAtUs.is_null())
        .order_by_desc(sitting::Column::WindowOpensAtUs)
        .order_by_desc(sitting::Column::Id)
        .limit(limit);
    Ok(query.all(connection).await?)
}

const ASSIGNED: &str = "
SELECT s.account_id, a.name, a.email
FROM sitting_staff s
JOIN accounts a ON a.id = s.account_id
WHERE s.sitting_id = $1
ORDER BY a.name, a.id
LIMIT $2";
