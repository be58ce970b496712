//! Calling an own order off, as long as no money is under way.

use super::apply::{By, apply};
use super::read_order::own;
use super::views::{self, OrderView};
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use examhall_domain::id::OrderId;
use examhall_domain::payments::Command;

/// Calls it off; again is the same.
///
/// # Errors
/// `not-found` for what is not the caller's, `order-not-open` when it is over or money is under way, and those of the store.
pub async fn cancel_order(cx: &Context, caller: &Caller, id: OrderId) -> Answer<OrderView> {
    own(cx, caller, id).await?;
    let moved = apply(cx, id, Command::Cancel, By::owner(caller.account)).await?;
    let moved = moved.map_err(|_| ProblemType::OrderNotOpen)?;
    views::of_order(cx, moved.order()).await
}
