//! `/api/exams/{id}/paper`: the paper that later sittings ask, as its author writes it.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::envelope;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::exams::authored::PaperCard;
use crate::service::exams::define_paper;
use crate::service::exams::preview_paper::{self, PaperPreview, PreviewPaper};
use crate::service::exams::read_paper::{self, PaperSheet};
use crate::service::exams::written_paper::DefinePaper;
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::ExamId;

/// Reads the published paper as it was written, an empty one before the first
#[utoipa::path(get, path = "/api/exams/{id}/paper", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The paper", body = PaperSheet)))]
pub async fn read_exam_paper(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(read_paper::read_paper(&cx, &caller, exam).await?))
}

/// Publishes the next version of the paper that later sittings ask
///
/// Made from another version than the published one it is a `conflict` with the published paper as the member `stored`.
#[utoipa::path(put, path = "/api/exams/{id}/paper", tag = "authoring", request_body = DefinePaper,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Published", body = PaperCard)))]
pub async fn define_paper(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<DefinePaper>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(define_paper::define_paper(&cx, &caller, exam, command).await?))
}

/// Checks a paper that is being written and shows what some students would get; nothing is stored
#[utoipa::path(post, path = "/api/exams/{id}/paper/preview", tag = "authoring", request_body = PreviewPaper,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "What it adds up to, what is wrong, and samples", body = PaperPreview)))]
pub async fn preview_paper(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<PreviewPaper>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let locale = envelope::locale(&request);
    Ok(HttpResponse::Ok().json(preview_paper::preview_paper(&cx, &caller, exam, command, locale).await?))
}
