//! Two instances behind nginx: a student registers, pays, waits in the lobby, writes, hands in and reads the result on one of
//! them, while the proctor is on the other.

use super::paper::answer_all;
use super::setting::{KEY, PROCTOR, Setting, enter_lobby, register};
use crate::api::{Api, PASSWORD, email, person};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::hall::Hall;
use crate::texts::text;
use serde_json::json;

const ADMIN: &str = "Ambre Admin";
const STUDENT: &str = "Clara Cluster";
/// More than two instances need.
const TURNS_MAX: usize = 6;
const PAY: &str = "button[value=success]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_is_bought_and_written_on_one_instance_and_proctored_on_the_other() {
    let hall = Hall::open().await;
    let setting = Setting::new(&hall.server).await;
    let sitting = setting.sitting(7200).await;
    let admin = person(&hall.server, ADMIN, "admin").await;
    let price = json!({ "price": { "amount_minor": 49_900, "currency": "INR" }, "access_days": 30 });
    admin.put(&format!("/api/exams/{}/price", setting.exam()), &price).await;
    let driver = Driver::start();
    let student = Browser::open(&driver, &hall.server, "cluster-student", "en", None).await;
    register(&student, STUDENT).await;
    student.go(&format!("/checkout?exam={}", setting.exam())).await;
    student.presses("pay").await;
    student.presses(PAY).await;
    student.reads("state-title", &text("en", "page.order.state.paid")).await;
    enter_lobby(&student).await;
    student.sees("[data-testid=connection][data-state=socket]").await;

    let session = Api::sign_in(&hall.server, &email(PROCTOR), PASSWORD).await;
    let proctor = Browser::open(&driver, &hall.server, "cluster-proctor", "en", None).await;
    proctor.go("/").await;
    proctor.becomes(Some(session.token())).await;
    sits_down_elsewhere(&hall, &admin, &proctor, &sitting).await;

    session.post(&format!("/api/rooms/{sitting}/start"), &json!({})).await;
    student.sees("writing").await;
    session.post(&format!("/api/rooms/{sitting}/announce"), &json!({ "text": "Told on the other instance" })).await;
    student.reads("notices", "Told on the other instance").await;
    answer_all(&student, KEY).await;
    assert!(hall.are_apart(&admin, 2).await, "somebody has moved");
    student.presses("hand-in").await;
    student.reads("hand-in-summary", "7 questions answered").await;
    student.presses("hand-in-dialog-confirm").await;
    student.presses("to-result").await;
    student.reads("score", "6 of 7").await;
    student.inspects("cluster-result").await;
    student.is_calm(&["/api/auth/me"]).await;
    proctor.is_calm(&["/api/auth/me"]).await;
    hall.close().await;
}

/// nginx sends a socket to whoever has the fewest, in turn where they have as many: the proctor opens the desk anew until it is
/// on the other instance.
async fn sits_down_elsewhere(hall: &Hall, admin: &Api, proctor: &Browser, sitting: &str) {
    for _ in 0..TURNS_MAX {
        proctor.go(&format!("/proctor?room={sitting}")).await;
        proctor.reads("[data-testid=roster-tile]:not([data-state=offline])", STUDENT).await;
        if hall.are_apart(admin, 2).await {
            return;
        }
    }
    panic!("nginx sends everybody to one instance");
}
