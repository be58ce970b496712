//! What an exam costs, and how an own order stands.

use super::waiting::Wait;
use crate::edge::http::auth::{MaybeSignedIn, SignedIn};
use crate::edge::http::etag;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::payments::read_order as orders;
use crate::service::payments::read_pricing::{self as prices, Pricing};
use crate::service::payments::views::OrderView;
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::{ExamId, OrderId};

/// Says what an exam costs, and what the caller has of it
#[utoipa::path(get, path = "/api/payments/exam/{exam_id}/pricing", tag = "payments",
    params(("exam_id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The price", body = Pricing)))]
pub async fn read_pricing(
    cx: web::Data<Context>,
    MaybeSignedIn(caller): MaybeSignedIn,
    exam: web::Path<String>,
) -> Answer {
    let exam: ExamId = exam.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(prices::read_pricing(&cx, caller.as_ref(), exam).await?))
}

/// Shows one of the caller's orders, now or as soon as it changes
#[utoipa::path(get, path = "/api/payments/orders/{id}", tag = "payments",
    params(("id" = String, Path, format = Uuid), Wait,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the state that is known")),
    responses((status = 200, description = "The order", body = OrderView),
        (status = 304, description = "What is known still holds")))]
pub async fn read_order(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(wait): Query<Wait>,
) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let known = etag::known(&request);
    match orders::read_order(&cx, &caller, id, known.as_deref(), wait.patience(&cx)?).await? {
        Some(view) => Ok(etag::answer(None, &orders::tag(&view), &view)),
        None => Ok(etag::unchanged(&known.unwrap_or_default())),
    }
}
