//! What other sites' pages cannot do with a browser's cookie.

use super::house::{House, PASSWORD, credentials, json, registration, slug};
use crate::store::engine::TestDatabase;
use serde_json::json as value;

#[actix_web::test]
async fn a_foreign_page_changes_nothing_with_a_cookie() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    let browser = house.registered("ada").await;
    let foreign = browser.with("origin", "https://evil.example");
    let unnamed = browser.without("origin").with("sec-fetch-site", "cross-site");
    for page in [&foreign, &unnamed] {
        for path in ["/api/auth/logout", "/api/auth/refresh"] {
            assert_eq!(slug(page.post(path, value!({})).await).await, "origin-refused", "{path}");
        }
        assert_eq!(slug(page.delete("/api/auth/sessions").await).await, "origin-refused");
        assert_eq!(page.get("/api/auth/me").await.status(), 200, "reading is guarded by the browser itself");
    }
    assert_eq!(browser.get("/api/auth/me").await.status(), 200);
    let own = browser.without("origin").with("sec-fetch-site", "same-origin");
    assert_eq!(own.post("/api/auth/refresh", value!({})).await.status(), 200);
    house.close().await;
}

#[actix_web::test]
async fn a_foreign_page_signs_nobody_in() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    house.registered("ada").await;
    let foreign = house.program().with("origin", "https://evil.example");
    assert_eq!(slug(foreign.post("/api/auth/login", credentials("ada", PASSWORD)).await).await, "origin-refused");
    assert_eq!(slug(foreign.post("/api/auth/register", registration("eve")).await).await, "origin-refused");
    house.close().await;
}

#[actix_web::test]
async fn a_bearer_token_needs_no_origin_and_is_not_mixed_with_the_cookie() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    let browser = house.registered("ada").await;
    let token = json(browser.post("/api/auth/refresh", value!({})).await).await["token"].clone();
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let program = house.program().with("authorization", bearer).with("origin", "https://evil.example");
    assert_eq!(program.post("/api/auth/refresh", value!({})).await.status(), 200);
    for credentials in ["Bearer", "Bearer nonsense", "Basic YTpi"] {
        let mixed = browser.with("authorization", credentials);
        assert_eq!(slug(mixed.get("/api/auth/me").await).await, "not-signed-in", "{credentials}");
    }
    house.close().await;
}

#[actix_web::test]
async fn the_embedded_profile_is_also_reached_as_localhost() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    let port = house.server.running.address().port();
    let local = house.program().with("origin", format!("http://localhost:{port}"));
    assert_eq!(local.post("/api/auth/register", registration("ada")).await.status(), 201);
    let other = house.program().with("origin", "http://localhost:1");
    assert_eq!(slug(other.post("/api/auth/register", registration("eve")).await).await, "origin-refused");
    house.close().await;
}
