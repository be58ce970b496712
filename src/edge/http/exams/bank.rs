//! `/api/exams/{id}/questions`: an exam's bank, its questions and their versions.

mod address;
pub mod questions;
pub mod versions;

use crate::edge::http::route::{Access, Input, Limit, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// The routes of the bank.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/questions",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(questions::list_questions),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(questions::create_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/bank",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(questions::survey_bank),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/preview",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(questions::preview_question),
        problems: &[P::Forbidden, P::ResponseInvalid],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/questions/{question}",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(questions::read_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/exams/{id}/questions/{question}",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(versions::revise_question),
        problems: &[P::Forbidden, P::Conflict],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions/{question}/tags",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(questions::tag_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/exams/{id}/questions/{question}/category",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(questions::move_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions/{question}/archive",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(questions::archive_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions/{question}/unarchive",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(questions::unarchive_question),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/questions/{question}/versions",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(versions::list_versions),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/questions/{question}/diff",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(versions::compare_versions),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions/{question}/versions/{version}/restore",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(versions::restore_version),
        problems: &[P::Forbidden, P::Conflict],
    },
];

/// The bank's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    questions::list_questions,
    questions::create_question,
    questions::survey_bank,
    questions::preview_question,
    questions::read_question,
    questions::tag_question,
    questions::move_question,
    questions::archive_question,
    questions::unarchive_question,
    versions::revise_question,
    versions::list_versions,
    versions::compare_versions,
    versions::restore_version,
))]
pub struct Document;
