//! The operator's page over HTTP.

use super::auth::Admin;
use super::failure::Answer;
use super::route::{Access, Input, Limit, Route, Verb};
use crate::edge::ws::Admission;
use crate::service::Context;
use crate::service::ops::list_instances::{InstanceView, Instances};
use crate::service::ops::presence::Doors;
use crate::service::ops::read_status::Status;
use crate::service::ops::{drain_instance as draining, list_instances as listing, read_status as reading};
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::id::BootId;
use utoipa::OpenApi;

/// The routes of the slice.
pub const ROUTES: &[Route] = &[
    route(Verb::Get, "/api/ops/status", |route| route.to(read_status)),
    route(Verb::Get, "/api/ops/instances", |route| route.to(list_instances)),
    route(Verb::Post, "/api/ops/instances/{boot}/drain", |route| route.to(drain_instance)),
    route(Verb::Post, "/api/ops/instances/{boot}/resume", |route| route.to(resume_instance)),
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(read_status, list_instances, drain_instance, resume_instance))]
pub struct Document;

const fn route(verb: Verb, pattern: &'static str, handler: fn(actix_web::Route) -> actix_web::Route) -> Route {
    Route { verb, pattern, access: Access::Admin, input: Input::Nothing, limit: Limit::General, handler, problems: &[] }
}

/// Shows what goes on
#[utoipa::path(get, path = "/api/ops/status", tag = "ops", responses((status = 200, body = Status)))]
pub async fn read_status(cx: web::Data<Context>, doors: web::Data<Admission>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(reading::read_status(&cx, &caller, doors.presence()).await?))
}

/// Lists the instances that serve this house
#[utoipa::path(get, path = "/api/ops/instances", tag = "ops", responses((status = 200, body = Instances)))]
pub async fn list_instances(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(listing::list_instances(&cx, &caller).await?))
}

/// Takes an instance out of service: it stops being ready and sends its people away
#[utoipa::path(post, path = "/api/ops/instances/{boot}/drain", tag = "ops",
    params(("boot" = String, Path, format = Uuid)), responses((status = 200, body = InstanceView)))]
pub async fn drain_instance(cx: web::Data<Context>, Admin(caller): Admin, boot: web::Path<String>) -> Answer {
    let boot: BootId = boot.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(draining::drain_instance(&cx, &caller, boot).await?))
}

/// Puts an instance back into service
#[utoipa::path(post, path = "/api/ops/instances/{boot}/resume", tag = "ops",
    params(("boot" = String, Path, format = Uuid)), responses((status = 200, body = InstanceView)))]
pub async fn resume_instance(cx: web::Data<Context>, Admin(caller): Admin, boot: web::Path<String>) -> Answer {
    let boot: BootId = boot.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(draining::resume_instance(&cx, &caller, boot).await?))
}
