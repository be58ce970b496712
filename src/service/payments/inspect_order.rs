//! One order as an admin sees it: every payment and refund, who did what when, and what the ledger says.

use super::find_orders::{self, OrderRow};
use super::scope::demand_manager;
use crate::service::accounts::api::{Caller, names_of};
use crate::service::instant::Instant;
use crate::service::money::MoneyView;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::{event, ledger, order};
use crate::store::{StoreError, json};
use examhall_domain::id::{AccountId, OrderId, RefundId};
use examhall_domain::money::Money;
use examhall_domain::payments::{
    AccessPolicy, GatewayPaymentId, GatewayRefundId, LedgerAccount, Order, Payment, PaymentStatus, Refund, RefundKind,
    RefundStatus, Role,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Everything about an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdminOrder {
    pub order: OrderRow,
    /// Every try to pay, in the order in which they became known.
    pub payments: Vec<PaymentRow>,
    pub refunds: Vec<RefundRow>,
    /// What happened, the earliest first.
    pub timeline: Vec<TimelineRow>,
    pub ledger: Vec<LedgerRow>,
    /// What can still be given back of the payment that access rests on.
    pub refundable: MoneyView,
}

/// A try to pay.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaymentRow {
    /// As the gateway names it.
    #[schema(value_type = String)]
    pub id: GatewayPaymentId,
    #[schema(value_type = String, examples("captured", "failed"))]
    pub status: PaymentStatus,
    #[schema(value_type = String, examples("kept", "surplus"))]
    pub role: Role,
    pub money: MoneyView,
    pub method: Option<String>,
    /// What the gateway keeps, tax included.
    pub fee: Option<MoneyView>,
    pub tax: Option<MoneyView>,
    pub error_code: Option<String>,
    pub seen_at: Instant,
    pub updated_at: Instant,
}

/// Money that goes back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefundRow {
    #[schema(value_type = Uuid)]
    pub id: RefundId,
    #[schema(value_type = String)]
    pub payment: GatewayPaymentId,
    /// As the gateway names it, once it does.
    #[schema(value_type = Option<String>)]
    pub gateway_refund: Option<GatewayRefundId>,
    pub money: MoneyView,
    #[schema(value_type = String, examples("pending", "processed"))]
    pub status: RefundStatus,
    /// What it does to access.
    #[schema(value_type = String, examples("keep", "revoke"))]
    pub policy: AccessPolicy,
    #[schema(value_type = String, examples("surplus", "admin"))]
    pub reason_kind: RefundKind,
    /// In the words of who asked.
    pub reason: Option<String>,
    pub requested_by: Option<Somebody>,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimelineRow {
    pub seq: i64,
    pub at: Instant,
    /// Who told of it: api, callback, webhook, poll, saga, admin or clock.
    pub source: String,
    #[schema(examples("payment_kept"))]
    pub kind: String,
    /// Who did it, where a person did.
    pub actor: Option<Somebody>,
    #[schema(value_type = Object)]
    pub detail: Box<RawValue>,
}

/// A line of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerRow {
    /// The number of the event that it follows from.
    pub entry: i64,
    pub kind: String,
    #[schema(value_type = String, examples("gateway_receivable", "exam_revenue"))]
    pub account: LedgerAccount,
    /// A positive amount is a debit.
    pub money: MoneyView,
    pub at: Instant,
}

/// A person.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Somebody {
    #[schema(value_type = Uuid)]
    pub id: AccountId,
    pub name: String,
}

/// The order with everything about it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn inspect_order(cx: &Context, caller: &Caller, id: OrderId) -> Answer<AdminOrder> {
    demand_manager(caller)?;
    let order = order::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    of_order(cx, &order).await
}

/// The same of an order that is at hand.
///
/// # Errors
/// Those of the store.
pub async fn of_order(cx: &Context, order: &Order) -> Answer<AdminOrder> {
    let store = cx.store.read();
    let timeline = event::of_order(store, order.id).await?;
    let lines = ledger::of_order(store, order.id).await?;
    let actors = timeline.iter().filter_map(event::Model::actor);
    let actors: Vec<AccountId> = actors.chain(order.refunds.iter().filter_map(|refund| refund.requested_by)).collect();
    let names = names_of(cx, &actors).await?;
    let Some(row) = find_orders::of_orders(cx, std::slice::from_ref(order)).await?.pop() else {
        unreachable!("there is a row for each order")
    };
    let timeline: Result<_, StoreError> = timeline.into_iter().map(|row| happened(row, &names)).collect();
    let lines: Result<_, StoreError> = lines.iter().map(posted).collect();
    Ok(AdminOrder {
        order: row,
        payments: order.payments.iter().map(tried).collect(),
        refunds: order.refunds.iter().map(|refund| returned(refund, &names)).collect(),
        timeline: timeline?,
        ledger: lines?,
        refundable: order.refundable().into(),
    })
}

fn tried(payment: &Payment) -> PaymentRow {
    let part = |minor: Option<i64>| minor.map(|minor| Money::new(minor, payment.money.currency).into());
    PaymentRow {
        id: payment.id.clone(),
        status: payment.status,
        role: payment.role,
        money: payment.money.into(),
        method: payment.method.clone(),
        fee: part(payment.fee_minor),
        tax: part(payment.tax_minor),
        error_code: payment.error_code.clone(),
        seen_at: payment.seen_at.into(),
        updated_at: payment.updated_at.into(),
    }
}

fn returned(refund: &Refund, names: &HashMap<AccountId, String>) -> RefundRow {
    RefundRow {
        id: refund.id,
        payment: refund.payment.clone(),
        gateway_refund: refund.gateway_refund.clone(),
        money: refund.money.into(),
        status: refund.status,
        policy: refund.policy,
        reason_kind: refund.kind,
        reason: refund.reason.as_ref().map(ToString::to_string),
        requested_by: refund.requested_by.map(|id| somebody(id, names)),
        created_at: refund.created_at.into(),
        updated_at: refund.updated_at.into(),
    }
}

fn happened(row: event::Model, names: &HashMap<AccountId, String>) -> Result<TimelineRow, StoreError> {
    Ok(TimelineRow {
        seq: row.seq,
        at: row.at().into(),
        actor: row.actor().map(|id| somebody(id, names)),
        detail: json::decode("order_events.detail", &row.detail)?,
        source: row.source,
        kind: row.kind,
    })
}

fn posted(row: &ledger::Model) -> Result<LedgerRow, StoreError> {
    let line = row.line()?;
    Ok(LedgerRow {
        entry: row.entry,
        kind: row.kind.clone(),
        account: line.account,
        money: line.money.into(),
        at: examhall_domain::time::Timestamp(row.at_us).into(),
    })
}

/// A person by the name that is known; who is unknown has none.
pub(super) fn somebody(id: AccountId, names: &HashMap<AccountId, String>) -> Somebody {
    Somebody { id, name: names.get(&id).cloned().unwrap_or_default() }
}
