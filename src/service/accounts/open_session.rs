//! Begins a session for somebody whose identity is settled; part of registering and of signing in.

use crate::service::accounts::api::{Arrival, Me, MySession, SignedIn};
use crate::service::accounts::ask_erasure;
use crate::service::{Answer, Context, audit};
use crate::store::Transaction;
use crate::store::accounts::{account, picture, role, session};
use examhall_domain::accounts::SessionLife;
use examhall_domain::id::{AccountId, SessionId};

/// The longest part of a browser's name that is kept, in characters.
const USER_AGENT_CHARS_MAX: usize = 200;

/// Records the session; after the commit [`signed_in`] hands out its tokens. Whoever comes back keeps the account that was
/// to be erased.
///
/// # Errors
/// Those of the store, and `overloaded` when too many mails wait.
pub(super) async fn open_session(
    cx: &Context,
    transaction: &Transaction,
    account: &account::Model,
    arrival: &Arrival,
) -> Answer<Me> {
    let (id, now) = (SessionId(cx.ids.uuid()), cx.clock.now());
    let life = SessionLife::begin(now, cx.settings.accounts.session_terms());
    let row = session::Model {
        id: id.0,
        account_id: account.id,
        created_at_us: now.0,
        expires_at_us: life.expires_at.0,
        ends_at_us: life.ends_at.0,
        last_seen_at_us: now.0,
        user_agent: shown(&arrival.user_agent),
        network: arrival.network.to_string(),
        revoked_at_us: None,
    };
    session::insert(transaction, row).await?;
    let actor = AccountId(account.id);
    let object = audit::Object { kind: "session", id: &id };
    audit::record(cx, transaction, Some(actor), "accounts.signed_in", object, serde_json::json!({})).await?;
    if account.erased_from_us.is_some() {
        ask_erasure::call_off(cx, transaction, account).await?;
    }
    Ok(Me {
        id: actor,
        email: account.email.clone(),
        email_verified: account.email_verified_at_us.is_some(),
        name: account.name.clone(),
        roles: role::of_account(transaction, actor).await?,
        locale: account.locale()?,
        time_zone: account.time_zone.clone(),
        picture: picture::find(transaction, actor).await?.map(|found| picture::name(&found.digest)),
        session: MySession { id, expires_at: life.expires_at.into() },
    })
}

/// The tokens of a session that was committed.
pub(super) fn signed_in(cx: &Context, me: Me, arrival: &Arrival) -> SignedIn {
    let known = known_accounts(cx, arrival).into_iter().filter(|account| *account != me.id);
    let accounts: Vec<AccountId> = std::iter::once(me.id).chain(known).collect();
    SignedIn { token: token(cx, me.session.id), device: cx.tokens.sign_device(&accounts), me }
}

/// A fresh token for a session.
pub(super) fn token(cx: &Context, session: SessionId) -> String {
    let now = cx.clock.now();
    cx.tokens.sign_session(session, now, now + cx.settings.accounts.session_terms().absolute)
}

/// The accounts that signed in on this device before.
pub(super) fn known_accounts(cx: &Context, arrival: &Arrival) -> Vec<AccountId> {
    let device = arrival.device.as_deref().map(|token| cx.tokens.read_device(token));
    // A device that was not signed here is a stranger's, which needs no answer of its own.
    device.and_then(Result::ok).unwrap_or_default()
}

/// A header is bytes of a stranger: only what a list can show is kept.
fn shown(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_name_is_kept_as_far_as_a_list_shows_it() {
        assert_eq!(shown("Fire\u{7}fox\n"), "Firefox");
        assert_eq!(shown(&"é".repeat(USER_AGENT_CHARS_MAX + 1)), "é".repeat(USER_AGENT_CHARS_MAX));
    }
}
