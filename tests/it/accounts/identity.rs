//! Registering, logging in, and what is answered to nonsense.

use super::house::{House, PASSWORD, credentials, json, registration, served_by_both_engines, slug};
use crate::store::engine::TestDatabase;
use examhall::store::audit;
use examhall_domain::time::Timestamp;
use serde_json::{Value, json as value};

served_by_both_engines! {
    async fn who_registers_is_a_student_and_signed_in(house: &House) {
        let browser = house.browser().with("accept-language", "fr");
        let answer = browser.post("/api/auth/register", registration("Ada")).await;
        assert_eq!(answer.status(), 201);
        let cookies: Vec<_> = answer.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
        assert_eq!(cookies.len(), 2);
        for cookie in cookies {
            assert!(cookie.starts_with("examhall"), "{cookie}");
            assert!(cookie.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age="), "{cookie}");
            assert!(!cookie.contains("Secure"), "{cookie}");
        }
        let registered = json(answer).await;
        let me = json(browser.get("/api/auth/me").await).await;
        assert_eq!(me, registered);
        assert_eq!((&me["email"], &me["name"]), (&value!("ada@example.org"), &value!("Ada")));
        assert_eq!((&me["roles"], &me["locale"]), (&value!(["student"]), &value!("fr")));
        assert!(me["session"]["expires_at"].as_str().unwrap().ends_with('Z'));
        let deeds = audit::list_since(house.store.read(), Timestamp(0), 10).await.unwrap();
        let told: Vec<_> = deeds.iter().map(|deed| deed.action.as_str()).collect();
        assert_eq!(told, ["accounts.registered", "accounts.signed_in"]);
        assert!(deeds.iter().all(|deed| deed.actor_id.is_some() && !deed.detail.contains('@')));
    }

    async fn an_address_is_registered_once_however_it_is_written(house: &House) {
        house.registered("ada").await;
        let again = house.browser().post("/api/auth/register", registration("ADA")).await;
        assert_eq!((again.status().as_u16(), slug(again).await.as_str()), (409, "email-taken"));
        let eve = house.browser();
        let tries = (0..4).map(|_| eve.post("/api/auth/register", registration("eve")));
        let mut statuses: Vec<_> =
            futures_util::future::join_all(tries).await.iter().map(|answer| answer.status().as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409]);
    }

    async fn the_right_password_gives_a_token_for_programs(house: &House) {
        house.registered("ada").await;
        let program = house.program();
        let logged_in = json(program.post("/api/auth/login", credentials("Ada", PASSWORD)).await).await;
        assert_eq!(logged_in["email"], "ada@example.org");
        let bearer = program.with("authorization", format!("Bearer {}", logged_in["token"].as_str().unwrap()));
        let me = json(bearer.get("/api/auth/me").await).await;
        assert_eq!(me["session"]["id"], logged_in["session"]["id"]);
        let fresh = json(bearer.post("/api/auth/refresh", value!({})).await).await;
        let renewed = program.with("authorization", format!("bearer {}", fresh["token"].as_str().unwrap()));
        assert_eq!(json(renewed.get("/api/auth/me").await).await["session"]["id"], me["session"]["id"]);
    }

    async fn wrong_password_unknown_address_and_disabled_account_are_answered_alike(house: &House) {
        house.registered("ada").await;
        house.registered("bob").await;
        let bob = examhall_domain::accounts::EmailAddress::parse("bob@example.org").unwrap();
        let bob = examhall::store::accounts::account::find_by_email(house.store.read(), &bob).await.unwrap().unwrap();
        let disable = house.store.begin(examhall::store::Priority::Rest).await.unwrap();
        examhall::store::accounts::account::set_disabled(&disable, bob.id.into(), Some(Timestamp(1))).await.unwrap();
        disable.commit().await.unwrap();
        let mut answers = Vec::new();
        for (name, password) in [("ada", "incorrect horse"), ("eve", PASSWORD), ("bob", PASSWORD)] {
            let program = house.program().with("x-request-id", "same");
            let answer = program.post("/api/auth/login", credentials(name, password)).await;
            assert_eq!(answer.status(), 401);
            answers.push(answer.text().await.unwrap());
        }
        assert!(answers[0].contains("wrong-credentials"));
        assert!(answers.iter().all(|answer| *answer == answers[0]));
    }

    async fn each_wrong_field_is_named(house: &House) {
        let long = "x".repeat(129);
        let table: [(&str, Value, &str, &str); 10] = [
            ("register", value!({"email": "ada", "password": PASSWORD, "name": "Ada"}), "/email", "invalid"),
            ("register", value!({"email": format!("{}@b.org", "a".repeat(250)), "password": PASSWORD, "name": "A"}), "/email", "too_long"),
            ("register", value!({"email": "a@b.org", "password": "123456789", "name": "Ada"}), "/password", "too_short"),
            ("register", value!({"email": "a@b.org", "password": long, "name": "Ada"}), "/password", "too_long"),
            ("register", value!({"email": "ada.lovelace@b.org", "password": "ada.lovelace@b.org", "name": "Ada"}), "/password", "same_as_email"),
            ("register", value!({"email": "a@b.org", "password": PASSWORD, "name": " "}), "/name", "required"),
            ("register", value!({"email": "a@b.org", "password": PASSWORD, "name": "x".repeat(81)}), "/name", "too_long"),
            ("register", value!({"email": "a@b.org", "password": PASSWORD, "name": "A", "locale": "de"}), "/locale", "invalid"),
            ("register", value!({"email": "a@b.org", "password": PASSWORD, "name": "A", "roles": ["admin"]}), "/roles", "unknown_field"),
            ("login", value!({"email": "a@b.org", "password": "x".repeat(129)}), "/password", "too_long"),
        ];
        for (verb, body, pointer, code) in table {
            let answer = house.browser().post(&format!("/api/auth/{verb}"), body.clone()).await;
            assert_eq!(answer.status(), 422, "{body}");
            let problem: Value = answer.json().await.unwrap();
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&value!(pointer), &value!(code)));
            assert!(problem["errors"][0]["detail"].as_str().unwrap().ends_with('.'), "{problem}");
        }
        let several = value!({"email": "a", "password": "b", "name": ""});
        let problem: Value = house.browser().post("/api/auth/register", several).await.json().await.unwrap();
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    }
}

