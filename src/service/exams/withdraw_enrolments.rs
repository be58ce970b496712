//! Taking people off the roster who have not been in the room.

use super::fields::Faults;
use super::scope;
use crate::bus::Signal;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::enrolment;
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, SittingId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who is not to sit.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawEnrolments {
    /// At least one, at most as many as a list may have.
    #[schema(value_type = Vec<Uuid>)]
    pub accounts: Vec<AccountId>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Withdrawn {
    pub withdrawn: u64,
    /// How many stay because they have been in the room: what they wrote is theirs.
    pub entered: usize,
}

/// Withdraws those who have not entered; who is not enrolled is left out.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed`, and those of the store.
pub async fn withdraw_enrolments(
    cx: &Context,
    caller: &Caller,
    sitting: SittingId,
    command: WithdrawEnrolments,
) -> Answer<Withdrawn> {
    scope::sitting(cx, caller, Action::AdjustEnrolment, sitting).await?;
    let mut faults = Faults::default();
    faults.people("/accounts", &command.accounts, cx.settings.exams.enrolment_rows_max);
    if !faults.is_empty() {
        return Err(faults.refusal().into());
    }
    // Who enters at this very instant keeps a paper that nobody can reach any more.
    let there = cx.rooms.entered(&cx.store, sitting).await?;
    let (stay, go): (Vec<AccountId>, Vec<AccountId>) =
        command.accounts.into_iter().partition(|account| there.contains(account));
    let transaction = cx.store.begin(Priority::Rest).await?;
    let withdrawn = enrolment::remove_many(&transaction, sitting, &go).await?;
    let object = Object { kind: "sitting", id: &sitting };
    let detail = serde_json::json!({ "accounts": go });
    audit::record(cx, &transaction, Some(caller.account), "exams.enrolments_withdrawn", object, detail).await?;
    transaction.commit().await?;
    cx.hub.announce(&Signal::RoomChanged(sitting)).await;
    Ok(Withdrawn { withdrawn, entered: stay.len() })
}
