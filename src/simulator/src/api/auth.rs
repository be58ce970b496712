//! HTTP Basic with the merchant's key: <https://razorpay.com/docs/api/authentication>.

use super::failed::Failed;
use crate::config::Keys;
use crate::gateway::Gateway;
use crate::wire::Refusal;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, web};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Lets through who has the key and its secret.
pub async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let gateway = request.app_data::<web::Data<Arc<Gateway>>>().cloned();
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let keys = gateway.as_ref().map(|gateway| &gateway.config.keys);
    match keys.map(|keys| check(header, keys)) {
        Some(Ok(())) => next.call(request).await,
        Some(Err(refusal)) => Err(Failed(refusal).into()),
        None => Err(Failed(Refusal::server_error()).into()),
    }
}

fn check(header: Option<&str>, keys: &Keys) -> Result<(), Refusal> {
    let Some(header) = header else {
        return Err(Refusal::unauthenticated("Please provide your api key for authentication purposes."));
    };
    // The scheme is written exactly so; other ways of writing it are refused, as the documentation warns.
    let decoded = header.strip_prefix("Basic ").and_then(|token| BASE64_STANDARD.decode(token).ok());
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let Some((key_id, key_secret)) = text.as_deref().and_then(|text| text.split_once(':')) else {
        return Err(Refusal::unauthenticated("Authentication failed"));
    };
    if key_id != keys.key_id {
        return Err(Refusal::unauthenticated("The api key provided is invalid"));
    }
    let is_right: bool = key_secret.as_bytes().ct_eq(keys.key_secret.as_bytes()).into();
    if is_right { Ok(()) } else { Err(Refusal::unauthenticated("The api secret provided is invalid")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_scheme_with_the_key_and_its_secret_is_let_through() {
        let keys = Keys { key_id: "rzp_test_1".into(), key_secret: "s:1".into(), webhook_secret: "w".into() };
        let token = |text: &str| BASE64_STANDARD.encode(text);
        assert_eq!(check(Some(&format!("Basic {}", token("rzp_test_1:s:1"))), &keys), Ok(()));
        let refused = [
            None,
            Some(format!("basic {}", token("rzp_test_1:s:1"))),
            Some(format!("BASIC {}", token("rzp_test_1:s:1"))),
            Some(format!("Basic \"{}\"", token("rzp_test_1:s:1"))),
            Some(format!("Bearer {}", token("rzp_test_1:s:1"))),
            Some(format!("Basic {}", token("rzp_test_1:s:2"))),
            Some(format!("Basic {}", token("rzp_test_2:s:1"))),
            Some(format!("Basic {}", token("rzp_test_1"))),
        ];
        for header in refused {
            assert_eq!(check(header.as_deref(), &keys).unwrap_err().status, 401, "{header:?}");
        }
    }
}
