//! The handshake of the socket: who comes, from where, and whether there is room.

use super::auth::{self, address};
use super::envelope::{self, RequestId};
use super::failure::Answer;
use super::route::{Access, Input, Limit, Route, Verb};
use crate::actor::Actors;
use crate::edge::talk::{Opening, Talk};
use crate::edge::ws::{Entrant, SocketWorker, UpgradeRefused};
use crate::service::Context;
use crate::service::problem::{ProblemType, Refusal};
use actix_web::{HttpMessage, HttpRequest, web};
use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;
use utoipa::OpenApi;

/// Seconds after which a handshake that found no room may be repeated.
const RETRY_S: u32 = 2;

/// The socket's one route.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    pattern: "/ws",
    access: Access::Anyone,
    input: Input::Nothing,
    limit: Limit::Free,
    handler: |route| route.to(open_socket),
    problems: &[
        ProblemType::MalformedRequest,
        ProblemType::OriginRefused,
        ProblemType::TooManyRequests,
        ProblemType::Draining,
    ],
}];

/// The socket's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(open_socket))]
pub struct Document;

/// Opens a WebSocket with the subprotocol `examhall.v1`
#[utoipa::path(get, path = "/ws", tag = "socket", responses((status = 101, description = "The socket is open")))]
pub async fn open_socket(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    worker: web::Data<Rc<SocketWorker>>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer {
    let token = auth::token(&cx, &request).map(Cow::into_owned);
    let entrant = match &token {
        // An ended session is told so over the open socket: a browser shows its page nothing of a refused handshake.
        Some(token) => match auth::authenticate_token(&cx, token).await {
            Ok(caller) => Entrant::Account(caller.account),
            Err(_) => Entrant::Anonymous,
        },
        None => Entrant::Anonymous,
    };
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let talk = Talk::new(Opening {
        cx: cx.get_ref().clone(),
        actors: actors.get_ref().clone(),
        fanout: worker.fanout().clone(),
        locale: envelope::locale(&request),
        request_id,
        token,
    });
    let peer = address::of(&cx, &request);
    Ok(worker.upgrade(&request, payload, peer, entrant, talk).map_err(refusal)?)
}

/// Whole seconds, and never none.
fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs().saturating_add(1)).unwrap_or(u32::MAX)
}

fn refusal(why: UpgradeRefused) -> Refusal {
    match why {
        UpgradeRefused::Draining => Refusal::new(ProblemType::Draining).retry_after(RETRY_S),
        UpgradeRefused::TooManyAtOnce(wait) => Refusal::new(ProblemType::Overloaded).retry_after(seconds(wait)),
        UpgradeRefused::Full => Refusal::new(ProblemType::Overloaded).retry_after(RETRY_S),
        UpgradeRefused::TooManyAnonymous => Refusal::new(ProblemType::TooManyRequests).retry_after(RETRY_S),
        UpgradeRefused::Origin(_) => ProblemType::OriginRefused.into(),
        UpgradeRefused::Subprotocol | UpgradeRefused::Handshake => {
            Refusal::new(ProblemType::MalformedRequest).arg("line", 0).arg("column", 0)
        }
    }
}
