//! The own second factor: turned on with an app, and off again.

use super::proof::PasswordAndCode;
use crate::edge::http::auth::{SignedIn, address};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::accounts::second_factor::begin::Offer;
use crate::service::accounts::second_factor::confirm::RecoveryCodes;
use crate::service::accounts::second_factor::read::SecondFactor;
use crate::service::accounts::second_factor::{begin, confirm, read, renew_codes, turn_off};
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::Network;
use serde::Deserialize;
use utoipa::ToSchema;

/// What the app shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownCode {
    #[schema(max_length = 40, examples("050471"))]
    code: String,
}

/// Tells how the own second factor stands
#[utoipa::path(get, path = "/api/auth/second-factor", tag = "accounts",
    responses((status = 200, description = "Whether it is on, and how many recovery codes are left", body = SecondFactor)))]
pub async fn read_second_factor(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    Ok(HttpResponse::Ok().json(read::read(&cx, &caller).await?))
}

/// Offers a secret for an authenticator app (RFC 6238)
///
/// It counts once it is confirmed; until then, a newer offer takes its place. Wrong passwords count like sign-ins that
/// failed.
#[utoipa::path(post, path = "/api/auth/second-factor", tag = "accounts", request_body = PasswordAndCode,
    responses((status = 200, description = "The secret, which is told here alone", body = Offer)))]
pub async fn begin_second_factor(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(proof): Body<PasswordAndCode>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    Ok(HttpResponse::Ok().json(begin::begin(&cx, &caller, network, &proof.into()).await?))
}

/// Turns the second factor on by a code of the app
#[utoipa::path(post, path = "/api/auth/second-factor/confirm", tag = "accounts", request_body = ShownCode,
    responses((status = 200, description = "It is on, every other session has ended, and a mail tells the owner", body = RecoveryCodes)))]
pub async fn confirm_second_factor(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Body(ShownCode { code }): Body<ShownCode>,
) -> Answer {
    Ok(HttpResponse::Ok().json(confirm::confirm(&cx, &caller, &code).await?))
}

/// Makes new recovery codes; the older ones do not work any more
#[utoipa::path(post, path = "/api/auth/second-factor/codes", tag = "accounts", request_body = PasswordAndCode,
    responses((status = 200, description = "Ten codes, which are told here alone", body = RecoveryCodes)))]
pub async fn renew_recovery_codes(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(proof): Body<PasswordAndCode>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    Ok(HttpResponse::Ok().json(renew_codes::renew_codes(&cx, &caller, network, &proof.into()).await?))
}

/// Turns the second factor off
#[utoipa::path(post, path = "/api/auth/second-factor/off", tag = "accounts", request_body = PasswordAndCode,
    responses((status = 204, description = "It is off, and a mail tells the owner")))]
pub async fn turn_off_second_factor(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(proof): Body<PasswordAndCode>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    turn_off::turn_off(&cx, &caller, network, &proof.into()).await?;
    Ok(HttpResponse::NoContent().finish())
}
