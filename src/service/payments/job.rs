//! The one job of an order: whoever holds it brings the order on.

use super::dead_letters::PaymentJob;
use super::queue::PAYMENT_JOB;
use crate::service::Context;
use crate::service::jobs::Job;
use crate::store::jobs::{self, Lease, NewJob};
use crate::store::{StoreError, Transaction, json};
use examhall_domain::id::{JobId, OrderId};
use examhall_domain::payments::{Next, Order, next_act};
use examhall_domain::time::Timestamp;

/// Makes an order's job due when something is to be done next. While somebody holds it, it is due once more afterwards.
///
/// # Errors
/// Those of the store.
pub(super) async fn ring(cx: &Context, transaction: &Transaction, order: &Order) -> Result<(), StoreError> {
    let now = cx.clock.now();
    let run_at = match next_act(order, now, &cx.settings.payments.waits()) {
        Next::Done => return Ok(()),
        Next::WaitUntil(at) => at,
        _ => now,
    };
    jobs::ring(transaction, new(cx, order, run_at)?).await
}

/// The first job of a new order: the instance that places it holds it already.
///
/// # Errors
/// Those of the store.
pub(super) async fn begin(
    cx: &Context,
    transaction: &Transaction,
    order: &Order,
    owner: &str,
) -> Result<Job, StoreError> {
    let now = cx.clock.now();
    let new = new(cx, order, now)?;
    let job = Job { id: new.id, kind: new.kind.clone(), payload: new.payload.clone(), tries: 1 };
    let lease = Lease { owner, until: now + cx.settings.payments.lease() };
    let is_new = jobs::enqueue_claimed(transaction, new, lease).await?;
    assert!(is_new, "nobody has made a job for an order that is just placed");
    Ok(job)
}

/// Which order a job brings on.
///
/// # Errors
/// When its payload names none.
pub fn order_of(job: &Job) -> Result<OrderId, StoreError> {
    let PaymentJob { order } = json::decode("jobs.payload", &job.payload)?;
    Ok(order)
}

fn new(cx: &Context, order: &Order, run_at: Timestamp) -> Result<NewJob, StoreError> {
    Ok(NewJob {
        id: JobId(cx.ids.uuid()),
        kind: PAYMENT_JOB.to_owned(),
        dedupe_key: Some(format!("payment:{}", order.id)),
        priority: cx.settings.payments.priority(order.price).rank(),
        run_at,
        payload: json::encode("jobs.payload", &PaymentJob { order: order.id })?,
        attempts_max: cx.settings.payments.tries_max,
        created_at: cx.clock.now(),
    })
}
