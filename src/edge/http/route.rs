//! The route table: what is not in it cannot be registered, so tests and the API's document know every route.
//!
//! Each slice exports its rows; a row says who may call and with which problems it answers beside the ones that follow
//! from its shape (see [`Route::every_problem`]). Authorisation itself is a type in the handler's signature.

use crate::service::problem::ProblemType;
use crate::settings::Role;
use actix_web::http::Method;
use examhall_domain::ratelimit::Policy;

/// One route.
pub struct Route {
    pub verb: Verb,
    /// The address as actix-web and OpenAPI both write it, such as `/api/exams/{id}`.
    pub pattern: &'static str,
    pub access: Access,
    /// What the body of a request is.
    pub input: Input,
    /// Which policy counts its requests.
    pub limit: Limit,
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

/// Which policy counts a route. The numbers are settings; a page that asks often has its routes where that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// What has no reason to be elsewhere.
    General,
    /// What somebody guesses or floods who has no account yet: counted by network, also for those signed in.
    SignIn,
    /// What makes the server call a payment gateway: counted exactly by person, by network and overall.
    Gateway,
    /// Files that are sent here.
    Upload,
    /// What gets a student into an exam and lets them write it, and what a proctor leads it with. It bounds programs that
    /// run wild and never stops a person, and no ban closes it.
    Exam,
    /// Pictures, which a page asks for one by one.
    Pictures,
    /// What has guards of its own: the socket, and what gateways call. Documents of the house, too.
    Free,
}

impl Limit {
    /// The policy, if any.
    pub const fn policy(self) -> Option<Policy> {
        match self {
            Self::General => Some(Policy::General),
            Self::SignIn => Some(Policy::SignIn),
            Self::Gateway => Some(Policy::Gateway),
            Self::Upload => Some(Policy::Upload),
            Self::Exam => Some(Policy::Exam),
            Self::Pictures => Some(Policy::Pictures),
            Self::Free => None,
        }
    }
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

    /// The same for the router.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Delete => Method::DELETE,
        }
    }
}

impl Route {
    /// The role of the instances that serve it.
    pub fn role(&self) -> Role {
        match self.input {
            Input::Bytes => Role::Webhook,
            Input::Nothing | Input::Json | Input::Text | Input::Picture | Input::Form => Role::Web,
        }
    }

    /// All problems that the route can answer with, in the order of [`ProblemType::ALL`].
    pub fn every_problem(&self) -> Vec<ProblemType> {
        let applies = |problem: &ProblemType| {
            self.problems.contains(problem) || self.problems_of_shape().iter().any(|shape| shape.contains(problem))
        };
        ProblemType::ALL.iter().copied().filter(applies).collect()
    }

    fn problems_of_shape(&self) -> [&'static [ProblemType]; 6] {
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
        let limit: &[ProblemType] = if self.limit.policy().is_some() { &[P::TooManyRequests] } else { &[] };
        [access, origin, body, address, limit, &[P::Internal, P::Overloaded, P::StoreUnavailable]]
    }
}
