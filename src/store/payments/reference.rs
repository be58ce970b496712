//! What gateways call our orders, and their payments and refunds of them, and the numbers of receipts: each name leads to one
//! order, whatever month it is of.

use crate::store::{StoreError, sql};
use examhall_domain::id::OrderId;
use examhall_domain::payments::GatewayName;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

/// A row of `payment_refs`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_refs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gateway: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub reference: String,
    pub order_id: Uuid,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a gateway's name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Order,
    Payment,
    Refund,
    /// The number that we gave its receipt, which people know.
    Receipt,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Receipt => "receipt",
        }
    }
}

/// Notes that a name is of an order.
///
/// Errors: a conflict with [`crate::store::constraint::PAYMENT_REFS`] when it is known already, of whatever order.
pub async fn insert<C: ConnectionTrait>(
    connection: &C,
    gateway: &GatewayName,
    kind: Kind,
    reference: &str,
    order: OrderId,
) -> Result<(), StoreError> {
    let row = Model {
        gateway: gateway.as_str().to_owned(),
        kind: kind.name().to_owned(),
        reference: reference.to_owned(),
        order_id: order.0,
    };
    sql::insert(connection, row).await
}

/// The order that a gateway's name is of.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    gateway: &GatewayName,
    kind: Kind,
    reference: &str,
) -> Result<Option<OrderId>, StoreError> {
    let key = (gateway.as_str().to_owned(), kind.name().to_owned(), reference.to_owned());
    Ok(Entity::find_by_id(key).one(connection).await?.map(|row| OrderId(row.order_id)))
}

/// The orders that go by this name, whoever gave it, the latest first and at most `limit`: what a person types who looks for
/// one.
pub async fn find_anywhere<C: ConnectionTrait>(
    connection: &C,
    reference: &str,
    limit: u64,
) -> Result<Vec<OrderId>, StoreError> {
    let query = Entity::find().filter(Column::Reference.eq(reference)).order_by_desc(Column::OrderId).limit(limit);
    Ok(query.all(connection).await?.into_iter().map(|row| OrderId(row.order_id)).collect())
}
