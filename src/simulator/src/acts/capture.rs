//! The merchant takes what is held.

use super::error::Error;
use super::find;
use super::tell::tell;
use crate::books::{Account, Movement, Order, OrderStatus, Payment, PaymentStatus, book, update_order, update_payment};
use crate::charge::charge;
use crate::gateway::Gateway;
use crate::wire::{self, Audience, EventKind, Refusal};
use sqlx::SqliteConnection;

/// Captures an authorised payment, whole.
///
/// # Errors
/// When it is not authorised, its order is paid by another, or the amount is not the authorised one.
pub async fn capture(gateway: &Gateway, id: &str, amount: i64, currency: Option<&str>) -> Result<Payment, Error> {
    let mut change = gateway.books.begin().await?;
    let mut payment = find::payment(&mut change, id).await?;
    let mut order = find::order(&mut change, &payment.order_id).await?;
    may_be_captured(&order, &payment)?;
    if amount != payment.amount {
        return Err(Refusal::input("amount", "Capture amount must be equal to the amount authorized").into());
    }
    if currency.is_some_and(|currency| currency != payment.currency) {
        return Err(Refusal::input("currency", "Capture currency must be the currency of the payment").into());
    }
    settle(&mut change, gateway, &mut order, &mut payment).await?;
    gateway.commit(change).await?;
    Ok(payment)
}

fn may_be_captured(order: &Order, payment: &Payment) -> Result<(), Refusal> {
    let why_not = match payment.status {
        PaymentStatus::Authorized if order.status == OrderStatus::Paid => {
            "Your payment has been declined as the order is already paid. Please initiate the payment with a new order."
        }
        PaymentStatus::Authorized => return Ok(()),
        PaymentStatus::Captured => "This payment has already been captured",
        PaymentStatus::Refunded if payment.captured => "This payment has already been captured",
        PaymentStatus::Created | PaymentStatus::Failed | PaymentStatus::Refunded => {
            "Only payments which have been authorized and not yet captured can be captured"
        }
    };
    Err(Refusal::business(why_not))
}

/// Moves what is held to the merchant, less the charge, and marks the order paid.
pub(super) async fn settle(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    order: &mut Order,
    payment: &mut Payment,
) -> sqlx::Result<()> {
    let charge = charge(payment.amount);
    payment.status = PaymentStatus::Captured;
    payment.captured = true;
    payment.fee = Some(charge.fee);
    payment.tax = Some(charge.tax);
    payment.planned = None;
    update_payment(books, payment).await?;
    let movement = Movement {
        at_ms: gateway.now_ms(),
        payment: &payment.id,
        refund: None,
        currency: &payment.currency,
        from: Account::Held,
        to: &[(Account::Merchant, payment.amount - charge.fee), (Account::Fees, charge.fee)],
    };
    book(books, &movement).await?;
    let entity = wire::payment(payment, gateway.seed, Audience::Webhook);
    tell(books, gateway, EventKind::PaymentCaptured, vec![("payment", entity.clone())]).await?;
    if order.status != OrderStatus::Paid {
        order.status = OrderStatus::Paid;
        order.amount_paid = payment.amount.min(order.amount);
        update_order(books, order).await?;
        let entities = vec![("payment", entity), ("order", wire::order(order))];
        tell(books, gateway, EventKind::OrderPaid, entities).await?;
    }
    Ok(())
}
