//! The same change of terms for several people at once.

use super::fields::Faults;
use super::scope;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::enrolment;
use examhall_domain::accounts::Action;
use examhall_domain::exams::TermsChange;
use examhall_domain::id::{AccountId, SittingId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who gets which terms; what is not named stays as it is.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdjustEnrolments {
    /// At least one, at most as many as a list may have.
    #[schema(value_type = Vec<Uuid>)]
    pub accounts: Vec<AccountId>,
    /// 0 to 86,400.
    pub extra_time_s: Option<i64>,
    /// At most 80 characters; empty for no group.
    pub group: Option<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Adjusted {
    /// How many of them are enrolled and have the terms now.
    pub adjusted: u64,
}

/// Changes the terms for attempts that are opened afterwards. People who are not enrolled are left out.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, and those of the store.
pub async fn adjust_enrolments(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    command: AdjustEnrolments,
) -> Answer<Adjusted> {
    scope::sitting(cx, caller, Action::AdjustEnrolment, sitting).await?;
    let mut faults = Faults::default();
    faults.people("/accounts", &command.accounts, cx.settings.exams.enrolment_rows_max);
    let change = TermsChange {
        extra_time: command.extra_time_s.and_then(|seconds| faults.extra_time("/extra_time_s", seconds)),
        group: command.group.as_deref().and_then(|group| faults.text("/group", group)),
    };
    if command.extra_time_s.is_none() && command.group.is_none() {
        faults.add("", "nothing_to_change");
    }
    if !faults.is_empty() {
        return Err(faults.refusal().into());
    }
    let transaction = cx.store.begin(Priority::Rest).await?;
    let adjusted = enrolment::change_terms(&transaction, sitting, &command.accounts, &change).await?;
    let object = Object { kind: "sitting", id: &sitting };
    let detail = serde_json::json!({ "accounts": command.accounts, "extra_time_s": command.extra_time_s });
    audit::record(cx, &transaction, Some(caller.account), "exams.enrolments_adjusted", object, detail).await?;
    transaction.commit().await?;
    cx.hub.announce(&Signal::RoomChanged(sitting)).await;
    Ok(Adjusted { adjusted })
}
