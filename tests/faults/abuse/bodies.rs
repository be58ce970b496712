//! A thousand malformed bodies over HTTP.

use super::nonsense;
use crate::api::Api;
use crate::school::{Person, School};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const BODIES: usize = 1_000;
const JSON_BYTES_MAX: usize = 128 * 1024;
const UPLOAD_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A route with a right body.
struct Route<'a> {
    api: &'a Api,
    method: Method,
    path: String,
    body: Value,
    required: &'static [&'static str],
}

/// Sends them all; each is refused for what it is.
pub async fn send(school: &School, proctor: &Api, room: Uuid, people: &[Person], rng: &mut ChaCha8Rng) {
    let student = school.anonymous.with_token(&people[0].token);
    let routes = routes(school, proctor, &student, room).await;
    for _ in 0..BODIES {
        let route = &routes[rng.random_range(0..routes.len())];
        let wrong = nonsense::spoil(route.body.as_object().unwrap(), route.required, &["response"], rng);
        let bytes = wrong.text.clone().into_bytes();
        let answer = route.api.send_bytes(route.method.clone(), &route.path, "application/json", bytes).await.unwrap();
        wrong.check(&answer.slug, answer.status.into(), &format!("{} {}", route.method, route.path));
    }
    for route in &routes {
        refuse_size_and_type(route).await;
    }
    refuse_upload(school).await;
}

async fn routes<'a>(school: &'a School, proctor: &'a Api, student: &'a Api, room: Uuid) -> Vec<Route<'a>> {
    let (device, anonymous, author) = (Uuid::now_v7(), &school.anonymous, &school.author);
    let attempt = student.post("/api/attempts", &json!({ "sitting": room, "device": device })).await;
    let attempt = format!("/api/attempts/{}", attempt["id"].as_str().unwrap());
    let sitting = json!({
        "title": "x", "window_opens_at": "2030-01-01T00:00:00Z", "window_closes_at": "2030-01-02T00:00:00Z",
        "time_limit_s": 60, "start": "clock", "attempts_allowed": 1, "release": "manual",
    });
    let message = json!({ "text": "x", "message_id": device });
    let noticed = json!({ "events": [{ "kind": "pasted", "at": "2030-01-01T00:00:00Z" }] });
    let letter = json!({ "attempts": [device], "text": "x", "message_id": device });
    let save = json!({ "device": device, "revision": 1, "save_id": device, "response": null });
    let route = |api: &'a Api, method, path: String, body, required| Route { api, method, path, body, required };
    let in_room = |verb: &str| format!("/api/rooms/{room}/{verb}");
    let credentials = json!({ "email": "nobody@example.org", "password": "correct horse battery" });
    let person = json!({ "email": "new@example.org", "password": "correct horse battery", "name": "New" });
    let exam = json!({ "title": "x", "language": "en" });
    vec![
        route(anonymous, Method::POST, "/api/auth/login".to_owned(), credentials, &["email", "password"]),
        route(anonymous, Method::POST, "/api/auth/register".to_owned(), person, &["email", "password", "name"]),
        route(author, Method::POST, "/api/exams".to_owned(), exam, &["title", "language"]),
        route(author, Method::POST, format!("/api/exams/{}/sittings", school.exam), sitting, &["title", "start"]),
        route(
            student,
            Method::POST,
            "/api/attempts".to_owned(),
            json!({ "sitting": room, "device": device }),
            &["sitting"],
        ),
        route(student, Method::PUT, format!("{attempt}/answers/{device}"), save, &["revision", "save_id", "device"]),
        route(student, Method::POST, format!("{attempt}/submit"), json!({ "device": device }), &["device"]),
        route(student, Method::POST, format!("{attempt}/messages"), message, &["text", "message_id"]),
        route(student, Method::POST, format!("{attempt}/integrity"), noticed, &["events"]),
        route(proctor, Method::POST, in_room("messages"), letter, &["attempts", "text", "message_id"]),
        route(proctor, Method::POST, in_room("announce"), json!({ "text": "x" }), &["text"]),
        route(proctor, Method::POST, in_room("extend"), json!({ "by_s": 5, "reason": "x" }), &["by_s"]),
    ]
}

async fn refuse_size_and_type(route: &Route<'_>) {
    let send = |media_type: &'static str, body: Vec<u8>| {
        route.api.send_bytes(route.method.clone(), &route.path, media_type, body)
    };
    let longest = send("application/json", vec![b' '; JSON_BYTES_MAX]).await.unwrap();
    assert_eq!((longest.status, longest.slug.as_str()), (400, "malformed-request"), "{}", route.path);
    let longer = send("application/json", vec![b' '; JSON_BYTES_MAX + 1]).await.unwrap();
    assert_eq!((longer.status, longer.slug.as_str()), (413, "payload-too-large"), "{}", route.path);
    let form = send("application/x-www-form-urlencoded", b"a=b".to_vec()).await.unwrap();
    assert_eq!((form.status, form.slug.as_str()), (415, "unsupported-media-type"), "{}", route.path);
}

async fn refuse_upload(school: &School) {
    let path = format!("/api/exams/{}/import?format=gift&encoding=utf-8&mode=check&points=1", school.exam);
    let upload = vec![b'\n'; UPLOAD_BYTES_MAX + 1];
    let answer = school.author.send_bytes(Method::POST, &path, "text/plain", upload).await.unwrap();
    assert_eq!((answer.status, answer.slug.as_str()), (413, "payload-too-large"));
    let noise = vec![0xFF; 1_000];
    let answer = school.author.send_bytes(Method::POST, &path, "text/plain", noise).await.unwrap();
    assert_eq!((answer.status, answer.slug.as_str()), (422, "encoding-unknown"));
}
