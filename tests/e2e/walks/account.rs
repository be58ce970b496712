//! From nobody to the middle of an exam, by keyboard alone, on a telephone, in French.

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

const NAME: &str = "Zoé Noël";
const EMAIL: &str = "zoe.noel@example.org";
const PASSWORD: &str = "une phrase de passe";
const EXAM: &str = "Five minutes of arithmetic";
const SAVED: &str = "[data-testid=answer-state][data-state=saved]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registering_signing_in_and_sitting_an_exam_by_keyboard_in_french() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "french", "fr", None).await;
    browser.look(Device::Telephone, Theme::Light).await;
    registers(&browser).await;
    signs_out_and_in(&browser).await;
    enters_an_exam(&browser).await;
    writes_with_keys(&browser).await;
    hands_in(&browser).await;
    // Who is not signed in is told so when asked, and the short password was refused.
    browser.is_calm(&["/api/auth/me", "/api/auth/register"]).await;
}

/// An empty form and a short password are refused in words, at the field, and the focus is where the words are.
async fn registers(browser: &Browser) {
    browser.go("/").await;
    browser.enters("nav-sign-in").await;
    browser.reads("main h1", &text("fr", "page.sign_in.title")).await;
    browser.enters("to-register").await;
    browser.reads("main h1", &text("fr", "page.register.title")).await;
    browser.enters("register-submit").await;
    browser.reads("error-summary", &text("fr", "page.form.incomplete")).await;
    browser.tabs_to("field-name").await;
    browser.types(NAME).await;
    browser.tabs_to("field-email").await;
    browser.types(EMAIL).await;
    browser.tabs_to("field-password").await;
    browser.types("court").await;
    browser.enters("register-submit").await;
    browser.reads("error-summary", &text("fr", "page.account.password")).await;
    browser.inspects("refused").await;
    // Everything typed is still there; coming by Tab selects it, so that typing starts over.
    browser.tabs_to("field-password").await;
    browser.types(PASSWORD).await;
    browser.enters("register-submit").await;
    browser.arrives("/my").await;
    browser.reads("who", NAME).await;
}

async fn signs_out_and_in(browser: &Browser) {
    browser.enters("sign-out").await;
    browser.arrives("/").await;
    browser.enters("nav-sign-in").await;
    browser.tabs_to("field-email").await;
    browser.types(EMAIL).await;
    browser.tabs_to("field-password").await;
    browser.types(PASSWORD).await;
    browser.enters("sign-in-submit").await;
    browser.arrives("/my").await;
    browser.inspects("signed-in").await;
}

async fn enters_an_exam(browser: &Browser) {
    browser.enters("nav-catalogue").await;
    browser.enters(&format!("//a[@data-testid='exam-link'][normalize-space(.)='{EXAM}']")).await;
    browser.enters("//*[@data-testid='sitting'][contains(., 'Open all year')]//*[@data-testid='enrol']").await;
    browser.arrives("/my").await;
    browser.reads("my-exam", EXAM).await;
    browser.inspects("my-exams").await;
    browser.enters("enter-room").await;
    browser.reads("start-attempt", &text("fr", "room.late.start")).await;
    browser.inspects("before-the-start").await;
    browser.enters("start-attempt").await;
    browser.sees("writing").await;
}

/// A digit picks an option, an arrow turns the page, F flags.
async fn writes_with_keys(browser: &Browser) {
    reads_question(browser, 1).await;
    browser.tabs_to("answer-text").await;
    browser.types("42").await;
    browser.sees(SAVED).await;
    browser.enters("next").await;
    reads_question(browser, 2).await;
    browser.types("1").await;
    browser.sees(SAVED).await;
    browser.types("f").await;
    browser.sees("[data-testid=flag][aria-pressed=true]").await;
    browser.types(Browser::ARROW_RIGHT).await;
    reads_question(browser, 3).await;
    browser.types(Browser::ARROW_LEFT).await;
    reads_question(browser, 2).await;
    browser.types("?").await;
    browser.reads("keys-dialog", &text("fr", "room.keys.choose")).await;
    browser.inspects("keys").await;
    browser.types(Browser::ESCAPE).await;
    browser.misses("keys-dialog").await;
    browser.inspects("second-question").await;
}

async fn hands_in(browser: &Browser) {
    browser.enters("drawer").await;
    browser.sees("map").await;
    browser.inspects("map").await;
    browser.enters("hand-in").await;
    browser.reads("hand-in-summary", "2 ").await;
    browser.inspects("hand-in").await;
    browser.enters("hand-in-dialog-confirm").await;
    browser.reads("closed", &text("fr", "room.closed.submit")).await;
    browser.enters("to-result").await;
    browser.reads("main h1", &text("fr", "page.result.title")).await;
    browser.sees("score").await;
    browser.inspects("result").await;
}

async fn reads_question(browser: &Browser, position: usize) {
    let heading = text("fr", "room.question_of").replace("{position}", &position.to_string());
    browser.reads("question-heading", &heading.replace("{count}", "5")).await;
}
