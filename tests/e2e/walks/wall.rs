//! The proctor's wall: with a mouse at a desk, with the keyboard on a telephone in French, and full.

use super::setting::{PROCTOR, Setting, start};
use crate::api::{PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::student::Student;
use crate::texts::text;
use futures_util::{StreamExt, stream};
use serde_json::json;

mod full;

/// Everything takes a text, so that nobody has to read the paper to write.
const QUESTIONS: &str = "::One::Name a star. {=Sun}\n\n::Two::Name a planet. {=Mars}\n\n::Three::Name a moon. {=Io}";
const SETTINGS: &[(&str, &str)] = &[("EXAMHALL__DEMO__ENABLED", "false")];
/// So many come in at once.
const AT_ONCE: usize = 8;

const FIRST: &str = "[aria-rowindex='1'] [aria-colindex='1'] strong";

/// Somebody's tile.
fn tile(name: &str) -> String {
    format!("//*[@data-testid='roster-tile'][.//strong='{name}']")
}

/// The button on it that opens the student.
fn opener(name: &str) -> String {
    format!("{}//button", tile(name))
}

/// Students of these names, in the lobby.
async fn lobby(server: &Server, sitting: &str, names: &[String]) -> Vec<Student> {
    let coming = stream::iter(names).map(|name| Student::comes(server, sitting, name));
    coming.buffered(AT_ONCE).collect().await
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("Student {number:03}")).collect()
}

