//! The page on which somebody pays: opened by a merchant's form, used by a person.

use super::error::Error;
use super::find;
use super::pay::{Outcome, Pay, pay};
use crate::books::{
    Checkout, Method, Order, Payment, PaymentStatus, find_checkout, find_payment, insert_checkout, number,
};
use crate::draw::unguessable;
use crate::gateway::Gateway;
use crate::wire::Refusal;
use serde_json::Value;

/// What the merchant's form says, checked as far as it can be without the order.
#[derive(Clone, Debug)]
pub struct NewCheckout {
    pub order_id: String,
    pub amount: i64,
    pub currency: String,
    pub method: Option<Method>,
    pub email: Option<String>,
    pub contact: Option<String>,
    pub description: Option<String>,
    pub notes: Value,
    pub callback_url: String,
}

/// A checkout with its order, and what was paid on it.
#[derive(Clone, Debug)]
pub struct Visit {
    pub checkout: Checkout,
    pub order: Order,
    pub payment: Option<Payment>,
}

/// Opens a checkout for an order.
///
/// # Errors
/// When there is no such order, or the form names another amount than it.
pub async fn open_checkout(gateway: &Gateway, asked: NewCheckout) -> Result<Visit, Error> {
    let mut change = gateway.books.begin().await?;
    let order = find::order(&mut change, &asked.order_id).await?;
    if asked.amount != order.amount || asked.currency != order.currency {
        let differs =
            "Payment amount is different from your order amount. To pay successfully, please try using right amount.";
        return Err(Refusal::input("amount", differs).into());
    }
    let checkout = Checkout {
        number: number(&mut change, "checkout").await?,
        id: unguessable(),
        order_id: asked.order_id,
        payment_id: None,
        method: asked.method,
        email: asked.email,
        contact: asked.contact,
        description: asked.description,
        notes: asked.notes,
        callback_url: asked.callback_url,
        created_ms: gateway.now_ms(),
    };
    insert_checkout(&mut change, &checkout).await?;
    gateway.commit(change).await?;
    Ok(Visit { checkout, order, payment: None })
}

/// A checkout that was opened before.
///
/// # Errors
/// When there is none of that id.
async fn visit(gateway: &Gateway, id: &str) -> Result<Visit, Error> {
    let mut books = gateway.books.reader().await?;
    let checkout = find_checkout(&mut books, id).await?.ok_or_else(Refusal::unknown_id)?;
    let order = find::order(&mut books, &checkout.order_id).await?;
    let payment = match &checkout.payment_id {
        Some(payment) => find_payment(&mut books, payment).await?,
        None => None,
    };
    Ok(Visit { checkout, order, payment })
}

/// Pays on a checkout. Who sends the page once more gets what was paid on it, not a second payment.
///
/// # Errors
/// As [`visit`] and [`pay`].
pub async fn pay_at_checkout(gateway: &Gateway, id: &str, outcome: Outcome) -> Result<Visit, Error> {
    let mut visit = visit(gateway, id).await?;
    let has_paid = |payment: &Payment| {
        matches!(payment.status, PaymentStatus::Authorized | PaymentStatus::Captured | PaymentStatus::Refunded)
    };
    if visit.payment.as_ref().is_some_and(has_paid) {
        return Ok(visit);
    }
    let checkout = visit.checkout.clone();
    let asked = Pay {
        order_id: checkout.order_id,
        outcome,
        method: checkout.method,
        email: checkout.email,
        contact: checkout.contact,
        description: checkout.description,
        notes: checkout.notes,
        amount: None,
        late_ms: None,
        checkout: Some(checkout.id),
    };
    visit.payment = Some(pay(gateway, asked).await?);
    Ok(visit)
}
