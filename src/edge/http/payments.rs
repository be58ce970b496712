//! `/api/payments` and `/api/admin/payments`: what exams cost, who may enter them, own orders with their receipts, and
//! everybody's orders, access and the queue for admins.

pub mod access;
pub mod admin_lists;
pub mod history;
pub mod queue;
pub mod reading;
pub mod receipt;
mod waiting;

use super::route::{Access, Input, Limit, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// The routes that only read, and those that steer the queue.
pub const ROUTES: &[Route] = &[
    get("/api/payments/exam/{exam_id}/pricing", Access::Anyone, |route| route.to(reading::read_pricing), &[]),
    Route {
        limit: Limit::Exam,
        ..get("/api/payments/access/{exam_id}", Access::SignedIn, |route| route.to(access::check_access), BAD_WAIT)
    },
    get("/api/payments/history", Access::SignedIn, |route| route.to(history::list_history), &[P::ValidationFailed]),
    get("/api/payments/orders/{id}", Access::SignedIn, |route| route.to(reading::read_order), BAD_WAIT),
    get("/api/payments/orders/{id}/receipt", Access::SignedIn, |route| route.to(receipt::read_receipt_of_order), &[]),
    get(
        "/api/admin/payments/orders",
        Access::Admin,
        |route| route.to(admin_lists::find_orders),
        &[P::ValidationFailed],
    ),
    get("/api/admin/payments/orders/{id}", Access::Admin, |route| route.to(admin_lists::inspect_order), &[]),
    get(
        "/api/admin/payments/access",
        Access::Admin,
        |route| route.to(admin_lists::list_access),
        &[P::ValidationFailed],
    ),
    get("/api/admin/payments/reconciliation", Access::Admin, |route| route.to(admin_lists::read_reconciliation), &[]),
    get("/api/admin/payments/queue", Access::Admin, |route| route.to(queue::read_queue), &[]),
    act(Verb::Post, "/api/admin/payments/queue/pause", Input::Nothing, |route| route.to(queue::pause_queue)),
    act(Verb::Post, "/api/admin/payments/queue/resume", Input::Nothing, |route| route.to(queue::resume_queue)),
    act(Verb::Put, "/api/admin/payments/queue/concurrency", Input::Json, |route| route.to(queue::set_concurrency)),
    get(
        "/api/admin/payments/dead-letters",
        Access::Admin,
        |route| route.to(queue::list_dead_letters),
        &[P::ValidationFailed],
    ),
    act(Verb::Post, "/api/admin/payments/dead-letters/{job}/retry", Input::Nothing, |route| {
        route.to(queue::retry_dead_letter)
    }),
    act(Verb::Post, "/api/admin/payments/dead-letters/{job}/discard", Input::Nothing, |route| {
        route.to(queue::discard_dead_letter)
    }),
];

const BAD_WAIT: &[P] = &[P::ValidationFailed];

const fn get(
    pattern: &'static str,
    access: Access,
    handler: fn(actix_web::Route) -> actix_web::Route,
    problems: &'static [P],
) -> Route {
    Route { verb: Verb::Get, pattern, access, input: Input::Nothing, limit: Limit::General, handler, problems }
}

const fn act(
    verb: Verb,
    pattern: &'static str,
    input: Input,
    handler: fn(actix_web::Route) -> actix_web::Route,
) -> Route {
    Route { verb, pattern, access: Access::Admin, input, limit: Limit::General, handler, problems: &[] }
}

/// Their part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    reading::read_pricing,
    access::check_access,
    history::list_history,
    reading::read_order,
    receipt::read_receipt_of_order,
    admin_lists::find_orders,
    admin_lists::inspect_order,
    admin_lists::list_access,
    admin_lists::read_reconciliation,
    queue::read_queue,
    queue::pause_queue,
    queue::resume_queue,
    queue::set_concurrency,
    queue::list_dead_letters,
    queue::retry_dead_letter,
    queue::discard_dead_letter,
))]
pub struct Document;
