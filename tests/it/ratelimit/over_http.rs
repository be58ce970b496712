//! Limits as clients meet them.

use super::hall::{Hall, PAY};
use crate::accounts::house::{Client, slug};
use examhall_domain::time::Span;
use reqwest::Response;
use serde_json::{Value, json};

const ME: &str = "/api/auth/me";
const SESSIONS: &str = "/api/auth/sessions";
const CATALOGUE: &str = "/api/exams";
const LOGIN: &str = "/api/auth/login";

const FEW: [(&str, &str); 3] = [
    ("RATELIMIT__GENERAL__PER_USER", "5"),
    ("RATELIMIT__GENERAL__PER_NETWORK", "3"),
    ("RATELIMIT__SIGN_IN__PER_NETWORK", "4"),
];

fn behind(proxy: &'static str) -> Vec<(&'static str, &'static str)> {
    [&FEW[..], &[("HTTP__TRUSTED_PROXIES", proxy)]].concat()
}

async fn passed(client: &Client, path: &str, tries: usize) -> usize {
    let mut passed = 0;
    for _ in 0..tries {
        passed += usize::from(client.get(path).await.status() != 429);
    }
    passed
}

/// So many try to sign in; how many are looked at at all.
async fn tried(client: &Client, tries: usize) -> usize {
    let mut tried = 0;
    for _ in 0..tries {
        tried += usize::from(client.post(LOGIN, json!({})).await.status() == 422);
    }
    tried
}

fn retry_after(answer: &Response) -> u32 {
    answer.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

#[actix_web::test]
async fn the_last_request_is_answered_the_next_is_told_to_wait_and_then_answered() {
    let hall = Hall::open(&FEW).await;
    let somebody = hall.somebody().await;
    assert_eq!(passed(&somebody, SESSIONS, 5).await, 5);
    let refused = somebody.get(SESSIONS).await;
    assert_eq!((refused.status().as_u16(), retry_after(&refused)), (429, 12));
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["type"], "/problems/too-many-requests");
    assert_eq!(problem["detail"], "Wait 12 s, then try again.");
    assert_eq!((&problem["retry_after_s"], &problem["violated-policies"]), (&json!(12), &json!(["general"])));
    hall.pass(Span(11_999_999));
    assert_eq!(slug(somebody.get(SESSIONS).await).await, "too-many-requests");
    hall.pass(Span(1));
    assert_eq!(passed(&somebody, SESSIONS, 2).await, 1);
    hall.close().await;
}

#[actix_web::test]
async fn each_person_has_a_share_whatever_the_sessions_and_addresses() {
    let hall = Hall::open(&behind("[\"127.0.0.1\"]")).await;
    let (ada, ben) = (hall.account(None).await, hall.somebody().await);
    let (phone, laptop) = (hall.program(ada).await, hall.program(ada).await);
    assert_eq!(passed(&phone.from("192.0.2.1"), SESSIONS, 3).await, 3);
    assert_eq!(passed(&laptop.from("198.51.100.1"), SESSIONS, 9).await, 2, "of the same five");
    assert_eq!(passed(&ben.from("192.0.2.1"), SESSIONS, 9).await, 5);
    assert_eq!(passed(&phone, ME, 9).await, 9, "another policy");
    hall.close().await;
}

#[actix_web::test]
async fn strangers_count_by_the_address_that_a_trusted_proxy_names() {
    let hall = Hall::open(&behind("[\"127.0.0.1\"]")).await;
    let stranger = hall.stranger();
    assert_eq!(passed(&stranger.from("192.0.2.1"), CATALOGUE, 9).await, 3);
    assert_eq!(passed(&stranger.from("203.0.113.5, 192.0.2.1"), CATALOGUE, 9).await, 0, "whatever it claims itself");
    assert_eq!(passed(&stranger.from("192.0.2.2"), CATALOGUE, 9).await, 3);
    assert_eq!(passed(&stranger.from("2001:db8::1"), CATALOGUE, 2).await, 2);
    assert_eq!(passed(&stranger.from("2001:db8::2"), CATALOGUE, 9).await, 1, "one /64");
    hall.close().await;
}

#[actix_web::test]
async fn nobody_gets_a_new_share_by_claiming_another_address() {
    let hall = Hall::open(&FEW).await;
    let stranger = hall.stranger();
    assert_eq!(passed(&stranger, CATALOGUE, 3).await, 3);
    for address in ["192.0.2.1", "192.0.2.2", "127.0.0.1", "10.0.0.1, 192.0.2.1"] {
        assert_eq!(passed(&stranger.from(address), CATALOGUE, 1).await, 0, "{address}");
    }
    assert_eq!(tried(&stranger.from("192.0.2.1"), 3).await, 3);
    assert_eq!(tried(&stranger.from("192.0.2.2"), 3).await, 1);
    hall.close().await;
}

