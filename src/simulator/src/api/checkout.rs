//! The hosted checkout: the merchant's form opens it, a person pays on it, the browser brings the outcome back.

use super::failed::Failed;
use crate::acts::{Error, Outcome, Visit, open_checkout, pay_at_checkout};
use crate::asked;
use crate::books::{Failure, PaymentStatus};
use crate::gateway::Gateway;
use crate::page::{self, Back, Language, Page, STYLE};
use crate::signature::of_checkout;
use crate::wire::Refusal;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

pub async fn open(gateway: Data<Arc<Gateway>>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let language = language(&request);
    match opened(&gateway, &body, language).await {
        Ok(page) => shown(StatusCode::OK, page),
        Err(error) => refused(error, language),
    }
}

pub async fn pay(gateway: Data<Arc<Gateway>>, request: HttpRequest, id: Path<String>, body: Bytes) -> HttpResponse {
    let language = language(&request);
    match paid(&gateway, &id, &body).await {
        Ok(back) => shown(StatusCode::OK, page::back(&back, language)),
        Err(error) => refused(error, language),
    }
}

pub async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").insert_header((CACHE_CONTROL, "no-cache")).body(STYLE)
}

async fn opened(gateway: &Gateway, body: &[u8], language: Language) -> Result<Page, Error> {
    let form = asked::checkout(&pairs(body)?, &gateway.config.keys.key_id)?;
    let visit = open_checkout(gateway, form.checkout).await?;
    let late_ms = gateway.config.timing.late;
    Ok(page::checkout(&visit, &form.name, form.cancel_url.as_deref(), late_ms, language))
}

async fn paid(gateway: &Gateway, id: &str, body: &[u8]) -> Result<Back, Error> {
    let outcome = match pairs(body)?.get("outcome").map(String::as_str) {
        Some("success") => Outcome::Success,
        Some("late") => Outcome::Late,
        Some("fail") => Outcome::Fail,
        _ => return Err(Refusal::business("outcome is success, late or fail").into()),
    };
    let visit = pay_at_checkout(gateway, id, outcome).await?;
    Ok(way_back(gateway, visit))
}

/// What Razorpay posts to `callback_url`: three signed fields, or what went wrong.
fn way_back(gateway: &Gateway, visit: Visit) -> Back {
    let (order, callback_url) = (visit.order.id, visit.checkout.callback_url);
    let Some(payment) = visit.payment else { return Back { callback_url, fields: Vec::new(), has_paid: false } };
    let has_paid = !matches!(payment.status, PaymentStatus::Created | PaymentStatus::Failed);
    let fields = match payment.failure {
        Some(failure) => failed(&failure, &order, &payment.id),
        None => {
            let signature = of_checkout(&gateway.config.keys.key_secret, &order, &payment.id);
            named([
                ("razorpay_payment_id", payment.id),
                ("razorpay_order_id", order),
                ("razorpay_signature", signature),
            ])
        }
    };
    Back { callback_url, fields, has_paid }
}

fn failed(failure: &Failure, order: &str, payment: &str) -> Vec<(String, String)> {
    let metadata = json!({ "payment_id": payment, "order_id": order });
    named([
        ("error[code]", failure.code.clone()),
        ("error[description]", failure.description.clone()),
        ("error[source]", failure.source.clone()),
        ("error[step]", failure.step.clone()),
        ("error[reason]", failure.reason.clone()),
        ("error[metadata]", metadata.to_string()),
    ])
}

fn named<const N: usize>(fields: [(&str, String); N]) -> Vec<(String, String)> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn pairs(body: &[u8]) -> Result<HashMap<String, String>, Refusal> {
    serde_urlencoded::from_bytes(body).map_err(|_| Refusal::business("The form cannot be read"))
}

fn language(request: &HttpRequest) -> Language {
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::preferred(accepted.unwrap_or(""))
}

fn refused(error: Error, language: Language) -> HttpResponse {
    let Failed(refusal) = error.into();
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    shown(status, page::refused(&refusal.description, language))
}

fn shown(status: StatusCode, page: Page) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, page.policy))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(page.html)
}
