//! Lets somebody in again before the time, on this instance.

use super::read_limits::permit;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::Priority;
use examhall_domain::ratelimit::Subject;

/// Lifts a ban and forgets those before it.
///
/// # Errors
/// `forbidden`; `validation-failed` at `/key` for what names nobody; `not-found` for whoever is not shut out; and those
/// of the store, after which the ban still stands.
pub async fn lift_ban(cx: &Context, caller: &Caller, key: &str) -> Answer<()> {
    permit(caller)?;
    let invalid = |_| Refusal::new(ProblemType::ValidationFailed).field("/key", "invalid");
    let subject: Subject = key.parse().map_err(invalid)?;
    let now = cx.clock.now();
    let ban = cx.limits.offenders.ban(subject, now).ok_or(ProblemType::NotFound)?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let detail = serde_json::json!({ "count": ban.count });
    let object = Object { kind: "rate_limit_key", id: &subject };
    audit::record(cx, &transaction, Some(caller.account), "ratelimit.lifted", object, detail).await?;
    transaction.commit().await?;
    cx.limits.offenders.lift(subject, now);
    Ok(())
}
