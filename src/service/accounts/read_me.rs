//! Tells somebody who they are signed in as.

use crate::service::accounts::api::{Caller, Me, MySession};
use crate::service::accounts::authenticate;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context};
use crate::store::accounts::{picture, session};

/// The caller's account and session as the store has them now.
///
/// # Errors
/// `session-ended` when it was revoked since the caller was let in.
pub async fn read_me(cx: &Context, caller: &Caller) -> Answer<Me> {
    let found = session::find_signed_in(cx.store.read(), caller.session).await?;
    let row = found.ok_or(ProblemType::SessionEnded)?;
    let life = authenticate::life(&row);
    Ok(Me {
        id: caller.account,
        roles: row.roles()?,
        locale: row.locale()?,
        session: MySession { id: caller.session, expires_at: life.expires_at.into() },
        picture: row.picture.as_deref().map(picture::name),
        time_zone: row.time_zone,
        email: row.email,
        email_verified: row.email_verified_at_us.is_some(),
        name: row.name,
    })
}
