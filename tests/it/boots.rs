//! The server starts, says how it is, and answers nonsense with a problem.

use crate::support::TestServer;
use serde_json::Value;

#[actix_web::test]
async fn a_started_server_is_healthy_and_serves_its_first_page() {
    let server = TestServer::start(&[]).await;
    let health: Value = reqwest::get(server.url("/health")).await.unwrap().json().await.unwrap();
    assert_eq!(health["status"], "ok");
    assert_eq!(reqwest::get(server.url("/health/ready")).await.unwrap().status(), 204);
    let page = reqwest::get(server.url("/")).await.unwrap();
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let html = page.text().await.unwrap();
    let asset = html.split('"').find(|part| part.starts_with("/static/")).unwrap();
    let asset = reqwest::get(server.url(asset)).await.unwrap();
    assert!(asset.headers()["cache-control"].to_str().unwrap().contains("immutable"));
}

#[actix_web::test]
async fn an_unknown_address_is_a_problem_in_the_readers_language_with_the_request_id() {
    let server = TestServer::start(&[]).await;
    let answer = reqwest::Client::new()
        .get(server.url("/nowhere"))
        .header("accept-language", "fr-CA,fr;q=0.9")
        .header("x-request-id", "call-7")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert_eq!(answer.headers()["x-request-id"], "call-7");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["type"], "/problems/not-found");
    assert_eq!(problem["instance"], "call-7");
    let english: Value = reqwest::get(server.url("/nowhere")).await.unwrap().json().await.unwrap();
    assert_ne!(problem["detail"], english["detail"]);
}
