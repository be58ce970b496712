//! How many mails may wait, and what is done with one that came too late.

use super::letters::{letters, until};
use crate::accounts::house::{House, registration, slug};
use crate::store::engine::TestDatabase;
use examhall::store::jobs;
use serde_json::json;

/// A folder that cannot be one: nothing is sent.
async fn house_that_sends_nothing(overrides: &[(&str, &str)]) -> House {
    let slow = [("EXAMHALL__MAIL__RETRY_MS", "3600000")];
    let house = House::open(TestDatabase::sqlite().await, &[&slow[..], overrides].concat()).await;
    let folder = house.server.mail_folder();
    std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::fs::write(folder, "no folder").unwrap();
    house
}

#[actix_web::test]
async fn when_too_many_mails_wait_whoever_needs_one_is_asked_to_come_back() {
    let house = house_that_sends_nothing(&[("EXAMHALL__MAIL__WAITING_MAX", "2")]).await;
    house.registered("ada").await;
    house.registered("bob").await;
    let third = house.browser().post("/api/auth/register", registration("eve")).await;
    assert_eq!(third.headers()["retry-after"], "60");
    assert_eq!(slug(third).await, "overloaded");
    let missing = house.program().post("/api/auth/login", crate::accounts::house::credentials("eve", "x")).await;
    assert_eq!(slug(missing).await, "wrong-credentials", "nothing of the third is left");
    let tally = jobs::tally_of(house.store.read(), "send_mail", examhall_domain::time::Timestamp(0)).await.unwrap();
    assert_eq!(tally.waiting, 2);
    house.close().await;
}

#[actix_web::test]
async fn mails_that_could_not_be_sent_are_sent_when_they_can_be() {
    let house = house_that_sends_nothing(&[]).await;
    house.registered("ada").await;
    let has_failed = async || {
        let waiting = jobs::next_due(house.store.read(), &["send_mail"]).await.unwrap();
        waiting.is_some_and(|at| at.0 > now_us() + 60_000_000)
    };
    until("the first try to fail", has_failed).await;
    std::fs::remove_file(house.server.mail_folder()).unwrap();
    let soon = house.store.begin(examhall::store::Priority::Jobs).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&soon, "UPDATE jobs SET run_at_us = 0").await.unwrap();
    soon.commit().await.unwrap();
    assert_eq!(letters(&house, "ada").await.len(), 1);
    house.close().await;
}

#[actix_web::test]
async fn a_mail_to_somebody_who_was_disabled_is_given_up() {
    let house = house_that_sends_nothing(&[]).await;
    house.registered("ada").await;
    let change = house.store.begin(examhall::store::Priority::Rest).await.unwrap();
    for sql in [
        "UPDATE accounts SET disabled_at_us = 1",
        "UPDATE jobs SET run_at_us = 0, lease_owner = NULL, lease_until_us = NULL",
    ] {
        sea_orm::ConnectionTrait::execute_unprepared(&change, sql).await.unwrap();
    }
    change.commit().await.unwrap();
    until("the mail to be given up", async || !jobs::list_dead(house.store.read(), 1).await.unwrap().is_empty()).await;
    let dead = jobs::list_dead(house.store.read(), 1).await.unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("the recipient cannot sign in any more"));
    assert_eq!(
        slug(house.browser().post("/api/auth/password/ask", json!({ "email": "ada" })).await).await,
        "validation-failed"
    );
    house.close().await;
}

fn now_us() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}
