//! Health, readiness and the operator's page.

use crate::accounts::house::{House, json, served_by_both_engines, slug};
use crate::exams::desk::with_role;
use crate::store::engine::TestDatabase;
use examhall::store::{Priority, audit};
use examhall_domain::accounts::Role;
use examhall_domain::id::AuditId;
use examhall_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::Value;
use uuid::Uuid;

/// Every question is asked of the store anew.
const NO_CACHE: (&str, &str) = ("EXAMHALL__OPS__PROBE_MS", "0");
/// The audit log is left alone for longer than any test runs.
const NO_SEALER: (&str, &str) = ("EXAMHALL__OPS__SEAL_MS", "600000");

fn dependency<'v>(health: &'v Value, name: &str) -> &'v Value {
    let all = health["dependencies"].as_array().unwrap();
    all.iter().find(|dependency| dependency["name"] == name).unwrap_or_else(|| panic!("{name} is not in {health}"))
}

served_by_both_engines! {
    async fn a_healthy_server_tells_of_all_that_it_depends_on(house: &House) {
        let health = json(house.program().get("/health").await).await;
        assert_eq!(health["status"], "ok", "{health}");
        assert_eq!(health["draining"], false);
        for name in ["store_write", "store_read", "schema", "audit_sealer", "event_bus"] {
            assert_eq!(dependency(&health, name)["state"], "ok", "{health}");
        }
        assert!(dependency(&health, "store_write")["latency_ms"].as_f64().unwrap() > 0.0);
        assert!(health["system"]["memory_bytes"].as_u64().unwrap() > 0);
        assert!(health["system"]["open_files"].as_u64().unwrap() > 0);
        assert_eq!(house.program().get("/health/ready").await.status(), 204);
        assert_eq!(house.program().get("/health/live").await.status(), 204);
    }

    async fn an_admin_sees_what_goes_on(house: &House) {
        let admin = with_role(house, "admin", Role::Admin).await;
        let status = json(admin.get("/api/ops/status").await).await;
        for number in ["sockets", "people", "rooms_open", "members", "rooms_running", "attempts_open"] {
            assert_eq!(status[number], 0, "{number} of {status}");
        }
        assert_eq!(status["jobs"]["dead"], 0);
        assert_eq!(status["event_bus"]["state"], "ok");
        let pools: Vec<&str> = status["store_pools"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        // SQLite has one writer whatever it writes.
        let is_postgres = house.store.read().get_database_backend() == DbBackend::Postgres;
        let expected: &[&str] = if is_postgres { &["write", "single", "read"] } else { &["write", "read"] };
        assert_eq!(pools, expected);
    }
}

async fn a_server_that_cannot_write_is_down(database: TestDatabase) {
    let house = House::open(database, &[NO_CACHE, NO_SEALER]).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    transaction.execute_unprepared("ALTER TABLE house RENAME TO gone").await.unwrap();
    transaction.commit().await.unwrap();
    let answer = house.program().get("/health").await;
    assert_eq!(answer.status(), 503);
    let health: Value = answer.json().await.unwrap();
    assert_eq!(health["status"], "down");
    assert_eq!(dependency(&health, "store_write")["state"], "down");
    assert!(!health.to_string().contains("gone"), "the database's words stay inside: {health}");
    assert_eq!(slug(house.program().get("/health/ready").await).await, "store-unavailable");
    assert_eq!(house.program().get("/health/live").await.status(), 204);
    house.close().await;
}

async fn a_pending_step_of_the_schema_is_not_ready(database: TestDatabase) {
    let house = House::open(database, &[NO_CACHE]).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let forget = "DELETE FROM seaql_migrations WHERE version = 'm0006_question_keys'";
    assert_eq!(transaction.execute_unprepared(forget).await.unwrap().rows_affected(), 1);
    let foretell = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    transaction.execute_unprepared(foretell).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(slug(house.program().get("/health/ready").await).await, "store-unavailable");
    let health: Value = house.program().get("/health").await.json().await.unwrap();
    assert!(dependency(&health, "schema")["detail"].as_str().unwrap().contains("m0006_question_keys"));
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let remember = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m0006_question_keys', 0)";
    transaction.execute_unprepared(remember).await.unwrap();
    transaction.commit().await.unwrap();
    // What only a newer version knows is no fault of an older one that still serves.
    assert_eq!(house.program().get("/health/ready").await.status(), 204);
    house.close().await;
}

async fn a_sealer_that_lags_degrades_but_serves(database: TestDatabase) {
    let house = House::open(database, &[NO_CACHE, NO_SEALER]).await;
    let transaction = house.store.begin(Priority::Rest).await.unwrap();
    let deed = audit::Deed {
        id: AuditId(Uuid::now_v7()),
        at: Timestamp(1),
        actor: None,
        action: "test.done".to_owned(),
        object_kind: "test".to_owned(),
        object_id: "1".to_owned(),
        detail: "{}".to_owned(),
    };
    audit::append(&transaction, &deed).await.unwrap();
    transaction.commit().await.unwrap();
    let health = json(house.program().get("/health").await).await;
    assert_eq!(
        (&health["status"], &dependency(&health, "audit_sealer")["state"]),
        (&"degraded".into(), &"degraded".into())
    );
    assert_eq!(house.program().get("/health/ready").await.status(), 204);
    house.close().await;
}

async fn the_clock_is_the_databases() {
    let house = House::open(TestDatabase::postgres().await, &[]).await;
    let health = json(house.program().get("/health").await).await;
    assert_eq!(dependency(&health, "clock")["state"], "ok");
    let admin = with_role(&house, "admin", Role::Admin).await;
    let status = json(admin.get("/api/ops/status").await).await;
    assert!(status["clock"]["skew_us"].is_i64() && status["clock"]["compared_at"].is_string(), "{status}");
    house.close().await;
}

async fn a_draining_server_is_not_ready(database: TestDatabase) {
    let house = House::open(database, &[]).await;
    house.server.running.vitals().stop();
    assert_eq!(slug(house.program().get("/health/ready").await).await, "draining");
    let health = json(house.program().get("/health").await).await;
    assert_eq!((&health["status"], &health["draining"]), (&"ok".into(), &true.into()));
    house.close().await;
}

macro_rules! on_both {
    ($($name:ident: $sqlite:ident, $postgres:ident;)+) => {$(
        #[actix_web::test]
        async fn $sqlite() {
            $name(TestDatabase::sqlite().await).await;
        }

        #[actix_web::test]
        async fn $postgres() {
            $name(TestDatabase::postgres().await).await;
        }
    )+};
}

on_both! {
    a_server_that_cannot_write_is_down: cannot_write_on_sqlite, cannot_write_on_postgres;
    a_pending_step_of_the_schema_is_not_ready: pending_on_sqlite, pending_on_postgres;
    a_sealer_that_lags_degrades_but_serves: lags_on_sqlite, lags_on_postgres;
    a_draining_server_is_not_ready: drains_on_sqlite, drains_on_postgres;
}

#[actix_web::test]
async fn the_clock_is_compared_on_postgres() {
    the_clock_is_the_databases().await;
}
