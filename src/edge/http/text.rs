//! A body of plain text as the bytes that came: its encoding is for the use case to find out.

use super::body::upload;
use super::failure::Failure;
use crate::service::problem::ProblemType;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;

/// The bytes of a body of `text/plain`.
pub struct PlainText(pub Vec<u8>);

impl FromRequest for PlainText {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !request.content_type().eq_ignore_ascii_case("text/plain") {
                return Err(ProblemType::UnsupportedMediaType.into());
            }
            Ok(Self(upload(&request, payload, |settings| settings.http.upload_bytes_max).await?))
        })
    }
}
