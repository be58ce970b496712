//! Reads the gateways' books of all orders that should have come to an end, whatever became of their jobs and of messages.
//!
//! One instance at a time does it, by the clock or when an admin asks. What follows from the books is done by whoever brings
//! the orders on: their jobs are made due again, also of those whose job was given up.

use super::bring_on::look;
use super::job;
use super::read_reconciliation::{self, Reconciliation, Run, note_run};
use super::scope::demand_manager;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::payments::order::{self, Unsettled};
use crate::store::{Priority, StoreError, house};
use examhall_domain::id::OrderId;
use examhall_domain::payments::Order;
use examhall_domain::time::{Span, Timestamp};
use futures_util::{StreamExt, stream};
use serde_json::json;
use std::collections::BTreeSet;

/// How long a look that was due may wait before the order's job is believed to be lost.
const LOST_AFTER: Span = Span::from_secs(60);

/// Reconciles now.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn reconcile_now(cx: &Context, caller: &Caller) -> Answer<Reconciliation> {
    demand_manager(caller)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let object = Object { kind: "payments", id: &"all" };
    audit::record(cx, &transaction, Some(caller.account), "payments.reconciled", object, json!({})).await?;
    transaction.commit().await?;
    run(cx).await?;
    read_reconciliation::report(cx).await
}

/// Reconciles when it is time and no other instance has.
///
/// # Errors
/// Those of the store.
pub async fn reconcile_in_turn(cx: &Context) -> Answer<()> {
    // A name for this turn alone: who had the last one has to wait like everybody else.
    let (now, turn) = (cx.clock.now(), cx.ids.uuid().to_string());
    let until = now + Span::from_secs(cx.settings.payments.reconcile_every_s);
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let ours = house::take_lease(&transaction, house::PAYMENTS_RECONCILER, &turn, now, until).await?;
    transaction.commit().await?;
    if ours { run(cx).await } else { Ok(()) }
}

async fn run(cx: &Context) -> Answer<()> {
    let now = cx.clock.now();
    let mut run = Run { at: now, looked_at: 0, mended: 0, still_open: 0 };
    let due = due(cx, now).await?;
    let at_once = usize::try_from(cx.settings.payments.at_once).unwrap_or(1);
    let mut looks = stream::iter(due.into_iter().map(|id| mend(cx, id))).buffer_unordered(at_once);
    while let Some(found) = looks.next().await {
        let Some((before, after)) = found? else { continue };
        run.looked_at += 1;
        run.mended += u64::from(after.news_at > before.news_at);
        run.still_open += u64::from(after.is_open());
    }
    if run.looked_at > 0 {
        cx.hub.announce(&Signal::PaymentsDue).await;
    }
    note_run(cx, run).await
}

/// Orders that are older than they should be unsettled, and those whose books should have been read by now.
async fn due(cx: &Context, now: Timestamp) -> Result<BTreeSet<OrderId>, StoreError> {
    let settings = &cx.settings.payments;
    let placed_before = now - Span::from_secs(settings.reconcile_after_s);
    let unsettled = Unsettled { placed_before, after: None };
    let unsettled = order::list_unsettled(cx.store.read(), unsettled, settings.reconcile_max).await?;
    let late = order::list_due_to_look(cx.store.read(), now - LOST_AFTER, settings.reconcile_max).await?;
    Ok(unsettled.into_iter().chain(late).collect())
}

/// Reads the books of one order and makes its job due; the order before and after.
async fn mend(cx: &Context, id: OrderId) -> Answer<Option<(Order, Order)>> {
    let Some(before) = order::find(cx.store.read(), id).await? else { return Ok(None) };
    look(cx, &before).await?;
    let Some(after) = order::find(cx.store.read(), id).await? else { return Ok(None) };
    let transaction = cx.store.begin(Priority::Jobs).await?;
    job::ring(cx, &transaction, &after).await?;
    transaction.commit().await?;
    Ok(Some((before, after)))
}
