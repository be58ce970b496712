//! The desk of payments: finding an order, giving money back, giving and taking access, the queue and the books.

use super::buying::signs_in;
use super::{ADMIN, PAY, Sale, goes_to_pay, is_marked, is_told, marks};
use crate::api::{PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::texts::text;

const BUYER: &str = "Rita Refund";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_refunds_and_the_student_sees_it() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let student = sale.student(&driver, BUYER).await;
    buys(&sale, &student).await;
    marks(&student).await;
    let admin = Browser::open(&driver, &sale.server, "desk", "en", None).await;
    signs_in(&admin, ADMIN).await;
    finds_the_order(&admin).await;
    gives_a_part_back(&admin).await;
    student.reads("order-facts", "₹199.50").await;
    is_told(&student, "partially_refunded").await;
    student.sees("to-exam").await;
    gives_the_rest_back(&admin).await;
    is_told(&student, "refunded").await;
    student.inspects("refunded").await;
    is_marked(&student).await;
    reads_what_came_back(&student).await;
    student.go(&sale.exam_page()).await;
    student.sees("price").await;
    student.misses("enrol").await;
    // The wrong password was told once.
    admin.is_calm(&["/api/auth/me", "/api/payments/refund"]).await;
    student.is_calm(&["/api/auth/me"]).await;
}

/// The history says how much came back, and the receipt when.
async fn reads_what_came_back(student: &Browser) {
    student.go("/payments").await;
    student.reads("payment", &text("en", "part.order.refunded")).await;
    student.reads("payment", &text("en", "page.order.refunded")).await;
    student.inspects("refunded-history").await;
    student.presses("receipt-link").await;
    student.arrives("/receipt").await;
    student.reads("receipt-head", BUYER).await;
    for given in ["₹499.00", "-₹199.50", "-₹299.50"] {
        student.reads("receipt-lines", given).await;
    }
    student.inspects("refunded-receipt").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("refunded-receipt-telephone").await;
    student.look(Device::Desk, Theme::Light).await;
}

async fn buys(sale: &Sale, student: &Browser) {
    student.go(&sale.checkout()).await;
    goes_to_pay(student).await;
    student.presses(PAY).await;
    is_told(student, "paid").await;
}

async fn finds_the_order(admin: &Browser) {
    admin.presses("nav-admin_payments").await;
    admin.sees("order-row").await;
    admin.inspects("orders").await;
    admin.writes("field-search", "nobody at all").await;
    admin.presses("orders-search-submit").await;
    admin.reads(".empty-state", &text("en", "page.admin.no_orders")).await;
    admin.writes("field-search", "rita.refund").await;
    admin.presses("orders-search-submit").await;
    admin.presses("order-link").await;
    admin.reads("order-facts", BUYER).await;
    admin.reads("order-timeline", &text("en", "page.timeline.access_granted")).await;
    admin.inspects("order").await;
}

async fn gives_a_part_back(admin: &Browser) {
    admin.presses("[data-testid=refund] summary").await;
    admin.writes("refund-amount", "600").await;
    admin.picks("refund-access", &text("en", "page.refund.keep")).await;
    admin.writes("refund-reason", "Half of the sitting fell away.").await;
    admin.writes("refund-password", "not the password").await;
    admin.presses("refund-form-submit").await;
    admin.reads("error-summary", "₹499.00").await;
    admin.writes("refund-amount", "199.50").await;
    admin.presses("refund-form-submit").await;
    admin.reads("refund-dialog", "₹199.50 of the ₹499.00 go back to Rita Refund").await;
    admin.inspects("refund").await;
    admin.presses("refund-dialog-confirm").await;
    admin.reads("error-summary", &text("en", "field.wrong_password")).await;
    admin.writes("refund-password", PASSWORD).await;
    admin.presses("refund-form-submit").await;
    admin.presses("refund-dialog-confirm").await;
    admin.reads("order-refunds", &text("en", "part.refund.processed")).await;
    admin.reads("order-ledger", "₹199.50").await;
}

async fn gives_the_rest_back(admin: &Browser) {
    admin.picks("refund-access", &text("en", "page.refund.revoke")).await;
    admin.writes("refund-reason", "The rest fell away too.").await;
    admin.writes("refund-password", PASSWORD).await;
    admin.presses("refund-form-submit").await;
    admin.reads("refund-dialog", "ends at once").await;
    admin.presses("refund-dialog-confirm").await;
    admin.reads("refund-left", &text("en", "page.refund.nothing")).await;
    admin.reads("order-timeline", &text("en", "page.timeline.access_withdrawn")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_gives_access_and_takes_it_back() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Gwen Given").await;
    let admin = Browser::open(&driver, &sale.server, "access", "en", None).await;
    admin.look(Device::Telephone, Theme::Light).await;
    signs_in(&admin, ADMIN).await;
    admin.go("/admin/payments/access").await;
    admin.writes("field-email", &email("Gwen Given")).await;
    admin.picks("field-exam_id", super::EXAM).await;
    admin.writes("grant-reason", "Paid in cash at the desk.").await;
    admin.presses("grant-submit").await;
    admin.reads("grant", &email("Gwen Given")).await;
    admin.reads("access-row", "Paid in cash at the desk.").await;
    admin.inspects("given").await;
    student.go(&sale.exam_page()).await;
    student.sees("enrol").await;
    admin.presses("revoke").await;
    admin.inspects("revoke").await;
    admin.writes("revoke-reason", "The wrong person.").await;
    admin.presses("revoke-dialog-confirm").await;
    admin.reads("access-row", &text("en", "page.access.withdrawn")).await;
    student.reload().await;
    student.sees("price").await;
    student.misses("enrol").await;
    admin.is_calm(&["/api/auth/me"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_stops_the_queue_and_compares_the_books() {
    let sale = Sale::new().await;
    let driver = Driver::start();
    let student = sale.student(&driver, "Quinn Queue").await;
    buys(&sale, &student).await;
    let admin = Browser::open(&driver, &sale.server, "queue", "en", None).await;
    signs_in(&admin, ADMIN).await;
    admin.go("/admin/payments/queue").await;
    admin.presses("pause-queue").await;
    admin.presses("pause-dialog-confirm").await;
    admin.sees("resume-queue").await;
    admin.inspects("paused").await;
    admin.presses("resume-queue").await;
    admin.sees("pause-queue").await;
    admin.writes("field-at_once", "7").await;
    admin.presses("concurrency-submit").await;
    admin.reads("concurrency", &text("en", "page.queue.changed")).await;
    let queue = sale.admin.get("/api/admin/payments/queue").await;
    assert_eq!((&queue["paused"], &queue["concurrency"]), (&false.into(), &7.into()));
    admin.go("/admin/payments/reconciliation").await;
    admin.presses("reconcile-now").await;
    admin.sees("last-run").await;
    admin.reads("main table", "₹499.00").await;
    admin.inspects("balanced").await;
    admin.is_calm(&["/api/auth/me"]).await;
}
