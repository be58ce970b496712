//! A body that is a picture, as the bytes that came: what it really is, the use case finds out by its content.

use super::body::collect;
use super::failure::Failure;
use crate::service::accounts::api::Picture;
use crate::service::problem::ProblemType;
use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag, IfNoneMatch};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

/// The bytes of a body whose type begins with `image/`.
pub struct PictureBytes(pub Vec<u8>);

impl FromRequest for PictureBytes {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !request.content_type().to_ascii_lowercase().starts_with("image/") {
                return Err(ProblemType::UnsupportedMediaType.into());
            }
            let bytes = collect(&request, payload, |settings| settings.accounts.picture_bytes_max).await?;
            Ok(Self(bytes.to_vec()))
        })
    }
}

/// A person's picture. A browser keeps it and asks each time whether it is still the one; the envelope adds what keeps it
/// from being taken for anything but a picture.
pub fn shown(request: &HttpRequest, picture: Picture) -> HttpResponse {
    let tag = EntityTag::new_strong(picture.name);
    let cache = (header::CACHE_CONTROL, "private, no-cache");
    let known = <IfNoneMatch as header::Header>::parse(request);
    let is_known = matches!(known, Ok(IfNoneMatch::Items(tags)) if tags.iter().any(|known| known.weak_eq(&tag)));
    let mut answer = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(cache).insert_header(header::ETag(tag));
    if is_known { answer.finish() } else { answer.content_type(picture.media_type).body(picture.bytes) }
}
