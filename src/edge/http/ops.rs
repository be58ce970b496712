//! The operator's page over HTTP.

use super::auth::Admin;
use super::failure::Answer;
use super::route::{Access, Input, Limit, Route, Verb};
use crate::edge::ws::Admission;
use crate::service::Context;
use crate::service::ops::read_status::{self, Presence, Status};
use actix_web::{HttpResponse, web};
use utoipa::OpenApi;

/// The routes of the slice.
pub const ROUTES: &[Route] = &[Route {
    verb: Verb::Get,
    pattern: "/api/ops/status",
    access: Access::Admin,
    input: Input::Nothing,
    limit: Limit::General,
    handler: |route| route.to(read_status),
    problems: &[],
}];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(read_status))]
pub struct Document;

/// Shows what goes on
#[utoipa::path(get, path = "/api/ops/status", tag = "ops", responses((status = 200, body = Status)))]
pub async fn read_status(cx: web::Data<Context>, doors: web::Data<Admission>, Admin(caller): Admin) -> Answer {
    let status = read_status::read_status(&cx, &caller, presence(&doors)).await?;
    Ok(HttpResponse::Ok().json(status))
}

/// Who is connected to this instance.
pub fn presence(doors: &Admission) -> Presence {
    Presence { sockets: doors.sockets(), people: doors.people() }
}
