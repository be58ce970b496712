//! Finding out who speaks: by the handshake's session, or by the first frame.

use super::frame::{body, encode};
use super::speaker::{SignedIn, Speaker};
use crate::bus::{Channel, CloseCode, ReturnWindow};
use crate::edge::http::auth;
use crate::service::problem::{ProblemType, Refusal};
use crate::service::{Answer, Error};
use actix_web::rt;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::rc::Rc;
use tokio::sync::oneshot;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hello {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "op")]
    _op: IgnoredAny,
    token: String,
}

/// `hello {token}`
pub(super) async fn hello(speaker: &Rc<Speaker>, text: &[u8]) -> Answer<Box<RawValue>> {
    let Hello { token, .. } = body(text)?;
    speaker.known().await;
    if speaker.is_signed_in() {
        return Err(ProblemType::Conflict.into());
    }
    if let Err(error) = sign_in(speaker, &token).await {
        return Err(turn_away(speaker, error));
    }
    Ok(encode(&serde_json::json!({})))
}

/// Signs the socket in by the session of its handshake. What the client says meanwhile waits for it.
pub(super) async fn enter(speaker: &Rc<Speaker>, token: &str) {
    if let Err(error) = sign_in(speaker, token).await {
        turn_away(speaker, error);
    }
    speaker.mark_known();
}

/// Only somebody whose session is none any more is told not to come back; a busy house is no reason to sign in again.
fn turn_away(speaker: &Speaker, error: Error) -> Error {
    let is_signed_out =
        matches!(&error, Error::Refused(Refusal { problem: ProblemType::NotSignedIn | ProblemType::SessionEnded, .. }));
    let settings = &speaker.cx.settings.socket;
    let window = ReturnWindow { min_ms: settings.overload_return_min_ms, max_ms: settings.overload_return_max_ms };
    if is_signed_out {
        speaker.socket.close(CloseCode::SignedOut, None);
    } else {
        speaker.socket.close(CloseCode::Overloaded, Some(window));
    }
    error
}

/// Signs the socket in: it counts for the account, follows the person's channel, and ends with the session.
pub(super) async fn sign_in(speaker: &Rc<Speaker>, token: &str) -> Answer<()> {
    let caller = auth::authenticate_token(&speaker.cx, token).await?;
    if speaker.socket.sign_in(caller.account).is_err() {
        return Err(Refusal::new(ProblemType::TooManyRequests).into());
    }
    let joined = speaker.fanout.join(Channel::User(caller.account), speaker.socket.outbox()).await;
    let Ok(seat) = joined else { return Err(ProblemType::Overloaded.into()) };
    seat.release(0);
    let (close, closed) = oneshot::channel();
    speaker.actors.sessions.attach(caller.session, speaker.socket.id(), close);
    close_when_told(speaker, closed);
    let checked_at = speaker.cx.clock.now();
    speaker.remember(SignedIn { caller, token: token.to_owned(), checked_at, _seat: seat });
    Ok(())
}

/// Closes the socket when somebody on another thread says so.
pub(super) fn close_when_told(speaker: &Rc<Speaker>, told: oneshot::Receiver<CloseCode>) {
    let socket = speaker.socket.clone();
    rt::spawn(async move {
        if let Ok(code) = told.await {
            socket.close(code, None::<ReturnWindow>);
        }
    });
}
