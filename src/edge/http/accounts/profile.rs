//! The own name, language, time zone and picture.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::picture::{Portrait, shown};
use crate::service::Context;
use crate::service::accounts::api::Me;
use crate::service::accounts::change_profile::{self as change, ChangeProfile};
use crate::service::accounts::picture;
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::accounts::Locale;
use serde::Deserialize;
use utoipa::ToSchema;

/// The profile as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    #[schema(min_length = 1, max_length = 80, examples("Ada Lovelace"))]
    name: String,
    /// `en` or `fr`, of mails, and of pages where the browser did not choose another one.
    #[schema(value_type = String, examples("en"))]
    locale: Locale,
    /// An IANA name; without one, times are shown in the zone of the device.
    #[serde(default)]
    #[schema(examples("Africa/Douala"))]
    time_zone: Option<String>,
}

/// Changes the own name, language and time zone
#[utoipa::path(put, path = "/api/auth/profile", tag = "accounts", request_body = Profile,
    responses((status = 200, description = "The account as it is now", body = Me)))]
pub async fn change_profile(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    Body(Profile { name, locale, time_zone }): Body<Profile>,
) -> Answer {
    let me = change::change_profile(&cx, &caller, ChangeProfile { name, locale, time_zone }).await?;
    Ok(HttpResponse::Ok().json(me))
}

/// Shows the own picture
#[utoipa::path(get, path = "/api/auth/picture", tag = "accounts",
    responses((status = 200, description = "PNG, JPEG or WebP", content_type = "image/*", body = [u8]),
        (status = 304, description = "The one that the browser has")))]
pub async fn read_picture(cx: web::Data<Context>, request: HttpRequest, SignedIn(caller): SignedIn) -> Answer {
    let found = picture::read_picture(&cx, &caller).await?;
    let found = found.ok_or(ProblemType::NotFound)?;
    Ok(shown(&request, found.name, &found.media_type, found.bytes))
}

/// Puts a picture in the place of the own one
///
/// What drawing does not take is left out, and it is shown as what its content is; a page makes it small and square before.
#[utoipa::path(put, path = "/api/auth/picture", tag = "accounts",
    request_body(content = [u8], content_type = "image/*", description = "PNG, JPEG, GIF or WebP of at most a million pixels"),
    responses((status = 204, description = "It is the own picture now")))]
pub async fn put_picture(cx: web::Data<Context>, SignedIn(caller): SignedIn, Portrait(bytes): Portrait) -> Answer {
    picture::put_picture(&cx, &caller, bytes).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes the own picture away
#[utoipa::path(delete, path = "/api/auth/picture", tag = "accounts",
    responses((status = 204, description = "There is no picture any more")))]
pub async fn remove_picture(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    picture::remove_picture(&cx, &caller).await?;
    Ok(HttpResponse::NoContent().finish())
}
