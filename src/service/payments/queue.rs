//! The queue of payments: what its lane asks before it claims, what an admin sees of it, and what an admin changes.
//!
//! Whether it is paused and how many run at once is one value of the house, so that it holds for every instance and
//! outlives them.

use super::scope::demand_manager;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::jobs::Tally;
use crate::store::payments::order;
use crate::store::{Priority, StoreError, house, jobs, json};
use crate::telemetry::metric;
use examhall_domain::payments::QueuePriority;
use examhall_domain::time::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kind of the job that brings an order on.
pub const PAYMENT_JOB: &str = "payment";
/// How many may run at once, at most.
pub const AT_ONCE_MAX: u32 = 1_000;
/// What the figures of done work are about.
const WINDOW: Span = Span::from_secs(24 * 60 * 60);

/// How the queue is to be worked off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    pub paused: bool,
    /// What an admin has set; the settings' figure otherwise.
    pub at_once: Option<u32>,
}

/// The queue as an admin sees it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct QueueState {
    /// Nothing is begun while it is.
    pub paused: bool,
    /// How many may run at once, on all instances together.
    pub concurrency: u32,
    /// Orders that wait for their time or for their turn, or are worked on.
    pub waiting: i64,
    /// Those of them whose time has come and that nobody works on.
    pub due: i64,
    pub running: i64,
    /// Given up; somebody has to look.
    pub dead: i64,
    pub by_priority: ByPriority,
    /// What was brought to an end within a day, well or not.
    pub processed: i64,
    pub failed: i64,
    /// How often something was tried again within a day.
    pub retried: i64,
    /// For how long one was worked on, on average; without what it waited.
    pub average_ms: i64,
    /// Orders for which something was asked of the gateway and nobody knows what came of it.
    pub unknown: i64,
}

/// How many of each priority are due, worked on or not.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct ByPriority {
    pub high: i64,
    pub medium: i64,
    pub normal: i64,
}

/// How the queue is to be worked off, as the lane asks before it claims.
///
/// # Errors
/// Those of the store.
pub async fn control(cx: &Context) -> Result<Control, StoreError> {
    match house::find(cx.store.read(), house::PAYMENT_QUEUE).await? {
        Some(text) => json::decode("house.value", &text),
        None => Ok(Control::default()),
    }
}

/// How many may run at once.
pub fn at_once(cx: &Context, control: Control) -> u32 {
    control.at_once.unwrap_or(cx.settings.payments.at_once)
}

/// The queue's figures.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn read_queue(cx: &Context, caller: &Caller) -> Answer<QueueState> {
    demand_manager(caller)?;
    state(cx).await
}

/// Stops beginning anything; what runs runs on. Again is the same.
///
/// # Errors
/// As [`read_queue`].
pub async fn pause_queue(cx: &Context, caller: &Caller) -> Answer<QueueState> {
    change(cx, caller, "payments.queue_paused", |control| Control { paused: true, ..control }).await
}

/// Goes on. Again is the same.
///
/// # Errors
/// As [`read_queue`].
pub async fn resume_queue(cx: &Context, caller: &Caller) -> Answer<QueueState> {
    change(cx, caller, "payments.queue_resumed", |control| Control { paused: false, ..control }).await
}

/// Says how many may run at once, on all instances together.
///
/// # Errors
/// As [`read_queue`], and `validation-failed` out of bounds.
pub async fn set_concurrency(cx: &Context, caller: &Caller, at_once: u32) -> Answer<QueueState> {
    demand_manager(caller)?;
    if !(1..=AT_ONCE_MAX).contains(&at_once) {
        let args = vec![("min", "1".to_owned()), ("max", AT_ONCE_MAX.to_string())];
        let mut refusal = Refusal::new(ProblemType::ValidationFailed);
        refusal.fields.push(FieldFault { pointer: "/at_once".to_owned(), code: "out_of_range", args });
        return Err(refusal.into());
    }
    change(cx, caller, "payments.queue_changed", |control| Control { at_once: Some(at_once), ..control }).await
}

/// Counts what is due, by priority, and what was given up, and lets the operator know.
///
/// # Errors
/// Those of the store.
#[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
pub async fn tally_queue(cx: &Context) -> Result<(Tally, ByPriority), StoreError> {
    let (store, now) = (cx.store.read(), cx.clock.now());
    let tally = jobs::tally_of(store, PAYMENT_JOB, now).await?;
    metrics::gauge!(metric::PAYMENT_DEAD_LETTERS).set(tally.dead as f64);
    let mut counted = ByPriority::default();
    for row in jobs::by_priority(store, PAYMENT_JOB, now).await? {
        *counted.of(QueuePriority::of_rank(row.priority)) += row.jobs;
    }
    for priority in QueuePriority::ALL {
        let waiting = *counted.of(*priority) as f64;
        metrics::gauge!(metric::PAYMENT_QUEUE_DEPTH, "priority" => priority.name()).set(waiting);
    }
    Ok((tally, counted))
}

impl ByPriority {
    fn of(&mut self, priority: QueuePriority) -> &mut i64 {
        match priority {
            QueuePriority::High => &mut self.high,
            QueuePriority::Medium => &mut self.medium,
            QueuePriority::Normal => &mut self.normal,
        }
    }
}

async fn state(cx: &Context) -> Answer<QueueState> {
    let (store, now) = (cx.store.read(), cx.clock.now());
    let control = control(cx).await?;
    let (tally, by_priority) = tally_queue(cx).await?;
    let ended = jobs::ended_since(store, PAYMENT_JOB, now - WINDOW).await?;
    Ok(QueueState {
        paused: control.paused,
        concurrency: at_once(cx, control),
        waiting: tally.waiting,
        due: tally.due,
        running: jobs::running(store, &[PAYMENT_JOB], now).await?,
        dead: tally.dead,
        by_priority,
        processed: ended.done + ended.dead,
        failed: ended.dead,
        retried: ended.retried,
        average_ms: ended.busy_us.checked_div(ended.done).unwrap_or(0) / 1_000,
        unknown: order::count_unknown(store).await?,
    })
}

async fn change(
    cx: &Context,
    caller: &Caller,
    action: &'static str,
    with: impl Fn(Control) -> Control,
) -> Answer<QueueState> {
    demand_manager(caller)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let before = match house::hold(&transaction, house::PAYMENT_QUEUE).await? {
        Some(text) => json::decode("house.value", &text)?,
        None => Control::default(),
    };
    let after = with(before);
    if after != before {
        house::put(&transaction, house::PAYMENT_QUEUE, &json::encode("house.value", &after)?).await?;
        let (object, detail) = (Object { kind: "payment_queue", id: &"all" }, json::value("house.value", &after)?);
        audit::record(cx, &transaction, Some(caller.account), action, object, detail).await?;
        transaction.commit().await?;
        cx.hub.announce(&Signal::PaymentsDue).await;
    }
    state(cx).await
}
