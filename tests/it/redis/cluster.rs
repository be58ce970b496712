//! Three nodes of one cluster: the bus, the buckets and presence pass there too, and go on without one of the nodes.

use super::bus::{engine, two_instances_hear_each_other};
use super::server::{RedisServer, free_port, quick, until};
use super::{limits, presence};
use crate::bus::contract::{attached, channels, doorbell, keep_the_contract};
use examhall::bus::{Bus, Health};
use examhall::settings::{RedisMode, RedisSettings};
use std::process::Command;

/// Three masters without replicas.
struct Cluster {
    nodes: Vec<RedisServer>,
}

impl Cluster {
    async fn start() -> Self {
        let mut nodes = Vec::new();
        for _ in 0..3 {
            let bus_port = free_port().to_string();
            let own = ["--cluster-enabled", "yes", "--cluster-port", &bus_port, "--cluster-node-timeout", "1000"];
            // Without replicas a dead node takes its slots along, and the others go on.
            let options = [&own[..], &["--cluster-require-full-coverage", "no"]].concat();
            nodes.push(RedisServer::start_as(&options).await);
        }
        let cluster = Self { nodes };
        let hosts = cluster.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port()));
        let made = Command::new("redis-cli")
            .args(["--cluster", "create"])
            .args(hosts)
            .args(["--cluster-replicas", "0", "--cluster-yes"])
            .output()
            .expect("redis-cli is missing: run the tests with tests/run");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
        cluster.until_whole().await;
        cluster
    }

    async fn until_whole(&self) {
        until("the nodes agree", async || {
            for node in &self.nodes {
                let info: String = node.ask(&["CLUSTER", "INFO"]).await;
                let nodes: String = node.ask(&["CLUSTER", "NODES"]).await;
                if !info.contains("cluster_state:ok")
                    || nodes.matches(" connected").count() != 3
                    || nodes.contains("fail")
                {
                    return false;
                }
            }
            true
        })
        .await;
    }

    fn settings(&self) -> RedisSettings {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        quick(&format!("redis://{}", hosts.join(",")), RedisMode::Cluster)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_bus_the_buckets_and_presence_pass_on_a_cluster() {
    let cluster = Cluster::start().await;
    let settings = cluster.settings();
    keep_the_contract(async || engine(&settings).await).await;
    for _ in 0..5 {
        // Each time both find nodes by chance, the same one or different ones.
        two_instances_hear_each_other(&RedisSettings {
            key_prefix: quick("", settings.mode).key_prefix,
            ..settings.clone()
        })
        .await;
    }
    limits::are_kept(&settings).await;
    presence::is_known_elsewhere(&settings).await;
}

#[actix_web::test]
async fn the_bus_goes_on_without_one_of_the_nodes() {
    let mut cluster = Cluster::start().await;
    let settings = cluster.settings();
    let (one, other) = (engine(&settings).await, engine(&settings).await);
    let (_at_one, mut at_other) = (attached(&one), attached(&other));
    let [room, ..] = channels();
    other.subscribe(room).await.unwrap();
    // Whichever of them they speak to, one after the other is gone and comes back.
    for place in 0..3 {
        cluster.nodes[place].kill();
        let offset = Some(i64::try_from(place).unwrap());
        until("what is said arrives", async || {
            let _ = one.publish(doorbell(room, offset)).await;
            std::iter::from_fn(|| at_other.try_recv().ok()).any(|heard| heard == doorbell(room, offset))
        })
        .await;
        cluster.nodes[place].start_again().await;
        cluster.until_whole().await;
    }
    until("all is well", async || one.health() == Health::Connected && other.health() == Health::Connected).await;
}
