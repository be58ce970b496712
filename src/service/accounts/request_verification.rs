//! Sends the link once more that shows an address to be its owner's.

use crate::service::accounts::api::Caller;
use crate::service::accounts::{links, rungs};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, mail};
use crate::store::accounts::account;
use crate::store::{Priority, Transaction};
use examhall_domain::accounts::LinkKind;

/// Sends a new link to the caller's address; earlier ones cease to work.
///
/// # Errors
/// `email-verified` when nothing is left to show, `too-many-requests` with the wait, `overloaded`.
pub async fn request_verification(cx: &Context, caller: &Caller) -> Answer<()> {
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| write(cx, transaction, caller).await)
        .await?;
    mail::announce(cx).await;
    Ok(())
}

async fn write(cx: &Context, transaction: &Transaction, caller: &Caller) -> Answer<()> {
    let found = account::find_for_update(transaction, caller.account).await?.ok_or(ProblemType::SessionEnded)?;
    if found.email_verified_at_us.is_some() {
        return Err(ProblemType::EmailVerified.into());
    }
    if let Err(from) = links::may_be_sent(cx, transaction, caller.account, LinkKind::VerifyEmail).await? {
        let wait_s = rungs::wait_s(from, cx.clock.now());
        return Err(Refusal::new(ProblemType::TooManyRequests).retry_after(wait_s).into());
    }
    links::send(cx, transaction, &found, LinkKind::VerifyEmail).await
}
