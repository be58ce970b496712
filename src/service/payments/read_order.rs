//! One of the caller's own orders, now or as soon as it changes.

use super::access_state::AccessState;
use super::check_access::state;
use super::views::{self, OrderView};
use super::waiting::Found;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::order;
use examhall_domain::id::OrderId;
use examhall_domain::payments::{Order, Subject};
use std::time::Duration;

/// The order, or nothing for who knows it as it is by its tag; that one waits for it to change, at most `patience`.
///
/// # Errors
/// `not-found` for what is not the caller's, and those of the store.
pub async fn read_order(
    cx: &Context,
    caller: &Caller,
    id: OrderId,
    known: Option<&str>,
    patience: Duration,
) -> Answer<Option<OrderView>> {
    let look = async || {
        // Whoever waits looks often, and mostly in vain.
        if let Some(known) = known
            && known == present_tag(cx, caller, id).await?
        {
            return Answer::Ok(Found::Same(None));
        }
        Answer::Ok(Found::Changed(Some(views::of_order(cx, &own(cx, caller, id).await?).await?)))
    };
    cx.access.waiting.until_changed(caller.account, patience, || cx.vitals.is_draining(), look).await
}

/// A text that changes exactly when the view does, for `ETag`.
pub fn tag(view: &OrderView) -> String {
    tagged(view.version, view.access)
}

fn tagged(version: i64, access: AccessState) -> String {
    format!("{version}-{}", access.tag())
}

async fn present_tag(cx: &Context, caller: &Caller, id: OrderId) -> Answer<String> {
    let head = order::head(cx.store.read(), id).await?.filter(|head| head.account == caller.account);
    let head = head.ok_or(ProblemType::NotFound)?;
    let Subject::Exam(exam) = head.subject;
    Ok(tagged(head.version, state(cx, caller.account, exam).await?))
}

/// The caller's own order.
///
/// # Errors
/// As [`read_order`].
pub async fn own(cx: &Context, caller: &Caller, id: OrderId) -> Answer<Order> {
    let found = order::find(cx.store.read(), id).await?.filter(|order| order.account == caller.account);
    Ok(found.ok_or(ProblemType::NotFound)?)
}
