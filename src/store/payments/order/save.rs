//! Stores a step: the order's row under its version, and everything that the step did, in the caller's transaction.

use super::{Column, Entity, Model, timeline_heads};
use crate::store::payments::event::{self, Told};
use crate::store::payments::open_order::{self, Wish};
use crate::store::payments::reference::{self, Kind};
use crate::store::payments::{ledger, payment, refund};
use crate::store::{StoreError, constraint, sql};
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Order, Step, Subject, receipt_number};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Stores what a step made of an order; `before` is nothing for one that was just placed.
///
/// Errors: a conflict with [`constraint::ORDER_VERSION`] when the order has moved on from the version that the step follows
/// upon: load it and decide again; with [`constraint::OPEN_ORDERS`] when another order for the same is open; with
/// [`constraint::PAYMENT_REFS`] when a gateway's name belongs to another order.
pub async fn save<C: ConnectionTrait>(
    connection: &C,
    before: Option<&Order>,
    step: &Step,
    told: Told,
) -> Result<(), StoreError> {
    assert_eq!(before.map_or(0, |before| before.version), step.upon, "a step is stored upon what it was decided on");
    if step.is_unchanged() {
        return Ok(());
    }
    let (after, events) = (&step.order, event::rows(step, told));
    let head = head(connection, before, after.id, &events).await?;
    match before {
        None => place(connection, after, head).await?,
        Some(before) => advance(connection, before, after, head).await?,
    }
    names(connection, before, after).await?;
    payment::put_changed(connection, before, after).await?;
    refund::put_changed(connection, before, after).await?;
    event::insert(connection, events).await?;
    ledger::insert(connection, after.id, step.numbered(), told.at).await
}

/// The head of the timeline after these events; nothing when it stays what it is.
async fn head<C: ConnectionTrait>(
    connection: &C,
    before: Option<&Order>,
    order: OrderId,
    events: &[event::Model],
) -> Result<Option<Vec<u8>>, StoreError> {
    if events.is_empty() {
        return Ok(None);
    }
    let known = match before {
        None => None,
        // Should the order have moved on, its row is not found under the version from before.
        Some(_) => timeline_heads(connection, &[order]).await?.remove(&order),
    };
    Ok(Some(event::head_after(known, order, events)?.to_vec()))
}

async fn place<C: ConnectionTrait>(connection: &C, order: &Order, head: Option<Vec<u8>>) -> Result<(), StoreError> {
    // First what others may have: whoever comes second has inserted nothing yet.
    if order.is_open() {
        open_order::insert(connection, wish(order), order.id).await?;
    }
    sql::insert(connection, Model { timeline_head: head, ..Model::of(order) }).await
}

async fn advance<C: ConnectionTrait>(
    connection: &C,
    before: &Order,
    after: &Order,
    head: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let row = Model::of(after);
    let mut change = Entity::update_many()
        .col_expr(Column::Phase, Expr::value(row.phase))
        .col_expr(Column::Detail, Expr::value(row.detail))
        .col_expr(Column::Status, Expr::value(row.status))
        .col_expr(Column::GatewayOrderId, Expr::value(row.gateway_order_id))
        .col_expr(Column::LookAtUs, Expr::value(row.look_at_us))
        .col_expr(Column::Looks, Expr::value(row.looks))
        .col_expr(Column::NewsAtUs, Expr::value(row.news_at_us))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::Events, Expr::value(row.events))
        .col_expr(Column::UpdatedAtUs, Expr::value(row.updated_at_us))
        .filter(Column::Id.eq(after.id.0))
        .filter(Column::Version.eq(before.version));
    if head.is_some() {
        change = change.col_expr(Column::TimelineHead, Expr::value(head));
    }
    if change.exec(connection).await?.rows_affected == 0 {
        return Err(StoreError::Conflict { constraint: constraint::ORDER_VERSION });
    }
    if before.is_open() && !after.is_open() {
        open_order::remove(connection, wish(after), after.id).await?;
    }
    Ok(())
}

/// Notes the names that became known: the gateway's, and the receipt's number.
async fn names<C: ConnectionTrait>(connection: &C, before: Option<&Order>, after: &Order) -> Result<(), StoreError> {
    let known = before.map(names_of).unwrap_or_default();
    for (kind, name) in names_of(after).into_iter().filter(|name| !known.contains(name)) {
        reference::insert(connection, &after.gateway, kind, &name, after.id).await?;
    }
    Ok(())
}

fn names_of(order: &Order) -> Vec<(Kind, String)> {
    let own = order.gateway_order.iter().map(|id| (Kind::Order, id.to_string()));
    let payments = order.payments.iter().map(|payment| (Kind::Payment, payment.id.to_string()));
    let refunds = order.refunds.iter().filter_map(|refund| refund.gateway_refund.as_ref());
    let receipt = order.kept().map(|_| (Kind::Receipt, receipt_number(order.id)));
    own.chain(payments).chain(refunds.map(|id| (Kind::Refund, id.to_string()))).chain(receipt).collect()
}

fn wish(order: &Order) -> Wish {
    let Subject::Exam(exam) = order.subject;
    Wish { account: order.account, subject_kind: order.subject.kind(), subject: exam.0 }
}
