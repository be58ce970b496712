//! `/api/auth`: registering, signing in and out, own sessions, the own address, password, second factor and profile.

pub mod identity;
pub mod passwords;
pub mod profile;
mod proof;
pub mod records;
pub mod second_factor;
pub mod sessions;
pub mod verification;

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
        pattern: "/api/auth/login/finish",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(identity::finish_login),
        problems: &[P::WrongCode, P::SignInStale, P::LockedOut],
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
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/verify",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(verification::verify_email),
        problems: &[P::LinkInvalid],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/verify/send",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(verification::request_verification),
        problems: &[P::EmailVerified, P::TooManyRequests],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/auth/password",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(passwords::change_password),
        problems: &[P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/password/ask",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(passwords::ask_reset),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/password/reset",
        access: Access::Anyone,
        input: Input::Json,
        handler: |route| route.to(passwords::reset_password),
        problems: &[P::LinkInvalid],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/auth/profile",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(profile::change_profile),
        problems: &[],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/auth/picture",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(profile::read_picture),
        problems: &[P::NotFound],
    },
    Route {
        verb: Verb::Put,
        pattern: "/api/auth/picture",
        access: Access::SignedIn,
        input: Input::Picture,
        handler: |route| route.to(profile::put_picture),
        problems: &[],
    },
    Route {
        verb: Verb::Delete,
        pattern: "/api/auth/picture",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(profile::remove_picture),
        problems: &[],
    },
    Route {
        verb: Verb::Get,
        pattern: "/api/auth/second-factor",
        access: Access::SignedIn,
        input: Input::Nothing,
        handler: |route| route.to(second_factor::read_second_factor),
        problems: &[],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/second-factor",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(second_factor::begin_second_factor),
        problems: &[P::SecondFactorOn, P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/second-factor/confirm",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(second_factor::confirm_second_factor),
        problems: &[P::SecondFactorOn, P::SecondFactorOff],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/second-factor/codes",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(second_factor::renew_recovery_codes),
        problems: &[P::SecondFactorOff, P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/second-factor/off",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(second_factor::turn_off_second_factor),
        problems: &[P::SecondFactorOff, P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/export",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(records::export_data),
        problems: &[P::LockedOut],
    },
    Route {
        verb: Verb::Post,
        pattern: "/api/auth/erasure",
        access: Access::SignedIn,
        input: Input::Json,
        handler: |route| route.to(records::ask_erasure),
        problems: &[P::LockedOut, P::ExamUnderWay, P::LastAdmin],
    },
];

/// The slice's part of the API's document.
#[derive(OpenApi)]
#[openapi(paths(
    identity::register,
    identity::login,
    identity::finish_login,
    identity::logout,
    identity::refresh,
    identity::read_me,
    sessions::list_sessions,
    sessions::end_all_sessions,
    sessions::end_session,
    verification::verify_email,
    verification::request_verification,
    passwords::change_password,
    passwords::ask_reset,
    passwords::reset_password,
    profile::change_profile,
    profile::read_picture,
    profile::put_picture,
    profile::remove_picture,
    second_factor::read_second_factor,
    second_factor::begin_second_factor,
    second_factor::confirm_second_factor,
    second_factor::renew_recovery_codes,
    second_factor::turn_off_second_factor,
    records::export_data,
    records::ask_erasure,
))]
pub struct Document;
