//! Becoming somebody: register, log in, log out, refresh, and who am I.

use crate::edge::http::auth::{MaybeSignedIn, SignedIn, address, cookies, origin};
use crate::edge::http::body::Body;
use crate::edge::http::envelope;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::Error;
use crate::service::accounts::api::{self, Arrival, Caller, Me};
use crate::service::accounts::finish_sign_in::{self as finish, FinishSignIn};
use crate::service::accounts::register::Register;
use crate::service::accounts::sign_in::{Entered, SignIn};
use crate::service::accounts::{end_sessions, read_me as read, refresh as renew, register as enrol, sign_in};
use crate::service::instant::Instant;
use crate::service::problem::ProblemType;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::{Locale, Network};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who registers. A password has 10 to 128 bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    #[schema(max_length = 254, examples("ada@example.org"))]
    email: String,
    #[schema(min_length = 10, max_length = 128)]
    password: String,
    #[schema(min_length = 1, max_length = 80, examples("Ada Lovelace"))]
    name: String,
    /// `en` or `fr`; without it the language that the browser asks for.
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("en"))]
    locale: Option<Locale>,
}

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[schema(max_length = 254)]
    email: String,
    #[schema(max_length = 128)]
    password: String,
}

/// The person with a token for programs; browsers use the cookie.
#[derive(Serialize, ToSchema)]
pub struct LoggedIn {
    #[serde(flatten)]
    me: Me,
    token: String,
}

/// Who gave the right password and has a second factor.
#[derive(Serialize, ToSchema)]
pub struct HalfwayIn {
    /// For `/api/auth/login/finish`, and good for nothing else.
    halfway: String,
    /// When it ceases to work.
    until: Instant,
}

/// The second half of a sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondHalf {
    /// What the first half answered.
    #[schema(max_length = 1024)]
    halfway: String,
    /// Six digits of the app, or a recovery code.
    #[schema(max_length = 40, examples("050471"))]
    code: String,
}

/// A fresh token.
#[derive(Serialize, ToSchema)]
pub struct FreshToken {
    token: String,
}

/// Registers a student and signs them in
#[utoipa::path(post, path = "/api/auth/register", tag = "accounts", request_body = Registration,
    responses((status = 201, description = "Registered; the session is in the cookie", body = Me)))]
pub async fn register(
    cx: web::Data<Context>,
    request: HttpRequest,
    MaybeSignedIn(caller): MaybeSignedIn,
    Body(body): Body<Registration>,
) -> Answer {
    origin::check(&cx, &request)?;
    let Registration { email, password, name, locale } = body;
    let command = Register { email, password, name, locale };
    let signed_in = enrol::register(&cx, &arrival(&cx, &request, caller), command).await?;
    Ok(HttpResponse::Created()
        .cookie(cookies::set_session(&cx, signed_in.token))
        .cookie(cookies::set_device(&cx, signed_in.device))
        .json(signed_in.me))
}

/// Signs somebody in
#[utoipa::path(post, path = "/api/auth/login", tag = "accounts", request_body = Credentials,
    responses((status = 200, description = "Signed in; the session is in the cookie and in the token", body = LoggedIn),
        (status = 202, description = "The password is right, and a code is needed besides; nobody is signed in yet", body = HalfwayIn)))]
pub async fn login(
    cx: web::Data<Context>,
    request: HttpRequest,
    MaybeSignedIn(caller): MaybeSignedIn,
    Body(Credentials { email, password }): Body<Credentials>,
) -> Answer {
    origin::check(&cx, &request)?;
    let arrival = arrival(&cx, &request, caller);
    Ok(match sign_in::sign_in(&cx, &arrival, SignIn { email, password }).await? {
        Entered::In(signed_in) => logged_in(&cx, signed_in),
        Entered::Halfway { token, until } => {
            HttpResponse::Accepted().json(HalfwayIn { halfway: token, until: until.into() })
        }
    })
}

/// Signs somebody in who gave the password and now a code
#[utoipa::path(post, path = "/api/auth/login/finish", tag = "accounts", request_body = SecondHalf,
    responses((status = 200, description = "Signed in; the session is in the cookie and in the token", body = LoggedIn)))]
pub async fn finish_login(
    cx: web::Data<Context>,
    request: HttpRequest,
    MaybeSignedIn(caller): MaybeSignedIn,
    Body(SecondHalf { halfway, code }): Body<SecondHalf>,
) -> Answer {
    origin::check(&cx, &request)?;
    let arrival = arrival(&cx, &request, caller);
    let signed_in = finish::finish_sign_in(&cx, &arrival, FinishSignIn { token: halfway, code }).await?;
    Ok(logged_in(&cx, signed_in))
}

/// Ends the session that asks; without one there is nothing to end
#[utoipa::path(post, path = "/api/auth/logout", tag = "accounts",
    responses((status = 204, description = "Signed out")))]
pub async fn logout(cx: web::Data<Context>, MaybeSignedIn(caller): MaybeSignedIn) -> Answer {
    if let Some(caller) = caller {
        match end_sessions::end_session(&cx, &caller, caller.session).await {
            Ok(()) => {}
            // Somebody else ended it just now, which is what was asked for.
            Err(Error::Refused(refusal)) if refusal.problem == ProblemType::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(HttpResponse::NoContent().cookie(cookies::clear_session(&cx)).finish())
}

/// Hands out a fresh token for the same session
#[utoipa::path(post, path = "/api/auth/refresh", tag = "accounts",
    responses((status = 200, description = "A token signed with the present key, also in the cookie", body = FreshToken)))]
pub async fn refresh(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> HttpResponse {
    let token = renew::refresh(&cx, &caller);
    HttpResponse::Ok().cookie(cookies::set_session(&cx, token.clone())).json(FreshToken { token })
}

/// Tells who is signed in
#[utoipa::path(get, path = "/api/auth/me", tag = "accounts",
    responses((status = 200, description = "The account and its session", body = Me)))]
pub async fn read_me(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    Ok(HttpResponse::Ok().json(read::read_me(&cx, &caller).await?))
}

fn logged_in(cx: &Context, signed_in: api::SignedIn) -> HttpResponse {
    HttpResponse::Ok()
        .cookie(cookies::set_session(cx, signed_in.token.clone()))
        .cookie(cookies::set_device(cx, signed_in.device))
        .json(LoggedIn { me: signed_in.me, token: signed_in.token })
}

fn arrival(cx: &Context, request: &HttpRequest, caller: Option<Caller>) -> Arrival {
    let user_agent = request.headers().get(header::USER_AGENT);
    Arrival {
        network: Network::of(address::of(cx, request)),
        user_agent: user_agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default(),
        locale: envelope::locale(request),
        device: cookies::device(cx, request).map(|cookie| cookie.value().to_owned()),
        caller,
    }
}
