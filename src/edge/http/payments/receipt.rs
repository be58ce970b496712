//! The receipt of an own order.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::envelope;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::payments::read_receipt::{Receipt, read_receipt};
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::OrderId;

/// Shows the receipt of one of the caller's paid orders, in the reader's language
#[utoipa::path(get, path = "/api/payments/orders/{id}/receipt", tag = "payments",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The receipt", body = Receipt)))]
pub async fn read_receipt_of_order(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let receipt = read_receipt(&cx, &caller, envelope::locale(&request), id).await?;
    Ok(HttpResponse::Ok().json(receipt))
}
