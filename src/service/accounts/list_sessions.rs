//! Lists where somebody is signed in.

use crate::service::accounts::api::Caller;
use crate::service::instant::Instant;
use crate::service::{Answer, Context};
use crate::store::accounts::session;
use examhall_domain::id::SessionId;
use examhall_domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// One of the caller's live sessions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionCard {
    #[schema(value_type = String, format = Uuid)]
    pub id: SessionId,
    pub created_at: Instant,
    pub last_seen_at: Instant,
    pub user_agent: String,
    /// The neighbourhood of the address it began from, such as `192.0.2.0/24`.
    pub network: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The caller's own live sessions, the latest first, at most [`session::LISTED_MAX`].
///
/// # Errors
/// Those of the store.
pub async fn list_sessions(cx: &Context, caller: &Caller) -> Answer<Vec<SessionCard>> {
    let rows = session::list_live(cx.store.read(), caller.account, cx.clock.now()).await?;
    Ok(rows.into_iter().map(|row| card(row, caller)).collect())
}

fn card(row: session::Model, caller: &Caller) -> SessionCard {
    SessionCard {
        id: SessionId(row.id),
        created_at: Timestamp(row.created_at_us).into(),
        last_seen_at: Timestamp(row.last_seen_at_us).into(),
        user_agent: row.user_agent,
        network: row.network,
        current: row.id == caller.session.0,
    }
}
