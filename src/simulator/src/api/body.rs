//! Bodies of calls: JSON whatever the content type says, as Razorpay reads them.

use super::failed::Failed;
use crate::wire::Refusal;
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

/// A body as JSON; `null` when there is none.
pub struct Body(pub Value);

impl FromRequest for Body {
    type Error = Failed;
    type Future = LocalBoxFuture<'static, Result<Self, Failed>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            // Bytes are refused only beyond the bound of the server's configuration.
            let bytes = bytes.await.map_err(|_| Refusal::too_long())?;
            if bytes.is_empty() {
                return Ok(Self(Value::Null));
            }
            let value = serde_json::from_slice(&bytes).map_err(|_| Refusal::not_json())?;
            Ok(Self(value))
        })
    }
}
