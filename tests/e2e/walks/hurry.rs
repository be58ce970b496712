//! Somebody who is faster than the limits allow: pages look again by themselves, and say how long to wait before sending.

use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

/// One look in two seconds, and one sign-in in an hour.
const SLOW: [(&str, &str); 6] = [
    ("EXAMHALL__RATELIMIT__TRUSTED_NETWORKS", "[]"),
    ("EXAMHALL__RATELIMIT__GENERAL__WINDOW_S", "2"),
    ("EXAMHALL__RATELIMIT__GENERAL__PER_NETWORK", "1"),
    ("EXAMHALL__RATELIMIT__GENERAL__PER_USER", "1"),
    ("EXAMHALL__RATELIMIT__SIGN_IN__WINDOW_S", "3600"),
    ("EXAMHALL__RATELIMIT__SIGN_IN__PER_NETWORK", "1"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_too_soon_sees_it_a_little_later_and_who_sends_too_soon_is_told_to_wait() {
    let server = Server::start(&SLOW).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "hurry", "en", None).await;
    browser.go("/").await;
    browser.sees("exam-card").await;
    browser.reload().await;
    browser.sees("exam-card").await;
    let complaints = browser.complaints().await;
    assert!(complaints.iter().any(|told| told.contains("/api/exams") && told.contains("429")), "{complaints:?}");

    browser.go("/sign-in").await;
    browser.writes("field-email", "nobody@example.org").await;
    browser.writes("field-password", "a wrong password").await;
    browser.presses("sign-in-submit").await;
    browser.reads("sign-in", &text("en", "problem.wrong-credentials.title")).await;
    browser.presses("sign-in-submit").await;
    browser.reads("sign-in", &text("en", "problem.too-many-requests.title")).await;
    browser.reads("sign-in", "Wait 3").await;
    browser.inspects("hurry").await;
    browser.is_calm(&["/api/auth/me", "/api/auth/login"]).await;
}
