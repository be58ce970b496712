//! A browser comes back from a checkout, sent by another site: it is sent on to a page of ours, whatever it brought.

use crate::edge::http::body::collect;
use crate::edge::http::failure::{Answer, Failure};
use crate::service::Context;
use crate::service::payments::return_from_checkout::{Return, return_from_checkout};
use crate::service::problem::ProblemType;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

/// Takes in what a browser brings from a gateway's checkout, and sends it on
#[utoipa::path(post, path = "/api/payments/callback/{gateway}", tag = "payments",
    params(("gateway" = String, Path, example = "razorpay")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "What the gateway's page sends: payment, order and signature, or why a try failed"),
    responses((status = 303, description = "On to the order's page, or to one that says what is wrong")))]
pub async fn return_to_order(
    cx: web::Data<Context>,
    request: HttpRequest,
    gateway: web::Path<String>,
    payload: web::Payload,
) -> Answer {
    let place = match bring(&cx, &request, &gateway, payload).await {
        Ok(Return::Paid(order)) => format!("/order?id={order}"),
        Ok(Return::Failed(order)) => format!("/order?id={order}&failed=1"),
        Ok(Return::Unproven) => format!("/order?problem={}", ProblemType::SignatureInvalid.slug()),
        Err(Failure(refusal)) => format!("/order?problem={}", refusal.problem.slug()),
    };
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, place)).finish())
}

async fn bring(cx: &Context, request: &HttpRequest, gateway: &str, payload: web::Payload) -> Result<Return, Failure> {
    let bytes = collect(request, payload.into_inner(), |settings| settings.http.json_bytes_max).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| ProblemType::MalformedRequest)?;
    let fields = web::Query::<Vec<(String, String)>>::from_query(text).map_err(|_| ProblemType::MalformedRequest)?;
    Ok(return_from_checkout(cx, gateway, &fields).await?)
}
