//! Letting the students of a sitting see their results, finished or, where the author says so, with essays unmarked.

use super::scope;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::instant::Instant;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::sitting;
use examhall_domain::accounts::Action;
use examhall_domain::id::SittingId;
use examhall_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How to release.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseResults {
    #[serde(default)]
    pub unmarked: Unmarked,
}

/// What to do about answers that still wait for a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unmarked {
    /// Release nothing while there are any.
    #[default]
    Refuse,
    /// Release their results as provisional ones.
    Release,
}

/// Since when results can be read.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Released {
    pub released_at: Instant,
}

/// Releases the results; releasing again keeps the first instant.
///
/// # Errors
/// `forbidden`, `not-found`, `results-unmarked` with the count of the answers that wait unless the command says to release
/// nevertheless, and those of the store.
pub async fn release_results(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    command: ReleaseResults,
) -> Answer<Released> {
    let row = scope::sitting(cx, caller, Action::ReleaseResults, sitting).await?;
    if let Some(at_us) = row.released_at_us {
        return Ok(Released { released_at: Timestamp(at_us).into() });
    }
    let unmarked = cx.rooms.unmarked(&cx.store, sitting).await?;
    if unmarked > 0 && command.unmarked == Unmarked::Refuse {
        let refusal = Refusal::new(ProblemType::ResultsUnmarked).arg("count", unmarked);
        return Err(refusal.extra("unmarked", unmarked.into()).into());
    }
    let now = cx.clock.now();
    let transaction = cx.store.begin(Priority::Rest).await?;
    sitting::release(&transaction, sitting, now).await?;
    let detail = serde_json::json!({ "unmarked": unmarked });
    let object = Object { kind: "sitting", id: &sitting };
    audit::record(cx, &transaction, Some(caller.account), "exams.results_released", object, detail).await?;
    transaction.commit().await?;
    cx.rooms.tell_released(&cx.store, &cx.hub, sitting, now).await?;
    Ok(Released { released_at: now.into() })
}
