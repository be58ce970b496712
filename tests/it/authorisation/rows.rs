//! The expectations, one row for each route.

use super::world::{Objects, Somebody};
use examhall::edge::http::route::Verb;
use serde_json::{Value, json};

/// One route and how each caller is answered.
pub(super) struct Row {
    pub(super) verb: Verb,
    pub(super) pattern: &'static str,
    /// The address with the objects that it names.
    pub(super) path: fn(&Objects) -> String,
    /// The body, where the route reads one.
    pub(super) body: Option<fn(&Objects) -> Value>,
    /// A status for each of [`Somebody::ALL`].
    statuses: [u16; Somebody::ALL.len()],
}

impl Row {
    pub(super) fn expected(&self, somebody: Somebody) -> u16 {
        let place = Somebody::ALL.iter().position(|known| *known == somebody).unwrap();
        self.statuses[place]
    }
}

/// A row for an address without objects.
macro_rules! row {
    ($verb:ident $pattern:literal, $body:expr, $statuses:expr) => {
        Row { verb: Verb::$verb, pattern: $pattern, path: |_| $pattern.to_owned(), body: $body, statuses: $statuses }
    };
}

/// Nothing but a session is needed.
const SIGNED_IN: [u16; 11] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 401, 401];
const SIGNED_IN_EMPTY: [u16; 11] = [401, 204, 204, 204, 204, 204, 204, 204, 204, 401, 401];
const EMPTY_BODY: Option<fn(&Objects) -> Value> = Some(|_| json!({}));

/// Whose exam it is, and admins, answered with `done`; other authors are not told that it exists.
const fn managed(done: u16) -> [u16; 11] {
    [401, 403, 403, 403, 403, done, 404, 403, done, 401, 401]
}

/// Authors and admins, answered with `done`.
const fn authoring(done: u16) -> [u16; 11] {
    [401, 403, 403, 403, 403, done, done, 403, done, 401, 401]
}

/// A row for something of the exam.
macro_rules! of_exam {
    ($verb:ident $rest:literal $query:literal, $body:expr, $statuses:expr) => {
        Row {
            verb: Verb::$verb,
            pattern: concat!("/api/exams/{id}", $rest),
            path: |objects| format!(concat!("/api/exams/{}", $rest, $query), objects.held.exam),
            body: $body,
            statuses: $statuses,
        }
    };
}

/// A row for something of the sitting.
macro_rules! of_sitting {
    ($verb:ident $rest:literal, $body:expr, $statuses:expr) => {
        Row {
            verb: Verb::$verb,
            pattern: concat!("/api/sittings/{id}", $rest),
            path: |objects| format!(concat!("/api/sittings/{}", $rest), objects.held.sitting),
            body: $body,
            statuses: $statuses,
        }
    };
}

/// Callers from left to right: anonymous, student, other student, assigned proctor, foreign proctor, owning author,
/// foreign author, mentor, admin, revoked session, expired session.
pub(super) const ROWS: &[Row] = &[
    row!(Get "/api/openapi.json", None, [200; 11]),
    // Anybody is let in; the empty body is what is refused.
    row!(Post "/api/auth/register", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/login", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/logout", None, [204; 11]),
    row!(Post "/api/auth/refresh", None, SIGNED_IN),
    row!(Get "/api/auth/me", None, SIGNED_IN),
    row!(Get "/api/auth/sessions", None, SIGNED_IN),
    row!(Delete "/api/auth/sessions", None, SIGNED_IN_EMPTY),
    Row {
        verb: Verb::Delete,
        pattern: "/api/auth/sessions/{id}",
        path: |objects| format!("/api/auth/sessions/{}", objects.students_session),
        body: None,
        statuses: [401, 204, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    },
    row!(Get "/api/exams", None, [200; 11]),
    row!(Post "/api/exams", Some(|_| json!({ "title": "New", "language": "en" })), authoring(201)),
    row!(Get "/api/my/exams", None, SIGNED_IN),
    row!(Get "/api/my/authored", None, authoring(200)),
    of_exam!(Get "" "", None, [200; 11]),
    of_exam!(Post "/import" "?mode=publish", Some(|_| json!("::a::Yes? {T}")), managed(200)),
    of_exam!(Get "/questions" "", None, managed(200)),
    of_exam!(Put "/paper" "", Some(paper), managed(200)),
    of_exam!(Post "/publish" "", None, managed(200)),
    of_exam!(Post "/sittings" "", Some(|_| crate::exams::desk::plan()), managed(201)),
    of_sitting!(Post "/enrol", None, [401, 200, 200, 403, 403, 403, 403, 403, 200, 401, 401]),
    of_sitting!(Post "/staff", Some(|_| json!({ "email": "foreignproctor@example.org" })), managed(204)),
    of_sitting!(Post "/release", None, managed(200)),
    of_sitting!(Get "/results", None, managed(200)),
    row!(Get "/api/ops/status", None, [401, 403, 403, 403, 403, 403, 403, 403, 200, 401, 401]),
    Row {
        verb: Verb::Put,
        pattern: "/api/sittings/{id}/enrolments/{account}",
        path: |objects| format!("/api/sittings/{}/enrolments/{}", objects.held.sitting, objects.student),
        body: Some(|_| json!({ "extra_time_s": 60, "group": "" })),
        statuses: managed(204),
    },
];

fn paper(objects: &Objects) -> Value {
    json!({ "sections": [{ "items": [{ "question": objects.held.question, "points": 100_000 }] }] })
}
