//! Several instances on one database: each shows itself, is taken out of service and put back, and has its roles.

use crate::accounts::house::{Client, House, json, served_by_both_engines, slug};
use crate::exams::desk::with_role;
use crate::rooms::socket::within;
use crate::store::engine::TestDatabase;
use examhall::store::{Priority, instances};
use examhall_domain::accounts::Role;
use reqwest::StatusCode;
use serde_json::{Value, json as value};
use std::time::Duration;
use uuid::Uuid;

/// Strong enough for production.
const SECRET: &str = "q8Zt2mWx5vRb9nLk3pHs7dFg1cJy6aTe";

/// What the operator sees as soon as it is like this.
async fn until(admin: &Client, what: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    within(async {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        loop {
            looks.tick().await;
            let seen = json(admin.get("/api/ops/instances").await).await["instances"].as_array().unwrap().clone();
            if what(&seen) {
                return seen;
            }
        }
    })
    .await
}

async fn readiness(client: &Client) -> StatusCode {
    client.get("/health/ready").await.status()
}

served_by_both_engines! {
    async fn an_instance_is_taken_out_of_service_and_put_back(house: &House) {
        let admin = with_role(house, "admin", Role::Admin).await;
        let seen = until(&admin, |seen| seen.len() == 1).await;
        assert_eq!(seen[0]["state"], "serves", "{seen:?}");
        assert_eq!(seen[0]["roles"], value!(["web", "worker", "webhook"]));
        assert_eq!((&seen[0]["answers"], &seen[0]["degraded"]), (&true.into(), &value!([])), "{seen:?}");
        let path = format!("/api/ops/instances/{}", seen[0]["boot"].as_str().unwrap());

        let asked = json(admin.post(&format!("{path}/drain"), value!({})).await).await;
        assert_eq!(asked["drain_asked"], true);
        until(&admin, |seen| seen[0]["state"] == "drains").await;
        assert_eq!(slug(house.program().get("/health/ready").await).await, "draining");
        let handshake = admin
            .request("GET", "/ws")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("sec-websocket-protocol", "examhall.v1");
        assert_eq!(slug(handshake.send().await.unwrap()).await, "draining");
        assert!(admin.get("/api/auth/me").await.status().is_success(), "what is asked is still answered");

        json(admin.post(&format!("{path}/resume"), value!({})).await).await;
        until(&admin, |seen| seen[0]["state"] == "serves").await;
        assert_eq!(readiness(&house.program()).await, StatusCode::NO_CONTENT);
        let nobody = format!("/api/ops/instances/{}/drain", Uuid::from_u128(7));
        assert_eq!(slug(admin.post(&nobody, value!({})).await).await, "not-found");
    }
}

#[actix_web::test]
async fn an_instance_that_ends_leaves_and_one_that_dies_is_gone() {
    let beats = [("EXAMHALL__INSTANCE__BEAT_MS", "100"), ("EXAMHALL__INSTANCE__GONE_S", "1")];
    let house = House::open(TestDatabase::postgres().await, &beats).await;
    let other = house.instance(&[beats[0], beats[1], ("INSTANCE_ID", "other")]).await;
    let admin = with_role(&house, "admin", Role::Admin).await;
    let is_other = |state: &'static str| {
        move |seen: &[Value]| seen.iter().any(|one| one["name"] == "other" && one["state"] == state)
    };
    let seen = until(&admin, is_other("serves")).await;
    assert_eq!(seen.len(), 2, "{seen:?}");
    other.running.drain().await;
    until(&admin, |seen| seen.len() == 1).await;

    // The last beat of one that was killed.
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let mut row = instances::list(house.store.read()).await.unwrap().remove(0);
    (row.boot, row.name) = (Uuid::from_u128(1), "other".to_owned());
    instances::beat(&transaction, row).await.unwrap();
    transaction.commit().await.unwrap();
    until(&admin, is_other("gone")).await;
    house.close().await;
}

#[actix_web::test]
async fn each_role_serves_its_own() {
    let production = [
        ("EXAMHALL__INSTANCE__MODE", "production"),
        ("EXAMHALL__DEMO__ENABLED", "false"),
        ("JWT_SECRET", SECRET),
        ("RAZORPAY_KEY_ID", "rzp_live_29QQoUBi66xm2f"),
        ("RAZORPAY_KEY_SECRET", "EnLs21M47BllR3X8PSFtjtbd"),
        ("RAZORPAY_WEBHOOK_SECRET", SECRET),
    ];
    let with = |roles: &'static str| [&production[..], &[("EXAMHALL__INSTANCE__ROLES", roles)]].concat();
    let house = House::open(TestDatabase::postgres().await, &with("[\"web\"]")).await;
    let webhook = house.instance(&with("[\"webhook\"]")).await;
    let worker = house.instance(&with("[\"worker\"]")).await;
    let table: [(Client, [u16; 4]); 3] = [
        (house.program(), [204, 401, 200, 404]),
        (Client::at(webhook.url("")), [204, 404, 404, 401]),
        (Client::at(worker.url("")), [204, 404, 404, 404]),
    ];
    for (client, expected) in table {
        let answers = [
            client.get("/health/ready").await,
            client.get("/api/auth/me").await,
            client.get("/").await,
            client.post("/api/payments/webhook/razorpay", value!({})).await,
        ];
        assert_eq!(answers.map(|answer| answer.status().as_u16()), expected);
    }
    house.close().await;
}

#[actix_web::test]
async fn work_that_nobody_does_is_told() {
    let production = [
        ("EXAMHALL__INSTANCE__MODE", "production"),
        ("EXAMHALL__DEMO__ENABLED", "false"),
        ("JWT_SECRET", SECRET),
        ("EXAMHALL__INSTANCE__ROLES", "[\"web\"]"),
        ("EXAMHALL__INSTANCE__BEAT_MS", "100"),
    ];
    let house = House::open(TestDatabase::postgres().await, &production).await;
    within(async {
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        loop {
            looks.tick().await;
            let health = json(house.program().get("/health").await).await;
            let told = health["dependencies"].as_array().unwrap().iter().find(|part| part["name"] == "instances");
            if told.is_some_and(|told| told["state"] == "degraded" && told["detail"].as_str().unwrap().contains("worker"))
            {
                return;
            }
        }
    })
    .await;
    house.close().await;
}
