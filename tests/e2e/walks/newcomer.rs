//! What somebody does who has just started the program: sign in as a demo student, sit an exam, read the result, buy one.

use super::paper::{Answer, Key, answer_all};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;

const EXAM: &str = "Five minutes of arithmetic";
const PRICED: &str = "Motion and force";
const STUDENT: &str = "student1@demo.examhall.test";
const KEY: Key = &[
    ("What is 17 + 25?", Answer::Write("42")),
    ("Which of these equals 6 × 7?", Answer::Choose(&["42"])),
    ("Half of an odd number", Answer::Choose(&["True"])),
    ("square root of 2", Answer::Write("1,41")),
    ("prime numbers", Answer::Choose(&["2", "29"])),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_catalogue_to_the_result_with_the_printed_password() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "newcomer", "en", None).await;
    browser.go("/").await;
    browser.presses(&format!("//a[@data-testid='exam-link'][normalize-space(.)='{EXAM}']")).await;
    browser.arrives("/exam").await;
    browser.presses("sign-in-to-enrol").await;
    browser.arrives("/sign-in").await;
    browser.writes("field-email", STUDENT).await;
    browser.writes("field-password", &server.demo_password(STUDENT)).await;
    browser.presses("sign-in-submit").await;
    browser.arrives("/exam").await;
    browser.inspects("exam").await;
    browser.presses("//*[@data-testid='sitting'][contains(., 'Open all year')]//*[@data-testid='enrol']").await;
    browser.arrives("/my").await;
    browser.inspects("my-exams").await;
    browser.presses("enter-room").await;
    browser.presses("start-attempt").await;
    browser.sees("writing").await;
    answer_all(&browser, KEY).await;
    browser.inspects("written").await;
    hands_in(&browser).await;
    reads_the_result(&browser).await;
    browser.is_calm(&["/api/auth/me"]).await;
}

async fn hands_in(browser: &Browser) {
    browser.presses("hand-in").await;
    browser.reads("hand-in-summary", "5 questions answered").await;
    browser.inspects("hand-in").await;
    browser.presses("hand-in-dialog-confirm").await;
    browser.sees("closed").await;
    browser.inspects("closed").await;
}

async fn reads_the_result(browser: &Browser) {
    browser.presses("to-result").await;
    browser.arrives("/result").await;
    browser.reads("score", "5 of 5").await;
    assert_eq!(browser.count("[data-testid^=review-]").await, KEY.len());
    browser.reads("receipt", "Signature").await;
    browser.inspects("result").await;
    browser.look(Device::Telephone, Theme::Dark).await;
    browser.inspects("result-telephone").await;
}

/// Nobody has to set anything up before something can be bought.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_catalogue_through_the_simulated_gateway_into_the_exam() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "newcomer-buys", "en", None).await;
    let is_told = async || server.printed().contains(&format!("“{PRICED}” is bought"));
    browser.until_true("the terminal to say what can be bought", is_told).await;
    browser.go("/").await;
    browser.presses(&format!("//a[@data-testid='exam-link'][normalize-space(.)='{PRICED}']")).await;
    browser.reads("price", "₹499.00").await;
    browser.presses("buy").await;
    browser.arrives("/sign-in").await;
    browser.writes("field-email", STUDENT).await;
    browser.writes("field-password", &server.demo_password(STUDENT)).await;
    browser.presses("sign-in-submit").await;
    browser.arrives("/checkout").await;
    browser.presses("pay").await;
    browser.presses("button[value=success]").await;
    browser.arrives("/order").await;
    browser.presses("to-exam").await;
    browser.presses("//*[@data-testid='sitting'][contains(., 'Open all year')]//*[@data-testid='enrol']").await;
    browser.arrives("/my").await;
    browser.presses("enter-room").await;
    browser.presses("start-attempt").await;
    browser.reads("writing", "A train covers 150 km").await;
    browser.is_calm(&["/api/auth/me"]).await;
}
