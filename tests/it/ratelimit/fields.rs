//! The header fields on real answers, read as structured fields.

use super::hall::{Hall, PAY};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Response;
use serde_json::json;

/// One item of a list: its name and its parameters in order.
type Item = (String, Vec<(String, String)>);

/// Reads a list of strings with parameters (RFC 9651), as strictly as these fields are written.
fn list(answer: &Response, field: &str) -> Vec<Item> {
    let text = answer.headers()[field].to_str().unwrap();
    text.split(", ").map(item).collect()
}

fn item(text: &str) -> Item {
    let (name, rest) = text.strip_prefix('"').unwrap().split_once('"').unwrap();
    assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{text}");
    let parameters = rest.split(';').skip(1).map(|parameter| {
        let (key, value) = parameter.split_once('=').unwrap();
        match key {
            "pk" => {
                let key = value.strip_prefix(':').unwrap().strip_suffix(':').unwrap();
                assert_eq!(BASE64_STANDARD.decode(key).unwrap().len(), 6, "{text}");
            }
            _ => assert!(value.parse::<u64>().is_ok(), "{text}"),
        }
        (key.to_owned(), value.to_owned())
    });
    (name.to_owned(), parameters.collect())
}

fn value<'i>(item: &'i Item, key: &str) -> &'i str {
    &item.1.iter().find(|(known, _)| known == key).unwrap().1
}

#[actix_web::test]
async fn every_answer_says_what_is_allowed_and_what_is_left() {
    let hall = Hall::open(&[]).await;
    let (ada, ben) = (hall.somebody().await, hall.somebody().await);
    let first = ada.get("/api/auth/sessions").await;
    let policies = list(&first, "ratelimit-policy");
    let keys: Vec<_> = policies[0].1.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!((policies.len(), policies[0].0.as_str(), keys), (1, "general", vec!["q", "w", "pk"]));
    assert_eq!((value(&policies[0], "q"), value(&policies[0], "w")), ("100", "60"));
    let left = list(&first, "ratelimit");
    assert_eq!(left[0].0, "general");
    assert_eq!((value(&left[0], "r"), value(&left[0], "t")), ("99", "1"));
    let not_found = ada.get("/api/my/authored/nothing").await;
    assert!(not_found.status().is_client_error());
    assert_eq!(value(&list(&not_found, "ratelimit")[0], "r"), "98", "failures count and tell, too");
    assert_eq!(list(&not_found, "ratelimit-policy"), policies, "the policy stays as it is");
    assert_ne!(list(&ben.get("/api/auth/sessions").await, "ratelimit-policy"), policies, "partitions are told apart");
    let stranger = hall.stranger().get("/api/auth/sessions").await;
    assert_eq!(stranger.status(), 401);
    assert_eq!(list(&stranger, "ratelimit-policy")[0].0, "general-network");
    hall.close().await;
}

#[actix_web::test]
async fn at_a_gateway_each_limit_is_an_item() {
    let hall = Hall::open(&[("RATELIMIT__GATEWAY__PER_NETWORK", "2")]).await;
    let ada = hall.somebody().await;
    let names = |items: Vec<Item>| items.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let first = ada.post(PAY, json!({})).await;
    assert_eq!(names(list(&first, "ratelimit-policy")), ["gateway", "gateway-network"]);
    assert_eq!(names(list(&first, "ratelimit")), ["gateway", "gateway-network"]);
    ada.post(PAY, json!({})).await;
    let refused = ada.post(PAY, json!({})).await;
    let left = list(&refused, "ratelimit");
    assert_eq!((value(&left[0], "r"), value(&left[1], "r"), value(&left[1], "t")), ("8", "0", "30"));
    assert_eq!(refused.headers()["retry-after"], "30", "not before more is there");
    hall.close().await;
}

#[actix_web::test]
async fn pages_files_and_health_are_not_counted() {
    let hall = Hall::open(&[]).await;
    let page = hall.stranger().get("/").await;
    let html_headers = page.headers().clone();
    let html = page.text().await.unwrap();
    let file = html.split('"').find(|part| part.starts_with("/static/")).unwrap().to_owned();
    assert!(!html_headers.contains_key("ratelimit"));
    for path in [file.as_str(), "/health", "/health/ready", "/api/openapi.json", "/api/nothing", "/sw.js"] {
        let answer = hall.stranger().get(path).await;
        assert!(!answer.headers().contains_key("ratelimit"), "{path}");
    }
    hall.close().await;
}
