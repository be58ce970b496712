//! Asks for the own account to be erased. It is after some days (`erase_accounts`), unless its owner signs in before.

use crate::service::accounts::api::Caller;
use crate::service::accounts::api::proof::Proof;
use crate::service::accounts::prove::Try;
use crate::service::accounts::{authenticate, end_sessions, notice};
use crate::service::instant::Instant;
use crate::service::mail::Content;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit, mail};
use crate::store::Transaction;
use crate::store::accounts::{account, role, session};
use examhall_domain::accounts::{Network, OpenAttempts, Role};
use examhall_domain::id::AccountId;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// When it will be.
#[derive(Serialize, ToSchema)]
pub struct ErasureAsked {
    /// Signing in before this instant calls it off.
    pub erased_from: Instant,
}

/// Sets the day and signs the caller out everywhere, so that coming back is a sign-in.
///
/// # Errors
/// `exam-under-way` while the caller writes one, `last-admin` for the only admin; those of the proof.
pub async fn ask_erasure(cx: &Context, caller: &Caller, network: Network, proof: &Proof) -> Answer<ErasureAsked> {
    match authenticate::attempts_of(cx, caller.account).await? {
        OpenAttempts::Some => return Err(ProblemType::ExamUnderWay.into()),
        OpenAttempts::None => {}
    }
    let attempt = Try::prepare(cx, caller.account, network, proof).await?;
    let (id, now) = (caller.account, cx.clock.now());
    let from = now + cx.settings.accounts.erase_after();
    let ended = attempt
        .settle(cx, async |transaction: &Transaction, _proven| {
            if is_last_admin(transaction, id).await? {
                return Err(ProblemType::LastAdmin.into());
            }
            account::set_erased_from(transaction, id, Some(from)).await?;
            let ended = session::revoke_all(transaction, id, now).await?;
            let object = audit::Object { kind: "account", id: &id };
            audit::record(cx, transaction, Some(id), "accounts.erasure_asked", object, json!({})).await?;
            end_sessions::record_all(cx, transaction, id, &ended).await?;
            notice::tell(cx, transaction, attempt.account(), Content::ErasureAsked { due: from }).await?;
            Ok(ended)
        })
        .await?;
    end_sessions::tell_all_ended(cx, id, ended).await;
    mail::announce(cx).await;
    Ok(ErasureAsked { erased_from: from.into() })
}

/// Keeps the account of who signs in, in the transaction that does it, and says so by mail.
pub(super) async fn call_off(cx: &Context, transaction: &Transaction, owner: &account::Model) -> Answer<()> {
    let id = AccountId(owner.id);
    if account::set_erased_from(transaction, id, None).await? {
        let object = audit::Object { kind: "account", id: &id };
        audit::record(cx, transaction, Some(id), "accounts.erasure_called_off", object, json!({})).await?;
        notice::tell(cx, transaction, owner, Content::ErasureCalledOff { at: cx.clock.now() }).await?;
    }
    Ok(())
}

/// Whether nobody else could give roles any more.
pub(super) async fn is_last_admin(transaction: &Transaction, account: AccountId) -> Answer<bool> {
    let is_admin = role::of_account(transaction, account).await?.contains(Role::Admin);
    Ok(is_admin && !role::is_held_by_another(transaction, Role::Admin, account).await?)
}
