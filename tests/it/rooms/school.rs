//! A school for one test: an author's exam with every kind of question, its sitting, and the people who come.

use super::socket::Socket;
use crate::accounts::house::{Client, House, PASSWORD, credentials, json, registration};
use crate::exams::desk;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use examhall::store::Priority;
use examhall::store::accounts::role;
use examhall::store::rooms::attempt;
use examhall_domain::accounts::Role;
use examhall_domain::id::{AttemptId, SittingId};
use examhall_domain::time::Span;
use serde_json::{Value, json as value};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use uuid::Uuid;

/// One question of each kind, in this order.
pub(crate) const GIFT: &str = "::choice::Pick the prime number. {=seven#praise ~eight ~nine}\n\n\
    ::choices::Which of these are even? {~%50%two ~%50%four ~%-100%three}\n\n\
    ::truth::The moon is made of basalt. {T}\n\n\
    ::word::Who wrote the tragedy of Hamlet? {=Shakespeare}\n\n\
    ::number::How many legs has a spider? {#8}\n\n\
    ::pairs::Match the capitals. {=France -> Paris =Italy -> Rome =Spain -> Madrid}\n\n\
    ::essay::Describe a river in your own words. {}";

/// Runs each test once per engine against a server with these settings.
macro_rules! taught_in_both_engines {
    ($settings:tt $($(#[$doc:meta])* async fn $name:ident($house:ident: &House) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn check($house: &House) $body

            const SETTINGS: &[(&str, &str)] = &$settings;

            #[actix_web::test]
            async fn sqlite() {
                let house = House::open(crate::store::engine::TestDatabase::sqlite().await, SETTINGS).await;
                check(&house).await;
                house.close().await;
            }

            #[actix_web::test]
            async fn postgres() {
                let house = House::open(crate::store::engine::TestDatabase::postgres().await, SETTINGS).await;
                check(&house).await;
                house.close().await;
            }
        }
    )+};
}
pub(crate) use taught_in_both_engines;

/// The exam and who holds it.
pub(crate) struct School<'a> {
    pub(crate) house: &'a House,
    pub(crate) author: Client,
    pub(crate) proctor: Client,
    proctors_token: String,
    pub(crate) exam: String,
    /// The sitting as it was planned.
    pub(crate) card: Value,
    /// The room's id.
    pub(crate) room: String,
}

/// Somebody who is enrolled.
pub(crate) struct Pupil {
    pub(crate) client: Client,
    pub(crate) token: String,
    pub(crate) account: String,
    pub(crate) device: Uuid,
    address: SocketAddr,
    room: String,
}

impl<'a> School<'a> {
    /// A sitting that a proctor starts, whose window is open, with `changes` to the plan.
    pub(crate) async fn open(house: &'a House, changes: Value) -> Self {
        let author = desk::with_role(house, "author", Role::Author).await;
        let (proctor, proctors_token) = proctor(house, "proctor").await;
        let exam = desk::published(&author, "Everything", GIFT).await;
        let mut plan = desk::plan();
        (plan["start"], plan["attempts_allowed"], plan["release"]) = ("proctor".into(), 1.into(), "on_close".into());
        for (name, change) in changes.as_object().unwrap() {
            plan[name] = change.clone();
        }
        let card = json(author.post(&format!("/api/exams/{exam}/sittings"), plan).await).await;
        let room = card["id"].as_str().unwrap().to_owned();
        let staff = value!({ "email": "proctor@example.org" });
        assert_eq!(author.post(&format!("/api/sittings/{room}/staff"), staff).await.status(), 204);
        Self { house, author, proctor, proctors_token, exam, card, room }
    }

    /// Somebody new who is enrolled.
    pub(crate) async fn pupil(&self, name: &str) -> Pupil {
        let registered = self.house.program().post("/api/auth/register", registration(name)).await;
        assert_eq!(registered.status(), 201);
        let (client, token) = signed_in(self.house, name).await;
        let account = json(client.get("/api/auth/me").await).await["id"].as_str().unwrap().to_owned();
        json(client.post(&format!("/api/sittings/{}/enrol", self.room), value!({})).await).await;
        let address = self.house.server.running.address();
        Pupil { client, token, account, device: Uuid::now_v7(), address, room: self.room.clone() }
    }

    /// The proctor's socket, joined, and what the join said.
    pub(crate) async fn staffed(&self) -> (Socket, Value) {
        let mut socket = Socket::open(self.house.server.running.address(), &self.proctors_token).await;
        let joined = socket.must("join", value!({ "room": self.room, "device": Uuid::now_v7() })).await;
        (socket, joined)
    }

    /// The proctor at another instance.
    pub(crate) fn proctor_at(&self, address: SocketAddr) -> Client {
        Client::at(format!("http://{address}")).with("authorization", format!("Bearer {}", self.proctors_token))
    }

    /// A socket of the author's, not joined yet.
    pub(crate) async fn authors_socket(&self) -> Socket {
        let (_, token) = signed_in(self.house, "author").await;
        Socket::open(self.house.server.running.address(), &token).await
    }

