//! An admin takes access back; what comes after it moves up. An open attempt goes on: access is asked for before it begins.

use super::entitle::move_up;
use super::grant_access::shown;
use super::list_access::AccessRow;
use super::news;
use super::refund_order::why;
use super::scope::demand_manager;
use crate::service::accounts::api::Caller;
use crate::service::audit::{self, Object};
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::payments::access::{self, Withdrawal};
use crate::store::{Priority, retrying};
use examhall_domain::id::{AccessId, AccountId, ExamId};
use examhall_domain::payments::Why;
use serde_json::json;

/// Takes it back; again changes nothing.
///
/// # Errors
/// `forbidden`, `not-found`, `validation-failed` for the reason, and those of the store.
pub async fn revoke_access(cx: &Context, caller: &Caller, id: AccessId, reason: &str) -> Answer<AccessRow> {
    demand_manager(caller)?;
    let reason = why(reason)?;
    let (account, exam) = retrying(|| once(cx, caller, id, &reason)).await?;
    news::access_changed(cx, account, exam).await?;
    shown(cx, id).await
}

async fn once(cx: &Context, caller: &Caller, id: AccessId, reason: &Why) -> Answer<(AccountId, ExamId)> {
    let now = cx.clock.now();
    let transaction = cx.store.begin(Priority::Rest).await?;
    let row = access::find(&transaction, id).await?.ok_or(ProblemType::NotFound)?;
    let (account, exam) = (AccountId(row.account_id), ExamId(row.exam_id));
    access::hold(&transaction, account, exam).await?;
    let withdrawal = Withdrawal { by: Some(caller.account), why: reason.as_str(), at: now };
    if access::withdraw(&transaction, id, withdrawal).await? {
        move_up(&transaction, account, exam, now).await?;
        let object = Object { kind: "access", id: &id };
        let detail = json!({ "account": account, "exam": exam, "reason": reason });
        audit::record(cx, &transaction, Some(caller.account), "payments.access_revoked", object, detail).await?;
        transaction.commit().await?;
    }
    Ok((account, exam))
}
