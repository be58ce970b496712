//! The part of an address after the question mark, read strictly.

use super::failure::Failure;
use crate::service::problem::{ProblemType, Refusal};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// The decoded parameters of a request.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = web::Query::<T>::from_query(request.query_string());
        let refused = |_| Failure(Refusal::new(ProblemType::ValidationFailed).field("", "invalid"));
        ready(read.map(|query| Self(query.into_inner())).map_err(refused))
    }
}
