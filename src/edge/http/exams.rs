//! `/api/exams`, `/api/sittings` and the lists of one's own: the catalogue, enrolling, and the author's desk.

pub mod authoring;
pub mod bank;
pub mod catalogue;
pub mod enrolments;
pub mod import;
mod listing;
pub mod paper;
pub mod pictures;
pub mod sittings;

use super::route::{Access, Input, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// The routes of the slice.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Get,
        pattern: "/api/exams",
        access: Access::Anyone,
        input: Input::Nothing,
        handler: |route| route.to(catalogue::list_exams),
        problems: &[P::ValidationFailed],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(authoring::create_exam),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}",
        access: Access::Anyone,
        input: Input::Nothing,
        handler: |route| route.to(catalogue::read_exam),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/import",
        access: Access::SignedIn,
        input: Input::Text,
        handler: |route| route.to(import::import_questions),
        problems: &[P::Forbidden, P::ValidationFailed, P::EncodingUnknown, P::ImportRejected, P::Conflict],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/pictures",
        access: Access::SignedIn,
        input: Input::Picture,
        handler: |route| route.to(pictures::add_picture),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/pictures",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(pictures::list_exam_pictures),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/pictures/remove-unused",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(pictures::remove_unused_pictures),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/pictures/{picture}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(pictures::show_picture),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/exams/{id}/pictures/{picture}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(pictures::remove_exam_picture),
        problems: &[P::Forbidden, P::PictureUsed],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/exams/{id}/questions/{question}/rubric",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(authoring::define_rubric),
        problems: &[P::Forbidden, P::Conflict],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/paper",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(paper::read_exam_paper),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/exams/{id}/paper",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(paper::define_paper),
        problems: &[P::Forbidden, P::Conflict],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/paper/preview",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(paper::preview_paper),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/publish",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(authoring::publish_exam),
        problems: &[P::Forbidden, P::ExamNotPublished],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/sittings",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(sittings::schedule_sitting),
        problems: &[P::Forbidden, P::ExamNotPublished],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/my/exams",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(catalogue::list_my_exams),
        problems: &[],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/my/authored",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(authoring::list_authored),
        problems: &[P::Forbidden, P::ValidationFailed],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/my/authored/{id}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(authoring::read_authored),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/sittings/{id}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sittings::read_sitting),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/enrol",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(catalogue::enrol),
        problems: &[P::Forbidden, P::ExamNotPublished, P::SittingOver],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/staff",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(sittings::assign_staff),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/sittings/{id}/staff/{account}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sittings::dismiss_staff),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/release",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(sittings::release_results),
        problems: &[P::Forbidden, P::ResultsUnmarked],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/sittings/{id}/results",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sittings::list_results),
        problems: &[P::Forbidden],
    },
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    catalogue::list_exams,
    catalogue::read_exam,
    catalogue::enrol,
    catalogue::list_my_exams,
    authoring::create_exam,
    authoring::list_authored,
    authoring::read_authored,
    authoring::define_rubric,
    authoring::publish_exam,
    paper::read_exam_paper,
    paper::define_paper,
    paper::preview_paper,
    import::import_questions,
    pictures::add_picture,
    pictures::list_exam_pictures,
    pictures::show_picture,
    pictures::remove_exam_picture,
    pictures::remove_unused_pictures,
    sittings::schedule_sitting,
    sittings::read_sitting,
    sittings::assign_staff,
    sittings::dismiss_staff,
    sittings::release_results,
    sittings::list_results,
))]
pub struct Document;
