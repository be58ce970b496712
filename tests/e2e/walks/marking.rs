//! Essays on their way: two students write, the author says by which criteria, marks by keyboard, releases, and a student
//! reads what was said.

use super::setting::{AUTHOR, writes};
use crate::api::{PASSWORD, email, person};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// One essay alone, so that the author's list is short.
const QUESTIONS: &str = "::Sky::Why is the sky blue? {}";
const STUDENTS: [&str; 2] = ["Mia Marked", "Noa Noted"];

/// An exam of one essay, its sitting, and the students who have handed it in.
struct Written {
    exam: String,
    attempts: Vec<String>,
}

async fn written(server: &Server) -> Written {
    let author = person(server, AUTHOR, "author").await;
    let exam = json!({ "title": "Sky", "summary": "", "description": "", "language": "en" });
    let exam = author.post("/api/exams", &exam).await["id"].as_str().unwrap().to_owned();
    author.post_text(&format!("/api/exams/{exam}/import?format=gift&mode=publish&points=3"), QUESTIONS).await;
    author.post(&format!("/api/exams/{exam}/publish"), &Value::Null).await;
    let now = Timestamp::now();
    let plan = json!({
        "title": "Morning",
        "window_opens_at": (now - 1.minute()).to_string(),
        "window_closes_at": (now + 2.hours()).to_string(),
        "time_limit_s": 1200,
        "start": "proctor",
        "attempts_allowed": 1,
        "release": "manual",
    });
    let sitting = author.post(&format!("/api/exams/{exam}/sittings"), &plan).await["id"].as_str().unwrap().to_owned();
    author.post(&format!("/api/rooms/{sitting}/start"), &json!({})).await;
    let bank = author.get(&format!("/api/exams/{exam}/questions")).await;
    let question = bank["items"][0]["id"].as_str().unwrap().to_owned();
    let mut attempts = Vec::new();
    for name in STUDENTS {
        let student = person(server, name, "student").await;
        let words = json!({ "text": format!("An essay of {name}:\nshort waves scatter more.") });
        attempts.push(writes(&student, &sitting, &[(question.clone(), words)]).await);
    }
    Written { exam, attempts }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn essays_are_marked_by_a_rubric_and_read_by_their_students() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let written = written(&server).await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "marker", "en", None).await;
    signs_in(&author, AUTHOR, &format!("/author?exam={}", written.exam)).await;
    builds_the_rubric(&author).await;
    marks(&author).await;
    releases(&author).await;
    author.is_calm(&["/api/auth/me", "/release"]).await;
    let student = Browser::open(&driver, &server, "marked", "en", None).await;
    signs_in(&student, STUDENTS[0], &format!("/result?attempt={}", written.attempts[0])).await;
    reads(&student).await;
    student.is_calm(&["/api/auth/me"]).await;
}

async fn signs_in(browser: &Browser, name: &str, place: &str) {
    browser.go(place).await;
    browser.arrives("/sign-in").await;
    browser.writes("field-email", &email(name)).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("sign-in-submit").await;
    browser.reads("who", name).await;
}

/// Two criteria, of two and of three levels; the first save is refused because a title is missing.
async fn builds_the_rubric(author: &Browser) {
    author.presses("to-marking").await;
    author.reads("unmarked", "2 answers wait").await;
    author.inspects("questions-to-mark").await;
    author.presses("edit-rubric").await;
    author.writes("criterion-0", "Clarity").await;
    for (field, words) in [("words-0-0", "Confused"), ("points-0-1", "1"), ("words-0-1", "Clear")] {
        author.writes(field, words).await;
    }
    author.presses("add-criterion").await;
    for (field, words) in [("words-1-0", "Missing"), ("points-1-1", "1"), ("words-1-1", "Partly")] {
        author.writes(field, words).await;
    }
    author.presses("add-level-1").await;
    author.writes("points-1-2", "2").await;
    author.writes("words-1-2", "Complete").await;
    author.presses("rubric-submit").await;
    author.sees(".error-summary").await;
    author.writes("criterion-1", "Physics").await;
    author.inspects("rubric").await;
    author.presses("rubric-submit").await;
    author.reads("question-to-mark", "2 criteria").await;
}

/// Everything by keys: the digits choose, Tab goes to the comment and to the button.
async fn marks(author: &Browser) {
    author.presses("mark-question").await;
    let mut seen = Vec::new();
    for marked in 0..2 {
        author.reads("progress", &format!("{marked} of 2 marked")).await;
        let answer = author.reads("answer", "short waves scatter more.").await;
        assert!(answer.contains(":\n"), "{answer}");
        author.sees("answer-number").await;
        let page = author.sees("#main").await;
        seen.push(answer);
        if marked == 0 {
            author.enters("save-mark").await;
            author.reads("criterion-1", &text("en", "field.level_missing")).await;
            author.inspects("marking").await;
            author.look(Device::Telephone, Theme::Dark).await;
            author.inspects("marking-telephone").await;
            author.look(Device::Desk, Theme::Light).await;
            author.tabs_to("//fieldset[@data-testid='criterion-1']//input[@data-testid='choice-1']").await;
        }
        assert!(!page.contains("@example.org"), "{page}");
        author.types("2").await;
        author.types("3").await;
        author.tabs_to("field-comment").await;
        author.types("Well seen.").await;
        author.enters("save-mark").await;
    }
    assert_ne!(seen[0], seen[1]);
    author.reads("nothing-left", &text("en", "page.marking.all_marked")).await;
}

async fn releases(author: &Browser) {
    author.presses("//a[contains(@href, '/marking?sitting=')][not(@data-testid)]").await;
    author.presses("//main//a[contains(@href, '/results?sitting=')]").await;
    author.reads("results", STUDENTS[1]).await;
    author.reads("spread", "90% to 100%").await;
    author.inspects("results").await;
    author.writes("results-search", "noa").await;
    author.until_count("[data-testid=results] tbody tr", 1).await;
    author.presses("sort-points").await;
    author.look(Device::Telephone, Theme::Dark).await;
    author.inspects("results-telephone").await;
    author.presses("release").await;
    author.reads("release-state", &text("en", "page.schedule.released")).await;
}

async fn reads(student: &Browser) {
    student.reads("score", "3 of 3 points").await;
    student.reads("criteria", "Clarity: Clear (1 of 1)").await;
    student.reads("criteria", "Physics: Complete (2 of 2)").await;
    student.reads("comment", "Well seen.").await;
    student.inspects("marked-result").await;
}
