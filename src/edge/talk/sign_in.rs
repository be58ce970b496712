//! Finding out who speaks: by the handshake's session, or by the first frame.

use super::frame::{body, encode};
use super::speaker::{SignedIn, Speaker, ends_session};
use crate::bus::{Channel, CloseCode, ReturnWindow};
use crate::edge::http::auth;
use crate::service::Answer;
use crate::service::problem::{ProblemType, Refusal};
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
    sign_in(speaker, &token).await?;
    Ok(encode(&serde_json::json!({})))
}

/// Signs the socket in: it counts for the account, follows the person's channel, and ends with the session. A socket that
/// cannot be signed in is closed, with the word that says whether to come back.
pub(super) async fn sign_in(speaker: &Rc<Speaker>, token: &str) -> Answer<()> {
    let _turn = speaker.signing().await;
    if speaker.is_signed_in() {
        return Err(ProblemType::Conflict.into());
    }
    let signed_in = attach(speaker, token).await;
    if let Err(error) = &signed_in {
        let code = if ends_session(error) { CloseCode::SignedOut } else { CloseCode::Overloaded };
        speaker.socket.close(code, None);
    }
    signed_in
}

async fn attach(speaker: &Rc<Speaker>, token: &str) -> Answer<()> {
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

/// Closes the socket when somebody on another thread says so, after the events that were published before.
pub(super) fn close_when_told(speaker: &Rc<Speaker>, told: oneshot::Receiver<CloseCode>) {
    let (socket, fanout) = (speaker.socket.clone(), speaker.fanout.clone());
    rt::spawn(async move {
        if let Ok(code) = told.await {
            fanout.caught_up().await;
            socket.close(code, None::<ReturnWindow>);
        }
    });
}
