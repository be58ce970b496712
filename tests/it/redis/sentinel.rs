//! The master is replaced by its replica, once on purpose and once because it died: the Sentinels decide and name it.

use super::bus::engine;
use super::limits;
use super::server::{RedisServer, free_port, quick, until};
use crate::bus::contract::{attached, channels, doorbell, heard};
use examhall::bus::{Bus, Doorbell};
use examhall::settings::RedisMode;
use examhall::store::ratelimit::Engine;
use tokio::sync::mpsc::UnboundedReceiver;

// A server whose role is changed ends its connections, so that a question may go without an answer.
async fn is_master(server: &RedisServer) -> bool {
    let role = server.try_ask::<Vec<redis::Value>>(&["ROLE"]).await;
    role.is_ok_and(|role| matches!(role.first(), Some(redis::Value::BulkString(name)) if name == b"master"))
}

/// A Sentinel could replace the master by this server.
async fn is_ready(sentinel: &RedisServer, replica: &RedisServer) -> bool {
    let replicas: Vec<redis::Value> = sentinel.ask(&["SENTINEL", "REPLICAS", "exams"]).await;
    let info = replica.try_ask::<String>(&["INFO", "replication"]).await.unwrap_or_default();
    replicas.len() == 1 && info.contains("role:slave") && info.contains("master_link_status:up")
}

/// What one says arrives at the other, and buckets are kept.
async fn goes_on(
    say: impl AsyncFn(i64),
    at_other: &mut UnboundedReceiver<Doorbell>,
    buckets: &dyn Engine,
    offset: i64,
) {
    until("what is said arrives", async || {
        say(offset).await;
        std::iter::from_fn(|| at_other.try_recv().ok()).any(|heard| heard.offset == Some(offset))
    })
    .await;
    until("buckets are kept", async || buckets.probe().await.is_ok()).await;
}

#[actix_web::test]
async fn after_a_failover_everything_goes_on_at_the_new_master() {
    let first = RedisServer::start().await;
    let mut second = RedisServer::start_as(&["--replicaof", "127.0.0.1", &first.port().to_string()]).await;
    let sentinel = RedisServer::start_sentinel(&first).await;
    until("the replica is ready", async || is_ready(&sentinel, &second).await).await;
    // One of the Sentinels is gone for good, and the other is asked.
    let url = format!("redis://127.0.0.1:{},127.0.0.1:{}", free_port(), sentinel.port());
    let settings = quick(&url, RedisMode::Sentinel);
    let (one, other) = (engine(&settings).await, engine(&settings).await);
    let (_at_one, mut at_other) = (attached(&one), attached(&other));
    let buckets = limits::engine(&settings).await;
    let [room, ..] = channels();
    other.subscribe(room).await.unwrap();
    one.publish(doorbell(room, Some(1))).await.unwrap();
    assert_eq!(heard(&mut at_other).await, doorbell(room, Some(1)));
    let say = async |offset| {
        // Lost while nobody is the master.
        let _ = one.publish(doorbell(room, Some(offset))).await;
    };

    // The old master lives on as a replica, which would take words and pass them on to nobody.
    sentinel.ask::<()>(&["SENTINEL", "FAILOVER", "exams"]).await;
    until("they have changed places", async || is_master(&second).await && is_ready(&sentinel, &first).await).await;
    goes_on(say, &mut at_other, &*buckets, 2).await;

    second.kill();
    until("the first is the master again", async || is_master(&first).await).await;
    goes_on(say, &mut at_other, &*buckets, 3).await;
}
