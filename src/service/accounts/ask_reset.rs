//! Asks for a link that sets a new password.
//!
//! Whether an address has an account shows neither in the answer nor in its time: asking looks the address up and writes
//! one job, whoever has it. What differs, from the limits to the mail, is done by the job.

use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::{links, rungs};
use crate::service::jobs::{self, Job};
use crate::service::{Answer, Context, mail};
use crate::store::accounts::account;
use crate::store::{Priority, Transaction, jobs as rows, json};
use examhall_domain::accounts::LinkKind;
use examhall_domain::id::{AccountId, JobId};
use serde::{Deserialize, Serialize};

/// The kind of the job; its payload is `{"account": "<id>"}`, or null where nobody has the address.
pub const RESET_JOB: &str = "send_reset";

#[derive(Serialize, Deserialize)]
struct Payload {
    account: Option<AccountId>,
}

/// Has a link sent to this address if somebody has it.
///
/// # Errors
/// `validation-failed` for what is no address, `overloaded` when too many have asked.
pub async fn ask_reset(cx: &Context, email: &str) -> Answer<()> {
    let mut faults = Faults::default();
    let email = faults.note(fields::email(email)).ok_or_else(|| faults.refusal())?;
    let found = account::find_by_email(cx.store.read(), &email).await?;
    let found = found.filter(|account| account.disabled_at_us.is_none());
    let payload = json::encode("jobs.payload", &Payload { account: found.map(|account| AccountId(account.id)) })?;
    // Who asks again before the first has been looked at asks for nothing more.
    let key: String = rungs::subject(&email).iter().map(|byte| format!("{byte:02x}")).collect();
    let id = JobId(cx.ids.uuid());
    cx.store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let key = format!("{RESET_JOB}:{key}");
            mail::enqueue(cx, transaction, RESET_JOB, id, Some(key), payload.clone()).await
        })
        .await?;
    mail::announce(cx).await;
    Ok(())
}

/// Carries the job out: writes the mail, unless nobody has the address or it was sent enough of them.
///
/// # Errors
/// Those of the store, and `overloaded`; the job is then tried again.
pub async fn send_reset(cx: &Context, owner: &str, job: &Job) -> Answer<()> {
    let Payload { account } = json::decode("jobs.payload", &job.payload)?;
    let Some(account) = account else { return jobs::finish(cx, owner, job.id).await };
    let transaction = cx.store.begin(Priority::Jobs).await?;
    let found = account::find_for_update(&transaction, account).await?;
    if let Some(found) = found.filter(|account| account.disabled_at_us.is_none())
        && links::may_be_sent(cx, &transaction, account, LinkKind::ResetPassword).await?.is_ok()
    {
        links::send(cx, &transaction, &found, LinkKind::ResetPassword).await?;
    }
    // Without the lease somebody else does it, so that nothing of this must stay.
    if rows::finish(&transaction, job.id, owner, cx.clock.now()).await? {
        transaction.commit().await?;
        mail::announce(cx).await;
    }
    Ok(())
}
