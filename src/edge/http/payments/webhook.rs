//! Messages of gateways: the bytes as they come, answered only after they are kept.

use crate::actor::Actors;
use crate::edge::http::body::collect;
use crate::edge::http::failure::Answer;
use crate::service::payments::take_webhooks::Arrived;
use actix_web::http::header::HeaderValue;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

/// Keeps a message of the gateway that the address names; again is the same
#[utoipa::path(post, path = "/api/payments/webhook/{gateway}", tag = "payments",
    params(("gateway" = String, Path, example = "razorpay")),
    request_body(content = String, content_type = "application/json", description = "As the gateway signed it"),
    responses((status = 200, description = "Kept")))]
pub async fn take_webhook(
    actors: web::Data<Actors>,
    request: HttpRequest,
    gateway: web::Path<String>,
    payload: web::Payload,
) -> Answer {
    take(&actors, &request, Some(gateway.into_inner()), payload).await
}

/// Keeps a message of Razorpay, whose webhooks have this address; again is the same
#[utoipa::path(post, path = "/api/payments/webhook", tag = "payments",
    request_body(content = String, content_type = "application/json", description = "As the gateway signed it"),
    responses((status = 200, description = "Kept")))]
pub async fn take_razorpay_webhook(actors: web::Data<Actors>, request: HttpRequest, payload: web::Payload) -> Answer {
    take(&actors, &request, None, payload).await
}

async fn take(actors: &Actors, request: &HttpRequest, gateway: Option<String>, payload: web::Payload) -> Answer {
    let body = collect(request, payload.into_inner(), |settings| settings.payments.webhook_bytes_max).await?;
    let readable = |value: &HeaderValue| value.to_str().map(str::to_owned);
    let headers = request.headers().iter();
    let headers = headers.filter_map(|(name, value)| Some((name.as_str().to_owned(), readable(value).ok()?)));
    let arrived = Arrived { gateway, headers: headers.collect(), body: body.to_vec() };
    actors.webhooks.take(arrived).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
