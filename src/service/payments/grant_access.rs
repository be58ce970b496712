//! An admin gives somebody access to an exam, after what the person has already, for so many days.

use super::entitle::spans;
use super::fields::text_fault;
use super::list_access::{self, AccessRow};
use super::news;
use super::scope::demand_manager;
use crate::service::accounts::api::{Caller, account_by_email};
use crate::service::audit::{self, Object};
use crate::service::exams::api as exams;
use crate::service::problem::{FieldFault, ProblemType, Refusal};
use crate::service::{Answer, Context};
use crate::store::payments::access::{self, Basis, NewAccess};
use crate::store::{Priority, StoreError, retrying};
use examhall_domain::id::{AccessId, AccountId, ExamId};
use examhall_domain::payments::access::{ends_at, starts_at};
use examhall_domain::payments::price::ACCESS_DAYS_MAX;
use examhall_domain::payments::{AccessDays, Why};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

/// Who gets access to what.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantAccess {
    /// The address of an account.
    pub email: String,
    #[schema(value_type = Uuid)]
    pub exam_id: ExamId,
    /// 1 to 3,650.
    pub days: i64,
    /// 3 to 500 characters.
    pub reason: String,
}

struct Wish {
    account: AccountId,
    exam: ExamId,
    days: AccessDays,
    reason: Why,
}

/// Grants it.
///
/// # Errors
/// `forbidden`, `validation-failed` for each field, and those of the store.
pub async fn grant_access(cx: &Context, caller: &Caller, command: &GrantAccess) -> Answer<AccessRow> {
    demand_manager(caller)?;
    let wish = read(cx, command).await?;
    let id = retrying(|| once(cx, caller, &wish)).await?;
    news::access_changed(cx, wish.account, wish.exam).await?;
    shown(cx, id).await
}

async fn once(cx: &Context, caller: &Caller, wish: &Wish) -> Answer<AccessId> {
    let (now, id) = (cx.clock.now(), AccessId(cx.ids.uuid()));
    let transaction = cx.store.begin(Priority::Rest).await?;
    let spans = spans(&access::hold(&transaction, wish.account, wish.exam).await?)?;
    let starts_at = starts_at(&spans, now);
    let new = NewAccess {
        id,
        account: wish.account,
        exam: wish.exam,
        basis: Basis::Grant { by: caller.account, reason: wish.reason.to_string() },
        starts_at,
        expires_at: Some(ends_at(starts_at, wish.days.get())),
        created_at: now,
    };
    access::put(&transaction, new).await?;
    let detail = json!({
        "account": wish.account, "exam": wish.exam, "days": wish.days.get(), "reason": wish.reason,
    });
    let object = Object { kind: "access", id: &id };
    audit::record(cx, &transaction, Some(caller.account), "payments.access_granted", object, detail).await?;
    transaction.commit().await?;
    Ok(id)
}

/// The row as admins see it.
///
/// # Errors
/// `not-found`, and those of the store.
pub(super) async fn shown(cx: &Context, id: AccessId) -> Answer<AccessRow> {
    let row = access::find(cx.store.read(), id).await?.ok_or(ProblemType::NotFound)?;
    let row = list_access::of_rows(cx, vec![row]).await?.pop();
    Ok(row.ok_or_else(|| StoreError::corrupt("exam_access", &"a row without its view"))?)
}

/// Every field is looked at, so that a form hears of all that is wrong at once.
async fn read(cx: &Context, command: &GrantAccess) -> Answer<Wish> {
    let mut refusal = Refusal::new(ProblemType::ValidationFailed);
    let account = account_by_email(cx, &command.email).await?;
    if account.is_none() {
        refusal = refusal.field("/email", "not_found");
    }
    let exam = exams::offer(&cx.store, command.exam_id).await?;
    if exam.is_none() {
        refusal = refusal.field("/exam_id", "not_found");
    }
    let days = AccessDays::parse(command.days).map_err(|_| refusal.fields.push(days_fault("/days"))).ok();
    let reason = Why::parse(&command.reason);
    let reason = reason.map_err(|fault| refusal.fields.extend(text_fault("/reason", fault).fields)).ok();
    match (account, exam, days, reason) {
        (Some(account), Some(offer), Some(days), Some(reason)) => Ok(Wish { account, exam: offer.exam, days, reason }),
        _ => Err(refusal.into()),
    }
}

/// A number of days that nobody can be given.
pub(super) fn days_fault(pointer: &str) -> FieldFault {
    let args = vec![("min", "1".to_owned()), ("max", ACCESS_DAYS_MAX.to_string())];
    FieldFault { pointer: pointer.to_owned(), code: "out_of_range", args }
}
