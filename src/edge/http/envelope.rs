//! What surrounds every request: its id, its log line, its metrics, the security headers, and the phrasing of failures.

use super::failure;
use crate::service::problem::Refusal;
use crate::service::texts;
use crate::telemetry::metric;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use examhall_domain::accounts::Locale;
use std::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const PROCESS_TIME: HeaderName = HeaderName::from_static("x-process-time");
const REQUEST_ID_BYTES_MAX: usize = 64;
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// No source but ourselves, nothing inline, no frame around us.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

/// The policy of a page whose forms also go to these origins.
pub fn policy_with_forms_to<'a>(origins: impl Iterator<Item = &'a str>) -> String {
    let forms = origins.fold("form-action 'self'".to_owned(), |forms, origin| forms + " " + origin);
    CONTENT_SECURITY_POLICY.replace("form-action 'self'", &forms)
}

/// The request's id, taken from the caller when it is fit for a log, else made here.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The middleware itself.
///
/// # Errors
/// Only what the framework itself cannot answer; handlers' failures are answers already.
pub async fn wrap(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let id = request_id(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    // Of the highest level, so that no filter lets a line pass without its request.
    let span = tracing::error_span!("request", request_id = %id, method = %request.method(), path = request.path());
    // The router needs the request to itself, so nothing may hold a second handle on it before the answer is there.
    let mut response = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    if let Some(refusal) = refused(response.response()) {
        let phrased = phrase(response.request(), response.response(), &refusal, &id);
        response = response.into_response(phrased);
    }
    mark(response.headers_mut(), &id, started);
    span.in_scope(|| record(response.request(), response.response(), started));
    Ok(response)
}

fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok());
    let fit = |id: &&str| {
        let tame = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        !id.is_empty() && id.len() <= REQUEST_ID_BYTES_MAX && id.bytes().all(tame)
    };
    given.filter(fit).map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}

/// The refusal inside an answer; an error of the framework itself is given the type of its status.
fn refused<B>(response: &HttpResponse<B>) -> Option<Refusal> {
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        return Some(refusal.clone());
    }
    let status = response.status();
    let phrased = response.headers().get(header::CONTENT_TYPE) == Some(&PROBLEM_JSON);
    let failed = status.is_client_error() || status.is_server_error();
    (failed && !phrased && response.headers().get(header::CONTENT_TYPE).is_none_or(is_plain_text))
        .then(|| Refusal::new(failure::of_status(status)))
}

fn is_plain_text(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"text/plain")
}

fn phrase<B>(request: &HttpRequest, old: &HttpResponse<B>, refusal: &Refusal, id: &str) -> HttpResponse {
    let document = texts::problem(locale(request), refusal, id);
    let mut builder = HttpResponse::build(old.status());
    for (name, value) in old.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            builder.append_header((name.clone(), value.clone()));
        }
    }
    if let Some(seconds) = refusal.retry_after_s {
        builder.insert_header((header::RETRY_AFTER, seconds));
    }
    builder.insert_header((header::CONTENT_TYPE, PROBLEM_JSON)).insert_header((header::CACHE_CONTROL, "no-store"));
    builder.body(document.to_string())
}

/// The reader's language as the browser names it.
pub fn locale(request: &HttpRequest) -> Locale {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::negotiate(accepted.unwrap_or_default())
}

fn mark(headers: &mut HeaderMap, id: &str, started: Instant) {
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, id);
    set(PROCESS_TIME, &format!("{:.6}", started.elapsed().as_secs_f64()));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "geolocation=(), payment=(), usb=()");
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn record<B>(request: &HttpRequest, response: &HttpResponse<B>, started: Instant) {
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".into());
    let method = method(request);
    let status = response.status();
    let seconds = started.elapsed().as_secs_f64();
    metrics::counter!(metric::HTTP_REQUESTS_TOTAL, "method" => method, "route" => route.clone(),
        "status" => status.as_str().to_owned())
    .increment(1);
    metrics::histogram!(metric::HTTP_REQUEST_DURATION_SECONDS, "method" => method, "route" => route).record(seconds);
    if status.is_server_error() {
        tracing::warn!(status = status.as_u16(), seconds, "request failed");
    } else {
        tracing::debug!(status = status.as_u16(), seconds, "request answered");
    }
}

/// A client can invent methods; a metric's labels must stay few.
fn method(request: &HttpRequest) -> &'static str {
    match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
