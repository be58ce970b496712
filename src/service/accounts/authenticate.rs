//! From a token to the person who asks.

use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::accounts::session::{self, SignedIn};
use crate::store::accounts::standing::{Live, Remembered};
use crate::store::{Priority, StoreError};
use crate::telemetry::metric;
use examhall_domain::accounts::{OpenAttempts, SessionLife};
use examhall_domain::id::{AccountId, SessionId};
use examhall_domain::time::Timestamp;

/// Who holds this token. Being seen slides the session on, now and then and without the caller waiting for it.
///
/// # Errors
/// `not-signed-in` for what was not signed here, `session-ended` for a session that was revoked or has expired.
pub async fn authenticate(cx: &Context, token: &str) -> Answer<Caller> {
    let session = cx.tokens.read_session(token).map_err(|_| ProblemType::NotSignedIn)?;
    let live = find(cx, session).await?;
    let now = cx.clock.now();
    if !live.life.is_within(now) {
        let attempts = attempts_of(cx, live.account).await?;
        if !live.life.is_alive(now, attempts) {
            cx.sessions.end(session);
            return Err(ProblemType::SessionEnded.into());
        }
    }
    let terms = cx.settings.accounts.session_terms();
    if live.life.needs_touch(now, terms) {
        let touched = Live { life: live.life.touched(now, terms), ..live };
        cx.sessions.renew(touched);
        tokio::spawn(slide_in_background(cx.clone(), touched));
    }
    Ok(Caller { account: live.account, session: live.session, roles: live.roles })
}

/// Whose token this is, as far as it is remembered without asking the store.
pub fn remembered(cx: &Context, token: &str) -> Option<AccountId> {
    let session = cx.tokens.read_session(token).ok()?;
    match cx.sessions.recall(session) {
        Remembered::Live(live) if live.life.is_within(cx.clock.now()) => Some(live.account),
        Remembered::Live(_) | Remembered::Ended | Remembered::Nothing => None,
    }
}

/// Writes down that a session was seen. `false` when it was revoked meanwhile.
///
/// # Errors
/// Those of the store.
pub async fn slide(cx: &Context, session: SessionId, life: SessionLife) -> Result<bool, StoreError> {
    let transaction = cx.store.begin(Priority::Rest).await?;
    let slid = session::touch(&transaction, session, life.last_seen_at, life.expires_at).await?;
    transaction.commit().await?;
    Ok(slid)
}

/// The life of a session as its row has it.
pub(super) fn life(row: &SignedIn) -> SessionLife {
    SessionLife {
        last_seen_at: Timestamp(row.last_seen_at_us),
        expires_at: Timestamp(row.expires_at_us),
        ends_at: Timestamp(row.ends_at_us),
    }
}

async fn slide_in_background(cx: Context, live: Live) {
    if let Err(error) = slide(&cx, live.session, live.life).await {
        // The next request after the cache has forgotten this one tries again.
        tracing::warn!(%error, session = %live.session, "a session could not be slid on");
    }
}

async fn find(cx: &Context, session: SessionId) -> Answer<Live> {
    let recalled = cx.sessions.recall(session);
    let known = (recalled != Remembered::Nothing).then_some(recalled);
    let remembered = match metric::looked_up("session", known) {
        None => match session::find_signed_in(cx.store.read(), session).await? {
            Some(row) => cx.sessions.learn(live(&row)?),
            // What is over stays over: whoever keeps coming with it is answered from memory.
            None => {
                cx.sessions.end(session);
                Remembered::Ended
            }
        },
        Some(known) => known,
    };
    match remembered {
        Remembered::Live(live) => Ok(live),
        Remembered::Ended | Remembered::Nothing => Err(ProblemType::SessionEnded.into()),
    }
}

fn live(row: &SignedIn) -> Result<Live, StoreError> {
    let (session, account) = (SessionId(row.id), AccountId(row.account_id));
    Ok(Live { session, account, roles: row.roles()?, life: life(row) })
}

/// Whether the person is writing an exam.
pub(super) async fn attempts_of(cx: &Context, account: AccountId) -> Answer<OpenAttempts> {
    for known in cx.open_attempts.iter() {
        match known.of(account).await? {
            OpenAttempts::Some => return Ok(OpenAttempts::Some),
            OpenAttempts::None => {}
        }
    }
    Ok(OpenAttempts::None)
}
