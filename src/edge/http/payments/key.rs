//! `Idempotency-Key` of requests that move money, and the answers that every repeat gets.

use crate::edge::http::failure::Failure;
use crate::service::Error;
use crate::service::payments::idempotent::{Keyed, Reply};
use crate::service::problem::ProblemType;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use examhall_domain::id::AccountId;
use examhall_domain::payments::IdempotencyKey;
use serde::Serialize;
use std::future::{Ready, ready};

/// The key that a request has to have.
pub struct Key(IdempotencyKey);

impl Key {
    /// The request under its key.
    ///
    /// # Errors
    /// Never for what came in as JSON.
    pub fn of(self, account: AccountId, route: &'static str, body: &impl Serialize) -> Result<Keyed, Failure> {
        Ok(Keyed::new(account, route, self.0, body).map_err(Error::Store)?)
    }
}

impl FromRequest for Key {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut values = request.headers().get_all("idempotency-key");
        let only = match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok().and_then(|text| IdempotencyKey::parse(text).ok()),
            _ => None,
        };
        ready(only.map(Self).ok_or_else(|| ProblemType::IdempotencyKeyMissing.into()))
    }
}

/// An answer that was kept.
pub fn reply(Reply { status, body }: Reply) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    HttpResponse::build(status).content_type(ContentType::json()).body(body)
}
