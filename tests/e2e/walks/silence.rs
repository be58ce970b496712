//! A network that says nothing, as in a lift: no connection ends, and nothing passes.

use super::paper::{answer_shown, go_to};
use super::setting::{KEY, a_sitting, enter_lobby, register, start};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;

const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_is_noticed_by_the_answer_that_nobody_acknowledges() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open(&driver, &server, "silence", "en", Some(&network)).await;
    register(&student, "Silas Silent").await;
    enter_lobby(&student).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    go_to(&student, 1, KEY.len()).await;
    network.fall_silent();
    answer_shown(&student, KEY).await;
    student.sees(OFFLINE).await;
    student.reads("answer-state", &text("en", "part.answer.kept")).await;
    student.presses("hand-in").await;
    student.reads("hand-in-summary", "1 answer not saved").await;
    network.restore();
    // The summary follows: who waits is told when nothing is missing any more.
    student.reads("hand-in-summary", "0 answers not saved").await;
    student.presses("hand-in-dialog-cancel").await;
    student.sees(CONNECTED).await;
    student.reload().await;
    student.sees(CONNECTED).await;
    student.reads(ALL_SAVED, "#2").await;
    student.is_calm(&["/api/auth/me", "/ws' failed", "net::ERR_"]).await;
}
