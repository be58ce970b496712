//! Two instances on one database, with one Redis between them and nginx in front.

use super::balancer::Balancer;
use super::redis::Redis;
use crate::database::Database;
use crate::process::{PROGRAM, Server};
use std::net::SocketAddr;
use std::path::Path;

/// What two instances have to have in common, and what stands in front of them; and that they share the cores of one machine.
const SETTINGS: [(&str, &str); 4] = [
    ("JWT_SECRET", "a secret for tests only, not for anybody"),
    ("RECEIPT_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="),
    ("EXAMHALL__HTTP__TRUSTED_PROXIES", "[\"127.0.0.0/8\"]"),
    ("EXAMHALL__HTTP__WORKERS", "1"),
];
/// Who is gone is seen soon.
const BEATS: [(&str, &str); 2] = [("EXAMHALL__INSTANCE__BEAT_MS", "500"), ("EXAMHALL__INSTANCE__GONE_S", "3")];

/// All of it.
pub struct Hall {
    pub instances: [Server; 2],
    pub balancer: Balancer,
    pub redis: Redis,
    database: Database,
}

impl Hall {
    /// Opens on a fresh database of the server of the tests.
    pub async fn open(settings: &[(&str, &str)]) -> Self {
        Self::open_on(Database::postgres().await, settings).await
    }

    /// Opens on this database, which is the hall's from now on.
    pub async fn open_on(database: Database, settings: &[(&str, &str)]) -> Self {
        Self::open_as(Path::new(PROGRAM), database, &[&BEATS, settings].concat()).await
    }

    /// Opens with another build of the program, which may know less than this one.
    pub async fn open_as(program: &Path, database: Database, settings: &[(&str, &str)]) -> Self {
        let redis = Redis::start().await;
        let url = redis.url();
        let settings: Vec<(&str, &str)> =
            SETTINGS.into_iter().chain([("REDIS_URL", url.as_str())]).chain(settings.iter().copied()).collect();
        let instances = [
            Server::start_as(program, database.clone(), &[&settings[..], &[("INSTANCE_ID", "one")]].concat()).await,
            Server::start_as(program, database.clone(), &[&settings[..], &[("INSTANCE_ID", "two")]].concat()).await,
        ];
        let balancer = Balancer::start(&instances.each_ref().map(Server::address)).await;
        Self { instances, balancer, redis, database }
    }

    /// Where people find it.
    pub fn address(&self) -> SocketAddr {
        self.balancer.address()
    }

    /// Ends everything and removes what it wrote; nothing of it may ever have panicked.
    pub async fn close(self) {
        self.balancer.remove();
        for instance in self.instances {
            instance.end();
        }
        self.redis.remove();
        self.database.remove().await;
    }
}
