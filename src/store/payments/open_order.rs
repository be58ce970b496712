//! Which order of a person is open for what they want: one at a time, and the conflicting insert is what says so.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, OrderId};
use sea_orm::entity::prelude::*;

/// A row of `open_orders`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "open_orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    pub order_id: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Whose order it is, and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub account: AccountId,
    /// The column's word.
    pub subject_kind: &'static str,
    pub subject: Uuid,
}

/// Opens an order.
///
/// Errors: a conflict with [`crate::store::constraint::OPEN_ORDERS`] when another one is open.
pub(super) async fn insert<C: ConnectionTrait>(connection: &C, wish: Wish, order: OrderId) -> Result<(), StoreError> {
    let row = Model {
        account_id: wish.account.0,
        subject_kind: wish.subject_kind.to_owned(),
        subject_id: wish.subject,
        order_id: order.0,
    };
    sql::insert(connection, row).await
}

/// Lets another order be opened in the place of this one; again changes nothing.
pub(super) async fn remove<C: ConnectionTrait>(connection: &C, wish: Wish, order: OrderId) -> Result<(), StoreError> {
    let remove = Entity::delete_many()
        .filter(Column::AccountId.eq(wish.account.0))
        .filter(Column::SubjectKind.eq(wish.subject_kind))
        .filter(Column::SubjectId.eq(wish.subject))
        .filter(Column::OrderId.eq(order.0));
    remove.exec(connection).await?;
    Ok(())
}

/// The order that is open, if any.
pub async fn find<C: ConnectionTrait>(connection: &C, wish: Wish) -> Result<Option<OrderId>, StoreError> {
    let key = (wish.account.0, wish.subject_kind.to_owned(), wish.subject);
    Ok(Entity::find_by_id(key).one(connection).await?.map(|row| OrderId(row.order_id)))
}

/// How many orders are open.
pub async fn count<C: ConnectionTrait>(connection: &C) -> Result<u64, StoreError> {
    Ok(Entity::find().count(connection).await?)
}
