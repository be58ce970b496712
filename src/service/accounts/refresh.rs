//! Hands out a fresh token for the session that asks, signed with the present key.

use crate::service::Context;
use crate::service::accounts::api::Caller;
use crate::service::accounts::open_session;

/// The token. The session's own life is not changed by it: being seen is what slides it on.
pub fn refresh(cx: &Context, caller: &Caller) -> String {
    open_session::token(cx, caller.session)
}
