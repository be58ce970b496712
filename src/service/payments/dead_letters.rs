//! Orders whose job was given up: an admin looks at them, tries again or discards the job.

use super::queue::PAYMENT_JOB;
use super::scope::demand_manager;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::instant::Instant;
use crate::service::page::{Page, PageRequest};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::jobs::{self, Ended, Revived};
use crate::store::{Priority, StoreError, json};
use examhall_domain::id::{JobId, OrderId};
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a payment's job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct PaymentJob {
    pub order: OrderId,
}

/// A job that was given up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DeadLetter {
    #[schema(value_type = Uuid)]
    pub job: JobId,
    #[schema(value_type = Uuid)]
    pub order: OrderId,
    pub kind: String,
    /// How often it was tried the last time round.
    pub tries: i64,
    /// What the last try ended with, for an operator.
    pub error: Option<String>,
    pub finished_at: Instant,
}

/// A page of the jobs that were given up, the latest first.
///
/// # Errors
/// `forbidden`, and those of the store.
pub async fn list_dead_letters(cx: &Context, caller: &Caller, page: PageRequest) -> Answer<Page<DeadLetter>> {
    demand_manager(caller)?;
    let rows = jobs::list_dead_of(cx.store.read(), PAYMENT_JOB, page.after.map(JobId), page.rows()).await?;
    let (rows, next_cursor) = page.cut(rows, |row| row.id);
    let items: Result<Vec<DeadLetter>, StoreError> = rows.into_iter().map(letter).collect();
    Ok(Page { items: items?, next_cursor })
}

/// Makes a job due again, with all its tries before it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn retry_dead_letter(cx: &Context, caller: &Caller, job: JobId) -> Answer<()> {
    demand_manager(caller)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    // When another job of the order waits, that one does the work.
    if jobs::revive(&transaction, PAYMENT_JOB, job, cx.clock.now()).await? == Revived::Unknown {
        return Err(ProblemType::NotFound.into());
    }
    let object = Object { kind: "job", id: &job };
    let detail = serde_json::json!({});
    audit::record(cx, &transaction, Some(caller.account), "payments.job_retried", object, detail).await?;
    transaction.commit().await?;
    cx.hub.announce(&Signal::PaymentsDue).await;
    Ok(())
}

/// Forgets a job. Its order stays as it is: what is not known of it stays unknown.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn discard_dead_letter(cx: &Context, caller: &Caller, job: JobId) -> Answer<()> {
    demand_manager(caller)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let discarded = jobs::discard(&transaction, PAYMENT_JOB, job).await?.ok_or(ProblemType::NotFound)?;
    let object = Object { kind: "job", id: &job };
    let detail = serde_json::json!({ "order": about(&discarded)?, "error": discarded.last_error });
    audit::record(cx, &transaction, Some(caller.account), "payments.job_discarded", object, detail).await?;
    transaction.commit().await?;
    Ok(())
}

fn letter(row: Ended) -> Result<DeadLetter, StoreError> {
    Ok(DeadLetter {
        job: JobId(row.id),
        order: about(&row)?,
        kind: row.kind,
        tries: row.attempts,
        error: row.last_error,
        finished_at: Timestamp(row.finished_at_us).into(),
    })
}

fn about(row: &Ended) -> Result<OrderId, StoreError> {
    let PaymentJob { order } = json::decode("jobs_done.payload", &row.payload)?;
    Ok(order)
}
