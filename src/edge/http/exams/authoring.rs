//! The author's desk: making exams, finding them again, publishing them, and the rubrics of their essays.

use super::listing::Listing;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::exams::authored::AuthoredExam;
use crate::service::exams::create_exam::{self, CreateExam};
use crate::service::exams::define_rubric::{self, DefineRubric, RubricCard};
use crate::service::exams::{list_authored, publish_exam, read_authored};
use crate::service::page::Page;
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::{ExamId, QuestionId};

/// Makes an exam that the catalogue does not show yet
#[utoipa::path(post, path = "/api/exams", tag = "authoring", request_body = CreateExam,
    responses((status = 201, description = "Made", body = AuthoredExam)))]
pub async fn create_exam(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Body(command): Body<CreateExam>,
) -> Answer {
    Ok(HttpResponse::Created().json(create_exam::create_exam(&cx, &caller, command).await?))
}

/// Lists the own exams, the newest first
#[utoipa::path(get, path = "/api/my/authored", tag = "authoring", params(Listing),
    responses((status = 200, description = "A page of them", body = Page<AuthoredExam>)))]
pub async fn list_authored(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Query(listing): Query<Listing>,
) -> Answer {
    let page = listing.page(&cx)?;
    Ok(HttpResponse::Ok().json(list_authored::list_authored(&cx, &caller, page).await?))
}

/// Reads one exam of the desk, with its bank, its paper and its sittings
#[utoipa::path(get, path = "/api/my/authored/{id}", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The exam", body = AuthoredExam)))]
pub async fn read_authored(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(read_authored::read_authored(&cx, &caller, exam).await?))
}

/// Stores the next version of the rubric that an essay is marked by
#[utoipa::path(put, path = "/api/exams/{id}/questions/{question}/rubric", tag = "authoring", request_body = DefineRubric,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "Stored", body = RubricCard)))]
pub async fn define_rubric(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
    Body(command): Body<DefineRubric>,
) -> Answer {
    let (exam, question) = path.into_inner();
    let exam: ExamId = exam.parse().map_err(|_| ProblemType::NotFound)?;
    let question: QuestionId = question.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(define_rubric::define_rubric(&cx, &caller, exam, question, command).await?))
}

/// Shows an exam in the catalogue; again is the same
#[utoipa::path(post, path = "/api/exams/{id}/publish", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Published", body = AuthoredExam)))]
pub async fn publish_exam(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(publish_exam::publish_exam(&cx, &caller, exam).await?))
}
