//! A running server that is told to stop.

use super::exam::{Exam, begin, signed_in};
use super::program::Place;
use crate::accounts::house::registration;
use crate::socket::client::{Client as Socket, Seen};
use serde_json::{Value, json as value};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DRAIN_S: u64 = 8;
const SETTINGS: [(&str, &str); 4] = [
    ("EXAMHALL__INSTANCE__DRAIN_S", "8"),
    ("EXAMHALL__SOCKET__DRAIN_SLICES", "4"),
    ("EXAMHALL__SOCKET__DRAIN_RETURN_MIN_MS", "700"),
    ("EXAMHALL__SOCKET__DRAIN_RETURN_MAX_MS", "900"),
];
const BYSTANDERS: usize = 12;
const SAVES: i64 = 40;

#[actix_web::test]
async fn sockets_are_sent_away_in_slices_and_no_acknowledged_answer_is_lost() {
    let place = Place::new(&SETTINGS);
    let server = place.serve();
    let anybody = server.client();
    anybody.post("/api/auth/register", registration("author")).await;
    assert!(place.run(&["user", "role", "--email", "author@example.org", "--grant", "author"]).status.success());
    let (author, _) = signed_in(&anybody, "author").await;
    let exam = begin(&anybody, author).await;
    let mut writer = joined(&server.address, &exam).await;
    let mut bystanders = Vec::new();
    for _ in 0..BYSTANDERS {
        bystanders.push(Socket::connect(server.address).await);
    }

    let saves: Vec<Value> = (1..=SAVES).map(save).collect();
    for save in &saves {
        writer.text(&save.to_string()).await;
    }
    server.terminate();
    let told = Instant::now();
    let acknowledged = until_sent_away(&mut writer).await;
    let mut left = Vec::new();
    for bystander in &mut bystanders {
        assert!(until_sent_away(bystander).await.is_empty());
        left.push(told.elapsed());
    }
    let (status, _) = server.ended();
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < Duration::from_secs(DRAIN_S), "{:?}", told.elapsed());
    let (first, last) = (left.iter().min().unwrap(), left.iter().max().unwrap());
    assert!(*last - *first >= Duration::from_secs(DRAIN_S / 8), "in slices, not at once: {left:?}");

    let server = place.serve();
    let mut writer = joined(&server.address, &exam).await;
    for save in &saves {
        let again = answer(&mut writer, save).await;
        match acknowledged.get(&save["id"].as_i64().unwrap()) {
            Some(ack) => assert_eq!(&again["ok"], ack, "what was acknowledged is stored as it was"),
            None => assert!(again["ok"]["seq"].is_i64(), "what was not acknowledged can be sent again: {again}"),
        }
    }
    drop(writer);
    server.terminate();
    assert!(server.ended().0.success());
}

fn save(revision: i64) -> Value {
    value!({
        "id": 100 + revision, "op": "answer.save", "question": 1, "revision": revision, "save_id": Uuid::now_v7(),
        "response": { "text": format!("answer {revision}") },
    })
}

async fn joined(address: &std::net::SocketAddr, exam: &Exam) -> Socket {
    let header = format!("Authorization: Bearer {}\r\n", exam.student_token);
    let mut socket = Socket::connect_with(*address, &header).await;
    let join = value!({ "id": 1, "op": "join", "room": exam.sitting, "device": exam.device });
    assert!(answer(&mut socket, &join).await["ok"].is_object());
    socket
}

async fn answer(socket: &mut Socket, request: &Value) -> Value {
    socket.text(&request.to_string()).await;
    loop {
        let Seen::Text(text) = socket.hear().await else { panic!("the socket ended") };
        let heard: Value = serde_json::from_str(&text).unwrap();
        if heard["re"] == request["id"] {
            return heard;
        }
    }
}

/// What is acknowledged before the close that names when to come back.
async fn until_sent_away(socket: &mut Socket) -> BTreeMap<i64, Value> {
    let mut acknowledged = BTreeMap::new();
    loop {
        match socket.hear().await {
            Seen::Text(text) => {
                let heard: Value = serde_json::from_str(&text).unwrap();
                if let (Some(re), true) = (heard["re"].as_i64(), heard["ok"].is_object()) {
                    acknowledged.insert(re, heard["ok"].clone());
                }
            }
            Seen::Close(code, reason) => {
                assert_eq!(code, Some(1001), "{reason}");
                let reason: Value = serde_json::from_str(&reason).unwrap();
                assert_eq!(reason["return_after_ms"], value!([700, 900]));
                return acknowledged;
            }
            other => panic!("{other:?} instead of a close"),
        }
    }
}
