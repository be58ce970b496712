//! `examhall verify ledger` on books that are in order, and on what somebody made of them.

use super::till::{bought, change, ordered, pay};
use crate::ops::command::examhall;
use crate::store::engine::TestDatabase;
use crate::store::fixtures::{Institute, at};
use crate::store::payments::orders::{asked_refund, moved, seen, unique};
use examhall_domain::payments::{Order, PaymentStatus};
use secrecy::ExposeSecret;
use std::process::Output;

/// A change to the books, and what is said of it.
const TAMPERINGS: &[(&str, &str)] = &[
    (
        "UPDATE ledger_lines SET amount_minor = amount_minor + 1 WHERE account = 'exam_revenue' AND kind = 'payment_kept'",
        "its lines do not come to nothing",
    ),
    (
        "UPDATE ledger_lines SET amount_minor = amount_minor * 2 WHERE kind = 'payment_kept'",
        "its lines are not what payment_kept means",
    ),
    (
        "UPDATE ledger_lines SET account = 'suspense' WHERE account = 'exam_revenue'",
        "its lines are not what payment_kept means",
    ),
    ("DELETE FROM ledger_lines WHERE kind = 'fee_noted'", "its lines are not what fee_noted means"),
    ("UPDATE ledger_lines SET entry = entry + 100", "its lines are not what fee_noted means"),
    ("UPDATE order_payments SET amount_minor = 1", "its payments and refunds say"),
    ("UPDATE order_payments SET role = 'surplus' WHERE role = 'kept'", "its payments and refunds say"),
    ("DELETE FROM order_refunds WHERE reason_kind = 'admin'", "its payments and refunds say"),
    ("DELETE FROM order_events WHERE kind = 'fee_noted'", "its timeline has it not"),
    // What posted nothing.
    ("DELETE FROM order_events WHERE kind = 'placed'", "event 1: its timeline has it not"),
    ("DELETE FROM order_events WHERE kind = 'gateway_order_opened'", "event 2: its timeline has it not"),
    ("DELETE FROM order_events WHERE seq = (SELECT MAX(seq) FROM order_events)", "its timeline ends with"),
    (
        "UPDATE order_events SET seq = seq + 1 WHERE seq = (SELECT MAX(seq) FROM order_events)",
        "its timeline has it not",
    ),
    (
        "INSERT INTO order_events SELECT order_id, seq + 1, at_us, source, kind, actor_id, detail FROM order_events
         WHERE seq = (SELECT MAX(seq) FROM order_events)",
        "its timeline ends with",
    ),
    ("UPDATE order_events SET at_us = at_us + 1 WHERE kind = 'placed'", "not what was written down"),
    ("UPDATE order_events SET source = 'admin' WHERE kind = 'placed'", "not what was written down"),
    ("UPDATE order_events SET actor_id = order_id WHERE kind = 'placed'", "not what was written down"),
    (
        "UPDATE order_events SET detail = REPLACE(detail, 'order_', 'other_') WHERE kind = 'gateway_order_opened'",
        "not what was written down",
    ),
    (
        "UPDATE order_events SET detail = REPLACE(detail, '49900', '49901') WHERE kind = 'payment_kept'",
        "not what was written down",
    ),
    (
        "UPDATE ledger_lines SET kind = 'parked_kept' WHERE kind = 'payment_kept'",
        "its lines are not what payment_kept means",
    ),
    ("UPDATE orders SET events = events + 1", "its timeline ends with"),
    ("UPDATE orders SET timeline_head = NULL", "not what was written down"),
    ("DELETE FROM exam_access", "it is paid and grants no access"),
    ("DELETE FROM orders", "it has a timeline or lines in the ledger, and no row"),
];

const TABLES: [&str; 6] = ["orders", "order_payments", "order_refunds", "order_events", "ledger_lines", "exam_access"];

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn verify(url: &str) -> Output {
    examhall(url, &[], &["verify", "ledger"]).await
}

async fn every_change_to_the_books_is_named(database: TestDatabase) {
    let url = database.settings.url.expose_secret().to_owned();
    let store = database.connect().await;
    let school = Institute::found(&store).await;
    let empty = verify(&url).await;
    assert!(empty.status.success() && text(&empty.stdout).contains("Verified 0 orders"), "{}", text(&empty.stderr));
    let order = sold_with_everything(&store, &school).await;

    let good = verify(&url).await;
    assert!(good.status.success(), "{} {}", text(&good.stdout), text(&good.stderr));
    let told = text(&good.stdout);
    assert!(told.contains("Verified 1 orders: 5 entries with 10 lines."), "{told}");
    for balance in [
        "INR  exam_revenue                -399.00",
        "INR  gateway_receivable           974.44",
        "INR  refunds_payable             -599.00",
    ] {
        assert!(told.contains(balance), "{balance}\n{told}");
    }
    for table in TABLES {
        change(&store, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"), []).await;
    }
    for (sql, reason) in TAMPERINGS {
        change(&store, sql, []).await;
        let bad = verify(&url).await;
        let told = text(&bad.stdout);
        assert!(!bad.status.success(), "not noticed: {sql}");
        assert!(told.contains(reason) && told.contains(&order.id.to_string()), "{sql}: {told} {}", text(&bad.stderr));
        for table in TABLES {
            change(&store, &format!("DELETE FROM {table}"), []).await;
            change(&store, &format!("INSERT INTO {table} SELECT * FROM kept_{table}"), []).await;
        }
    }
    assert!(verify(&url).await.status.success());
    store.close().await.unwrap();
    database.remove().await;
}

/// Paid twice, the surplus on its way back, and a part of the first payment too.
async fn sold_with_everything(store: &examhall::store::Store, school: &Institute) -> Order {
    let order = ordered(store, school.author, school.exam).await;
    let order = pay(store, &order, school.exam).await;
    let order = moved(store, &order, seen(&order, &unique("pay"), PaymentStatus::Captured), at(4)).await;
    let order = moved(store, &order, asked_refund(school.author, 10_000), at(5)).await;
    assert_eq!((order.payments.len(), order.refunds.len()), (2, 2));
    order
}

#[actix_web::test]
async fn changes_are_named_on_sqlite() {
    every_change_to_the_books_is_named(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn changes_are_named_on_postgres() {
    every_change_to_the_books_is_named(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn many_orders_are_walked_page_by_page() {
    let database = TestDatabase::sqlite().await;
    let url = database.settings.url.expose_secret().to_owned();
    let store = database.connect().await;
    let school = Institute::found(&store).await;
    for _ in 0..205 {
        bought(&store, school.author, school.exam).await;
    }
    let good = verify(&url).await;
    assert!(good.status.success(), "{}", text(&good.stdout));
    assert!(text(&good.stdout).contains("Verified 205 orders: 410 entries with 820 lines."), "{}", text(&good.stdout));
    assert!(text(&good.stderr).contains("200 of 205 orders") && text(&good.stderr).contains("205 of 205 orders"));
    store.close().await.unwrap();
    database.remove().await;
}
