//! Two instances behind the shipped nginx, on one PostgreSQL and one Redis, with a provider of payments that both use: parts of
//! the tests of faults, for walks in a browser.

use super::balancer::Balancer;
use super::database::Database;
use super::folder::Folder;
use super::process::{free_port, program, spawn_command};
use super::redis::Redis;
use super::server::Server;
use super::until;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Child;

const WEBHOOK_SECRET: &str = "a-webhook-secret-of-the-walk-over-two-instances";
const KEY_ID: &str = "rzp_test_WalkOverTwo01";
const KEY_SECRET: &str = "a-key-secret-of-the-walk-over-two-instances";
/// What both instances have in common.
const SETTINGS: [(&str, &str); 8] = [
    ("EXAMHALL__DEMO__ENABLED", "false"),
    ("EXAMHALL__PAYMENTS__SIMULATED", "false"),
    ("EXAMHALL__HTTP__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]"),
    ("JWT_SECRET", "a secret for tests only, not for anybody"),
    ("RECEIPT_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
    ("RAZORPAY_KEY_ID", KEY_ID),
    ("RAZORPAY_KEY_SECRET", KEY_SECRET),
    ("RAZORPAY_WEBHOOK_SECRET", WEBHOOK_SECRET),
];

/// All of it.
pub struct Hall {
    /// The first instance, which everybody reaches through nginx.
    pub server: Server,
    instances: [SocketAddr; 2],
    _second: Server,
    _balancer: Balancer,
    _redis: Redis,
    _provider: Provider,
    database: Database,
}

impl Hall {
    /// Opens on a fresh database.
    pub async fn open() -> Self {
        let (database, redis, port) = (Database::postgres().await, Redis::start().await, free_port());
        let front = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let provider = Provider::start(front).await;
        let folder = Folder::new("hall");
        let own = [
            ("DATABASE_URL", database.url(folder.path())),
            ("REDIS_URL", redis.url()),
            ("EXAMHALL__HTTP__PUBLIC_URL", format!("http://{front}")),
            ("EXAMHALL__RAZORPAY__BASE_URL", format!("http://{}/v1", provider.address)),
        ];
        // The settings of a server outlive it.
        let own = own.map(|(name, value)| (name, &*value.leak()));
        let settings: Vec<(&str, &str)> = SETTINGS.into_iter().chain(own).collect();
        let first = Server::start(&settings).await;
        let second = Server::start(&settings).await;
        let instances = [first.address(), second.address()];
        let balancer = Balancer::start_at(port, &instances).await;
        let server = first.behind(front);
        Self { server, instances, _second: second, _balancer: balancer, _redis: redis, _provider: provider, database }
    }

    /// Waits until each instance has as many sockets as this.
    pub async fn has_sockets(&self, wanted: [usize; 2]) {
        let found = until::found(async || (self.sockets().await == wanted).then_some(())).await;
        assert!(found.is_some(), "the sockets of the instances are {:?}", self.sockets().await);
    }

    /// Removes the database; the rest goes with it.
    pub async fn close(self) {
        self.database.remove().await;
    }

    async fn sockets(&self) -> [usize; 2] {
        let mut sockets = [0; 2];
        for (sockets, instance) in sockets.iter_mut().zip(&self.instances) {
            let metrics = reqwest::get(format!("http://{instance}/metrics")).await.unwrap().text().await.unwrap();
            let line = metrics.lines().find_map(|line| line.strip_prefix("active_sockets "));
            *sockets = line.unwrap().parse().unwrap();
        }
        sockets
    }
}

/// The simulated provider as a process of its own.
struct Provider {
    child: Child,
    address: SocketAddr,
    _folder: Folder,
}

impl Provider {
    async fn start(front: SocketAddr) -> Self {
        let (address, folder) = (SocketAddr::from((Ipv4Addr::LOCALHOST, free_port())), Folder::new("provider"));
        let environment = [
            ("EXAMHALL__SIMULATOR__KEY_ID", KEY_ID),
            ("EXAMHALL__SIMULATOR__KEY_SECRET", KEY_SECRET),
            ("EXAMHALL__SIMULATOR__WEBHOOK_SECRET", WEBHOOK_SECRET),
        ];
        let mut command = program(&environment.map(|(name, value)| (name.to_owned(), value.to_owned())));
        command.args(["simulate", "--port", &address.port().to_string()]).arg("--data").arg(folder.path());
        command.args(["--webhook", &format!("http://{front}/api/payments/webhook/razorpay")]);
        let provider = Self { child: spawn_command(command, folder.path()), address, _folder: folder };
        let found = until::found(async || TcpStream::connect(address).ok()).await;
        assert!(found.is_some(), "the provider does not listen");
        provider
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
