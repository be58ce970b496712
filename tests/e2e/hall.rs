//! Two instances behind the shipped nginx, on one PostgreSQL and one Redis, with a provider of payments that both use: parts of
//! the tests of faults, for walks in a browser.

use super::api::Api;
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
const SETTINGS: [(&str, &str); 10] = [
    ("EXAMHALL__DEMO__ENABLED", "false"),
    ("EXAMHALL__PAYMENTS__SIMULATED", "false"),
    ("EXAMHALL__INSTANCE__BEAT_MS", "200"),
    ("EXAMHALL__INSTANCE__GONE_S", "2"),
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
        Self { server, _second: second, _balancer: balancer, _redis: redis, _provider: provider, database }
    }

    /// Whether as many people are in rooms on the one instance as on the other, once this many are there in all.
    pub async fn are_apart(&self, admin: &Api, members: i64) -> bool {
        let shares = async || {
            let seen = admin.get("/api/ops/instances").await;
            let shares = seen["instances"].as_array().unwrap().iter().map(|one| one["members"].as_i64().unwrap());
            Some(shares.collect::<Vec<i64>>()).filter(|shares| shares.iter().sum::<i64>() == members)
        };
        let shares = until::found(shares).await.unwrap_or_else(|| panic!("never are {members} people in rooms"));
        shares.iter().all(|share| share * 2 == members)
    }

    /// Removes the database; the rest goes with it.
    pub async fn close(self) {
        self.database.remove().await;
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
