//! Whose exams and sittings a caller may reach: the permissions' table turned into the owner that queries filter by.

use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::exams::{OwnedBy, exam, sitting};
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use examhall_domain::id::{ExamId, SittingId};

/// Refuses what nobody with the caller's roles and ties may do.
///
/// # Errors
/// `forbidden`, or `not-found` where the object must stay unknown.
pub(super) fn demand(caller: &Caller, action: Action, scope: Scope) -> Result<(), Refusal> {
    match permits(caller.roles, action, scope) {
        Decision::Allowed => Ok(()),
        Decision::Hidden => Err(ProblemType::NotFound.into()),
        Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}

/// Among whose exams the caller may do this.
///
/// # Errors
/// `forbidden` for those who may do it to none.
pub(super) fn owned_by(caller: &Caller, action: Action) -> Result<OwnedBy, Refusal> {
    if permits(caller.roles, action, Scope::NONE) == Decision::Allowed {
        return Ok(OwnedBy::Anyone);
    }
    demand(caller, action, Scope::NONE.with(Tie::OwnsExam))?;
    Ok(OwnedBy::Account(caller.account))
}

/// The exam, if the caller may do this to it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub(super) async fn exam(cx: &Context, caller: &Caller, action: Action, exam: ExamId) -> Answer<exam::Model> {
    let owned_by = owned_by(caller, action)?;
    let found = exam::find_owned(cx.store.read(), exam, owned_by).await?;
    Ok(found.ok_or(ProblemType::NotFound)?)
}

/// The sitting, if the caller may do this to it.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub(super) async fn sitting(
    cx: &Context,
    caller: &Caller,
    action: Action,
    sitting: SittingId,
) -> Answer<sitting::Model> {
    let owned_by = owned_by(caller, action)?;
    let found = sitting::find_owned(cx.store.read(), sitting, owned_by).await?;
    Ok(found.ok_or(ProblemType::NotFound)?)
}
