//! The bank says yes: the money is held, and captured at once where the order asks for that.

use super::capture::settle;
use super::tell::tell;
use crate::books::{Account, Movement, Order, OrderStatus, Payment, PaymentStatus, Planned, book, update_payment};
use crate::gateway::Gateway;
use crate::wire::{self, Audience, EventKind};
use sqlx::SqliteConnection;

/// Whether a payment may be captured although its order is paid already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surplus {
    Captured,
    LeftAlone,
}

/// Authorises a payment that was created or had failed.
pub async fn authorize(
    books: &mut SqliteConnection,
    gateway: &Gateway,
    order: &mut Order,
    payment: &mut Payment,
    surplus: Surplus,
) -> sqlx::Result<()> {
    payment.status = PaymentStatus::Authorized;
    payment.failure = None;
    payment.planned = Some((Planned::RefundUncaptured, payment.created_ms + gateway.config.timing.capture_within));
    update_payment(books, payment).await?;
    let movement = Movement {
        at_ms: gateway.now_ms(),
        payment: &payment.id,
        refund: None,
        currency: &payment.currency,
        from: Account::Customer,
        to: &[(Account::Held, payment.amount)],
    };
    book(books, &movement).await?;
    let entity = wire::payment(payment, gateway.seed, Audience::Webhook);
    tell(books, gateway, EventKind::PaymentAuthorized, vec![("payment", entity)]).await?;
    let is_free = order.status != OrderStatus::Paid;
    if surplus == Surplus::Captured || (order.captures_by_itself && is_free) {
        settle(books, gateway, order, payment).await?;
    }
    Ok(())
}
