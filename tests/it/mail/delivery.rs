//! How mails reach a real server: one that takes them, one that refuses at first, one that hangs, and across a crash.

use super::letters::until;
use super::smtp::SmtpServer;
use crate::accounts::house::{House, json, registration};
use crate::ops::program::Place;
use crate::store::engine::TestDatabase;
use examhall::store::jobs;
use serde_json::Value;

async fn house(database: TestDatabase, server: &SmtpServer, more: &[(&str, &str)]) -> House {
    let settings = server.settings();
    let mut overrides: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    overrides.extend(more);
    House::open(database, &overrides).await
}

async fn nothing_waits(house: &House) {
    until("every mail to be settled", async || !jobs::waits(house.store.read(), "send_mail").await.unwrap()).await;
}

/// The word in the history of jobs for what became of the only mail, and why.
async fn dead(house: &House) -> Vec<String> {
    nothing_waits(house).await;
    let dead = jobs::list_dead(house.store.read(), 10).await.unwrap();
    dead.into_iter().map(|job| job.last_error.unwrap()).collect()
}

async fn a_mail_arrives_once(database: TestDatabase, conduct: &[&str], deeds: &[&str]) {
    let mut server = SmtpServer::start(conduct).await;
    let house = house(database, &server, &[]).await;
    house.registered("ada").await;
    let mut ids = Vec::new();
    for deed in deeds {
        let given = server.given().await;
        assert_eq!((&given["deed"], &given["to"]), (&Value::from(*deed), &serde_json::json!(["ada@example.org"])));
        assert_eq!(given["from"], "exams@example.org");
        assert!(given["body"].as_str().unwrap().contains("/verify?token="), "{given}");
        ids.push(given["id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "every try is the same mail");
    assert!(ids[0].as_str().unwrap().ends_with("@example.org>"), "{ids:?}");
    assert_eq!(dead(&house).await, [""; 0]);
    assert_eq!(server.rest(), [""; 0]);
    house.close().await;
}

#[actix_web::test]
async fn a_server_that_takes_mails_gets_each_once() {
    a_mail_arrives_once(TestDatabase::sqlite().await, &["take"], &["take"]).await;
    a_mail_arrives_once(TestDatabase::postgres().await, &["take"], &["take"]).await;
}

#[actix_web::test]
async fn a_server_that_refuses_for_now_is_asked_again() {
    a_mail_arrives_once(TestDatabase::sqlite().await, &["refuse", "451", "2"], &["refuse", "refuse", "take"]).await;
    a_mail_arrives_once(TestDatabase::postgres().await, &["refuse", "451", "2"], &["refuse", "refuse", "take"]).await;
}

#[actix_web::test]
async fn a_server_that_hangs_is_left_and_asked_again() {
    a_mail_arrives_once(TestDatabase::sqlite().await, &["hang", "1"], &["hang", "take"]).await;
}

#[actix_web::test]
async fn a_server_that_hangs_holds_up_nobody_but_the_mails() {
    let mut server = SmtpServer::start(&["hang", "1000"]).await;
    let house = house(TestDatabase::sqlite().await, &server, &[]).await;
    house.registered("ada").await;
    assert_eq!(server.given().await["deed"], "hang");
    let author = crate::exams::desk::with_role(&house, "author", examhall_domain::accounts::Role::Author).await;
    // Marking is a job: the exam does not end without it.
    crate::ops::exam::begin(&house.program(), author).await.finish().await;
    assert!(jobs::waits(house.store.read(), "send_mail").await.unwrap());
    house.close().await;
}

#[actix_web::test]
async fn what_is_refused_for_good_is_given_up_and_counted() {
    let mut server = SmtpServer::start(&["refuse", "550", "1"]).await;
    let house = house(TestDatabase::sqlite().await, &server, &[]).await;
    house.registered("ada").await;
    assert_eq!(server.given().await["deed"], "refuse");
    // The server's words hold the address, so they are not kept.
    assert_eq!(dead(&house).await, ["refused for good: the server answered 550"]);
    shows_one_dead(&house).await;
    house.close().await;
}

#[actix_web::test]
async fn a_mail_that_nobody_takes_is_given_up_after_its_last_try() {
    let mut server = SmtpServer::start(&["refuse", "451", "1000"]).await;
    let house = house(TestDatabase::postgres().await, &server, &[("EXAMHALL__MAIL__TRIES_MAX", "3")]).await;
    house.registered("ada").await;
    assert_eq!(dead(&house).await, ["not taken: the server answered 451"]);
    let tries = [server.given().await, server.given().await, server.given().await];
    assert!(tries.iter().all(|given| given["id"] == tries[0]["id"]), "{tries:?}");
    assert_eq!(server.rest(), [""; 0]);
    house.close().await;
}

async fn shows_one_dead(house: &House) {
    let admin = crate::exams::desk::with_role(house, "admin", examhall_domain::accounts::Role::Admin).await;
    let status = json(admin.get("/api/ops/status").await).await;
    assert_eq!(status["mails"]["dead"], 1, "{status}");
    let text = async || house.program().get("/metrics").await.text().await.unwrap();
    until("the metric", async || text().await.lines().any(|line| line == "mails_dead 1")).await;
}

#[actix_web::test]
async fn after_a_crash_between_sending_and_noting_it_the_same_mail_is_sent_again() {
    let mut server = SmtpServer::start(&["swallow", "1"]).await;
    let settings = server.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let place = Place::new(&settings);
    let first = place.serve();
    assert_eq!(first.client().post("/api/auth/register", registration("ada")).await.status(), 201);
    let swallowed = server.given().await;
    assert_eq!(swallowed["deed"], "swallow");
    first.kill();
    first.ended();
    let second = place.serve();
    let taken = server.given().await;
    assert_eq!((&taken["deed"], &taken["id"]), (&Value::from("take"), &swallowed["id"]));
    // The address of this server is another one each time; what stands in the link is not.
    assert_eq!(token(&taken), token(&swallowed));
    second.terminate();
    assert!(second.ended().0.success());
    assert_eq!(server.rest(), [""; 0]);
}

fn token(given: &Value) -> &str {
    let (_, rest) = given["body"].as_str().unwrap().split_once("?token=").unwrap();
    rest.split_whitespace().next().unwrap()
}
