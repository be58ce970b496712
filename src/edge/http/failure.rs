//! How a refusal or a fault of a use case leaves as an answer.
//!
//! A handler returns [`Failure`]; the envelope phrases it, since only there are the reader's language and the request's id
//! at hand.

use crate::service;
use crate::service::problem::{ProblemType, Refusal};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

/// What a handler fails with.
#[derive(Debug)]
pub struct Failure(pub Refusal);

/// What a handler returns.
pub type Answer<T = HttpResponse> = Result<T, Failure>;

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.problem.slug())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        status(self.0.problem)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.0.clone());
        response
    }
}

impl From<service::Error> for Failure {
    fn from(error: service::Error) -> Self {
        Self(error.into_refusal())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl From<ProblemType> for Failure {
    fn from(problem: ProblemType) -> Self {
        Self(problem.into())
    }
}

/// The problem that stands for a bare status from the framework.
pub fn of_status(status: StatusCode) -> ProblemType {
    match status {
        StatusCode::NOT_FOUND => ProblemType::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemType::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => ProblemType::RequestTimeout,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemType::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemType::UnsupportedMediaType,
        StatusCode::SERVICE_UNAVAILABLE => ProblemType::Overloaded,
        other if other.is_client_error() => ProblemType::MalformedRequest,
        _ => ProblemType::Internal,
    }
}

fn status(problem: ProblemType) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
