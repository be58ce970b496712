//! A JSON body within its bound, read strictly.

use super::failure::Failure;
use crate::edge::decode;
use crate::service::problem::ProblemType;
use crate::settings::Settings;
use crate::telemetry::metric;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The decoded body of a request.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !is_json(&request) {
                return Err(ProblemType::UnsupportedMediaType.into());
            }
            let bytes = collect(&request, payload, |settings| settings.http.json_bytes_max).await?;
            Ok(Self(decode::json(&bytes)?))
        })
    }
}

/// Reads a body of at most as many bytes as the bound that `bound` picks, within the time that a body may take.
///
/// # Errors
/// `payload-too-large` as soon as the bound is passed, `request-timeout`, or `malformed-request` when the stream breaks.
pub async fn collect(
    request: &HttpRequest,
    mut payload: Payload,
    bound: impl Fn(&Settings) -> usize,
) -> Result<web::BytesMut, Failure> {
    let settings = request.app_data::<web::Data<Arc<Settings>>>();
    assert!(settings.is_some(), "every application carries the settings");
    let (bytes_max, time_max) = settings.map_or((0, 0), |s| (bound(s), s.http.body_timeout_s));
    let read = async {
        let mut bytes = web::BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| ProblemType::MalformedRequest)?;
            if bytes.len() + chunk.len() > bytes_max {
                return Err(ProblemType::PayloadTooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    let read = tokio::time::timeout(Duration::from_secs(time_max), read).await;
    Ok(read
        .unwrap_or(Err(ProblemType::RequestTimeout))
        .map_err(|problem| crate::service::problem::Refusal::new(problem).arg("max", bytes_max))?)
}

/// As [`collect`], for a file that somebody sends here.
///
/// # Errors
/// Those of [`collect`].
pub async fn upload(
    request: &HttpRequest,
    payload: Payload,
    bound: impl Fn(&Settings) -> usize,
) -> Result<Vec<u8>, Failure> {
    let bytes = collect(request, payload, bound).await?.to_vec();
    metrics::counter!(metric::UPLOAD_BYTES_TOTAL).increment(bytes.len() as u64);
    Ok(bytes)
}

fn is_json(request: &HttpRequest) -> bool {
    use actix_web::HttpMessage;
    let declared = request.content_type();
    declared.eq_ignore_ascii_case("application/json")
}