    /// Commands the room over HTTP.
    pub(crate) async fn command(&self, verb: &str, body: Value) -> Value {
        json(self.proctor.post(&format!("/api/rooms/{}/{verb}", self.room), body).await).await
    }

    pub(crate) fn sitting(&self) -> SittingId {
        self.room.parse().unwrap()
    }

    /// Moves the deadline of an attempt as if time had passed.
    pub(crate) async fn let_pass(&self, attempt: &Value, seconds: i64) {
        let transaction = self.house.store.begin(Priority::Rest).await.unwrap();
        let moved = attempt::extend(&transaction, self.sitting(), &[id(attempt)], Span::from_secs(-seconds)).await;
        assert_eq!(moved.unwrap().len(), 1);
        transaction.commit().await.unwrap();
    }
}

impl Pupil {
    /// The same person at another instance.
    pub(crate) fn at(self, address: SocketAddr) -> Self {
        let client = Client::at(format!("http://{address}")).with("authorization", format!("Bearer {}", self.token));
        Self { client, address, ..self }
    }

    /// A socket of this person, not joined yet.
    pub(crate) async fn socket(&self) -> Socket {
        Socket::open(self.address, &self.token).await
    }

    /// A socket that has joined on the person's usual device, and what the join said.
    pub(crate) async fn joined(&self) -> (Socket, Value) {
        self.joined_on(self.device).await
    }

    /// The same on any device.
    pub(crate) async fn joined_on(&self, device: Uuid) -> (Socket, Value) {
        let mut socket = self.socket().await;
        let joined = socket.must("join", value!({ "room": self.room, "device": device })).await;
        (socket, joined)
    }

    /// A socket that writes an open attempt, and the attempt.
    pub(crate) async fn writing(&self) -> (Socket, Value) {
        let (mut socket, _) = self.joined().await;
        let attempt = socket.must("attempt.start", value!({})).await;
        (socket, attempt)
    }

    /// The attempt as it is now.
    pub(crate) async fn attempt(&self, attempt: &Value) -> Value {
        let path = format!("/api/attempts/{}?device={}", attempt["id"].as_str().unwrap(), self.device);
        json(self.client.get(&path).await).await
    }

    /// The sealed paper.
    pub(crate) async fn paper(&self, attempt: &Value) -> Value {
        json(self.client.get(&format!("/api/attempts/{}/paper", attempt["id"].as_str().unwrap())).await).await
    }

    /// The questions of an attempt whose key is out, by kind.
    pub(crate) async fn questions(&self, attempt: &Value) -> BTreeMap<String, Value> {
        let paper = self.paper(attempt).await;
        let text = unseal(&paper, attempt["key"].as_str().unwrap()).unwrap();
        let paper: Value = serde_json::from_str(&text).unwrap();
        let sections = paper["sections"].as_array().unwrap().iter();
        let questions = sections.flat_map(|section| section["questions"].as_array().unwrap());
        questions.map(|question| (question["kind"].as_str().unwrap().to_owned(), question.clone())).collect()
    }
}

/// Somebody with the role of a proctor, assigned to nothing.
pub(crate) async fn proctor(house: &House, name: &str) -> (Client, String) {
    house.registered(name).await;
    let account = desk::account_of(house, name).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    role::grant(&transaction, account, Role::Proctor).await.unwrap();
    transaction.commit().await.unwrap();
    signed_in(house, name).await
}

/// A program of somebody who registered, with its token.
pub(crate) async fn signed_in(house: &House, name: &str) -> (Client, String) {
    let signed_in = json(house.program().post("/api/auth/login", credentials(name, PASSWORD)).await).await;
    let token = signed_in["token"].as_str().unwrap().to_owned();
    (house.program().with("authorization", format!("Bearer {token}")), token)
}

/// The text of a sealed paper; nothing under another key.
pub(crate) fn unseal(paper: &Value, key: &str) -> Option<String> {
    let bytes = |text: &Value| BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
    let key: [u8; 32] = BASE64_STANDARD.decode(key).unwrap().try_into().unwrap();
    let nonce: [u8; 12] = bytes(&paper["nonce"]).try_into().unwrap();
    let (sealed, context) = (bytes(&paper["ciphertext"]), paper["attempt"].as_str().unwrap());
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(key));
    let text = cipher.decrypt(&Nonce::from(nonce), Payload { msg: &sealed, aad: context.as_bytes() }).ok()?;
    Some(String::from_utf8(text).unwrap())
}

/// The frame of a save under a fresh id.
pub(crate) fn save(question: &Value, revision: i64, response: Value) -> Value {
    value!({ "question": question["id"], "revision": revision, "save_id": Uuid::now_v7(), "response": response })
}

/// An attempt's id.
pub(crate) fn id(attempt: &Value) -> AttemptId {
    attempt["id"].as_str().unwrap().parse().unwrap()
}

/// An instant of the wire in microseconds.
pub(crate) fn us(instant: &Value) -> i64 {
    instant.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_microsecond()
}
