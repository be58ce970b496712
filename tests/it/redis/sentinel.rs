//! A master that dies is replaced by its replica, which the Sentinels decide and name.

use super::bus::engine;
use super::limits;
use super::server::{RedisServer, free_port, quick, until};
use crate::bus::contract::{attached, channels, doorbell};
use examhall::bus::{Bus, Health};
use examhall::settings::RedisMode;

#[actix_web::test]
async fn after_a_failover_everything_goes_on_at_the_new_master() {
    let mut master = RedisServer::start().await;
    let port = master.port().to_string();
    let replica = RedisServer::start_as(&["--replicaof", "127.0.0.1", &port]).await;
    let sentinel = RedisServer::start_sentinel(&master).await;
    until("the Sentinel knows the replica", async || {
        let replicas: Vec<redis::Value> = sentinel.ask(&["SENTINEL", "REPLICAS", "exams"]).await;
        let info: String = replica.ask(&["INFO", "replication"]).await;
        replicas.len() == 1 && info.contains("master_link_status:up")
    })
    .await;
    // One of the Sentinels is gone for good, and the other is asked.
    let url = format!("redis://127.0.0.1:{},127.0.0.1:{}", free_port(), sentinel.port());
    let settings = quick(&url, RedisMode::Sentinel);
    let (one, other) = (engine(&settings).await, engine(&settings).await);
    let (mut at_one, mut at_other) = (attached(&one), attached(&other));
    let [room, ..] = channels();
    one.subscribe(room).await.unwrap();
    other.subscribe(room).await.unwrap();
    one.publish(doorbell(room, Some(1))).await.unwrap();
    assert_eq!(at_other.recv().await, Some(doorbell(room, Some(1))));
    let buckets = limits::engine(&settings).await;
    buckets.probe().await.unwrap();

    master.kill();
    until("the replica is the master", async || {
        let role: Vec<redis::Value> = replica.ask(&["ROLE"]).await;
        matches!(role.first(), Some(redis::Value::BulkString(name)) if name == b"master")
    })
    .await;
    until("both have found it", async || one.health() == Health::Connected && other.health() == Health::Connected)
        .await;
    until("what is said arrives", async || {
        let _ = one.publish(doorbell(room, Some(2))).await;
        std::iter::from_fn(|| at_other.try_recv().ok()).any(|heard| heard == doorbell(room, Some(2)))
    })
    .await;
    until("buckets are kept there", async || buckets.probe().await.is_ok()).await;

    // The old master comes back as a replica, which nobody takes for the master.
    master.start_again().await;
    until("it follows the new one", async || {
        let role: Vec<redis::Value> = master.ask(&["ROLE"]).await;
        matches!(role.first(), Some(redis::Value::BulkString(name)) if name == b"slave")
    })
    .await;
    until("nobody takes it for the master", async || {
        let _ = other.publish(doorbell(room, Some(3))).await;
        std::iter::from_fn(|| at_one.try_recv().ok()).any(|heard| heard == doorbell(room, Some(3)))
    })
    .await;
}
