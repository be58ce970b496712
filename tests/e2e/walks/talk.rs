//! A student and a proctor talk while the exam goes on: messages both ways, a raised hand, what the page notices, and a
//! network that fails in the middle of a question.

use super::paper::go_to;
use super::setting::{KEY, PROCTOR, a_sitting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use serde_json::{Value, json};

const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const SAID: &str = "[data-testid=chat-message][data-state=said]";
const WAITING: &str = "[data-testid=chat-message][data-state=waiting]";

/// The proctor, who works with a program of their own.
struct Desk {
    proctor: Api,
    room: String,
}

impl Desk {
    async fn row(&self) -> Value {
        self.proctor.get(&self.room).await["roster"][0].clone()
    }

    async fn says(&self, words: &str, id: u128) {
        let id = uuid::Uuid::from_u128(id);
        let letter = json!({ "attempts": [self.row().await["attempt"]], "text": words, "message_id": id });
        self.proctor.post(&format!("{}/messages", self.room), &letter).await;
    }

    /// What was said so far, as `author: words`.
    async fn thread(&self) -> Vec<String> {
        let attempt = self.row().await["attempt"].as_str().unwrap().to_owned();
        let thread = self.proctor.get(&format!("{}/attempts/{attempt}/messages", self.room)).await;
        let said =
            |message: &Value| format!("{}: {}", message["from"].as_str().unwrap(), message["text"].as_str().unwrap());
        thread["messages"].as_array().unwrap().iter().map(said).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_student_and_a_proctor_talk_through_a_lost_network() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open_with_windows(&driver, &server, "talker", "en", Some(&network)).await;
    register(&student, "Tina Talker").await;
    enter_lobby(&student).await;
    student.reads("watched", &text("en", "room.watched.paste")).await;
    let proctor = Api::sign_in(&server, &email(PROCTOR), PASSWORD).await;
    let desk = Desk { proctor, room: format!("/api/rooms/{sitting}") };
    start(&server, &sitting).await;
    student.sees("writing").await;
    talks_both_ways(&student, &desk).await;
    raises_and_lowers_the_hand(&student, &desk).await;
    is_seen_looking_away(&student, &desk).await;
    writes_while_offline(&student, &desk, &network).await;
    student.is_calm(&["/api/auth/me", "/ws' failed", "net::ERR_"]).await;
}

async fn talks_both_ways(student: &Browser, desk: &Desk) {
    student.enters("talk").await;
    student.writes("chat-text", "May I leave for a minute?").await;
    student.enters("chat-send").await;
    student.reads(SAID, "May I leave for a minute?").await;
    assert_eq!(desk.thread().await, ["student: May I leave for a minute?"]);
    student.types(Browser::ESCAPE).await;
    student.misses("#talk-panel").await;
    desk.says("Yes, of course.", 1).await;
    student.sees("[data-testid=talk][data-unread='1']").await;
    let announced = student.script(ANNOUNCED, Vec::new()).await;
    assert_eq!(announced, "New message from Paul Proctor: Yes, of course.");
    student.presses("talk").await;
    student.reads("chat-list", "Yes, of course.").await;
    student.sees("[data-testid=talk][data-unread='0']").await;
    student.inspects("talk").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("talk-telephone").await;
    student.look(Device::Desk, Theme::Light).await;
    go_to(student, 2, KEY.len()).await;
    student.writes("chat-text", "A draft that").await;
    student.reload().await;
    student.presses("talk").await;
    student
        .until_true("the draft to be there", async || student.script(DRAFT, Vec::new()).await == "A draft that")
        .await;
}

async fn raises_and_lowers_the_hand(student: &Browser, desk: &Desk) {
    student.presses("hand").await;
    student.sees("[data-testid=hand][data-state=up][aria-pressed=true]").await;
    assert!(desk.row().await["hand_since"].is_string());
    student.presses("hand").await;
    student.sees("[data-testid=hand][data-state=down][aria-pressed=false]").await;
    assert!(desk.row().await["hand_since"].is_null());
}

/// Another tab in front is recorded, and the student can read that it was.
async fn is_seen_looking_away(student: &Browser, desk: &Desk) {
    student.goes_in_another_tab("/my").await;
    student
        .until_true("the lost focus to be told", async || desk.row().await["integrity"]["last"]["kind"] == "focus_lost")
        .await;
    student.turns_to_the_first_tab().await;
    student.presses("recorded-count").await;
    student.reads("recorded", &text("en", "room.recorded.focus_lost")).await;
    student.reads("recorded", "The exam had the focus again").await;
    student.inspects("recorded").await;
}

/// What is written without a network waits on the device, and arrives once.
async fn writes_while_offline(student: &Browser, desk: &Desk, network: &Network) {
    network.cut();
    student.sees(OFFLINE).await;
    student.writes("chat-text", "Are you there?").await;
    student.presses("chat-send").await;
    student.reads(WAITING, &text("en", "part.chat.waiting")).await;
    student.presses("hand").await;
    student.reads("hand", &text("en", "room.hand.rising")).await;
    student.inspects("offline").await;
    network.restore();
    student.sees(CONNECTED).await;
    student.until_count(SAID, 3).await;
    student.misses(WAITING).await;
    student.sees("[data-testid=hand][data-state=up]").await;
    student.reads("recorded", "The connection was back").await;
    let thread = desk.thread().await;
    assert_eq!(thread.iter().filter(|said| *said == "student: Are you there?").count(), 1, "{thread:?}");
    assert!(desk.row().await["hand_since"].is_string());
    student.reload().await;
    student.presses("talk").await;
    student.until_count(SAID, 3).await;
    assert_eq!(desk.thread().await, thread, "a reload sends nothing again");
}

const ANNOUNCED: &str = "return document.querySelector('[data-testid=talk-announced]').textContent";
const DRAFT: &str = "return document.querySelector('[data-testid=chat-text]')?.value";
