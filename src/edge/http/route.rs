//! The route table: what is not in it cannot be registered, so tests and the API's document know every route.
//!
//! Each slice exports its rows; a row says who may call and with which problems it answers beside the ones that follow
//! from its shape (see [`Route::every_problem`]). Authorisation itself is a type in the handler's signature.

use crate::service::problem::ProblemType;
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};

/// One route.
pub struct Route {
    pub verb: Verb,
    /// The address as actix-web and OpenAPI both write it, such as `/api/exams/{id}`.
    pub pattern: &'static str,
    pub access: Access,
    /// What the body of a request is.
    pub input: Input,
    /// Attaches the handler.
    pub handler: fn(actix_web::Route) -> actix_web::Route,
    /// The problems that only this route's own rules give.
    pub problems: &'static [ProblemType],
}

/// The methods that routes have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

/// Who may call a route at all; the object decides the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever comes.
    Anyone,
    /// Whoever is signed in; roles and objects are looked at by the use case.
    SignedIn,
    /// Admins only.
    Admin,
}

/// What a route reads beside its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// No body.
    Nothing,
    /// A JSON body.
    Json,
    /// A body of plain text.
    Text,
    /// The bytes of a picture.
    Picture,
    /// A form as a browser sends it.
    Form,
    /// Bytes that another system has signed.
    Bytes,
}

impl Verb {
    /// The method in capital letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Delete => Method::DELETE,
        }
    }
}

impl Route {
    /// All problems that the route can answer with, in the order of [`ProblemType::ALL`].
    pub fn every_problem(&self) -> Vec<ProblemType> {
        let applies = |problem: &ProblemType| {
            self.problems.contains(problem) || self.problems_of_shape().iter().any(|shape| shape.contains(problem))
        };
        ProblemType::ALL.iter().copied().filter(applies).collect()
    }

    fn problems_of_shape(&self) -> [&'static [ProblemType]; 5] {
        use ProblemType as P;
        let access: &[ProblemType] = match self.access {
            Access::Anyone => &[],
            Access::SignedIn => &[P::NotSignedIn, P::SessionEnded],
            Access::Admin => &[P::NotSignedIn, P::SessionEnded, P::Forbidden],
        };
        let origin: &[ProblemType] = match self.verb {
            Verb::Get => &[],
            Verb::Post | Verb::Put | Verb::Delete => &[P::OriginRefused],
        };
        let body: &[ProblemType] = match self.input {
            Input::Nothing => &[],
            Input::Json => &[
                P::MalformedRequest,
                P::ValidationFailed,
                P::PayloadTooLarge,
                P::UnsupportedMediaType,
                P::RequestTimeout,
            ],
            Input::Text => &[P::MalformedRequest, P::PayloadTooLarge, P::UnsupportedMediaType, P::RequestTimeout],
            Input::Picture => &[P::MalformedRequest, P::ValidationFailed, P::PayloadTooLarge, P::RequestTimeout],
            // A browser is sent on to a page, which says what is wrong.
            Input::Form => &[],
            Input::Bytes => &[P::MalformedRequest, P::PayloadTooLarge, P::RequestTimeout],
        };
        let address: &[ProblemType] = if self.pattern.contains('{') { &[P::NotFound] } else { &[] };
        [access, origin, body, address, &[P::Internal, P::Overloaded, P::StoreUnavailable]]
    }
}

/// Registers routes, one resource for each address, so that another method on it is `method-not-allowed`.
pub fn register<'a>(routes: impl IntoIterator<Item = &'a Route>, config: &mut ServiceConfig) {
    let mut resources: Vec<(&str, actix_web::Resource)> = Vec::new();
    for route in routes {
        let place = resources.iter().position(|(pattern, _)| *pattern == route.pattern);
        let (_, resource) = match place {
            Some(place) => resources.remove(place),
            None => (route.pattern, web::resource(route.pattern)),
        };
        let handler = (route.handler)(actix_web::Route::new().method(route.verb.method()));
        resources.insert(place.unwrap_or(resources.len()), (route.pattern, resource.route(handler)));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
}