#[actix_web::test]
async fn bodies_have_a_bound_a_type_and_a_method() {
    let bound = ("EXAMHALL__HTTP__JSON_BYTES_MAX", "100");
    let house = House::open(TestDatabase::sqlite().await, &[bound]).await;
    let send = |kind: &'static str, body: String| {
        house.browser().request("POST", "/api/auth/login").header("content-type", kind).body(body).send()
    };
    let padded = |bytes: usize| format!("{:<bytes$}", "{}");
    assert_eq!(send("application/json", padded(100)).await.unwrap().status(), 422);
    assert_eq!(slug(send("application/json", padded(101)).await.unwrap()).await, "payload-too-large");
    assert_eq!(slug(send("text/plain", "{}".into()).await.unwrap()).await, "unsupported-media-type");
    assert_eq!(slug(send("application/json", "{".into()).await.unwrap()).await, "malformed-request");
    assert_eq!(slug(house.browser().get("/api/auth/login").await).await, "method-not-allowed");
    house.close().await;
}

#[actix_web::test]
async fn over_tls_the_cookies_are_bound_to_this_host() {
    let reached = ("EXAMHALL__HTTP__PUBLIC_URL", "https://exam.example/");
    let house = House::open(TestDatabase::sqlite().await, &[reached]).await;
    let program = house.program().with("origin", "https://exam.example");
    let answer = program.post("/api/auth/register", registration("ada")).await;
    assert_eq!(answer.status(), 201);
    for cookie in answer.headers().get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-examhall") && cookie.contains("; Secure"), "{cookie}");
    }
    house.close().await;
}
