//! The expectations, one row for each route.

use super::bodies::{essay, no_instance, paper, rubric};
use super::objects::{Stage, sealed_name};
use super::world::{Objects, Somebody};
use crate::store::pictures::{GIF, gif};
use examhall::edge::http::route::Verb;
use serde_json::{Value, json};
use uuid::Uuid;

/// One route and how each caller is answered.
pub(super) struct Row {
    pub(super) verb: Verb,
    pub(super) pattern: &'static str,
    /// The address with the objects that it names.
    pub(super) path: fn(&Objects) -> String,
    /// The body, where the route reads one.
    pub(super) body: Option<fn(&Objects) -> Value>,
    /// How far the sitting has come when it is called.
    pub(super) stage: Stage,
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
        Row {
            verb: Verb::$verb,
            pattern: $pattern,
            path: |_| $pattern.to_owned(),
            body: $body,
            stage: Stage::Lobby,
            statuses: $statuses,
        }
    };
}

/// Nothing but a session is needed.
const SIGNED_IN: [u16; 11] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 401, 401];
const SIGNED_IN_EMPTY: [u16; 11] = [401, 204, 204, 204, 204, 204, 204, 204, 204, 401, 401];
/// The people of these tests have no password that could be right.
const SIGNED_IN_WRONG: [u16; 11] = [401, 422, 422, 422, 422, 422, 422, 422, 422, 401, 401];
/// Refused before it is compared, so that the ladder counts nothing.
const OVERLONG_PASSWORD: Option<fn(&Objects) -> Value> = Some(|_| json!({ "password": "long".repeat(33) }));
const EMPTY_BODY: Option<fn(&Objects) -> Value> = Some(|_| json!({}));

/// Admins may, and there is no such thing.
const UNKNOWN_TO_ADMINS: [u16; 11] = [401, 403, 403, 403, 403, 403, 403, 403, 404, 401, 401];

/// Whoever sits exams is told that this one is free; nobody else buys.
const BUYING: [u16; 11] = [401, 409, 409, 403, 403, 403, 403, 403, 409, 401, 401];
/// Its owner brings no signature; nobody else is told that there is such an order.
const OWN_UNPROVEN: [u16; 11] = [401, 401, 404, 404, 404, 404, 404, 404, 404, 401, 401];
/// It is paid, so that its owner cannot call it off.
const OWN_PAID: [u16; 11] = [401, 409, 404, 404, 404, 404, 404, 404, 404, 401, 401];

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
            stage: Stage::Lobby,
            statuses: $statuses,
        }
    };
}

/// A row for something of the exam's question.
macro_rules! of_question {
    ($verb:ident $rest:literal $query:literal, $body:expr, $statuses:expr) => {
        Row {
            verb: Verb::$verb,
            pattern: concat!("/api/exams/{id}/questions/{question}", $rest),
            path: |objects| {
                let (exam, question) = (objects.held.exam, objects.held.question);
                format!(concat!("/api/exams/{}/questions/{}", $rest, $query), exam, question)
            },
            body: $body,
            stage: Stage::Lobby,
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
            stage: Stage::Lobby,
            statuses: $statuses,
        }
    };
}

/// A row for something of the student's attempt.
macro_rules! of_attempt {
    ($verb:ident $rest:literal, $stage:ident, $body:expr) => {
        Row {
            verb: Verb::$verb,
            pattern: concat!("/api/attempts/{id}", $rest),
            path: |objects| format!(concat!("/api/attempts/{}", $rest), objects.attempt()),
            body: $body,
            stage: Stage::$stage,
            statuses: OWN_ATTEMPT,
        }
    };
}

/// A row for something of the room.
macro_rules! of_room {
    ($verb:ident $rest:literal, $stage:ident, $body:expr) => {
        Row {
            verb: Verb::$verb,
            pattern: concat!("/api/rooms/{id}", $rest),
            path: |objects| format!(concat!("/api/rooms/{}", $rest), objects.held.sitting),
            body: $body,
            stage: Stage::$stage,
            statuses: PROCTORED,
        }
    };
}

