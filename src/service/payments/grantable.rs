//! Whether there is something to grant for an order's money.

use super::views::exam_of;
use crate::service::accounts::api::recipient;
use crate::service::exams::api as exams;
use crate::service::{Answer, Context};
use crate::store::Transaction;
use crate::store::payments::order::{self, Search};
use examhall_domain::payments::{Command, Order, OrderStatus, Phase};

/// How many orders of one person for one exam are looked at.
const ORDERS_MAX: u64 = 200;
/// What an order is called whose payment is kept.
const PAID: [OrderStatus; 4] =
    [OrderStatus::Paid, OrderStatus::PartiallyRefunded, OrderStatus::Refunding, OrderStatus::Refunded];

/// Whether access can follow from the order: its person and its exam are there, and nothing was bought in its place since.
///
/// # Errors
/// Those of the store.
pub(super) async fn grantable(
    cx: &Context,
    transaction: &Transaction,
    order: &Order,
    command: &Command,
) -> Answer<bool> {
    if !matters(order, command) {
        return Ok(true);
    }
    let is_there = recipient(cx, order.account).await?.is_some();
    if !is_there || exams::offer(&cx.store, exam_of(order)).await?.is_none() {
        return Ok(false);
    }
    Ok(order.is_open() || !was_bought_since(transaction, order).await?)
}

/// Only money can be granted for.
fn matters(order: &Order, command: &Command) -> bool {
    let brings_money = matches!(command, Command::PaymentSeen { .. } | Command::BooksRead { .. });
    order.phase != Phase::Paid && (brings_money || !order.payments.is_empty())
}

async fn was_bought_since(transaction: &Transaction, order: &Order) -> Answer<bool> {
    let search = Search {
        account: Some(order.account),
        exam: Some(exam_of(order)),
        statuses: PAID.to_vec(),
        ..Search::default()
    };
    let bought = order::search(transaction, &search, None, ORDERS_MAX).await?;
    Ok(bought.iter().any(|other| other.id > order.id && other.phase == Phase::Paid))
}
