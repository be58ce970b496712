//! An author who changes a paper, changes their mind, loses the page, meets somebody else's version, and publishes.

use super::setting::{AUTHOR, EXAM, QUESTIONS};
use crate::api::{Api, PASSWORD, email, person};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;
use serde_json::{Value, json};

/// The line of the first section at a place, counted from 1, and something in it.
fn line(place: usize, what: &str) -> String {
    format!("[data-testid=items] > li:nth-of-type({place}) [data-testid={what}]")
}

fn french(key: &str) -> String {
    text("fr", key)
}

/// What the focus is on.
async fn focus(author: &Browser) -> Value {
    author.script("return document.activeElement.dataset.testid", Vec::new()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paper_is_edited_kept_and_published_after_somebody_elses() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let api = person(&server, AUTHOR, "author").await;
    let exam = api.post("/api/exams", &json!({ "title": EXAM, "language": "en" })).await;
    let exam = exam["id"].as_str().unwrap().to_owned();
    api.post_text(&format!("/api/exams/{exam}/import?mode=publish"), QUESTIONS).await;
    let driver = Driver::start();
    let author = Browser::open(&driver, &server, "editor", "fr", None).await;
    author.go(&format!("/author/paper?exam={exam}")).await;
    author.writes("field-email", &email(AUTHOR)).await;
    author.writes("field-password", PASSWORD).await;
    author.presses("sign-in-submit").await;
    author.arrives("/author/paper").await;
    author.picks("language", "français").await;
    author.reads("paper-totals", "7 questions · 7 points").await;
    moves_and_removes(&author).await;
    draws_too_much(&author).await;
    author.reload().await;
    author.reads("paper-totals", "7 questions · 7 points").await;
    author.reads("paper-state", &french("page.paper.state_kept")).await;
    looks(&author).await;
    works_in_two_tabs(&author, &exam).await;
    meets_somebody_elses(&author, &api, &exam).await;
    author.is_calm(&["/api/auth/me", "409"]).await;
}

/// By the buttons and by the keyboard; what was removed comes back where it was, and the focus with it.
async fn moves_and_removes(author: &Browser) {
    author.reads(&line(1, "item-name"), "Sun").await;
    author.presses(&line(1, "move-down")).await;
    author.reads(&line(1, "item-name"), "Light").await;
    assert_eq!(focus(author).await, "move-down");
    let alt_up = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
                  { key: 'ArrowUp', altKey: true, bubbles: true }))";
    author.script(alt_up, Vec::new()).await;
    author.reads(&line(1, "item-name"), "Sun").await;
    author.reads("paper-state", &french("page.paper.state_published").replace("{version}", "1")).await;

    author.presses(&line(3, "remove-item")).await;
    author.reads("paper-totals", "6 questions").await;
    author.reads("removed", "Units").await;
    assert_eq!(focus(author).await, "undo");
    author.presses("undo").await;
    author.reads(&line(3, "item-name"), "Units").await;
    assert_eq!(focus(author).await, "item-name");
    author.misses("undo").await;
}

/// Seven questions for everybody leave nothing to draw. The list of what is wrong leads to the draw, and without three of
/// the seven it is right.
async fn draws_too_much(author: &Browser) {
    author.presses("add-draw").await;
    author.writes("draw-count", "3").await;
    author.reads("paper-faults", &french("page.paper.draw_name.other").replace("{count}", "3")).await;
    author.reads("paper-draw", &french("field.draw_too_large").replace("{available}", "0")).await;
    author.inspects("faults").await;
    author.presses("fault-link").await;
    assert_eq!(focus(author).await, "draw-count");
    for place in [1, 2, 3] {
        author.presses(&line(place, "choose-item")).await;
    }
    author.presses("remove_chosen").await;
    author.misses("[data-testid=paper-faults] .banner").await;
    author.reads("paper-totals", "7 questions · 7 points").await;
}

/// What students would get: three of them, and one more on request, each with what was drawn marked.
async fn looks(author: &Browser) {
    author.presses("preview-paper").await;
    author.until_count("student", 3).await;
    author.until_count("sample-question", 7).await;
    author.until_count("[data-testid=sample-question] .tag", 3).await;
    author.inspects("samples").await;
    author.presses("another-student").await;
    author.until_count("student", 4).await;
    author.look(Device::Telephone, Theme::Dark).await;
    author.inspects("telephone").await;
    author.look(Device::Desk, Theme::Light).await;
}

/// What was written in one tab was written over by the other, and nobody said so.
async fn works_in_two_tabs(author: &Browser, exam: &str) {
    author.goes_in_another_tab(&format!("/author/paper?exam={exam}")).await;
    author.reads("paper-totals", "7 questions · 7 points").await;
    author.presses(&line(1, "remove-item")).await;
    author.reads("paper-totals", "6 questions").await;
    author.turns_to_the_first_tab().await;
    author.reads("paper-other-tab", &french("page.paper.other_tab")).await;
    author.inspects("other-tab").await;
    author.presses("keep-this-tab").await;
    author.misses("[data-testid=paper-other-tab] .banner").await;
    author.turns_to_the_last_tab().await;
    author.reads("paper-other-tab", &french("page.paper.other_tab")).await;
    author.presses("take-other-tab").await;
    author.reads("paper-totals", "7 questions · 7 points").await;
    author.misses("[data-testid=paper-other-tab] .banner").await;
    author.closes_this_tab().await;
}

/// Somebody else publishes meanwhile: nothing is overwritten, and the own paper goes on after theirs.
async fn meets_somebody_elses(author: &Browser, api: &Api, exam: &str) {
    let path = format!("/api/exams/{exam}/paper");
    let mut theirs = api.get(&path).await;
    let sections = theirs["sections"].take();
    api.put(&path, &json!({ "base_version": 1, "sections": sections })).await;
    author.presses("publish-paper").await;
    author.reads("paper-conflict", "La version 2 a été publiée").await;
    author.inspects("conflict").await;
    author.presses("keep-mine").await;
    author.misses("keep-mine").await;
    author.presses("publish-paper").await;
    author.reads("paper-done", &french("page.paper.published").replace("{version}", "3")).await;
    let published = api.get(&path).await;
    assert_eq!((&published["version"], &published["questions"]), (&json!(3), &json!(7)));
    author.reload().await;
    author.reads("paper-state", &french("page.paper.state_published").replace("{version}", "3")).await;
}
