//! Somebody pays, or tries to.

use super::authorize::{Surplus, authorize};
use super::error::Error;
use super::find;
use super::tell::tell;
use crate::books::{
    Failure, Method, Order, OrderStatus, Payment, PaymentStatus, Payments, Planned, insert_payment, list_payments,
    number, remember_payment, update_order, update_payment,
};
use crate::faults::{Fault, Scope};
use crate::gateway::Gateway;
use crate::wire::{self, Audience, EventKind, Refusal};
use serde::Deserialize;
use serde_json::Value;
use sqlx::SqliteConnection;

/// How it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The bank says yes.
    Success,
    /// The bank says no.
    Fail,
    /// No answer, which counts as no; the bank's yes comes later.
    Late,
    /// No answer yet: the payment stays `created` until the bank's yes comes later.
    Pending,
    /// The bank says yes to a second payment, and it is captured although the order is paid.
    Surplus,
}

/// Who pays what, and how.
#[derive(Clone, Debug)]
pub struct Pay {
    pub order_id: String,
    pub outcome: Outcome,
    pub method: Option<Method>,
    pub email: Option<String>,
    pub contact: Option<String>,
    pub description: Option<String>,
    pub notes: Value,
    /// Another amount than the order's, for those who want to see what happens.
    pub amount: Option<i64>,
    /// Overrides how late a late yes is.
    pub late_ms: Option<i64>,
    /// The checkout on which it happens.
    pub checkout: Option<String>,
}

/// The most payments of an order that are looked at; a page lets nobody pay more often.
const ATTEMPTS_MAX: i64 = 100;

/// Makes a payment.
///
/// # Errors
/// When the order is paid, or a payment of it waits to be captured.
pub async fn pay(gateway: &Gateway, asked: Pay) -> Result<Payment, Error> {
    let mut change = gateway.books.begin().await?;
    let mut order = find::order(&mut change, &asked.order_id).await?;
    if asked.outcome != Outcome::Surplus {
        may_be_paid(&mut change, &order).await?;
    }
    let mut payment = new_payment(&mut change, gateway, &order, &asked).await?;
    if order.status == OrderStatus::Created {
        order.status = OrderStatus::Attempted;
    }
    order.attempts += 1;
    update_order(&mut change, &order).await?;
    insert_payment(&mut change, &payment).await?;
    match asked.outcome {
        Outcome::Success => authorize(&mut change, gateway, &mut order, &mut payment, Surplus::LeftAlone).await?,
        Outcome::Surplus => authorize(&mut change, gateway, &mut order, &mut payment, Surplus::Captured).await?,
        Outcome::Fail => fail(&mut change, gateway, &mut payment, refused_by_bank()).await?,
        Outcome::Late => fail(&mut change, gateway, &mut payment, timed_out()).await?,
        Outcome::Pending => {}
    }
    if let Some(checkout) = &asked.checkout {
        remember_payment(&mut change, checkout, &payment.id).await?;
    }
    gateway.commit(change).await?;
    Ok(payment)
}

/// An order takes no further payment while one is held or has paid it.
async fn may_be_paid(books: &mut SqliteConnection, order: &Order) -> Result<(), Error> {
    if order.status == OrderStatus::Paid {
        let declined = "Your payment has been declined as the order is already paid. Please initiate the payment with a new order.";
        return Err(Refusal::business(declined).into());
    }
    let of_order =
        Payments { order_id: Some(order.id.clone()), from_ms: 0, to_ms: i64::MAX, count: ATTEMPTS_MAX, skip: 0 };
    let payments = list_payments(books, &of_order).await?;
    if payments.iter().any(|payment| payment.status == PaymentStatus::Authorized) {
        return Err(Refusal::business("Another payment of this order has been authorized already").into());
    }
    if order.attempts >= ATTEMPTS_MAX {
        return Err(Refusal::business("Too many payments of this order have been tried").into());
    }
    Ok(())
}

async fn new_payment(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    order: &Order,
    asked: &Pay,
) -> sqlx::Result<Payment> {
    let number = number(books, "payment").await?;
    let now_ms = gateway.now_ms();
    let tampered = gateway.fault(Scope::Payment, "pay", number) == Some(Fault::TamperedPayment);
    let usual = if tampered { (order.amount / 2).max(1) } else { order.amount };
    let late_ms = asked.late_ms.unwrap_or(gateway.config.timing.late);
    let comes_late = matches!(asked.outcome, Outcome::Late | Outcome::Pending);
    Ok(Payment {
        number,
        id: gateway.seed.id("pay", number),
        order_id: order.id.clone(),
        amount: asked.amount.unwrap_or(usual),
        currency: order.currency.clone(),
        status: PaymentStatus::Created,
        method: asked.method.unwrap_or_else(|| some_method(gateway, number)),
        email: asked.email.clone(),
        contact: asked.contact.clone(),
        description: asked.description.clone(),
        notes: asked.notes.clone(),
        captured: false,
        amount_refunded: 0,
        fee: None,
        tax: None,
        failure: None,
        created_ms: now_ms,
        planned: comes_late.then_some((Planned::Authorize, now_ms.saturating_add(late_ms))),
    })
}

async fn fail(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    payment: &mut Payment,
    failure: Failure,
) -> sqlx::Result<()> {
    payment.status = PaymentStatus::Failed;
    payment.failure = Some(failure);
    update_payment(books, payment).await?;
    let entity = wire::payment(payment, gateway.seed, Audience::Webhook);
    tell(books, gateway, EventKind::PaymentFailed, vec![("payment", entity)]).await
}

fn some_method(gateway: &Gateway, number: i64) -> Method {
    match gateway.seed.below("method", number, 4) {
        0 => Method::Card,
        1 => Method::Netbanking,
        2 => Method::Wallet,
        _ => Method::Upi,
    }
}

fn refused_by_bank() -> Failure {
    failure("Payment failed", "bank", "payment_authorization", "payment_failed")
}

fn timed_out() -> Failure {
    let sorry = "Payment was unsuccessful due to a temporary issue. If amount got deducted, it will be refunded within 5-7 \
                 working days.";
    failure(sorry, "gateway", "payment_response", "payment_timed_out")
}

fn failure(description: &str, source: &str, step: &str, reason: &str) -> Failure {
    let text = |word: &str| word.to_owned();
    Failure {
        code: text("BAD_REQUEST_ERROR"),
        description: text(description),
        source: text(source),
        step: text(step),
        reason: text(reason),
    }
}
