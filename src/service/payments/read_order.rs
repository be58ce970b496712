//! One of the caller's own orders, now or as soon as it changes.

use super::views::{self, OrderView};
use super::waiting::Found;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::order;
use examhall_domain::id::OrderId;
use examhall_domain::payments::Order;
use std::time::Duration;

/// The order. Who knows a state of it by its tag waits for another one, at most `patience`.
///
/// # Errors
/// `not-found` for what is not the caller's, and those of the store.
pub async fn read_order(
    cx: &Context,
    caller: &Caller,
    id: OrderId,
    known: Option<&str>,
    patience: Duration,
) -> Answer<OrderView> {
    let look = async || {
        let view = views::of_order(cx, &own(cx, caller, id).await?).await?;
        let same = known.is_some_and(|known| known == tag(&view));
        Answer::Ok(if same { Found::Same(view) } else { Found::Changed(view) })
    };
    cx.access.waiting.until_changed(caller.account, patience, || cx.vitals.is_draining(), look).await
}

/// A text that changes exactly when the view does, for `ETag`.
pub fn tag(view: &OrderView) -> String {
    format!("{}-{}", view.version, view.access.tag())
}

/// The caller's own order.
///
/// # Errors
/// As [`read_order`].
pub async fn own(cx: &Context, caller: &Caller, id: OrderId) -> Answer<Order> {
    let found = order::find(cx.store.read(), id).await?.filter(|order| order.account == caller.account);
    Ok(found.ok_or(ProblemType::NotFound)?)
}
