//! The merchant gives money back.

use super::error::Error;
use super::find;
use super::tell::tell;
use crate::books::{
    Account, Ending, Movement, Payment, PaymentStatus, Refund, RefundStatus, book, find_key, insert_refund, keep_key,
    number, update_payment, update_refund,
};
use crate::currency::Currency;
use crate::faults::{Fault, Scope};
use crate::gateway::Gateway;
use crate::wire::{self, Audience, EventKind, Refusal};
use serde_json::Value;
use sqlx::SqliteConnection;

/// What is asked for, checked as far as it can be without the payment.
#[derive(Clone, Debug)]
pub struct NewRefund {
    pub payment_id: String,
    /// Everything that is left without it.
    pub amount: Option<i64>,
    pub receipt: Option<String>,
    pub notes: Value,
    pub speed: String,
    /// The idempotency key with the digest of what was asked under it.
    pub key: Option<(String, String)>,
}

/// Makes a refund, or finds the one that the key has led to already.
///
/// # Errors
/// When there is nothing to give back, less than asked for, or the key belongs to something else.
pub async fn refund(gateway: &Gateway, asked: NewRefund) -> Result<Refund, Error> {
    let mut change = gateway.books.begin().await?;
    if let Some((key, fingerprint)) = &asked.key
        && let Some((known, refund)) = find_key(&mut change, key).await?
    {
        let is_same = known == *fingerprint;
        return if is_same { find::refund(&mut change, &refund).await } else { Err(Refusal::key_of_another().into()) };
    }
    let mut payment = find::payment(&mut change, &asked.payment_id).await?;
    let amount = room(&payment, asked.amount)?;
    let mut refund = new_refund(&mut change, gateway, &payment, amount).await?;
    refund.receipt = asked.receipt;
    refund.notes = asked.notes;
    refund.speed = asked.speed;
    let fails = gateway.fault(Scope::Refund, "refund", refund.number) == Some(Fault::RefundFailure);
    let ending = if fails { Ending::Fail } else { Ending::Process };
    refund.ending = Some((ending, refund.created_ms + gateway.config.timing.refund));
    insert_refund(&mut change, &refund).await?;
    if let Some((key, fingerprint)) = &asked.key {
        keep_key(&mut change, key, fingerprint, &refund.id).await?;
    }
    give_back(&mut change, gateway, &mut payment, &mut refund).await?;
    gateway.commit(change).await?;
    Ok(refund)
}

/// How much is given back: what is asked for, if there is room for it.
fn room(payment: &Payment, asked: Option<i64>) -> Result<i64, Refusal> {
    let left = payment.amount - payment.amount_refunded;
    match payment.status {
        PaymentStatus::Captured => {}
        PaymentStatus::Refunded => return Err(Refusal::business("The payment has been fully refunded already")),
        PaymentStatus::Created | PaymentStatus::Authorized | PaymentStatus::Failed => {
            return Err(Refusal::business("The payment status should be captured for action to be taken"));
        }
    }
    let amount = asked.unwrap_or(left);
    if amount > left {
        return Err(Refusal::input("amount", "The refund amount provided is greater than amount captured"));
    }
    // A rest that is less than the least can still be given back whole.
    match Currency::parse(&payment.currency) {
        Some(currency) if amount < currency.least_minor() && amount != left => {
            let least = currency.written(currency.least_minor());
            Err(Refusal::input("amount", format!("The amount must be at least {least}")))
        }
        Some(currency) if !currency.carries(amount) => Err(Refusal::last_digit()),
        _ => Ok(amount),
    }
}

async fn new_refund(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    payment: &Payment,
    amount: i64,
) -> sqlx::Result<Refund> {
    let number = number(books, "refund").await?;
    Ok(Refund {
        number,
        id: gateway.seed.id("rfnd", number),
        payment_id: payment.id.clone(),
        amount,
        currency: payment.currency.clone(),
        receipt: None,
        notes: Value::Null,
        speed: "normal".to_owned(),
        status: RefundStatus::Pending,
        created_ms: gateway.now_ms(),
        ending: None,
    })
}

