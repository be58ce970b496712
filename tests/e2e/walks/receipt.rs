//! The page that checks receipts, with a real one and with what somebody made of it. It has to find what
//! `examhall verify answers` finds.

use super::paper::answer_all;
use super::setting::{KEY, a_sitting, enter_lobby, register, start};
use crate::api::{Api, PASSWORD, email};
use crate::browser::{Browser, Device, Theme};
use crate::driver::Driver;
use crate::network::Network;
use crate::server::Server;
use crate::texts::text;
use serde_json::{Value, json};

const STUDENT: &str = "Rita Receipt";
const GOOD: &str = "[data-testid=findings] .banner.good";
const BAD: &str = "[data-testid=findings] .banner.bad";
const OPEN: &str = "[data-testid=findings] .banner.warning";
/// A public key that signed nothing here.
const OTHER_KEY: &str = "Oe5WRnsF+5+h3aFj4FVjjUY+RE5b5Q+3HSXoIvcMTBA=";

/// What somebody does to the store, what the command says then, and what the page. `{planck}` is the row of that answer.
const TAMPERINGS: [(&str, &str, &str); 4] = [
    (
        "UPDATE attempt_log SET body = CAST(REPLACE(CAST(body AS TEXT), 'Planck', 'Watt') AS BLOB)",
        "row {planck} of the log: its digest is not that of its body",
        "Row {planck} of the log: its digest is not that of its body.",
    ),
    (
        "UPDATE attempt_log SET at_us = at_us + 1 WHERE seq = 3",
        "row 3 of the log: its contents are not what was hashed",
        "Row 3 of the log: its contents are not what was hashed.",
    ),
    (
        "DELETE FROM attempt_log WHERE seq = 3",
        "row 4 of the log: 3 should come here",
        "Row 4 of the log stands where row 3",
    ),
    (
        "UPDATE receipts SET signature = zeroblob(64)",
        "the signature of its receipt is wrong",
        "The signature does not belong",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_checked_and_what_was_changed_is_found() {
    let server = Server::start(&[("EXAMHALL__DEMO__ENABLED", "false")]).await;
    let sitting = a_sitting(&server).await;
    let driver = Driver::start();
    let network = Network::to(server.address()).await;
    let student = Browser::open(&driver, &server, "receipt", "en", Some(&network)).await;
    let papers = sits_an_exam(&server, &student, &sitting).await;
    finds_all_right(&server, &student).await;
    student.inspects("right").await;
    student.look(Device::Telephone, Theme::Dark).await;
    student.inspects("right-telephone").await;
    student.look(Device::Desk, Theme::Light).await;
    finds_what_a_forger_did(&student, &papers).await;
    needs_no_server(&student, &papers, &network).await;
    knows_ed25519_by_itself(&student, &papers).await;
    finds_what_the_command_finds(&server, &student, &papers).await;
}

/// What the student can download.
struct Papers {
    receipt: Value,
    log: Value,
    key: String,
    link: String,
}

async fn sits_an_exam(server: &Server, student: &Browser, sitting: &str) -> Papers {
    register(student, STUDENT).await;
    enter_lobby(student).await;
    start(server, sitting).await;
    student.sees("writing").await;
    answer_all(student, KEY).await;
    student.presses("hand-in").await;
    student.presses("hand-in-dialog-confirm").await;
    student.presses("to-result").await;
    student.presses("receipt-verify").await;
    student.sees(GOOD).await;
    let link = student.script("return location.pathname + location.search", Vec::new()).await;
    let link = link.as_str().unwrap().to_owned();
    let attempt = link.split('=').next_back().unwrap();
    let api = Api::sign_in(server, &email(STUDENT), PASSWORD).await;
    let receipt = api.get(&format!("/api/attempts/{attempt}/receipt")).await;
    let log = api.get(&format!("/api/attempts/{attempt}/log")).await;
    let keys = api.get("/api/receipts/keys").await;
    let key = keys["keys"][0]["public_key"].as_str().unwrap().to_owned();
    Papers { receipt, log, key, link }
}

/// From the link on the result page, both the page and the command find everything right.
async fn finds_all_right(server: &Server, student: &Browser) {
    for step in ["signature", "chain", "agree"] {
        student.reads(&format!("[data-step={step}]"), &text("en", "page.verify.good")).await;
    }
    assert!(server.command(&["verify", "answers"], "").contains("1 receipts"));
}

async fn finds_what_a_forger_did(student: &Browser, papers: &Papers) {
    let Papers { receipt, log, .. } = papers;
    let changed = |row: usize, field: &str, value: Value| {
        let mut log = log.clone();
        log["rows"][row][field] = value;
        log
    };
    let body = log["rows"][1]["body"].as_str().unwrap().replace("\"revision\":1", "\"revision\":2");
    checks(student, receipt, Some(&changed(1, "body", body.into())), "").await;
    student.reads(BAD, &text("en", "page.verify.verdict.bad")).await;
    student.reads("[data-step=body]", "Row 2 of the log").await;
    student.inspects("changed").await;
    let mut shorter = log.clone();
    shorter["rows"].as_array_mut().unwrap().remove(4);
    checks(student, receipt, Some(&shorter), "").await;
    student.reads("[data-step=gap]", "Row 6 of the log stands where row 5").await;
    shorter = log.clone();
    shorter["rows"].as_array_mut().unwrap().pop();
    checks(student, receipt, Some(&shorter), "").await;
    student.reads("[data-step=disagree]", "last_seq").await;
    checks(student, &with(receipt, "answers", json!(6)), None, "").await;
    student.reads("[data-step=signature_wrong]", "does not belong to this receipt").await;
    checks(student, receipt, None, OTHER_KEY).await;
    student.reads(OPEN, &text("en", "page.verify.verdict.warning")).await;
    student.reads("[data-step=unknown_key]", receipt["key_id"].as_str().unwrap()).await;
    refuses(student, &receipt.to_string()[..200], &text("en", "page.verify.unreadable.no_json")).await;
    refuses(student, &with(receipt, "grade", json!("A")).to_string(), "“grade” does not belong here").await;
    student.inspects("refused").await;
}

/// With the key entered, the check needs nobody; without it, it says what it could not do.
async fn needs_no_server(student: &Browser, papers: &Papers, network: &Network) {
    network.cut();
    student.go("/verify-receipt").await;
    checks(student, &papers.receipt, Some(&papers.log), &papers.key).await;
    student.sees(GOOD).await;
    checks(student, &papers.receipt, None, "").await;
    student.sees(OPEN).await;
    network.restore();
}

/// Browsers without Ed25519 come to the same findings by the vendored library.
async fn knows_ed25519_by_itself(student: &Browser, papers: &Papers) {
    student.grows_older().await;
    student.go("/verify-receipt").await;
    checks(student, &papers.receipt, Some(&papers.log), &papers.key).await;
    student.sees(GOOD).await;
    checks(student, &with(&papers.receipt, "answers", json!(6)), None, &papers.key).await;
    student.sees("[data-step=signature_wrong]").await;
    assert_eq!(student.script("return window.askedForEd25519", Vec::new()).await, true);
}

async fn finds_what_the_command_finds(server: &Server, student: &Browser, papers: &Papers) {
    let tables = ["attempt_log", "receipts"];
    for table in tables {
        server.tampers(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    let rows = papers.log["rows"].as_array().unwrap();
    let planck = rows.iter().find(|row| row["body"].as_str().unwrap().contains("Planck")).unwrap()["seq"].to_string();
    for (sql, told, shown) in TAMPERINGS {
        let [told, shown] = [told, shown].map(|words| words.replace("{planck}", &planck));
        server.tampers(sql).await;
        let printed = server.failing_command(&["verify", "answers"]);
        assert!(printed.contains(&told), "{sql}: {printed}");
        student.go(&papers.link).await;
        student.sees(BAD).await;
        student.reads("findings", &shown).await;
        for table in tables {
            server.tampers(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        }
    }
    student.go(&papers.link).await;
    student.sees(GOOD).await;
}

async fn checks(student: &Browser, receipt: &Value, log: Option<&Value>, key: &str) {
    student.go("/verify-receipt").await;
    student.sees("verify").await;
    fills(student, "field-receipt", &receipt.to_string()).await;
    fills(student, "field-log", &log.map(Value::to_string).unwrap_or_default()).await;
    fills(student, "field-key", key).await;
    student.presses("verify").await;
}

async fn refuses(student: &Browser, receipt: &str, why: &str) {
    student.go("/verify-receipt").await;
    student.sees("verify").await;
    fills(student, "field-receipt", receipt).await;
    student.presses("verify").await;
    student.reads(".field-error", why).await;
    assert_eq!(student.count(GOOD).await, 0);
}

/// Pastes, since typing a whole log takes long.
async fn fills(student: &Browser, what: &str, pasted: &str) {
    let place = format!("document.querySelector('[data-testid={what}]').value = arguments[0]");
    student.script(&place, vec![json!(pasted)]).await;
}

fn with(receipt: &Value, field: &str, value: Value) -> Value {
    let mut receipt = receipt.clone();
    receipt[field] = value;
    receipt
}
