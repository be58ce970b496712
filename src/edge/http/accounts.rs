//! `/api/auth`: registering, signing in and out, own sessions.

pub mod identity;
pub mod sessions;

use super::route::{Access, Input, Route, Verb};
use crate::service::problem::ProblemType as P;
use utoipa::OpenApi;

/// The routes of the slice.
pub const ROUTES: &[Route] = &[
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/register",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(identity::register),
        problems: &[P::EmailTaken],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/login",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(identity::login),
        problems: &[P::WrongCredentials, P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/logout",
        access: Access::Anyone,
        input: Input::Nothing,
        handler: |route| route.to(identity::logout),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/refresh",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(identity::refresh),
        problems: &[],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/auth/me",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(identity::read_me),
        problems: &[],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/auth/sessions",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sessions::list_sessions),
        problems: &[],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/auth/sessions",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sessions::end_all_sessions),
        problems: &[],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/auth/sessions/{id}",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(sessions::end_session),
        problems: &[],
    },
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    identity::register,
    identity::login,
    identity::logout,
    identity::refresh,
    identity::read_me,
    sessions::list_sessions,
    sessions::end_all_sessions,
    sessions::end_session,
))]
pub struct Document;
