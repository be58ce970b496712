//! Ends the caller's own sessions: this one, another one, or all of them.

use crate::bus::{Channel, Doorbell, Signal};
use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, audit};
use crate::store::accounts::session;
use crate::store::{Priority, StoreError, Transaction};
use examhall_domain::accounts::{Action, Decision, Scope, Tie, permits};
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::Timestamp;
use serde_json::json;

/// Ends one of the caller's sessions, the present one included.
///
/// # Errors
/// `not-found` for a session that is not the caller's or has ended.
pub async fn end_session(cx: &Context, caller: &Caller, session: SessionId) -> Answer<()> {
    let ended = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let ended = session::revoke(transaction, caller.account, session, cx.clock.now()).await?;
            if ended {
                record(cx, transaction, caller.account, session).await?;
            }
            Ok::<_, StoreError>(ended)
        })
        .await?;
    // The statement changes own rows only, so the tie is what it found.
    let scope = if ended { Scope::NONE.with(Tie::Own) } else { Scope::NONE };
    match permits(caller.roles, Action::ManageSessions, scope) {
        Decision::Allowed => {}
        Decision::Hidden | Decision::Forbidden => return Err(ProblemType::NotFound.into()),
    }
    close_all(cx, vec![session]).await;
    Ok(())
}

/// Ends all sessions of the caller, here and everywhere else.
///
/// # Errors
/// Those of the store.
pub async fn end_all_sessions(cx: &Context, caller: &Caller) -> Answer<()> {
    let ended = cx
        .store
        .in_transaction(Priority::Rest, async |transaction: &Transaction| {
            let ended = session::revoke_all(transaction, caller.account, cx.clock.now()).await?;
            record_all(cx, transaction, caller.account, &ended).await?;
            Ok::<_, StoreError>(ended)
        })
        .await?;
    tell_all_ended(cx, caller.account, ended).await;
    Ok(())
}

/// Writes down which sessions were ended, in the transaction that ends them.
pub(super) async fn record_all(
    cx: &Context,
    transaction: &Transaction,
    actor: AccountId,
    ended: &[SessionId],
) -> Result<(), StoreError> {
    for session in ended {
        record(cx, transaction, actor, *session).await?;
    }
    Ok(())
}

/// Tells every device of a person, after the commit, that all of these sessions are over.
pub(super) async fn tell_all_ended(cx: &Context, account: AccountId, ended: Vec<SessionId>) {
    // Every device of the person hears it. Where one goes on, the others are only closed.
    cx.hub.publish(session_ended(account, cx.clock.now())).await;
    close_all(cx, ended).await;
}

/// Closes what sessions that were ended have open, after the commit, here and everywhere else.
pub(super) async fn close_all(cx: &Context, ended: Vec<SessionId>) {
    for session in ended {
        cx.sessions.end(session);
        cx.hub.announce(&Signal::SessionRevoked(session)).await;
    }
}

/// Tells all devices of a person that every session is over.
fn session_ended(account: AccountId, at: Timestamp) -> Doorbell {
    let channel = Channel::User(account);
    let message = json!({ "ch": channel.to_string(), "event": "session.ended", "at": Instant(at), "data": {} });
    Doorbell { channel, offset: None, payload: message.to_string().into() }
}

async fn record(
    cx: &Context,
    transaction: &Transaction,
    actor: AccountId,
    session: SessionId,
) -> Result<(), StoreError> {
    let object = audit::Object { kind: "session", id: &session };
    audit::record(cx, transaction, Some(actor), "accounts.session_ended", object, json!({})).await
}
