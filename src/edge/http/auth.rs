//! Who asks: credentials of a request, and the extractors that make authorisation part of a handler's signature.
//!
//! A browser brings a cookie, a program `Authorization: Bearer`. Cookies travel by themselves, so what changes something
//! on their behalf must come from our own pages; a Bearer token is added on purpose and needs no such proof.

pub mod address;
pub mod cookies;
mod extract;
pub mod origin;

pub use extract::{Admin, MaybeSignedIn, SignedIn};

use crate::service::accounts::api::Caller;
use crate::service::accounts::authenticate;
use crate::service::problem::ProblemType;
use crate::service::{self, Context};
use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest};
use examhall_domain::id::AccountId;
use std::borrow::Cow;

/// Who holds the token of a request, found out before its route runs.
struct Holder(Caller);

/// Who sent this request. Also for the socket's handshake, whose origin is checked by [`origin::check`] besides.
///
/// # Errors
/// `not-signed-in` without credentials, `session-ended` with those of a session that is over, `origin-refused` for a
/// change that another site sends on behalf of a cookie.
pub async fn authenticate(cx: &Context, request: &HttpRequest) -> service::Answer<Caller> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let token = bearer(request).ok_or(ProblemType::NotSignedIn)?;
        return known_or_asked(cx, request, token).await;
    }
    let cookie = cookies::session(cx, request).ok_or(ProblemType::NotSignedIn)?;
    if !request.method().is_safe() {
        origin::check(cx, request)?;
    }
    known_or_asked(cx, request, cookie.value()).await
}

/// The token that a request came with, if its holder may have sent it: with one in a cookie, another site may send what it
/// likes on somebody's behalf, which must not be held against them.
pub fn claimed_token<'a>(cx: &Context, request: &'a HttpRequest) -> Option<Cow<'a, str>> {
    let is_explicit = request.headers().contains_key(header::AUTHORIZATION);
    let is_theirs = is_explicit || request.method().is_safe() || origin::check(cx, request).is_ok();
    if is_theirs { token(cx, request) } else { None }
}

/// Whose token this is, as far as it is remembered without asking the store.
pub fn remembered(cx: &Context, token: &str) -> Option<AccountId> {
    authenticate::remembered(cx, token)
}

/// Tells the route who holds the request's token, so that it does not ask again.
pub fn introduce(request: &HttpRequest, holder: Caller) {
    request.extensions_mut().insert(Holder(holder));
}

/// The token that a request came with, whatever it is worth.
pub fn token<'a>(cx: &Context, request: &'a HttpRequest) -> Option<Cow<'a, str>> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return bearer(request).map(Cow::Borrowed);
    }
    cookies::session(cx, request).map(|cookie| Cow::Owned(cookie.value().to_owned()))
}

/// Who holds this token; for the socket's first frame.
///
/// # Errors
/// `not-signed-in`, `session-ended`.
pub async fn authenticate_token(cx: &Context, token: &str) -> service::Answer<Caller> {
    authenticate::authenticate(cx, token).await
}

async fn known_or_asked(cx: &Context, request: &HttpRequest, token: &str) -> service::Answer<Caller> {
    let known = request.extensions().get::<Holder>().map(|holder| holder.0);
    match known {
        Some(holder) => Ok(holder),
        None => authenticate_token(cx, token).await,
    }
}

/// RFC 6750: the scheme is read without regard to case.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
