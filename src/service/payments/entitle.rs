//! Access follows from an order's steps, in their transaction.

use super::views::exam_of;
use crate::service::Context;
use crate::store::payments::access::{self, Basis, Model, NewAccess, Withdrawal};
use crate::store::{StoreError, Transaction};
use examhall_domain::id::{AccessId, AccountId, ExamId};
use examhall_domain::payments::access::{ends_at, given_again, moved_up, starts_at};
use examhall_domain::payments::{AccessSpan, Event, Order, Step};
use examhall_domain::time::Timestamp;

/// Why access that rested on an order was taken back, as its row says.
const REFUNDED: &str = "refund";

/// Whether a step changed what somebody may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Changed,
    Same,
}

/// Does to access what a step did to the order.
///
/// # Errors
/// Those of the store.
pub(super) async fn follow(cx: &Context, transaction: &Transaction, step: &Step) -> Result<Access, StoreError> {
    let mut access = Access::Same;
    for event in &step.events {
        match event {
            Event::AccessGranted { days } => grant(cx, transaction, &step.order, *days).await?,
            Event::AccessWithdrawn {} => withdraw(cx, transaction, &step.order).await?,
            Event::AccessRestored {} => restore(cx, transaction, &step.order).await?,
            _ => continue,
        }
        access = Access::Changed;
    }
    Ok(access)
}

/// What came after access that was just taken back moves up.
///
/// # Errors
/// Those of the store.
pub(super) async fn move_up(
    transaction: &Transaction,
    account: AccountId,
    exam: ExamId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let spans = spans(&access::hold(transaction, account, exam).await?)?;
    for moved in moved_up(&spans, now) {
        access::shift(transaction, &moved).await?;
    }
    Ok(())
}

async fn grant(cx: &Context, transaction: &Transaction, order: &Order, days: u32) -> Result<(), StoreError> {
    let (now, exam) = (cx.clock.now(), exam_of(order));
    let spans = spans(&access::hold(transaction, order.account, exam).await?)?;
    let starts_at = starts_at(&spans, now);
    let new = NewAccess {
        id: AccessId(cx.ids.uuid()),
        account: order.account,
        exam,
        basis: Basis::Order(order.id),
        starts_at,
        expires_at: Some(ends_at(starts_at, days)),
        created_at: now,
    };
    access::put(transaction, new).await.map(drop)
}

async fn withdraw(cx: &Context, transaction: &Transaction, order: &Order) -> Result<(), StoreError> {
    let now = cx.clock.now();
    access::hold(transaction, order.account, exam_of(order)).await?;
    if let Some(row) = access::of_order(transaction, order.id).await? {
        access::withdraw(transaction, AccessId(row.id), Withdrawal { by: None, why: REFUNDED, at: now }).await?;
    }
    move_up(transaction, order.account, exam_of(order), now).await
}

/// What a person took back in the meantime stays taken back.
async fn restore(cx: &Context, transaction: &Transaction, order: &Order) -> Result<(), StoreError> {
    let rows = access::hold(transaction, order.account, exam_of(order)).await?;
    let own = |row: &&Model| row.order_id == Some(order.id.0) && row.withdrawn_by.is_none();
    let Some(row) = rows.iter().find(own) else { return Ok(()) };
    let others: Vec<Model> = rows.iter().filter(|other| other.id != row.id).cloned().collect();
    if let Some(moved) = given_again(&row.span()?, &spans(&others)?, cx.clock.now()) {
        access::give_again(transaction, &moved).await?;
    }
    Ok(())
}

/// Rows as the rules of access see them.
///
/// # Errors
/// When one of them is corrupt.
pub(super) fn spans(rows: &[Model]) -> Result<Vec<AccessSpan>, StoreError> {
    rows.iter().map(Model::span).collect()
}
