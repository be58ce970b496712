//! A reload without network in the middle of an exam, and who may see what was kept for it.

use super::paper::{answer_shown, go_to};
use super::setting::{KEY, a_sitting, enter_lobby, register, start};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use serde_json::json;

const CONNECTED: &str = "[data-testid=connection][data-state=socket]";
const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const ALL_SAVED: &str = "[data-testid=saved-total][data-state=saved]";
const QUIET: [&str; 4] = ["/api/auth/me", "/ws' failed", "net::ERR_", "/sw.js"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_survives_reloads_without_network() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open(&driver, &server, "offline", "en", Some(&network)).await;
    register(&student, "Olga Offline").await;
    enter_lobby(&student).await;
    waits_in_the_lobby(&student, &network).await;
    start(&server, &sitting).await;
    student.sees("writing").await;
    writes_through_reloads(&student, &network).await;
    comes_back(&student, &network).await;
    student.is_calm(&QUIET).await;
}

/// Before the start the room is there after a reload, the paper is sealed and no key is kept.
async fn waits_in_the_lobby(student: &Browser, network: &Network) {
    is_kept(student, 1).await;
    assert_eq!(student.script(KEPT_KEYS, Vec::new()).await, json!([null]));
    network.cut();
    student.sees(OFFLINE).await;
    student.reload().await;
    student.sees("lobby").await;
    student.reads("connection", "as this device kept it").await;
    student.sees("[data-testid=device-summary][data-state=bad]").await;
    student.inspects("lobby").await;
    network.restore();
    student.sees(CONNECTED).await;
}

/// What was saved, what was not, and the end are as before, reload after reload.
async fn writes_through_reloads(student: &Browser, network: &Network) {
    answers(student, 1).await;
    answers(student, 2).await;
    student.reads(ALL_SAVED, "#3").await;
    let ends = student.sees("time-end").await;
    is_kept(student, 1).await;
    network.cut();
    student.sees(OFFLINE).await;
    student.reload().await;
    student.sees("writing").await;
    student.reads("connection", "as this device kept it").await;
    // It went back to the first question.
    student.reads("question-heading", "Question 2 of").await;
    student.reads("answer-state", "saved #3").await;
    assert_eq!(student.sees("time-end").await, ends);
    answers(student, 3).await;
    student.reads("answer-state", &text("en", "part.answer.kept")).await;
    // It said that nothing was written, which it could not know.
    student.presses("talk").await;
    student.reads("chat-note", &text("en", "part.chat.incomplete")).await;
    student.inspects("reloaded").await;
    student.presses("talk-close").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.reload().await;
    student.reads("saved-total", "1 answer not saved yet").await;
    student.inspects("reloaded-again").await;
    student.look(Device::Desk, Theme::Light).await;
    go_to(student, 3, KEY.len()).await;
    student.reads("answer-state", &text("en", "part.answer.kept")).await;
    student.until_count("eh-question input:checked", 2).await;
    student.go("/my").await;
    student.inspects("my-exams").await;
    student.presses("[data-testid=kept-room] a").await;
    student.sees("writing").await;
}

