//! The exam over plain HTTP, and what a student reads of it afterwards.

use crate::actor::Actors;
use crate::bus::Since;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::rooms::append::{Act, Change, QuestionRef, Request, Save};
use crate::service::rooms::enter::{self, Wanted};
use crate::service::rooms::read_attempt::{ReceiptKey, SealedPaper, SignedReceipt};
use crate::service::rooms::read_log::{self, AnswerLog};
use crate::service::rooms::read_result::ReleasedResult;
use crate::service::rooms::read_room::{RoomNews, read_news};
use crate::service::rooms::views::{AttemptView, SaveAckView};
use crate::service::rooms::{read_attempt as reading, read_result as results};
use crate::service::{self, Context};
use actix_web::{HttpResponse, web};
use examhall_domain::id::{AttemptId, DeviceId, QuestionId, SaveId, SittingId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// Which attempt is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepareAttempt {
    #[schema(value_type = Uuid)]
    sitting: SittingId,
    #[schema(value_type = Uuid)]
    device: DeviceId,
    /// A further attempt when the last one is closed and the sitting allows it.
    #[serde(default)]
    another: Option<bool>,
}

/// The browser or program that writes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Device {
    #[schema(value_type = Uuid)]
    device: DeviceId,
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveAnswer {
    #[schema(value_type = Uuid)]
    device: DeviceId,
    /// Counted up by the client for each question.
    revision: i64,
    /// Names this save, so that a repeat is answered as before.
    #[schema(value_type = Uuid)]
    save_id: SaveId,
    /// By the question's kind; null withdraws the answer.
    #[schema(value_type = Option<Object>)]
    response: Box<RawValue>,
}

/// The device that asks, to say whether it is the one that writes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskingDevice {
    device: Option<DeviceId>,
}

/// What somebody knows of a room already.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    epoch: Option<String>,
    offset: Option<i64>,
}

/// The keys that verify receipts.
#[derive(Serialize, ToSchema)]
pub struct ReceiptKeys {
    keys: Vec<ReceiptKey>,
}

/// Prepares the own attempt at a sitting, or finds it
#[utoipa::path(post, path = "/api/attempts", tag = "attempts", request_body = PrepareAttempt,
    responses((status = 200, description = "The attempt", body = AttemptView)))]
pub async fn prepare_attempt(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Body(body): Body<PrepareAttempt>,
) -> Answer {
    let wanted = if body.another == Some(true) { Wanted::Another } else { Wanted::Latest };
    let attempt = enter::prepare_attempt(&cx, &caller, body.sitting, wanted).await?;
    let view = reading::read_attempt(&cx, &caller, attempt, Some(body.device)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// The own attempt with every stored answer
#[utoipa::path(get, path = "/api/attempts/{id}", tag = "attempts",
    params(("id" = Uuid, Path), ("device" = Option<Uuid>, Query, description = "The device that asks")),
    responses((status = 200, description = "The attempt", body = AttemptView)))]
pub async fn read_attempt(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(asking): Query<AskingDevice>,
) -> Answer {
    let view = reading::read_attempt(&cx, &caller, attempt(&id)?, asking.device).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// The own paper, sealed until the room's key is out
#[utoipa::path(get, path = "/api/attempts/{id}/paper", tag = "attempts", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The sealed paper", body = SealedPaper)))]
pub async fn read_paper(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(reading::read_paper(&cx, &caller, attempt(&id)?).await?))
}

/// Opens the paper
#[utoipa::path(post, path = "/api/attempts/{id}/start", tag = "attempts", request_body = Device,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The open attempt", body = AttemptView)))]
pub async fn start_attempt(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Device>,
) -> Answer {
    act(&cx, &actors, &caller, attempt(&id)?, Act::Open { device: body.device }, body.device).await
}

/// Stores an answer; the acknowledgement comes after it is durable
#[utoipa::path(put, path = "/api/attempts/{id}/answers/{question_id}", tag = "attempts", request_body = SaveAnswer,
    params(("id" = Uuid, Path), ("question_id" = Uuid, Path)),
    responses((status = 200, description = "The answer is stored", body = SaveAckView)))]
