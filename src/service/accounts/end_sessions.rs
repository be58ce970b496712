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
                record(cx, transaction, caller, session).await?;
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
    cx.sessions.end(session);
    cx.hub.announce(&Signal::SessionRevoked(session)).await;
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
            for session in &ended {
                record(cx, transaction, caller, *session).await?;
            }
            Ok::<_, StoreError>(ended)
        })
        .await?;
    // Every device of the person hears it. A single session is only closed: the others go on.
    let now = cx.clock.now();
    cx.hub.publish(session_ended(caller.account, now)).await;
    for session in ended {
        cx.sessions.end(session);
        cx.hub.announce(&Signal::SessionRevoked(session)).await;
    }
    Ok(())
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
    caller: &Caller,
    session: SessionId,
) -> Result<(), StoreError> {
    let object = audit::Object { kind: "session", id: &session };
    audit::record(cx, transaction, Some(caller.account), "accounts.session_ended", object, json!({})).await
}
