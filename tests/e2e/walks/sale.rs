//! An exam that costs something: bought at the simulated provider's page and entered, and every other way in which a payment
//! goes.

mod buying;
mod desk;
mod letters;
mod odd_ways;
mod review;

use super::setting::{EXAM, Setting, register};
use crate::api::{Api, person};
use crate::browser::Browser;
use crate::driver::Driver;
use crate::server::Server;
use crate::texts::text;
use serde_json::json;

/// The buttons of the provider's page.
const PAY: &str = "button[value=success]";
const PAY_LATE: &str = "button[value=late]";
const FAIL: &str = "button[value=fail]";
const LEAVE: &str = "a.button";
const PRICE_MINOR: i64 = 49_900;

/// A server on which the exam has a price, with a sitting that is open and somebody who looks after payments.
struct Sale {
    server: Server,
    admin: Api,
    setting: Setting,
}

const ADMIN: &str = "Ambre Admin";

impl Sale {
    /// Whoever fails to pay at first is charged late after a second.
    async fn new() -> Self {
        Self::with(&[("EXAMHALL__SIMULATOR__LATE_MS", "1000")]).await
    }

    /// The same with other settings.
    async fn with(settings: &[(&'static str, &'static str)]) -> Self {
        let server = Server::start(&[&[("EXAMHALL__DEMO__ENABLED", "false")], settings].concat()).await;
        let setting = Setting::new(&server).await;
        setting.sitting(7200).await;
        let admin = person(&server, ADMIN, "admin").await;
        let price = json!({ "price": { "amount_minor": PRICE_MINOR, "currency": "INR" }, "access_days": 30 });
        admin.put(&format!("/api/exams/{}/price", setting.exam()), &price).await;
        Self { server, admin, setting }
    }

    fn exam_page(&self) -> String {
        format!("/exam?id={}", self.setting.exam())
    }

    fn checkout(&self) -> String {
        format!("/checkout?exam={}", self.setting.exam())
    }

    /// A student who has registered.
    async fn student(&self, driver: &Driver, name: &str) -> Browser {
        let browser = Browser::open(driver, &self.server, &name.to_lowercase().replace(' ', "-"), "en", None).await;
        register(&browser, name).await;
        browser
    }

    /// Everybody's orders, the latest first.
    async fn orders(&self) -> Vec<serde_json::Value> {
        let mut list = self.admin.get("/api/admin/payments/orders").await;
        serde_json::from_value(list["items"].take()).unwrap()
    }

    /// The provider takes another payment of a paid order, as two banks at the same instant make it.
    async fn charges_again(&self, provider: &str, order: &str) {
        let order = self.order(order).await;
        let opened = order["timeline"].as_array().unwrap().iter().find(|row| row["kind"] == "gateway_order_opened");
        let opened = opened.unwrap()["detail"]["gateway_order"].as_str().unwrap();
        self.server.provider_takes(provider, opened, "surplus").await;
    }

    /// One order with everything about it.
    async fn order(&self, id: &str) -> serde_json::Value {
        self.admin.get(&format!("/api/admin/payments/orders/{id}")).await
    }
}

/// Goes from the checkout to the provider's page; answers an address of the provider.
async fn goes_to_pay(browser: &Browser) -> String {
    browser.reads("pay", "499.00").await;
    browser.presses("pay").await;
    browser.sees(PAY).await;
    browser.script("return location.origin", Vec::new()).await.as_str().unwrap().to_owned()
}

/// The order's page says what is the case, in the words of the catalogue.
async fn is_told(browser: &Browser, state: &str) {
    browser.reads("state-title", &text("en", &format!("page.order.state.{state}"))).await;
}

/// Marks the page that is open, so that one which is loaded anew is told apart.
async fn marks(browser: &Browser) {
    browser.script("window.isTheSame = true", Vec::new()).await;
}

async fn is_marked(browser: &Browser) {
    assert_eq!(browser.script("return window.isTheSame === true", Vec::new()).await, true, "the page was loaded anew");
}
