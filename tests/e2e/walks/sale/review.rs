//! What came in does not fit the order: it is parked, and a person decides.

use super::buying::signs_in;
use super::{ADMIN, PAY, Sale, goes_to_pay, is_marked, is_told, marks};
use crate::api::PASSWORD;
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::texts::text;
use serde_json::json;

/// The provider takes the money at once, so that there is something to keep or to give back.
const CAPTURED: &[(&str, &str)] = &[("EXAMHALL__SIMULATOR__CAPTURES_BY_ITSELF", "true")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_keeps_the_money_of_a_parked_order_and_gives_access() {
    let sale = Sale::with(CAPTURED).await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Pia Parked").await;
    pays_another_amount(&sale, &student).await;
    student.inspects("parked").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("parked-telephone").await;
    student.go(&sale.exam_page()).await;
    student.misses("enrol").await;
    student.reads("purchase", &text("en", "page.purchase.parked")).await;
    student.misses("buy").await;
    student.inspects("do-not-pay-again").await;
    student.go(&sale.checkout()).await;
    student.arrives("/order").await;
    is_told(&student, "review").await;
    marks(&student).await;
    let admin = Browser::open(&driver, &sale.server, "review", "en", None).await;
    opens_the_parked_order(&admin).await;
    admin.reads("order-timeline", &text("en", "page.timeline.parked")).await;
    admin.inspects("to-decide").await;
    decides(&admin, "grant", "The bank took a fee from the amount.").await;
    admin.reads("order-timeline", "The bank took a fee from the amount.").await;
    is_told(&student, "paid").await;
    is_marked(&student).await;
    student.presses("to-exam").await;
    student.sees("enrol").await;
    // A password that is wrong was told once.
    admin.is_calm(&["/api/auth/me", "/resolve"]).await;
    student.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_returns_what_came_in_for_a_parked_order() {
    let sale = Sale::with(CAPTURED).await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Rudi Returned").await;
    pays_another_amount(&sale, &student).await;
    marks(&student).await;
    let admin = Browser::open(&driver, &sale.server, "return", "en", None).await;
    opens_the_parked_order(&admin).await;
    decides(&admin, "refund", "Nobody knows what it is for.").await;
    admin.reads("order-refunds", &text("en", "part.refund.processed")).await;
    is_told(&student, "refunded").await;
    is_marked(&student).await;
    student.inspects("returned").await;
    student.go(&sale.exam_page()).await;
    student.sees("buy").await;
    student.misses("enrol").await;
    student.go("/payments").await;
    student.reads("payment", &text("en", "part.order.refunded")).await;
    student.inspects("returned-history").await;
    admin.is_calm(&["/api/auth/me", "/resolve"]).await;
    student.is_calm(&["/api/auth/me"]).await;
}

/// What is approved and not captured cannot be kept: it lapses at the bank.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_that_was_not_captured_is_only_let_go() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Lena Lapsed").await;
    pays_another_amount(&sale, &student).await;
    marks(&student).await;
    let admin = Browser::open(&driver, &sale.server, "lapse", "en", None).await;
    opens_the_parked_order(&admin).await;
    admin.reads("resolve", &text("en", "page.resolve.not_captured")).await;
    admin.until_count("[data-testid=resolve-decision] option[value=grant]", 0).await;
    decides(&admin, "refund", "Nobody knows what it is for.").await;
    is_told(&student, "failed").await;
    is_marked(&student).await;
    student.inspects("lapsed").await;
    admin.is_calm(&["/api/auth/me", "/resolve"]).await;
    student.is_calm(&["/api/auth/me"]).await;
}

/// The provider takes another amount than it was told to.
async fn pays_another_amount(sale: &Sale, student: &Browser) {
    student.go(&sale.checkout()).await;
    let provider = goes_to_pay(student).await;
    sale.server.provider_fails(&provider, &json!({ "next": [{ "fault": "tampered_payment" }] })).await;
    student.presses(PAY).await;
    student.arrives("/order").await;
    is_told(student, "review").await;
}

async fn opens_the_parked_order(admin: &Browser) {
    signs_in(admin, ADMIN).await;
    admin.go("/admin/payments").await;
    admin.picks("field-status", &text("en", "part.order.review")).await;
    admin.presses("orders-search-submit").await;
    admin.presses("order-link").await;
    admin.reads("resolve", &text("en", "page.resolve.title")).await;
}

/// Decides with a wrong password first, which changes nothing.
async fn decides(admin: &Browser, decision: &str, reason: &str) {
    admin.picks("resolve-decision", &text("en", &format!("page.resolve.{decision}"))).await;
    admin.writes("resolve-reason", reason).await;
    admin.writes("resolve-password", "not the password").await;
    admin.presses("resolve-form-submit").await;
    admin.inspects("decide").await;
    admin.presses("resolve-dialog-confirm").await;
    admin.reads("error-summary", &text("en", "field.wrong_password")).await;
    admin.writes("resolve-password", PASSWORD).await;
    admin.presses("resolve-form-submit").await;
    admin.presses("resolve-dialog-confirm").await;
    admin.misses("resolve").await;
}
