//! Letting the students of a sitting see their results.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::sitting;
use examhall_domain::accounts::Action;
use examhall_domain::id::SittingId;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Since when results can be read.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Released {
    pub released_at: Instant,
}

/// Releases the results; releasing again keeps the first instant.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn release_results(cx: &Context, caller: &Caller, sitting: SittingId) -> Answer<Released> {
    let row = scope::sitting(cx, caller, Action::ReleaseResults, sitting).await?;
    if let Some(at_us) = row.released_at_us {
        return Ok(Released { released_at: Timestamp(at_us).into() });
    }
    let now = cx.clock.now();
    let transaction = cx.store.begin(Priority::Rest).await?;
    sitting::release(&transaction, sitting, now).await?;
    let object = Object { kind: "sitting", id: &sitting };
    audit::record(cx, &transaction, Some(caller.account), "exams.results_released", object, serde_json::json!({}))
        .await?;
    transaction.commit().await?;
    cx.rooms.tell_released(&cx.store, &cx.hub, sitting, now).await?;
    Ok(Released { released_at: now.into() })
}
