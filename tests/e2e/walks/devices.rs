//! One student, two devices, two tabs: only one writes, and each says so.

use super::paper::{answer_shown, go_to};
use super::setting::{KEY, a_sitting, enter_lobby, register, start};
use crate::api::{PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

const STUDENT: &str = "Dora Devices";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_moves_to_another_device_and_to_another_tab() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let laptop = Browser::open(&driver, &server, "laptop", "en", None).await;
    register(&laptop, STUDENT).await;
    enter_lobby(&laptop).await;
    start(&server, &sitting).await;
    laptop.sees("writing").await;
    answers(&laptop, 1).await;
    let phone = Browser::open(&driver, &server, "phone", "en", None).await;
    moves_to_the_phone(&laptop, &phone, &sitting).await;
    moves_between_tabs(&phone, &sitting).await;
    laptop.is_calm(&["/api/auth/me"]).await;
    phone.is_calm(&["/api/auth/me"]).await;
}

/// The phone has what the laptop saved; the laptop learns that it writes no more.
async fn moves_to_the_phone(laptop: &Browser, phone: &Browser, sitting: &str) {
    phone.look(Device::Telephone, Theme::Light).await;
    phone.go(&format!("/sign-in?next=/room%3Fsitting={sitting}")).await;
    phone.writes("field-email", &email(STUDENT)).await;
    phone.writes("field-password", PASSWORD).await;
    phone.presses("sign-in-submit").await;
    phone.reads("#main", &text("en", "problem.device-busy.title")).await;
    phone.inspects("busy").await;
    phone.presses("take-over").await;
    phone.sees("writing").await;
    phone.sees(ALL_SAVED).await;
    laptop.reads("#main", &text("en", "problem.device-fenced.title")).await;
    laptop.inspects("fenced").await;
    phone.presses("next").await;
    answer_shown(phone, KEY).await;
    phone.sees("[data-testid=answer-state][data-state=saved]").await;
    phone.inspects("taken-over").await;
}

/// A second tab of the same browser asks before it takes the exam; the first then stops.
async fn moves_between_tabs(phone: &Browser, sitting: &str) {
    phone.goes_in_another_tab(&format!("/room?sitting={sitting}")).await;
    phone.reads("#main", &text("en", "room.other_tab.title")).await;
    phone.inspects("other-tab").await;
    phone.presses("take-tab").await;
    phone.sees("writing").await;
    phone.turns_to_the_first_tab().await;
    phone.reads("#main", &text("en", "room.other_tab.title")).await;
}

async fn answers(browser: &Browser, position: usize) {
    go_to(browser, position, KEY.len()).await;
    answer_shown(browser, KEY).await;
    browser.sees("[data-testid=answer-state][data-state=saved]").await;
}
