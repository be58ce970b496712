//! Answers packed for those who can unpack them, when it is worth the work: lists of a full room shrink to a tenth.
//!
//! Files come packed already and pictures do not shrink; only what we write as text for programs is packed here.

use actix_web::body::{BodySize, BoxBody, MessageBody, to_bytes};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Header, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// Shorter ones fit into the packet that carries their head.
const BYTES_MIN: u64 = 1_000;
/// Longer ones would hold up the other requests of a worker while they are packed.
const BYTES_INLINE_MAX: usize = 64 * 1024;
const KINDS: [&str; 3] = ["application/json", "application/problem+json", "text/csv"];

/// The middleware itself.
///
/// # Errors
/// Those of what it surrounds.
pub async fn wrap(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_taken = takes_gzip(request.request());
    let response = next.call(request).await?.map_into_boxed_body();
    if !is_worth_packing(response.response()) {
        return Ok(response);
    }
    let (request, mut answer) = response.into_parts();
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    let answer = if is_taken { packed(answer).await? } else { answer };
    Ok(ServiceResponse::new(request, answer))
}

/// Whether the client prefers gzip to bytes as they are.
pub(super) fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = AcceptEncoding::parse(request).ok();
    let best = accepted.and_then(|accepted| accepted.negotiate([Encoding::gzip(), Encoding::identity()].iter()));
    best == Some(Encoding::gzip())
}

/// `data` in gzip.
pub(super) fn gzip(data: &[u8], effort: Compression) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), effort);
    match encoder.write_all(data).and_then(|()| encoder.finish()) {
        Ok(bytes) => bytes.into(),
        Err(why) => unreachable!("memory takes every byte: {why}"),
    }
}

fn is_worth_packing(answer: &HttpResponse) -> bool {
    let headers = answer.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    let is_long = matches!(answer.body().size(), BodySize::Sized(bytes) if bytes >= BYTES_MIN);
    is_long && KINDS.contains(&kind) && !headers.contains_key(header::CONTENT_ENCODING)
}

async fn packed(answer: HttpResponse) -> Result<HttpResponse, Error> {
    let (mut head, body) = answer.into_parts();
    let whole = to_bytes(body).await?;
    let bytes = if whole.len() <= BYTES_INLINE_MAX {
        gzip(&whole, Compression::fast())
    } else {
        actix_web::web::block(move || gzip(&whole, Compression::fast())).await?
    };
    head.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(ContentEncoding::Gzip.as_str()));
    weaken_tag(head.headers_mut());
    Ok(head.set_body(BoxBody::new(bytes)))
}

/// Other bytes that mean the same have a tag that says so (RFC 9110, 8.8.1).
fn weaken_tag(headers: &mut HeaderMap) {
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| tag.starts_with('"'));
    if let Some(weak) = tag.and_then(|tag| HeaderValue::from_str(&format!("W/{tag}")).ok()) {
        headers.insert(header::ETAG, weak);
    }
}
