//! Becoming somebody, by keyboard alone, on a telephone, in French.

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;

const NAME: &str = "Zoé Noël";
const EMAIL: &str = "zoe.noel@example.org";
const PASSWORD: &str = "une phrase de passe";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registering_and_signing_in_by_keyboard_in_french() {
    let server = Server::start(&[]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "french", "fr", None).await;
    browser.look(Device::Telephone, Theme::Light).await;
    browser.go("/").await;
    browser.enters("nav-sign-in").await;
    browser.reads("main h1", &text("fr", "page.sign_in.title")).await;
    browser.enters("to-register").await;
    browser.reads("main h1", &text("fr", "page.register.title")).await;
    corrects_what_is_wrong(&browser).await;
    browser.arrives("/my").await;
    browser.reads("who", NAME).await;
    browser.enters("sign-out").await;
    browser.arrives("/").await;
    browser.enters("nav-sign-in").await;
    signs_in(&browser).await;
    browser.arrives("/my").await;
    browser.reads("who", NAME).await;
    browser.inspects("signed-in").await;
    // Who is not signed in is told so when asked, and the short password was refused.
    browser.is_calm(&["/api/auth/me", "/api/auth/register"]).await;
}

/// An empty form and a short password are refused in words, at the field, and the focus is where the words are.
async fn corrects_what_is_wrong(browser: &Browser) {
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
    browser.tabs_to("field-password").await;
    // The field kept what was typed; tabbing into it selects all, so that typing starts over.
    browser.types(PASSWORD).await;
    browser.enters("register-submit").await;
}

async fn signs_in(browser: &Browser) {
    browser.tabs_to("field-email").await;
    browser.types(EMAIL).await;
    browser.tabs_to("field-password").await;
    browser.types(PASSWORD).await;
    browser.enters("sign-in-submit").await;
}
