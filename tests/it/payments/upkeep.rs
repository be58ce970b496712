//! What housekeeping does for payments: months ahead, and what has served its time.

use super::till::{DAY, now};
use crate::accounts::house::House;
use crate::rooms::socket::within;
use crate::store::engine::TestDatabase;
use crate::store::fixtures::person;
use examhall::service::payments::housekeep::{Swept, make_months, sweep_payments};
use examhall::store::payments::idempotency::{self, Claim};
use examhall::store::payments::inbox::{self, NewWebhook, Outcome};
use examhall::store::payments::outbox;
use examhall::store::payments::partition::{self, Month};
use examhall::store::{Priority, Store};
use examhall_domain::id::WebhookId;
use examhall_domain::payments::{GatewayName, IdempotencyKey};
use examhall_domain::time::Span;
use uuid::Uuid;

/// A day more than each is kept for.
const AGES: [(&str, i64); 2] = [("old", 31), ("young", 1)];

async fn fill(store: &Store) {
    let ada = person(store, "ada").await;
    let transaction = store.begin(Priority::Rest).await.unwrap();
    for (name, days) in AGES {
        let at = now() - Span(DAY.0 * days);
        let id = WebhookId(Uuid::now_v7());
        let mut body_digest = [0; 32];
        body_digest[0] = u8::try_from(days).unwrap();
        let gateway = GatewayName::parse("razorpay").unwrap();
        let new = NewWebhook { id, gateway, event_id: None, body_digest, body: Vec::new(), received_at: at };
        inbox::put(&transaction, vec![new]).await.unwrap();
        inbox::settle(&transaction, id, Outcome::Applied, None, at).await.unwrap();
        let key = IdempotencyKey::parse(name).unwrap();
        let claim = Claim { account: ada, route: "POST /", key: &key, fingerprint: [0; 32] };
        idempotency::claim(&transaction, claim, at).await.unwrap();
        let told = outbox::Model {
            id: Uuid::now_v7(),
            topic: "t".to_owned(),
            key: "k".to_owned(),
            payload: "{}".to_owned(),
            created_at_us: at.0,
        };
        outbox::insert(&transaction, told).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn what_has_served_its_time_goes(database: TestDatabase) {
    let store = database.connect().await;
    fill(&store).await;
    store.close().await.unwrap();
    let house = House::open(database, &[("EXAMHALL__OPS__SWEEP_S", "3600")]).await;
    let cx = house.context().await;
    // The server's own round may have come first.
    let swept = sweep_payments(&cx).await.unwrap();
    assert!(swept == Swept { webhooks: 1, keys: 1, told: 1 } || swept == Swept::default(), "{swept:?}");
    within(async { while sweep_payments(&cx).await.unwrap() != Swept::default() {} }).await;
    for table in ["webhook_inbox", "idempotency_keys", "outbox"] {
        let left = crate::ops::housekeeping::count(&house.store, table).await;
        assert_eq!(left, 1, "{table}");
    }
    house.close().await;
}

#[actix_web::test]
async fn old_rows_go_on_sqlite() {
    what_has_served_its_time_goes(TestDatabase::sqlite().await).await;
}

#[actix_web::test]
async fn old_rows_go_on_postgres() {
    what_has_served_its_time_goes(TestDatabase::postgres().await).await;
}

#[actix_web::test]
async fn months_are_made_ahead_and_the_gauge_says_how_far() {
    let house = House::open(TestDatabase::postgres().await, &[("EXAMHALL__OPS__PARTITION_MONTHS", "5")]).await;
    let present = Month::of(now());
    let reach = async || partition::first_missing(house.store.read(), present).await.unwrap();
    within(async { while reach().await != Some(present.later(6)) {} }).await;
    let cx = house.context().await;
    make_months(&cx).await.unwrap();
    assert_eq!(reach().await, Some(present.later(6)), "nothing is lost or made twice");
    let told = async || {
        let text = house.program().get("/metrics").await.text().await.unwrap();
        let line = text.lines().find(|line| line.starts_with("payment_partitions_ahead_seconds ")).map(str::to_owned);
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    let ahead = within(async {
        loop {
            if let Some(ahead) = told().await {
                return ahead;
            }
        }
    })
    .await;
    let months = ahead / 86_400.0 / 30.0;
    assert!((3.0..7.0).contains(&months), "{months}");
    house.close().await;
}
