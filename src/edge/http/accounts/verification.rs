//! Showing that an address is one's own.

use crate::edge::http::auth::{SignedIn, origin};
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::accounts::{request_verification as request, verify_email as verify};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

/// What stands in the link of a mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    #[schema(max_length = 43)]
    token: String,
}

/// Takes the link of a mail as proof that the address is its person's own
#[utoipa::path(post, path = "/api/auth/verify", tag = "accounts", request_body = Proof,
    responses((status = 204, description = "The address is verified; nobody is signed in by that")))]
pub async fn verify_email(cx: web::Data<Context>, request: HttpRequest, Body(Proof { token }): Body<Proof>) -> Answer {
    origin::check(&cx, &request)?;
    verify::verify_email(&cx, &token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends the mail with the link once more, at most one a minute and five a day
#[utoipa::path(post, path = "/api/auth/verify/send", tag = "accounts",
    responses((status = 202, description = "A mail is on its way; the links of earlier ones do not work any more")))]
pub async fn request_verification(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    request::request_verification(&cx, &caller).await?;
    Ok(HttpResponse::Accepted().finish())
}
