//! Fifty clients at once are counted exactly where passwords and money are at stake.

use super::hall::{Hall, PAY};
use crate::accounts::house::Client;
use futures_util::future::join_all;
use serde_json::json;

const CLIENTS: usize = 50;
const REQUESTS: usize = 6;

/// Sends at once what each client sends, one after the other; answers how many were let through.
async fn let_through(clients: Vec<Client>, path: &'static str) -> usize {
    let each = clients.into_iter().map(|client| async move {
        let mut passed = 0;
        for _ in 0..REQUESTS {
            passed += usize::from(client.post(path, json!({})).await.status() != 429);
        }
        passed
    });
    join_all(each).await.into_iter().sum()
}

#[actix_web::test]
async fn of_sign_ins_from_one_address_exactly_the_quota_is_looked_at() {
    let hall = Hall::open(&[("RATELIMIT__SIGN_IN__PER_NETWORK", "101")]).await;
    let clients = (0..CLIENTS).map(|_| hall.stranger()).collect();
    assert_eq!(let_through(clients, "/api/auth/login").await, 101);
    hall.close().await;
}

#[actix_web::test]
async fn of_one_persons_payments_exactly_the_quota_reaches_the_gateway() {
    let hall = Hall::open(&[]).await;
    let ada = hall.account(None).await;
    let clients = join_all((0..CLIENTS).map(|_| hall.program(ada))).await;
    assert_eq!(let_through(clients, PAY).await, 10);
    hall.close().await;
}

#[actix_web::test]
async fn of_payments_from_one_address_and_of_all_exactly_the_quota_reaches_the_gateway() {
    let overall = [("RATELIMIT__GATEWAY__OVERALL", "133"), ("HTTP__TRUSTED_PROXIES", "[\"127.0.0.1\"]")];
    let hall = Hall::open(&overall).await;
    let people = join_all((0..CLIENTS).map(|_| hall.somebody())).await;
    let first = people.iter().map(|person| person.from("192.0.2.1")).collect();
    assert_eq!(let_through(first, PAY).await, 100, "one address");
    let others = people.iter().enumerate().map(|(n, person)| person.from(&format!("198.51.100.{n}"))).collect();
    assert_eq!(let_through(others, PAY).await, 33, "all together");
    hall.close().await;
}