/// Everything is merged, the result has all of it, and then nothing is kept any more.
async fn comes_back(student: &Browser, network: &Network) {
    network.restore();
    student.sees(CONNECTED).await;
    student.reads(ALL_SAVED, "#4").await;
    student.presses("talk").await;
    student.reads("chat-note", &text("en", "part.chat.empty")).await;
    student.presses("talk-close").await;
    for position in 4..=KEY.len() {
        answers(student, position).await;
    }
    student.presses("hand-in").await;
    student.reads("hand-in-summary", "7 questions answered").await;
    student.presses("hand-in-dialog-confirm").await;
    student.reads("closed", &text("en", "room.closed.submit")).await;
    is_kept(student, 0).await;
    student.presses("to-result").await;
    student.reads("score", "6 of 7").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_kept_is_seen_by_nobody_else() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let browser = Browser::open(&driver, &server, "shared", "en", Some(&network)).await;
    register(&browser, "Anna First").await;
    enter_lobby(&browser).await;
    start(&server, &sitting).await;
    browser.sees("writing").await;
    is_kept(&browser, 1).await;
    // Somebody else signs in, although the first never signed out.
    browser.forgets_who_is_signed_in().await;
    register(&browser, "Berta Second").await;
    is_kept(&browser, 0).await;
    browser.go("/").await;
    browser.presses("exam-link").await;
    browser.presses("enrol").await;
    browser.presses("enter-room").await;
    browser.presses("start-attempt").await;
    browser.sees("writing").await;
    is_kept(&browser, 1).await;
    // Without network nothing of the second stays behind either, once they have signed out.
    network.cut();
    browser.sees(OFFLINE).await;
    browser.presses("sign-out").await;
    browser.arrives("/").await;
    browser.sees("nav-sign-in").await;
    browser.go(&format!("/room?sitting={sitting}")).await;
    browser.reads(".banner.bad", &text("en", "page.offline.title")).await;
    browser.misses("writing").await;
    browser.inspects("nothing-kept").await;
    is_kept(&browser, 0).await;
    network.restore();
    browser.reload().await;
    browser.arrives("/sign-in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_come_from_the_server_while_it_answers_and_older_builds_go() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let visitor = Browser::open(&driver, &server, "builds", "en", Some(&network)).await;
    visitor.go("/verify-receipt").await;
    is_looked_after(&visitor).await;
    visitor.script(AGE_THE_PAGE, Vec::new()).await;
    visitor.go("/verify-receipt").await;
    visitor.sees("verify").await;
    network.cut();
    visitor.go("/verify-receipt").await;
    visitor.reads("//pre", "an older page").await;
    network.restore();
    // A worker of an earlier build left its cache behind; the next one clears it away.
    visitor.script(LEAVE_A_CACHE_AND_GO, Vec::new()).await;
    visitor.go("/verify-receipt").await;
    is_looked_after(&visitor).await;
    let caches = visitor.script("return caches.keys()", Vec::new()).await;
    assert_eq!(caches.as_array().unwrap().len(), 1, "{caches}");
    assert!(!caches.to_string().contains("0000"), "{caches}");
}

async fn answers(student: &Browser, position: usize) {
    go_to(student, position, KEY.len()).await;
    answer_shown(student, KEY).await;
}

/// Waits until the worker looks after the page and the device keeps this many rooms.
async fn is_kept(browser: &Browser, rooms: usize) {
    is_looked_after(browser).await;
    browser
        .until_true(&format!("{rooms} kept rooms"), async || {
            browser.script(KEPT_KEYS, Vec::new()).await.as_array().unwrap().len() == rooms
        })
        .await;
}

async fn is_looked_after(browser: &Browser) {
    browser
        .until_true("the worker to look after the page", async || {
            browser.script("return navigator.serviceWorker.controller !== null", Vec::new()).await == json!(true)
        })
        .await;
}

/// The key of each room that is kept with its paper.
const KEPT_KEYS: &str = "
    return new Promise((resolve, reject) => {
        const request = indexedDB.open('examhall-rooms', 1);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
            const transaction = request.result.transaction(['rooms', 'papers']);
            const rooms = transaction.objectStore('rooms').getAll();
            const papers = transaction.objectStore('papers').getAllKeys();
            transaction.oncomplete = () => {
                request.result.close();
                const whole = rooms.result.filter(({ sitting }) => papers.result.includes(sitting));
                resolve(whole.map(({ attempt }) => attempt.key));
            };
        };
    });";

/// Puts an older page where the worker keeps the present one.
const AGE_THE_PAGE: &str = "
    return caches.keys()
        .then(([name]) => caches.open(name))
        .then((cache) => cache.put('/verify-receipt', new Response('an older page')));";

const LEAVE_A_CACHE_AND_GO: &str = "
    return caches.open('examhall /static/0000/')
        .then(() => caches.keys())
        .then((names) => Promise.all(names.filter((name) => !name.includes('0000')).map((name) => caches.delete(name))))
        .then(() => navigator.serviceWorker.getRegistration())
        .then((worker) => worker.unregister());";
