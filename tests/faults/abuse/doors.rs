//! Doors that are not one's own: missing, forged, revoked and expired sessions, and other people's papers and rooms.

use crate::api::Api;
use crate::database::Database;
use crate::process::Server;
use crate::school::{Person, School, id};
use crate::socket::{Lost, Socket, slug};
use reqwest::Method;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use uuid::Uuid;

const SESSION_S: u64 = 1;
const ENDED_WITHIN: Duration = Duration::from_secs(10);

/// Tries them all.
pub async fn try_all(address: SocketAddr, school: &School, room: Uuid, people: &[Person]) {
    let (owner, stranger) =
        (school.anonymous.with_token(&people[1].token), school.anonymous.with_token(&people[2].token));
    let attempt = id(&owner.post("/api/attempts", &json!({ "sitting": room, "device": Uuid::now_v7() })).await);
    without_session(&school.anonymous, attempt, room).await;
    of_others(&stranger, &school.proctor, attempt, room).await;
    turned_away(address, "nonsense", "not-signed-in").await;
    revoked(address, school, room, &people[3]).await;
    expired().await;
}

/// Every request that needs somebody signed in.
fn requests(attempt: Uuid, room: Uuid) -> Vec<(Method, String, Option<Value>)> {
    let device = json!({ "device": Uuid::now_v7() });
    let save = json!({ "device": Uuid::now_v7(), "revision": 1, "save_id": Uuid::now_v7(), "response": null });
    let of_attempt = |rest: &str| format!("/api/attempts/{attempt}{rest}");
    vec![
        (Method::GET, of_attempt(""), None),
        (Method::GET, of_attempt("/paper"), None),
        (Method::GET, of_attempt("/result"), None),
        (Method::GET, of_attempt("/receipt"), None),
        (Method::POST, of_attempt("/start"), Some(device.clone())),
        (Method::POST, of_attempt("/take-over"), Some(device.clone())),
        (Method::POST, of_attempt("/submit"), Some(device)),
        (Method::PUT, of_attempt(&format!("/answers/{room}")), Some(save)),
        (Method::GET, format!("/api/rooms/{room}"), None),
        (Method::GET, format!("/api/rooms/{room}/log"), None),
        (Method::POST, format!("/api/rooms/{room}/pause"), Some(json!({ "reason": "" }))),
        (Method::POST, format!("/api/rooms/{room}/end"), Some(json!({ "reason": "" }))),
        (Method::POST, format!("/api/rooms/{room}/announce"), Some(json!({ "text": "x" }))),
    ]
}

async fn without_session(anonymous: &Api, attempt: Uuid, room: Uuid) {
    let forged = "eyJhbGciOiJub25lIn0.eyJzaWQiOiIwIn0.";
    for (method, path, body) in requests(attempt, room) {
        for api in [anonymous.clone(), anonymous.with_token(forged), anonymous.with_token("nonsense")] {
            let answer = api.send(method.clone(), &path, body.as_ref()).await.unwrap();
            assert_eq!(
                (answer.status, answer.slug.as_str()),
                (401, "not-signed-in"),
                "{method} {path}: {}",
                answer.body
            );
        }
    }
}

/// Another student learns nothing of the paper, not even that it exists, and commands no room; staff write no paper.
async fn of_others(stranger: &Api, proctor: &Api, attempt: Uuid, room: Uuid) {
    for (method, path, body) in requests(attempt, room) {
        let answer = stranger.send(method.clone(), &path, body.as_ref()).await.unwrap();
        let expected = if path.starts_with("/api/attempts") { &["not-found"][..] } else { &["not-found", "forbidden"] };
        assert!(expected.contains(&answer.slug.as_str()), "{method} {path}: {} {}", answer.status, answer.body);
        if path.starts_with("/api/attempts") {
            let answer = proctor.send(method.clone(), &path, body.as_ref()).await.unwrap();
            assert_eq!(answer.slug, "not-found", "{method} {path} of a proctor: {}", answer.body);
        }
    }
    for nowhere in ["/api/attempts/not-an-id", "/api/rooms/%00", "/api/exams/..%2f..", "/api/attempts"] {
        let answer = stranger.send(Method::GET, nowhere, None).await.unwrap();
        assert!([404, 405].contains(&answer.status), "{nowhere}: {} {}", answer.status, answer.body);
        assert!(!answer.slug.is_empty(), "{nowhere} is no problem document: {}", answer.body);
    }
}

/// A socket that nobody is signed in on is told so and closed: a page learns nothing from a refused handshake.
async fn turned_away(address: SocketAddr, token: &str, why: &str) {
    let mut socket = Socket::open(address, token).await.unwrap();
    let answer = socket.ask("join", &json!({ "room": Uuid::from_u128(1), "device": Uuid::from_u128(1) })).await;
    match answer {
        Ok(answer) => assert_eq!(slug(&answer.unwrap_err()), why),
        Err(lost) => assert!(matches!(lost, Lost::Closed { code: 4000, .. }), "{lost:?}"),
    }
    signed_out(&mut socket).await;
}

async fn signed_out(socket: &mut Socket) {
    let end = tokio::time::timeout(ENDED_WITHIN, socket.end()).await.expect("the socket outlives its session");
    assert!(matches!(&end, Lost::Closed { code: 4000, .. } | Lost::Broken), "{end:?}");
}

/// Whoever is signed out elsewhere loses the socket and every request, and the token is worth nothing any more.
async fn revoked(address: SocketAddr, school: &School, room: Uuid, person: &Person) {
    let api = school.anonymous.with_token(&person.token);
    let mut socket = Socket::open(address, &person.token).await.unwrap();
    let joined = socket.ask("join", &json!({ "room": room, "device": person.account })).await.unwrap();
    assert!(joined.is_ok(), "{joined:?}");
    let answer = api.send(Method::DELETE, "/api/auth/sessions", None).await.unwrap();
    assert_eq!(answer.status, 204, "{}", answer.body);
    signed_out(&mut socket).await;
    let answer = api.send(Method::GET, "/api/auth/me", None).await.unwrap();
    assert_eq!((answer.status, answer.slug.as_str()), (401, "session-ended"), "{}", answer.body);
    turned_away(address, &person.token, "session-ended").await;
}

/// A session that was not used for its time is over; on a server of its own, where that time is short.
async fn expired() {
    let life = SESSION_S.to_string();
    let brief =
        [("EXAMHALL__ACCOUNTS__SESSION_SLIDING_S", life.as_str()), ("EXAMHALL__ACCOUNTS__SESSION_TOUCH_S", "0")];
    let server = Server::start(Database::Sqlite, &brief).await;
    let anonymous = Api::anonymous(server.address());
    let person = School::register_at(&anonymous, 0).await;
    let api = anonymous.with_token(&person.token);
    let begun = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_secs(SESSION_S) + Duration::from_millis(200));
    let answer = loop {
        looks.tick().await;
        let answer = api.send(Method::GET, "/api/auth/me", None).await.unwrap();
        if answer.status != 200 {
            break answer;
        }
        assert!(begun.elapsed() < ENDED_WITHIN, "the session does not end");
    };
    assert_eq!((answer.status, answer.slug.as_str()), (401, "session-ended"), "{}", answer.body);
    turned_away(server.address(), &person.token, "session-ended").await;
    server.remove().await;
}
