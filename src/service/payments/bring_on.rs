//! Brings an order on by one act: what comes next is asked of the machine, done at the gateway, and told to the order.

use super::act::{self, Outcome};
use super::apply::{By, apply};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::order;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Command, Next, Order, Rejection, next_act};
use examhall_domain::time::{Span, Timestamp};

/// How an order stands after an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    /// Something was done; there may be more.
    On,
    /// There is nothing to be done before this instant, or at all.
    Rests(Option<Timestamp>),
    /// There is nothing to be done that could help.
    Stuck,
    /// The act certainly had no effect.
    NotDone {
        why: String,
        /// How long the gateway wants to be left alone.
        retry_after: Option<Span>,
    },
}

/// Does one act for an order.
///
/// # Errors
/// `not-found`, and those of the store.
pub async fn bring_on(cx: &Context, id: OrderId) -> Answer<Brought> {
    let order = order::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    let next = next_act(&order, cx.clock.now(), &cx.settings.payments.waits());
    match next {
        Next::Done if order.is_stuck() => Ok(Brought::Stuck),
        Next::Done => Ok(Brought::Rests(None)),
        Next::WaitUntil(at) => Ok(Brought::Rests(Some(at))),
        act => do_next(cx, &order, act).await,
    }
}

/// Reads the gateway's books of an order, or looks for the gateway's order, whatever else there is to be done. Says whether
/// that was possible.
///
/// # Errors
/// Those of the store.
pub(super) async fn look(cx: &Context, order: &Order) -> Answer<bool> {
    let Some(gateway) = cx.gateways.get(&order.gateway) else { return Ok(false) };
    let act = if order.gateway_order.is_some() { Next::ReadBooks } else { Next::FindGatewayOrder };
    let Outcome::Told(command) = act::perform(gateway.as_ref(), order, act).await else { return Ok(false) };
    let was_read = command != Command::BooksUnread;
    let _moved_on = apply(cx, order.id, command, By::BOOKS).await?;
    Ok(was_read)
}

async fn do_next(cx: &Context, order: &Order, next: Next) -> Answer<Brought> {
    let by = match &next {
        Next::Expire => By::CLOCK,
        Next::ReadBooks | Next::FindGatewayOrder => By::BOOKS,
        _ => By::SAGA,
    };
    let Some(gateway) = cx.gateways.get(&order.gateway) else {
        return Ok(Brought::NotDone { why: format!("{} is not in use", order.gateway), retry_after: None });
    };
    match act::perform(gateway.as_ref(), order, next).await {
        Outcome::NotDone { why, retry_after } => Ok(Brought::NotDone { why, retry_after }),
        Outcome::Told(command) => {
            // The order may have moved on meanwhile, so that what came of it is not wanted any more.
            if let Err(rejection) = apply(cx, order.id, command, by).await? {
                tell_rejected(order, rejection);
            }
            Ok(Brought::On)
        }
    }
}

fn tell_rejected(order: &Order, rejection: Rejection) {
    tracing::warn!(order = %order.id, %rejection, "what a gateway answered was not taken in");
}
