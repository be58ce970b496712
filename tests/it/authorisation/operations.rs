//! Who may ask for what over the socket: every operation against every kind of caller.
//!
//! The same shape as the table of routes: an operation that is in the application's table and not here, or the other way
//! round, fails the test. Each caller joins the room first, as far as it may.

use super::objects::Stage;
use super::scene::Scene;
use super::world::{Objects, Somebody};
use crate::accounts::house::{House, served_by_both_engines};
use crate::rooms::socket::{Socket, slug};
use examhall::edge::talk::operations::{Access, OPS};
use examhall::store::exams::enrolment;
use examhall::store::{Priority, Store};
use examhall_domain::id::AccountId;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Alone(Somebody),
    /// Another student of the same room, who names the student's attempt where an operation takes one.
    Fellow,
}

/// One operation and what each caller is told.
struct Row {
    name: &'static str,
    access: Access,
    stage: Stage,
    fields: fn(&Objects) -> Value,
    /// `ok`, a problem's slug, or the code that the socket is closed with, for each of [`CALLERS`].
    told: [&'static str; 12],
}

const CALLERS: [Caller; 12] = [
    Caller::Alone(Somebody::Anonymous),
    Caller::Alone(Somebody::Student),
    Caller::Alone(Somebody::OtherStudent),
    Caller::Alone(Somebody::Proctor),
    Caller::Alone(Somebody::ForeignProctor),
    Caller::Alone(Somebody::Author),
    Caller::Alone(Somebody::ForeignAuthor),
    Caller::Alone(Somebody::Mentor),
    Caller::Alone(Somebody::Admin),
    Caller::Alone(Somebody::Revoked),
    Caller::Alone(Somebody::Expired),
    Caller::Fellow,
];

const NOBODY: &str = "not-signed-in";
const OUTSIDE: &str = "not-joined";
const NO: &str = "forbidden";
const OVER: &str = "4000";

/// Anybody whose session is not over.
const ANYBODY: [&str; 12] = ["ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", OVER, OVER, "ok"];
const SIGNED_IN: [&str; 12] = [NOBODY, "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", OVER, OVER, "ok"];
/// Those who write in the room. The staff has joined it and writes nothing.
const WRITERS: [&str; 12] = [NOBODY, "ok", OUTSIDE, NO, OUTSIDE, NO, OUTSIDE, OUTSIDE, NO, OVER, OVER, "ok"];
/// The staff of the room.
const STAFF: [&str; 12] = [NOBODY, NO, OUTSIDE, "ok", OUTSIDE, "ok", OUTSIDE, OUTSIDE, "ok", OVER, OVER, NO];

/// The fellow student is told `told`.
const fn but_the_fellow(mut row: [&'static str; 12], told: &'static str) -> [&'static str; 12] {
    row[11] = told;
    row
}

const ROWS: &[Row] = &[
    Row {
        name: "hello",
        access: Access::Anyone,
        stage: Stage::Lobby,
        // Filled in by the test: a token of the caller's own, or the student's for somebody without one.
        fields: |_| json!({}),
        told: [
            "ok", "conflict", "conflict", "conflict", "conflict", "conflict", "conflict", "conflict", "conflict", OVER,
            OVER, "conflict",
        ],
    },
    row("time.sync", Access::Anyone, Stage::Lobby, |_| json!({ "t0": 1 }), ANYBODY),
    Row {
        name: "join",
        access: Access::SignedIn,
        stage: Stage::Lobby,
        fields: room,
        told: [
            NOBODY,
            "ok",
            "not-enrolled",
            "ok",
            "not-enrolled",
            "ok",
            "not-enrolled",
            "not-enrolled",
            "ok",
            OVER,
            OVER,
            "ok",
        ],
    },
    row("leave", Access::SignedIn, Stage::Lobby, nothing, SIGNED_IN),
    row("attempt.start", Access::Student, Stage::Open, nothing, WRITERS),
    row("answer.save", Access::Student, Stage::Open, answer, but_the_fellow(WRITERS, "not-found")),
    row("attempt.submit", Access::Student, Stage::Open, nothing, but_the_fellow(WRITERS, "attempt-not-open")),
    row("attempt.take_over", Access::Student, Stage::Open, nothing, but_the_fellow(WRITERS, "attempt-not-open")),
    row("flag", Access::Student, Stage::Open, flag, but_the_fellow(WRITERS, "attempt-not-open")),
    row("chat", Access::Student, Stage::Open, message, WRITERS),
    row("chat.read", Access::Student, Stage::Open, |_| json!({ "upto": 1 }), WRITERS),
    row("hand.raise", Access::Student, Stage::Open, nothing, WRITERS),
    row("hand.lower", Access::Student, Stage::Open, nothing, WRITERS),
    row("integrity", Access::Student, Stage::Open, noticed, WRITERS),
    row("proctor.start", Access::Proctor, Stage::Lobby, nothing, STAFF),
    row("proctor.pause", Access::Proctor, Stage::Open, |_| json!({ "reason": "alarm" }), STAFF),
    row("proctor.resume", Access::Proctor, Stage::Paused, nothing, STAFF),
    row("proctor.extend", Access::Proctor, Stage::Open, extension, STAFF),
    row("proctor.announce", Access::Proctor, Stage::Lobby, |_| json!({ "text": "Be quiet" }), STAFF),
    row("proctor.end", Access::Proctor, Stage::Open, |_| json!({ "reason": "done" }), STAFF),
    row("proctor.message", Access::Proctor, Stage::Open, letter, STAFF),
    row("proctor.lower_hand", Access::Proctor, Stage::Open, students_attempt, STAFF),
    row("proctor.chat", Access::Proctor, Stage::Open, students_attempt, STAFF),
    row("proctor.integrity", Access::Proctor, Stage::Open, students_attempt, STAFF),
];

const fn row(
    name: &'static str,
    access: Access,
    stage: Stage,
    fields: fn(&Objects) -> Value,
    told: [&'static str; 12],
) -> Row {
    Row { name, access, stage, fields, told }
}

fn nothing(_: &Objects) -> Value {
    json!({})
}

fn room(objects: &Objects) -> Value {
    json!({ "room": objects.held.sitting, "device": Uuid::from_u128(1) })
}

/// Names the student's attempt, whoever asks.
fn answer(objects: &Objects) -> Value {
    let (attempt, question) = (objects.attempt(), objects.held.question);
    json!({ "attempt": attempt, "question": question, "revision": 1, "save_id": Uuid::now_v7(), "response": null })
}

fn flag(objects: &Objects) -> Value {
    json!({ "question": objects.held.question, "flagged": true })
}

fn message(_: &Objects) -> Value {
    json!({ "text": "May I?", "message_id": Uuid::now_v7() })
}

fn noticed(_: &Objects) -> Value {
    json!({ "events": [{ "kind": "focus_lost", "at": "2026-05-01T09:30:00Z" }] })
}

fn letter(objects: &Objects) -> Value {
    json!({ "attempts": [objects.attempt()], "text": "Show your card", "message_id": Uuid::now_v7() })
}

fn students_attempt(objects: &Objects) -> Value {
    json!({ "attempt": objects.attempt() })
}

fn extension(objects: &Objects) -> Value {
    json!({ "by_s": 60, "attempts": [objects.attempt()] })
}

#[test]
fn every_operation_has_its_row_and_every_row_its_operation() {
    let known: BTreeSet<_> = OPS.iter().map(|op| (op.name, format!("{:?}", op.access))).collect();
    let tabled: BTreeSet<_> = ROWS.iter().map(|row| (row.name, format!("{:?}", row.access))).collect();
    assert_eq!(known, tabled);
    assert_eq!(ROWS.len(), OPS.len(), "an operation has one row");
}

#[test]
fn what_a_row_expects_agrees_with_who_may_ask_at_all() {
    for row in ROWS {
        assert_eq!(row.told[0] == "ok", row.access == Access::Anyone, "{}", row.name);
        let (student, proctor) = (row.told[1], row.told[3]);
        match row.access {
            Access::Anyone | Access::SignedIn => assert_eq!(student, proctor, "{}", row.name),
            Access::Student => assert_eq!((student, proctor), ("ok", NO), "{}", row.name),
            Access::Proctor => assert_eq!((student, proctor), (NO, "ok"), "{}", row.name),
        }
    }
}

served_by_both_engines! {
    async fn every_caller_is_told_what_the_table_says(house: &House) {
        let mut scene = Scene::new(house).await;
        let mut wrong = Vec::new();
        for row in ROWS {
            for (caller, expected) in CALLERS.into_iter().zip(row.told) {
                let told = ask(&mut scene, row, caller).await;
                // The fellow was enrolled besides.
                if told == "ok" || caller == Caller::Fellow {
                    scene.clear();
                }
                if told != expected {
                    wrong.push(format!("{} {caller:?}: {told} instead of {expected}", row.name));
                }
            }
        }
        assert_eq!(wrong, [""; 0]);
    }
}

async fn ask(scene: &mut Scene<'_>, row: &Row, caller: Caller) -> String {
    let somebody = match caller {
        Caller::Alone(somebody) => somebody,
        Caller::Fellow => Somebody::OtherStudent,
    };
    let address = scene.house.server.running.address();
    let students = scene.set(row.stage, Somebody::Student).await.1.map(str::to_owned);
    let fellow = scene.world.account(Somebody::OtherStudent);
    let store = scene.house.store.clone();
    let (objects, token) = scene.set(row.stage, somebody).await;
    if caller == Caller::Fellow {
        enrol(&store, fellow, objects).await;
    }
    let mut socket = match token {
        Some(token) => Socket::open(address, token).await,
        None => Socket::open_with(address, &[]).await,
    };
    if matches!(somebody, Somebody::Revoked | Somebody::Expired) {
        return socket.closed().await.to_string();
    }
    let mut fields = (row.fields)(objects);
    match row.name {
        "hello" => fields["token"] = json!(token.or(students.as_deref())),
        "join" => {}
        // Those who may not enter stay outside.
        _ => drop(socket.ask("join", room(objects)).await),
    }
    match socket.ask(row.name, fields).await {
        Ok(_) => "ok".to_owned(),
        Err(problem) => slug(&problem),
    }
}

async fn enrol(store: &Store, fellow: AccountId, objects: &Objects) {
    let enrolment = enrolment::Model {
        sitting_id: objects.held.sitting.0,
        account_id: fellow.0,
        extra_time_us: 0,
        group_label: String::new(),
        enrolled_at_us: 0,
    };
    let transaction = store.begin(Priority::Rest).await.unwrap();
    enrolment::insert(&transaction, enrolment).await.unwrap();
    transaction.commit().await.unwrap();
}
