//! The pictures of questions: sealed for those who will write them, and readable for their markers and in results.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::failure::Answer;
use crate::edge::http::picture;
use crate::service::Context;
use crate::service::problem::ProblemType;
use crate::service::rooms::{seal_pictures as sealing, show_picture as showing};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::{AttemptId, SittingId};

/// The same bytes for as long as there is the sitting, and nothing that anybody reads without the room's key.
const IMMUTABLE: &str = "private, max-age=31536000, immutable";

/// A picture of the own paper, sealed until the room's key is out
///
/// Twelve bytes of nonce, then the ciphertext of AES-256-GCM with its tag; the name is authenticated with it.
#[utoipa::path(get, path = "/api/attempts/{id}/sealed-pictures/{name}", tag = "attempts",
    params(("id" = Uuid, Path), ("name" = String, Path, description = "As the sealed paper lists it")),
    responses((status = 200, description = "The sealed picture", body = Vec<u8>,
        content_type = "application/octet-stream")))]
pub async fn read_sealed_picture(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    let sealed = sealing::read_sealed_picture(&cx, &caller, attempt(&id)?, &name).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/octet-stream"))
        .insert_header((header::CACHE_CONTROL, IMMUTABLE))
        .body(sealed))
}

/// A picture of the own released result
#[utoipa::path(get, path = "/api/attempts/{id}/pictures/{picture}", tag = "attempts",
    params(("id" = Uuid, Path), ("picture" = String, Path, description = "Its SHA-256, hexadecimal")),
    responses((status = 200, description = "The picture", body = Vec<u8>, content_type = "image/*")))]
pub async fn show_picture_in_result(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    let found = showing::show_in_result(&cx, &caller, attempt(&id)?, picture::digest(&name)?).await?;
    Ok(picture::shown(&request, found.digest.to_string(), found.kind.media_type(), found.bytes))
}

/// A picture of a question that is marked by hand
#[utoipa::path(get, path = "/api/sittings/{id}/marking/pictures/{picture}", tag = "marking",
    params(("id" = Uuid, Path), ("picture" = String, Path, description = "Its SHA-256, hexadecimal")),
    responses((status = 200, description = "The picture", body = Vec<u8>, content_type = "image/*")))]
pub async fn show_picture_in_marking(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    let sitting: SittingId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let found = showing::show_in_marking(&cx, &caller, sitting, picture::digest(&name)?).await?;
    Ok(picture::shown(&request, found.digest.to_string(), found.kind.media_type(), found.bytes))
}

/// What is no id names no attempt.
fn attempt(text: &str) -> Result<AttemptId, ProblemType> {
    text.parse().map_err(|_| ProblemType::NotFound)
}
