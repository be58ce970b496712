//! A replica that streams: history is read from it while it follows, and from the primary while it is away or behind.

use super::postgres::Postgres;
use crate::api::Api;
use crate::database::Database;
use crate::process::Server;
use crate::school::staff;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cluster_history_is_read_from_a_replica_that_follows_and_else_from_the_primary() {
    let _place = crate::place().await;
    let primary = Postgres::start();
    let database = Database::on(primary.server()).await;
    let replica = primary.replica();
    let url = database.url_on(&replica.server());
    let settings = [
        ("DATABASE_READ_URL", url.as_str()),
        ("EXAMHALL__STORE__REPLICA_BEHIND_MS_MAX", "300"),
        ("EXAMHALL__STORE__ACQUIRE_TIMEOUT_MS", "1000"),
        ("EXAMHALL__OPS__PROBE_MS", "50"),
        ("EXAMHALL__INSTANCE__BEAT_MS", "100"),
        ("EXAMHALL__INSTANCE__GONE_S", "2"),
    ];
    let server = Server::start(database, &settings).await;
    let anonymous = Api::anonymous(server.address());
    let admin = staff(&server, &anonymous, "admin").await;
    until(&anonymous, "ok", None).await;
    let status = admin.get("/api/ops/status").await;
    let pools: Vec<&Value> = status["store_pools"].as_array().unwrap().iter().map(|pool| &pool["name"]).collect();
    assert_eq!(pools, ["write", "single", "read", "history"], "{status}");
    // The sums of the ledger are history.
    admin.get("/api/admin/payments/reconciliation").await;

    let connection = sea_orm::Database::connect(&url).await.unwrap();
    connection.execute_unprepared("SELECT pg_wal_replay_pause()").await.unwrap();
    until(&anonymous, "degraded", Some("behind")).await;
    admin.get("/api/admin/payments/reconciliation").await;
    connection.execute_unprepared("SELECT pg_wal_replay_resume()").await.unwrap();
    until(&anonymous, "ok", None).await;
    drop(connection);

    replica.crash();
    until(&anonymous, "degraded", Some("does not answer")).await;
    admin.get("/api/admin/payments/reconciliation").await;
    replica.start_again();
    until(&anonymous, "ok", None).await;
    server.remove().await;
}

/// Waits until health says this of the replica; people are served all the time.
async fn until(anonymous: &Api, state: &str, detail: Option<&str>) {
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            looks.tick().await;
            let health = anonymous.get("/health").await;
            let parts = health["dependencies"].as_array().unwrap();
            let replica = parts.iter().find(|part| part["name"] == "store_replica").unwrap();
            let said = replica["detail"].as_str().unwrap_or_default();
            if replica["state"] == state && detail.is_none_or(|detail| said.contains(detail)) {
                return;
            }
        }
    });
    assert!(waited.await.is_ok(), "the replica never was {state}");
}
