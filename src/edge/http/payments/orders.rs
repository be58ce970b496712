//! A student's order: placing it, bringing what the checkout gave, calling it off.

use super::key::{Key, reply};
use crate::actor::Actors;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::payments::cancel_order as cancelling;
use crate::service::payments::create_order::{CreateOrder, Placed, answer_placed, place_order};
use crate::service::payments::verify_payment::{self as verifying, VerifyPayment};
use crate::service::payments::views::OrderView;
use crate::service::problem::ProblemType;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::OrderId;
use std::time::Duration;

/// Places an order for access to an exam, or finds the one that is open
///
/// Waits a while for the gateway; with `Prefer: respond-async` (RFC 7240), or when that takes too long, the answer is 202 and
/// the order is still `opening`. The same request with the same key gets the first answer.
#[utoipa::path(post, path = "/api/payments/create-order", tag = "payments", request_body = CreateOrder,
    params(("Idempotency-Key" = String, Header, description = "1 to 255 visible ASCII characters, fresh for each order"),
        ("Prefer" = Option<String>, Header, description = "`respond-async` for an answer at once")),
    responses((status = 201, description = "Placed", body = OrderView),
        (status = 200, description = "The order that is open already", body = OrderView),
        (status = 202, description = "Placed; the gateway is being asked", body = OrderView)))]
pub async fn create_order(
    cx: web::Data<Context>,
    actors: web::Data<Actors>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    key: Key,
    Body(command): Body<CreateOrder>,
) -> Answer {
    let keyed = key.of(caller.account, "POST /api/payments/create-order", &command)?;
    let placed = place_order(&cx, &caller, &keyed, &command, actors.sagas.owner()).await?;
    if let Placed::Order { job: Some(job), .. } = &placed {
        actors.sagas.take_up(job.clone());
    }
    let wants_to_wait = !prefers_async(request.headers());
    let patience = if wants_to_wait { Duration::from_millis(cx.settings.payments.place_ms) } else { Duration::ZERO };
    let answered = answer_placed(&cx, &caller, &keyed, &placed, patience).await?;
    let mut response = reply(answered);
    if !wants_to_wait {
        let (name, value) = (HeaderName::from_static("preference-applied"), HeaderValue::from_static("respond-async"));
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// Takes in what the checkout gave to the page, and waits a while for the payment
#[utoipa::path(post, path = "/api/payments/verify", tag = "payments", request_body = VerifyPayment,
    responses((status = 200, description = "The order as it stands", body = OrderView)))]
pub async fn verify_payment(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Body(command): Body<VerifyPayment>,
) -> Answer {
    let patience = Duration::from_millis(cx.settings.payments.verify_ms);
    Ok(HttpResponse::Ok().json(verifying::verify_payment(&cx, &caller, &command, patience).await?))
}

/// Calls one of the caller's orders off, as long as no money is under way; again is the same
#[utoipa::path(post, path = "/api/payments/orders/{id}/cancel", tag = "payments",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "Called off", body = OrderView)))]
pub async fn cancel_order(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    let id: OrderId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(cancelling::cancel_order(&cx, &caller, id).await?))
}

fn prefers_async(headers: &HeaderMap) -> bool {
    let preferences = headers.get_all("prefer").filter_map(|value| value.to_str().ok());
    preferences
        .flat_map(|line| line.split(','))
        .filter_map(|preference| preference.split(';').next())
        .any(|preference| preference.trim().eq_ignore_ascii_case("respond-async"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_preference_is_found_among_others() {
        for (line, prefers) in [
            ("respond-async", true),
            ("wait=10, Respond-Async", true),
            ("respond-async; foo=bar", true),
            ("return=minimal", false),
            ("", false),
        ] {
            let request = TestRequest::default().insert_header(("prefer", line)).to_http_request();
            assert_eq!(prefers_async(request.headers()), prefers, "{line}");
        }
    }
}
