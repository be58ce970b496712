//! Three nodes of one cluster: the bus and the buckets pass there too, and go on without one of the nodes.

use super::bus::{engine, two_instances_hear_each_other};
use super::limits;
use super::server::{RedisServer, free_port, quick, until};
use crate::bus::contract::keep_the_contract;
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
            let options = ["--cluster-enabled", "yes", "--cluster-port", &bus_port, "--cluster-node-timeout", "1000"];
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
        until("the nodes agree", async || {
            for node in &cluster.nodes {
                let info: String = node.ask(&["CLUSTER", "INFO"]).await;
                if !info.contains("cluster_state:ok") {
                    return false;
                }
            }
            true
        })
        .await;
        cluster
    }

    fn settings(&self) -> RedisSettings {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        quick(&format!("redis://{}", hosts.join(",")), RedisMode::Cluster)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_bus_and_the_buckets_pass_on_a_cluster() {
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
}

#[actix_web::test]
async fn the_bus_goes_on_without_one_of_the_nodes() {
    let mut cluster = Cluster::start().await;
    let settings = cluster.settings();
    let bus = engine(&settings).await;
    // Whichever of them it speaks to, one after the other is gone and comes back.
    for place in 0..3 {
        cluster.nodes[place].kill();
        until("it has found another node", async || bus.health() == Health::Connected).await;
        two_instances_hear_each_other(&RedisSettings {
            key_prefix: quick("", settings.mode).key_prefix,
            ..settings.clone()
        })
        .await;
        cluster.nodes[place].start_again().await;
    }
}
