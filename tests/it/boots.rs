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

#[actix_web::test]
async fn files_are_packed_for_those_who_can_unpack_them() {
    let server = TestServer::start(&[]).await;
    let client = reqwest::Client::new();
    let path = server.url("/static/any/i18n/en.json");
    let plain = client.get(&path).header("accept-encoding", "gzip;q=0").send().await.unwrap();
    assert_eq!(plain.headers().get("content-encoding"), None);
    let packed = client.get(&path).header("accept-encoding", "br, gzip").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    assert_eq!(packed.headers()["vary"], "accept-encoding");
    let tag = packed.headers()["etag"].clone();
    assert_ne!(plain.headers()["etag"], tag, "other bytes, another tag");
    let again = client.get(&path).header("accept-encoding", "gzip").header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    let (plain, packed) = (plain.bytes().await.unwrap(), packed.bytes().await.unwrap());
    assert!(packed.len() * 3 < plain.len(), "{} of {}", packed.len(), plain.len());
    assert_eq!(&packed[..2], [0x1F, 0x8B]);
}
