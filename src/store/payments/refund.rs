//! Money that goes back, by the names that we give it.

use crate::store::{StoreError, sql};
use examhall_domain::id::{AccountId, OrderId, RefundId};
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{
    AccessPolicy, GatewayPaymentId, GatewayRefundId, Order, Refund, RefundKind, RefundStatus, Why,
};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};
use std::collections::HashMap;

/// A row of `order_refunds`. `place` counts the refunds of an order in the order in which they were decided.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_refunds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub place: i64,
    pub gateway_payment_id: String,
    pub amount_minor: i64,
    pub currency: String,
    pub policy: String,
    pub reason_kind: String,
    pub reason: Option<String>,
    pub status: String,
    pub gateway_refund_id: Option<String>,
    pub requested_by: Option<Uuid>,
    pub created_at_us: i64,
    pub updated_at_us: i64,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn of(order: OrderId, place: i64, refund: &Refund) -> Self {
        Self {
            order_id: order.0,
            id: refund.id.0,
            place,
            gateway_payment_id: refund.payment.as_str().to_owned(),
            amount_minor: refund.money.amount_minor,
            currency: refund.money.currency.code().to_owned(),
            policy: refund.policy.name().to_owned(),
            reason_kind: refund.kind.name().to_owned(),
            reason: refund.reason.as_ref().map(|why| why.as_str().to_owned()),
            status: refund.status.name().to_owned(),
            gateway_refund_id: refund.gateway_refund.as_ref().map(|id| id.as_str().to_owned()),
            requested_by: refund.requested_by.map(|by| by.0),
            created_at_us: refund.created_at.0,
            updated_at_us: refund.updated_at.0,
        }
    }

    fn refund(self) -> Result<Refund, StoreError> {
        let corrupt = |column, why: &dyn std::fmt::Display| StoreError::corrupt(column, why);
        let currency = Currency::parse(&self.currency).map_err(|why| corrupt("order_refunds.currency", &why))?;
        let payment = GatewayPaymentId::parse(&self.gateway_payment_id);
        let gateway_refund = self.gateway_refund_id.as_deref().map(GatewayRefundId::parse).transpose();
        let reason = self.reason.as_deref().map(Why::parse).transpose();
        Ok(Refund {
            id: RefundId(self.id),
            payment: payment.map_err(|why| corrupt("order_refunds.gateway_payment_id", &why))?,
            money: Money::new(self.amount_minor, currency),
            policy: AccessPolicy::parse(&self.policy).ok_or_else(|| corrupt("order_refunds.policy", &self.policy))?,
            kind: RefundKind::parse(&self.reason_kind)
                .ok_or_else(|| corrupt("order_refunds.reason_kind", &self.reason_kind))?,
            reason: reason.map_err(|why| corrupt("order_refunds.reason", &why))?,
            requested_by: self.requested_by.map(AccountId),
            status: RefundStatus::parse(&self.status).ok_or_else(|| corrupt("order_refunds.status", &self.status))?,
            gateway_refund: gateway_refund.map_err(|why| corrupt("order_refunds.gateway_refund_id", &why))?,
            created_at: Timestamp(self.created_at_us),
            updated_at: Timestamp(self.updated_at_us),
        })
    }
}

/// The refunds of several orders, each order's in the order in which they were decided.
pub(super) async fn of_orders<C: ConnectionTrait>(
    connection: &C,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<Refund>>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .order_by_asc(Column::OrderId)
        .order_by_asc(Column::Place);
    let mut found: HashMap<OrderId, Vec<Refund>> = HashMap::new();
    for row in query.all(connection).await? {
        found.entry(OrderId(row.order_id)).or_default().push(row.refund()?);
    }
    Ok(found)
}

/// What stands where somebody's words were.
const FORGOTTEN: &str = "(…)";

/// Takes out of the refunds of a person's orders what others wrote about them.
pub(super) async fn forget_words<C: ConnectionTrait>(connection: &C, account: AccountId) -> Result<(), StoreError> {
    let words = "UPDATE order_refunds SET reason = $2
        WHERE reason IS NOT NULL AND order_id IN (SELECT id FROM orders WHERE account_id = $1)";
    sql::execute(connection, words, [account.0.into(), FORGOTTEN.into()]).await.map(drop)
}

/// Stores the refunds that are new or have changed.
pub(super) async fn put_changed<C: ConnectionTrait>(
    connection: &C,
    before: Option<&Order>,
    after: &Order,
) -> Result<(), StoreError> {
    let known = |refund: &Refund| before.is_some_and(|before| before.refunds.contains(refund));
    let rows: Vec<ActiveModel> = (1..)
        .zip(&after.refunds)
        .filter(|(_, refund)| !known(refund))
        .map(|(place, refund)| Model::of(after.id, place, refund).into_active_model())
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::columns([Column::OrderId, Column::Id])
        .update_columns([Column::Status, Column::GatewayRefundId, Column::Policy, Column::UpdatedAtUs])
        .to_owned();
    Entity::insert_many(rows).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}
