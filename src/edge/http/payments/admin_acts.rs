//! What admins do: prices, access, parked money, reconciliation.

use super::proof::AdminProof;
use crate::edge::http::auth::{Admin, address};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::payments::grant_access::{self as granting, GrantAccess};
use crate::service::payments::inspect_order::AdminOrder;
use crate::service::payments::list_access::AccessRow;
use crate::service::payments::read_pricing::Pricing;
use crate::service::payments::read_reconciliation::Reconciliation;
use crate::service::payments::revoke_access as revoking;
use crate::service::payments::set_price::{self as pricing, SetPrice};
use crate::service::payments::{reconcile, reconcile_order as reconciling, resolve_review as resolving};
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::Network;
use examhall_domain::id::{AccessId, ExamId, OrderId};
use examhall_domain::payments::Decision;
use serde::Deserialize;
use utoipa::ToSchema;

/// A decision about parked money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveCommand {
    /// `grant` takes the money for the price, `refund` gives it back.
    #[schema(value_type = String, examples("refund", "grant"))]
    decision: Decision,
    /// 3 to 500 characters.
    reason: String,
    proof: AdminProof,
}

/// Why access ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeCommand {
    /// 3 to 500 characters.
    reason: String,
}

/// Says what an exam costs and for how many days that gives access
#[utoipa::path(put, path = "/api/exams/{id}/price", tag = "payments", request_body = SetPrice,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "What it costs from now on", body = Pricing)))]
pub async fn set_price(
    cx: web::Data<Context>,
    Admin(caller): Admin,
    id: web::Path<String>,
    Body(command): Body<SetPrice>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(pricing::set_price(&cx, &caller, exam, &command).await?))
}

/// Gives somebody access, after what they have already
#[utoipa::path(post, path = "/api/admin/payments/access/grant", tag = "payments", request_body = GrantAccess,
    responses((status = 201, description = "Granted", body = AccessRow)))]
pub async fn grant_access(cx: web::Data<Context>, Admin(caller): Admin, Body(command): Body<GrantAccess>) -> Answer {
    Ok(HttpResponse::Created().json(granting::grant_access(&cx, &caller, &command).await?))
}

/// Takes access back; what comes after it moves up, and an open attempt goes on
#[utoipa::path(post, path = "/api/admin/payments/access/{id}/revoke", tag = "payments", request_body = RevokeCommand,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Taken back", body = AccessRow)))]
pub async fn revoke_access(
    cx: web::Data<Context>,
    Admin(caller): Admin,
    id: web::Path<String>,
    Body(command): Body<RevokeCommand>,
) -> Answer {
    let id: AccessId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(revoking::revoke_access(&cx, &caller, id, &command.reason).await?))
}

/// Decides about parked money
#[utoipa::path(post, path = "/api/admin/payments/orders/{id}/resolve", tag = "payments", request_body = ResolveCommand,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Decided", body = AdminOrder)))]
pub async fn resolve_review(
    cx: web::Data<Context>,
    request: HttpRequest,
    Admin(caller): Admin,
    id: web::Path<String>,
    Body(command): Body<ResolveCommand>,
) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let network = Network::of(address::of(&cx, &request));
    let ResolveCommand { decision, reason, proof } = command;
    let order = resolving::resolve_review(&cx, &caller, network, id, decision, &reason, &proof.into()).await?;
    Ok(HttpResponse::Ok().json(order))
}

/// Reads the gateway's books of one order now
#[utoipa::path(post, path = "/api/admin/payments/orders/{id}/reconcile", tag = "payments",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The order as the books say", body = AdminOrder)))]
pub async fn reconcile_order(cx: web::Data<Context>, Admin(caller): Admin, id: web::Path<String>) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(reconciling::reconcile_order(&cx, &caller, id).await?))
}

/// Reads the gateways' books of all orders that should have come to an end
#[utoipa::path(post, path = "/api/admin/payments/reconcile", tag = "payments",
    responses((status = 200, description = "What was found, and what everything comes to", body = Reconciliation)))]
pub async fn reconcile_payments(cx: web::Data<Context>, Admin(caller): Admin) -> Answer {
    Ok(HttpResponse::Ok().json(reconcile::reconcile_now(&cx, &caller).await?))
}
