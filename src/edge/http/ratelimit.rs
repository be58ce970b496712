//! Limits of rate over HTTP: what an admin sees of them, and lifting a ban.

use super::auth::Admin;
use super::body::Body;
use super::failure::Answer;
use super::route::{Access, Input, Limit, Route, Verb};
use crate::service::Context;
use crate::service::problem::ProblemType as P;
use crate::service::ratelimit::read_limits::LimitReport;
use crate::service::ratelimit::{lift_ban as lift, read_limits as read};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of the slice.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        pattern: "/api/admin/ratelimit",
        access: Access::Admin,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(read_limits),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/admin/ratelimit/lift",
        access: Access::Admin,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(lift_ban),
        problems: &[P::NotFound],
    },
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(read_limits, lift_ban))]
pub struct Document;

/// Whose ban is lifted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftBan {
    /// As the list of bans names them.
    #[schema(examples("account:018f0000-0000-7000-8000-000000000001", "network:192.0.2.7"))]
    key: String,
}

/// Shows this instance's limits, what they refused, and who is shut out
#[utoipa::path(get, path = "/api/admin/ratelimit", tag = "ops", responses((status = 200, body = LimitReport)))]
pub async fn read_limits(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(read::read_limits(&cx, &caller)?))
}

/// Lets somebody who is shut out of this instance in again
#[utoipa::path(post, path = "/api/admin/ratelimit/lift", tag = "ops", request_body = LiftBan,
    responses((status = 204, description = "Lifted")))]
pub async fn lift_ban(cx: web::Data<Context>, Admin(caller): Admin, Body(command): Body<LiftBan>) -> Answer {
    lift::lift_ban(&cx, &caller, &command.key).await?;
    Ok(HttpResponse::NoContent().finish())
}
