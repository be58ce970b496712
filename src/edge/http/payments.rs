//! `/api/payments` and `/api/admin/payments`: what exams cost, who may enter them, own orders with their receipts, what comes
//! from gateways, and everybody's orders, access and the queue for admins.

pub mod access;
pub mod admin_acts;
pub mod admin_lists;
pub mod callback;
pub mod history;
mod key;
pub mod orders;
mod proof;
pub mod queue;
pub mod reading;
pub mod receipt;
pub mod refund;
mod waiting;
pub mod webhook;

use super::route::{Access, Input, Limit, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// The routes: those that only read, those that steer the queue, and those that move money and access.
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
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/create-order",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::Gateway,
        handler: |route| route.to(orders::create_order),
        problems: &[
            P::Forbidden,
            P::NotFound,
            P::Conflict,
            P::ExamFree,
            P::OrderInReview,
            P::GatewayUnavailable,
            P::GatewayRefused,
            P::IdempotencyKeyMissing,
            P::IdempotencyKeyInFlight,
            P::IdempotencyKeyReused,
        ],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/verify",
        access: Access::SignedIn,
        input: Input::Json,
        limit: Limit::Gateway,
        handler: |route| route.to(orders::verify_payment),
        problems: &[P::NotFound, P::SignatureInvalid],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/orders/{id}/cancel",
        access: Access::SignedIn,
        input: Input::Nothing,
        limit: Limit::General,
        handler: |route| route.to(orders::cancel_order),
        problems: &[P::OrderNotOpen],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/callback/{gateway}",
        access: Access::Anyone,
        input: Input::Form,
        limit: Limit::Free,
        handler: |route| route.to(callback::return_to_order),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/webhook",
        access: Access::Anyone,
        input: Input::Bytes,
        limit: Limit::Free,
        handler: |route| route.to(webhook::take_razorpay_webhook),
        problems: &[P::SignatureInvalid, P::NotFound],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/webhook/{gateway}",
        access: Access::Anyone,
        input: Input::Bytes,
        limit: Limit::Free,
        handler: |route| route.to(webhook::take_webhook),
        problems: &[P::SignatureInvalid],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/payments/refund",
        access: Access::Admin,
        input: Input::Json,
        limit: Limit::Gateway,
        handler: |route| route.to(refund::refund_order),
        problems: &[
            P::NotFound,
            P::LockedOut,
            P::OrderNotRefundable,
            P::RefundTooMuch,
            P::IdempotencyKeyMissing,
            P::IdempotencyKeyInFlight,
            P::IdempotencyKeyReused,
        ],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/admin/payments/orders/{id}/resolve",
        access: Access::Admin,
        input: Input::Json,
        limit: Limit::Gateway,
        handler: |route| route.to(admin_acts::resolve_review),
        problems: &[P::LockedOut, P::OrderNotOpen, P::OrderNotRefundable],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/admin/payments/orders/{id}/reconcile",
        access: Access::Admin,
        input: Input::Nothing,
        limit: Limit::Gateway,
        handler: |route| route.to(admin_acts::reconcile_order),
        problems: &[P::GatewayUnavailable],
    },
    act(Verb::Post, "/api/admin/payments/reconcile", Input::Nothing, |route| route.to(admin_acts::reconcile_payments)),
    act(Verb::Post, "/api/admin/payments/access/grant", Input::Json, |route| route.to(admin_acts::grant_access)),
    act(Verb::Post, "/api/admin/payments/access/{id}/revoke", Input::Json, |route| route.to(admin_acts::revoke_access)),
    act(Verb::Put, "/api/exams/{id}/price", Input::Json, |route| route.to(admin_acts::set_price)),
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
    orders::create_order,
    orders::verify_payment,
    orders::cancel_order,
    callback::return_to_order,
    webhook::take_razorpay_webhook,
    webhook::take_webhook,
    refund::refund_order,
    admin_acts::resolve_review,
    admin_acts::reconcile_order,
    admin_acts::reconcile_payments,
    admin_acts::grant_access,
    admin_acts::revoke_access,
    admin_acts::set_price,
))]
pub struct Document;
