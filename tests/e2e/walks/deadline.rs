//! The time runs out: the paper closes by itself, with what is saved, and is marked.

use super::paper::{answer_shown, go_to};
use super::setting::{KEY, Setting, enter_lobby, register, start};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

/// Time for entering, starting and one answer.
const CLOSES_S: i64 = 45;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_end_the_paper_closes_by_itself_and_is_marked() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let setting = Setting::new(&server).await;
    let driver = Driver::start();
    let student = Browser::open(&driver, &server, "late", "en", None).await;
    register(&student, "Lara Late").await;
    let sitting = setting.sitting(CLOSES_S).await;
    enter_lobby(&student).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    go_to(&student, 1, KEY.len()).await;
    answer_shown(&student, KEY).await;
    student.sees("[data-testid=answer-state][data-state=saved]").await;
    student.sees("eh-clock.last").await;
    student.inspects("last-minute").await;
    student.reads("time-left", "00:00:1").await;
    student.reads("closed", &text("en", "room.closed.deadline")).await;
    student.inspects("closed").await;
    student.presses("to-result").await;
    student.reads("score", "1 of 7").await;
    student.is_calm(&["/api/auth/me"]).await;
}
