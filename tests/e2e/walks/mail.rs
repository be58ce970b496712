//! What somebody does with the mails that they get: confirm the address, and come back after forgetting the password.

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

const EMAIL: &str = "oumou.keita@example.org";
const FIRST: &str = "a password to forget";
const SECOND: &str = "a password to keep";
const THIRD: &str = "a password for good";
const CONFIRMED: &str = "//dd[contains(., 'confirmed') and not(contains(., 'not'))]";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_registering_to_a_confirmed_address_and_a_new_password() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "mail", "en", None).await;
    browser.look(Device::Telephone, Theme::Light).await;
    registers(&browser).await;
    confirms_the_address(&browser, &server).await;
    changes_the_password(&browser).await;
    browser.is_calm(&["/api/auth/me", "/api/auth/verify", "/api/auth/password"]).await;
    forgets_the_password(&browser, &server).await;
    // A used link is told so; whoever is signed in nowhere is told so when asked.
    browser.is_calm(&["/api/auth/me", "/api/auth/password"]).await;
}

async fn registers(browser: &Browser) {
    browser.go("/register").await;
    browser.writes("field-name", "Oumou Keita").await;
    browser.writes("field-email", EMAIL).await;
    browser.writes("field-password", FIRST).await;
    browser.presses("register-submit").await;
    browser.arrives("/").await;
    browser.go("/account").await;
    browser.reads("verification", &text("en", "page.account.verify_hint")).await;
    browser.inspects("unconfirmed").await;
    // The first mail has only just gone out.
    browser.presses("verify-send").await;
    browser.reads("verification", &text("en", "problem.too-many-requests.title")).await;
}

async fn confirms_the_address(browser: &Browser, server: &Server) {
    browser.go("/verify").await;
    browser.reads("outcome", &text("en", "page.confirm.none")).await;
    browser.inspects("no-link").await;
    let link = server.mailed_link(EMAIL, "/verify?token=").await;
    browser.go(&link).await;
    browser.reads("outcome", &text("en", "page.confirm.done")).await;
    browser.inspects("confirmed").await;
    // Opening it again does no harm to who is signed in.
    browser.go(&link).await;
    browser.reads("outcome", &text("en", "page.confirm.done")).await;
    browser.presses("to-account").await;
    browser.sees(CONFIRMED).await;
    browser.misses("verification").await;
}

async fn changes_the_password(browser: &Browser) {
    browser.writes("field-old_password", "not the password").await;
    browser.writes("field-new_password", SECOND).await;
    browser.presses("change-password-submit").await;
    browser.reads("error-summary", &text("en", "field.wrong_password")).await;
    browser.inspects("wrong-password").await;
    browser.writes("field-old_password", FIRST).await;
    browser.presses("change-password-submit").await;
    browser.reads("change-password", &text("en", "page.account.password_changed")).await;
    browser.presses("sign-out").await;
    browser.arrives("/").await;
}

async fn forgets_the_password(browser: &Browser, server: &Server) {
    browser.go("/sign-in").await;
    browser.presses("to-reset").await;
    browser.arrives("/reset").await;
    browser.writes("field-email", EMAIL).await;
    browser.inspects("ask").await;
    browser.presses("ask-reset-submit").await;
    browser.reads("ask-reset", &text("en", "page.reset.asked")).await;
    let link = server.mailed_link(EMAIL, "/reset?token=").await;
    browser.go(&link).await;
    browser.writes("field-password", THIRD).await;
    browser.look(Device::Telephone, Theme::Dark).await;
    browser.inspects("set").await;
    browser.presses("set-password-submit").await;
    browser.reads("outcome", &text("en", "page.reset.done")).await;
    browser.inspects("set-done").await;
    browser.go(&link).await;
    browser.writes("field-password", "one more password").await;
    browser.presses("set-password-submit").await;
    browser.reads("error-summary", &text("en", "problem.link-invalid.detail")).await;
    browser.go("/sign-in").await;
    browser.writes("field-email", EMAIL).await;
    browser.writes("field-password", THIRD).await;
    browser.presses("sign-in-submit").await;
    browser.arrives("/my").await;
}
