//! What the exam room costs somebody who comes with an empty cache and a slow network.

use super::setting::{a_sitting, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use serde_json::{Value, json};

const BYTES_MAX: f64 = 100.0 * 1024.0;
const STUDENT: &str = "Fred First";

/// In French, since its texts are the longer ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_is_written_after_less_than_100_kb() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let student = Browser::open(&driver, &server, "first-load", "fr", None).await;
    register(&student, STUDENT).await;
    let enrolled = Api::sign_in(&server, &email(STUDENT), PASSWORD).await;
    enrolled.post(&format!("/api/sittings/{sitting}/enrol"), &json!({})).await;
    student.forgets_its_cache().await;
    student.does_without_the_worker().await;
    student.go(&format!("/room?sitting={sitting}")).await;
    student.sees("device-summary").await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    student.presses("choice-1").await;
    student.sees("[data-testid=answer-state][data-state=saved]").await;
    let sizes = student.script(FILES, Vec::new()).await;
    let total: f64 = sizes.as_array().unwrap().iter().filter_map(|entry| entry[1].as_f64()).sum();
    for file in ["/room", "/pages/room.js", "/style/room.css", "/i18n/fr.json?of=room", "/lib/device-probe.js"] {
        assert!(sizes.as_array().unwrap().iter().any(|entry| is_of(entry, file)), "{file} is not counted: {sizes}");
    }
    assert!(total < BYTES_MAX, "{total} bytes: {sizes}");
}

fn is_of(entry: &Value, file: &str) -> bool {
    let name = entry[0].as_str().unwrap();
    let is_named = name.ends_with(file) || name.split("?sitting").next().is_some_and(|page| page.ends_with(file));
    is_named && entry[1].as_f64() > Some(HEADERS)
}

/// What a browser counts for the headers of an answer.
const HEADERS: f64 = 300.0;

/// Every file that the page took, with its bytes on the wire. They are reckoned from the packed body, since the browser says
/// nothing was transferred for what the service worker has put into its cache a moment before. What the API says is not
/// counted: a paper is as long as its author made it, and so are the pings that measure the network.
const FILES: &str = "
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const files = entries.filter(({ name }) => !/^\\/(api|health)\\//.test(new URL(name).pathname));
    return files.map(({ name, encodedBodySize }) => [name, encodedBodySize + 300]);";
