//! A person makes the account their own: time zone, picture, and a code from a telephone, which is set up and given by
//! keyboard alone.

use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::folder::Folder;
use crate::server::Server;
use crate::texts::text;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use data_encoding::BASE32_NOPAD;
use examhall_domain::accounts::{Secret, Step};
use examhall_domain::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

const EMAIL: &str = "amina.bello@example.org";
const PASSWORD: &str = "a password and a code";
/// One pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_own_profile_to_signing_in_with_a_code_by_keyboard() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let driver = Driver::start();
    let browser = Browser::open(&driver, &server, "second-factor", "en", None).await;
    browser.look(Device::Telephone, Theme::Light).await;
    registers(&browser).await;
    makes_it_their_own(&browser).await;
    let secret = turns_it_on(&browser).await;
    signs_in_with_a_code(&browser, &secret).await;
    browser.is_calm(&["/api/auth/me"]).await;
}

async fn registers(browser: &Browser) {
    browser.go("/register").await;
    browser.writes("field-name", "Amina Bello").await;
    browser.writes("field-email", EMAIL).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("register-submit").await;
    browser.arrives("/").await;
}

async fn makes_it_their_own(browser: &Browser) {
    let folder = Folder::new("picture");
    let file = folder.path().join("face.png");
    std::fs::write(&file, BASE64_STANDARD.decode(PNG).unwrap()).unwrap();
    browser.go("/account").await;
    browser.picks("field-time_zone", "Pacific/Kiritimati").await;
    browser.presses("profile-submit").await;
    browser.reads("profile", &text("en", "page.account.saved")).await;
    browser.reads("session", "GMT+14").await;
    browser.hands_over("field-file", &file).await;
    browser.sees("crop").await;
    browser.inspects("crop").await;
    browser.presses("picture-use").await;
    browser.reads("picture-said", &text("en", "page.account.picture_saved")).await;
    browser.sees("portrait").await;
}

async fn turns_it_on(browser: &Browser) -> Secret {
    browser.enters("to-second_factor").await;
    browser.arrives("/second-factor").await;
    browser.tabs_to("field-password").await;
    browser.types(PASSWORD).await;
    browser.enters("begin-submit").await;
    browser.sees("qr-code").await;
    let shown = browser.sees("secret").await.replace(' ', "");
    let secret = Secret::new(BASE32_NOPAD.decode(shown.as_bytes()).unwrap().try_into().unwrap());
    browser.inspects("offer").await;
    browser.tabs_to("field-code").await;
    browser.types(&code(&secret, 0)).await;
    browser.enters("confirm-submit").await;
    browser.until_count("[data-testid=recovery-codes] li", 10).await;
    browser.inspects("recovery-codes").await;
    browser.enters("written").await;
    browser.sees("turn-off-submit").await;
    browser.inspects("on").await;
    secret
}

async fn signs_in_with_a_code(browser: &Browser, secret: &Secret) {
    browser.enters("sign-out").await;
    browser.arrives("/").await;
    browser.enters("nav-sign-in").await;
    browser.tabs_to("field-email").await;
    browser.types(EMAIL).await;
    browser.tabs_to("field-password").await;
    browser.types(PASSWORD).await;
    browser.enters("sign-in-submit").await;
    browser.reads("main h1", &text("en", "page.sign_in.code_title")).await;
    browser.inspects("code").await;
    // The focus waits in the field. The code of the next half minute counts too, and is not the one that was used.
    browser.types(&code(secret, 1)).await;
    browser.enters("code-submit").await;
    browser.arrives("/my").await;
    browser.reads("who", "Amina Bello").await;
}

/// What an app shows, so many half minutes from now.
fn code(secret: &Secret, later: i64) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = Timestamp(since.as_micros().try_into().unwrap());
    secret.code_at(Step(Step::at(now).0 + later)).expose()
}
