//! Giving money back.

use super::key::{Key, reply};
use super::proof::AdminProof;
use crate::edge::http::auth::{Admin, address};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::payments::inspect_order::AdminOrder;
use crate::service::payments::refund_order::{self as refunding, AccessAfter, RefundOrder};
use actix_web::{HttpRequest, web};
use examhall_domain::accounts::Network;
use examhall_domain::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What goes back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundCommand {
    #[schema(value_type = Uuid)]
    order_id: OrderId,
    /// Minor units of the order's currency; `null` for all that is left.
    #[serde(default)]
    amount_minor: Option<i64>,
    access: AccessAfter,
    /// 3 to 500 characters.
    reason: String,
    proof: AdminProof,
}

/// Gives all or a part of what was paid for an order back
///
/// The proof is no part of what makes two requests the same, so that a repeat may bring another code.
#[utoipa::path(post, path = "/api/payments/refund", tag = "payments", request_body = RefundCommand,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 visible ASCII characters, fresh for each refund")),
    responses((status = 202, description = "Decided; the gateway is being asked", body = AdminOrder)))]
pub async fn refund_order(
    cx: web::Data<Context>,
    request: HttpRequest,
    Admin(caller): Admin,
    key: Key,
    Body(typed): Body<RefundCommand>,
) -> Answer {
    let command = RefundOrder {
        order: typed.order_id,
        amount_minor: typed.amount_minor,
        access: typed.access.into(),
        reason: typed.reason,
    };
    let keyed = key.of(caller.account, "POST /api/payments/refund", &command)?;
    let network = Network::of(address::of(&cx, &request));
    let answered = refunding::refund_order(&cx, &caller, network, &keyed, &command, &typed.proof.into()).await?;
    Ok(reply(answered))
}
