//! All the other ways: left, failed, twice, closed in the middle.

use super::{FAIL, LEAVE, PAY, Sale, goes_to_pay, is_marked, is_told, marks};
use crate::driver::Driver;
use crate::texts::text;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_goes_on_later_or_cancels_and_orders_again() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Lea Leaving").await;
    browser.go(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    browser.presses(LEAVE).await;
    browser.arrives("/order").await;
    is_told(&browser, "came_cancelled").await;
    browser.inspects("left").await;
    browser.presses("pay-on").await;
    browser.reads(".checkout", &text("en", "page.checkout.open_order_detail")).await;
    goes_to_pay(&browser).await;
    browser.presses(LEAVE).await;
    assert_eq!(sale.orders().await.len(), 1, "going on made another order");
    browser.presses("cancel-order").await;
    browser.inspects("cancel").await;
    browser.presses("cancel-dialog-cancel").await;
    browser.presses("cancel-order").await;
    browser.presses("cancel-dialog-confirm").await;
    is_told(&browser, "cancelled").await;
    browser.presses("buy-again").await;
    goes_to_pay(&browser).await;
    browser.presses(PAY).await;
    is_told(&browser, "paid").await;
    assert_eq!(statuses(&sale).await, ["paid", "cancelled"]);
    browser.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_fails_tries_again_and_pays_once() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Faye Failing").await;
    browser.go(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    browser.presses(FAIL).await;
    browser.arrives("/order").await;
    is_told(&browser, "came_failed").await;
    browser.inspects("failed").await;
    browser.presses("pay-again").await;
    goes_to_pay(&browser).await;
    browser.presses(PAY).await;
    is_told(&browser, "paid").await;
    assert_eq!(statuses(&sale).await, ["paid"]);
    browser.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_pays_in_two_tabs_pays_once() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Tara Twotabs").await;
    browser.go(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    browser.goes_in_another_tab(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    browser.presses(PAY).await;
    is_told(&browser, "paid").await;
    browser.turns_to_the_first_tab().await;
    browser.presses(PAY).await;
    // The provider takes no second payment of an order.
    browser.sees("[role=alert]").await;
    browser.goes_back().await;
    browser.goes_back().await;
    browser.arrives("/order").await;
    is_told(&browser, "paid").await;
    assert_eq!(statuses(&sale).await, ["paid"]);
    browser.is_calm(&["/api/auth/me", "/checkout/embedded"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_charged_twice_reads_that_one_payment_comes_back() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Cara Charged").await;
    browser.go(&sale.checkout()).await;
    let provider = goes_to_pay(&browser).await;
    browser.presses(PAY).await;
    is_told(&browser, "paid").await;
    marks(&browser).await;
    let id = sale.orders().await[0]["id"].as_str().unwrap().to_owned();
    sale.charges_again(&provider, &id).await;
    browser.reads("paid-twice", "₹499.00").await;
    browser.inspects("twice").await;
    is_told(&browser, "paid").await;
    is_marked(&browser).await;
    let order = sale.order(&id).await;
    let roles: Vec<&Value> = order["payments"].as_array().unwrap().iter().map(|payment| &payment["role"]).collect();
    assert_eq!(roles, ["kept", "surplus"]);
    browser.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_closes_the_tab_in_the_middle_finds_the_order_again() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let browser = sale.student(&driver, "Mia Middle").await;
    browser.goes_in_another_tab(&sale.checkout()).await;
    goes_to_pay(&browser).await;
    browser.closes_this_tab().await;
    browser.go(&sale.exam_page()).await;
    browser.presses("to-order").await;
    is_told(&browser, "awaiting_payment").await;
    browser.go("/payments").await;
    browser.presses("order-link").await;
    is_told(&browser, "awaiting_payment").await;
    browser.presses("pay-on").await;
    goes_to_pay(&browser).await;
    browser.presses(PAY).await;
    is_told(&browser, "paid").await;
    assert_eq!(statuses(&sale).await, ["paid"]);
    browser.is_calm(&["/api/auth/me"]).await;
}

async fn statuses(sale: &Sale) -> Vec<String> {
    sale.orders().await.iter().map(|order| order["status"].as_str().unwrap().to_owned()).collect()
}
