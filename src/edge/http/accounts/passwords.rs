//! Changing the own password, and getting a new one by mail.

use crate::edge::http::auth::{SignedIn, address, origin};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::accounts::{ask_reset as ask, change_password as change, reset_password as reset};
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::Network;
use serde::Deserialize;
use utoipa::ToSchema;

/// The password as it is and as it shall be. A new one has 10 to 128 bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(max_length = 128)]
    old_password: String,
    #[schema(min_length = 10, max_length = 128)]
    new_password: String,
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    #[schema(max_length = 254)]
    email: String,
}

/// What stands in the link of the mail, and the new password of 10 to 128 bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    #[schema(max_length = 43)]
    token: String,
    #[schema(min_length = 10, max_length = 128)]
    password: String,
}

/// Changes the own password by the old one
///
/// Tries with a wrong old password count like sign-ins that failed.
#[utoipa::path(put, path = "/api/auth/password", tag = "accounts", request_body = PasswordChange,
    responses((status = 204, description = "Changed; every other session has ended, and a mail tells the owner")))]
pub async fn change_password(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    Body(PasswordChange { old_password, new_password }): Body<PasswordChange>,
) -> Answer {
    let network = Network::of(address::of(&cx, &request));
    let command = change::ChangePassword { old_password, new_password };
    change::change_password(&cx, &caller, network, command).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Has a link sent that sets a new password
///
/// The answer and its time are the same whether or not somebody has the address.
#[utoipa::path(post, path = "/api/auth/password/ask", tag = "accounts", request_body = Forgotten,
    responses((status = 202, description = "If somebody has the address, a mail is on its way")))]
pub async fn ask_reset(
    cx: web::Data<Context>,
    request: HttpRequest,
    Body(Forgotten { email }): Body<Forgotten>,
) -> Answer {
    origin::check(&cx, &request)?;
    ask::ask_reset(&cx, &email).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Sets a new password by the link of a mail
#[utoipa::path(post, path = "/api/auth/password/reset", tag = "accounts", request_body = PasswordReset,
    responses((status = 204, description = "Set; every session has ended, and nobody is signed in by that")))]
pub async fn reset_password(
    cx: web::Data<Context>,
    request: HttpRequest,
    Body(PasswordReset { token, password }): Body<PasswordReset>,
) -> Answer {
    origin::check(&cx, &request)?;
    reset::reset_password(&cx, reset::ResetPassword { token, password }).await?;
    Ok(HttpResponse::NoContent().finish())
}
