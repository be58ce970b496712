//! Who may buy, and who may look at everybody's payments.

use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use examhall_domain::accounts::{Action, Decision, Scope, permits};

/// Lets those through who manage payments.
///
/// # Errors
/// `forbidden`.
pub fn demand_manager(caller: &Caller) -> Result<(), Refusal> {
    demand(caller, Action::ManagePayments)
}

/// Lets those through who sit exams.
///
/// # Errors
/// `forbidden`.
pub fn demand_buyer(caller: &Caller) -> Result<(), Refusal> {
    demand(caller, Action::Enrol)
}

fn demand(caller: &Caller, action: Action) -> Result<(), Refusal> {
    match permits(caller.roles, action, Scope::NONE) {
        Decision::Allowed => Ok(()),
        Decision::Hidden | Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}
