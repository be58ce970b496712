//! Sets a new password by a link that was sent to the account's address.

use crate::gateway::links::LinkToken;
use crate::service::accounts::fields::{self, Faults};
use crate::service::accounts::{create_account, end_sessions, links, notice, rungs};
use crate::service::mail::Content;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit, mail};
use crate::store::accounts::{account, ladder, link, session};
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::{EmailAddress, LinkKind, PasswordText};
use examhall_domain::id::{AccountId, SessionId};
use serde_json::json;

/// Token and password, as they came.
pub struct ResetPassword {
    pub token: String,
    pub password: String,
}

/// Replaces the password and ends every session; nobody is signed in by it. Whoever got the mail has the address, so that
/// is shown too, and the ladder forgets the tries that led here.
///
/// # Errors
/// `link-invalid` as for any link, `validation-failed` for the password, `overloaded`.
pub async fn reset_password(cx: &Context, command: ResetPassword) -> Answer<()> {
    let token = links::parse(&command.token)?;
    let email = address(cx, &token).await?;
    let mut faults = Faults::default();
    let password = faults.note(fields::new_password("/password", &command.password, &email));
    let password: PasswordText = password.ok_or_else(|| faults.refusal())?;
    let hash = cx.hasher.hash(password.expose()).await.map_err(|full| create_account::overloaded(cx, full))?;
    let (account, ended) = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            ladder::clear_everywhere(transaction, &rungs::subject(&email)).await?;
            let found = links::redeem(cx, transaction, &token, LinkKind::ResetPassword).await?;
            let ended = replace(cx, transaction, &found, &hash).await?;
            Answer::Ok((AccountId(found.id), ended))
        })
        .await?;
    end_sessions::tell_all_ended(cx, account, ended).await;
    mail::announce(cx).await;
    Ok(())
}

/// Who has the link, before anything dear is done; the transaction looks again.
async fn address(cx: &Context, token: &LinkToken) -> Answer<EmailAddress> {
    let store = cx.store.read();
    let row = link::find(store, &token.digest()).await?.ok_or(ProblemType::LinkInvalid)?;
    row.link()?.check(LinkKind::ResetPassword, cx.clock.now()).map_err(|_| ProblemType::LinkInvalid)?;
    let found = account::find(store, AccountId(row.account_id)).await?.ok_or(ProblemType::LinkInvalid)?;
    Ok(EmailAddress::parse(&found.email).map_err(|why| StoreError::corrupt("accounts.email", &why))?)
}

async fn replace(
    cx: &Context,
    transaction: &Transaction,
    found: &account::Model,
    hash: &str,
) -> Answer<Vec<SessionId>> {
    let (id, now) = (AccountId(found.id), cx.clock.now());
    account::set_password_hash(transaction, id, hash).await?;
    account::set_email_verified(transaction, id, now).await?;
    let ended = session::revoke_all(transaction, id, now).await?;
    let object = audit::Object { kind: "account", id: &id };
    audit::record(cx, transaction, Some(id), "accounts.password_reset", object, json!({})).await?;
    end_sessions::record_all(cx, transaction, id, &ended).await?;
    notice::tell(cx, transaction, found, Content::PasswordChanged { at: now }).await?;
    Ok(ended)
}
