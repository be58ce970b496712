//! The check of the device in the lobby, on good and bad networks. It never keeps anybody out.

use super::setting::{a_sitting, enter_lobby, register, start};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;

/// Ready, with or without a remark about a machine that is busy with other tests.
const READY: &str = "[data-testid=device-summary]:is([data-state=good], [data-state=warning])";
const BAD: &str = "[data-testid=device-summary][data-state=bad]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_checked_where_sockets_are_blocked() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::without_sockets(server.address()).await;
    let student = Browser::open(&driver, &server, "checked", "en", Some(&network)).await;
    register(&student, "Carl Checked").await;
    enter_lobby(&student).await;
    student.reads("[data-check=connection][data-state=good]", &text("en", "room.ready.http")).await;
    student.reads("[data-check=network]", "of the last 20 tries").await;
    student.sees(READY).await;
    for check in ["clock", "paper", "storage", "reload"] {
        student.sees(&format!("[data-check={check}][data-state=good]")).await;
    }
    student.inspects("ready").await;
    network.cut();
    student.reads("[data-check=connection][data-state=bad]", &text("en", "room.check.offline_todo")).await;
    student.enters("check-again").await;
    student.reads("[data-check=network][data-state=bad]", "None of the last 20 tries").await;
    student.reads(BAD, &text("en", "room.check.bad")).await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("not-ready").await;
    network.restore();
    student.enters("check-again").await;
    student.sees(READY).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_checked_in_french_on_a_slow_network() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::slow(server.address()).await;
    let student = Browser::open(&driver, &server, "slow-check", "fr", Some(&network)).await;
    student.look(Device::Telephone, Theme::Light).await;
    register(&student, "Lise Lente").await;
    enter_lobby(&student).await;
    let summary = "[data-testid=device-summary][data-state=warning]";
    let told = student.reads(summary, &text("fr", "room.check.warning")).await;
    assert!(!told.is_empty());
    student.reads("[data-check=network][data-state=warning]", &text("fr", "room.check.network_todo")).await;
    student.inspects("remarks").await;
}
