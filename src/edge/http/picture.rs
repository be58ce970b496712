//! Pictures on the wire: taken as the bytes that they are, and given in a way that a browser does nothing with but draw.

use super::body::collect;
use super::failure::Failure;
use crate::service::media::api::StoredPicture;
use crate::service::problem::ProblemType;
use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag, HeaderName};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use examhall_domain::media::PictureDigest;
use futures_util::future::LocalBoxFuture;

/// The bytes of a body that should be a picture; what it is called does not matter, since its content tells.
pub struct PictureFile(pub Vec<u8>);

impl FromRequest for PictureFile {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = collect(&request, payload, |settings| settings.media.picture_bytes_max).await?;
            Ok(Self(bytes.to_vec()))
        })
    }
}

/// What is no digest names no picture.
///
/// # Errors
/// `not-found`.
pub fn digest(text: &str) -> Result<PictureDigest, Failure> {
    Ok(text.parse().map_err(|_| ProblemType::NotFound)?)
}

/// A picture for somebody who may see it now. The browser keeps it and asks each time whether it may still show it: that
/// answer is as short as it is quick, and nobody sees from a cache what they may not see any more. Should a picture ever
/// be opened as a page, it is one that can do nothing.
pub fn shown(request: &HttpRequest, picture: StoredPicture) -> HttpResponse {
    let etag = EntityTag::new_strong(picture.digest.to_string());
    let sent = request.headers().get(header::IF_NONE_MATCH);
    let is_unchanged = sent.is_some_and(|sent| sent.as_bytes() == etag.to_string().as_bytes());
    let mut response = if is_unchanged { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .insert_header(header::ETag(etag));
    if is_unchanged {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, picture.kind.media_type())).body(picture.bytes)
}
