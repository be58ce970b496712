//! Buying as it should go: from the price to the exam.

use super::{ADMIN, EXAM, PAY, PAY_LATE, Sale, goes_to_pay, is_marked, is_told, marks};
use crate::api::{PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::texts::text;
use crate::walks::setting::register;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_price_to_the_exam_by_keyboard_on_a_telephone() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Berta Buyer").await;
    browser.look(Device::Telephone, Theme::Dark).await;
    browser.go("/").await;
    browser.enters("exam-link").await;
    browser.reads("price", "₹499.00").await;
    browser.misses("enrol").await;
    browser.inspects("exam").await;
    browser.enters("buy").await;
    browser.arrives("/checkout").await;
    browser.inspects("checkout").await;
    browser.enters("pay").await;
    browser.sees(PAY).await;
    browser.presses(PAY).await;
    browser.arrives("/order").await;
    is_told(&browser, "paid").await;
    browser.inspects("paid").await;
    browser.enters("to-exam").await;
    browser.reads("access", &text("en", "page.purchase.owned")).await;
    browser.inspects("owned").await;
    browser.enters("enrol").await;
    browser.arrives("/my").await;
    browser.enters("enter-room").await;
    browser.sees("lobby").await;
    reads_the_receipt(&browser).await;
    renews(&sale, &browser).await;
    browser.is_calm(&["/api/auth/me"]).await;
}

async fn reads_the_receipt(browser: &Browser) {
    browser.go("/payments").await;
    browser.inspects("payments").await;
    browser.enters("receipt-link").await;
    browser.reads("receipt-lines", "₹499.00").await;
    browser.reads("receipt-head", "Berta Buyer").await;
    browser.inspects("receipt").await;
}

/// Who has access still buys days that begin when it ends.
async fn renews(sale: &Sale, browser: &Browser) {
    let before = sale.orders().await;
    let until = before[0]["access_until"].clone();
    browser.go(&sale.exam_page()).await;
    browser.sees("renewal").await;
    browser.enters("buy").await;
    browser.inspects("renewal").await;
    goes_to_pay(browser).await;
    browser.presses(PAY).await;
    is_told(browser, "paid").await;
    let after = sale.orders().await;
    assert_eq!((after.len(), &after[0]["access_from"]), (2, &until));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn access_comes_to_a_page_that_waits() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Wanda Waiting").await;
    browser.go(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    let order = sale.orders().await[0]["id"].as_str().unwrap().to_owned();
    browser.goes_in_another_tab(&format!("/order?id={order}")).await;
    is_told(&browser, "awaiting_payment").await;
    browser.inspects("waiting").await;
    marks(&browser).await;
    browser.turns_to_the_first_tab().await;
    browser.presses(PAY_LATE).await;
    browser.arrives("/order").await;
    is_told(&browser, "paid").await;
    browser.turns_to_the_last_tab().await;
    is_told(&browser, "paid").await;
    is_marked(&browser).await;
    browser.sees("to-exam").await;
    browser.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn access_comes_without_sockets_and_without_a_reload() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let network = Network::without_sockets(sale.server.address()).await;
    let browser = Browser::open(&driver, &sale.server, "no-sockets", "en", Some(&network)).await;
    register(&browser, "Nora Nosocket").await;
    browser.go(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    // It fails at first, and the bank thinks again: what comes then finds a page that waits.
    browser.presses(PAY_LATE).await;
    browser.arrives("/order").await;
    is_told(&browser, "came_failed").await;
    marks(&browser).await;
    is_told(&browser, "paid").await;
    is_marked(&browser).await;
    browser.is_calm(&["/api/auth/me", "/ws' failed"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_free_exam_has_nothing_to_buy_and_a_price_is_set_by_an_admin() {
    let sale = Sale::new().await;
    let free = json!({ "price": null, "access_days": 30 });
    sale.admin.put(&format!("/api/exams/{}/price", sale.setting.exam()), &free).await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Fritz Free").await;
    student.go(&sale.exam_page()).await;
    student.sees("enrol").await;
    student.misses("purchase").await;
    student.go(&sale.checkout()).await;
    student.reads(".empty-state", &text("en", "page.checkout.free")).await;
    let admin = Browser::open(&driver, &sale.server, "prices", "en", None).await;
    signs_in(&admin, ADMIN).await;
    admin.go("/admin/payments/prices").await;
    admin.presses(&format!("//a[@data-testid='price-link'][normalize-space(.)='{EXAM}']")).await;
    admin.writes("field-amount", "12,345").await;
    admin.writes("field-currency", "inr").await;
    admin.presses("price-submit").await;
    admin.reads("error-summary", "500.00").await;
    admin.inspects("wrong-price").await;
    admin.writes("field-amount", "250,50").await;
    admin.presses("price-submit").await;
    admin.reads("price", &text("en", "page.prices.saved")).await;
    student.go(&sale.exam_page()).await;
    student.reads("price", "₹250.50").await;
    admin.is_calm(&["/api/auth/me"]).await;
    student.is_calm(&["/api/auth/me"]).await;
}

/// Signs in where the browser is nobody's.
pub(super) async fn signs_in(browser: &Browser, name: &str) {
    browser.go("/sign-in").await;
    browser.writes("field-email", &email(name)).await;
    browser.writes("field-password", PASSWORD).await;
    browser.presses("sign-in-submit").await;
    browser.reads("who", name).await;
}
