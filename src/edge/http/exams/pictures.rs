//! The pictures of an exam's questions, for its author.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::failure::Answer;
use crate::edge::http::picture::{self, PictureFile};
use crate::service::Context;
use crate::service::exams::add_picture::{self as adding, AddedPicture};
use crate::service::exams::list_pictures::{self as listing, ExamPictures};
use crate::service::exams::remove_pictures::{self as removing, RemovedPictures};
use crate::service::exams::show_picture as showing;
use crate::service::problem::ProblemType;
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::ExamId;

/// Adds a picture to an exam
///
/// PNG, JPEG, still GIF or WebP; the content decides which. What cameras and programs note in it is left out. The same
/// picture again is answered as the first time.
#[utoipa::path(post, path = "/api/exams/{id}/pictures", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file, at most 1 MB"),
    responses((status = 200, description = "The exam has it", body = AddedPicture)))]
pub async fn add_picture(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    PictureFile(file): PictureFile,
) -> Answer {
    Ok(HttpResponse::Ok().json(adding::add_picture(&cx, &caller, exam(&id)?, file).await?))
}

/// The pictures of an exam
///
/// With where each is shown: what is shown nowhere can be removed.
#[utoipa::path(get, path = "/api/exams/{id}/pictures", tag = "authoring", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The latest first", body = ExamPictures)))]
pub async fn list_exam_pictures(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(listing::list_pictures(&cx, &caller, exam(&id)?).await?))
}

/// Removes a picture from an exam
///
/// Only what no version of a question shows.
#[utoipa::path(delete, path = "/api/exams/{id}/pictures/{picture}", tag = "authoring",
    params(("id" = String, Path, format = Uuid), ("picture" = String, Path, description = "Its SHA-256, hexadecimal")),
    responses((status = 204, description = "Removed")))]
pub async fn remove_exam_picture(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    removing::remove_picture(&cx, &caller, exam(&id)?, picture::digest(&name)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Removes every picture of an exam that is shown nowhere
#[utoipa::path(post, path = "/api/exams/{id}/pictures/remove-unused", tag = "authoring",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "How many were removed", body = RemovedPictures)))]
pub async fn remove_unused_pictures(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
) -> Answer {
    Ok(HttpResponse::Ok().json(removing::remove_unused_pictures(&cx, &caller, exam(&id)?).await?))
}

/// A picture of an exam
#[utoipa::path(get, path = "/api/exams/{id}/pictures/{picture}", tag = "authoring",
    params(("id" = String, Path, format = Uuid), ("picture" = String, Path, description = "Its SHA-256, hexadecimal")),
    responses((status = 200, description = "The picture", body = Vec<u8>, content_type = "image/*")))]
pub async fn show_picture(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
) -> Answer {
    let (id, name) = path.into_inner();
    let found = showing::show_picture(&cx, &caller, exam(&id)?, picture::digest(&name)?).await?;
    Ok(picture::shown(&request, found.digest.to_string(), found.kind.media_type(), found.bytes))
}

fn exam(text: &str) -> Result<ExamId, ProblemType> {
    text.parse().map_err(|_| ProblemType::NotFound)
}
