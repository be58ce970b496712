//! Changes the own password by the old one.
//!
//! Whoever sits at somebody's open session must not find the password out by trying, so that the lock-out ladder counts
//! these tries like a stranger's sign-ins. Other sessions end: what made the change necessary may be signed in there.

use crate::gateway::hasher::Comparison;
use crate::service::accounts::api::Caller;
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::rungs::{self, Holding, Rung};
use crate::service::accounts::{create_account, end_sessions, notice};
use crate::service::mail::Content;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Context, audit, mail};
use crate::store::accounts::{account, link, session};
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::ladder::Asker;
use examhall_domain::accounts::{EmailAddress, LinkKind, Network, OfferedPassword, PasswordText};
use examhall_domain::id::SessionId;
use examhall_domain::time::Timestamp;
use serde_json::json;

/// Both passwords, as they were typed.
pub struct ChangePassword {
    pub old_password: String,
    pub new_password: String,
}

/// How a try that was written down ended.
enum Written {
    Changed(Vec<SessionId>),
    Wrong,
    Locked(Timestamp),
}

/// One change, with what it is judged by.
struct Change {
    account: account::Model,
    rung: Rung,
    /// The new hash, where the old password was right.
    hash: Option<String>,
}

/// Replaces the caller's password and ends their other sessions.
///
/// # Errors
/// `validation-failed` for either password (the old one with the code `wrong_password`), `locked-out` with the wait,
/// `overloaded`.
pub async fn change_password(cx: &Context, caller: &Caller, network: Network, command: ChangePassword) -> Answer<()> {
    let account = account::find(cx.store.read(), caller.account).await?.ok_or(ProblemType::SessionEnded)?;
    let email = EmailAddress::parse(&account.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?;
    let (old, new) = parse(&command, &email)?;
    let rung = Rung::new(&email, network, Asker::Stranger);
    rung.check(cx).await?;
    let hash = hash(cx, &old, &new, &account).await?;
    let change = Change { account, rung, hash };
    let written = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| write(cx, transaction, caller, &change).await)
        .await?;
    match written {
        Written::Changed(ended) => {
            end_sessions::close_all(cx, ended).await;
            mail::announce(cx).await;
            Ok(())
        }
        Written::Wrong => {
            Err(Refusal::new(ProblemType::ValidationFailed).field("/old_password", "wrong_password").into())
        }
        Written::Locked(until) => Err(rungs::locked(until, cx.clock.now()).into()),
    }
}

fn parse(command: &ChangePassword, email: &EmailAddress) -> Result<(OfferedPassword, PasswordText), Refusal> {
    let mut faults = Faults::default();
    let old = faults.note(fields::offered_password("/old_password", &command.old_password));
    let new = faults.note(fields::new_password("/new_password", &command.new_password, email));
    old.zip(new).ok_or_else(|| faults.refusal())
}

/// The hash of the new password for who knows the old one.
async fn hash(
    cx: &Context,
    old: &OfferedPassword,
    new: &PasswordText,
    account: &account::Model,
) -> Answer<Option<String>> {
    let compared = cx.hasher.compare(old.expose(), Some(&account.password_hash)).await;
    match compared.map_err(|full| create_account::overloaded(cx, full))? {
        Comparison::Different => Ok(None),
        Comparison::Same => {
            let hash = cx.hasher.hash(new.expose()).await.map_err(|full| create_account::overloaded(cx, full))?;
            Ok(Some(hash))
        }
    }
}

async fn write(cx: &Context, transaction: &Transaction, caller: &Caller, change: &Change) -> Answer<Written> {
    let now = cx.clock.now();
    let held = match change.rung.hold(transaction, now).await? {
        Holding::Free(held) => held,
        Holding::Locked(until) => return Ok(Written::Locked(until)),
    };
    let now_stored = account::find_for_update(transaction, caller.account).await?;
    // The password may have been changed since it was compared; then the one that was offered is wrong now.
    let is_same = now_stored.is_some_and(|stored| stored.password_hash == change.account.password_hash);
    let Some(hash) = change.hash.as_ref().filter(|_| is_same) else {
        change.rung.fail(transaction, held, now).await?;
        return Ok(Written::Wrong);
    };
    change.rung.clear(transaction).await?;
    account::set_password_hash(transaction, caller.account, hash).await?;
    link::void(transaction, caller.account, LinkKind::ResetPassword).await?;
    let ended = session::revoke_others(transaction, caller.account, caller.session, now).await?;
    let object = audit::Object { kind: "account", id: &caller.account };
    audit::record(cx, transaction, Some(caller.account), "accounts.password_changed", object, json!({})).await?;
    end_sessions::record_all(cx, transaction, caller.account, &ended).await?;
    notice::tell(cx, transaction, &change.account, Content::PasswordChanged { at: now }).await?;
    Ok(Written::Changed(ended))
}
