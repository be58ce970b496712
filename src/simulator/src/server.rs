//! Starts one simulator and stops it.

use super::api::{self, routes};
use super::books::BooksError;
use super::config::{Config, Keys};
use super::courier::deliver;
use super::draw::Seed;
use super::gateway::Gateway;
use super::timekeeper::keep_time;
use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Whoever waits longer for a request's head is gone.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long calls under way may take when the simulator stops.
const STOP_S: u64 = 1;
const WORKERS: usize = 2;

/// Why a simulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Books(#[from] BooksError),
    #[error("the simulated gateway cannot listen on port {port}")]
    Port { port: u16, source: std::io::Error },
    #[error("webhooks go to an address of the form http://host:port/path; {0} is none")]
    Webhook(String),
    #[error("the simulated gateway needs a key id, a key secret and a webhook secret that are not empty")]
    Keys,
    #[error("webhooks cannot be sent")]
    Client(#[from] reqwest::Error),
}

/// A simulator that accepts calls. Dropping it leaves it running until its runtime ends; [`Running::stop`] stops it.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    gateway: Arc<Gateway>,
    loops: Vec<JoinHandle<()>>,
}

/// Opens the books and starts the server and its loops, in the runtime of the caller (`actix_web::main` or `test`).
///
/// # Errors
/// When the file, the port or the settings cannot be used.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let Keys { key_id, key_secret, webhook_secret } = &config.keys;
    if [key_id, key_secret, webhook_secret].into_iter().any(String::is_empty) || key_id.contains(':') {
        return Err(StartError::Keys);
    }
    if let Some(url) = config.webhook.as_ref().filter(|url| !url.starts_with("http://")) {
        return Err(StartError::Webhook(url.clone()));
    }
    let (port, connections) = (config.port, config.limits.connections);
    let occupied = |source| StartError::Port { port, source };
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(occupied)?;
    let address = listener.local_addr().map_err(occupied)?;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let gateway = Gateway::open(config).await?;
    let served = gateway.clone();
    let server = HttpServer::new(move || App::new().configure(|config| routes(config, &served)))
        .workers(WORKERS)
        .max_connections(connections)
        .client_request_timeout(HEAD_PATIENCE)
        .shutdown_timeout(STOP_S)
        .disable_signals()
        .listen(listener)
        .map_err(occupied)?
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let loops = vec![tokio::spawn(keep_time(gateway.clone())), tokio::spawn(deliver(gateway.clone(), client))];
    tracing::info!(%address, "the simulated gateway listens");
    Ok(Running { address, handle, gateway, loops })
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client has as its base, without `/v1`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Which credentials it accepts.
    pub fn keys(&self) -> &Keys {
        &self.gateway.config.keys
    }

    /// Where its chance comes from; the same again makes the same chance.
    pub fn seed(&self) -> Seed {
        self.gateway.seed
    }

    /// The calls of its own, each with what it is for.
    pub fn calls() -> &'static [(&'static str, &'static str)] {
        &api::CALLS
    }

    /// Stops at once: what hangs is cut off, what was written is on the disk.
    pub async fn stop(self) {
        self.loops.iter().for_each(JoinHandle::abort);
        self.handle.stop(false).await;
        self.gateway.books.close().await;
    }
}
