//! The one way in which an order moves: what a browser brings, what a gateway sends or answers, what people decide and what
//! the clock says all end here.
//!
//! The order is held, the machine decides, and everything that follows is one transaction: the order with its payments and
//! refunds, its timeline, the ledger, access, what other systems are told, and the job that brings it on. Only after the
//! commit anybody hears of it.

use super::early_messages;
use super::entitle::{self, Access};
use super::grantable::grantable;
use super::job;
use super::news;
use super::views::exam_of;
use crate::bus::Signal;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::event::{Source, Told};
use crate::store::payments::{order, outbox};
use crate::store::{Priority, StoreError, Transaction, json, retrying};
use crate::telemetry::metric;
use examhall_domain::id::{AccountId, OrderId};
use examhall_domain::payments::{Circumstances, Command, Event, Order, PaymentStatus, Rejection, Step, step};
use examhall_domain::time::Timestamp;
use metrics::Counter;
use serde::Serialize;

/// Where other systems hear of orders.
const TOPIC: &str = "payment-events";

/// Who says so.
#[derive(Clone, Copy, Debug)]
pub struct By {
    source: Source,
    actor: Option<AccountId>,
}

/// An order after it has moved.
#[derive(Clone, Debug)]
pub struct Moved {
    pub step: Step,
    access: Access,
    job: Rung,
}

/// Whether somebody may have to take the order up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rung {
    Yes,
    No,
}

/// What other systems are told.
#[derive(Serialize)]
struct Word<'a> {
    order: OrderId,
    seq: i64,
    at: Timestamp,
    #[serde(flatten)]
    event: &'a Event,
}

impl By {
    /// The person who placed the order.
    pub const fn owner(account: AccountId) -> Self {
        Self { source: Source::Api, actor: Some(account) }
    }

    /// An admin.
    pub const fn admin(account: AccountId) -> Self {
        Self { source: Source::Admin, actor: Some(account) }
    }

    /// A browser that came back from the checkout.
    pub const CALLBACK: Self = Self { source: Source::Callback, actor: None };
    /// The gateway by itself.
    pub const WEBHOOK: Self = Self { source: Source::Webhook, actor: None };
    /// The gateway's books.
    pub const BOOKS: Self = Self { source: Source::Poll, actor: None };
    /// The gateway when it was asked to do something.
    pub const SAGA: Self = Self { source: Source::Saga, actor: None };
    /// The time.
    pub const CLOCK: Self = Self { source: Source::Clock, actor: None };

    const fn priority(self) -> Priority {
        match self.source {
            Source::Webhook | Source::Callback => Priority::Webhooks,
            Source::Poll | Source::Saga | Source::Clock => Priority::Jobs,
            Source::Api | Source::Admin => Priority::Rest,
        }
    }
}

impl Moved {
    /// The order as it is now.
    pub const fn order(&self) -> &Order {
        &self.step.order
    }

    /// Whether something in a message differed from what was agreed, so that it was not believed.
    pub fn was_doubted(&self) -> bool {
        self.step.events.iter().any(|event| matches!(event, Event::MismatchReported { .. }))
    }
}

/// Moves an order and lets everybody know.
///
/// # Errors
/// `not-found`, and those of the store. What the machine refuses is an inner error: nothing has changed then.
pub async fn apply(cx: &Context, id: OrderId, command: Command, by: By) -> Answer<Result<Moved, Rejection>> {
    let moved = retrying(|| once(cx, id, command.clone(), by)).await?;
    if let Ok(moved) = &moved {
        tell(cx, moved).await?;
    }
    Ok(moved)
}

