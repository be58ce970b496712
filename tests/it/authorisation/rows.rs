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
];
