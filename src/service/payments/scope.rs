//! Who may look at everybody's payments.

use crate::service::accounts::api::Caller;
use crate::service::problem::{ProblemType, Refusal};
use examhall_domain::accounts::{Action, Decision, Scope, permits};

/// Lets those through who manage payments.
///
/// # Errors
/// `forbidden`.
pub fn demand_manager(caller: &Caller) -> Result<(), Refusal> {
    match permits(caller.roles, Action::ManagePayments, Scope::NONE) {
        Decision::Allowed => Ok(()),
        Decision::Hidden | Decision::Forbidden => Err(ProblemType::Forbidden.into()),
    }
}