async fn once(cx: &Context, id: OrderId, command: Command, by: By) -> Answer<Result<Moved, Rejection>> {
    let transaction = cx.store.begin(by.priority()).await?;
    let held = order::hold(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let moved = within(cx, &transaction, &held, command, by).await?;
    if moved.as_ref().is_ok_and(|moved| !moved.step.is_unchanged()) {
        transaction.commit().await?;
    }
    Ok(moved)
}

/// Moves an order that the caller's transaction holds. After the commit, [`tell`].
///
/// # Errors
/// Those of the store.
pub(super) async fn within(
    cx: &Context,
    transaction: &Transaction,
    held: &Order,
    command: Command,
    by: By,
) -> Answer<Result<Moved, Rejection>> {
    let now = cx.clock.now();
    let grantable = grantable(cx, transaction, held, &command).await?;
    let waits = cx.settings.payments.waits();
    match step(held, command, &Circumstances { now, grantable, waits: &waits }) {
        Ok(step) => Ok(Ok(save(cx, transaction, Some(held), step, by).await?)),
        Err(rejection) => Ok(Err(rejection)),
    }
}

/// Stores a step with everything that follows from it.
///
/// # Errors
/// Those of the store.
pub(super) async fn save(
    cx: &Context,
    transaction: &Transaction,
    before: Option<&Order>,
    step: Step,
    by: By,
) -> Result<Moved, StoreError> {
    let now = cx.clock.now();
    order::save(transaction, before, &step, Told { source: by.source, actor: by.actor, at: now }).await?;
    let access = entitle::follow(cx, transaction, &step).await?;
    write_out(cx, transaction, &step).await?;
    // Whoever brings the order on looks by itself what comes next, and whoever places it begins its job.
    let is_looked_after = step.is_unchanged() || before.is_none() || matches!(by.source, Source::Saga | Source::Poll);
    if !is_looked_after {
        job::ring(cx, transaction, &step.order).await?;
    }
    Ok(Moved { step, access, job: if is_looked_after { Rung::No } else { Rung::Yes } })
}

/// Lets everybody know, after the commit.
///
/// # Errors
/// Those of the store, when what there is to tell cannot be read.
pub(super) async fn tell(cx: &Context, moved: &Moved) -> Answer<()> {
    let order = moved.order();
    if moved.step.is_unchanged() {
        return Ok(());
    }
    moved.step.events.iter().for_each(|event| count(order, event));
    if moved.job == Rung::Yes {
        cx.hub.announce(&Signal::PaymentsDue).await;
    }
    news::order_changed(cx, order).await;
    if moved.access == Access::Changed {
        news::access_changed(cx, order.account, exam_of(order)).await?;
    }
    early_messages::after(cx, &moved.step).await
}

/// Begins each count with nothing, so that the first of its kind is seen as one more.
pub fn begin_counting(cx: &Context) {
    for gateway in cx.gateways.iter() {
        for status in STATUSES {
            transactions(gateway.name().to_string(), status).increment(0);
        }
    }
}

async fn write_out(cx: &Context, transaction: &Transaction, step: &Step) -> Result<(), StoreError> {
    let (id, at) = (step.order.id, cx.clock.now());
    for (seq, event) in step.numbered() {
        let row = outbox::Model {
            id: cx.ids.uuid(),
            topic: TOPIC.to_owned(),
            key: id.to_string(),
            payload: json::encode("outbox.payload", &Word { order: id, seq, at, event })?,
            created_at_us: at.0,
        };
        outbox::insert(transaction, row).await?;
    }
    Ok(())
}

/// What becomes of payments.
const STATUSES: [&str; 6] = ["captured", "surplus", "parked", "failed", "refunded", "refund_failed"];

fn count(order: &Order, event: &Event) {
    let status = match event {
        Event::PaymentKept { .. } | Event::ParkedKept { .. } => "captured",
        Event::PaymentSurplus { .. } => "surplus",
        Event::PaymentParked { .. } => "parked",
        Event::PaymentNoted { status: PaymentStatus::Failed, .. } => "failed",
        Event::RefundProcessed { .. } => "refunded",
        Event::RefundFailed { .. } => "refund_failed",
        _ => return,
    };
    transactions(order.gateway.to_string(), status).increment(1);
}

fn transactions(gateway: String, status: &'static str) -> Counter {
    metrics::counter!(metric::PAYMENT_TRANSACTIONS_TOTAL, "gateway" => gateway, "status" => status)
}
