//! Sittings as their author plans them: windows, staff, results.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::exams::api::ScheduleSitting;
use crate::service::exams::assign_staff::{self, AssignStaff};
use crate::service::exams::cards::SittingCard;
use crate::service::exams::dismiss_staff;
use crate::service::exams::list_results::{self, ResultRow};
use crate::service::exams::read_sitting::{self, SittingSheet};
use crate::service::exams::release_results::{self, ReleaseResults, Released};
use crate::service::exams::schedule_sitting;
use crate::service::page::Page;
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::{AccountId, ExamId, SittingId};

/// Plans a sitting with the exam's present paper
#[utoipa::path(post, path = "/api/exams/{id}/sittings", tag = "authoring", request_body = ScheduleSitting,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 201, description = "Planned", body = SittingCard)))]
pub async fn schedule_sitting(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<ScheduleSitting>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Created().json(schedule_sitting::schedule_sitting(&cx, &caller, exam, command).await?))
}

/// Shows a sitting with its plan and who supervises it
#[utoipa::path(get, path = "/api/sittings/{id}", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The own one", body = SittingSheet)))]
pub async fn read_sitting(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(read_sitting::read_sitting(&cx, &caller, sitting).await?))
}

/// Assigns a proctor or a marker to a sitting; again is the same
#[utoipa::path(post, path = "/api/sittings/{id}/staff", tag = "authoring", request_body = AssignStaff,
    params(("id" = String, Path, format = Uuid)), responses((status = 204, description = "Assigned")))]
pub async fn assign_staff(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<AssignStaff>,
) -> Answer {
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    assign_staff::assign_staff(&cx, &caller, sitting, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a sitting off somebody's hands; again is the same
#[utoipa::path(delete, path = "/api/sittings/{id}/staff/{account}", tag = "authoring",
    params(("id" = String, Path, format = Uuid), ("account" = String, Path, format = Uuid)),
    responses((status = 204, description = "Dismissed")))]
pub async fn dismiss_staff(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
) -> Answer {
    let (sitting, person) = ids.into_inner();
    let sitting: SittingId = sitting.parse().map_err(|_| ProblemType::NotFound)?;
    let person: AccountId = person.parse().map_err(|_| ProblemType::NotFound)?;
    dismiss_staff::dismiss_staff(&cx, &caller, sitting, person).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Lets the students of a sitting see their results; again is the same
#[utoipa::path(post, path = "/api/sittings/{id}/release", tag = "authoring", request_body = ReleaseResults,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Released", body = Released)))]
pub async fn release_results(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<ReleaseResults>,
) -> Answer {
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(release_results::release_results(&cx, &caller, sitting, command).await?))
}

/// Lists everybody on the roster with their attempts and marks
#[utoipa::path(get, path = "/api/sittings/{id}/results", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Everybody, by name", body = Page<ResultRow>)))]
pub async fn list_results(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(list_results::list_results(&cx, &caller, sitting).await?))
}