/// Takes the money from the merchant. Where refunds take no time it arrives at once, and then `refund.created` says
/// `processed` already.
async fn give_back(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    payment: &mut Payment,
    refund: &mut Refund,
) -> sqlx::Result<()> {
    payment.amount_refunded += refund.amount;
    if payment.amount_refunded == payment.amount {
        payment.status = PaymentStatus::Refunded;
    }
    update_payment(books, payment).await?;
    move_money(books, gateway, refund, Account::Merchant, Account::Refunding).await?;
    let at_once = gateway.config.timing.refund <= 0 && matches!(refund.ending, Some((Ending::Process, _)));
    if !at_once {
        return tell_refund(books, gateway, EventKind::RefundCreated, payment, refund).await;
    }
    arrive(books, gateway, refund).await?;
    tell_refund(books, gateway, EventKind::RefundCreated, payment, refund).await?;
    tell_refund(books, gateway, EventKind::RefundProcessed, payment, refund).await
}

/// The money is with the customer.
async fn arrive(books: &mut SqliteConnection, gateway: &Gateway, refund: &mut Refund) -> sqlx::Result<()> {
    refund.status = RefundStatus::Processed;
    refund.ending = None;
    update_refund(books, refund).await?;
    move_money(books, gateway, refund, Account::Refunding, Account::Customer).await
}

/// A pending refund comes to its end.
pub(super) async fn end_refund(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    payment: &mut Payment,
    refund: &mut Refund,
) -> sqlx::Result<()> {
    if matches!(refund.ending, Some((Ending::Process, _))) {
        arrive(books, gateway, refund).await?;
        return tell_refund(books, gateway, EventKind::RefundProcessed, payment, refund).await;
    }
    refund.status = RefundStatus::Failed;
    refund.ending = None;
    update_refund(books, refund).await?;
    move_money(books, gateway, refund, Account::Refunding, Account::Merchant).await?;
    // The event still shows the amount as refunded, as Razorpay's does; the room is given back all the same.
    tell_refund(books, gateway, EventKind::RefundFailed, payment, refund).await?;
    payment.amount_refunded -= refund.amount;
    payment.status = PaymentStatus::Captured;
    update_payment(books, payment).await
}

/// The gateway gives back by itself what nobody captured in time.
pub(super) async fn refund_uncaptured(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    payment: &mut Payment,
) -> sqlx::Result<()> {
    let mut refund = new_refund(books, gateway, payment, payment.amount).await?;
    refund.status = RefundStatus::Processed;
    insert_refund(books, &refund).await?;
    payment.status = PaymentStatus::Refunded;
    payment.amount_refunded = payment.amount;
    payment.planned = None;
    update_payment(books, payment).await?;
    move_money(books, gateway, &refund, Account::Held, Account::Customer).await?;
    tell_refund(books, gateway, EventKind::RefundCreated, payment, &refund).await?;
    tell_refund(books, gateway, EventKind::RefundProcessed, payment, &refund).await
}

async fn move_money(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    refund: &Refund,
    from: Account,
    to: Account,
) -> sqlx::Result<()> {
    let movement = Movement {
        at_ms: gateway.now_ms(),
        payment: &refund.payment_id,
        refund: Some(&refund.id),
        currency: &refund.currency,
        from,
        to: &[(to, refund.amount)],
    };
    book(books, &movement).await
}

async fn tell_refund(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    kind: EventKind,
    payment: &Payment,
    refund: &Refund,
) -> sqlx::Result<()> {
    let entities = vec![
        ("refund", wire::refund(refund, gateway.seed)),
        ("payment", wire::payment(payment, gateway.seed, Audience::Webhook)),
    ];
    tell(books, gateway, kind, entities).await
}
