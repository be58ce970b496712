//! One person's terms in a sitting: extra time and a group.
//!
//! They count for attempts that are opened afterwards; an open attempt is given time by the proctor.

use super::fields::Faults;
use super::scope;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::enrolment;
use examhall_domain::accounts::Action;
use examhall_domain::exams::GroupLabel;
use examhall_domain::id::{AccountId, SittingId};
use serde::Deserialize;
use utoipa::ToSchema;

/// The terms.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustEnrolment {
    /// 0 to 86,400.
    pub extra_time_s: i64,
    /// At most 80 characters; empty for no group.
    pub group: String,
}

/// Replaces the person's terms.
///
/// # Errors
/// `forbidden`, `not-found` also for a person who is not enrolled, `validation-failed`, and those of the store.
pub async fn adjust_enrolment(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    person: AccountId,
    command: AdjustEnrolment,
) -> Answer<()> {
    scope::sitting(cx, caller, Action::AdjustEnrolment, sitting).await?;
    let mut faults = Faults::default();
    let group: Option<GroupLabel> = faults.text("/group", &command.group);
    let extra_time = faults.extra_time("/extra_time_s", command.extra_time_s);
    let (Some(group), Some(extra_time)) = (group, extra_time) else { return Err(faults.refusal().into()) };
    let transaction = cx.store.begin(Priority::Rest).await?;
    if !enrolment::set_terms(&transaction, sitting, person, extra_time, group.as_str()).await? {
        return Err(ProblemType::NotFound.into());
    }
    let object = Object { kind: "sitting", id: &sitting };
    let detail = serde_json::json!({ "account": person, "extra_time_s": command.extra_time_s });
    audit::record(cx, &transaction, Some(caller.account), "exams.enrolment_adjusted", object, detail).await?;
    transaction.commit().await?;
    cx.hub.announce(&Signal::RoomChanged(sitting)).await;
    Ok(())
}
