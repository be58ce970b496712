//! A picture from its author's file to the students who see it after the start, also after a reload without network.

use super::setting::{AUTHOR, DOT, Setting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use serde_json::json;
use std::path::Path;

const CELL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pictures/cell.png");
const NO_PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
const WORDS: &str = "A cell with its nucleus";
/// A picture that can be seen, wherever it is on the page.
const SHOWN: &str = "[data-testid=picture][data-state=shown]";
const OFFLINE: &str = "[data-testid=connection][data-state=offline]";
const QUIET: [&str; 5] = ["/api/auth/me", "/ws' failed", "net::ERR_", "/sw.js", "/pictures"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_goes_from_its_authors_file_to_the_paper_and_the_result() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let setting = Setting::of(&server, "::Cells::Plants are made of cells. {T}").await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "illustrator", "en", None).await;
    adds(&author, setting.exam()).await;
    let api = Api::sign_in(&server, &email(AUTHOR), PASSWORD).await;
    api.post_text(&format!("/api/exams/{}/pictures", setting.exam()), DOT).await;
    removes(&author, setting.exam()).await;
    setting.asks_everything().await;
    let sitting = setting.sitting(2 * 3600).await;
    let network = Network::to(server.address()).await;
    let student = Browser::open(&driver, &server, "onlooker", "en", Some(&network)).await;
    register(&student, "Vera Viewer").await;
    enter_lobby(&student).await;
    // Before the start it is there, and nothing of it can be seen.
    student.sees("[data-check=pictures][data-state=good]").await;
    student.misses("picture").await;
    start(&server, &sitting).await;
    looks(&student, &network).await;
    hands_in(&student).await;
    student.is_calm(&QUIET).await;
}

/// Of two pictures the one that no question shows is removed, after a question.
async fn removes(author: &Browser, exam: &str) {
    author.go(&format!("/author?exam={exam}")).await;
    author.presses("to-pictures").await;
    author.until_count("shelved-picture", 2).await;
    author.reads("[data-used=nowhere]", &text("en", "page.pictures.used_nowhere")).await;
    author.reads("[data-used=now]", &text("en", "page.pictures.used_now")).await;
    author.inspects("shelf").await;
    author.presses("remove-unused").await;
    author.presses("remove-pictures-cancel").await;
    author.presses("remove-picture").await;
    author.presses("remove-pictures-confirm").await;
    author.until_count("shelved-picture", 1).await;
    author.sees("[data-used=now]").await;
    author.misses("remove-unused").await;
}

/// A file that is no picture is refused and the words stay; then the right one is added, tried and saved.
async fn adds(author: &Browser, exam: &str) {
    author.go(&format!("/author?exam={exam}&question=new")).await;
    author.arrives("/sign-in").await;
    author.writes("field-email", &email(AUTHOR)).await;
    author.writes("field-password", PASSWORD).await;
    author.presses("sign-in-submit").await;
    author.arrives("/author").await;
    author.picks("field-kind", &text("en", "page.kind.true_false")).await;
    author.writes("field-name", "Nucleus").await;
    author.writes("[data-testid=field-text]", "The dark spot is the nucleus. ").await;
    author.presses("picture-text").await;
    author.presses("add-picture").await;
    author.reads("picture-form", &text("en", "field.required")).await;
    author.hands_over("field-picture", Path::new(NO_PICTURE)).await;
    author.writes("field-words", WORDS).await;
    author.presses("add-picture").await;
    author.reads("picture-form", &text("en", "field.picture_unknown_kind")).await;
    author.inspects("picture-refused").await;
    author.hands_over("field-picture", Path::new(CELL)).await;
    author.presses("add-picture").await;
    author.misses("picture-form").await;
    author.presses("show-preview").await;
    author.sees(&format!("[data-testid=preview] {SHOWN}")).await;
    author.inspects("picture-preview").await;
    author.presses("question-submit").await;
    author.reads("version", "Version 1").await;
    author.is_calm(&QUIET).await;
}

async fn looks(student: &Browser, network: &Network) {
    student.sees("writing").await;
    student.presses("map-2").await;
    student.sees(SHOWN).await;
    assert_eq!(student.script(SIZE, Vec::new()).await, json!([480, WORDS]));
    student.inspects("picture-in-paper").await;
    student.enters("enlarge").await;
    student.sees("[data-testid=picture-dialog] img").await;
    student.inspects("picture-enlarged").await;
    student.enters("picture-dialog-close").await;
    student.until_true("the picture to be kept", async || student.script(KEPT, Vec::new()).await == json!(1)).await;
    network.cut();
    student.sees(OFFLINE).await;
    student.reload().await;
    student.sees("writing").await;
    student.presses("map-2").await;
    student.sees(SHOWN).await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("picture-offline").await;
    student.look(Device::Desk, Theme::Light).await;
    network.restore();
    student.sees("[data-testid=connection][data-state=socket]").await;
}

/// Afterwards it stands in the result, and nothing of it stays on the device.
async fn hands_in(student: &Browser) {
    student.presses("hand-in").await;
    student.presses("hand-in-dialog-confirm").await;
    student.presses("to-result").await;
    student.sees(SHOWN).await;
    student.inspects("picture-in-result").await;
    student.until_true("nothing to be kept", async || student.script(KEPT, Vec::new()).await == json!(0)).await;
}

/// The real width and the words of the picture that is shown.
const SIZE: &str = "
    const image = document.querySelector('[data-testid=picture] img');
    return [image.naturalWidth, image.alt];";

/// How many pictures are kept on the device.
const KEPT: &str = "
    return caches.keys()
        .then((names) => Promise.all(names.filter((name) => name.startsWith('pictures ')).map((name) => caches.open(name))))
        .then((kept) => Promise.all(kept.map((cache) => cache.keys())))
        .then((keys) => keys.flat().length);";
