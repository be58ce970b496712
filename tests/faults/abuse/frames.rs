//! A thousand malformed messages over the socket, and frames that are no messages.

use super::nonsense::{self, Wrong};
use crate::school::Person;
use crate::socket::{Heard, Lost, Socket, slug};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use serde_json::{Map, Value, json};
use std::net::SocketAddr;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

const MESSAGES: usize = 1_000;
/// On one socket, below what it may send at once.
const MESSAGES_EACH: usize = 80;

/// Sends them all; each is refused for what it is, and the socket goes on.
pub async fn send(address: SocketAddr, people: &[Person], room: Uuid, rng: &mut ChaCha8Rng) {
    let mut sent = 0;
    for person in people.iter().cycle() {
        if sent >= MESSAGES {
            break;
        }
        let mut socket = enter(address, person, room).await;
        for _ in 0..MESSAGES_EACH {
            refuse(&mut socket, &wrong_message(room, rng)).await;
        }
        sent += MESSAGES_EACH;
        let time = socket.ask("time.sync", &json!({ "t0": 7 })).await.unwrap().unwrap();
        assert_eq!(time["t0"].as_f64(), Some(7.0));
    }
    meaningless(address, &people[0], room).await;
    for bytes in no_messages() {
        let mut socket = enter(address, &people[0], room).await;
        // The server may close before it has read everything.
        let _ = socket.raw().write_all(&bytes).await;
        let end = socket.end().await;
        let start = &bytes[..bytes.len().min(16)];
        assert!(matches!(&end, Lost::Closed { code: 4002, .. } | Lost::Broken), "{start:x?}: {end:?}");
    }
}

async fn enter(address: SocketAddr, person: &Person, room: Uuid) -> Socket {
    let mut socket = Socket::open(address, &person.token).await.unwrap();
    let joined = socket.ask("join", &json!({ "room": room, "device": person.account })).await.unwrap();
    assert!(joined.is_ok(), "{joined:?}");
    socket
}

fn wrong_message(room: Uuid, rng: &mut ChaCha8Rng) -> Wrong {
    let id = Uuid::from_u128(1);
    let save = json!({ "question": id, "revision": 1, "save_id": id, "response": null });
    let messages: [(&str, Value, &[&str]); 8] = [
        ("join", json!({ "room": room, "device": id }), &["room"]),
        ("answer.save", save, &["question", "revision", "save_id", "response"]),
        ("time.sync", json!({ "t0": 1 }), &["t0"]),
        ("flag", json!({ "question": id, "flagged": true }), &["question", "flagged"]),
        ("attempt.submit", json!({}), &[]),
        ("proctor.announce", json!({ "text": "x" }), &["text"]),
        ("proctor.extend", json!({ "by_s": 5, "reason": "x" }), &["by_s"]),
        ("leave", json!({}), &[]),
    ];
    let (op, fields, required) = &messages[rng.random_range(0..messages.len())];
    let mut right: Map<String, Value> = fields.as_object().unwrap().clone();
    right.insert("id".to_owned(), json!(rng.random_range(1_000..1_000_000)));
    right.insert("op".to_owned(), json!(op));
    // A question may be a position, and a response is judged against its question, which these do not have.
    nonsense::spoil(&right, required, &["id", "op", "question", "response"], rng)
}

async fn refuse(socket: &mut Socket, wrong: &Wrong) {
    socket.say(&wrong.text).await.unwrap();
    let problem = loop {
        match socket.hear().await {
            Ok(Heard::Answer { outcome: Err(problem), .. }) => break problem,
            Ok(Heard::Event(event)) if event.get("error").is_some() => break event["error"].clone(),
            Ok(Heard::Event(_)) => {}
            other => panic!("{wrong} got {other:?}"),
        }
    };
    wrong.check(slug(&problem), problem["status"].as_u64().unwrap(), "a message");
}

/// Well-formed messages that mean nothing here.
async fn meaningless(address: SocketAddr, person: &Person, room: Uuid) {
    let mut socket = enter(address, person, room).await;
    let (nobody, device) = (Uuid::now_v7(), person.account);
    let save = |question: Value| json!({ "question": question, "revision": 1, "save_id": nobody, "response": { "text": "x" } });
    let table = [
        ("fly", json!({}), "unknown-op"),
        // Before the start nothing tells which questions there are.
        ("answer.save", save(json!(nobody)), "attempt-not-open"),
        ("flag", json!({ "question": nobody, "flagged": true }), "unknown-question"),
        ("join", json!({ "room": nobody, "device": device }), "not-found"),
        ("join", json!({ "room": "NOSUCHRM", "device": device }), "not-found"),
        ("proctor.pause", json!({ "reason": "" }), "forbidden"),
        ("proctor.end", json!({ "reason": "" }), "forbidden"),
        ("proctor.chat", json!({ "attempt": nobody }), "forbidden"),
        ("proctor.message", json!({ "attempts": [nobody], "text": "x", "message_id": nobody }), "forbidden"),
    ];
    for (op, fields, expected) in table {
        let problem = socket.ask(op, &fields).await.unwrap().unwrap_err();
        assert_eq!(slug(&problem), expected, "{op} {fields}: {problem}");
    }
    let left = socket.ask("leave", &json!({})).await.unwrap();
    assert!(left.is_ok(), "{left:?}");
    let problem = socket.ask("answer.save", &save(json!(nobody))).await.unwrap().unwrap_err();
    assert_eq!(slug(&problem), "not-joined", "{problem}");
}

/// Frames that no client of this protocol sends.
fn no_messages() -> Vec<Vec<u8>> {
    let frame = |first: u8, payload: &[u8]| {
        let length = u8::try_from(payload.len()).unwrap();
        [&[first, 0x80 | length][..], &[0; 4], payload].concat()
    };
    let fragment = [&[0x00, 0xFE][..], &700_u16.to_be_bytes(), &[0; 4], &[b' '; 700]].concat();
    let too_long = [&[0x81, 0xFF][..], &65_537_u64.to_be_bytes(), &[0; 4], &vec![b' '; 65_537]].concat();
    // Too long only as a whole, in fewer frames than may be sent at once.
    let growing = std::iter::once(frame(0x01, b"[")).chain(std::iter::repeat_n(fragment, 100));
    vec![
        too_long,
        growing.flatten().collect(),
        frame(0x82, b"binary"),
        frame(0x81, &[0xFF, 0xFE, 0xC0]),
        frame(0xC1, b"{}"),
        frame(0x83, b"{}"),
        frame(0x80, b"{}"),
        frame(0x09, b"{}"),
        vec![0x81, 2, b'{', b'}'],
        [frame(0x01, b"{"), frame(0x81, b"}")].concat(),
        [&[0x89, 0xFE, 0, 126][..], &[0; 130]].concat(),
    ]
}
