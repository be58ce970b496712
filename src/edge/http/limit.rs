//! The limit of a route: who sends the request is counted before anything but its head is read, and every answer says how
//! much is left (draft-ietf-httpapi-ratelimit-headers-10).

mod fields;

use super::auth::{self, address};
use super::failure::Failure;
use super::route::{Access, Limit};
use crate::service::problem::{ProblemType, Refusal};
use crate::service::ratelimit::admit::{Admission, Visitor, admit};
use crate::service::{Context, Error};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::{HttpRequest, ResponseError, web};
use examhall_domain::id::AccountId;
use examhall_domain::ratelimit::Policy;
use examhall_domain::time::Span;

/// A route that counts; one without a limit stays as it is.
pub fn limited(route: actix_web::Route, limit: Limit, access: Access) -> actix_web::Route {
    match limit.policy() {
        Some(policy) => route.wrap(from_fn(move |request, next| count(policy, access, request, next))),
        None => route,
    }
}

async fn count(
    policy: Policy,
    access: Access,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, actix_web::Error> {
    let Some(cx) = request.app_data::<web::Data<Context>>().cloned() else {
        unreachable!("every application carries the context");
    };
    let Some(visitor) = visitor(&cx, request.request(), access).await else { return next.call(request).await };
    let admission = admit(&cx.limits, policy, visitor, cx.clock.now()).await;
    let mut answer = match admission.refused {
        None => next.call(request).await?,
        Some(wait) => request.into_response(Failure(refusal(&admission, wait)).error_response()),
    };
    fields::write(answer.headers_mut(), &admission);
    Ok(answer)
}

/// Who sends it; nobody while the store cannot say, since then the route itself says so.
async fn visitor(cx: &Context, request: &HttpRequest, access: Access) -> Option<Visitor> {
    let account = match auth::claimed_token(cx, request) {
        None => None,
        Some(token) => match access {
            // The route may not ask who it is: that must not cost it a look into the store.
            Access::Anyone => auth::remembered(cx, &token),
            // It asks anyway, and is told what is found here.
            Access::SignedIn | Access::Admin => holder(cx, request, &token).await?,
        },
    };
    Some(Visitor { account, address: address::of(cx, request) })
}

async fn holder(cx: &Context, request: &HttpRequest, token: &str) -> Option<Option<AccountId>> {
    match auth::authenticate_token(cx, token).await {
        Ok(caller) => {
            auth::introduce(request, caller);
            Some(Some(caller.account))
        }
        Err(Error::Refused(_)) => Some(None),
        Err(Error::Store(_)) => None,
    }
}

fn refusal(admission: &Admission, wait: Span) -> Refusal {
    let violated = admission.counted.iter().filter(|(_, counted)| counted.standing.remaining == 0);
    let names = violated.map(|(scope, _)| fields::name(admission.policy, scope).into()).collect();
    Refusal::new(ProblemType::TooManyRequests)
        .retry_after(fields::seconds(wait).max(1))
        .extra("violated-policies", serde_json::Value::Array(names))
}
