//! Marking by hand, and what its results amount to: figures and a table to take away.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::envelope;
use crate::edge::http::failure::Answer;
use crate::service::Context;
use crate::service::page::Page;
use crate::service::problem::ProblemType;
use crate::service::rooms::count_results::{self as figures, ResultFigures};
use crate::service::rooms::export_results as exporting;
use crate::service::rooms::list_marking::{self as reading, Marking};
use crate::service::rooms::mark_answer::{self as marking, MarkAnswer, MarkedAnswer};
use crate::service::rooms::take_answer::{self as taking, TakeAnswer, TakenAnswer};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use examhall_domain::id::{MarkingTaskId, QuestionId, SittingId};
use futures_util::{StreamExt, stream};

/// Lists the sittings of others' exams that one is assigned to mark
#[utoipa::path(get, path = "/api/my/marking", tag = "marking",
    responses((status = 200, description = "The latest window first", body = Page<Marking>)))]
pub async fn list_my_marking(cx: web::Data<Context>, SignedIn(caller): SignedIn) -> Answer {
    Ok(HttpResponse::Ok().json(Page::whole(reading::list_my_marking(&cx, &caller).await?)))
}

/// What there is to mark by hand in a sitting
#[utoipa::path(get, path = "/api/sittings/{id}/marking", tag = "marking", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The questions with their rubrics and how far they are marked", body = Marking)))]
pub async fn list_marking(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(reading::list_marking(&cx, &caller, sitting(&id)?).await?))
}

/// The next answer to mark, which is nobody else's for a while
#[utoipa::path(post, path = "/api/sittings/{id}/marking/{question}/next", tag = "marking", request_body = TakeAnswer,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "The answer without a name, if one is left", body = TakenAnswer)))]
pub async fn take_answer(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    path: web::Path<(String, String)>,
    Body(command): Body<TakeAnswer>,
) -> Answer {
    let (id, question) = path.into_inner();
    let question: QuestionId = question.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(taking::take_answer(&cx, &caller, sitting(&id)?, question, command).await?))
}

/// Marks an answer
///
/// With `conflict` comes the stored mark as the member `stored`, where there is one.
#[utoipa::path(put, path = "/api/marking/{task}", tag = "marking", request_body = MarkAnswer,
    params(("task" = String, Path, format = Uuid)),
    responses((status = 200, description = "Marked; the result has it", body = MarkedAnswer)))]
pub async fn mark_answer(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    task: web::Path<String>,
    Body(command): Body<MarkAnswer>,
) -> Answer {
    let task: MarkingTaskId = task.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(marking::mark_answer(&cx, &caller, task, command).await?))
}

/// How the scores of a sitting are spread, and how hard each question was
#[utoipa::path(get, path = "/api/sittings/{id}/figures", tag = "marking", params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "The figures", body = ResultFigures)))]
pub async fn count_results(cx: web::Data<Context>, SignedIn(caller): SignedIn, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(figures::count_results(&cx, &caller, sitting(&id)?).await?))
}

/// Everybody's results as comma-separated values (RFC 4180), with headings in the reader's language
#[utoipa::path(get, path = "/api/sittings/{id}/results.csv", tag = "marking",
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "One line for each attempt", content_type = "text/csv", body = String)))]
pub async fn export_results(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
) -> Answer {
    let mut export = exporting::export_results(&cx, &caller, sitting(&id)?, envelope::locale(&request)).await?;
    let attached = format!("attachment; filename=\"{}\"", export.file_name());
    // Read before the answer begins: from here on a failure can only break it off.
    let first = export.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(export, async |mut export| {
        let part = export.next().await?;
        Ok::<_, crate::service::Error>(part.map(|part| (Bytes::from(part), export)))
    });
    let body = stream::once(async { Ok(Bytes::from(first)) }).chain(rest);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, attached))
        .streaming(body))
}

fn sitting(text: &str) -> Result<SittingId, ProblemType> {
    text.parse().map_err(|_| ProblemType::NotFound)
}
