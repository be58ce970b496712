//! Taking a sitting off somebody's hands.

use super::scope;
use crate::bus::{Dismissed, Signal};
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::{Answer, Context};
use crate::store::Priority;
use crate::store::exams::staff;
use examhall_domain::accounts::Action;
use examhall_domain::id::{AccountId, SittingId};

/// Dismisses the person, whose sockets leave the room at once; whoever is not assigned stays so.
///
/// # Errors
/// `forbidden`, `not-found`, and those of the store.
pub async fn dismiss_staff(cx: &Context, caller: &Caller, sitting: SittingId, person: AccountId) -> Answer<()> {
    scope::sitting(cx, caller, Action::AssignStaff, sitting).await?;
    let transaction = cx.store.begin(Priority::Rest).await?;
    let was_assigned = staff::dismiss(&transaction, sitting, person).await?;
    if was_assigned {
        let object = Object { kind: "sitting", id: &sitting };
        let detail = serde_json::json!({ "account": person });
        audit::record(cx, &transaction, Some(caller.account), "exams.staff_dismissed", object, detail).await?;
    }
    transaction.commit().await?;
    if was_assigned {
        cx.hub.announce(&Signal::StaffDismissed(Dismissed { sitting, account: person })).await;
    }
    Ok(())
}
