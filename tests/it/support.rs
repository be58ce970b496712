//! What integration tests share: the server as production starts it, on a port of its own and in a folder of its own.

use examhall::actor::Actors;
use examhall::boot::context;
use examhall::boot::server::{self, Running};
use examhall::edge::ws::Admission;
use examhall::service::Context;
use examhall::service::ops::presence::Doors;
use examhall::settings::{self, Environment};
use std::path::PathBuf;
use std::sync::Arc;

/// In tests hundreds of people come from one address and some do in seconds what takes hours: limits are there, as everywhere,
/// but far away. A test of limits sets its own.
const FAR_LIMITS: [&str; 10] = [
    "GENERAL__PER_USER",
    "GENERAL__PER_NETWORK",
    "SIGN_IN__PER_NETWORK",
    "GATEWAY__PER_USER",
    "GATEWAY__PER_NETWORK",
    "UPLOAD__PER_USER",
    "UPLOAD__PER_NETWORK",
    "EXAM__PER_USER",
    "EXAM__PER_NETWORK",
    "PICTURES__PER_USER",
];

/// A server of PostgreSQL starts a process for each connection: hundreds of tests open those that they use.
pub const NO_IDLE_CONNECTIONS: (&str, &str) = ("EXAMHALL__STORE__CONNECTIONS_MIN", "0");

/// The actors of a house without walls, whose doors nobody comes through.
pub fn start_actors(cx: &Context) -> Actors {
    let doors: Arc<dyn Doors> = Admission::new(&cx.settings.socket);
    Actors::start(cx, &context::records(), &doors)
}

/// A started server with its own data folder.
pub struct TestServer {
    pub running: Running,
    data_dir: PathBuf,
}

impl TestServer {
    /// Starts with the compiled-in defaults, a free port, and what `overrides` says.
    pub async fn start(overrides: &[(&str, &str)]) -> Self {
        let data_dir = std::env::temp_dir().join(format!("examhall-{}", uuid::Uuid::now_v7()));
        let mut environment: Environment = [
            ("PORT".to_owned(), "0".to_owned()),
            ("EXAMHALL__INSTANCE__DATA_DIR".to_owned(), data_dir.display().to_string()),
            ("EXAMHALL__HTTP__WORKERS".to_owned(), "1".to_owned()),
            // Who sells in a test says to which gateway.
            ("EXAMHALL__PAYMENTS__SIMULATED".to_owned(), "false".to_owned()),
        ]
        .into();
        environment.extend(FAR_LIMITS.map(|limit| (format!("EXAMHALL__RATELIMIT__{limit}"), "1000000".to_owned())));
        environment.extend(
            [&NO_IDLE_CONNECTIONS]
                .into_iter()
                .chain(overrides)
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned())),
        );
        let settings = settings::load(None, &environment).unwrap();
        Self { running: server::start(settings).await.unwrap(), data_dir }
    }

    /// Where its mails become files, unless it sends them to a server.
    pub fn mail_folder(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// The address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.running.address())
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The folder may never have been made.
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}
