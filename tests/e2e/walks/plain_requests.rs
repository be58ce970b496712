//! A network that lets no WebSocket through: the exam goes on over plain requests, a little slower, by the same rules. The
//! browser complains of each socket by its address, so that it shows here that the page names its room where it is told to.

use super::paper::{answer_all, answer_shown, go_to};
use super::setting::{KEY, PROCTOR, a_sitting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use serde_json::json;

const PLAIN: &str = "[data-testid=connection][data-state=http]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_without_sockets() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false"), ("EXAMHALL__SOCKET__NAME_ROOMS", "true")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::without_sockets(server.address()).await;
    let student = Browser::open(&driver, &server, "plain", "en", Some(&network)).await;
    register(&student, "Piet Plain").await;
    enter_lobby(&student).await;
    student.sees(PLAIN).await;
    student.inspects("lobby").await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    answer_all(&student, KEY).await;
    student.inspects("last-question").await;
    is_told_what_the_proctor_does(&server, &student, &sitting).await;
    student.presses("hand-in").await;
    student.presses("hand-in-dialog-confirm").await;
    student.reads("closed", &text("en", "room.closed.submit")).await;
    student.presses("to-result").await;
    student.reads("score", "6 of 7").await;
    student.is_calm(&["/api/auth/me", &format!("/ws?room={sitting}' failed")]).await;
}

/// What the proctor does is seen and said at the next round.
async fn is_told_what_the_proctor_does(server: &Server, student: &Browser, sitting: &str) {
    let proctor = Api::sign_in(server, &email(PROCTOR), PASSWORD).await;
    go_to(student, 1, KEY.len()).await;
    let room = format!("/api/rooms/{sitting}");
    proctor.post(&format!("{room}/announce"), &json!({ "text": "Page two has a misprint." })).await;
    student.reads("notices", "Page two has a misprint.").await;
    proctor.post(&format!("{room}/extend"), &json!({ "by_s": 120, "reason": "Misprint." })).await;
    student.reads("notices", "Everybody gets 2 minutes more. Reason: Misprint.").await;
    let roster = proctor.get(&room).await["roster"].clone();
    let letter = json!({ "attempts": [roster[0]["attempt"]], "text": "Page three too.", "message_id": uuid::Uuid::from_u128(1) });
    proctor.post(&format!("{room}/messages"), &letter).await;
    student.presses("[data-testid=talk][data-unread='1']").await;
    student.reads("chat-list", "Page three too.").await;
    student.writes("chat-text", "I have seen it.").await;
    student.presses("chat-send").await;
    student.until_count("[data-testid=chat-message][data-state=said]", 2).await;
    student.sees("[data-testid=talk][data-unread='0']").await;
    student.presses("talk-close").await;
    let alone = json!({ "by_s": 180, "reason": "Lift.", "attempts": [roster[0]["attempt"]] });
    proctor.post(&format!("{room}/extend"), &alone).await;
    student.reads("notices", "You get 3 minutes more.").await;
    proctor.post(&format!("/api/rooms/{sitting}/pause"), &json!({ "reason": "Fire alarm." })).await;
    student.sees("eh-question fieldset:disabled").await;
    proctor.post(&format!("/api/rooms/{sitting}/resume"), &json!({})).await;
    student.sees("eh-question fieldset:enabled").await;
    answer_shown(student, KEY).await;
    student.sees("[data-testid=saved-total][data-state=saved]").await;
}
