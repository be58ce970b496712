//! The versions of a question: adding, listing, comparing, restoring.

use super::address::named;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::exams::listing::Listing;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::exams::compare_versions::{self, Comparison};
use crate::service::exams::list_versions::{self, VersionCard};
use crate::service::exams::question_sheet::QuestionSheet;
use crate::service::exams::restore_version::{self, RestoreVersion};
use crate::service::exams::revise_question::{self, ReviseQuestion};
use crate::service::page::Page;
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::{ExamId, QuestionId};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which versions are compared.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Between {
    /// The older version, counted from 1.
    from: i64,
    /// The newer one.
    to: i64,
}

/// Stores a changed question as its next version
///
/// Saved from an outdated version it is a `conflict` with the members `stored` (the question as it stands) and `differences`
/// (from that to what was sent). What reads as the latest version makes no new one.
#[utoipa::path(put, path = "/api/exams/{id}/questions/{question}", tag = "bank", request_body = ReviseQuestion,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "The question as it stands now", body = QuestionSheet)))]
pub async fn revise_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Body(command): Body<ReviseQuestion>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    Ok(HttpResponse::Ok().json(revise_question::revise_question(&cx, &caller, exam, question, command).await?))
}

/// Lists the versions of a question, the latest first
#[utoipa::path(get, path = "/api/exams/{id}/questions/{question}/versions", tag = "bank",
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid), Listing),
    responses((status = 200, description = "A page of its history", body = Page<VersionCard>)))]
pub async fn list_versions(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Query(listing): Query<Listing>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    let page = listing.page(&cx)?;
    Ok(HttpResponse::Ok().json(list_versions::list_versions(&cx, &caller, exam, question, page).await?))
}

/// Compares two versions of a question, in texts word by word
#[utoipa::path(get, path = "/api/exams/{id}/questions/{question}/diff", tag = "bank",
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid), Between),
    responses((status = 200, description = "What differs", body = Comparison)))]
pub async fn compare_versions(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Query(Between { from, to }): Query<Between>,
) -> Answer {
    let named = named(&ids)?;
    Ok(HttpResponse::Ok().json(compare_versions::compare_versions(&cx, &caller, named, from, to).await?))
}

/// Makes an old version of a question the next one
#[utoipa::path(post, path = "/api/exams/{id}/questions/{question}/versions/{version}/restore", tag = "bank",
    request_body = RestoreVersion,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid), ("version" = i64, Path)),
    responses((status = 200, description = "The question as it stands now", body = QuestionSheet)))]
pub async fn restore_version(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String, String)>,
    Body(command): Body<RestoreVersion>,
) -> Answer {
    let exam: ExamId = path.0.parse().map_err(|_| ProblemType::NotFound)?;
    let question: QuestionId = path.1.parse().map_err(|_| ProblemType::NotFound)?;
    let version: i64 = path.2.parse().map_err(|_| ProblemType::NotFound)?;
    let named = (exam, question);
    Ok(HttpResponse::Ok().json(restore_version::restore_version(&cx, &caller, named, version, command).await?))
}
