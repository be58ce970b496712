//! `examhall verify answers` on an exam that was written, and on what somebody made of it.

use super::command::examhall;
use super::exam::{Exam, begin};
use crate::accounts::house::House;
use crate::exams::desk::with_role;
use crate::store::engine::TestDatabase;
use examhall::store::Priority;
use examhall_domain::accounts::Role;
use sea_orm::ConnectionTrait;
use secrecy::ExposeSecret;
use std::process::Output;

/// 32 bytes in base64, and another key.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const OTHER_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg=";

/// A change to what is stored and what is said of it. `{other}` stands for bytes as the engine writes them.
const TAMPERINGS: &[(&str, &str)] = &[
    ("UPDATE attempt_log SET body = {other} WHERE seq = 3", "row 3 of the log: its digest is not that of its body"),
    ("UPDATE attempt_log SET at_us = at_us + 1 WHERE seq = 2", "row 2 of the log: its contents are not"),
    ("UPDATE attempt_log SET revision = 9 WHERE seq = 2", "row 2 of the log: its columns contradict its body"),
    (
        "UPDATE attempt_log SET chain = inner_digest WHERE seq = 2",
        "row 2 of the log: its contents are not what was hashed",
    ),
    (
        "UPDATE attempt_log SET inner_digest = chain WHERE seq = 2",
        "row 2 of the log: its digest is not that of its body",
    ),
    ("DELETE FROM attempt_log WHERE seq = 3", "row 4 of the log: 3 should come here"),
    ("DELETE FROM attempt_log WHERE seq = 5", "its log does not end where its row says"),
    ("DELETE FROM attempt_log", "its log does not end where its row says"),
    ("UPDATE attempts SET device_id = sitting_id", "its row names another device"),
    ("UPDATE attempts SET opened_at_us = opened_at_us + 1", "it was opened at another time"),
    ("UPDATE attempts SET closed_at_us = closed_at_us + 1", "its row is in another state"),
    ("UPDATE attempts SET closed_by = 'deadline'", "its row is in another state"),
    ("UPDATE attempts SET account_id = (SELECT owner_id FROM exams)", "its receipt says something else"),
    ("DELETE FROM receipts", "its receipt is missing"),
    ("UPDATE receipts SET issued_at_us = issued_at_us + 1", "its receipt says something else"),
    ("UPDATE receipts SET signature = {other}", "the signature of its receipt is wrong"),
    ("UPDATE receipts SET key_id = '0'", "its receipt names another key"),
    ("UPDATE attempt_results SET score = score + 1", "its marks are not those that its answers give"),
    (
        "UPDATE attempt_results SET detail = REPLACE(detail, '\"position\":1', '\"position\":7')",
        "its marks are not those",
    ),
    ("DELETE FROM receipts; DELETE FROM attempt_results", "nothing waits to mark it"),
    ("DELETE FROM receipts; DELETE FROM attempt_results; DELETE FROM attempts", "it has a log but no row"),
];

struct Written {
    house: House,
    exam: Exam,
    url: String,
}

async fn written(database: TestDatabase) -> Written {
    let url = database.settings.url.expose_secret().to_owned();
    let house = House::open(database, &[("RECEIPT_KEY", KEY)]).await;
    let author = with_role(&house, "author", Role::Author).await;
    let exam = begin(&house.program(), author).await;
    let result = exam.finish().await;
    assert_eq!(result["score"], 200_000, "{result}");
    Written { house, exam, url }
}

impl Written {
    async fn verify(&self, key: &str, arguments: &[&str]) -> Output {
        examhall(&self.url, &[("RECEIPT_KEY", key)], &[&["verify", "answers"], arguments].concat()).await
    }

    async fn change(&self, sql: &str) {
        let transaction = self.house.store.begin(Priority::Rest).await.unwrap();
        transaction.execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// `other` is a value of bytes as the engine writes it.
async fn every_change_to_what_was_acknowledged_is_named(database: TestDatabase, other: &str) {
    let written = written(database).await;
    let good = written.verify(KEY, &[]).await;
    assert!(good.status.success(), "{} {}", text(&good.stdout), text(&good.stderr));
    assert!(text(&good.stdout).contains("Verified 1 attempts: 5 rows of their logs, 1 receipts, 1 results."));
    assert!(text(&good.stderr).contains("1 of 1 attempts"));
    let tables = ["attempt_log", "attempts", "receipts", "attempt_results"];
    for table in tables {
        written.change(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    for (sql, reason) in TAMPERINGS {
        written.change(&sql.replace("{other}", other)).await;
        let bad = written.verify(KEY, &[]).await;
        let told = text(&bad.stdout);
        assert!(!bad.status.success(), "not noticed: {sql}");
        assert!(told.contains(reason) && told.contains(&written.exam.attempt), "{sql}: {told} {}", text(&bad.stderr));
        for table in ["receipts", "attempt_results", "attempt_log", "attempts"] {
            written.change(&format!("DELETE FROM {table}")).await;
        }
        for table in ["attempts", "attempt_log", "receipts", "attempt_results"] {
            written.change(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        }
    }
    assert!(written.verify(KEY, &["--sitting", &written.exam.sitting]).await.status.success());
    written.house.close().await;
}

async fn receipts_of_an_earlier_key_need_its_public_half(database: TestDatabase) {
    let written = written(database).await;
    let keys = written.house.program().get("/api/receipts/keys").await.json::<serde_json::Value>().await.unwrap();
    let public = keys["keys"][0]["public_key"].as_str().unwrap();
    let unknown = written.verify(OTHER_KEY, &[]).await;
    assert!(!unknown.status.success() && text(&unknown.stdout).contains("which is not known here"));
    assert!(written.verify(OTHER_KEY, &["--receipt-key", public]).await.status.success());
    let nonsense = written.verify(KEY, &["--receipt-key", "nonsense"]).await;
    assert!(!nonsense.status.success() && text(&nonsense.stderr).contains("is no public key"));
    written.house.close().await;
}

async fn a_deleted_response_leaves_a_chain_that_holds(database: TestDatabase) {
    let written = written(database).await;
    written.change("UPDATE attempt_log SET body = NULL, salt = NULL WHERE kind = 2").await;
    let still = written.verify(KEY, &[]).await;
    assert!(still.status.success(), "{}", text(&still.stdout));
    assert!(text(&still.stdout).contains("0 wait to be marked; 1 cannot be marked again."), "{}", text(&still.stdout));
    written.house.close().await;
}

#[actix_web::test]
async fn changes_are_named_on_sqlite() {
    every_change_to_what_was_acknowledged_is_named(TestDatabase::sqlite().await, "X'00'").await;
}

#[actix_web::test]
async fn changes_are_named_on_postgres() {
    every_change_to_what_was_acknowledged_is_named(TestDatabase::postgres().await, "'\\x00'::bytea").await;
}

#[actix_web::test]
async fn earlier_keys_on_sqlite() {
    receipts_of_an_earlier_key_need_its_public_half(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn deleted_responses_on_sqlite() {
    a_deleted_response_leaves_a_chain_that_holds(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn deleted_responses_on_postgres() {
    a_deleted_response_leaves_a_chain_that_holds(TestDatabase::postgres().await).await;
}
