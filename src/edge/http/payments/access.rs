//! Whether the caller may enter an exam: the route that is asked most.

use super::waiting::Wait;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::etag;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::payments::access_state::AccessState;
use crate::service::payments::check_access as checking;
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, web};
use examhall_domain::id::ExamId;

/// Says whether the caller may enter the exam's sittings, now or as soon as that changes
#[utoipa::path(get, path = "/api/payments/access/{exam_id}", tag = "payments",
    params(("exam_id" = String, Path, format = Uuid), Wait,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the state that is known")),
    responses((status = 200, description = "What the caller has of it", body = AccessState),
        (status = 304, description = "What is known still holds")))]
pub async fn check_access(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    exam: web::Path<String>,
    Query(wait): Query<Wait>,
) -> Answer {
    let exam: ExamId = exam.parse().map_err(|_| ProblemType::NotFound)?;
    let known = etag::known(&request);
    let state = checking::check_access(&cx, &caller, exam, known.as_deref(), wait.patience(&cx)?).await?;
    Ok(etag::answer(known.as_deref(), &state.tag(), &state))
}
