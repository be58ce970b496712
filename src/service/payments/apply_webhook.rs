//! A kept message is told to its order, exactly once: what it changes and that it was read are one transaction.
//!
//! What no order knows of, what differs from what was agreed and what cannot be read is parked for a person, without effect.

use super::apply::{By, Moved, tell, within};
use super::early_messages;
use crate::gateway::payments::Notice;
use crate::service::{Answer, Context, Error};
use crate::store::payments::inbox::{self, Model, Outcome, UNKNOWN_ORDER};
use crate::store::payments::order;
use crate::store::payments::reference::{self, Kind};
use crate::store::{Priority, StoreError, Transaction, constraint, retrying};
use examhall_domain::id::{OrderId, WebhookId};
use examhall_domain::payments::{Command, GatewayName, Order, Rejection, Witness};

/// Why a message was parked.
const UNREADABLE: &str = "unreadable";
const SEVERAL_ORDERS: &str = "several_orders";
const FOREIGN_PAYMENT: &str = "foreign_payment";
const MISMATCH: &str = "mismatch";
const NOT_IN_USE: &str = "gateway_not_in_use";
const FAILED: &str = "failed";

/// What a message comes to.
enum Reading {
    /// These commands to one order.
    Tells(OrderId, Vec<Command>),
    /// Nothing that an order has to know.
    Nothing,
    /// A person has to look.
    Parked(&'static str),
}

/// Messages that nobody has told to their orders, the earliest first.
///
/// # Errors
/// Those of the store.
pub async fn waiting(cx: &Context, limit: u64) -> Answer<Vec<WebhookId>> {
    let rows = inbox::list_waiting(cx.store.read(), limit).await?;
    Ok(rows.into_iter().map(|row| WebhookId(row.id)).collect())
}

/// Tells one message to its order, unless that was done. One that fails for another reason than that the store is away or too
/// busy is parked, so that it holds up no other.
///
/// # Errors
/// Those of the store: then it waits as before.
pub async fn apply_webhook(cx: &Context, id: WebhookId) -> Answer<()> {
    match tell_order(cx, id).await {
        Err(Error::Store(
            error @ (StoreError::Corrupt { .. } | StoreError::Fault(_) | StoreError::Conflict { .. }),
        )) => {
            tracing::error!(message = %id, %error, "a webhook could not be told to its order");
            settle(cx, id, Outcome::Parked, Some(FAILED)).await
        }
        Err(Error::Refused(refusal)) => {
            tracing::error!(message = %id, problem = refusal.problem.slug(), "a webhook has no order");
            settle(cx, id, Outcome::Parked, Some(FAILED)).await
        }
        told => told,
    }
}

async fn tell_order(cx: &Context, id: WebhookId) -> Answer<()> {
    let Some(row) = inbox::find(cx.store.read(), id).await?.filter(|row| row.outcome.is_none()) else {
        return Ok(());
    };
    let moved = match reading(cx, &row).await? {
        Reading::Tells(order, commands) => {
            match retrying(|| once(cx, id, order, &commands)).await {
                // The gateway gives one payment to two orders.
                Err(Error::Store(StoreError::Conflict { constraint: constraint::PAYMENT_REFS })) => {
                    settle(cx, id, Outcome::Parked, Some(FOREIGN_PAYMENT)).await?;
                    Vec::new()
                }
                moved => moved?,
            }
        }
        Reading::Nothing => settle(cx, id, Outcome::Ignored, None).await.map(|()| Vec::new())?,
        Reading::Parked(UNKNOWN_ORDER) => park_unknown(cx, &row).await.map(|()| Vec::new())?,
        Reading::Parked(why) => settle(cx, id, Outcome::Parked, Some(why)).await.map(|()| Vec::new())?,
    };
    for moved in &moved {
        tell(cx, moved).await?;
    }
    Ok(())
}

async fn once(cx: &Context, id: WebhookId, order: OrderId, commands: &[Command]) -> Answer<Vec<Moved>> {
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let Some(mut held) = order::hold(&transaction, order).await? else { return Ok(Vec::new()) };
    let (mut moved, mut parked) = (Vec::new(), None);
    for command in commands {
        match take_in(cx, &transaction, &held, command.clone()).await? {
            Ok(step) => {
                held = step.order().clone();
                parked = parked.or(step.was_doubted().then_some(MISMATCH));
                moved.push(step);
            }
            Err(rejection) => {
                tracing::warn!(%order, message = %id, %rejection, "a webhook was not taken in");
                parked = parked.or(Some(FOREIGN_PAYMENT));
            }
        }
    }
    let outcome = if parked.is_some() { Outcome::Parked } else { Outcome::Applied };
    if !inbox::settle(&transaction, id, outcome, parked, cx.clock.now()).await? {
        // Somebody else told it in the meantime.
        return Ok(Vec::new());
    }
    transaction.commit().await?;
    Ok(moved)
}

/// A refund of a payment that the order does not know: its books say more.
async fn take_in(
    cx: &Context,
    transaction: &Transaction,
    held: &Order,
    command: Command,
) -> Answer<Result<Moved, Rejection>> {
    let moved = within(cx, transaction, held, command, By::WEBHOOK).await?;
    match moved {
        Err(Rejection::UnknownPayment) => within(cx, transaction, held, Command::Look, By::WEBHOOK).await,
        moved => Ok(moved),
    }
}

/// The order may have become known meanwhile, by somebody who found nothing parked yet.
async fn park_unknown(cx: &Context, row: &Model) -> Answer<()> {
    let id = WebhookId(row.id);
    settle(cx, id, Outcome::Parked, Some(UNKNOWN_ORDER)).await?;
    match reading(cx, row).await? {
        Reading::Parked(_) => Ok(()),
        Reading::Tells(..) | Reading::Nothing => Ok(early_messages::reopen(cx, &[id]).await?),
    }
}

async fn settle(cx: &Context, id: WebhookId, outcome: Outcome, detail: Option<&str>) -> Answer<()> {
    if let Some(why) = detail {
        tracing::warn!(message = %id, why, "a webhook was parked");
    }
    let transaction = cx.store.begin(Priority::Jobs).await?;
    inbox::settle(&transaction, id, outcome, detail, cx.clock.now()).await?;
    transaction.commit().await?;
    Ok(())
}

async fn reading(cx: &Context, row: &Model) -> Answer<Reading> {
    let name = GatewayName::parse(&row.gateway).map_err(|why| StoreError::corrupt("webhook_inbox.gateway", &why))?;
    let Some(gateway) = cx.gateways.get(&name) else { return Ok(Reading::Parked(NOT_IN_USE)) };
    let notice = match gateway.read_notice(&row.body) {
        Ok(notice) => notice,
        Err(fault) => {
            tracing::warn!(message = %row.id, %fault, "a webhook cannot be read");
            return Ok(Reading::Parked(UNREADABLE));
        }
    };
    told(cx, &name, notice).await
}

/// To which order a message speaks: it names the gateway's order, or a payment or refund that we know.
async fn told(cx: &Context, gateway: &GatewayName, notice: Notice) -> Answer<Reading> {
    let mut orders = Vec::new();
    let mut commands = Vec::new();
    for seen in notice.payments {
        let by_order = seen.order.as_ref().map(|order| (Kind::Order, order.to_string()));
        orders.push(named(cx, gateway, by_order.unwrap_or((Kind::Payment, seen.id.to_string()))).await?);
        commands.push(Command::PaymentSeen { seen, witness: Witness::Message });
    }
    for seen in notice.refunds {
        let by_refund = named(cx, gateway, (Kind::Refund, seen.id.to_string())).await?;
        let by_payment = named(cx, gateway, (Kind::Payment, seen.payment.to_string())).await?;
        // The payment may come in the same message.
        orders.push(by_refund.or(by_payment).or(orders.first().copied().flatten()));
        commands.push(Command::RefundSeen { seen, witness: Witness::Message });
    }
    if let Some(about) = notice.about.or(notice.order.map(|order| order.id)) {
        orders.push(named(cx, gateway, (Kind::Order, about.to_string())).await?);
        if commands.is_empty() {
            commands.push(Command::Look);
        }
    }
    Ok(match orders.as_slice() {
        [] => Reading::Nothing,
        [Some(first), rest @ ..] if rest.iter().all(|other| *other == Some(*first)) => Reading::Tells(*first, commands),
        known if known.iter().any(Option::is_none) => Reading::Parked(UNKNOWN_ORDER),
        _ => Reading::Parked(SEVERAL_ORDERS),
    })
}

async fn named(cx: &Context, gateway: &GatewayName, (kind, name): (Kind, String)) -> Answer<Option<OrderId>> {
    Ok(reference::find(cx.store.read(), gateway, kind, &name).await?)
}