#[actix_web::test]
async fn a_campus_signs_in_from_one_address() {
    let hall = Hall::open(&[&FEW[..], &[("RATELIMIT__TRUSTED_NETWORKS", "[\"127.0.0.0/8\"]")]].concat()).await;
    assert_eq!(tried(&hall.stranger(), 50).await, 50);
    assert_eq!(passed(&hall.stranger(), CATALOGUE, 50).await, 50);
    assert_eq!(passed(&hall.somebody().await, SESSIONS, 50).await, 5, "people count as before");
    hall.close().await;
}

#[actix_web::test]
async fn a_session_that_is_over_counts_as_a_stranger_and_against_nobody() {
    let hall = Hall::open(&FEW).await;
    let ada = hall.account(None).await;
    let (stolen, own) = (hall.program(ada).await, hall.program(ada).await);
    assert_eq!(stolen.post("/api/auth/logout", json!({})).await.status(), 204);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(stolen.get(SESSIONS).await.status().as_u16());
    }
    // Signing out was the first request.
    assert_eq!(statuses, [401, 401, 429, 429]);
    assert_eq!(passed(&own, SESSIONS, 9).await, 5);
    hall.close().await;
}

#[actix_web::test]
async fn another_site_cannot_use_up_somebodys_share() {
    let hall = Hall::open(&FEW).await;
    let account = hall.account(None).await;
    let cookie = format!("examhall={}", hall.token(account).await);
    let foreign = hall.stranger().with("cookie", cookie).with("origin", "https://evil.example");
    for status in [403, 403, 403, 429] {
        assert_eq!(foreign.post("/api/auth/second-factor", json!({})).await.status(), status);
    }
    assert_eq!(passed(&hall.program(account).await, SESSIONS, 9).await, 5);
    hall.close().await;
}

#[actix_web::test]
async fn a_refusal_needs_no_store() {
    let hall = Hall::open(&FEW).await;
    let (somebody, stranger) = (hall.somebody().await, hall.stranger());
    assert_eq!((passed(&somebody, SESSIONS, 9).await, passed(&stranger, CATALOGUE, 9).await), (5, 3));
    hall.cx.store.close().await.unwrap();
    assert_eq!(somebody.get(SESSIONS).await.status(), 429);
    assert_eq!(stranger.get(CATALOGUE).await.status(), 429);
    hall.pass(Span::from_secs(60));
    assert_eq!(somebody.get(SESSIONS).await.status(), 503, "what is let through is told so by its route");
    hall.close().await;
}

#[actix_web::test]
async fn while_nobody_can_say_who_asks_nobody_is_counted() {
    let hall = Hall::open(&FEW).await;
    let somebody = hall.somebody().await;
    hall.cx.store.close().await.unwrap();
    for _ in 0..9 {
        assert_eq!(somebody.get(SESSIONS).await.status(), 503);
    }
    hall.close().await;
}

#[actix_web::test]
async fn what_is_refused_is_not_read() {
    let hall = Hall::open(&[("RATELIMIT__UPLOAD__PER_USER", "1")]).await;
    let somebody = hall.somebody().await;
    let put = || somebody.request("PUT", "/api/auth/picture").header("content-type", "image/png");
    assert_eq!(put().body("no picture").send().await.unwrap().status(), 422);
    assert_eq!(put().body(vec![0; 1000]).send().await.unwrap().status(), 429);
    assert_eq!(passed(&somebody, ME, 5).await, 5);
    hall.close().await;
}

#[actix_web::test]
async fn a_gateway_is_reached_ten_times_a_minute_by_one_person() {
    let hall = Hall::open(&[]).await;
    let (ada, ben) = (hall.somebody().await, hall.somebody().await);
    for _ in 0..10 {
        assert_eq!(ada.post(PAY, json!({})).await.status(), 204);
    }
    let refused = ada.post(PAY, json!({})).await;
    assert_eq!((refused.status().as_u16(), retry_after(&refused)), (429, 6));
    assert_eq!(ben.post(PAY, json!({})).await.status(), 204);
    hall.pass(Span::from_secs(6));
    assert_eq!(ada.post(PAY, json!({})).await.status(), 204);
    assert_eq!(ada.post(PAY, json!({})).await.status(), 429);
    hall.close().await;
}
