//! A server that is stopped in the middle of an exam and started again: everything is there, and everybody goes on.

use super::paper::{answer_shown, go_to};
use super::setting::{KEY, PROCTOR, a_sitting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use serde_json::Value;

const STUDENT: &str = "Remy Restart";
const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";
/// Nobody needs a demo twice.
const DEMO_STUDENT: &str = "student1@demo.examhall.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_finds_all_data_and_everybody_goes_on_writing() {
    let mut server = Server::start(&[("EXAMHALL__INSTANCE__DRAIN_S", "1")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let student = Browser::open(&driver, &server, "restart", "en", None).await;
    starts_writing(&server, &student, &sitting).await;
    let before = Facts::read(&server).await;
    assert!(server.stop().await, "the server did not end well:\n{}", server.log());
    student.sees(OFFLINE).await;
    go_to(&student, 2, KEY.len()).await;
    answer_shown(&student, KEY).await;
    student.reads("saved-total", "1 answer not saved yet").await;
    server.start_again().await;
    student.sees(CONNECTED).await;
    student.sees(ALL_SAVED).await;
    assert_eq!(Facts::read(&server).await, before);
    let printed = server.printed();
    assert_eq!(printed.matches(DEMO_STUDENT).count(), 1, "the demo is made once:\n{printed}");
    hands_in(&student).await;
    student.is_calm(&["/api/auth/me", "/ws' failed", "net::ERR_"]).await;
}

/// What has to be the same after a restart, as different people see it.
#[derive(Debug, PartialEq)]
struct Facts {
    catalogue: Value,
    demo_student: Value,
    exams: Value,
    rooms: Value,
}

impl Facts {
    async fn read(server: &Server) -> Self {
        let demo = Api::sign_in(server, DEMO_STUDENT, &server.demo_password(DEMO_STUDENT)).await;
        let student = Api::sign_in(server, &email(STUDENT), PASSWORD).await;
        let proctor = Api::sign_in(server, &email(PROCTOR), PASSWORD).await;
        let mut rooms = proctor.get("/api/my/rooms").await;
        for room in rooms["items"].as_array_mut().unwrap() {
            room.as_object_mut().unwrap().remove("server_time");
        }
        Self {
            catalogue: demo.get("/api/exams").await,
            demo_student: demo.get("/api/auth/me").await["id"].clone(),
            exams: student.get("/api/my/exams").await,
            rooms,
        }
    }
}

async fn starts_writing(server: &Server, student: &Browser, sitting: &str) {
    register(student, STUDENT).await;
    enter_lobby(student).await;
    start(server, sitting).await;
    student.sees("writing").await;
    go_to(student, 1, KEY.len()).await;
    answer_shown(student, KEY).await;
    student.sees(ALL_SAVED).await;
}

async fn hands_in(student: &Browser) {
    for position in 3..=KEY.len() {
        go_to(student, position, KEY.len()).await;
        answer_shown(student, KEY).await;
    }
    student.presses("hand-in").await;
    student.reads("hand-in-summary", "7 questions answered").await;
    student.presses("hand-in-dialog-confirm").await;
    student.presses("to-result").await;
    student.reads("score", "6 of 7").await;
}
