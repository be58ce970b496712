//! Takes a lost second factor away; the command line does this for who shows otherwise who they are.

use crate::service::accounts::{api, notice, rungs};
use crate::service::mail::Content;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit, mail};
use crate::store::accounts::{account, recovery_code, second_factor};
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::EmailAddress;
use examhall_domain::id::AccountId;
use serde_json::json;

/// Takes the factor of the account with this address away, with its codes on paper and what wrong codes have locked; the
/// owner is told by mail.
///
/// # Errors
/// `not-found` when nobody has the address, `second-factor-off` without a factor.
pub async fn reset(cx: &Context, email: &str) -> Answer<()> {
    let id = api::account_by_email(cx, email).await?.ok_or(ProblemType::NotFound)?;
    cx.store.in_transaction(Priority::Rest, async |transaction: &Transaction| write(cx, transaction, id).await).await?;
    mail::announce(cx).await;
    Ok(())
}

async fn write(cx: &Context, transaction: &Transaction, id: AccountId) -> Answer<()> {
    let owner = account::find_for_update(transaction, id).await?.ok_or(ProblemType::NotFound)?;
    if !second_factor::remove(transaction, id).await? {
        return Err(ProblemType::SecondFactorOff.into());
    }
    recovery_code::replace(transaction, id, &[]).await?;
    let email = EmailAddress::parse(&owner.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
    rungs::Rung::of_codes(&email).clear(transaction).await?;
    let object = audit::Object { kind: "account", id: &id };
    audit::record(cx, transaction, None, "accounts.second_factor_reset", object, json!({})).await?;
    notice::tell(cx, transaction, &owner, Content::SecondFactorOff { at: cx.clock.now() }).await
}
