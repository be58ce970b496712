//! Pictures on the wire: taken as the bytes that they are, and given in a way that a browser does nothing with but draw.

use super::body::upload;
use super::failure::Failure;
use crate::service::problem::ProblemType;
use crate::settings::Settings;
use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag, HeaderName, IfNoneMatch};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use examhall_domain::picture::PictureDigest;
use futures_util::future::LocalBoxFuture;

/// The bytes of a body that should be a picture for questions; what it is called does not matter, since its content tells.
pub struct PictureFile(pub Vec<u8>);

/// The same of a person.
pub struct Portrait(pub Vec<u8>);

impl FromRequest for PictureFile {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = take(request, payload, |settings| settings.media.picture_bytes_max);
        Box::pin(async move { Ok(Self(bytes.await?)) })
    }
}

impl FromRequest for Portrait {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = take(request, payload, |settings| settings.accounts.picture_bytes_max);
        Box::pin(async move { Ok(Self(bytes.await?)) })
    }
}

fn take(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: fn(&Settings) -> usize,
) -> impl Future<Output = Result<Vec<u8>, Failure>> + use<> {
    let (request, payload) = (request.clone(), payload.take());
    async move { upload(&request, payload, limit).await }
}

/// What is no digest names no picture.
///
/// # Errors
/// `not-found`.
pub fn digest(text: &str) -> Result<PictureDigest, Failure> {
    Ok(text.parse().map_err(|_| ProblemType::NotFound)?)
}

/// A picture for somebody who may see it now, under a name that changes with it. The browser keeps it and asks each time
/// whether it may still show it: that answer is as short as it is quick, and nobody sees from a cache what they may not see
/// any more. Should a picture ever be opened as a page, it is one that can do nothing.
pub fn shown(request: &HttpRequest, name: String, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    let tag = EntityTag::new_strong(name);
    let known = <IfNoneMatch as header::Header>::parse(request);
    let is_known = matches!(known, Ok(IfNoneMatch::Items(tags)) if tags.iter().any(|known| known.weak_eq(&tag)));
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .insert_header(header::ETag(tag));
    if is_known { answer.finish() } else { answer.content_type(media_type).body(bytes) }
}
