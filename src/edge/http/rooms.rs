//! Rooms and attempts over HTTP: the same use cases as over the socket, for networks that block it; and marking by hand.

pub mod attempts;
pub mod marking;
pub mod people;
pub mod pictures;
pub mod planning;
pub mod proctoring;
pub mod talking;

use super::route::{Access, Input, Limit, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// What commanding a room can be refused with.
const COMMANDING: &[P] = &[
    P::Forbidden,
    P::RoomNotStarted,
    P::RoomAlreadyStarted,
    P::RoomAlreadyPaused,
    P::RoomNotPaused,
    P::RoomEnded,
    P::SittingNotOpen,
    P::SittingOver,
    P::AttemptNotOpen,
    P::Conflict,
];

/// What writing can be refused with.
const WRITING: &[P] = &[
    P::RoomNotStarted,
    P::RoomPaused,
    P::RoomEnded,
    P::SittingOver,
    P::AttemptNotOpen,
    P::AttemptClosed,
    P::AnswerConflict,
    P::AnswerStale,
    P::AnswerTooLate,
    P::DeviceFenced,
    P::DeviceBusy,
    P::UnknownQuestion,
    P::ResponseInvalid,
];

/// What talking can be refused with.
const TALKING: &[P] = &[P::Forbidden, P::RoomEnded, P::AttemptClosed, P::ChatFull, P::ChatTooFast];

/// What is said and done in an exam under way.
const fn exam(
    verb: Verb,
    pattern: &'static str,
    handler: fn(actix_web::Route) -> actix_web::Route,
    problems: &'static [P],
) -> Route {
    Route { verb, pattern, access: Access::SignedIn, input: Input::Json, limit: Limit::Exam, handler, problems }
}

const fn talk(pattern: &'static str, handler: fn(actix_web::Route) -> actix_web::Route) -> Route {
    exam(Verb::Post, pattern, handler, TALKING)
}

const fn command(pattern: &'static str, handler: fn(actix_web::Route) -> actix_web::Route) -> Route {
    exam(Verb::Post, pattern, handler, COMMANDING)
}

const fn write(verb: Verb, pattern: &'static str, handler: fn(actix_web::Route) -> actix_web::Route) -> Route {
    exam(verb, pattern, handler, WRITING)
}

const fn read(
    limit: Limit,
    pattern: &'static str,
    handler: fn(actix_web::Route) -> actix_web::Route,
    problems: &'static [P],
) -> Route {
    Route { verb: Verb::Get, pattern, access: Access::SignedIn, input: Input::Nothing, limit, handler, problems }
}

/// The routes of the slice.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        pattern: "/api/attempts",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::Exam,
        handler: |route| route.to(attempts::prepare_attempt),
        problems: &[P::NotFound, P::Forbidden, P::NotEnrolled, P::AttemptsExhausted, P::SittingOver, P::RoomFull],
    },
    read(Limit::Exam, "/api/attempts/{id}", |route| route.to(attempts::read_attempt), &[]),
    read(Limit::Exam, "/api/attempts/{id}/paper", |route| route.to(attempts::read_paper), &[]),
    write(Verb::Post, "/api/attempts/{id}/start", |route| route.to(attempts::start_attempt)),
    write(Verb::Put, "/api/attempts/{id}/answers/{question_id}", |route| route.to(attempts::save_answer)),
    write(Verb::Post, "/api/attempts/{id}/take-over", |route| route.to(attempts::take_over_attempt)),
    write(Verb::Post, "/api/attempts/{id}/submit", |route| route.to(attempts::submit_attempt)),
    talk("/api/attempts/{id}/messages", |route| route.to(talking::say)),
    talk("/api/attempts/{id}/messages/read", |route| route.to(talking::read_messages)),
    talk("/api/attempts/{id}/hand", |route| route.to(talking::move_hand)),
    talk("/api/attempts/{id}/integrity", |route| route.to(talking::record_integrity)),
    read(Limit::Exam, "/api/attempts/{id}/integrity", |route| route.to(talking::list_integrity), &[]),
    read(Limit::General, "/api/attempts/{id}/result", |route| route.to(attempts::read_result), &[P::ResultNotReleased]),
    read(
        Limit::General,
        "/api/attempts/{id}/receipt",
        |route| route.to(attempts::read_receipt),
        &[P::ResultNotReleased],
    ),
    read(
        Limit::General,
        "/api/attempts/{id}/log",
        |route| route.to(attempts::read_answer_log),
        &[P::ResultNotReleased],
    ),
    Route {
        verb: Verb::Get,
        pattern: "/api/receipts/keys",
        access: Access::Anyone,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(attempts::list_receipt_keys),
        problems: &[],
    },
    read(
        Limit::Pictures,
        "/api/attempts/{id}/sealed-pictures/{name}",
        |route| route.to(pictures::read_sealed_picture),
        &[],
    ),
    read(
        Limit::Pictures,
        "/api/attempts/{id}/pictures/{picture}",
        |route| route.to(pictures::show_picture_in_result),
        &[P::ResultNotReleased],
    ),
    read(Limit::General, "/api/my/marking", |route| route.to(marking::list_my_marking), &[P::Forbidden]),
    read(Limit::General, "/api/sittings/{id}/marking", |route| route.to(marking::list_marking), &[P::Forbidden]),
    read(
        Limit::Pictures,
        "/api/sittings/{id}/marking/pictures/{picture}",
        |route| route.to(pictures::show_picture_in_marking),
        &[P::Forbidden],
    ),
    Route {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/marking/{question}/next",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(marking::take_answer),
        problems: &[P::Forbidden],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/marking/{task}",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(marking::mark_answer),
        problems: &[P::Forbidden, P::Conflict],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/sittings/{id}",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::General,
        handler: |route| route.to(planning::change_sitting),
        problems: &[P::Forbidden, P::SittingBegun],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/sittings/{id}",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(planning::cancel_sitting),
        problems: &[P::Forbidden, P::SittingEntered, P::RoomEnded],
    },
    read(Limit::General, "/api/sittings/{id}/figures", |route| route.to(marking::count_results), &[P::Forbidden]),
    read(Limit::General, "/api/sittings/{id}/results.csv", |route| route.to(marking::export_results), &[P::Forbidden]),
    read(Limit::Exam, "/api/my/rooms", |route| route.to(proctoring::list_my_rooms), &[P::Forbidden]),
    read(Limit::Exam, "/api/rooms/{id}", |route| route.to(proctoring::read_room), &[P::Forbidden]),
    read(
        Limit::Exam,
        "/api/rooms/{id}/log",
        |route| route.to(proctoring::read_room_log),
        &[P::Forbidden, P::ValidationFailed],
    ),
    read(
        Limit::Exam,
        "/api/rooms/{id}/deeds",
        |route| route.to(proctoring::read_room_deeds),
        &[P::Forbidden, P::ValidationFailed],
    ),
    read(
        Limit::Exam,
        "/api/rooms/{id}/state",
        |route| route.to(attempts::read_room_state),
        &[P::NotEnrolled, P::ValidationFailed],
    ),
    talk("/api/rooms/{id}/messages", |route| route.to(talking::tell_students)),
    read(
        Limit::Exam,
        "/api/rooms/{id}/attempts/{attempt}/messages",
        |route| route.to(talking::read_conversation),
        &[P::Forbidden],
    ),
    talk("/api/rooms/{id}/attempts/{attempt}/lower-hand", |route| route.to(talking::lower_hand)),
    read(
        Limit::Exam,
        "/api/rooms/{id}/attempts/{attempt}/integrity",
        |route| route.to(talking::list_integrity_of_student),
        &[P::Forbidden],
    ),
    read(
        Limit::Pictures,
        "/api/rooms/{id}/people/{account}/picture",
        |route| route.to(people::read_picture_of_student),
        &[P::Forbidden],
    ),
    command("/api/rooms/{id}/start", |route| route.to(proctoring::start_room)),
    command("/api/rooms/{id}/pause", |route| route.to(proctoring::pause_room)),
    command("/api/rooms/{id}/resume", |route| route.to(proctoring::resume_room)),
    command("/api/rooms/{id}/extend", |route| route.to(proctoring::extend_room)),
    command("/api/rooms/{id}/announce", |route| route.to(proctoring::announce_in_room)),
    command("/api/rooms/{id}/end", |route| route.to(proctoring::end_room)),
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    attempts::prepare_attempt,
    attempts::read_attempt,
    attempts::read_paper,
    attempts::start_attempt,
    attempts::save_answer,
    attempts::take_over_attempt,
    attempts::submit_attempt,
    attempts::read_result,
    attempts::read_receipt,
    attempts::read_answer_log,
    attempts::list_receipt_keys,
    attempts::read_room_state,
    people::read_picture_of_student,
    marking::list_my_marking,
    marking::list_marking,
    marking::take_answer,
    marking::mark_answer,
    marking::count_results,
    marking::export_results,
    pictures::read_sealed_picture,
    pictures::show_picture_in_result,
    pictures::show_picture_in_marking,
    planning::change_sitting,
    planning::cancel_sitting,
    proctoring::list_my_rooms,
    proctoring::read_room,
    proctoring::read_room_log,
    proctoring::read_room_deeds,
    proctoring::start_room,
    proctoring::pause_room,
    proctoring::resume_room,
    proctoring::extend_room,
    proctoring::announce_in_room,
    proctoring::end_room,
    talking::say,
    talking::read_messages,
    talking::move_hand,
    talking::record_integrity,
    talking::list_integrity,
    talking::tell_students,
    talking::read_conversation,
    talking::lower_hand,
    talking::list_integrity_of_student,
))]
pub struct Document;
