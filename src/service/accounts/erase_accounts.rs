//! Erases the accounts whose day has come.
//!
//! What tells who somebody is goes: address, name, picture, password, second factor, sessions, mails, roles. The account's
//! id stays, because the chains of answers and the receipts name it; nobody can tell whose it was.

use crate::service::accounts::api::Records;
use crate::service::accounts::{ask_erasure, authenticate, rungs};
use crate::service::{Answer, Context, audit};
use crate::store::accounts::account::{self, Pseudonym};
use crate::store::accounts::{ladder, link, picture, recovery_code, role, second_factor, session};
use crate::store::{Priority, StoreError, Transaction, mail, retrying};
use examhall_domain::accounts::{EmailAddress, OpenAttempts};
use examhall_domain::id::AccountId;
use serde_json::json;

const PSEUDONYM_BYTES: usize = 8;

/// What became of an account that was due.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Erased,
    /// Its owner came back, or another instance was faster.
    Settled,
    /// It is the last admin's, or somebody writes an exam with it.
    Held,
}

/// Erases them, a bounded number in each round and one in each transaction; says how many.
///
/// # Errors
/// Those of the store; what was erased before stays erased.
pub async fn erase_accounts(cx: &Context, records: &Records) -> Answer<u64> {
    let due = account::list_due_to_erase(cx.store.read(), cx.clock.now(), cx.settings.ops.sweep_batch.into()).await?;
    let mut erased = 0;
    for id in due {
        let outcome = match authenticate::attempts_of(cx, id).await? {
            OpenAttempts::Some => Outcome::Held,
            OpenAttempts::None => retrying(|| erase_once(cx, records, id)).await?,
        };
        match outcome {
            Outcome::Erased => erased += 1,
            Outcome::Settled => {}
            Outcome::Held => {
                tracing::warn!(account = %id, "an account waits to be erased: it is the last admin's or in use")
            }
        }
    }
    Ok(erased)
}

async fn erase_once(cx: &Context, records: &Records, id: AccountId) -> Answer<Outcome> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let outcome = erase(cx, &transaction, records, id).await?;
    transaction.commit().await?;
    Ok(outcome)
}

async fn erase(cx: &Context, transaction: &Transaction, records: &Records, id: AccountId) -> Answer<Outcome> {
    let now = cx.clock.now();
    let found = account::find_for_update(transaction, id).await?;
    let Some(found) = found.filter(|found| found.erased_from_us.is_some_and(|from| from <= now.0)) else {
        return Ok(Outcome::Settled);
    };
    if ask_erasure::is_last_admin(transaction, id).await? {
        return Ok(Outcome::Held);
    }
    let email = EmailAddress::parse(&found.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
    ladder::clear_everywhere(transaction, &rungs::subject(&email)).await?;
    picture::remove(transaction, id).await?;
    second_factor::remove(transaction, id).await?;
    recovery_code::replace(transaction, id, &[]).await?;
    link::void_all(transaction, id).await?;
    session::remove_all(transaction, id).await?;
    mail::remove_all(transaction, id).await?;
    role::revoke_all(transaction, id).await?;
    for slice in records.iter() {
        slice.erase(transaction, id).await?;
    }
    account::erase(transaction, id, &pseudonym(cx), now).await?;
    let object = audit::Object { kind: "account", id: &id };
    audit::record(cx, transaction, None, "accounts.erased", object, json!({})).await?;
    Ok(Outcome::Erased)
}

/// Drawn, so that it follows from nothing.
fn pseudonym(cx: &Context) -> Pseudonym {
    let mut bytes = [0; PSEUDONYM_BYTES];
    cx.randomness.fill(&mut bytes);
    let word: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Pseudonym { email: format!("{word}@erased.invalid"), name: format!("#{word}") }
}
