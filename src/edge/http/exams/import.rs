//! Importing a file of questions: the body is the file as it is, the address says what to do with it.

use crate::edge::http::auth::SignedIn;
use crate::edge::http::envelope;
use crate::edge::http::failure::{Answer, Failure};
use crate::edge::http::query::Query;
use crate::edge::http::text::PlainText;
use crate::service::Context;
use crate::service::exams::import::report::ImportReport;
use crate::service::exams::import_questions::{self as service, ImportMode, ImportQuestions, parse_points};
use crate::service::problem::{ProblemType, Refusal};
use actix_web::{HttpRequest, HttpResponse, web};
use examhall_domain::id::ExamId;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// What to do with the file.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportParameters {
    #[serde(default)]
    format: Format,
    /// A name of the WHATWG Encoding Standard; needed for files that are neither UTF-8 nor marked.
    encoding: Option<String>,
    mode: Mode,
    /// For each question of the paper that is put together when the exam has none: 1 unless said.
    points: Option<String>,
}

/// The formats of files.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Gift,
}

/// How far to go.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Report only.
    Check,
    /// Store the questions when nothing is wrong with any of them.
    Publish,
}

/// Checks a file of questions, or puts it into the bank whole or not at all
///
/// With faults nothing is stored; publishing then answers `import-rejected` with the report as the member `report`.
#[utoipa::path(post, path = "/api/exams/{id}/import", tag = "authoring",
    params(("id" = String, Path, format = Uuid), ImportParameters),
    request_body(content = String, content_type = "text/plain", description = "The file, at most 4 MB"),
    responses((status = 200, description = "What was found, and whether it was stored", body = ImportReport)))]
pub async fn import_questions(
    request: HttpRequest,
    cx: web::Data<Context>,
    SignedIn(caller): SignedIn,
    id: web::Path<String>,
    Query(parameters): Query<ImportParameters>,
    PlainText(file): PlainText,
) -> Answer {
    let Format::Gift = parameters.format;
    let points = parse_points(parameters.points.as_deref().unwrap_or("1"));
    let points =
        points.ok_or_else(|| Failure(Refusal::new(ProblemType::ValidationFailed).field("/points", "not_a_number")))?;
    let command = ImportQuestions {
        exam: id.parse::<ExamId>().map_err(|_| ProblemType::NotFound)?,
        file,
        encoding: parameters.encoding,
        mode: match parameters.mode {
            Mode::Check => ImportMode::Check,
            Mode::Publish => ImportMode::Publish,
        },
        points,
        locale: envelope::locale(&request),
    };
    Ok(HttpResponse::Ok().json(service::import_questions(&cx, &caller, command).await?))
}