/// A row for something of the exam that is sold.
macro_rules! of_sale {
    ($verb:ident $pattern:literal, $path:expr, $body:expr, $statuses:expr) => {
        Row { verb: Verb::$verb, pattern: $pattern, path: $path, body: $body, stage: Stage::Lobby, statuses: $statuses }
    };
}

/// Admins alone, answered with `done`.
const fn administered(done: u16) -> [u16; 11] {
    [401, 403, 403, 403, 403, 403, 403, 403, done, 401, 401]
}

/// The student alone: nobody else is told that the attempt exists.
const OWN_ATTEMPT: [u16; 11] = [401, 200, 404, 404, 404, 404, 404, 404, 404, 401, 401];
/// The assigned proctor, the owner and admins; other proctors and authors are not told that the room exists.
const PROCTORED: [u16; 11] = [401, 403, 403, 200, 404, 200, 404, 403, 200, 401, 401];
/// Whatever the device: it is the student's first.
const DEVICE: Option<fn(&Objects) -> Value> = Some(|_| json!({ "device": Uuid::from_u128(1) }));

/// Callers from left to right: anonymous, student, other student, assigned proctor, foreign proctor, owning author,
/// foreign author, mentor, admin, revoked session, expired session.
pub(super) const ROWS: &[Row] = &[
    row!(Get "/api/openapi.json", None, [200; 11]),
    // Anybody is let in; the empty body is what is refused.
    row!(Post "/api/auth/register", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/login", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/login/finish", EMPTY_BODY, [422; 11]),
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
        stage: Stage::Lobby,
        statuses: [401, 204, 404, 404, 404, 404, 404, 404, 404, 401, 401],
    },
    row!(Post "/api/auth/verify", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/verify/send", None, [401, 202, 202, 202, 202, 202, 202, 202, 202, 401, 401]),
    row!(Put "/api/auth/password", Some(|_| json!({ "old_password": "wrong horse", "new_password": "correct horse" })),
        SIGNED_IN_WRONG),
    row!(Post "/api/auth/password/ask", EMPTY_BODY, [422; 11]),
    row!(Post "/api/auth/password/reset", EMPTY_BODY, [422; 11]),
    row!(Put "/api/auth/profile", Some(|_| json!({ "name": "Somebody", "locale": "en" })), SIGNED_IN),
    row!(Get "/api/auth/picture", None, [401, 404, 404, 404, 404, 404, 404, 404, 404, 401, 401]),
    // A text is no picture.
    row!(Put "/api/auth/picture", Some(|_| json!("text")), [401, 422, 422, 422, 422, 422, 422, 422, 422, 401, 401]),
    row!(Delete "/api/auth/picture", None, SIGNED_IN_EMPTY),
    row!(Get "/api/auth/second-factor", None, SIGNED_IN),
    row!(Post "/api/auth/second-factor", OVERLONG_PASSWORD, SIGNED_IN_WRONG),
    row!(Post "/api/auth/second-factor/confirm", Some(|_| json!({ "code": "none" })), SIGNED_IN_WRONG),
    row!(Post "/api/auth/second-factor/codes", OVERLONG_PASSWORD, SIGNED_IN_WRONG),
    row!(Post "/api/auth/second-factor/off", OVERLONG_PASSWORD, SIGNED_IN_WRONG),
    row!(Post "/api/auth/export", OVERLONG_PASSWORD, SIGNED_IN_WRONG),
    row!(Post "/api/auth/erasure", OVERLONG_PASSWORD, SIGNED_IN_WRONG),
    row!(Get "/api/exams", None, [200; 11]),
    row!(Post "/api/exams", Some(|_| json!({ "title": "New", "language": "en" })), authoring(201)),
    row!(Get "/api/my/exams", None, SIGNED_IN),
    row!(Get "/api/my/authored", None, authoring(200)),
    Row {
        verb: Verb::Get,
        pattern: "/api/my/authored/{id}",
        path: |objects| format!("/api/my/authored/{}", objects.held.exam),
        body: None,
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    of_exam!(Get "" "", None, [200; 11]),
    of_exam!(Post "/import" "?mode=publish", Some(|_| json!("::a::Yes? {T}")), managed(200)),
    of_exam!(Get "/pictures" "", None, managed(200)),
    of_exam!(Post "/pictures/remove-unused" "", None, managed(200)),
    // The question shows it.
    Row {
        verb: Verb::Delete,
        pattern: "/api/exams/{id}/pictures/{picture}",
        path: |objects| format!("/api/exams/{}/pictures/{}", objects.held.exam, gif().digest()),
        body: None,
        stage: Stage::Lobby,
        statuses: managed(409),
    },
    of_exam!(Post "/pictures" "", Some(|_| json!(std::str::from_utf8(GIF).unwrap())), managed(200)),
    Row {
        verb: Verb::Get,
        pattern: "/api/exams/{id}/pictures/{picture}",
        path: |objects| format!("/api/exams/{}/pictures/{}", objects.held.exam, gif().digest()),
        body: None,
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    of_exam!(Get "/questions" "", None, managed(200)),
    of_exam!(Post "/questions" "", Some(|_| json!({ "question": essay("By hand") })), managed(201)),
    of_exam!(Get "/bank" "", None, managed(200)),
    of_exam!(Post "/preview" "", Some(|_| json!({ "question": essay("By hand") })), managed(200)),
    of_question!(Get "" "", None, managed(200)),
    of_question!(Put "" "", Some(|_| json!({ "base_version": 1, "question": essay("Changed") })), managed(200)),
    of_question!(Post "/tags" "", Some(|_| json!({ "add": ["new"] })), managed(200)),
    of_question!(Put "/category" "", Some(|_| json!({ "category": "a/b" })), managed(200)),
    of_question!(Post "/archive" "", None, managed(204)),
    of_question!(Post "/unarchive" "", None, managed(204)),
    of_question!(Get "/versions" "", None, managed(200)),
    of_question!(Get "/diff" "?from=1&to=1", None, managed(200)),
    Row {
        verb: Verb::Post,
        pattern: "/api/exams/{id}/questions/{question}/versions/{version}/restore",
        path: |objects| {
            let (exam, question) = (objects.held.exam, objects.held.question);
            format!("/api/exams/{exam}/questions/{question}/versions/1/restore")
        },
        body: Some(|_| json!({ "base_version": 1 })),
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    of_exam!(Get "/paper" "", None, managed(200)),
    of_exam!(Put "/paper" "", Some(paper), managed(200)),
    of_exam!(Post "/paper/preview" "", Some(|o| json!({ "paper": paper(o), "samples": [1] })), managed(200)),
    of_exam!(Post "/publish" "", None, managed(200)),
    of_exam!(Post "/sittings" "", Some(|_| crate::exams::desk::plan()), managed(201)),
    of_sitting!(Get "", None, managed(200)),
    of_sitting!(Put "", Some(|_| crate::exams::desk::plan()), managed(204)),
    of_sitting!(Delete "", None, managed(204)),
    of_sitting!(Get "/enrolments", None, managed(200)),
    Row {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/enrolments",
        path: |objects| format!("/api/sittings/{}/enrolments?mode=enrol", objects.held.sitting),
        body: Some(|_| json!("otherstudent@example.org")),
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    of_sitting!(Get "/enrolments.csv", None, managed(200)),
    of_sitting!(Post "/enrolments/terms", Some(|objects| json!({ "accounts": [objects.student], "group": "A" })), managed(200)),
    of_sitting!(Post "/enrolments/withdraw", Some(|objects| json!({ "accounts": [objects.student] })), managed(200)),
    Row {
        verb: Verb::Delete,
        pattern: "/api/sittings/{id}/staff/{account}",
        path: |objects| format!("/api/sittings/{}/staff/{}", objects.held.sitting, objects.student),
        body: None,
        stage: Stage::Lobby,
        statuses: managed(204),
    },
    of_sitting!(Post "/enrol", None, [401, 200, 200, 403, 403, 403, 403, 403, 200, 401, 401]),
    of_sitting!(Post "/staff", Some(|_| json!({ "email": "foreignproctor@example.org" })), managed(204)),
    of_sitting!(Post "/release", EMPTY_BODY, managed(200)),
    of_sitting!(Get "/results", None, managed(200)),
    of_sitting!(Get "/results.csv", None, managed(200)),
    of_sitting!(Get "/figures", None, managed(200)),
    of_sitting!(Get "/marking", None, managed(200)),
    row!(Get "/api/my/marking", None, authoring(200)),
    Row {
        verb: Verb::Get,
        pattern: "/api/sittings/{id}/marking/pictures/{picture}",
        path: |objects| format!("/api/sittings/{}/marking/pictures/{}", objects.held.sitting, gif().digest()),
        body: None,
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    Row {
        verb: Verb::Post,
        pattern: "/api/sittings/{id}/marking/{question}/next",
        path: |objects| format!("/api/sittings/{}/marking/{}/next", objects.held.sitting, objects.held.question),
        body: EMPTY_BODY,
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    Row {
        verb: Verb::Put,
        pattern: "/api/marking/{task}",
        path: |objects| format!("/api/marking/{}", objects.task()),
        body: Some(|_| json!({ "version": 0, "points": 1 })),
        stage: Stage::Waiting,
        statuses: managed(200),
    },
    Row {
        verb: Verb::Put,
        pattern: "/api/exams/{id}/questions/{question}/rubric",
        path: |objects| format!("/api/exams/{}/questions/{}/rubric", objects.held.exam, objects.held.question),
        body: Some(|_| rubric()),
        stage: Stage::Lobby,
        statuses: managed(200),
    },
    row!(Get "/api/ops/status", None, [401, 403, 403, 403, 403, 403, 403, 403, 200, 401, 401]),
    row!(Get "/api/ops/instances", None, [401, 403, 403, 403, 403, 403, 403, 403, 200, 401, 401]),
    row!(Get "/api/admin/ratelimit", None, [401, 403, 403, 403, 403, 403, 403, 403, 200, 401, 401]),
    row!(Post "/api/admin/ratelimit/lift", Some(|_| json!({ "key": "network:192.0.2.7" })), UNKNOWN_TO_ADMINS),
    Row { path: |_| no_instance("drain"), ..row!(Post "/api/ops/instances/{boot}/drain", None, UNKNOWN_TO_ADMINS) },
    Row { path: |_| no_instance("resume"), ..row!(Post "/api/ops/instances/{boot}/resume", None, UNKNOWN_TO_ADMINS) },
    Row {
        verb: Verb::Put,
        pattern: "/api/sittings/{id}/enrolments/{account}",
        path: |objects| format!("/api/sittings/{}/enrolments/{}", objects.held.sitting, objects.student),
        body: Some(|_| json!({ "extra_time_s": 60, "group": "" })),
        stage: Stage::Lobby,
        statuses: managed(204),
    },
    Row {
        verb: Verb::Post,
        pattern: "/api/attempts",
        path: |_| "/api/attempts".to_owned(),
        body: Some(|objects| json!({ "sitting": objects.held.sitting, "device": Uuid::from_u128(1) })),
        stage: Stage::Lobby,
        statuses: [401, 200, 403, 403, 403, 403, 403, 403, 403, 401, 401],
    },
    Row {
        verb: Verb::Get,
        pattern: "/api/rooms/{id}/people/{account}/picture",
        path: |objects| format!("/api/rooms/{}/people/{}/picture", objects.held.sitting, objects.student),
        body: None,
        stage: Stage::Lobby,
        statuses: [401, 403, 403, 204, 404, 204, 404, 403, 204, 401, 401],
    },
    of_attempt!(Get "", Open, None),
    of_attempt!(Get "/paper", Open, None),
    Row {
        verb: Verb::Get,
        pattern: "/api/attempts/{id}/sealed-pictures/{name}",
        path: |objects| format!("/api/attempts/{}/sealed-pictures/{}", objects.attempt(), sealed_name()),
        body: None,
        stage: Stage::Open,
        statuses: OWN_ATTEMPT,
    },
    Row {
        verb: Verb::Get,
        pattern: "/api/attempts/{id}/pictures/{picture}",
        path: |objects| format!("/api/attempts/{}/pictures/{}", objects.attempt(), gif().digest()),
        body: None,
        stage: Stage::Marked,
        statuses: OWN_ATTEMPT,
    },
    of_attempt!(Post "/start", Open, DEVICE),
    Row {
        verb: Verb::Put,
        pattern: "/api/attempts/{id}/answers/{question_id}",
        path: |objects| format!("/api/attempts/{}/answers/{}", objects.attempt(), objects.held.question),
        body: Some(
            |_| json!({ "device": Uuid::from_u128(1), "revision": 1, "save_id": Uuid::from_u128(1), "response": { "text": "A" } }),
        ),
        stage: Stage::Open,
        statuses: OWN_ATTEMPT,
    },
    of_attempt!(Post "/take-over", Open, DEVICE),
    of_attempt!(Post "/submit", Open, DEVICE),
    of_attempt!(Post "/messages", Open, Some(|_| json!({ "text": "May I?", "message_id": Uuid::now_v7() }))),
    of_attempt!(Post "/messages/read", Open, Some(|_| json!({ "upto": 1 }))),
    of_attempt!(Post "/hand", Open, Some(|_| json!({ "raised": true }))),
    of_attempt!(Post "/integrity", Open, Some(|_| json!({ "events": [{ "kind": "pasted", "at": "2026-05-01T09:30:00Z" }] }))),
    of_attempt!(Get "/integrity", Open, None),
    of_attempt!(Get "/result", Marked, None),
    of_attempt!(Get "/receipt", Marked, None),
    of_attempt!(Get "/log", Marked, None),
    row!(Get "/api/receipts/keys", None, [200; 11]),
    row!(Get "/api/my/rooms", None, [401, 403, 403, 200, 200, 200, 200, 403, 200, 401, 401]),
    of_room!(Get "", Lobby, None),
    of_room!(Get "/log", Lobby, None),
    of_room!(Get "/deeds", Lobby, None),
    Row {
        verb: Verb::Get,
        pattern: "/api/rooms/{id}/state",
        path: |objects| format!("/api/rooms/{}/state", objects.held.sitting),
        body: None,
        stage: Stage::Lobby,
        statuses: [401, 200, 403, 200, 403, 200, 403, 403, 200, 401, 401],
    },
    of_room!(Post "/messages", Open, Some(|objects| {
        json!({ "attempts": [objects.attempt()], "text": "Show your card", "message_id": Uuid::now_v7() })
    })),
    Row {
        verb: Verb::Get,
        pattern: "/api/rooms/{id}/attempts/{attempt}/messages",
        path: |objects| format!("/api/rooms/{}/attempts/{}/messages", objects.held.sitting, objects.attempt()),
        body: None,
        stage: Stage::Open,
        statuses: PROCTORED,
    },
    Row {
        verb: Verb::Post,
        pattern: "/api/rooms/{id}/attempts/{attempt}/lower-hand",
        path: |objects| format!("/api/rooms/{}/attempts/{}/lower-hand", objects.held.sitting, objects.attempt()),
        body: EMPTY_BODY,
        stage: Stage::Open,
        statuses: PROCTORED,
    },
    Row {
        verb: Verb::Get,
        pattern: "/api/rooms/{id}/attempts/{attempt}/integrity",
        path: |objects| format!("/api/rooms/{}/attempts/{}/integrity", objects.held.sitting, objects.attempt()),
        body: None,
        stage: Stage::Open,
        statuses: PROCTORED,
    },
    of_room!(Post "/start", Lobby, EMPTY_BODY),
    of_room!(Post "/pause", Open, Some(|_| json!({ "reason": "alarm" }))),
    of_room!(Post "/resume", Paused, EMPTY_BODY),
    of_room!(Post "/extend", Open, Some(|_| json!({ "by_s": 60, "reason": "fog" }))),
    of_room!(Post "/announce", Lobby, Some(|_| json!({ "text": "Be quiet" }))),
    of_room!(Post "/end", Open, Some(|_| json!({ "reason": "done" }))),
    of_sale!(Get "/api/payments/exam/{exam_id}/pricing", |o| format!("/api/payments/exam/{}/pricing", o.held.exam), None,
        [200; 11]),
    of_sale!(Get "/api/payments/access/{exam_id}", |o| format!("/api/payments/access/{}", o.held.exam), None, SIGNED_IN),
    row!(Get "/api/payments/history", None, SIGNED_IN),
    of_sale!(Get "/api/payments/orders/{id}", |o| format!("/api/payments/orders/{}", o.held.order), None, OWN_ATTEMPT),
    of_sale!(Get "/api/payments/orders/{id}/receipt", |o| format!("/api/payments/orders/{}/receipt", o.held.order), None,
        OWN_ATTEMPT),
    row!(Get "/api/admin/payments/orders", None, administered(200)),
    of_sale!(Get "/api/admin/payments/orders/{id}", |o| format!("/api/admin/payments/orders/{}", o.held.order), None,
        administered(200)),
    row!(Get "/api/admin/payments/access", None, administered(200)),
    row!(Get "/api/admin/payments/reconciliation", None, administered(200)),
    row!(Get "/api/admin/payments/queue", None, administered(200)),
    row!(Post "/api/admin/payments/queue/pause", None, administered(200)),
    row!(Post "/api/admin/payments/queue/resume", None, administered(200)),
    row!(Put "/api/admin/payments/queue/concurrency", Some(|_| json!({ "at_once": 10 })), administered(200)),
    row!(Get "/api/admin/payments/dead-letters", None, administered(200)),
    of_sale!(Post "/api/admin/payments/dead-letters/{job}/retry",
        |o| format!("/api/admin/payments/dead-letters/{}/retry", o.held.job), None, administered(204)),
    of_sale!(Post "/api/admin/payments/dead-letters/{job}/discard",
        |o| format!("/api/admin/payments/dead-letters/{}/discard", o.held.job), None, administered(204)),
    // The exam is free: whoever sits exams is told so.
    row!(Post "/api/payments/create-order", Some(|o| json!({ "exam_id": o.held.exam })), BUYING),
    row!(Post "/api/payments/verify", Some(|o| json!({ "order_id": o.held.order, "razorpay_order_id": "order_1",
        "razorpay_payment_id": "pay_1", "razorpay_signature": "0" })), OWN_UNPROVEN),
    of_sale!(Post "/api/payments/orders/{id}/cancel", |o| format!("/api/payments/orders/{}/cancel", o.held.order), None,
        OWN_PAID),
    of_sale!(Post "/api/payments/callback/{gateway}", |_| "/api/payments/callback/razorpay".to_owned(), None, [303; 11]),
    // No gateway is in use here.
    row!(Post "/api/payments/webhook", None, [404; 11]),
    of_sale!(Post "/api/payments/webhook/{gateway}", |_| "/api/payments/webhook/razorpay".to_owned(), None, [404; 11]),
    row!(Post "/api/payments/refund", Some(|o| json!({ "order_id": o.held.order, "access": "keep", "reason": "a reason",
        "proof": { "password": "long".repeat(33) } })), administered(422)),
    of_sale!(Post "/api/admin/payments/orders/{id}/resolve",
        |o| format!("/api/admin/payments/orders/{}/resolve", o.held.order), Some(|_| json!({ "decision": "refund",
            "reason": "a reason", "proof": { "password": "long".repeat(33) } })), administered(422)),
    of_sale!(Post "/api/admin/payments/orders/{id}/reconcile",
        |o| format!("/api/admin/payments/orders/{}/reconcile", o.held.order), None, administered(503)),
    row!(Post "/api/admin/payments/reconcile", None, administered(200)),
    row!(Post "/api/admin/payments/access/grant", Some(|o| json!({ "email": "student@example.org",
        "exam_id": o.held.exam, "days": 1, "reason": "a prize" })), administered(201)),
    of_sale!(Post "/api/admin/payments/access/{id}/revoke",
        |_| "/api/admin/payments/access/00000000-0000-0000-0000-000000000000/revoke".to_owned(),
        Some(|_| json!({ "reason": "a mistake" })), administered(404)),
    of_exam!(Put "/price" "", Some(|_| json!({ "price": null, "access_days": 30 })), administered(200)),
    // Whoever comes may shake hands; this request does not, and who speaks is looked at on the socket (see operations).
    row!(Get "/ws", None, [400; 11]),
];
