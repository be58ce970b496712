//! What the log of a whole exam holds at its most talkative, and what it never may.

use super::exam::{ANSWER, begin, signed_in};
use super::program::Place;
use crate::accounts::house::{JWT_SECRET, PASSWORD, credentials, registration};
use crate::mail::letters::in_folder;
use crate::socket::client::{Client as Socket, Seen};
use serde_json::{Value, json as value};
use uuid::Uuid;

const TALKATIVE: (&str, &str) = ("EXAMHALL__TELEMETRY__LOG_FILTER", "info,examhall=trace,examhall_domain=trace");

#[actix_web::test]
async fn an_exam_leaves_no_secret_in_the_log_and_every_line_of_a_request_bears_its_id() {
    let place = Place::new(&[TALKATIVE]);
    let server = place.serve();
    let anybody = server.client();
    let registered = anybody.post("/api/auth/register", registration("author")).await;
    let cookie = registered.headers()["set-cookie"].to_str().unwrap().to_owned();
    let granted = place.run(&["user", "role", "--email", "author@example.org", "--grant", "author"]);
    assert!(granted.status.success(), "{}", String::from_utf8(granted.stderr).unwrap());
    let (author, author_token) = signed_in(&anybody, "author").await;
    let wrong = anybody.post("/api/auth/login", credentials("author", "another secret")).await;
    assert_eq!(wrong.status(), 401);
    let exam = begin(&anybody, author).await;
    speak(server.address, &exam.student_token, &exam.sitting, exam.device).await;
    exam.finish().await;
    assert_eq!(exam.author.with("x-request-id", "asked-by-the-author").get("/nowhere").await.status(), 404);
    server.terminate();
    let (status, lines) = server.ended();
    assert!(status.success());

    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let log = value!(lines).to_string();
    let link = |name: &str| in_folder(&place.mail_folder(), name)[0].token();
    let (author_link, student_link) = (link("author"), link("student"));
    let session = cookie.split(['=', ';']).nth(1).unwrap();
    for secret in [
        PASSWORD,
        "another secret",
        JWT_SECRET,
        ANSWER,
        "wrong at first",
        "spoken answer",
        &exam.student_token,
        &author_token,
        session,
        "student@example.org",
        "author@example.org",
        "example.org",
        &author_link,
        &student_link,
    ] {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
    let of_requests: Vec<&Value> =
        lines.iter().filter(|line| line["target"] == "examhall::edge::http::envelope").collect();
    assert!(of_requests.len() > 10, "{log}");
    assert!(of_requests.iter().all(|line| line["span"]["request_id"].is_string()), "{log}");
    assert!(of_requests.iter().any(|line| line["span"]["request_id"] == "asked-by-the-author"));
}

/// Joins and answers over the socket.
async fn speak(address: std::net::SocketAddr, token: &str, room: &str, device: Uuid) {
    let mut socket = Socket::connect_with(address, &format!("Authorization: Bearer {token}\r\n")).await;
    let join = value!({ "id": 1, "op": "join", "room": room, "device": device });
    answered(&mut socket, join).await;
    let save = value!({
        "id": 2, "op": "answer.save", "question": 1, "revision": 1, "save_id": Uuid::now_v7(),
        "response": { "text": "spoken answer" },
    });
    answered(&mut socket, save).await;
}

async fn answered(socket: &mut Socket, request: Value) {
    socket.text(&request.to_string()).await;
    loop {
        let Seen::Text(text) = socket.hear().await else { panic!("the socket ended") };
        let heard: Value = serde_json::from_str(&text).unwrap();
        if heard["re"] == request["id"] {
            return;
        }
    }
}
