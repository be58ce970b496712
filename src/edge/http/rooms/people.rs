//! What the desk sees of the people in a room beside the roster.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::failure::Answer;
use crate::edge::http::picture::shown;
use crate::service::Context;
use crate::service::problem::ProblemType;
use crate::service::rooms::read_picture as picture;
use actix_web::{HttpRequest, HttpResponse, web};

/// Shows the picture of somebody in the room
#[utoipa::path(get, path = "/api/rooms/{id}/people/{account}/picture", tag = "rooms",
    params(("id" = Uuid, Path), ("account" = Uuid, Path)),
    responses((status = 200, description = "PNG, JPEG or WebP", content_type = "image/*", body = [u8]),
        (status = 204, description = "There is no picture of them"),
        (status = 304, description = "The one that the browser has")))]
pub async fn read_picture_of_student(
    cx: web::Data<Context>,
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (room, account) = path.into_inner();
    let (Ok(room), Ok(account)) = (room.parse(), account.parse()) else { return Err(ProblemType::NotFound.into()) };
    let found = picture::read_picture(&cx, &caller, room, account).await?;
    Ok(found.map_or_else(
        || HttpResponse::NoContent().finish(),
        |found| shown(&request, found.name, &found.media_type, found.bytes),
    ))
}
