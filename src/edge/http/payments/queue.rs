//! The queue of payments and its dead letters, for admins.

use super::history::Listing;
use crate::edge::http::auth::Admin;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::page::{Page, PageRequest};
use crate::service::payments::dead_letters::{self as letters, DeadLetter};
use crate::service::payments::queue::{self as queues, QueueState};
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::JobId;
use serde::Deserialize;
use utoipa::ToSchema;

/// How many at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Concurrency {
    /// 1 to 1,000, on all instances together.
    at_once: u32,
}

/// Shows the queue's figures
#[utoipa::path(get, path = "/api/admin/payments/queue", tag = "payments",
    responses((status = 200, description = "What waits, what runs, and what became of a day's work", body = QueueState)))]
pub async fn read_queue(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(queues::read_queue(&cx, &caller).await?))
}

/// Begins nothing any more; what runs runs on
#[utoipa::path(post, path = "/api/admin/payments/queue/pause", tag = "payments",
    responses((status = 200, description = "Paused", body = QueueState)))]
pub async fn pause_queue(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(queues::pause_queue(&cx, &caller).await?))
}

/// Goes on
#[utoipa::path(post, path = "/api/admin/payments/queue/resume", tag = "payments",
    responses((status = 200, description = "Going on", body = QueueState)))]
pub async fn resume_queue(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(queues::resume_queue(&cx, &caller).await?))
}

/// Says how many may run at once
#[utoipa::path(put, path = "/api/admin/payments/queue/concurrency", tag = "payments", request_body = Concurrency,
    responses((status = 200, description = "From now on", body = QueueState)))]
pub async fn set_concurrency(cx: web::Data<Context>, Admin(caller): Admin, Body(command): Body<Concurrency>) -> Answer {
    Ok(HttpResponse::Ok().json(queues::set_concurrency(&cx, &caller, command.at_once).await?))
}

/// Lists orders whose job was given up, the latest first
#[utoipa::path(get, path = "/api/admin/payments/dead-letters", tag = "payments", params(Listing),
    responses((status = 200, description = "A page of dead letters", body = Page<DeadLetter>)))]
pub async fn list_dead_letters(cx: web::Data<Context>, Admin(caller): Admin, Query(listing): Query<Listing>) -> Answer {
    let page = PageRequest::parse(&cx.settings.http, listing.cursor.as_deref(), listing.limit)?;
    Ok(HttpResponse::Ok().json(letters::list_dead_letters(&cx, &caller, page).await?))
}

/// Tries a dead letter again
#[utoipa::path(post, path = "/api/admin/payments/dead-letters/{job}/retry", tag = "payments",
    params(("job" = String, Path, format = Uuid)), responses((status = 204, description = "It is due")))]
pub async fn retry_dead_letter(cx: web::Data<Context>, Admin(caller): Admin, job: web::Path<String>) -> Answer {
    letters::retry_dead_letter(&cx, &caller, named(&job)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Discards a dead letter; its order stays as it is
#[utoipa::path(post, path = "/api/admin/payments/dead-letters/{job}/discard", tag = "payments",
    params(("job" = String, Path, format = Uuid)), responses((status = 204, description = "It is gone")))]
pub async fn discard_dead_letter(cx: web::Data<Context>, Admin(caller): Admin, job: web::Path<String>) -> Answer {
    letters::discard_dead_letter(&cx, &caller, named(&job)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn named(text: &str) -> Result<JobId, ProblemType> {
    text.parse().map_err(|_| ProblemType::NotFound)
}
