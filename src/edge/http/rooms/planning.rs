//! Changing and calling off a sitting: what is allowed depends on how far its room has come.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::exams::api::ScheduleSitting;
use crate::service::problem::ProblemType;
use crate::service::rooms::{cancel_sitting, change_sitting};
use actix_web::{HttpResponse, web};
use examhall_domain::id::SittingId;

/// Changes the plan of a sitting
///
/// Before it begins all of it; afterwards the title, more attempts, and what students see of their results.
#[utoipa::path(put, path = "/api/sittings/{id}", tag = "authoring", request_body = ScheduleSitting,
    params(("id" = String, Path, format = Uuid)), responses((status = 204, description = "Changed")))]
pub async fn change_sitting(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<ScheduleSitting>,
) -> Answer {
    change_sitting::change_sitting(&cx, &caller, sitting(&id)?, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Calls a sitting off that nobody has come to
#[utoipa::path(delete, path = "/api/sittings/{id}", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 204, description = "Called off")))]
pub async fn cancel_sitting(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    cancel_sitting::cancel_sitting(&cx, &caller, sitting(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn sitting(text: &str) -> Result<SittingId, ProblemType> {
    text.parse().map_err(|_| ProblemType::NotFound)
}
