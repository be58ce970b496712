//! Paths, ports, and figures that have to fit each other.

use super::names::{of_compose, of_kubernetes};
use super::{behind, number, shipped};
use crate::accounts::house::House;
use crate::store::engine::TestDatabase;
use examhall::settings::{Settings, defaults};

/// Connections that PostgreSQL keeps for its owner, and those of a command or two.
const CONNECTIONS_BESIDE: u64 = 20;

#[actix_web::test]
async fn what_is_probed_and_scraped_answers() {
    let house = House::open(TestDatabase::sqlite().await, &[]).await;
    let deployment = shipped("config/kubernetes/deployment.yaml");
    let paths: Vec<&str> =
        behind(&deployment, "httpGet: { path: ").map(|rest| rest.split(',').next().unwrap()).collect();
    assert_eq!(paths, ["/health/live", "/health/ready"]);
    let scraped = behind(&deployment, "prometheus.io/path: ");
    for path in paths.into_iter().chain(scraped).chain(["/health"]) {
        assert!(house.program().get(path).await.status().is_success(), "{path}");
    }
    house.close().await;
}

#[test]
fn the_port_is_one_everywhere() {
    let port = defaults().http.port;
    for (file, before) in [
        ("config/Dockerfile", "EXPOSE "),
        ("config/kubernetes/deployment.yaml", "containerPort: "),
        ("config/kubernetes/deployment.yaml", "prometheus.io/port: "),
        ("config/kubernetes/network.yaml", "- { port: "),
        ("config/prometheus/prometheus.yml", "[\"one:"),
        ("config/prometheus/prometheus.yml", "\"two:"),
    ] {
        assert_eq!(number(&shipped(file), before), u64::from(port), "{file}, {before}");
    }
    let instances = shipped("config/compose/instances.conf") + &shipped("config/compose/sockets.conf");
    assert_eq!(behind(&instances, "server ").count(), 4);
    for server in behind(&instances, "server ") {
        let (address, _) = server.split_once(' ').unwrap();
        let (address, at) = address.split_once(':').unwrap();
        assert_eq!(at.parse(), Ok(port));
        assert!(shipped("config/compose.yaml").contains(&format!("ipv4_address: {address} }}")), "{address}");
    }
}

#[test]
fn the_version_is_one_everywhere() {
    let tag = format!("examhall:{}", env!("CARGO_PKG_VERSION"));
    for file in ["config/kubernetes/deployment.yaml", "config/kubernetes/migrate.yaml"] {
        assert_eq!(behind(&shipped(file), "image: ").collect::<Vec<_>>(), [tag.as_str()], "{file}");
    }
    let kustomization = shipped("config/kubernetes/kustomization.yaml");
    assert_eq!(behind(&kustomization, "newTag: ").next(), Some(format!("\"{}\"", env!("CARGO_PKG_VERSION")).as_str()));
}

fn connections(settings: &Settings) -> u64 {
    (settings.store.write_connections_max + settings.store.read_connections_max).into()
}

#[test]
fn the_database_takes_the_connections_of_all_instances() {
    let compose = shipped("config/compose.yaml");
    assert!(number(&compose, "max_connections=") >= 2 * connections(&of_compose()) + CONNECTIONS_BESIDE);
    // One more while they are replaced.
    let instances = number(&shipped("config/kubernetes/autoscaler.yaml"), "maxReplicas: ") + 1;
    let needed = instances * connections(&of_kubernetes());
    let told = format!("need {needed} of the server");
    assert!(shipped("config/kubernetes/settings.yaml").contains(&told), "{told}");
}

/// Sockets are sent away within `instance.drain_s`, and then requests end within as long again.
#[test]
fn whoever_stops_or_restarts_an_instance_waits_for_it() {
    let compose = shipped("config/compose.yaml");
    assert!(number(&compose, "stop_grace_period: ") >= 2 * of_compose().instance.drain_s);
    let deployment = shipped("config/kubernetes/deployment.yaml");
    let before = number(&deployment, "sleep: { seconds: ");
    let patience = number(&deployment, "terminationGracePeriodSeconds: ");
    assert!(patience >= before + 2 * of_kubernetes().instance.drain_s);
    let drain_s = number(&shipped("config/production.toml"), "drain_s = ");
    for unit in ["config/systemd/examhall.service", "config/systemd/examhall@.service"] {
        assert!(number(&shipped(unit), "TimeoutStopSec=") >= 2 * drain_s, "{unit}");
        assert!(shipped(unit).contains("\nType=notify\n"), "{unit}: a restart comes back when people may come");
    }
}

#[test]
fn a_probe_waits_longer_than_the_server_waits_for_its_store() {
    let deployment = shipped("config/kubernetes/deployment.yaml");
    let (_, readiness) = deployment.split_once("readinessProbe:").unwrap();
    assert!(number(readiness, "timeoutSeconds: ") * 1_000 > of_kubernetes().ops.probe_wait_ms);
}

#[test]
fn an_instance_has_memory_for_the_sockets_that_call_for_another() {
    let (deployment, autoscaler) =
        (shipped("config/kubernetes/deployment.yaml"), shipped("config/kubernetes/autoscaler.yaml"));
    assert!(deployment.contains("limits: { cpu: 500m, memory: 1Gi }"));
    let sockets = number(&autoscaler, "averageValue: ");
    let (socket_bytes, hashes) = (24 * 1024, u64::from(of_kubernetes().accounts.hash_memory_kib) * 1024 * 2);
    assert!(sockets * socket_bytes + hashes < 1024 * 1024 * 1024 / 2, "half of it is for everything else");
}
