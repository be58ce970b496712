//! The extractors: a handler that takes one of these runs only for whom it names.

use super::authenticate;
use crate::edge::http::failure::Failure;
use crate::service::accounts::api::Caller;
use crate::service::problem::ProblemType;
use crate::service::{Answer, Context, Error};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use examhall_domain::accounts::Role;
use futures_util::future::LocalBoxFuture;

/// Somebody signed in.
pub struct SignedIn(pub Caller);

/// Somebody, signed in or not; a session that has ended is nobody's.
pub struct MaybeSignedIn(pub Option<Caller>);

/// An admin.
pub struct Admin(pub Caller);

impl FromRequest for SignedIn {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = caller(request);
        Box::pin(async move { Ok(Self(caller.await?)) })
    }
}

impl FromRequest for MaybeSignedIn {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = caller(request);
        Box::pin(async move {
            match caller.await {
                Ok(caller) => Ok(Self(Some(caller))),
                Err(Error::Refused(refusal))
                    if matches!(refusal.problem, ProblemType::NotSignedIn | ProblemType::SessionEnded) =>
                {
                    Ok(Self(None))
                }
                Err(error) => Err(error.into()),
            }
        })
    }
}

impl FromRequest for Admin {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = caller(request);
        Box::pin(async move {
            let caller = caller.await?;
            if caller.roles.contains(Role::Admin) { Ok(Self(caller)) } else { Err(ProblemType::Forbidden.into()) }
        })
    }
}

fn caller(request: &HttpRequest) -> impl Future<Output = Answer<Caller>> + use<> {
    let request = request.clone();
    async move {
        let Some(cx) = request.app_data::<web::Data<Context>>() else {
            unreachable!("every application carries the context");
        };
        authenticate(cx, &request).await
    }
}
