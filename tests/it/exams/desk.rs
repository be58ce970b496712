//! People of the desk, and what they do before a test begins.

use crate::accounts::house::{Client, House, PASSWORD, credentials, json};
use examhall::store::Priority;
use examhall::store::accounts::{account, role};
use examhall_domain::accounts::{EmailAddress, Role};
use examhall_domain::id::AccountId;
use reqwest::Response;
use serde_json::{Value, json as value};

/// A file with every construct of the format.
pub(crate) const COMPLETE: &str = include_str!("../../data/gift/complete.gift");
/// A file with every fault.
pub(crate) const DIRTY: &str = include_str!("../../data/gift/dirty.gift");

/// A program of somebody who has just signed in and has this role beside that of a student.
pub(crate) async fn with_role(house: &House, name: &str, role: Role) -> Client {
    house.registered(name).await;
    let account = account_of(house, name).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    role::grant(&transaction, account, role).await.unwrap();
    transaction.commit().await.unwrap();
    signed_in(house, name).await
}

/// A program of somebody who registered before.
pub(crate) async fn signed_in(house: &House, name: &str) -> Client {
    let signed_in = json(house.program().post("/api/auth/login", credentials(name, PASSWORD)).await).await;
    house.program().with("authorization", format!("Bearer {}", signed_in["token"].as_str().unwrap()))
}

/// A student's program.
pub(crate) async fn student(house: &House, name: &str) -> Client {
    house.registered(name).await;
    signed_in(house, name).await
}

pub(crate) async fn account_of(house: &House, name: &str) -> AccountId {
    let email = EmailAddress::parse(&format!("{name}@example.org")).unwrap();
    AccountId(account::find_by_email(house.store.read(), &email).await.unwrap().unwrap().id)
}

/// The id of a new exam without questions.
pub(crate) async fn exam(author: &Client, title: &str) -> String {
    let command = value!({ "title": title, "summary": "A summary", "description": "*All* of it", "language": "en" });
    let made = json(author.post("/api/exams", command).await).await;
    made["id"].as_str().unwrap().to_owned()
}

/// The id of a published exam with these questions.
pub(crate) async fn published(author: &Client, title: &str, gift: &str) -> String {
    let exam = exam(author, title).await;
    json(import(author, &exam, "mode=publish", gift.as_bytes()).await).await;
    json(author.post(&format!("/api/exams/{exam}/publish"), value!({})).await).await;
    exam
}

pub(crate) async fn import(author: &Client, exam: &str, parameters: &str, file: &[u8]) -> Response {
    let request = author.request("POST", &format!("/api/exams/{exam}/import?{parameters}"));
    request.header("content-type", "text/plain").body(file.to_vec()).send().await.unwrap()
}

/// How many questions the exam's bank has.
pub(crate) async fn bank(author: &Client, exam: &str) -> usize {
    let page = json(author.get(&format!("/api/exams/{exam}/questions?limit=200")).await).await;
    page["items"].as_array().unwrap().len()
}

/// A plan whose window has just opened and closes in a week.
pub(crate) fn plan() -> Value {
    value!({
        "title": "Morning", "window_opens_at": in_hours(0), "window_closes_at": in_hours(7 * 24), "time_limit_s": 3600,
        "start": "clock", "attempts_allowed": 2, "release": "manual",
    })
}

/// An instant on the wire, as far from now.
pub(crate) fn in_hours(hours: i64) -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours)).to_string()
}

/// The sitting that was planned.
pub(crate) async fn sitting(author: &Client, exam: &str) -> Value {
    json(author.post(&format!("/api/exams/{exam}/sittings"), plan()).await).await
}