pub async fn save_answer(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
    Body(body): Body<SaveAnswer>,
) -> Answer {
    let (attempt_id, question) = path.into_inner();
    let question: QuestionId = question.parse().map_err(|_| ProblemType::UnknownQuestion)?;
    let save = Save {
        device: body.device,
        save_id: body.save_id,
        question: QuestionRef::Id(question),
        revision: body.revision,
        response: body.response,
    };
    let request = Request {
        attempt: attempt(&attempt_id)?,
        account: Some(caller.account),
        act: Act::Save(save),
        received_at: cx.clock.now(),
    };
    match actors.answers.settle(request).await?.change {
        Change::Saved(ack) => Ok(HttpResponse::Ok().json(SaveAckView::from(ack))),
        other => unreachable!("a save is stored or refused, not {other:?}"),
    }
}

/// Makes this device the one that writes
#[utoipa::path(post, path = "/api/attempts/{id}/take-over", tag = "attempts", request_body = Device,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The attempt", body = AttemptView)))]
pub async fn take_over_attempt(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Device>,
) -> Answer {
    act(&cx, &actors, &caller, attempt(&id)?, Act::TakeOver { device: body.device }, body.device).await
}

/// Hands the paper in
#[utoipa::path(post, path = "/api/attempts/{id}/submit", tag = "attempts", request_body = Device,
    params(("id" = Uuid, Path)), responses((status = 200, description = "The closed attempt", body = AttemptView)))]
pub async fn submit_attempt(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(body): Body<Device>,
) -> Answer {
    act(&cx, &actors, &caller, attempt(&id)?, Act::Submit { device: body.device }, body.device).await
}

/// The own result, as far as it may be seen
#[utoipa::path(get, path = "/api/attempts/{id}/result", tag = "attempts", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The released result", body = ReleasedResult)))]
pub async fn read_result(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(results::read_result(&cx, &caller, attempt(&id)?).await?))
}

/// The signed receipt of the own closed attempt
#[utoipa::path(get, path = "/api/attempts/{id}/receipt", tag = "attempts", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The receipt", body = SignedReceipt)))]
pub async fn read_receipt(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(reading::read_receipt(&cx, &caller, attempt(&id)?).await?))
}

/// The log of the own closed attempt, from which the head on its receipt is computed
#[utoipa::path(get, path = "/api/attempts/{id}/log", tag = "attempts", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The log", body = AnswerLog)))]
pub async fn read_answer_log(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(read_log::read_log(&cx, &caller, attempt(&id)?).await?))
}

/// The public keys that verify receipts
#[utoipa::path(get, path = "/api/receipts/keys", tag = "attempts",
    responses((status = 200, description = "The keys", body = ReceiptKeys)))]
pub async fn list_receipt_keys(cx: web::Data<Context>) -> HttpResponse {
    HttpResponse::Ok().json(ReceiptKeys { keys: reading::receipt_keys(&cx) })
}

async fn act(cx: &Context, actors: &Actors, caller: &Caller, attempt: AttemptId, act: Act, device: DeviceId) -> Answer {
    let request = Request { attempt, account: Some(caller.account), act, received_at: cx.clock.now() };
    actors.answers.settle(request).await?;
    let view = reading::read_attempt(cx, caller, attempt, Some(device)).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// What is no id names no attempt.
fn attempt(text: &str) -> Result<AttemptId, service::Error> {
    Ok(text.parse().map_err(|_| ProblemType::NotFound)?)
}

/// A room as its members see it, with what they missed
///
/// For networks that let no socket through: asked every few seconds, with the epoch and the offset of the last answer.
#[utoipa::path(get, path = "/api/rooms/{id}/state", tag = "rooms",
    params(("id" = String, Path, description = "The room's id or its code"),
        ("epoch" = Option<String>, Query), ("offset" = Option<i64>, Query)),
    responses((status = 200, description = "The room, and its events after that offset", body = RoomNews)))]
pub async fn read_room_state(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(known): Query<Known>,
) -> Answer {
    let since = known.epoch.zip(known.offset).map(|(epoch, offset)| Since { epoch, offset });
    Ok(HttpResponse::Ok().json(read_news(&cx, &caller, &id, since).await?))
}
