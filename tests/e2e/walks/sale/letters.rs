//! Work that was given up while the provider refused everything: an admin sees why, tries it again or lets it go.

use super::buying::signs_in;
use super::{ADMIN, PAY, Sale, goes_to_pay, is_marked, is_told, marks};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::texts::text;
use serde_json::json;

/// Tried twice and soon, while nobody is made to wait for it.
const SETTINGS: &[(&str, &str)] = &[
    ("EXAMHALL__PAYMENTS__TRIES_MAX", "2"),
    ("EXAMHALL__PAYMENTS__RETRY_MS", "100"),
    ("EXAMHALL__PAYMENTS__PLACE_MS", "500"),
];
/// Refused more often than anything is tried here.
const REFUSALS: u32 = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_tries_a_dead_letter_again_and_lets_another_go() {
    let sale = Sale::with(SETTINGS).await;
    let driver = Driver::start();
    let first = sale.student(&driver, "Fay First").await;
    first.go(&sale.checkout()).await;
    let provider = goes_to_pay(&first).await;
    let refusals = json!({ "next": [{ "fault": "too_many", "on": "create_order", "times": REFUSALS }] });
    sale.server.provider_fails(&provider, &refusals).await;
    let waiting = sale.student(&driver, "Dora Delayed").await;
    is_put_off(&sale, &waiting).await;
    waiting.inspects("opening").await;
    let forgotten = sale.student(&driver, "Fred Forgotten").await;
    is_put_off(&sale, &forgotten).await;
    let admin = Browser::open(&driver, &sale.server, "letters", "en", None).await;
    signs_in(&admin, ADMIN).await;
    sees_both(&sale, &admin).await;
    lets_one_go(&admin).await;
    marks(&waiting).await;
    sale.server.provider_fails(&provider, &json!({ "clear": true })).await;
    admin.presses("retry-letter").await;
    admin.reads("dead-letters", &text("en", "page.letters.retried")).await;
    admin.reads("dead-letters", &text("en", "page.letters.none")).await;
    is_told(&waiting, "awaiting_payment").await;
    is_marked(&waiting).await;
    waiting.presses("pay-on").await;
    goes_to_pay(&waiting).await;
    waiting.presses(PAY).await;
    is_told(&waiting, "paid").await;
    assert_eq!(sale.admin.get("/api/admin/payments/queue").await["dead"], 0);
    admin.is_calm(&["/api/auth/me"]).await;
    waiting.is_calm(&["/api/auth/me"]).await;
}

/// Presses to pay, and is told that it takes longer.
async fn is_put_off(sale: &Sale, student: &Browser) {
    student.go(&sale.checkout()).await;
    student.presses("pay").await;
    student.reads("#main", &text("en", "page.checkout.longer")).await;
    student.inspects("late").await;
    student.presses("to-order").await;
    is_told(student, "opening").await;
}

async fn sees_both(sale: &Sale, admin: &Browser) {
    let both_dead = async || sale.admin.get("/api/admin/payments/queue").await["dead"] == 2;
    admin.until_true("both to be given up", both_dead).await;
    admin.go("/admin/payments/queue").await;
    admin.until_count("dead-letter", 2).await;
    admin.presses("[data-testid=dead-letter] summary").await;
    admin.reads("dead-letter", "too many questions").await;
    admin.inspects("letters").await;
    admin.look(Device::Telephone, Theme::Dark).await;
    admin.inspects("letters-telephone").await;
    admin.look(Device::Desk, Theme::Light).await;
}

/// The latest is on top: the order of whoever came last.
async fn lets_one_go(admin: &Browser) {
    admin.presses("discard-letter").await;
    admin.inspects("discard").await;
    admin.presses("discard-dialog-cancel").await;
    admin.until_count("dead-letter", 2).await;
    admin.presses("discard-letter").await;
    admin.presses("discard-dialog-confirm").await;
    admin.reads("dead-letters", &text("en", "page.letters.discarded")).await;
    admin.until_count("dead-letter", 1).await;
}
