//! Tries to pay orders, as their gateways name them.

use crate::store::StoreError;
use examhall_domain::id::OrderId;
use examhall_domain::money::{Currency, Money};
use examhall_domain::payments::{Capture, GatewayPaymentId, Order, Payment, PaymentStatus, Role};
use examhall_domain::time::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};
use std::collections::HashMap;

/// A row of `order_payments`. `place` counts the payments of an order in the order in which they became known.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_payments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub gateway_payment_id: String,
    pub place: i64,
    pub status: String,
    pub role: String,
    pub capture: String,
    pub amount_minor: i64,
    pub currency: String,
    pub method: Option<String>,
    pub fee_minor: Option<i64>,
    pub tax_minor: Option<i64>,
    pub error_code: Option<String>,
    pub seen_at_us: i64,
    pub updated_at_us: i64,
    pub captured_at_us: Option<i64>,
}

/// Joins are written out in the queries that need them.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn of(order: OrderId, place: i64, payment: &Payment) -> Self {
        Self {
            order_id: order.0,
            gateway_payment_id: payment.id.as_str().to_owned(),
            place,
            status: payment.status.name().to_owned(),
            role: payment.role.name().to_owned(),
            capture: payment.capture.name().to_owned(),
            amount_minor: payment.money.amount_minor,
            currency: payment.money.currency.code().to_owned(),
            method: payment.method.clone(),
            fee_minor: payment.fee_minor,
            tax_minor: payment.tax_minor,
            error_code: payment.error_code.clone(),
            seen_at_us: payment.seen_at.0,
            updated_at_us: payment.updated_at.0,
            captured_at_us: payment.captured_at.map(|at| at.0),
        }
    }

    fn payment(self) -> Result<Payment, StoreError> {
        let corrupt = |column, why: &dyn std::fmt::Display| StoreError::corrupt(column, why);
        let id = GatewayPaymentId::parse(&self.gateway_payment_id);
        let currency = Currency::parse(&self.currency).map_err(|why| corrupt("order_payments.currency", &why))?;
        Ok(Payment {
            id: id.map_err(|why| corrupt("order_payments.gateway_payment_id", &why))?,
            status: PaymentStatus::parse(&self.status).ok_or_else(|| corrupt("order_payments.status", &self.status))?,
            role: Role::parse(&self.role).ok_or_else(|| corrupt("order_payments.role", &self.role))?,
            capture: Capture::parse(&self.capture).ok_or_else(|| corrupt("order_payments.capture", &self.capture))?,
            money: Money::new(self.amount_minor, currency),
            method: self.method,
            fee_minor: self.fee_minor,
            tax_minor: self.tax_minor,
            error_code: self.error_code,
            seen_at: Timestamp(self.seen_at_us),
            updated_at: Timestamp(self.updated_at_us),
            captured_at: self.captured_at_us.map(Timestamp),
        })
    }
}

/// The payments of several orders, each order's in the order in which they became known.
pub(super) async fn of_orders<C: ConnectionTrait>(
    connection: &C,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<Payment>>, StoreError> {
    let query = Entity::find()
        .filter(Column::OrderId.is_in(orders.iter().map(|order| order.0)))
        .order_by_asc(Column::OrderId)
        .order_by_asc(Column::Place);
    let mut found: HashMap<OrderId, Vec<Payment>> = HashMap::new();
    for row in query.all(connection).await? {
        found.entry(OrderId(row.order_id)).or_default().push(row.payment()?);
    }
    Ok(found)
}

/// Stores the payments that are new or have changed.
pub(super) async fn put_changed<C: ConnectionTrait>(
    connection: &C,
    before: Option<&Order>,
    after: &Order,
) -> Result<(), StoreError> {
    let is_changed = |payment: &Payment| before.and_then(|before| before.payment(&payment.id)) != Some(payment);
    let rows: Vec<ActiveModel> = (1..)
        .zip(&after.payments)
        .filter(|(_, payment)| is_changed(payment))
        .map(|(place, payment)| Model::of(after.id, place, payment).into_active_model())
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::columns([Column::OrderId, Column::GatewayPaymentId])
        .update_columns([
            Column::Status,
            Column::Role,
            Column::Capture,
            Column::AmountMinor,
            Column::Currency,
            Column::Method,
            Column::FeeMinor,
            Column::TaxMinor,
            Column::ErrorCode,
            Column::UpdatedAtUs,
            Column::CapturedAtUs,
        ])
        .to_owned();
    Entity::insert_many(rows).on_conflict(replace).exec_without_returning(connection).await?;
    Ok(())
}
