//! Assigning somebody who supervises a sitting.

use super::fields::Faults;
use super::scope;
use crate::service::accounts::api::{Caller, account_by_email, roles_of};
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::staff;
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use examhall_domain::id::{AccountId, SittingId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who is to supervise.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignStaff {
    /// Of an account that may proctor or mark what it is assigned to.
    pub email: String,
}

/// Assigns the person; assigning again changes nothing.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` when there is nobody with this address who may proctor or mark, and those of
/// the store.
pub async fn assign_staff(cx: &Context, caller: &Caller, sitting: SittingId, command: AssignStaff) -> Answer<()> {
    scope::sitting(cx, caller, Action::AssignStaff, sitting).await?;
    let Some(person) = staff(cx, &command.email).await? else {
        let mut faults = Faults::default();
        faults.add("/email", "not_found");
        return Err(faults.refusal().into());
    };
    let max = cx.settings.exams.staff_max;
    if staff::list(cx.store.read(), sitting, max).await?.len() as u64 >= max {
        let mut faults = Faults::default();
        faults.add_with("/email", "too_many", vec![("max", max.to_string())]);
        return Err(faults.refusal().into());
    }
    let transaction = cx.store.begin(Priority::Rest).await?;
    if staff::assign(&transaction, sitting, person).await? {
        let object = Object { kind: "sitting", id: &sitting };
        let detail = serde_json::json!({ "account": person });
        audit::record(cx, &transaction, Some(caller.account), "exams.staff_assigned", object, detail).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// The person with this address, if they may proctor or mark what they are assigned to.
async fn staff(cx: &Context, email: &str) -> Answer<Option<AccountId>> {
    let Some(person) = account_by_email(cx, email).await? else { return Ok(None) };
    let roles = roles_of(cx, person).await?;
    let assigned = Scope::NONE.with(Tie::Assigned);
    let may = |action| permits(roles, action, assigned) == Decision::Allowed;
    Ok((may(Action::ProctorRoom) || may(Action::MarkAttempt)).then_some(person))
}
