//! Finding questions, making them, and what is changed without a new version.

use super::address::named;
use crate::edge::http::auth::SignedIn;
use crate::edge::http::body::Body;
use crate::edge::http::failure::Answer;
use crate::edge::http::query::Query;
use crate::service::Context;
use crate::service::exams::archive_question;
use crate::service::exams::create_question::{self, CreateQuestion};
use crate::service::exams::list_questions::{self, QuestionCard, Search};
use crate::service::exams::move_question::{self, Category};
use crate::service::exams::preview_question::{self, Preview, PreviewQuestion};
use crate::service::exams::question_sheet::QuestionSheet;
use crate::service::exams::read_question;
use crate::service::exams::survey_bank::{self, BankSurvey};
use crate::service::exams::tag_question::{self, TagQuestion, Tags};
use crate::service::page::{Page, PageRequest};
use crate::service::problem::ProblemType;
use actix_web::{HttpResponse, web};
use examhall_domain::exams::QuestionKind;
use examhall_domain::exams::bank::Shelf;
use examhall_domain::id::ExamId;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is looked for in a bank.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Browse {
    /// Words, each anywhere in title or text, whatever their case; at most 200 characters and 16 words.
    query: Option<String>,
    /// A category with those beneath it, as the bank names it.
    category: Option<String>,
    /// A tag, as the bank names it.
    tag: Option<String>,
    #[param(value_type = Option<String>)]
    kind: Option<QuestionKind>,
    /// `active` unless said, or `archive`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    shelf: Shelf,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 50 unless said, at most 200.
    limit: Option<u64>,
}

/// Which part of a bank is counted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Survey {
    /// `active` unless said, or `archive`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    shelf: Shelf,
}

/// Lists an exam's questions that fit, in the order of arrival
#[utoipa::path(get, path = "/api/exams/{id}/questions", tag = "bank",
    params(("id" = String, Path, format = Uuid), Browse),
    responses((status = 200, description = "A page of the bank, without keys", body = Page<QuestionCard>)))]
pub async fn list_questions(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(browse): Query<Browse>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    let page = PageRequest::parse(&cx.settings.http, browse.cursor.as_deref(), browse.limit)?;
    let Browse { query, category, tag, kind, shelf, .. } = browse;
    let search = Search { shelf, query, category, tag, kind };
    Ok(HttpResponse::Ok().json(list_questions::list_questions(&cx, &caller, exam, search, page).await?))
}

/// Adds a question to an exam's bank
#[utoipa::path(post, path = "/api/exams/{id}/questions", tag = "bank", request_body = CreateQuestion,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 201, description = "Added as its first version", body = QuestionSheet)))]
pub async fn create_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<CreateQuestion>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Created().json(create_question::create_question(&cx, &caller, exam, command).await?))
}

/// Counts an exam's questions by category and tag
#[utoipa::path(get, path = "/api/exams/{id}/bank", tag = "bank",
    params(("id" = String, Path, format = Uuid), Survey),
    responses((status = 200, description = "The tree of categories, and the tags", body = BankSurvey)))]
pub async fn survey_bank(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(survey): Query<Survey>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(survey_bank::survey_bank(&cx, &caller, exam, survey.shelf).await?))
}

/// Shows a question as a student sees it and marks an answer to it; nothing is stored
#[utoipa::path(post, path = "/api/exams/{id}/preview", tag = "bank", request_body = PreviewQuestion,
    params(("id" = String, Path, format = Uuid)),
    responses((status = 200, description = "What a student would see", body = Preview)))]
pub async fn preview_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Body(command): Body<PreviewQuestion>,
) -> Answer {
    let exam: ExamId = id.parse().map_err(|_| ProblemType::NotFound)?;
    Ok(HttpResponse::Ok().json(preview_question::preview_question(&cx, &caller, exam, command).await?))
}

/// Reads a question with its key at its latest version
#[utoipa::path(get, path = "/api/exams/{id}/questions/{question}", tag = "bank",
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "The question", body = QuestionSheet)))]
pub async fn read_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    Ok(HttpResponse::Ok().json(read_question::read_question(&cx, &caller, exam, question).await?))
}

/// Adds and removes tags of a question; again is the same
#[utoipa::path(post, path = "/api/exams/{id}/questions/{question}/tags", tag = "bank", request_body = TagQuestion,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "The tags that it has now", body = Tags)))]
pub async fn tag_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Body(command): Body<TagQuestion>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    Ok(HttpResponse::Ok().json(tag_question::tag_question(&cx, &caller, exam, question, command).await?))
}

/// Moves a question into another category; again is the same
#[utoipa::path(put, path = "/api/exams/{id}/questions/{question}/category", tag = "bank", request_body = Category,
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 200, description = "Where it stands now", body = Category)))]
pub async fn move_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
    Body(command): Body<Category>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    Ok(HttpResponse::Ok().json(move_question::move_question(&cx, &caller, exam, question, command).await?))
}

/// Hides a question from new papers; again is the same
#[utoipa::path(post, path = "/api/exams/{id}/questions/{question}/archive", tag = "bank",
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 204, description = "Archived")))]
pub async fn archive_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    archive_question::archive_question(&cx, &caller, exam, question, Shelf::Archive).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a question out of the archive; again is the same
#[utoipa::path(post, path = "/api/exams/{id}/questions/{question}/unarchive", tag = "bank",
    params(("id" = String, Path, format = Uuid), ("question" = String, Path, format = Uuid)),
    responses((status = 204, description = "Back in the bank")))]
pub async fn unarchive_question(
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    ids: web::Path<(String, String)>,
) -> Answer {
    let (exam, question) = named(&ids)?;
    archive_question::archive_question(&cx, &caller, exam, question, Shelf::Active).await?;
    Ok(HttpResponse::NoContent().finish())
}