pub(super) async fn opens_the_desk(proctor: &Browser, sitting: &str) {
    proctor.go(&format!("/sign-in?next=/proctor%3Froom={sitting}")).await;
    proctor.writes("field-email", &email(PROCTOR)).await;
    proctor.writes("field-password", PASSWORD).await;
    proctor.presses("sign-in-submit").await;
    proctor.sees("wall").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proctor_looks_after_twelve_with_the_mouse() {
    let server = Server::start(SETTINGS).await;
    let setting = Setting::of(&server, QUESTIONS).await;
    let sitting = setting.sitting(2 * 3600).await;
    let mut students = lobby(&server, &sitting, &names(12)).await;
    setting.puts_into_group(&sitting, &students[3].account, "Row B").await;
    start(&server, &sitting).await;
    let driver = Driver::start();
    let proctor = Browser::open(&driver, &server, "wall", "en", None).await;
    opens_the_desk(&proctor, &sitting).await;
    proctor.reads("wall-counts", "writing 12").await;
    attention_comes_first(&proctor, &mut students).await;
    talks_with_one(&proctor, &mut students[4]).await;
    acts_on_all(&proctor, &mut students).await;
    finds_some(&proctor).await;
    proctor.is_calm(&["/api/auth/me"]).await;
}

/// Who raises a hand comes first, but no tile moves while the pointer is on the wall.
async fn attention_comes_first(proctor: &Browser, students: &mut [Student]) {
    students[6].says("hand.raise", json!({})).await;
    proctor.reads(FIRST, "Student 007").await;
    proctor.reads(&tile("Student 007"), &text("en", "proctor.tile.hand")).await;
    proctor.points_at(&tile("Student 001")).await;
    students[8].says("hand.raise", json!({})).await;
    students[4].asks("May I open the window?").await;
    let noticed = json!({ "events": [
        { "kind": "focus_lost", "at": jiff::Timestamp::now().to_string() },
        { "kind": "focus_back", "at": jiff::Timestamp::now().to_string(), "seconds": 12 },
    ] });
    students[4].says("integrity", noticed).await;
    proctor.reads(&tile("Student 009"), &text("en", "proctor.tile.hand")).await;
    proctor.reads(&tile("Student 005"), "2 events").await;
    assert_eq!(order(proctor).await[..3], ["Student 007", "Student 001", "Student 002"]);
    proctor.reads("announcer", "Student 007 raised a hand.").await;
    proctor.points_at("#main h1").await;
    proctor
        .until_true("attention comes first", async || {
            order(proctor).await[..4] == ["Student 007", "Student 009", "Student 005", "Student 001"]
        })
        .await;
    proctor.inspects("attention").await;
    proctor.look(Device::Desk, Theme::Dark).await;
    proctor.inspects("attention-dark").await;
    proctor.look(Device::Desk, Theme::Light).await;
}

/// The names on the wall in their order.
async fn order(proctor: &Browser) -> Vec<String> {
    let names = "return [...document.querySelectorAll('[data-testid=wall] strong')].map((one) => one.textContent)";
    serde_json::from_value(proctor.script(names, Vec::new()).await).unwrap()
}

async fn talks_with_one(proctor: &Browser, student: &mut Student) {
    proctor.presses(&opener("Student 005")).await;
    proctor.reads("chat-list", "May I open the window?").await;
    proctor.reads("integrity", &text("en", "proctor.integrity.focus_lost")).await;
    proctor.reads("integrity", "12 seconds").await;
    proctor.presses("[data-testid=integrity-meaning] summary").await;
    proctor.reads("integrity", &text("en", "proctor.integrity.focus_lost_means")).await;
    proctor.writes("[data-testid=student] [data-testid=chat-text]", "Yes, please do.").await;
    proctor.presses("[data-testid=student] [data-testid=chat-send]").await;
    proctor.reads("chat-list", PROCTOR).await;
    assert_eq!(student.is_told("chat.message").await["message"]["from"], "student", "the own words come back first");
    assert_eq!(student.is_told("chat.message").await["message"]["text"], "Yes, please do.");
    student.asks("Thank you.").await;
    proctor.reads("chat-list", "Thank you.").await;
    proctor.writes("student-minutes", "2").await;
    proctor.writes("student-reason", "The window was stuck.").await;
    proctor.presses("student-extend-form-submit").await;
    assert_eq!(student.is_told("attempt.timing").await["by_us"], 120_000_000);
    proctor.reads("student-times", "2 minutes").await;
    proctor.reads("log", "2 minutes more for Student 005 – The window was stuck. (Paul Proctor)").await;
    proctor.inspects("one-student").await;
    proctor.presses("close-student").await;
    proctor.misses("student").await;
    // Read is read, on the wall as well.
    proctor.misses(&format!("{}//*[contains(@class, 'info')]", tile("Student 005"))).await;
}

async fn acts_on_all(proctor: &Browser, students: &mut [Student]) {
    proctor.points_at("#main h1").await;
    proctor.presses(&tile("Student 007")).await;
    proctor.presses_with_shift(&tile("Student 012")).await;
    proctor.reads("selection-count", "12").await;
    proctor.presses("selected-message").await;
    proctor.writes("selected-text", "Ten minutes of fresh air at noon.").await;
    proctor.presses("selected-message-form-submit").await;
    proctor.reads("selection", "12 of 12 got the message.").await;
    for student in students.iter_mut() {
        while student.is_told("chat.message").await["message"]["text"] != "Ten minutes of fresh air at noon." {}
    }
    proctor.presses("selected-extend").await;
    proctor.writes("selected-reason", "Fresh air.").await;
    proctor.presses("selected-extend-form-submit").await;
    proctor.reads("selection", "12 of 12 got 5 minutes.").await;
    proctor.presses("selected-lower").await;
    proctor.reads("selection-outcome", "2 of 2 hands lowered.").await;
    proctor.misses(&format!("{}//*[contains(., 'hand up')]", tile("Student 007"))).await;
    let log = proctor.reads("log", "Hand lowered: Student 009").await;
    for told in ["Message to", "7 others", "5 minutes more for", "Fresh air.", PROCTOR] {
        assert!(log.contains(told), "{told} is not in the log:\n{log}");
    }
    proctor.inspects("acted").await;
}

async fn finds_some(proctor: &Browser) {
    proctor.presses("select-none").await;
    proctor.reads("selection-count", &text("en", "proctor.selection.nobody")).await;
    proctor.writes("field-search", "012").await;
    proctor.until_count("roster-tile", 1).await;
    proctor.presses("select-all").await;
    proctor.writes("field-search", "nobody of this name").await;
    proctor.reads("#main", &text("en", "proctor.no_match")).await;
    proctor.reads("selection-count", "1 of them not shown").await;
    proctor.inspects("nobody-found").await;
    // As a person empties it: a cleared field tells nobody.
    proctor.writes("field-search", "student").await;
    proctor.until_count("roster-tile", 12).await;
    proctor.picks("field-group", "Row B").await;
    proctor.until_count("roster-tile", 1).await;
    proctor.sees(&tile("Student 004")).await;
    proctor.picks("field-group", &text("en", "proctor.all_groups")).await;
    proctor.picks("field-state", &text("en", "proctor.needs_attention")).await;
    proctor.until_count("roster-tile", 1).await;
    proctor.sees(&tile("Student 005")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proctor_looks_after_some_with_the_keyboard_of_a_telephone_in_french() {
    let server = Server::start(SETTINGS).await;
    let sitting = Setting::of(&server, QUESTIONS).await.sitting(2 * 3600).await;
    let mut students = lobby(&server, &sitting, &names(6)).await;
    start(&server, &sitting).await;
    let driver = Driver::start();
    let proctor = Browser::open(&driver, &server, "wall-fr", "fr", None).await;
    proctor.look(Device::Telephone, Theme::Light).await;
    opens_the_desk(&proctor, &sitting).await;
    // The account's language is another one than the browser's.
    proctor.picks("language", "français").await;
    proctor.reads("wall-counts", "compose 6").await;
    students[2].says("hand.raise", json!({})).await;
    proctor.reads(FIRST, "Student 003").await;
    walks_the_wall(&proctor, &mut students).await;
    opens_one_and_comes_back(&proctor, &mut students).await;
    proctor.is_calm(&["/api/auth/me"]).await;
}

async fn walks_the_wall(proctor: &Browser, students: &mut [Student]) {
    proctor.tabs_to("[data-testid=roster-tile][tabindex='0']").await;
    proctor.types(" ").await;
    proctor.types(Browser::ARROW_DOWN).await;
    proctor.types_with_shift(Browser::ARROW_DOWN).await;
    proctor.reads("selection-count", "3").await;
    proctor.types(Browser::ESCAPE).await;
    proctor.reads("selection-count", &text("fr", "proctor.selection.nobody")).await;
    proctor.types("a").await;
    proctor.reads("selection-count", "6").await;
    proctor.inspects("selected").await;
    // Back over the buttons that choose and act.
    proctor.tabs_back_to("selected-extend").await;
    proctor.types(Browser::ENTER).await;
    proctor.tabs_to("selected-reason").await;
    proctor.types("Panne de courant.").await;
    proctor.enters("selected-extend-form-submit").await;
    let gained = proctor.reads("selection", "6 sur 6").await;
    assert!(gained.contains("5 minutes"), "{gained}");
    proctor.reads("log", "Panne de courant.").await;
    for student in students.iter_mut() {
        assert_eq!(student.is_told("attempt.timing").await["by_us"], 300_000_000);
    }
    proctor.inspects("extended").await;
}

async fn opens_one_and_comes_back(proctor: &Browser, students: &mut [Student]) {
    students[4].asks("Puis-je sortir ?").await;
    proctor.tabs_to("[data-testid=roster-tile][tabindex='0']").await;
    proctor.types(Browser::HOME).await;
    proctor
        .until_true("the one with the hand up is first", async || {
            proctor
                .script("return document.activeElement.innerText", Vec::new())
                .await
                .to_string()
                .contains("Student 003")
        })
        .await;
    proctor.types(Browser::ENTER).await;
    proctor.reads("student", "Student 003").await;
    proctor.enters("lower-hand").await;
    assert!(students[2].is_told("hand.changed").await["since"].is_null());
    proctor.tabs_to("[data-testid=student] [data-testid=chat-text]").await;
    proctor.types("J’arrive.").await;
    proctor.enters("chat-send").await;
    proctor.reads("chat-list", "J’arrive.").await;
    proctor.inspects("one-student").await;
    proctor.look(Device::Telephone, Theme::Dark).await;
    proctor.inspects("one-student-dark").await;
    proctor.types(Browser::ESCAPE).await;
    proctor.misses("student").await;
    let focus = proctor.script("return document.activeElement.innerText", Vec::new()).await;
    assert!(focus.to_string().contains("Student 003"), "the focus is back where it came from: {focus}");
    // Nobody walks through the wall any more: who asked comes first.
    proctor.tabs_back_to("field-search").await;
    proctor.reads(FIRST, "Student 005").await;
}
