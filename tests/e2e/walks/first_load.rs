//! What the exam room costs somebody who comes with an empty cache and a slow network.

use super::setting::{a_sitting, enter_lobby, register};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use serde_json::Value;

const BYTES_MAX: f64 = 100.0 * 1024.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_exam_room_loads_in_less_than_100_kb() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let student = Browser::open(&driver, &server, "first-load", "en", None).await;
    register(&student, "Fred First").await;
    enter_lobby(&student).await;
    student.forgets_its_cache().await;
    student.go(&format!("/room?sitting={sitting}")).await;
    student.sees("lobby").await;
    let sizes = student.script(TRANSFERS, Vec::new()).await;
    let total: f64 = sizes.as_array().unwrap().iter().filter_map(|entry| entry[1].as_f64()).sum();
    assert!(sizes.as_array().unwrap().iter().any(is_script), "nothing was measured: {sizes}");
    assert!(total < BYTES_MAX, "{total} bytes: {sizes}");
}

fn is_script(entry: &Value) -> bool {
    entry[0].as_str().is_some_and(|name| name.ends_with("/pages/room.js")) && entry[1].as_f64() > Some(0.0)
}

/// Every file of the page with the bytes that it took on the wire. A paper is as long as its author made it, and does not
/// belong to the page; nor does the check of the device, which is asked for once the lobby stands, sooner or later.
const TRANSFERS: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const belongs = ({ name }) => !/^\\/api\\/|\\/device-(check|probe)\\.js$/.test(new URL(name).pathname);
    const files = entries.filter(belongs);
    return files.map(({ name, transferSize }) => [name, transferSize]);";
