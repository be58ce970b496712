//! One act at the gateway, outside of any transaction, and what came of it as a command to the order.
//!
//! Each act can be repeated: the gateway knows our names for orders and refunds. So whoever dies in the middle leaves nothing
//! behind but an act that is done again.

use crate::gateway::payments::{GatewayError, NewOrder, OpenedOrder, PaymentGateway, RefundAsk, Refunds};
use examhall_domain::id::RefundId;
use examhall_domain::payments::{Command, GatewayOrderId, GatewayPaymentId, Next, Order, Witness};
use examhall_domain::time::Span;

/// What the gateway's record says when it is not of the order that we asked for.
const ANOTHER_ORDER: &str = "another_order";
/// What stands for a gateway's refusal of what it cannot do at all.
const NOT_OFFERED: &str = "not_offered";

/// What came of an act.
pub(super) enum Outcome {
    /// This is to be told to the order.
    Told(Command),
    /// It certainly had no effect; trying again later may help.
    NotDone {
        why: String,
        /// How long the gateway wants to be left alone.
        retry_after: Option<Span>,
    },
}

/// Does what comes next; only what is done at a gateway.
pub(super) async fn perform(gateway: &dyn PaymentGateway, order: &Order, next: Next) -> Outcome {
    match next {
        Next::OpenGatewayOrder => open(gateway, order).await,
        Next::FindGatewayOrder => find(gateway, order).await,
        Next::Capture(payment) => capture(gateway, order, payment).await,
        Next::SendRefund(refund) => send_refund(gateway, order, refund).await,
        Next::ReadBooks => Outcome::Told(books(gateway, order).await),
        Next::Expire => Outcome::Told(Command::Expire),
        Next::WaitUntil(_) | Next::Done => unreachable!("there is nothing to be done"),
    }
}

/// All payments of an order and all their refunds.
async fn books(gateway: &dyn PaymentGateway, order: &Order) -> Command {
    let Some(id) = &order.gateway_order else { return Command::BooksUnread };
    read_books(gateway, id).await.unwrap_or_else(|error| {
        tracing::warn!(order = %order.id, gateway = %order.gateway, %error, "the books of an order were not read");
        Command::BooksUnread
    })
}

async fn read_books(gateway: &dyn PaymentGateway, id: &GatewayOrderId) -> Result<Command, GatewayError> {
    let payments = gateway.payments_of(id).await?;
    let mut refunds = Vec::new();
    for payment in payments.iter().filter(|payment| payment.status.is_captured()) {
        refunds.extend(gateway.refunds_of(&payment.id).await?);
    }
    Ok(Command::BooksRead { payments, refunds })
}

async fn open(gateway: &dyn PaymentGateway, order: &Order) -> Outcome {
    match gateway.open_order(&NewOrder { id: order.id, price: order.price }).await {
        Ok(opened) if is_of(&opened, order) => Outcome::Told(Command::GatewayOrderOpened { gateway_order: opened.id }),
        Ok(_) => Outcome::Told(Command::GatewayOrderRefused { code: ANOTHER_ORDER.to_owned() }),
        Err(error) => asked(error, Command::OpeningUnknown, |code| Command::GatewayOrderRefused { code }),
    }
}

async fn find(gateway: &dyn PaymentGateway, order: &Order) -> Outcome {
    Outcome::Told(match gateway.find_orders(order.id).await {
        Ok(found) => match found.into_iter().find(|opened| is_of(opened, order)) {
            Some(opened) => Command::GatewayOrderOpened { gateway_order: opened.id },
            None => Command::GatewayOrderMissing,
        },
        Err(error) => {
            tracing::warn!(order = %order.id, gateway = %order.gateway, %error, "an order was not looked for");
            Command::BooksUnread
        }
    })
}

async fn capture(gateway: &dyn PaymentGateway, order: &Order, payment: GatewayPaymentId) -> Outcome {
    let money = order.payment(&payment).map_or(order.price, |known| known.money);
    match gateway.capture(&payment, money).await {
        Ok(seen) => Outcome::Told(Command::PaymentSeen { seen, witness: Witness::Books }),
        Err(error) => {
            let unknown = Command::CaptureUnknown { payment: payment.clone() };
            asked(error, unknown, |code| Command::CaptureRefused { payment, code })
        }
    }
}

async fn send_refund(gateway: &dyn PaymentGateway, order: &Order, id: RefundId) -> Outcome {
    let refused = |code| Command::RefundRefused { refund: id, code };
    let Some(refund) = order.refunds.iter().find(|refund| refund.id == id) else {
        unreachable!("what comes next names a refund of the order")
    };
    if gateway.abilities().refunds == Refunds::ByHand {
        return Outcome::Told(refused(NOT_OFFERED.to_owned()));
    }
    let ask = RefundAsk { id, payment: refund.payment.clone(), money: refund.money };
    match gateway.refund(&ask).await {
        Ok(seen) => Outcome::Told(Command::RefundSeen { seen, witness: Witness::Books }),
        Err(error) => asked(error, Command::RefundUnknown { refund: id }, refused),
    }
}

/// What an error of something that was asked for means.
fn asked(error: GatewayError, unknown: Command, refused: impl FnOnce(String) -> Command) -> Outcome {
    match error {
        GatewayError::Refused(refusal) => Outcome::Told(refused(refusal.reason.unwrap_or(refusal.code))),
        GatewayError::Unknown(_) => Outcome::Told(unknown),
        GatewayError::NotDone { why, retry_after } => Outcome::NotDone { why, retry_after },
        GatewayError::Misconfigured(why) => Outcome::NotDone { why, retry_after: None },
    }
}

/// Whether the gateway's order is the one that we asked for, to the last unit.
fn is_of(opened: &OpenedOrder, order: &Order) -> bool {
    opened.price == order.price && opened.ours.is_none_or(|ours| ours == order.id)
}
