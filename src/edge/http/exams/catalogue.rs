//! The catalogue and what a student does with it.

use crate::edge::http::auth::{MaybeSignedIn, SignedIn};
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::exams::browse_catalogue::browse_catalogue;
use crate::service::exams::cards::ExamCard;
use crate::service::exams::enrol::{self, Enrolled};
use crate::service::exams::list_my_exams::{self, MyExam};
use crate::service::exams::read_exam::{self, ExamPage};
use crate::service::page::{Page, PageRequest};
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::{ExamId, SittingId};
use serde::Deserialize;
use utoipa::IntoParams;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Browse {
    /// Words of the title or the summary, at most 200 characters.
    query: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

/// Lists published exams, the newest first
#[utoipa::path(get, path = "/api/exams", tag = "exams", params(Browse),
    responses((status = 200, description = "A page of the catalogue", body = Page<ExamCard>)))]
pub async fn list_exams(
    cx: web::Data<Context>,
    MaybeSignedIn(caller): MaybeSignedIn,
    Query(browse): Query<Browse>,
) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, browse.cursor.as_deref(), browse.limit)?;
    let found = browse_catalogue(&cx, caller.as_ref(), browse.query.as_deref(), page).await?;
    Ok(HttpResponse::Ok().json(found))
}

/// Shows an exam with its sittings
#[utoipa::path(get, path = "/api/exams/{id}", tag = "exams", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Published, or the caller's own", body = ExamPage)))]
pub async fn read_exam(cx: web::Data<Context>, MaybeSignedIn(caller): MaybeSignedIn, id: web::Path<String>) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(read_exam::read_exam(&cx, caller.as_ref(), exam).await?))
}

/// Enrols in a sitting of a free exam; again is the same
#[utoipa::path(post, path = "/api/sittings/{id}/enrol", tag = "exams", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Enrolled", body = Enrolled)))]
pub async fn enrol(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(enrol::enrol(&cx, &caller, sitting).await?))
}

/// Lists the own enrolments, the latest first
#[utoipa::path(get, path = "/api/my/exams", tag = "exams",
    responses((status = 200, description = "At most 200 enrolments", body = Page<MyExam>)))]
pub async fn list_my_exams(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    Ok(HttpResponse::Ok().json(list_my_exams::list_my_exams(&cx, &caller).await?))
}
