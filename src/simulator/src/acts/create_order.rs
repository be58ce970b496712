//! A merchant asks for an order.

use super::error::Error;
use crate::books::{Order, OrderStatus, insert_order, number, same_receipt};
use crate::currency::Currency;
use crate::gateway::Gateway;
use crate::wire::Refusal;
use serde_json::Value;

/// What is asked for, checked.
#[derive(Clone, Debug)]
pub struct NewOrder {
    pub amount: i64,
    pub currency: Currency,
    pub receipt: Option<String>,
    /// The same receipt once more means the same order.
    pub receipt_is_unique: bool,
    pub notes: Value,
    /// Overrides the account's setting.
    pub captures_by_itself: Option<bool>,
}

/// Makes the order, or finds the one that the unique receipt has led to already.
///
/// # Errors
/// When another order has that receipt.
pub async fn create_order(gateway: &Gateway, asked: NewOrder) -> Result<Order, Error> {
    let mut change = gateway.books.begin().await?;
    if let (true, Some(receipt)) = (asked.receipt_is_unique, &asked.receipt)
        && let Some(order) = same_receipt(&mut change, receipt).await?
    {
        let is_same = order.amount == asked.amount && order.currency == asked.currency.code;
        return if is_same {
            Ok(order)
        } else {
            Err(Refusal::input("receipt", "Order receipt should be unique.").into())
        };
    }
    let number = number(&mut change, "order").await?;
    let order = Order {
        number,
        id: gateway.seed.id("order", number),
        amount: asked.amount,
        currency: asked.currency.code.to_owned(),
        receipt_is_unique: asked.receipt_is_unique && asked.receipt.is_some(),
        receipt: asked.receipt,
        notes: asked.notes,
        status: OrderStatus::Created,
        amount_paid: 0,
        attempts: 0,
        captures_by_itself: asked.captures_by_itself.unwrap_or(gateway.config.captures_by_itself),
        created_ms: gateway.now_ms(),
    };
    insert_order(&mut change, &order).await?;
    gateway.commit(change).await?;
    Ok(order)
}
